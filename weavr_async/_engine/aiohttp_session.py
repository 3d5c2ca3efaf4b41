"""The aiohttp session of one event loop, and which of its failures prove that nothing was sent.

aiohttp's connector finds or makes a connection and never writes a byte of the request. So whatever goes wrong inside
`connect` is *not sent*, and whatever goes wrong afterwards *may have been*. This holds only if aiohttp does not repeat
a request by itself. It does repeat GET, HEAD, OPTIONS, TRACE, PUT and DELETE once after a lost connection, so that a
refused connection could be the second attempt: our connections end in an error after which it repeats nothing.
"""

from __future__ import annotations

import asyncio
import ssl
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from inspect import signature
from io import BytesIO
from math import inf
from typing import TYPE_CHECKING, Any, Final

import aiohttp
from yarl import URL

from weavr_async._engine import failures
from weavr_async._engine.aiohttp_connections import Connector, OwnHeaders
from weavr_async._engine.aiohttp_failures import why_lost
from weavr_async._engine.base import NOT_SENT_NOTE, Answer, Failure, Sent, StreamedAnswer
from weavr_async._engine.bodies import ASK_FOR_PLAIN, content_encoding, read_all, unpacked
from weavr_async._engine.deadlines import Deadline, Deadlines

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from weavr_async._engine.base import EngineRequest
    from weavr_async._engine.proxies import Proxy
    from weavr_async.values.settings import Limits, Timeouts

# Above this size aiohttp warns about bytes; it writes a file in pieces.
_MOST_IN_ONE_WRITE: Final = 1024 * 1024
_CLOSING_SECONDS: Final = 1.0
_QUEUED_NOTE: Final = "weavr_async: it was waiting for a free connection"
# The size of streamed pieces, so that progress is reported and a cancellation is noticed in between.
_PIECE: Final = 16 * 1024
# Before 3.14, aiohttp reads any number of headers.
_LIMITS_HEADERS: Final = "max_headers" in signature(aiohttp.ClientSession).parameters


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
            connector=Connector(limits, timeouts, tls),
            request_class=OwnHeaders,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            max_line_size=limits.max_header_bytes,
            max_field_size=limits.max_header_bytes,
            **_most_headers(limits.max_headers),
            # "connect" bounds having a connection at all, name resolution and TLS included.
            timeout=aiohttp.ClientTimeout(
                total=None, connect=timeouts.connect, sock_connect=timeouts.connect, sock_read=None
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
            with Deadline(self._deadlines, deadline):
                response = await self._send(request)
                try:
                    content = await self._read(response)
                finally:
                    if not response.closed:  # by its end
                        response.release()
                    self._slots.release()
        except Exception as error:  # noqa: BLE001 - an engine returns failures, see base.py
            return self._failure(error)
        except BaseException as left:
            failures.drop_frames(left)
            raise
        if self._closed:
            # A body without a length ends with its connection, which may have been closed by us.
            return failures.CLOSED_DURING
        return Answer(response.status, response.raw_headers, content)

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

    async def _send(self, request: EngineRequest) -> aiohttp.ClientResponse:
        """Send on a free connection. Whoever gets the response releases it, and then its slot."""
        if self._slots.locked():
            await self._wait_for_slot()
        else:
            await self._slots.acquire()
        if self._closed:
            self._slots.release()
            raise failures.FailedError(failures.CLOSED_BEFORE)
        body = request.body or None
        try:
            return await self._session.request(
                request.method,
                URL(self._base_url + request.target, encoded=True),
                headers=[*request.headers, *self._own_headers],
                data=body if body is None or len(body) <= _MOST_IN_ONE_WRITE else BytesIO(body),
                allow_redirects=False,
                proxy=self._proxy,
                proxy_headers=self._proxy_headers,
            )
        except BaseException:
            self._slots.release()
            raise

    async def _wait_for_slot(self) -> None:
        try:
            async with asyncio.timeout(self._pool_timeout):
                await self._slots.acquire()
        except asyncio.CancelledError as cancelled:
            cancelled.add_note(NOT_SENT_NOTE)
            cancelled.add_note(_QUEUED_NOTE)
            raise
        except TimeoutError:
            raise failures.FailedError(failures.POOL_TIMEOUT) from None

    async def _read(self, response: aiohttp.ClientResponse) -> bytes:
        stream, is_packed = response.content, "content-encoding" in response.headers
        if is_packed or not stream.is_eof():
            coding = content_encoding(response.raw_headers) if is_packed else b""
            return await read_all(stream.iter_any(), coding, self._most_bytes)
        content = stream.read_nowait()  # a short answer comes at once
        if len(content) > self._most_bytes:
            raise failures.FailedError(failures.TOO_LARGE)
        return content

    async def _open(self, request: EngineRequest, deadline: float, held: AsyncExitStack) -> StreamedAnswer | Failure:
        if deadline <= self._loop.time():
            return failures.DEADLINE_BEFORE
        try:
            with Deadline(self._deadlines, deadline):
                response = await self._send(request)
                held.callback(self._slots.release)
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
                with Deadline(self._deadlines, deadline):
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
    return {"max_headers": most} if _LIMITS_HEADERS else {}


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
