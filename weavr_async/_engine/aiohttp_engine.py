"""The default engine: prepared request, straight into aiohttp.

Importing aiohttp takes a few hundred milliseconds, so that is left to the first request. Connections
belong to one event loop; each loop gets its own `Wire`.
"""

from __future__ import annotations

import asyncio
import threading
import warnings
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final

from weavr_async._engine.base import Failure, FailureKind, Sent

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncGenerator, Coroutine

    from weavr_async._engine.aiohttp_exchange import Wire
    from weavr_async._engine.base import Answer, EngineRequest, StreamedAnswer
    from weavr_async.values.settings import Limits, Timeouts

_CLOSED: Final = Failure(FailureKind.CLOSED, Sent.NO, "the client was closed")


class AiohttpEngine:
    """Sends over aiohttp's connection pool, on as many event loops as it is used from."""

    def __init__(
        self,
        *,
        base_url: str,
        timeouts: Timeouts,
        limits: Limits,
        proxy: str | None = None,
        verify: ssl.SSLContext | None = None,
    ) -> None:
        self._base_url: Final = base_url.rstrip("/")
        self._timeouts: Final = timeouts
        self._limits: Final = limits
        self._proxy: Final = proxy
        self._verify: ssl.SSLContext | None = verify
        self._closed = False
        self._wires: dict[asyncio.AbstractEventLoop, Wire] = {}
        self._wires_lock: Final = threading.Lock()

    def exchange(self, request: EngineRequest, *, deadline: float) -> Coroutine[Any, Any, Answer | Failure]:
        """Send and read the whole answer; `deadline` is in the running loop's `time()`."""
        wire = self._wire_here()
        return self._first_exchange(request, deadline) if wire is None else wire.exchange(request, deadline=deadline)

    async def _first_exchange(self, request: EngineRequest, deadline: float) -> Answer | Failure:
        wire = self._wire_here() or await self._new_wire()
        return _CLOSED if wire is None else await wire.exchange(request, deadline=deadline)

    @asynccontextmanager
    async def stream(
        self, request: EngineRequest, *, deadline: float
    ) -> AsyncGenerator[StreamedAnswer | Failure, None]:
        """Send and hand out the answer as soon as its headers are read; leaving the context frees the connection."""
        wire = self._wire_here() or await self._new_wire()
        if wire is None:
            yield _CLOSED
            return
        async with wire.stream(request, deadline=deadline) as answer:
            yield answer

    async def aclose(self) -> None:
        """Close every connection. Exchanges still under way end in a `Failure`; may be called twice."""
        self._closed = True
        here = asyncio.get_running_loop()
        with self._wires_lock:
            wires, self._wires = self._wires, {}
        mine = wires.pop(here, None)
        for wire in wires.values():
            wire.leave()
        if mine is not None:
            await mine.aclose()

    def __del__(self) -> None:
        """Say that the engine was forgotten. Nothing is closed here: this may be any thread, at any time."""
        if getattr(self, "_wires", None):
            warnings.warn(
                "A weavr_async client was never closed: use `async with BackOffice(...)` or `await client.aclose()`.",
                ResourceWarning,
                stacklevel=2,
                source=self,
            )

    def _wire_here(self) -> Wire | None:
        return self._wires.get(asyncio.get_running_loop())

    async def _new_wire(self) -> Wire | None:
        from weavr_async._engine.aiohttp_exchange import Wire, default_tls

        here = asyncio.get_running_loop()
        with self._wires_lock:
            if self._closed:
                return None
            dead = [self._wires.pop(loop) for loop in list(self._wires) if loop.is_closed()]
            if self._verify is None:
                self._verify = default_tls(self._base_url, self._proxy)
            wire = self._wires[here] = Wire(self._base_url, self._timeouts, self._limits, self._proxy, self._verify)
        await wire.start()
        for old in dead:
            await old.forget()
        return wire
