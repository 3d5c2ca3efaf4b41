"""One event loop's connections: what leaves, what comes back, and which failures prove that nothing left.

The proof is made by construction: aiohttp's connector finds or makes a connection and never writes a
byte of the request, so whatever goes wrong inside `connect` is *not sent*, and whatever goes wrong
afterwards *may have been*. This holds only if nothing is repeated behind our back. aiohttp does repeat
GET, HEAD, OPTIONS, TRACE, PUT and DELETE once after a lost connection, so a refused connection could be
the second attempt: a middleware turns a lost connection into an error that aiohttp does not repeat.
"""

from __future__ import annotations

import asyncio
import ssl
from base64 import b64encode
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from io import BytesIO
from typing import TYPE_CHECKING, Final, cast

import aiohttp
import httpx
from attrs import define
from httpx_aiohttp import AiohttpTransport
from multidict import CIMultiDict

from weavr_async._engine._aiohttp_failures import why_lost, why_not_connected
from weavr_async._engine._bodies import ASK_FOR_PLAIN, content_encoding, read_all, unpacked
from weavr_async._engine._failures import (
    CLOSED_BEFORE,
    CLOSED_DURING,
    CONNECTION_LOST,
    DEADLINE_BEFORE,
    DEADLINE_DURING,
    POOL_TIMEOUT,
    FailedError,
)
from weavr_async._engine.seam import NOT_SENT_NOTE, Answer, Failure, Sent, StreamedAnswer

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from aiohttp.client import ClientTimeout
    from aiohttp.connector import Connection
    from aiohttp.tracing import Trace
    from httpx_aiohttp.transport import AiohttpResponseStream

    from weavr_async._engine.seam import Parts
    from weavr_async.settings import Limits, Timeouts

# From here on aiohttp warns about bytes, and writes a file in pieces.
_MOST_IN_ONE_WRITE: Final = 1024 * 1024
# Nothing is added to a request behind the caller's back, but for Host and Content-Length.
_NO_AUTOMATIC_HEADERS: Final = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")


class _Connector(aiohttp.TCPConnector):
    """A connector that says of each failure that it came before the request."""

    async def connect(
        self,
        req: aiohttp.ClientRequest,
        traces: list[Trace],
        timeout: ClientTimeout,  # noqa: ASYNC109 - aiohttp's signature
    ) -> Connection:
        try:
            return await super().connect(req, traces, timeout)
        except asyncio.CancelledError as cancelled:
            # A note, because whoever cancelled may look at the type and the arguments.
            cancelled.add_note(NOT_SENT_NOTE)
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, nothing was sent
            raise FailedError(why_not_connected(error)) from None


async def _never_repeat(request: aiohttp.ClientRequest, send: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    try:
        return await send(request)
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError):
        raise FailedError(CONNECTION_LOST) from None


@define
class _PreparedRequest:
    """The five attributes of `httpx.Request` that the transport reads.

    A real one parses the URL, the headers and the body anew: about half the price of the whole exchange.
    """

    method: str
    url: str
    headers: CIMultiDict[str]
    content: bytes | BytesIO
    extensions: dict[str, object]


def default_tls(base_url: str, proxy: str | None) -> ssl.SSLContext:
    """The usual trust store, or, where no TLS is spoken, an empty one that costs nothing and trusts nobody."""
    if base_url.startswith("http:") and not (proxy or "").startswith("https:"):
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return httpx.create_ssl_context(trust_env=False)


class Wire:
    """Exchanges over the connections of the event loop it was made on."""

    def __init__(
        self, base_url: str, timeouts: Timeouts, limits: Limits, proxy: str | None, tls: ssl.SSLContext
    ) -> None:
        self._loop: Final = asyncio.get_running_loop()
        self._base_url: Final = base_url
        self._pool_timeout: Final = timeouts.pool
        self._most_bytes: Final = limits.max_answer_bytes
        # aiohttp's own bound on connections cannot tell waiting for a free one from connecting: ours does.
        self._slots: Final = asyncio.Semaphore(limits.max_connections)
        self._extensions: Final[dict[str, object]] = {
            # "pool" becomes aiohttp's bound on having a connection at all, name resolution and TLS included.
            "timeout": {"connect": timeouts.connect, "pool": timeouts.connect, "read": timeouts.read},
        }
        self._session: Final = aiohttp.ClientSession(
            connector=_Connector(limit=0, ssl=tls, keepalive_timeout=limits.keepalive_expiry),
            cookie_jar=aiohttp.DummyCookieJar(),
            middlewares=(_never_repeat,),
            skip_auto_headers=_NO_AUTOMATIC_HEADERS,
            auto_decompress=False,
        )
        session = self._session
        via, for_proxy = _proxy(proxy, base_url)
        name, value = ASK_FOR_PLAIN
        self._own_headers: Final = {name.decode(): value.decode(), **for_proxy}
        self._transport: Final = AiohttpTransport(verify=tls, trust_env=False, client=lambda: session, proxy=via)
        self._guardian: Final = _close_when_the_loop_ends(session)
        self._waiting: Final[set[asyncio.Timeout]] = set()
        self._closing: asyncio.Task[None] | None = None
        self._closed = False

    async def start(self) -> None:
        """Arrange that the connections end with the event loop, should nobody close them before."""
        await anext(self._guardian)

    async def exchange(self, parts: Parts, *, deadline: float) -> Answer | Failure:
        """Send and read the whole answer."""
        if deadline <= self._loop.time():
            return DEADLINE_BEFORE
        try:
            async with asyncio.timeout_at(deadline) as waiting:
                self._waiting.add(waiting)
                try:
                    await self._take_slot()
                    try:
                        response = await self._transport.handle_async_request(self._prepared(parts))
                        headers = response.headers.raw
                        stream = cast("AiohttpResponseStream", response.stream)
                        try:
                            content = await read_all(_chunks(stream), content_encoding(headers), self._most_bytes)
                        finally:
                            await stream.aclose()
                    finally:
                        self._slots.release()
                finally:
                    self._waiting.discard(waiting)
        except Exception as error:  # noqa: BLE001 - an engine gives back failures, see the seam
            return self._failure(error)
        if self._closed:
            # A body without a length ends with its connection: this may be the end that we made ourselves.
            return CLOSED_DURING
        return Answer(response.status_code, headers, content)

    @asynccontextmanager
    async def stream(self, parts: Parts, *, deadline: float) -> AsyncGenerator[StreamedAnswer | Failure, None]:
        """Send and hand out the answer as soon as its headers are read."""
        async with AsyncExitStack() as held:
            yield await self._open(parts, deadline, held)

    async def aclose(self) -> None:
        """Close the connections; exchanges under way end in a failure."""
        self._closed = True
        # aiohttp closes a connection without a word to whoever reads a body from it, who would wait for ever.
        for waiting in self._waiting:
            if not waiting.expired():
                waiting.reschedule(self._loop.time())
        await self._guardian.aclose()

    async def forget(self) -> None:
        """Drop the connections of an event loop that has ended, called on another one and without touching that."""
        self._closed = True
        await self._session.close()

    def leave(self) -> None:
        """Have the connections closed by their own event loop, which runs in another thread or no more."""
        self._closed = True
        with suppress(RuntimeError):  # the loop was closed
            self._loop.call_soon_threadsafe(self._close_soon)

    def _close_soon(self) -> None:
        self._closing = self._loop.create_task(self.aclose())

    async def _take_slot(self) -> None:
        if self._slots.locked():
            try:
                async with asyncio.timeout(self._pool_timeout):
                    await self._slots.acquire()
            except asyncio.CancelledError as cancelled:
                cancelled.add_note(NOT_SENT_NOTE)
                raise
            except TimeoutError:
                raise FailedError(POOL_TIMEOUT) from None
        else:
            await self._slots.acquire()
        if self._closed:
            self._slots.release()
            raise FailedError(CLOSED_BEFORE)

    def _prepared(self, parts: Parts) -> httpx.Request:
        headers = CIMultiDict([(name.decode(), value.decode()) for name, value in parts.headers])
        headers.extend(self._own_headers)
        body = parts.body or b""
        content = body if len(body) <= _MOST_IN_ONE_WRITE else BytesIO(body)
        request = _PreparedRequest(parts.method, self._base_url + parts.target, headers, content, self._extensions)
        return cast("httpx.Request", request)

    async def _open(self, parts: Parts, deadline: float, held: AsyncExitStack) -> StreamedAnswer | Failure:
        if deadline <= self._loop.time():
            return DEADLINE_BEFORE
        try:
            async with self._until(deadline):
                await self._take_slot()
                held.callback(self._slots.release)
                response = await self._transport.handle_async_request(self._prepared(parts))
                stream = cast("AiohttpResponseStream", response.stream)
                held.push_async_callback(stream.aclose)
        except Exception as error:  # noqa: BLE001 - an engine gives back failures, see the seam
            return self._failure(error)
        headers = response.headers.raw
        pieces = unpacked(_chunks(stream), content_encoding(headers))
        chunks = self._handed_out(deadline, pieces)
        held.push_async_callback(pieces.aclose)
        held.push_async_callback(chunks.aclose)
        return StreamedAnswer(response.status_code, headers, chunks)

    @asynccontextmanager
    async def _until(self, deadline: float) -> AsyncGenerator[None, None]:
        async with asyncio.timeout_at(deadline) as waiting:
            self._waiting.add(waiting)
            try:
                yield
            finally:
                self._waiting.discard(waiting)

    async def _handed_out(
        self, deadline: float, pieces: AsyncGenerator[bytes, None]
    ) -> AsyncGenerator[bytes | Failure, None]:
        while True:
            try:
                async with self._until(deadline):
                    piece: bytes | Failure | None = await anext(pieces, None)
            except Exception as error:  # noqa: BLE001 - an engine gives back failures, see the seam
                piece = self._failure(error)
            if piece is None and self._closed:
                piece = CLOSED_DURING  # as in exchange
            if piece is None:
                return
            yield piece
            if isinstance(piece, Failure):
                return

    def _failure(self, error: Exception) -> Failure:
        failure = _why(error)
        if self._closed:
            return CLOSED_BEFORE if failure.sent is Sent.NO else CLOSED_DURING
        return failure


def _why(error: Exception) -> Failure:
    if isinstance(error, FailedError):
        return error.failure
    if isinstance(error, TimeoutError) and isinstance(error.__cause__, asyncio.CancelledError):
        # Our own deadline. Where it struck is noted on the cancellation.
        proved = NOT_SENT_NOTE in getattr(error.__cause__, "__notes__", ())
        return DEADLINE_BEFORE if proved else DEADLINE_DURING
    # The transport maps aiohttp's errors to httpx's, too coarsely to be of use; the cause tells more.
    return why_lost(error.__cause__ if isinstance(error, httpx.HTTPError) and error.__cause__ else error)


async def _close_when_the_loop_ends(session: aiohttp.ClientSession) -> AsyncGenerator[None, None]:
    """Started once and left alone: an event loop closes such generators before it ends, `asyncio.run` for one."""
    try:
        yield
    finally:
        await session.close()


def _chunks(stream: AiohttpResponseStream) -> AsyncGenerator[bytes, None]:
    return cast("AsyncGenerator[bytes, None]", aiter(stream))


def _proxy(proxy: str | None, base_url: str) -> tuple[httpx.Proxy | None, dict[str, str]]:
    """The proxy, and the headers that a request through it needs.

    Credentials go into a header here: aiohttp's own argument for them is about to be removed.
    """
    if proxy is None:
        return None, {}
    url = httpx.URL(proxy)
    if not url.userinfo:
        return httpx.Proxy(url), {}
    credentials = b64encode(f"{url.username}:{url.password}".encode()).decode()
    headers = {"Proxy-Authorization": f"Basic {credentials}"}
    bare = url.copy_with(username=None, password=None)
    if base_url.startswith("https:"):
        # The proxy sees the CONNECT only, and the service must never see the proxy's credentials.
        return httpx.Proxy(bare, headers=headers), {}
    return httpx.Proxy(bare), headers
