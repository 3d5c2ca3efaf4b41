"""The rate gate: calls wait here instead of being refused by the service.

Weavr limits the calls of each api key per minute, hour and day. A call that finds no free place waits for one, as long
as its own time allows. Where places come from, this process's own log or one that processes share, is `Places`; the
gate gives them to the calls of this process, one after the other.
"""

from __future__ import annotations

import asyncio
import math
from contextvars import Context
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, Protocol, final

from attrs import frozen

from weavr_async._calls.known_limits import DOCUMENTED, KnownLimits
from weavr_async._calls.places import OwnPlaces, SharedPlaces, steady_clock, store_key
from weavr_async._calls.waiting_calls import WaitingCall, WaitingCalls
from weavr_async.stores.protocols import RateStore

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Hashable

    from weavr_async._calls.error_bodies import RateLimits
    from weavr_async._calls.known_limits import KnownLimit, LimitSource
    from weavr_async._calls.places import Places, Turn
    from weavr_async.hooks import Hook
    from weavr_async.values.settings import RateLimit

__all__ = [
    "NO_LIMITS",
    "Gate",
    "LimitInForce",
    "LimitsInForce",
    "NoPlaceInTime",
    "RateGate",
    "make_gate",
]


@final
@frozen
class LimitInForce:
    """One rate limit, and how much of it is used."""

    calls: int
    """How many calls it allows."""
    seconds: float
    """In how many seconds."""
    source: LimitSource
    """Where it is known from: `set` by `RateLimit.limits`, `documented` by Weavr, or `learned` from a 429."""
    used: int
    """How many places were taken in the last `seconds`, and a margin, when a call asked last: by all processes that
    share the limits."""


@final
@frozen
class LimitsInForce:
    """The rate limits as a client knows them; see `BackOffice.limits`."""

    windows: tuple[LimitInForce, ...]
    """The limits in force, the shortest window first; empty when none is known."""
    closed_until: datetime | None
    """Until when no call is sent, because the service refused one; None when calls are sent."""
    waiting: int
    """How many calls of this client wait for their turn."""
    shared: bool
    """Whether the limits are kept together with other processes at the moment."""


@final
class NoPlaceInTime(Exception):
    """A call's time ends before its turn comes."""

    def __init__(self, limits: tuple[KnownLimit, ...], limit: KnownLimit | None, *, wait: float, left: float) -> None:
        super().__init__("no place in time")
        self.limits: Final = limits
        """The limits in force."""
        self.limit: Final = limit
        """The one that holds it back; None when the service refused a call and did not say which one."""
        self.wait: Final = wait
        """Seconds until the next place, from now on."""
        self.left: Final = left
        """Seconds that the call had left."""


NO_LIMITS: Final = LimitsInForce(windows=(), closed_until=None, waiting=0, shared=False)
"""What a client knows that has no gate."""


class Gate(Protocol):
    """What a call needs of the gate."""

    @property
    def is_in_force(self) -> bool:
        """Whether there may be anything to wait for. If not, calls need not ask for a place."""
        ...

    @property
    def learns(self) -> bool:
        """Whether it heeds a 429, so that calls which were refused may come back to it at once."""
        ...

    async def enter(self, identity: Hashable, *, is_write: bool, deadline: float, first: bool) -> bool:
        """Wait for a place; see `RateGate.enter`."""
        ...

    def refused(self, said: RateLimits) -> None:
        """Heed a 429."""
        ...


@final
@frozen(eq=False, repr=False)
class _Booked:
    """When the next place is due, in the time of the event loop."""

    due: float
    turn: Turn


@final
class RateGate:
    """Lets the calls of one client through, each at its time.

    Args:
        known: The limits.
        places: Where places come from.
        now: Seconds since 1970.
        sleep: Waits until a place is due.
    """

    __slots__ = (
        "_booked",
        "_bookings",
        "_calls",
        "_closes_until",
        "_has_news",
        "_is_closed",
        "_is_told",
        "_known",
        "_last",
        "_loop",
        "_now",
        "_places",
        "_sleep",
        "_unused",
        "_worker",
        "is_in_force",
        "learns",
    )

    def __init__(
        self,
        known: KnownLimits,
        places: Places,
        *,
        now: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._known: Final = known
        self._places: Final = places
        self._now: Final = now
        self._sleep: Final = sleep
        self._loop: asyncio.AbstractEventLoop | None = None
        self._start_anew(None)
        self._last: Turn | None = None
        self._closes_until = -math.inf
        self._is_told = True
        self._is_closed = False
        self.learns: Final = known.learns
        self.is_in_force: bool = places.are_shared or bool(known.in_force(now()))
        """Whether there may be anything to wait for. Until a limit is known, calls need not ask for a place."""

    def _start_anew(self, loop: asyncio.AbstractEventLoop | None) -> None:
        """Forget what waited in another event loop: that one has ended."""
        self._loop = loop
        self._calls = WaitingCalls()
        self._unused: list[int] = []
        self._booked: _Booked | None = None
        self._bookings = 0
        self._worker: asyncio.Task[None] | None = None
        self._has_news = asyncio.Event()

    async def enter(self, identity: Hashable, *, is_write: bool, deadline: float, first: bool) -> bool:
        """Wait for a place.

        Args:
            identity: Calls of different identities take turns.
            is_write: Writes come before reads.
            deadline: When the call's time ends, by the event loop.
            first: It was refused after it had had its turn, and comes before those that wait.

        Returns:
            Whether it was held back by a limit.

        Raises:
            NoPlaceInTime: The next place comes too late for it.
        """
        if self._is_closed:
            return False
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            self._start_anew(loop)
        if not self._calls and self._worker is None and self._go_now():
            return False
        if self._booked is not None and deadline < self._booked.due:
            raise self._too_late(deadline, self._booked)
        call = WaitingCall(loop.create_future(), identity, is_write=is_write, deadline=deadline)
        self._calls.add(call, first=first)
        self._wake_worker(loop)
        bookings = self._bookings
        try:
            await call.turn
        except BaseException:
            self._leave(call)
            raise
        return self._bookings > bookings

    def refused(self, said: RateLimits) -> None:
        """Heed a 429: no call goes before its limit resets, and what it says about the limits is learned."""
        if not self.learns or self._is_closed:
            return
        self._known.learn(said, self._now())
        seconds = said.resets_in or 0.0
        self._places.close(seconds)
        loop = asyncio.get_running_loop()
        self._closes_until = max(self._closes_until, loop.time() + seconds)
        self._is_told = False
        self.is_in_force = True
        if self._loop is not loop:
            self._start_anew(loop)
        self._wake_worker(loop)
        self._has_news.set()

    def limits(self) -> LimitsInForce:
        """What is known about the limits now."""
        used = {} if self._last is None else dict(zip(self._last.limits, self._last.used, strict=True))
        in_force = self._known.in_force(self._now())
        closed_for = self._places.closed_for
        return LimitsInForce(
            windows=tuple(
                LimitInForce(limit.calls, limit.seconds, limit.source, used.get(limit, 0)) for limit in in_force
            ),
            closed_until=datetime.now(UTC) + timedelta(seconds=closed_for) if closed_for > 0 else None,
            waiting=len(self._calls),
            shared=self._places.are_shared,
        )

    async def aclose(self) -> None:
        """End what waits here. Close the engine before: calls that waited go on to it, and are refused there."""
        self._is_closed = True
        worker = self._worker
        if worker is None or self._loop is not asyncio.get_running_loop():
            return
        worker.cancel()
        await asyncio.wait({worker})
        await self._places.free_booked()

    def _go_now(self) -> bool:
        turn = self._places.take_now()
        if turn is None:
            return False
        self._last = turn
        self.is_in_force = bool(turn.limits) or turn.closed_for > 0
        return bool(turn.numbers)

    def _leave(self, call: WaitingCall) -> None:
        """A call goes without having used its place, if it had one."""
        if call.number is not None:
            self._unused.append(call.number)
        self._calls.remove(call)
        loop = asyncio.get_running_loop()
        if not self._calls and self._loop is loop:
            self._wake_worker(loop)
            self._has_news.set()

    # -- the worker: the only one who asks for places ------------------------------------------------------

    def _wake_worker(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._worker is None:
            # An empty context: the caller that happens to be first lends the others neither its span nor its user.
            self._worker = loop.create_task(self._work(), name="weavr_async rate gate", context=Context())

    async def _work(self) -> None:
        try:
            while await self._tidied_up():
                turn = self._last = await self._places.take(len(self._calls))
                self._booked = None
                self._admit(turn)
                if turn.wait and self._calls:
                    self._bookings += 1
                    self._booked = _Booked(asyncio.get_running_loop().time() + turn.wait, turn)
                    self._refuse_late(self._booked)
                    if self._calls:
                        await self._until_due(turn.wait)
        except BaseException as error:
            self._end_all(error)
            raise
        finally:
            self._worker = self._booked = None

    async def _tidied_up(self) -> bool:
        """Tell others what they should know, and give back what nobody uses; whether calls wait."""
        while True:
            self._has_news.clear()
            if not self._is_told:
                self._is_told = True
                await self._places.tell(max(self._closes_until - asyncio.get_running_loop().time(), 0.0))
            if self._unused:
                unused, self._unused = tuple(self._unused), []
                await self._places.free(unused)
            if not self._calls:
                await self._places.free_booked()
            if self._is_told and not self._unused:
                return bool(self._calls)

    def _admit(self, turn: Turn) -> None:
        for number in turn.numbers:
            while self._calls:
                call = self._calls.next()
                if not call.turn.done():
                    call.number = number
                    call.turn.set_result(None)
                    break
            else:
                self._unused.append(number)

    def _refuse_late(self, booked: _Booked) -> None:
        for call in self._calls.end_before(booked.due):
            if not call.turn.done():
                call.turn.set_exception(self._too_late(call.deadline, booked))

    def _too_late(self, deadline: float, booked: _Booked) -> NoPlaceInTime:
        now, turn = asyncio.get_running_loop().time(), booked.turn
        limit = self._known.hit(turn.limits) if turn.held_by is None else turn.held_by
        return NoPlaceInTime(turn.limits, limit, wait=booked.due - now, left=max(deadline - now, 0.0))

    async def _until_due(self, seconds: float) -> None:
        """Sleep until the booked place is due, or until there is something else to do."""
        waits = {asyncio.ensure_future(self._sleep(seconds)), asyncio.ensure_future(self._has_news.wait())}
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    def _end_all(self, error: BaseException) -> None:
        """Nobody would let those through that wait."""
        for call in self._calls.end_before(math.inf):
            if call.turn.done():
                continue
            if self._is_closed:
                call.turn.set_result(None)
            elif isinstance(error, Exception):
                call.turn.set_exception(error)
            else:
                call.turn.cancel()  # the event loop ends


def make_gate(
    settings: RateLimit | None,
    *,
    store: object,
    environment: str,
    api_key_fingerprint: str,
    hooks: tuple[Hook, ...],
) -> RateGate | None:
    """The gate of a client; none where its settings say so.

    Args:
        settings: What is set about the limits.
        store: What the client shares with other processes; limits are shared if it can keep them.
        environment: The environment's name.
        api_key_fingerprint: Tells api keys apart.
        hooks: Who is told when a store is lost.
    """
    if settings is None:
        return None
    clock = steady_clock()
    shares = isinstance(store, RateStore)
    known = KnownLimits(
        settings.limits, documented=DOCUMENTED if shares else (), learn=settings.learn, margin=settings.margin
    )
    own = OwnPlaces(known, clock)
    if not isinstance(store, RateStore):
        return RateGate(known, own, now=clock)
    key = store_key(environment, api_key_fingerprint)
    return RateGate(known, SharedPlaces(store, key, own, hooks=hooks), now=clock)
