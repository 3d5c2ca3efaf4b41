"""What an engine is: it sends one prepared request, and returns an answer or a failure.

An engine never raises for what happens on the network. It returns an `Answer` or a `Failure`, so that no exception of
an HTTP library leaves it: their tracebacks hold headers, and with them tokens. It raises only `asyncio.CancelledError`,
when its caller is cancelled, with `NOT_SENT_NOTE` on it where that is proved.

Whether a call may be retried depends on one question: may a byte of the request have left this machine? `Failure.sent`
answers it, and **not sent is a whitelist**: an engine says so only for causes that prove it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeAlias

from attrs import define, field, frozen

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine, Sequence
    from contextlib import AbstractAsyncContextManager

NOT_SENT_NOTE: Final = "weavr_async: no byte of the request was sent"
"""A note on the `CancelledError` of an exchange that was cancelled before anything left this machine."""

MAY_SEND: Final[ContextVar[Callable[[], bool] | None]] = ContextVar("may_send", default=None)
"""Asked once there is a connection, right before the first byte: whether the request may still be sent."""

RawHeaders: TypeAlias = "Sequence[tuple[bytes, bytes]]"


class FailureKind(StrEnum):
    """How an exchange failed."""

    CONNECT_REFUSED = "connect_refused"
    CONNECT_TIMEOUT = "connect_timeout"
    NAME_RESOLUTION = "name_resolution"
    TLS = "tls"
    PROXY = "proxy"
    POOL_TIMEOUT = "pool_timeout"
    """No connection became free in time."""
    WRITE_TIMEOUT = "write_timeout"
    READ_TIMEOUT = "read_timeout"
    DEADLINE = "deadline"
    """The call's total time ran out during the exchange."""
    CONNECTION_LOST = "connection_lost"
    """Reset, closed or half-closed after the connection was made."""
    PROTOCOL = "protocol"
    """What came back is not HTTP."""
    TRUNCATED = "truncated"
    """The answer's body ended early."""
    TOO_LARGE = "too_large"
    """The answer's body is larger than allowed."""
    HEADERS_TOO_LARGE = "headers_too_large"
    """A header of the answer is longer than allowed, or there are too many."""
    CLOSED = "closed"
    """The engine was closed, or belongs to another event loop, so it refused the request."""
    OTHER = "other"


class Sent(StrEnum):
    """Whether a byte of the request may have left this machine."""

    NO = "no"
    """It is proved that none did."""
    MAYBE = "maybe"


@frozen(repr=False, eq=False)
class Headers(Mapping[str, str]):
    """An answer's headers: case-insensitive, decoded on demand, the last of equal names wins."""

    _raw: RawHeaders = field(repr=False)

    def __getitem__(self, name: str) -> str:
        """The value under a name of any case."""
        wanted = name.lower().encode("latin-1", "replace")
        for key, value in reversed(self._raw):
            if key.lower() == wanted:
                return value.decode("latin-1")
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        """Names in lower case, each once."""
        return iter(dict.fromkeys(key.lower().decode("latin-1") for key, _ in self._raw))

    def __len__(self) -> int:
        """How many different names there are."""
        return len({key.lower() for key, _ in self._raw})

    def __repr__(self) -> str:
        """Names only: a value may be a secret."""
        return f"Headers({sorted(self)})"


@define(repr=False, eq=False)
class EngineRequest:
    """One request, ready to be sent. Its `repr` shows neither headers nor body.

    Each field says so too: some tools that show local variables look at the fields and not at the `repr`.
    """

    method: str
    target: str = field(repr=False)
    """Path and query below the engine's base URL, already percent-encoded, with a leading slash."""
    headers: list[tuple[str, str]] = field(repr=False)
    """In ASCII."""
    body: bytes | None = field(default=None, repr=False)

    def __repr__(self) -> str:
        """The method alone: a path holds ids, headers hold tokens."""
        return f"EngineRequest({self.method})"


@define(repr=False, eq=False)
class _Head:
    status_code: int
    raw_headers: RawHeaders = field(repr=False)

    @property
    def headers(self) -> Headers:
        """The headers as a mapping."""
        return Headers(self.raw_headers)


@define(repr=False, eq=False)
class Answer(_Head):
    """A whole answer. Its `repr` shows the status and the size only."""

    content: bytes = field(repr=False)

    def __repr__(self) -> str:
        """Status and size."""
        return f"Answer({self.status_code}, {len(self.content)} bytes)"


@frozen
class Failure:
    """Why there is no answer."""

    kind: FailureKind
    sent: Sent
    detail: str = ""
    """A short phrase for people and logs, made from the kind of error, never from what was sent."""


@define(repr=False, eq=False)
class StreamedAnswer(_Head):
    """An answer whose body is still to be read; `chunks` ends, or gives a `Failure` as its last item."""

    chunks: AsyncIterator[bytes | Failure]

    def __repr__(self) -> str:
        """The status."""
        return f"StreamedAnswer({self.status_code})"


class Engine(Protocol):
    """What sends requests."""

    def exchange(self, request: EngineRequest, *, deadline: float) -> Coroutine[Any, Any, Answer | Failure]:
        """Send and read the whole answer; `deadline` is in the running loop's `time()`."""
        ...

    def stream(
        self, request: EngineRequest, *, deadline: float
    ) -> AbstractAsyncContextManager[StreamedAnswer | Failure]:
        """Send and hand out the answer as soon as its headers are read; leaving the context frees the connection."""
        ...

    async def aclose(self) -> None:
        """Close what the engine opened, and nothing that was handed in. May be called twice."""
        ...
