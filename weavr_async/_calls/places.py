"""Where the rate gate gets places from: this process's own log, or one that it shares with others through a store."""

from __future__ import annotations

import hmac
import itertools
import logging
import math
import os
import secrets
import time
from typing import TYPE_CHECKING, Final, Protocol, final

from attrs import evolve, frozen

from weavr_async.hooks import RateLimitsShared, publish
from weavr_async.stores._deadlines import within
from weavr_async.stores._memory_places import MemoryPlaces
from weavr_async.stores.protocols import PlacesWanted, StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from weavr_async._calls.known_limits import KnownLimit, KnownLimits
    from weavr_async.hooks import Hook
    from weavr_async.stores.protocols import PlacesGiven, RateStore

__all__ = ["OwnPlaces", "Places", "SharedPlaces", "Turn", "steady_clock", "store_key"]

_log: Final = logging.getLogger("weavr_async.rate_limits")

_ME: Final = "own"
STORE_MAY_TAKE: Final = 0.2
"""Seconds after which a process goes by its own log, because the store does not answer."""
_ASK_AGAIN_AFTER: Final = 1.0
"""Seconds for which a store that failed is not asked."""
_AT_ONCE: Final = 64
"""Places asked for at a time: one round trip serves the calls that gathered during the last one."""
_REPORTED_AT_ONCE: Final = 500
_MOST_REPORTED: Final = 10_000
_TRIES: Final = 4
"""How often a process asks again because others learned something in the meantime."""


def steady_clock() -> Callable[[], float]:
    """Seconds since 1970 by a clock that does not jump: set once, and then moved by the monotonic clock."""
    offset = time.time() - time.monotonic()
    return lambda: offset + time.monotonic()


@final
@frozen(eq=False, repr=False)
class Turn:
    """What came of asking for places."""

    numbers: range
    """The places that calls may use now."""
    wait: float
    """Seconds until it makes sense to ask again; 0 when there was a place for everybody."""
    held_by: KnownLimit | None
    """The limit that makes the others wait, if it is one."""
    closed_for: float
    """Seconds for which nobody gets a place, because the service refused a call."""
    limits: tuple[KnownLimit, ...]
    """The limits in force."""
    used: tuple[int, ...]
    """How many places of each are taken."""


class Places(Protocol):
    """Gives places to the calls of this process. The gate asks for them one request at a time."""

    @property
    def are_shared(self) -> bool:
        """Whether other processes take part at the moment."""
        ...

    @property
    def closed_for(self) -> float:
        """Seconds for which no place is given, because the service refused a call."""
        ...

    def take_now(self) -> Turn | None:
        """Take one place or book it, if no store has to be asked for that."""
        ...

    async def take(self, count: int) -> Turn:
        """Take places for so many waiting calls, and book the next one when there are too few."""
        ...

    async def free(self, numbers: tuple[int, ...]) -> None:
        """Give places back that were not used."""
        ...

    async def free_booked(self) -> None:
        """Give back what was booked: nobody waits any more."""
        ...

    def close(self, seconds: float) -> None:
        """Give no places for so many seconds; what was learned is in the `KnownLimits`."""
        ...

    async def tell(self, seconds: float) -> None:
        """Tell the others of it."""
        ...


@final
class OwnPlaces:
    """The log of this process alone.

    Args:
        known: The limits.
        clock: Seconds since 1970.
    """

    __slots__ = ("_booked", "_clock", "_log", "known", "next_number")

    def __init__(self, known: KnownLimits, clock: Callable[[], float]) -> None:
        self.known: Final = known
        self.next_number: int = 1
        """A place is told from others by its number, which is used once."""
        self._clock: Final = clock
        self._log: Final = MemoryPlaces(clock)
        self._booked: int | None = None

    @property
    def are_shared(self) -> bool:
        """They are not."""
        return False

    @property
    def now(self) -> float:
        """Seconds since 1970."""
        return self._clock()

    def take_now(self) -> Turn:
        """Take one place, or book it."""
        return self.take_or_book(1)

    def take_or_book(self, count: int) -> Turn:
        """Take places; see `Places.take`."""
        limits = self.known.in_force(self._clock())
        first = self.next_number
        wanted = PlacesWanted(
            process=_ME,
            first=first,
            count=count,
            booked=self._booked,
            windows=self.known.windows(limits),
            note="",
            epoch=self._log.epoch,
        )
        given = self._log.take(wanted)
        self._booked = first + given.count if given.wait else None
        self.next_number += given.count + bool(given.wait)
        return turn(given, first, limits)

    async def take(self, count: int) -> Turn:
        """Take places; see `Places.take`."""
        return self.take_or_book(count)

    async def free(self, numbers: tuple[int, ...]) -> None:
        """Give places back."""
        self._log.free(_ME, numbers)

    async def free_booked(self) -> None:
        """Give back what was booked."""
        self.drop_booked()

    def drop_booked(self) -> None:
        """Give back what was booked."""
        if self._booked is not None:
            self._log.free(_ME, (self._booked,))
            self._booked = None

    def close(self, seconds: float) -> None:
        """Give no places for so many seconds."""
        self._log.close(seconds, "")

    async def tell(self, seconds: float) -> None:
        """There is nobody to tell."""

    @property
    def closed_for(self) -> float:
        """Seconds for which no place is given."""
        return self._log.closed_for

    def note_used(self, numbers: range, *, keep: float) -> None:
        """Note places that were given by a store."""
        self._log.add(_ME, numbers, keep=keep)

    def used(self, *, within: float) -> tuple[tuple[int, float], ...]:
        """The places that were used within so many seconds, as (number, seconds ago); the latest ones, if many."""
        lately = itertools.takewhile(lambda place: place[1] < within, self._log.used(_ME))
        return tuple(itertools.islice(lately, _MOST_REPORTED))


@final
class SharedPlaces:
    """A log that several processes share, and the own one where that is not to be had.

    Args:
        store: Where the log is.
        key: Of which api key.
        own: The log of this process. What is used is noted there as well, so that it can be given back to a store that
            lost its data.
        hooks: Who is told when the store is lost and found.
        clock: Seconds of a clock that never goes back.
    """

    __slots__ = (
        "_ask_again_at",
        "_booked",
        "_clock",
        "_epoch",
        "_hooks",
        "_is_behind",
        "_is_untold",
        "_key",
        "_own",
        "_process",
        "_store",
        "are_shared",
    )

    def __init__(
        self,
        store: RateStore,
        key: str,
        own: OwnPlaces,
        *,
        hooks: tuple[Hook, ...] = (),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store: Final = store
        self._key: Final = key
        self._own: Final = own
        self._hooks: Final = hooks
        self._clock: Final = clock
        self._process: Final = secrets.token_hex(6)
        self._epoch = ""
        self._booked: int | None = None
        self._ask_again_at = -math.inf
        self._is_behind = False
        """Whether there may be places that the store does not know."""
        self._is_untold = False
        """Whether something was learned that the store does not know."""
        self.are_shared: bool = True

    @property
    def _me(self) -> str:
        """What this process is called in the store; another one after a fork."""
        return f"{self._process}x{os.getpid()}"

    @property
    def closed_for(self) -> float:
        """Seconds for which no place is given."""
        return self._own.closed_for

    def take_now(self) -> None:
        """A store is asked, which takes a moment."""

    async def take(self, count: int) -> Turn:
        """Take places; see `Places.take`."""
        if self._clock() >= self._ask_again_at:
            try:
                return await within(STORE_MAY_TAKE, self._take(min(count, _AT_ONCE)))
            except Exception as error:  # noqa: BLE001 - whatever is wrong with a store, no call may fail for it
                self._lost(type(error).__name__)
        own = self._own.take_or_book(count)
        return evolve(own, wait=min(own.wait, _ASK_AGAIN_AFTER))

    async def _take(self, count: int) -> Turn:
        if self._is_behind:
            await self._report()
        known = self._own.known
        for _ in range(_TRIES):
            limits = known.in_force(self._own.now)
            first = self._own.next_number
            wanted = PlacesWanted(
                process=self._me,
                first=first,
                count=count,
                booked=self._booked,
                windows=known.windows(limits),
                note=known.note,
                epoch=self._epoch,
            )
            given = await self._store.take_places(self._key, wanted)
            _check(given, wanted)
            if (given.note, given.epoch) == (wanted.note, wanted.epoch):
                self._booked = first + given.count if given.wait else None
                self._own.next_number += given.count + bool(given.wait)
                self._own.note_used(range(first, first + given.count), keep=_longest(wanted.windows))
                self._found()
                if given.closed_for:
                    self._own.close(given.closed_for)
                return turn(given, first, limits)
            await self._catch_up(given)
        raise StoreUnavailable

    async def _catch_up(self, given: PlacesGiven) -> None:
        """Give a store that is new, or lost its data, what this process knows; take over what others learned."""
        known = self._own.known
        is_new = given.epoch != self._epoch
        if is_new:
            await self._report()
            self._epoch = given.epoch
        if known.note and (self._is_untold or (is_new and not given.note)):
            await self._store.close_places(self._key, seconds=self._own.closed_for, note=known.note)
            self._is_untold = False
        elif given.note != known.note:
            known.adopt(given.note)

    async def _report(self) -> None:
        keep = _longest(self._own.known.windows(self._own.known.in_force(self._own.now)))
        places = self._own.used(within=keep)
        for start in range(0, len(places), _REPORTED_AT_ONCE):
            part = places[start : start + _REPORTED_AT_ONCE]
            await self._store.report_places(self._key, self._me, part, keep=keep)
        self._is_behind = False

    async def free(self, numbers: tuple[int, ...]) -> None:
        """Give places back; without the store, they become free when their windows have passed."""
        await self._own.free(numbers)
        await self._try(self._store.return_places(self._key, self._me, numbers))

    async def free_booked(self) -> None:
        """Give back what was booked."""
        self._own.drop_booked()
        if self._booked is not None:
            booked, self._booked = self._booked, None
            await self.free((booked,))

    def close(self, seconds: float) -> None:
        """Give no places for so many seconds."""
        self._own.close(seconds)

    async def tell(self, seconds: float) -> None:
        """Let no process send for so many seconds, and let all know what was learned."""
        self._is_untold = not await self._try(
            self._store.close_places(self._key, seconds=seconds, note=self._own.known.note)
        )

    async def _try(self, work: Coroutine[None, None, object]) -> bool:
        """Do something at the store, if that is possible at the moment."""
        if self._clock() < self._ask_again_at:
            work.close()
            return False
        try:
            await within(STORE_MAY_TAKE, work)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with a store, no call may fail for it
            self._lost(type(error).__name__)
            return False
        return True

    def _lost(self, reason: str) -> None:
        self._ask_again_at = self._clock() + _ASK_AGAIN_AFTER
        self._is_behind = True
        if self.are_shared:
            self.are_shared = False
            _log.warning("the store of the rate limits is lost (%s): this process keeps them on its own", reason)
            publish(self._hooks, RateLimitsShared(shared=False))

    def _found(self) -> None:
        self._own.drop_booked()
        if not self.are_shared:
            self.are_shared = True
            _log.warning("the store of the rate limits is back: they are shared again")
            publish(self._hooks, RateLimitsShared(shared=True))


def turn(given: PlacesGiven, first: int, limits: tuple[KnownLimit, ...]) -> Turn:
    """What a store or log gave, from the number `first` on."""
    return Turn(
        numbers=range(first, first + given.count),
        wait=given.wait,
        held_by=None if given.held_by is None else limits[given.held_by],
        closed_for=given.closed_for,
        limits=limits,
        used=given.used,
    )


def store_key(environment: str, api_key_fingerprint: str) -> str:
    """The key of an api key's places: a keyed hash, so that no id stands in the store."""
    return hmac.digest(api_key_fingerprint.encode(), f"rate limits {environment}".encode(), "sha256").hex()


def _longest(windows: tuple[tuple[int, float], ...]) -> float:
    return max((seconds for _, seconds in windows), default=0.0)


def _check(given: PlacesGiven, wanted: PlacesWanted) -> None:
    """Refuse an answer that cannot be right.

    Raises:
        StoreUnavailable: It cannot.
    """
    is_right = (
        0 <= given.count <= wanted.count
        and 0 <= given.wait < math.inf
        and 0 <= given.closed_for < math.inf
        and (given.held_by is None or 0 <= given.held_by < len(wanted.windows))
        and len(given.used) == len(wanted.windows)
    )
    if not is_right:
        raise StoreUnavailable
