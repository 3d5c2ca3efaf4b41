"""The rate gate: whose turn it is, what waiting costs, and what happens to those who go."""

from __future__ import annotations

import asyncio
import tracemalloc
from contextvars import ContextVar
from datetime import UTC, datetime

import pytest

from tests.calls.gates import GateTime, enter, own_gate
from weavr_async._calls.error_bodies import RateLimits
from weavr_async._calls.known_limits import DOCUMENTED, KnownLimits
from weavr_async._calls.places import OwnPlaces, Turn
from weavr_async._calls.rate_gate import LimitsInForce, NoPlaceInTime, RateGate
from weavr_async.errors import RateWindow

DAY = 86_400.0


async def order_of(gate: RateGate, *calls: tuple[str, bool]) -> list[str]:
    """Let calls of identities come at once, each a write or a read; whose turn came when."""
    went: list[str] = []

    async def call(name: str, *, is_write: bool) -> None:
        await enter(gate, name, is_write=is_write, within=10 * DAY)
        went.append(f"{name} {'writes' if is_write else 'reads'}")

    await asyncio.gather(*(call(name, is_write=is_write) for name, is_write in calls))
    return went


async def busy_gate(time: GateTime | None = None) -> RateGate:
    """A gate that lets one call through a minute, and none just now."""
    gate = own_gate([(1, 60)], time=time)
    await enter(gate)
    return gate


@pytest.mark.asyncio
async def test_writes_go_first() -> None:
    """Whoever moves money waits less than whoever looks at it."""
    went = await order_of(await busy_gate(), ("a", False), ("a", False), ("a", True), ("a", True))
    assert went == ["a writes", "a writes", "a reads", "a reads"]


@pytest.mark.asyncio
async def test_one_place_in_ten_is_kept_for_reads() -> None:
    """However many writes wait."""
    went = await order_of(await busy_gate(), *[("a", True)] * 30, *[("a", False)] * 2)
    assert [index for index, one in enumerate(went) if one == "a reads"] == [9, 19]


@pytest.mark.asyncio
async def test_who_was_refused_after_its_turn_comes_before_those_that_wait() -> None:
    """It has waited once."""
    gate, went = await busy_gate(), list[str]()

    async def call(name: str, *, first: bool) -> None:
        deadline = asyncio.get_running_loop().time() + DAY
        await gate.enter(name, is_write=False, deadline=deadline, first=first)
        went.append(name)

    await asyncio.gather(call("waits", first=False), call("refused", first=True))
    assert went == ["refused", "waits"]


@pytest.mark.asyncio
async def test_identities_take_turns() -> None:
    """One with many calls holds up no other; its own go in order."""
    went = await order_of(await busy_gate(), *[("greedy", False)] * 5, ("a", False), ("b", False), ("a", False))
    assert [one.split()[0] for one in went] == ["greedy", "a", "b", "greedy", "a", "greedy", "greedy", "greedy"]


@pytest.mark.asyncio
async def test_who_cannot_wait_so_long_is_told_at_once() -> None:
    """Nobody waits in vain."""
    gate = await busy_gate()
    with pytest.raises(NoPlaceInTime) as late:
        await enter(gate, within=30)
    assert late.value.limit is not None
    assert (late.value.limit.calls, late.value.limit.seconds, late.value.limit.source) == (1, 60, "set")
    assert late.value.wait == pytest.approx(60 * 1.02, abs=1)
    assert late.value.left == pytest.approx(30, abs=1)


@pytest.mark.asyncio
async def test_of_two_limits_the_one_that_holds_a_call_back_is_named() -> None:
    """The other has places left."""
    gate = own_gate([(1, 60), (100, 3600)])
    await enter(gate)
    with pytest.raises(NoPlaceInTime) as late:
        await enter(gate, within=30)
    assert late.value.limit is not None
    assert late.value.limit.seconds == 60


@pytest.mark.asyncio
async def test_who_comes_later_and_cannot_wait_so_long_either_is_told_at_once() -> None:
    """By the place that was booked for the one who waits, who goes on waiting."""
    gate = own_gate([(1, 60)], sleep=asyncio.sleep)
    await enter(gate)
    waiting = asyncio.create_task(enter(gate, within=3600))
    await asyncio.sleep(0.01)
    with pytest.raises(NoPlaceInTime) as late:
        await enter(gate, within=30)
    assert late.value.limit is not None
    assert late.value.limit.seconds == 60
    assert late.value.wait == pytest.approx(61.2, abs=1)
    assert late.value.left == pytest.approx(30, abs=1)
    assert gate.limits().waiting == 1
    waiting.cancel()


@pytest.mark.asyncio
async def test_whose_time_is_over_already_has_none_left() -> None:
    """Not a second, and not less than none."""
    gate = await busy_gate()
    waiting = asyncio.create_task(enter(gate, within=3600))
    await asyncio.sleep(0)
    with pytest.raises(NoPlaceInTime) as late:
        await enter(gate, within=-5)
    assert late.value.left == 0
    waiting.cancel()


@pytest.mark.asyncio
async def test_those_whose_time_is_shorter_do_not_keep_the_others_from_waiting() -> None:
    """Each goes by its own."""
    time = GateTime()
    gate = await busy_gate(time)
    ends = await asyncio.gather(
        enter(gate, within=30), enter(gate, within=70), enter(gate, within=20), return_exceptions=True
    )
    assert [type(end) for end in ends] == [NoPlaceInTime, bool, NoPlaceInTime]


@pytest.mark.asyncio
async def test_a_call_that_is_cancelled_while_it_waits_takes_no_place() -> None:
    """The next one goes in its stead, and nothing is left behind."""
    held = asyncio.Event()

    async def sleep(seconds: float) -> None:
        await held.wait()
        await time.sleep(seconds)

    time = GateTime()
    gate = own_gate([(1, 60)], time=time, sleep=sleep)
    await enter(gate)
    first, second = (asyncio.create_task(enter(gate)) for _ in range(2))
    await asyncio.sleep(0.01)
    assert gate.limits().waiting == 2
    first.cancel()
    await asyncio.wait({first})
    assert gate.limits().waiting == 1
    held.set()
    assert await second
    assert len(time.slept) == 1


@pytest.mark.asyncio
async def test_when_all_are_cancelled_the_booked_place_is_given_back() -> None:
    """And the gate's task ends."""
    gate = own_gate([(1, 60)], sleep=asyncio.sleep)
    await enter(gate)
    waiting = [asyncio.create_task(enter(gate)) for _ in range(20)]
    await asyncio.sleep(0.01)
    for task in waiting:
        task.cancel()
    await asyncio.wait(waiting)
    for _ in range(5):
        await asyncio.sleep(0)
    assert gate.limits().waiting == 0
    assert [task for task in asyncio.all_tasks() if task.get_name() == "weavr_async rate gate"] == []
    with pytest.raises(NoPlaceInTime) as late:
        await enter(gate, within=1)
    assert late.value.wait == pytest.approx(61.2, abs=1), "no place but the first one is taken"


@pytest.mark.asyncio
async def test_closing_ends_the_wait() -> None:
    """The calls go on to the engine, which refuses them."""
    gate = own_gate([(1, 60)], sleep=asyncio.sleep)
    await enter(gate)
    waiting = [asyncio.create_task(enter(gate)) for _ in range(3)]
    await asyncio.sleep(0.01)
    await gate.aclose()
    await asyncio.wait_for(asyncio.gather(*waiting), timeout=5)
    assert not await enter(gate)


@pytest.mark.asyncio
async def test_closing_while_a_call_is_cancelled_ends_the_others() -> None:
    """The cancelled one has not left yet."""
    gate = own_gate([(1, 60)], sleep=asyncio.sleep)
    await enter(gate)
    gone, *waiting = [asyncio.create_task(enter(gate)) for _ in range(3)]
    await asyncio.sleep(0.01)
    closing = asyncio.create_task(gate.aclose())
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.wait_for(asyncio.gather(closing, *waiting), timeout=5)
    with pytest.raises(asyncio.CancelledError):
        await gone


@pytest.mark.asyncio
async def test_when_places_cannot_be_taken_each_waiting_call_learns_why(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bug, say: nobody waits for ever, whoever went meanwhile."""
    breaks = asyncio.Event()

    async def sleep(_seconds: float) -> None:
        await breaks.wait()

    async def broken(_places: OwnPlaces, _count: int) -> Turn:
        raise ZeroDivisionError

    gate = own_gate([(1, 60)], sleep=sleep)
    await enter(gate)
    gone, *waiting = [asyncio.create_task(enter(gate)) for _ in range(3)]
    await asyncio.sleep(0.01)
    gone.cancel()
    monkeypatch.setattr(OwnPlaces, "take", broken)
    breaks.set()
    ends = await asyncio.wait_for(asyncio.gather(*waiting, return_exceptions=True), timeout=5)
    assert [type(end) for end in ends] == [ZeroDivisionError, ZeroDivisionError]


@pytest.mark.asyncio
async def test_a_refusal_that_names_no_time_closes_nothing() -> None:
    """The call itself waits before it is made again; the others are not held up."""
    gate = own_gate([(10, 60)])
    gate.refused(RateLimits())
    assert gate.limits().closed_until is None
    assert not await enter(gate)


@pytest.mark.asyncio
async def test_before_the_first_call_nothing_is_used_and_nothing_is_closed() -> None:
    """And nobody waits."""
    (window,) = own_gate([(10, 60)]).limits().windows
    assert window.used == 0
    assert own_gate().limits() == LimitsInForce(windows=(), closed_until=None, waiting=0, shared=False)


@pytest.mark.asyncio
@pytest.mark.parametrize("seconds", [0.5, 60])
async def test_a_refusal_closes_the_gate_until_it_resets(seconds: float) -> None:
    """Calls that come meanwhile wait, though no limit is known."""
    time = GateTime()
    gate = own_gate(time=time)
    gate.refused(RateLimits(resets_in=seconds))
    closed_until = gate.limits().closed_until
    assert closed_until is not None
    assert (closed_until - datetime.now(UTC)).total_seconds() == pytest.approx(seconds, abs=0.4)
    entering = asyncio.create_task(enter(gate))
    await asyncio.sleep(0)
    assert gate.is_in_force, "or the next call would not ask"
    assert await entering
    assert sum(time.slept) >= seconds


@pytest.mark.asyncio
async def test_each_call_that_was_held_back_knows_it() -> None:
    """The first one was not."""
    gate = own_gate([(1, 60)])
    assert [await enter(gate) for _ in range(4)] == [False, True, True, True]


@pytest.mark.asyncio
async def test_whose_call_is_first_lends_the_others_nothing_of_its_context() -> None:
    """Neither its trace nor its user; and the task says what it is for."""
    user: ContextVar[str] = ContextVar("user")
    seen: list[str | None] = []
    names: list[str] = []

    async def sleep(seconds: float) -> None:
        seen.append(user.get(None))
        names.extend(task.get_name() for task in asyncio.all_tasks())
        await time.sleep(seconds)

    time = GateTime()
    gate = own_gate([(1, 60)], time=time, sleep=sleep)
    user.set("who is first")
    await enter(gate)
    await enter(gate)
    assert seen == [None]
    assert "weavr_async rate gate" in names


@pytest.mark.asyncio
async def test_a_gate_where_nobody_waits_can_be_closed() -> None:
    """Once it was used, and before."""
    gate = own_gate([(10, 60)])
    await gate.aclose()
    gate = own_gate([(10, 60)])
    await enter(gate)
    await gate.aclose()


@pytest.mark.asyncio
async def test_ten_thousand_waiting_calls_cost_little_and_wake_in_order() -> None:
    """However long they wait."""
    time, all_wait, turns = GateTime(), asyncio.Event(), list[int]()

    async def sleep(seconds: float) -> None:
        await all_wait.wait()
        await time.sleep(seconds)

    gate = own_gate([(1_000, 60)], time=time, sleep=sleep)
    for _ in range(1_000):
        await enter(gate)

    async def call(number: int) -> None:
        await enter(gate, within=DAY)
        turns.append(number)

    tracemalloc.start()
    tasks = [asyncio.create_task(call(number)) for number in range(10_000)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert gate.limits().waiting == 10_000
    assert size / 10_000 < 4_096, "the task of each call included"
    all_wait.set()
    await asyncio.gather(*tasks)
    assert turns == list(range(10_000))


def learned(known: KnownLimits, *named: tuple[int, int], at: float) -> None:
    """Have a 429 name limits."""
    known.learn(RateLimits(tuple(RateWindow(*one) for one in named), 1.0), at)


def calls_at(known: KnownLimits, at: float, seconds: float = 60) -> int | None:
    """The limit of a window at a time."""
    return next((limit.calls for limit in known.in_force(at) if limit.seconds == seconds), None)


def test_a_lower_limit_is_learned_at_once() -> None:
    """Documented or set, it is no more what holds."""
    for known in (KnownLimits(documented=DOCUMENTED), KnownLimits([(100, 60)])):
        learned(known, (60, 60), at=0)
        assert calls_at(known, 0) == 60


def test_a_higher_limit_than_documented_is_approached_by_a_tenth_a_window() -> None:
    """The service names it, but nobody has tried it."""
    known = KnownLimits(documented=DOCUMENTED)
    learned(known, (300, 60), at=0)
    assert [calls_at(known, 60.0 * windows) for windows in (0, 1, 2, 11, 12)] == [100, 110, 121, 285, 300]


def test_what_is_set_is_never_exceeded() -> None:
    """It may be this service's share."""
    known = KnownLimits([(50, 60)])
    learned(known, (300, 60), at=0)
    assert calls_at(known, 1e6) == 50
    assert known.in_force(1e6)[0].source == "set"


def test_a_lower_limit_is_held_for_ten_windows_and_then_grows_back() -> None:
    """It may have been lifted, and only trying shows that."""
    known = KnownLimits(documented=DOCUMENTED)
    learned(known, (60, 60), (1_000, 3600), (10_000, 86400), at=0)
    assert [calls_at(known, 60.0 * windows) for windows in (10, 11, 12, 15, 16, 99)] == [60, 66, 72, 96, 100, 100]
    assert known.in_force(6000)[0].source == "documented"


def test_a_limit_that_nothing_else_is_known_of_is_forgotten_in_the_end() -> None:
    """When it has grown ten times as high."""
    known = KnownLimits()
    learned(known, (60, 60), at=0)
    assert [calls_at(known, 60.0 * windows) for windows in (10, 35, 36)] == [60, 650, None]


def test_documented_windows_that_the_service_does_not_name_are_not_in_force() -> None:
    """It names every limit in force."""
    known = KnownLimits(documented=DOCUMENTED)
    learned(known, (20, 1), (300, 60), at=0)
    assert [(limit.calls, limit.seconds) for limit in known.in_force(0)] == [(20, 1), (100, 60)]


def test_what_one_learned_another_takes_over_by_its_note() -> None:
    """Word for word."""
    known, other = KnownLimits(documented=DOCUMENTED), KnownLimits(documented=DOCUMENTED)
    learned(known, (60, 60), (300, 3600), at=12.5)
    other.adopt(known.note)
    assert other.note == known.note
    for at in (12.5, 700.0, 4000.0):
        assert other.in_force(at) == known.in_force(at)


@pytest.mark.parametrize(
    "note", ["", "{", "[]", "7", '{"hit": 1}', '{"hit": "x", "windows": [[0, 1, 1, 1]]}', '{"hit": 1, "windows": [[]]}']
)
def test_from_a_note_that_makes_no_sense_nothing_is_learned(note: str) -> None:
    """Another version wrote it, or it is damaged."""
    known = KnownLimits(documented=DOCUMENTED)
    known.adopt(note)
    assert known.note == note
    assert [limit.source for limit in known.in_force(0)] == ["documented"] * 3
