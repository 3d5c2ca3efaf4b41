"""What we add to aiohttp's connections: what is sent on one is sent once, and answered on it in time or not at all.

A connection from the pool is looked at before a request is written to it. The service may have closed it, or sent what
nobody asked for, while the event loop did not run: between two `run_until_complete`, during code that blocks, while the
machine was frozen. Then only the operating system knows.

An answer may have no body by its status, and be sent with one all the same. What follows it would be taken for the
beginning of the next answer. So it is dropped, and its connection is used for nothing else.

Nearly every answer comes long before it is late, so each connection has one timer that stays, where aiohttp makes one
for each request and one for each piece of an answer, only to throw them away.
"""

from __future__ import annotations

import asyncio
import re
import select
from functools import partial
from typing import TYPE_CHECKING, Final

import aiohttp
from aiohttp.client_proto import ResponseHandler

from weavr_async._engine import failures
from weavr_async._engine.aiohttp_failures import why_not_connected
from weavr_async._engine.base import MAY_SEND, NOT_SENT_NOTE
from weavr_async._engine.deadlines import RESOLUTION

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterable

    from aiohttp.client_reqrep import ConnectionKey
    from aiohttp.connector import Connection
    from aiohttp.tracing import Trace

    from weavr_async.values.settings import Limits, Timeouts

__all__ = ["Connector", "OwnHeaders", "Reader"]

_HEAD: Final = re.compile(rb"HTTP/1\.[01] 204[ \r].*?\r\n\r\n", re.DOTALL)
_NO_TYPE: Final = frozenset({aiohttp.hdrs.CONTENT_TYPE})
_FRAMING: Final = re.compile(rb"\r\n(?:content-length|transfer-encoding):[^\r\n]*", re.IGNORECASE)


class Connector(aiohttp.TCPConnector):
    """A connector whose failures say that they came before the request."""

    def __init__(self, limits: Limits, timeouts: Timeouts, tls: ssl.SSLContext) -> None:
        # aiohttp leaves the type of a socket factory open.
        super().__init__(limit=0, ssl=tls, keepalive_timeout=limits.keepalive_expiry)  # pyright: ignore[reportUnknownMemberType]
        self._factory = partial(_reader, self._loop, timeouts.read)

    async def connect(
        self,
        req: aiohttp.ClientRequest,
        traces: list[Trace],
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109 - aiohttp's signature
    ) -> Connection:
        """Give a connection that the request may be written to."""
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
            reader = connection.protocol
            if isinstance(reader, Reader) and reader.is_quiet():
                return connection
            connection.close()
        return None


class OwnHeaders(aiohttp.ClientRequest):
    """A request with the headers that it was given: Host and Content-Length are all that aiohttp adds."""

    def update_auto_headers(self, skip_auto_headers: Iterable[str] | None) -> None:  # noqa: ARG002 - aiohttp's signature
        """Add nothing, now or when it is sent. To skip headers, aiohttp itself copies all of them for each request."""
        # Only whether a name is in it is asked.
        self._skip_auto_headers = _NO_TYPE  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]


class Reader(ResponseHandler):
    """aiohttp's reader of one connection.

    Args:
        loop: The event loop that it belongs to.
        read_timeout: Seconds without a byte of an answer, after which it is late.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, read_timeout: float) -> None:
        super().__init__(loop)
        self._waits_at_most: Final = read_timeout
        self._silent_since: float | None = None
        """Since when the peer has sent nothing; absent while nothing was read from it either."""
        self.look: asyncio.TimerHandle | None = None
        """The next look at whether the peer is late."""
        self._has_happened: Callable[[int], object] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        super().connection_made(transport)
        connection = transport.get_extra_info("socket")
        if connection is not None:
            self._has_happened = events_of(connection.fileno())

    def connection_lost(self, exc: BaseException | None) -> None:
        """End; the descriptor may be another connection's from now on."""
        self._has_happened = None
        if self.look is not None:
            self.look.cancel()
        super().connection_lost(exc)

    def is_quiet(self) -> bool:
        """Whether nothing waits to be read from an idle connection: neither its end nor an answer without a request."""
        return self._has_happened is not None and not self.should_close and not self._has_happened(0)

    def set_exception(self, exc: BaseException, exc_cause: BaseException | None = None) -> None:
        """End what waits for an answer. After its own errors for a lost connection aiohttp would send again."""
        if isinstance(exc, (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError)):
            exc = exc_cause = failures.FailedError(failures.CONNECTION_LOST)
        super().set_exception(exc, exc_cause or exc)

    def start_timeout(self) -> None:
        """The request was written, and the wait for its answer begins."""
        self._silent_since = self._loop.time()
        if self.look is None:
            self.look = self._loop.call_at(self._silent_since + self._waits_at_most, self._look_after)

    def pause_reading(self) -> None:
        """Whoever reads the answer is slower than the peer, whose silence says nothing until that has changed."""
        super().pause_reading()
        self._silent_since = None

    def data_received(self, data: bytes) -> None:
        """Bytes arrived. An answer without a body comes in one piece, so no more than that is looked at."""
        self._silent_since = self._loop.time()
        head = _HEAD.match(data)
        if head is not None and (self._payload is None or self._payload.is_eof()):
            # aiohttp's parser would lose such an answer over what follows it.
            bare = _FRAMING.sub(b"", head[0])
            if len(bare) < len(data):
                self.force_close()
            data = bare
        super().data_received(data)

    def _look_after(self) -> None:
        """See whether an answer is late. Looking in vain is cheap, and happens once in the time for an answer."""
        self.look = None
        if self._waiter is None and (self._payload is None or self._payload.is_eof()):
            return  # the connection is idle
        now = self._loop.time()
        if self._silent_since is None and not self._reading_paused:
            self._silent_since = now
        late_at = (self._silent_since or now) + self._waits_at_most
        if late_at > now + RESOLUTION:
            self.look = self._loop.call_at(late_at, self._look_after)
        else:
            self._on_read_timeout()


def _reader(loop: asyncio.AbstractEventLoop, read_timeout: float) -> ResponseHandler:
    return Reader(loop, read_timeout)


def _events_by_poll(descriptor: int) -> Callable[[int], object]:
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return poll.poll


def events_by_select(descriptor: int) -> Callable[[int], object]:
    """For Windows: elsewhere `select` takes no descriptor above 1023."""
    return lambda timeout: select.select([descriptor], [], [], timeout)[0]


events_of: Final = _events_by_poll if hasattr(select, "poll") else events_by_select
"""What tells whether there is something to read from a descriptor."""
