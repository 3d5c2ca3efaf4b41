"""The default engine: requests over aiohttp.

Importing aiohttp takes a few hundred milliseconds, so it is done in a thread, by `start` or by the first request.
Connections belong to one event loop; each loop gets its own `LoopSession`.
"""

from __future__ import annotations

import asyncio
import threading
import warnings
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final

from weavr_async._engine.base import NOT_SENT_NOTE
from weavr_async._engine.failures import CLOSED_BEFORE

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncGenerator, Callable, Coroutine

    from weavr_async._engine.aiohttp_session import LoopSession
    from weavr_async._engine.base import Answer, EngineRequest, Failure, StreamedAnswer
    from weavr_async._engine.proxies import Proxy
    from weavr_async.values.settings import Limits, Timeouts


class AiohttpEngine:
    """Sends over aiohttp's connection pool, on as many event loops as it is used from."""

    def __init__(
        self,
        *,
        base_url: str,
        timeouts: Timeouts,
        limits: Limits,
        proxy: Proxy | None = None,
        verify: ssl.SSLContext | None = None,
    ) -> None:
        self._base_url: Final = base_url.rstrip("/")
        self._timeouts: Final = timeouts
        self._limits: Final = limits
        self._proxy: Final = proxy
        self._verify: ssl.SSLContext | None = verify
        self._closed = False
        self._sessions: dict[asyncio.AbstractEventLoop, LoopSession] = {}
        self._sessions_lock: Final = threading.Lock()
        self._loading_lock: Final = threading.Lock()
        self._loading: Final[dict[asyncio.AbstractEventLoop, asyncio.Task[Callable[[], LoopSession]]]] = {}

    async def start(self) -> None:
        """Load what the first exchange needs, so that it does not have to wait for it."""
        await self._session()

    def exchange(self, request: EngineRequest, *, deadline: float) -> Coroutine[Any, Any, Answer | Failure]:
        """Send and read the whole answer; `deadline` is in the running loop's `time()`."""
        session = self._sessions.get(asyncio.get_running_loop())
        return self._exchange(request, deadline) if session is None else session.exchange(request, deadline=deadline)

    async def _exchange(self, request: EngineRequest, deadline: float) -> Answer | Failure:
        try:
            session = await self._session()
        except asyncio.CancelledError as cancelled:
            cancelled.add_note(NOT_SENT_NOTE)
            raise
        return CLOSED_BEFORE if session is None else await session.exchange(request, deadline=deadline)

    @asynccontextmanager
    async def stream(self, request: EngineRequest, *, deadline: float) -> AsyncGenerator[StreamedAnswer | Failure]:
        """Send and hand out the answer as soon as its headers are read; leaving the context frees the connection."""
        session = await self._session()
        if session is None:
            yield CLOSED_BEFORE
            return
        async with session.stream(request, deadline=deadline) as answer:
            yield answer

    async def aclose(self) -> None:
        """Close every connection. Exchanges in progress end in a `Failure`. May be called twice."""
        self._closed = True
        here = asyncio.get_running_loop()
        with self._sessions_lock:
            sessions, self._sessions = self._sessions, {}
        mine = sessions.pop(here, None)
        for session in sessions.values():
            session.close_from_elsewhere()
        if mine is not None:
            await mine.aclose()

    def __del__(self) -> None:
        """Warn that the engine was never closed. Nothing is closed here: this may be any thread, at any time."""
        if getattr(self, "_sessions", None):
            warnings.warn(
                "A weavr_async client was never closed: use `async with BackOffice(...)` or `await client.aclose()`.",
                ResourceWarning,
                stacklevel=2,
                source=self,
            )

    async def _session(self) -> LoopSession | None:
        """The session of the running event loop, made by its first exchange; none once the engine was closed."""
        here = asyncio.get_running_loop()
        if here in self._sessions:
            return self._sessions[here]
        # One loading for all that come meanwhile: from threads of their own they would return in any order.
        loading = self._loading.get(here)
        if loading is None:
            # In a thread: importing aiohttp and reading certificates would stop everything else for a few hundred ms.
            loading = self._loading[here] = here.create_task(asyncio.to_thread(self._loaded))
            loading.add_done_callback(lambda _: self._loading.pop(here, None))
        make = await asyncio.shield(loading)
        with self._sessions_lock:
            if self._closed:
                return None
            if here in self._sessions:  # another exchange was faster
                return self._sessions[here]
            dead = [self._sessions.pop(loop) for loop in list(self._sessions) if loop.is_closed()]
            session = self._sessions[here] = make()
        await session.start()
        for old in dead:
            await old.forget()
        return session

    def _loaded(self) -> Callable[[], LoopSession]:
        """What makes a session, once all that it needs is loaded."""
        from weavr_async._engine.aiohttp_session import LoopSession, default_tls  # noqa: PLC0415 - loads aiohttp

        with self._loading_lock:
            if self._verify is None:
                self._verify = default_tls(self._base_url, self._proxy)
            verify = self._verify
        return lambda: LoopSession(self._base_url, self._timeouts, self._limits, self._proxy, verify)
