"""Reading bodies: counted as they arrive, and decompressed only within the limit of size.

Both engines ask for `identity`. Then a limit on what arrives is a limit on what is kept, a truncated body cannot be
hidden by a decompressor, and the small answers of this API gain nothing from compression. If a service or a proxy
compresses all the same, the output is counted piece by piece, so that a few kilobytes never become gigabytes.
"""

from __future__ import annotations

import zlib
from contextlib import aclosing
from typing import TYPE_CHECKING, Final

from weavr_async._engine import failures

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterable

    from weavr_async._engine.base import RawHeaders

ASK_FOR_PLAIN: Final = ("accept-encoding", "identity")

_PIECE: Final = 64 * 1024
_WINDOW_BITS: Final = {b"gzip": 16 + zlib.MAX_WBITS, b"x-gzip": 16 + zlib.MAX_WBITS, b"deflate": zlib.MAX_WBITS}


def content_encoding(headers: RawHeaders) -> bytes:
    """The coding named by an answer's headers, in lower case; empty when there is none."""
    for name, value in headers:
        if len(name) == len(b"content-encoding") and name.lower() == b"content-encoding":
            coding = value.strip().lower()
            return b"" if coding == b"identity" else coding
    return b""


class WholeBody:
    """A body that is collected until it is complete, of at most so many bytes."""

    __slots__ = ("_left", "_pieces")

    def __init__(self, most: int) -> None:
        self._left = most
        self._pieces: Final[list[bytes]] = []

    def add(self, piece: bytes) -> None:
        """Add the next piece, unless the body becomes too large."""
        self._left -= len(piece)
        if self._left < 0:
            raise failures.FailedError(failures.TOO_LARGE)
        self._pieces.append(piece)

    def joined(self) -> bytes:
        """All of it."""
        return self._pieces[0] if len(self._pieces) == 1 else b"".join(self._pieces)


async def read_all(chunks: AsyncIterable[bytes], coding: bytes, most: int) -> bytes:
    """The whole body, of at most so many bytes. The caller closes `chunks`, here as in `unpacked`."""
    body = WholeBody(most)
    async with aclosing(unpacked(chunks, coding)) as pieces:
        async for piece in pieces:
            body.add(piece)
    return body.joined()


async def unpacked(chunks: AsyncIterable[bytes], coding: bytes) -> AsyncGenerator[bytes]:
    """The body in pieces of bounded size."""
    if not coding:
        async for chunk in chunks:
            yield chunk
        return
    if coding not in _WINDOW_BITS:
        raise failures.FailedError(failures.BAD_ENCODING)
    unpacker = zlib.decompressobj(_WINDOW_BITS[coding])
    empty = True
    async for chunk in chunks:
        rest = chunk
        while rest and not unpacker.eof:
            empty = False
            try:
                piece = unpacker.decompress(rest, _PIECE)
            except zlib.error:
                raise failures.FailedError(failures.BAD_ENCODING) from None
            rest = unpacker.unconsumed_tail
            if piece:
                yield piece
    if not empty and not unpacker.eof:
        raise failures.FailedError(failures.TRUNCATED)
