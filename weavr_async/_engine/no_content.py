"""Answers that have no body by their status, and are sent with one all the same.

What follows such an answer would be taken for the beginning of the next one. So it is dropped, and its connection is
used for nothing else.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from aiohttp.client_proto import ResponseHandler

if TYPE_CHECKING:
    import asyncio

__all__ = ["reader"]

_HEAD: Final = re.compile(rb"HTTP/1\.[01] 204[ \r].*?\r\n\r\n", re.DOTALL)
_FRAMING: Final = re.compile(rb"\r\n(?:content-length|transfer-encoding):[^\r\n]*", re.IGNORECASE)


def reader(loop: asyncio.AbstractEventLoop) -> ResponseHandler:
    """What reads the answers of one connection."""
    return _Reader(loop)


class _Reader(ResponseHandler):
    """aiohttp's reader, whose parser would lose such an answer over what follows it."""

    def data_received(self, data: bytes) -> None:
        """Bytes arrived. An answer without a body comes in one piece, so no more than that is looked at."""
        head = _HEAD.match(data)
        if head is not None and self._payload is None:
            bare = _FRAMING.sub(b"", head[0])
            if len(bare) < len(data):
                self.force_close()
            data = bare
        super().data_received(data)
