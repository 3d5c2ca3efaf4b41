"""Telling an open page that something changed: a stream of server-sent events, a few a second at most.

It says only how far things are. A page asks for what it shows, so that requests cost the same whoever watches.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import orjson
from starlette.responses import StreamingResponse

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from weavr_async.emulator.contract import JsonObject
    from weavr_async.emulator.state import State

__all__ = ["stream"]

_SECONDS: Final = 0.3
_TICKS_OF_SILENCE: Final = 30


def stream(state: State) -> Callable[[Request], Awaitable[Response]]:
    """Give the endpoint of the stream."""

    async def tell(_: Request) -> Response:
        return StreamingResponse(_changes(state), media_type="text/event-stream", headers={"cache-control": "no-store"})

    return tell


async def _changes(state: State) -> AsyncGenerator[bytes]:
    last: JsonObject = {}
    silent = 0
    while True:
        now = _mark(state)
        if now != last or silent >= _TICKS_OF_SILENCE:
            last, silent = now, 0
            yield b"data: " + orjson.dumps({**now, "nowMs": state.clock.now_ms()}) + b"\n\n"
        silent += 1
        await asyncio.sleep(_SECONDS)


def _mark(state: State) -> JsonObject:
    """What differs as soon as a page would show something else."""
    return {
        "requests": state.requests.total,
        "version": state.version,
        "webhooks": len(state.webhooks),
        "faults": [state.faults.waiting, state.faults.struck.total()],
        "tokens": len(state.tokens),
        "aheadMs": state.clock.save().ahead_ms,
    }
