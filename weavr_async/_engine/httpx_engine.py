"""The engine over an `httpx` or `httpx2` client that users hand in, with its proxies, mocks and transports.

A cancelled exchange can leave httpx's connection pool in a state in which it serves no request any more. So each
exchange runs in its own task, which is not cancelled: the caller may leave, at the deadline or when cancelled, and the
task goes on, bounded by the client's own timeouts. There are never more such tasks than `Limits.max_connections`. Tasks
whose callers have left would otherwise pile up in the client's pool faster than it can finish them, and no request
would be served for a long time.

httpcore's trace proves that a request was *not sent*: it announces each request before its first byte is written. The
same announcement stops a request whose caller has already left, so it is not sent late.
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing, asynccontextmanager
from math import inf
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar, cast

import anyio
from attrs import define, evolve

from weavr_async._engine import failures
from weavr_async._engine.base import MAY_SEND, NOT_SENT_NOTE, Answer, Failure, FailureKind, Sent, StreamedAnswer
from weavr_async._engine.bodies import ASK_FOR_PLAIN, content_encoding, is_followed, read_all, unpacked

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Coroutine, Iterator

    import httpx
    from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream

    from weavr_async._engine.base import EngineRequest, RawHeaders
    from weavr_async.values.settings import Limits, Timeouts

    # httpx2 has the same classes under another module. It is no dependency, so its types cannot be named.
    Client: TypeAlias = httpx.AsyncClient | Any

_T = TypeVar("_T")

_CLOSING_SECONDS: Final = 5.0
# Of the time that a call has left, what it may not spend on waiting for a free connection.
_SHARE_AFTER_THE_POOL: Final = 0.1
_MOST_AFTER_THE_POOL: Final = 1.0
_RESOLUTION: Final = 0.001
_HEADERS_TOO_LARGE: Final = 431
_MULTIPLE: Final = 300
_CALL: Final = "weavr_async.call"
_OTHER_LOOP: Final = Failure(
    FailureKind.CLOSED,
    Sent.NO,
    "the handed-in client belongs to another event loop: make it, and the BackOffice, on the loop that uses them",
)
_CLIENT_CLOSED: Final = Failure(FailureKind.CLOSED, Sent.NO, "the handed-in client was closed")
# aiohttp repeats other methods once after a lost connection, so that their last error proves nothing.
_NOT_REPEATED_BY_AIOHTTP: Final = frozenset({"POST", "PATCH"})


class _GivenUpError(Exception):
    """The caller of this exchange has left."""


@define(eq=False)
class _Call:
    """What is known about one exchange in progress."""

    method: str
    pool: float
    """Seconds that the client may take to find a free connection. Shorter than the deadline: only the client can prove
    that it was still looking for one."""
    pool_ends: float
    """When they are over, in the loop's time; infinite if the call has time left then."""
    announced: bool = False
    """Whether httpcore sends this request, and so announces its first byte."""
    sent: bool = False
    answered: bool = False
    given_up: bool = False
    refusal: httpx.Response | None = None
    """An answer that is no success, while the client's own hooks look at it."""
    ending: Failure | None = failures.CLOSED_DURING
    """How a stream ends; None once the body was read to its end."""

    async def trace(self, event: str, info: dict[str, Any]) -> None:
        """Called by httpcore at each step."""
        self.announced = True
        if event.endswith(".send_request_headers.started") and info["request"].method != b"CONNECT":
            if self.given_up:
                raise _GivenUpError
            _refuse_what_is_late()
            self.sent = True

    def give_up(self) -> Failure:
        """The caller leaves. What was not sent by now is never sent."""
        self.given_up = True
        return failures.DEADLINE_BEFORE if self.announced and not self.sent else failures.DEADLINE_DURING

    def has_waited_its_time(self) -> bool:
        """Whether all the time that the call had was spent before it had a connection."""
        return asyncio.get_running_loop().time() + _RESOLUTION >= self.pool_ends

    def cut_off(self) -> Failure:
        """How an exchange ends when the engine is closed."""
        return failures.CLOSED_BEFORE if self.announced and not self.sent else failures.CLOSED_DURING


class HttpxEngine:
    """Sends through a client that belongs to the user.

    Every request is built here. The client's base URL, default headers, cookies and authentication are not used, and
    redirects are not followed. Its event hooks, transports and proxies are used. It serves the event loop that it is
    first used on, unless it says `runs_on_any_loop = True` of itself, for it has no connections (tests have such ones).
    """

    def __init__(self, client: Client, *, base_url: str, timeouts: Timeouts, limits: Limits) -> None:
        self._client: Final[httpx.AsyncClient] = client
        self._request_class: Final = type(self._client.build_request("GET", base_url))
        self._base_url: Final = base_url.rstrip("/")
        self._most_bytes: Final = limits.max_answer_bytes
        self._timeouts: Final = {
            "connect": timeouts.connect,
            "read": timeouts.read,
            "write": timeouts.write,
        }
        self._pool_timeout: Final = timeouts.pool
        self._most_connections: Final = limits.max_connections
        self._slots = asyncio.Semaphore(limits.max_connections)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._in_progress: Final[dict[asyncio.Task[Any], _Call]] = {}
        self._closed = False

    async def start(self) -> None:
        """Nothing: whoever made the client has loaded all that it needs."""

    async def exchange(self, request: EngineRequest, *, deadline: float) -> Answer | Failure:
        """Send and read the whole answer; `deadline` is in the running loop's `time()`."""
        refused = self._refusal(deadline) or await self._take_slot(deadline)
        if refused is not None:
            return refused
        call = self._call(request.method, deadline)
        task = self._start(call, self._exchange(request, call), deadline)
        return await self._wait(task, call, deadline)

    @asynccontextmanager
    async def stream(self, request: EngineRequest, *, deadline: float) -> AsyncGenerator[StreamedAnswer | Failure]:
        """Send and hand out the answer as soon as its headers are read; leaving the context frees the connection."""
        refused = self._refusal(deadline) or await self._take_slot(deadline)
        if refused is not None:
            yield refused
            return
        call = self._call(request.method, deadline)
        head: asyncio.Future[tuple[int, RawHeaders] | Failure] = asyncio.get_running_loop().create_future()
        pieces, taken = anyio.create_memory_object_stream[bytes](0)
        # It ends by itself, when all is read or when the reader has left.
        _ = self._start(call, self._pump(request, call, head, pieces), deadline)
        with taken:
            try:
                opened = await self._wait(head, call, deadline)
                if isinstance(opened, Failure):
                    yield opened
                else:
                    async with aclosing(_until(deadline, taken, call)) as chunks:
                        yield StreamedAnswer(*opened, chunks)
            finally:
                call.given_up = True

    async def aclose(self) -> None:
        """Send no more, and give the exchanges in progress a few seconds to end by themselves.

        The handed-in client stays open; may be called twice.
        """
        self._closed = True
        for call in self._in_progress.values():
            call.given_up = True
        if self._in_progress and self._loop is asyncio.get_running_loop():
            _, late = await asyncio.wait(list(self._in_progress), timeout=_CLOSING_SECONDS)
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late, timeout=1)

    def _refusal(self, deadline: float) -> Failure | None:
        here = asyncio.get_running_loop()
        if self._loop is None:
            self._loop = here
        if self._closed:
            return failures.CLOSED_BEFORE
        if self._loop is not here:
            # The connections of other clients belong to the event loop that opened them.
            if not getattr(self._client, "runs_on_any_loop", False):
                return _OTHER_LOOP
            self._loop, self._slots = here, asyncio.Semaphore(self._most_connections)
        if self._client.is_closed:
            return _CLIENT_CLOSED
        return failures.DEADLINE_BEFORE if deadline <= here.time() else None

    async def _take_slot(self, deadline: float) -> Failure | None:
        """Wait until one more exchange may begin; `_start` gives the slot back when the exchange has ended."""
        pool_deadline = asyncio.get_running_loop().time() + self._pool_timeout
        try:
            async with asyncio.timeout_at(min(deadline, pool_deadline)):
                await self._slots.acquire()
        except asyncio.CancelledError as cancelled:
            cancelled.add_note(NOT_SENT_NOTE)
            raise
        except TimeoutError:
            return failures.POOL_TIMEOUT if pool_deadline < deadline else failures.DEADLINE_IN_QUEUE
        if self._closed:
            self._slots.release()
            return failures.CLOSED_BEFORE
        return None

    def _call(self, method: str, deadline: float) -> _Call:
        now = asyncio.get_running_loop().time()
        left = max(deadline - now, 0.0)
        most = left - min(left * _SHARE_AFTER_THE_POOL, _MOST_AFTER_THE_POOL)
        if self._pool_timeout < most:
            return _Call(method, self._pool_timeout, inf)
        return _Call(method, most, now + most)

    def _start(self, call: _Call, work: Coroutine[Any, Any, _T], deadline: float) -> asyncio.Task[_T]:
        loop, slots = asyncio.get_running_loop(), self._slots
        task = loop.create_task(work)
        self._in_progress[task] = call
        # Not every transport keeps every timeout, so what they did not end is cancelled here.
        last_resort = loop.call_at(deadline + sum(self._timeouts.values()) + call.pool, task.cancel)

        def ended(task: asyncio.Task[_T]) -> None:
            last_resort.cancel()
            del self._in_progress[task]
            slots.release()

        task.add_done_callback(ended)
        return task

    @staticmethod
    async def _wait(result: asyncio.Future[_T], call: _Call, deadline: float) -> _T | Failure:
        try:
            await asyncio.wait((result,), timeout=deadline - asyncio.get_running_loop().time())
        except asyncio.CancelledError as cancelled:
            if call.give_up().sent is Sent.NO:
                cancelled.add_note(NOT_SENT_NOTE)
            raise
        if not result.done():
            return call.give_up()
        # Cancelled by `aclose`, not by the caller, who must get an outcome.
        return call.cut_off() if result.cancelled() else result.result()

    async def _exchange(self, request: EngineRequest, call: _Call) -> Answer | Failure:
        try:
            response = await self._send(request, call)
            try:
                headers = response.headers.raw
                async with aclosing(_raw(response, call)) as chunks:
                    content = await read_all(chunks, _coding(response), self._most_bytes)
            finally:
                await response.aclose()
        except Exception as error:  # noqa: BLE001 - an engine returns failures, see base.py
            return self._failure(error, call)
        except BaseException as left:
            failures.drop_frames(left)
            raise
        return Answer(response.status_code, headers, content)

    async def _pump(
        self,
        request: EngineRequest,
        call: _Call,
        head: asyncio.Future[tuple[int, RawHeaders] | Failure],
        pieces: MemoryObjectSendStream[bytes],
    ) -> None:
        with pieces:
            try:
                response = await self._send(request, call)
                try:
                    head.set_result((response.status_code, response.headers.raw))
                    async with (
                        aclosing(_raw(response, call)) as raw,
                        aclosing(unpacked(raw, _coding(response))) as chunks,
                    ):
                        async for chunk in chunks:
                            await pieces.send(chunk)
                finally:
                    await response.aclose()
            except Exception as error:  # noqa: BLE001 - an engine returns failures, see base.py
                call.ending = self._failure(error, call)
                if not head.done():
                    head.set_result(call.ending)
            except BaseException as left:
                failures.drop_frames(left)
                raise
            else:
                call.ending = None

    async def _send(self, request: EngineRequest, call: _Call) -> httpx.Response:
        built = self._request_class(
            request.method,
            self._base_url + request.target,
            headers=[*request.headers, ASK_FOR_PLAIN],
            content=request.body,
            extensions={"timeout": {**self._timeouts, "pool": call.pool}, "trace": call.trace, _CALL: call},
        )
        hooks = self._client.event_hooks["response"]
        if hooks and hooks[0] is not _keep_refusal:
            # httpx's own example of a hook raises for such answers, and nothing is left of their bodies then.
            hooks.insert(0, _keep_refusal)
        _refuse_what_is_late()  # once more by the trace, where there is one
        try:
            response = await self._client.send(built, stream=True, auth=None, follow_redirects=False)
        except Exception:
            if call.refusal is None:
                raise
            response = call.refusal
        call.sent = call.answered = True
        if is_followed(response.status_code, response.headers.raw):
            await _use_no_more(response)
        return response

    def _failure(self, error: Exception, call: _Call) -> Failure:
        if isinstance(error, failures.FailedError):
            return error.failure
        if self._closed and call.given_up:
            return call.cut_off()
        for reason in (error, error.__cause__):
            if reason is not None and _library(reason) == "aiohttp":
                return _from_aiohttp(reason, call)
        failure = _from_httpx(error, call)
        if failure is failures.POOL_TIMEOUT and call.has_waited_its_time():
            failure = failures.DEADLINE_IN_QUEUE
        # httpcore writes no request without announcing it.
        proved = _library(error.__cause__ or error) == "httpcore" and not call.sent
        return evolve(failure, sent=Sent.NO if proved else Sent.MAYBE)


def _refuse_what_is_late() -> None:
    may_send = MAY_SEND.get()
    if may_send is not None and not may_send():
        raise failures.FailedError(failures.TOO_LATE)


def _library(error: BaseException) -> str:
    """The library that an error comes from; httpx's transports name that of the library below as its cause."""
    name = type(error).__module__.partition(".")[0]
    return "httpcore" if name == "httpcore2" else name


def _from_aiohttp(error: BaseException, call: _Call) -> Failure:
    # Loads aiohttp, which this engine otherwise does without.
    from weavr_async._engine.aiohttp_failures import (  # noqa: PLC0415
        before_connection,
        why_lost,
        why_not_connected,
    )

    if not before_connection(error):
        lost = why_lost(error)
        return failures.CLIENT_HEADERS_TOO_LARGE if lost is failures.HEADERS_TOO_LARGE else lost
    failure = why_not_connected(error)
    if failure.kind is FailureKind.CONNECT_TIMEOUT and call.has_waited_its_time():
        failure = failures.DEADLINE_BEFORE  # in the queue or in connecting: aiohttp counts both together
    return evolve(failure, sent=Sent.NO if call.method in _NOT_REPEATED_BY_AIOHTTP else Sent.MAYBE)


def _from_httpx(error: Exception, call: _Call) -> Failure:
    """The failure, by the names of the classes, which are the same in httpx and httpx2."""
    names = {kind.__name__ for kind in type(error).__mro__}
    failure = Failure(FailureKind.OTHER, Sent.MAYBE, f"the exchange failed ({type(error).__name__})")
    if "ConnectError" in names:
        failure = _why_not_connected(error)
    elif "RemoteProtocolError" in names and call.announced and not call.sent:
        failure = Failure(FailureKind.PROXY, Sent.NO, "the proxy broke off the connection")
    elif "RemoteProtocolError" in names and not call.answered:
        # httpcore passes on its parser's errors; that nothing came at all is an error of its own.
        failure = _why_unreadable(error)
    elif names & {"NetworkError", "RemoteProtocolError"}:
        failure = failures.TRUNCATED if call.answered else failures.CONNECTION_LOST
    else:
        failure = next((_BY_NAME[name] for name in _BY_NAME if name in names), failure)
    return failure


_BY_NAME: Final = {
    "PoolTimeout": failures.POOL_TIMEOUT,
    "ConnectTimeout": Failure(FailureKind.CONNECT_TIMEOUT, Sent.NO, "no connection was made in time"),
    "ReadTimeout": failures.READ_TIMEOUT,
    "WriteTimeout": failures.WRITE_TIMEOUT,
    "ProxyError": Failure(FailureKind.PROXY, Sent.NO, "the proxy refused the connection"),
}


def _why_unreadable(error: Exception) -> Failure:
    for reason in _reasons(error):
        if type(reason).__module__.startswith("h11"):
            too_large = getattr(reason, "error_status_hint", None) == _HEADERS_TOO_LARGE
            return failures.CLIENT_HEADERS_TOO_LARGE if too_large else failures.NOT_HTTP
    return failures.CONNECTION_LOST


def _why_not_connected(error: Exception) -> Failure:
    system: OSError | None = None
    for reason in _reasons(error):
        if isinstance(reason, (anyio.EndOfStream, anyio.BrokenResourceError)):
            return Failure(FailureKind.CONNECTION_LOST, Sent.NO, "the connection was lost before the request")
        if isinstance(reason, OSError):
            system = reason  # the innermost one, because anyio wraps the attempts on several addresses
    return failures.no_connection(system or OSError())


def _reasons(error: BaseException) -> Iterator[BaseException]:
    reason: BaseException | None = error
    while reason is not None:
        yield reason
        reason = reason.__cause__ or reason.__context__


async def _keep_refusal(response: httpx.Response) -> None:
    """Called before the hooks that the client has: whatever they raise, a refusal was answered."""
    call = response.request.extensions.get(_CALL)
    if isinstance(call, _Call) and response.status_code >= _MULTIPLE:
        await response.aread()
        call.refusal = response


async def _use_no_more(response: httpx.Response) -> None:
    """Close the connection of an answer: its body would be taken for the beginning of the next answer."""
    stream = response.extensions.get("network_stream")
    if stream is not None:
        await stream.aclose()


def _coding(response: httpx.Response) -> bytes:
    return b"" if response.is_stream_consumed else content_encoding(response.headers.raw)


async def _raw(response: httpx.Response, call: _Call) -> AsyncGenerator[bytes]:
    """The body as it arrives, until the caller leaves."""
    if response.is_stream_consumed:  # a mock gave all of it at once, and httpx has unpacked it
        yield response.content
        return
    async with aclosing(cast("AsyncGenerator[bytes]", response.aiter_raw())) as chunks:
        async for chunk in chunks:
            if call.given_up:
                raise _GivenUpError
            yield chunk


async def _until(
    deadline: float, pieces: MemoryObjectReceiveStream[bytes], call: _Call
) -> AsyncGenerator[bytes | Failure]:
    ending: Failure | None
    while True:
        try:
            async with asyncio.timeout_at(deadline):
                piece = await pieces.receive()
        except anyio.EndOfStream:
            ending = call.ending
            break
        except TimeoutError:
            ending = failures.DEADLINE_DURING
            break
        yield piece
    if ending is not None:
        yield ending
