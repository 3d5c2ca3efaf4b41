"""The lease of a write: nothing is sent after its end, however long a process stood still."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Final, final

from attrs import evolve

from weavr_async._engine.base import MAY_SEND
from weavr_async._engine.failures import TOO_LATE
from weavr_async.stores.intents import Sending

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager
    from datetime import datetime

    from weavr_async._calls.client_state import ClientState
    from weavr_async._calls.service_clock import ServiceClock
    from weavr_async._engine.base import Answer, Engine, EngineRequest, Failure, StreamedAnswer

__all__ = ["Lease"]


@final
class Lease:
    """A lease that is asked for: what the store is given, and the client that sends under it.

    Args:
        state: What sends.
        seconds: How long it lasts, from now.
        since: When the write may have been sent first, if it was asked for before it stood in the journal.
    """

    __slots__ = ("_ends_at", "_seconds", "_state", "sending")

    def __init__(self, state: ClientState, seconds: float, *, since: datetime | None = None) -> None:
        self._state: Final = state
        self._seconds: Final = seconds
        self._ends_at: Final = state.clock.machine() + timedelta(seconds=seconds)
        self.sending: Final = Sending(
            owner=secrets.token_hex(16),
            lease=seconds,
            at=state.clock.now().timestamp(),
            since=None if since is None else since.timestamp(),
        )

    def client_state(self, *, until: datetime | None = None) -> ClientState:
        """The same client, whose writes end with the lease, and before a time of the service's where one is given."""
        engine = _LeasedEngine(self._state.engine, self._ends_at, self._state.clock, until)
        left = (self._ends_at - self._state.clock.machine()).total_seconds()
        return evolve(self._state, engine=engine, total_timeout=min(self._seconds, left))


@final
class _LeasedEngine:
    """Sends writes until a lease ends, by the wall clock: a monotonic one stands still while a machine sleeps."""

    __slots__ = ("_clock", "_ends_at", "_engine", "_until")

    def __init__(self, engine: Engine, ends_at: datetime, clock: ServiceClock, until: datetime | None) -> None:
        self._engine: Final = engine
        self._ends_at: Final = ends_at
        self._clock: Final = clock
        self._until: Final = until

    async def exchange(self, request: EngineRequest, *, deadline: float) -> Answer | Failure:
        """Send, unless it is a write and too late."""
        if request.method == "GET":
            return await self._engine.exchange(request, deadline=deadline)
        if not self._may_send():
            return TOO_LATE
        # Asked again once there is a connection: finding one takes its time, and a process may stand still in it.
        asked = MAY_SEND.set(self._may_send)
        try:
            return await self._engine.exchange(request, deadline=deadline)
        finally:
            MAY_SEND.reset(asked)

    def _may_send(self) -> bool:
        if self._clock.machine() >= self._ends_at:
            return False
        return self._until is None or self._clock.span()[1] < self._until

    def stream(
        self, request: EngineRequest, *, deadline: float
    ) -> AbstractAsyncContextManager[StreamedAnswer | Failure]:
        """Send what only reads."""
        return self._engine.stream(request, deadline=deadline)

    async def aclose(self) -> None:
        """Nothing: the engine belongs to the client."""
