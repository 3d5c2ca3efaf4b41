"""The aiohttp session of one event loop, and which of its failures prove that nothing was sent.

aiohttp's connector finds or makes a connection and never writes a byte of the request. So whatever goes wrong inside
`connect` is *not sent*, and whatever goes wrong afterwards *may have been*. This holds only if aiohttp does not repeat
a request by itself. It does repeat GET, HEAD, OPTIONS, TRACE, PUT and DELETE once after a lost connection, so that a
refused connection could be the second attempt: a middleware turns a lost connection into an error that aiohttp does
not repeat.
"""

from __future__ import annotations

import asyncio
import ssl
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from inspect import signature
from io import BytesIO
from math import inf
from typing import TYPE_CHECKING, Any, Final

import aiohttp
from aiohttp.http_exceptions import BadHttpMessage, LineTooLong
from yarl import URL

from weavr_async._engine import failures
from weavr_async._engine.base import MAY_SEND, NOT_SENT_NOTE, Answer, Failure, FailureKind, Sent, StreamedAnswer
from weavr_async._engine.bodies import ASK_FOR_PLAIN, WholeBody, content_encoding, read_all, unpacked
from weavr_async._engine.deadlines import Deadlines
from weavr_async._engine.idle_connections import is_quiet
from weavr_async._engine.no_content import reader

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping

    from aiohttp.client_reqrep import ConnectionKey
    from aiohttp.connector import Connection
    from aiohttp.tracing import Trace

    from weavr_async._engine.base import EngineRequest
    from weavr_async._engine.proxies import Proxy
    from weavr_async.values.settings import Limits, Timeouts

# Above this size aiohttp warns about bytes; it writes a file in pieces.
_MOST_IN_ONE_WRITE: Final = 1024 * 1024
_CLOSING_SECONDS: Final = 1.0
_QUEUED_NOTE: Final = "weavr_async: it was waiting for a free connection"
# The size of streamed pieces, so that progress is reported and a cancellation is noticed in between.
_PIECE: Final = 16 * 1024
# aiohttp must not add these to a request; Host and Content-Length are all that it adds.
_NO_AUTOMATIC_HEADERS: Final = ("accept", "accept-encoding", "content-type", "user-agent")
_WITHOUT_CONTENT: Final = frozenset({"GET", "DELETE"})


class _Connector(aiohttp.TCPConnector):
    """A connector whose failures say that they came before the request."""

    def __init__(self, limits: Limits, tls: ssl.SSLContext) -> None:
        # aiohttp leaves the type of a socket factory open.
        super().__init__(limit=0, ssl=tls, keepalive_timeout=limits.keepalive_expiry)  # pyright: ignore[reportUnknownMemberType]
        self._factory = partial(reader, self._loop)

    async def connect(
        self,
        req: aiohttp.ClientRequest,
        traces: list[Trace],
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109 - aiohttp's signature
    ) -> Connection:
        try:
            connection = await super().connect(req, traces, timeout)
        except asyncio.CancelledError as cancelled:
            # A note, because the code that cancelled may look at the type and the arguments.
            cancelled.add_note(NOT_SENT_NOTE)
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, nothing was sent
            raise failures.FailedError(why_not_connected(error)) from None
        may_send = MAY_SEND.get()
        if may_send is not None and not may_send():
            connection.release()
            raise failures.FailedError(failures.TOO_LATE)
        return connection

    async def _get(self, key: ConnectionKey, traces: list[Trace]) -> Connection | None:
        """A connection from the pool that nothing has happened to; aiohttp knows only what its event loop has read."""
        while (connection := await super()._get(key, traces)) is not None:
            protocol = connection.protocol
            if protocol is not None and not protocol.should_close and is_quiet(protocol.transport):
                return connection
            connection.close()
        return None


async def _never_repeat(request: aiohttp.ClientRequest, send: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    try:
        return await send(request)
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError):
        raise failures.FailedError(failures.CONNECTION_LOST) from None


def default_tls(base_url: str, proxy: Proxy | None) -> ssl.SSLContext:
    """The usual certificate authorities, or none where no TLS is used, because loading them takes time."""
    if base_url.startswith("http:") and not (proxy is not None and proxy.url.startswith("https:")):
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return ssl.create_default_context()


class LoopSession:
    """Exchanges over the connections of the event loop it was made on."""

    def __init__(
        self, base_url: str, timeouts: Timeouts, limits: Limits, proxy: Proxy | None, tls: ssl.SSLContext
    ) -> None:
        self._loop: Final = asyncio.get_running_loop()
        self._base_url: Final = base_url
        self._pool_timeout: Final = None if timeouts.pool == inf else timeouts.pool
        self._most_bytes: Final = limits.max_answer_bytes
        # aiohttp's own limit on connections cannot tell waiting for a free one from connecting; this one can.
        self._slots: Final = asyncio.Semaphore(limits.max_connections)
        self._proxy, self._proxy_headers, for_proxy = _proxy(proxy, base_url)
        self._own_headers: Final = (ASK_FOR_PLAIN, *for_proxy)
        self._session: Final = aiohttp.ClientSession(
            connector=_Connector(limits, tls),
            cookie_jar=aiohttp.DummyCookieJar(),
            middlewares=(_never_repeat,),
            auto_decompress=False,
            max_line_size=limits.max_header_bytes,
            max_field_size=limits.max_header_bytes,
            **_most_headers(limits.max_headers),
            # "connect" bounds having a connection at all, name resolution and TLS included.
            timeout=aiohttp.ClientTimeout(
                total=None, connect=timeouts.connect, sock_connect=timeouts.connect, sock_read=timeouts.read
            ),
        )
        self._deadlines: Final = Deadlines()
        self._closes_with_loop: Final = _close_when_the_loop_ends(self._session)
        self._closing: asyncio.Task[None] | None = None
        self._closed = False

    async def start(self) -> None:
        """Have the connections closed with the event loop, if nobody closes them before."""
        await anext(self._closes_with_loop)

    async def exchange(self, request: EngineRequest, *, deadline: float) -> Answer | Failure:
        """Send and read the whole answer."""
        if deadline <= self._loop.time():
            return failures.DEADLINE_BEFORE
        try:
            with self._deadlines.until(deadline):
                await self._take_slot()
                try:
                    response = await self._send(request)
                    headers = response.raw_headers
                    try:
                        content = await self._read(response.content, content_encoding(headers))
                    finally:
                        response.release()
                finally:
                    self._slots.release()
        except Exception as error:  # noqa: BLE001 - an engine returns failures, see base.py
            return self._failure(error)
        except BaseException as left:
            failures.drop_frames(left)
            raise
        if self._closed:
            # A body without a length ends with its connection, which may have been closed by us.
            return failures.CLOSED_DURING
        return Answer(response.status, headers, content)

    @asynccontextmanager
    async def stream(self, request: EngineRequest, *, deadline: float) -> AsyncGenerator[StreamedAnswer | Failure]:
        """Send and hand out the answer as soon as its headers are read."""
        async with AsyncExitStack() as held:
            yield await self._open(request, deadline, held)

    async def aclose(self) -> None:
        """Close the connections; exchanges under way end in a failure."""
        self._closed = True
        # aiohttp closes a connection without telling the code that reads a body from it, which would wait for ever.
        self._deadlines.end_all()
        # A connection that still writes waits for its peer to read, which may never happen.
        with suppress(TimeoutError):
            async with asyncio.timeout(_CLOSING_SECONDS):
                await self._closes_with_loop.aclose()

    async def forget(self) -> None:
        """Drop the connections of an event loop that has ended. Called on another loop."""
        self._closed = True
        await self._session.close()

    def close_from_elsewhere(self) -> None:
        """Have the connections closed by their own event loop, which runs in another thread or has ended."""
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
                cancelled.add_note(_QUEUED_NOTE)
                raise
            except TimeoutError:
                raise failures.FailedError(failures.POOL_TIMEOUT) from None
        else:
            await self._slots.acquire()
        if self._closed:
            self._slots.release()
            raise failures.FailedError(failures.CLOSED_BEFORE)

    async def _send(self, request: EngineRequest) -> aiohttp.ClientResponse:
        headers = [*request.headers, *self._own_headers]
        body = request.body or None
        return await self._session.request(
            request.method,
            URL(self._base_url + request.target, encoded=True),
            headers=headers,
            data=body if body is None or len(body) <= _MOST_IN_ONE_WRITE else BytesIO(body),
            allow_redirects=False,
            # To skip headers, aiohttp copies all of them: a twentieth of its work, for nothing where it would add none.
            skip_auto_headers=None if _nothing_to_add(request, headers) else _NO_AUTOMATIC_HEADERS,
            proxy=self._proxy,
            proxy_headers=self._proxy_headers,
        )

    async def _read(self, stream: aiohttp.StreamReader, coding: bytes) -> bytes:
        if coding:
            return await read_all(stream.iter_any(), coding, self._most_bytes)
        body = WholeBody(self._most_bytes)
        while not stream.at_eof():
            body.add(await stream.readany())
        return body.joined()

    async def _open(self, request: EngineRequest, deadline: float, held: AsyncExitStack) -> StreamedAnswer | Failure:
        if deadline <= self._loop.time():
            return failures.DEADLINE_BEFORE
        try:
            with self._deadlines.until(deadline):
                await self._take_slot()
                held.callback(self._slots.release)
                response = await self._send(request)
                held.callback(response.release)
        except Exception as error:  # noqa: BLE001 - an engine returns failures, see base.py
            return self._failure(error)
        except BaseException as left:
            failures.drop_frames(left)
            raise
        headers = response.raw_headers
        pieces = unpacked(response.content.iter_chunked(_PIECE), content_encoding(headers))
        chunks = self._handed_out(deadline, pieces)
        held.push_async_callback(pieces.aclose)
        held.push_async_callback(chunks.aclose)
        return StreamedAnswer(response.status, headers, chunks)

    async def _handed_out(self, deadline: float, pieces: AsyncGenerator[bytes]) -> AsyncGenerator[bytes | Failure]:
        while True:
            try:
                with self._deadlines.until(deadline):
                    piece: bytes | Failure | None = await anext(pieces, None)
            except Exception as error:  # noqa: BLE001 - an engine returns failures, see base.py
                piece = self._failure(error)
            except BaseException as left:
                failures.drop_frames(left)
                raise
            if piece is None and self._closed:
                piece = failures.CLOSED_DURING  # as in exchange
            if piece is None:
                return
            yield piece
            if isinstance(piece, Failure):
                return

    def _failure(self, error: Exception) -> Failure:
        failure = _why(error)
        if self._closed:
            return failures.CLOSED_BEFORE if failure.sent is Sent.NO else failures.CLOSED_DURING
        return failure


def _why(error: Exception) -> Failure:
    if isinstance(error, failures.FailedError):
        return error.failure
    if isinstance(error, TimeoutError) and isinstance(error.__cause__, asyncio.CancelledError):
        # Our own deadline. The cancellation has a note if nothing was sent by then.
        notes = getattr(error.__cause__, "__notes__", ())
        if _QUEUED_NOTE in notes:
            return failures.DEADLINE_IN_QUEUE
        proved = NOT_SENT_NOTE in notes
        return failures.DEADLINE_BEFORE if proved else failures.DEADLINE_DURING
    return why_lost(error)


async def _close_when_the_loop_ends(session: aiohttp.ClientSession) -> AsyncGenerator[None]:
    """Started once and never resumed: `asyncio.run` and its like close such generators before the event loop ends."""
    try:
        yield
    finally:
        await session.close()


def _most_headers(most: int) -> dict[str, Any]:
    """The setting for the number of headers, where aiohttp has one; before 3.14, it reads any number."""
    return {"max_headers": most} if "max_headers" in signature(aiohttp.ClientSession).parameters else {}


def _nothing_to_add(request: EngineRequest, headers: list[tuple[str, str]]) -> bool:
    """Whether all headers are there that aiohttp would add to such a request."""
    names = dict(headers)
    typed = (request.method in _WITHOUT_CONTENT and not request.body) or "content-type" in names
    return typed and "accept" in names and "user-agent" in names


def _proxy(proxy: Proxy | None, base_url: str) -> tuple[URL | None, dict[str, str] | None, tuple[tuple[str, str], ...]]:
    """The proxy, its headers in a CONNECT, and the headers that a request through it needs."""
    if proxy is None:
        return None, None, ()
    url = URL(proxy.url)
    if proxy.authorization is None:
        return url, None, ()
    if base_url.startswith("https:"):
        # The proxy sees only the CONNECT, and the service must never see the proxy's credentials.
        return url, {"Proxy-Authorization": proxy.authorization.reveal()}, ()
    return url, None, (("Proxy-Authorization", proxy.authorization.reveal()),)


# What aiohttp's errors mean, for both engines, because a client that was handed in may use aiohttp too. httpx-aiohttp
# maps these errors to httpx's so coarsely that a refused connection and a server that read the whole request and hung
# up become the same. So the original error is read, never the mapped one.


def before_connection(error: BaseException) -> bool:
    """Whether aiohttp raises this only while it has no connection to send on, in the attempt that raised it."""
    return isinstance(
        error, (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.ClientHttpProxyError)
    )


def why_not_connected(error: BaseException) -> Failure:
    """The failure for an error of aiohttp's connector, which never writes a byte of the request."""
    if isinstance(error, aiohttp.ClientHttpProxyError):
        return Failure(FailureKind.PROXY, Sent.NO, f"the proxy refused the connection with status {error.status}")
    for kind_of_error, failure in _NOT_CONNECTED.items():
        if isinstance(error, kind_of_error):
            return failure
    if isinstance(error.__cause__, OSError):
        return failures.no_connection(error.__cause__)
    return Failure(FailureKind.OTHER, Sent.NO, f"no connection could be made ({type(error).__name__})")


_NOT_CONNECTED: Final[Mapping[type[BaseException], Failure]] = {
    aiohttp.ClientProxyConnectionError: Failure(FailureKind.PROXY, Sent.NO, "no connection to the proxy could be made"),
    aiohttp.ClientConnectorDNSError: Failure(
        FailureKind.NAME_RESOLUTION, Sent.NO, "the host name could not be resolved"
    ),
    TimeoutError: Failure(FailureKind.CONNECT_TIMEOUT, Sent.NO, "no connection was made in time"),
    # Only a proxy can hang up before the request: nothing was said on a direct connection yet.
    aiohttp.ServerDisconnectedError: Failure(FailureKind.PROXY, Sent.NO, "the proxy broke off the connection"),
}


def _has_large_headers(error: BaseException) -> bool:
    """Whether it came of the limits on headers; aiohttp hides its own error behind a general one."""
    reason: BaseException | None = error
    while reason is not None:
        if isinstance(reason, LineTooLong) or (
            isinstance(reason, BadHttpMessage) and reason.message.startswith("Too many headers")
        ):
            return True
        reason = reason.__cause__
    return False


def why_lost(error: BaseException) -> Failure:
    """The failure for an error after the connection was made."""
    if isinstance(error, aiohttp.ClientPayloadError):
        return failures.TRUNCATED
    if isinstance(error, aiohttp.ServerTimeoutError):
        return failures.READ_TIMEOUT
    if isinstance(error, aiohttp.ClientResponseError):
        return failures.HEADERS_TOO_LARGE if _has_large_headers(error) else failures.NOT_HTTP
    if isinstance(error, (OSError, aiohttp.ClientConnectionError)):
        return failures.CONNECTION_LOST
    return Failure(FailureKind.OTHER, Sent.MAYBE, f"the exchange failed ({type(error).__name__})")
