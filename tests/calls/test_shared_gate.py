"""A rate gate that several processes share: what they know together, and what happens when the store is lost."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import pytest

from tests.calls.gates import GateTime, enter
from tests.calls.scripted import card, desk, limited
from weavr_async._calls.error_bodies import RateLimits
from weavr_async._calls.known_limits import DOCUMENTED, KnownLimits
from weavr_async._calls.places import OwnPlaces, SharedPlaces
from weavr_async._calls.rate_gate import NoPlaceInTime, RateGate
from weavr_async.errors import RateWindow
from weavr_async.hooks import Event, RateLimitsShared
from weavr_async.stores import MemoryStore, PlacesGiven, PlacesWanted, StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable


class FlakyStore:
    """A store in memory that can be lost, hang, or answer nonsense, and that can lose its data."""

    def __init__(self, time: GateTime) -> None:
        self.time = time
        self.inner = MemoryStore(clock=time)
        self.trouble: Callable[[], Awaitable[None]] | None = None
        self.nonsense: PlacesGiven | None = None
        self.asked = 0
        self.given = asyncio.Event()
        """Set when places were given."""

    def lose_data(self) -> None:
        """Start anew."""
        self.inner = MemoryStore(clock=self.time)

    async def _meet_trouble(self) -> None:
        self.asked += 1
        if self.trouble is not None:
            await self.trouble()

    async def take_places(self, key: str, wanted: PlacesWanted, /) -> PlacesGiven:
        """Give places."""
        await self._meet_trouble()
        given = self.nonsense or await self.inner.take_places(key, wanted)
        if given.count:
            self.given.set()
        return given

    async def return_places(self, key: str, process: str, numbers: tuple[int, ...], /) -> None:
        """Free places."""
        await self._meet_trouble()
        await self.inner.return_places(key, process, numbers)

    async def report_places(
        self, key: str, process: str, places: tuple[tuple[int, float], ...], /, *, keep: float
    ) -> None:
        """Note places."""
        await self._meet_trouble()
        await self.inner.report_places(key, process, places, keep=keep)

    async def close_places(self, key: str, /, *, seconds: float, note: str) -> None:
        """Close."""
        await self._meet_trouble()
        await self.inner.close_places(key, seconds=seconds, note=note)


class Fleet:
    """A store, the time, and gates of processes that share the store."""

    def __init__(self, limits: Iterable[tuple[int, float]] = ((10, 60),)) -> None:
        self.time = GateTime()
        self.store = FlakyStore(self.time)
        self.limits = tuple(limits)
        self.events: list[Event] = []

    def gate(self, *, sleep: Callable[[float], Awaitable[None]] | None = None) -> RateGate:
        """The gate of another process."""
        known = KnownLimits(self.limits, documented=DOCUMENTED, margin=0)
        own = OwnPlaces(known, self.time)
        places = SharedPlaces(self.store, "k", own, hooks=(self.events.append,), clock=self.time)
        return RateGate(known, places, now=self.time, sleep=sleep or self.time.sleep)


def ten_a_minute(*, resets_in: float) -> RateLimits:
    """What a 429 says of the limit that these gates start with."""
    return RateLimits((RateWindow(10, None), RateWindow(10, 60)), resets_in)


async def refused() -> None:
    """A store that cannot be reached."""
    raise StoreUnavailable


async def hang() -> None:
    """A store that does not answer."""
    await asyncio.get_running_loop().create_future()


async def broken() -> None:
    """A store of somebody else, with a bug."""
    raise ZeroDivisionError


@pytest.mark.asyncio
async def test_processes_keep_a_limit_together() -> None:
    """The eleventh call waits, whoever makes it."""
    fleet = Fleet()
    one, two = fleet.gate(), fleet.gate()
    for gate in (one, two) * 5:
        assert not await enter(gate)
    with pytest.raises(NoPlaceInTime):
        await enter(one, within=10)
    with pytest.raises(NoPlaceInTime):
        await enter(two, within=10)
    assert two.limits().windows[0].used == 10
    assert two.limits().shared


@pytest.mark.asyncio
async def test_without_settings_a_shared_gate_starts_from_what_is_documented() -> None:
    """The first refusal would come too late: others rely on the quota."""
    fleet = Fleet(())
    gate = fleet.gate()
    assert [(limit.calls, limit.seconds, limit.source) for limit in gate.limits().windows] == [
        (100, 60, "documented"),
        (1_000, 3_600, "documented"),
        (10_000, 86_400, "documented"),
    ]
    await asyncio.gather(*(enter(gate, within=10) for _ in range(100)))
    with pytest.raises(NoPlaceInTime):
        await enter(gate, within=10)


@pytest.mark.asyncio
async def test_a_429_that_one_process_gets_holds_all_of_them_back() -> None:
    """And what it says about the limits, all of them know."""
    fleet = Fleet()
    one, two = fleet.gate(), fleet.gate()
    at = desk(limited("7"), card(), gate=one)
    await at.acme.managed_cards.get("331")
    assert [round(seconds) for seconds in fleet.time.slept] == [7]
    with pytest.raises(NoPlaceInTime) as late:
        await enter(two, within=10)
    assert late.value.limit is not None
    assert (late.value.limit.calls, late.value.limit.source) == (2, "learned")


@pytest.mark.asyncio
async def test_while_all_are_held_back_by_a_429_it_is_known_until_when() -> None:
    """In every process."""
    fleet = Fleet()
    one, two = fleet.gate(), fleet.gate()
    await enter(one)
    one.refused(ten_a_minute(resets_in=30.0))
    await asyncio.sleep(0.01)
    with pytest.raises(NoPlaceInTime):
        await enter(two, within=10)
    for gate in (one, two):
        assert gate.limits().closed_until is not None


@pytest.mark.parametrize("trouble", [refused, hang, broken])
@pytest.mark.asyncio
async def test_a_store_that_is_lost_fails_no_call(
    trouble: Callable[[], Awaitable[None]], caplog: pytest.LogCaptureFixture
) -> None:
    """The process then keeps the limits on its own, what it sent before counts, and that is said once."""
    fleet = Fleet()
    gate = fleet.gate()
    for _ in range(4):
        await enter(gate)
    fleet.store.trouble = trouble
    with caplog.at_level(logging.WARNING, "weavr_async"):
        for _ in range(6):
            assert not await enter(gate)
        with pytest.raises(NoPlaceInTime):
            await enter(gate, within=0.5)
    assert len(caplog.records) == 1
    assert fleet.events == [RateLimitsShared(shared=False)]
    assert not gate.limits().shared
    assert fleet.store.asked < 10


@pytest.mark.parametrize(
    "nonsense",
    [
        PlacesGiven(count=7, wait=0, held_by=None, closed_for=0, used=(0,), note="", epoch=""),
        PlacesGiven(count=-1, wait=0, held_by=None, closed_for=0, used=(0,), note="", epoch=""),
        PlacesGiven(count=0, wait=float("inf"), held_by=None, closed_for=0, used=(0,), note="", epoch=""),
        PlacesGiven(count=0, wait=float("nan"), held_by=None, closed_for=0, used=(0,), note="", epoch=""),
        PlacesGiven(count=0, wait=1, held_by=5, closed_for=0, used=(0,), note="", epoch=""),
        PlacesGiven(count=1, wait=0, held_by=None, closed_for=0, used=(), note="", epoch=""),
    ],
)
@pytest.mark.asyncio
async def test_a_store_that_answers_nonsense_counts_as_lost(nonsense: PlacesGiven) -> None:
    """It may be somebody else's key."""
    fleet = Fleet()
    gate = fleet.gate()
    fleet.store.nonsense = nonsense
    assert not await enter(gate)
    assert not gate.limits().shared


@pytest.mark.asyncio
async def test_a_store_that_is_back_gets_to_know_what_was_sent_meanwhile() -> None:
    """So that all processes together keep the limit again."""
    fleet = Fleet()
    one, two = fleet.gate(), fleet.gate()
    await enter(one)
    fleet.store.trouble = refused
    for _ in range(5):
        await enter(one)
    fleet.store.trouble = None
    fleet.time.now += 2
    await enter(one)
    assert fleet.events == [RateLimitsShared(shared=False), RateLimitsShared(shared=True)]
    for _ in range(3):
        await enter(two)
    with pytest.raises(NoPlaceInTime):
        await enter(two, within=10)


@pytest.mark.asyncio
async def test_a_store_that_lost_its_data_gets_it_back_from_each_process() -> None:
    """Each one reports what it sent, and what was learned."""
    fleet = Fleet()
    one, two = fleet.gate(), fleet.gate()
    for gate in (one, two) * 3:
        await enter(gate)
    one.refused(RateLimits((RateWindow(8, None), RateWindow(8, 60)), 1.0))
    await asyncio.sleep(0.01)
    fleet.time.now += 1
    await enter(two)
    fleet.store.lose_data()
    await enter(one)
    with pytest.raises(NoPlaceInTime):
        await enter(two, within=10)
    assert fleet.events == []


@pytest.mark.asyncio
async def test_what_is_learned_while_the_store_is_lost_is_told_when_it_is_back() -> None:
    """Else the others would have to learn it anew."""
    fleet = Fleet()
    one, two = fleet.gate(), fleet.gate()
    await enter(one)
    await enter(two)
    fleet.store.trouble = refused
    one.refused(RateLimits((RateWindow(4, None), RateWindow(4, 60)), 1.0))
    await enter(one)
    fleet.store.trouble = None
    fleet.time.now += 2
    await enter(one)
    await enter(two)
    assert [limit.calls for limit in two.limits().windows] == [4]


@pytest.mark.asyncio
async def test_a_place_whose_call_was_cancelled_is_given_back() -> None:
    """Before it was used."""
    fleet = Fleet()
    one, two = fleet.gate(), fleet.gate()
    tasks = [asyncio.create_task(enter(one)) for _ in range(10)]
    given = fleet.store.given
    await given.wait()  # the calls will know in the next moment
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    await asyncio.sleep(0.01)
    await asyncio.gather(*(enter(two, within=10) for _ in range(10)))


@pytest.mark.asyncio
async def test_places_for_calls_that_were_cancelled_meanwhile_are_given_back() -> None:
    """While the store was asked for them."""
    fleet, answered = Fleet(), asyncio.Event()
    one, two = fleet.gate(), fleet.gate()

    async def slow() -> None:
        await answered.wait()

    fleet.store.trouble = slow
    tasks = [asyncio.create_task(enter(one)) for _ in range(10)]
    await asyncio.sleep(0.01)
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    answered.set()
    await asyncio.sleep(0.01)
    await asyncio.gather(*(enter(two, within=10) for _ in range(10)))


@pytest.mark.asyncio
async def test_a_place_that_was_booked_for_a_call_that_was_cancelled_is_another_processes() -> None:
    """Not only the next one of the same process."""
    fleet = Fleet([(1, 60)])
    one, two = fleet.gate(sleep=asyncio.sleep), fleet.gate()
    await enter(one)
    waiting = asyncio.create_task(enter(one))
    await asyncio.sleep(0.01)
    waiting.cancel()
    await asyncio.wait({waiting})
    await asyncio.sleep(0.01)
    assert await enter(two, within=70)


@pytest.mark.asyncio
async def test_a_429_that_comes_while_a_place_is_given_back_holds_the_others_back() -> None:
    """What happens meanwhile is told afterwards."""
    fleet, answered = Fleet(), asyncio.Event()
    one, two = fleet.gate(), fleet.gate()

    async def slow() -> None:
        await answered.wait()

    calling = asyncio.create_task(enter(one))
    await fleet.store.given.wait()
    fleet.store.trouble = slow
    calling.cancel()
    await asyncio.wait({calling})
    await asyncio.sleep(0.01)
    one.refused(ten_a_minute(resets_in=30.0))
    answered.set()
    await asyncio.sleep(0.01)
    with pytest.raises(NoPlaceInTime):
        await enter(two, within=10)


@pytest.mark.asyncio
async def test_the_others_are_held_back_for_less_than_a_second_where_that_is_what_was_said() -> None:
    """No longer than needed."""
    fleet = Fleet()
    one, two = fleet.gate(), fleet.gate()
    await enter(one)
    one.refused(ten_a_minute(resets_in=0.5))
    await asyncio.sleep(0.01)
    await enter(two, within=10)
    assert fleet.time.slept == [pytest.approx(0.5, abs=0.1)]


@pytest.mark.asyncio
async def test_calls_that_come_together_ask_the_store_together() -> None:
    """One round trip serves all that gathered during the last one."""
    fleet = Fleet([(1_000, 60)])
    gate = fleet.gate()
    await enter(gate)
    asked = fleet.store.asked
    await asyncio.gather(*(enter(gate) for _ in range(64)))
    assert fleet.store.asked - asked <= 2
