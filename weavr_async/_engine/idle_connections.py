"""Looks at a connection from the pool before a request is written to it.

The service may have closed it, or sent what nobody asked for, while the event loop did not run: between two
`run_until_complete`, during code that blocks, while the machine was frozen. Then only the operating system knows.
"""

from __future__ import annotations

import select
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import asyncio

__all__ = ["is_quiet"]


def is_quiet(transport: asyncio.BaseTransport | None) -> bool:
    """Whether nothing waits to be read from an idle connection: neither its end nor an answer without a request."""
    connection = None if transport is None else transport.get_extra_info("socket")
    if connection is None:
        return False
    descriptor = connection.fileno()
    return descriptor >= 0 and not _readable(descriptor)


def _readable_by_poll(descriptor: int) -> bool:
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(0))


def readable_by_select(descriptor: int) -> bool:
    """For Windows: elsewhere `select` takes no descriptor above 1023."""
    readable, _, _ = select.select([descriptor], [], [], 0)
    return bool(readable)


_readable: Final = _readable_by_poll if hasattr(select, "poll") else readable_by_select
