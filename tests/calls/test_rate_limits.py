"""Rate limits: waited for in full or not at all, learned, and kept from then on."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.calls.scripted import LOST, OK, answer, card, coded, desk, limited
from weavr_async import Conflict, OutcomeUnknown, RateLimited, RateWindow, Retries
from weavr_async._calls.error_bodies import RateLimits, rate_limits
from weavr_async._calls.rate_gate import RateGate
from weavr_async.errors import Outcome, TooManyBulkRequests


@pytest.mark.asyncio
async def test_a_429_is_waited_out_in_full() -> None:
    """And a little longer, so that those who wait do not come back in one moment."""
    at = desk(limited("3"), OK, retries=Retries(base_delay=0.5))
    await at.pay("payout-7")
    assert at.slept == [3.5]
    assert at.engine.references == ["payout-7", "payout-7"]


@pytest.mark.asyncio
async def test_a_429_that_asks_for_more_than_allowed_is_not_waited_for_at_all() -> None:
    """The caller decides about hours, and is told how many."""
    at = desk(limited("7200"))
    with pytest.raises(RateLimited) as refused:
        await at.pay()
    assert at.slept == []
    assert refused.value.outcome is Outcome.REFUSED
    assert refused.value.resets_in == 7200
    assert refused.value.limits == (RateWindow(2, None), RateWindow(2, 60))


@pytest.mark.asyncio
async def test_a_429_that_does_not_fit_into_the_deadline_is_not_waited_for() -> None:
    """Half a wait helps nobody."""
    at = desk(limited("8"))
    with pytest.raises(RateLimited):
        await at.within(5).managed_cards.get("331")
    assert at.slept == []


@pytest.mark.asyncio
async def test_a_service_that_says_zero_is_not_asked_in_a_hot_loop() -> None:
    """Waits that the service asks for count as attempts, and are never shorter than the backoff."""
    at = desk(*[limited("0")] * 4)
    with pytest.raises(RateLimited):
        await at.pay()
    assert len(at.engine.sent) == 4
    assert at.slept == [0.2, 0.4, 0.8]


@pytest.mark.asyncio
async def test_a_429_without_a_time_backs_off() -> None:
    """As any other repeat."""
    at = desk(answer(429), answer(429), OK)
    await at.pay()
    assert at.slept == [0.2, 0.4]


@pytest.mark.asyncio
async def test_the_throttle_of_bulks_backs_off_and_then_says_so() -> None:
    """A 409 of its own, not the general limit."""
    at = desk(*[coded(409, "TOO_MANY_REQUESTS")] * 4)
    with pytest.raises(TooManyBulkRequests) as refused:
        await at.acme.bulks.pause("55")
    assert isinstance(refused.value, Conflict)
    assert refused.value.outcome is Outcome.REFUSED
    assert len(at.engine.sent) == 4


@pytest.mark.asyncio
async def test_a_limit_met_after_a_lost_answer_leaves_the_write_unknown() -> None:
    """Nothing was done by the second attempt, which says nothing about the first."""
    at = desk(LOST, limited("7200"))
    with pytest.raises(OutcomeUnknown):
        await at.pay()


@pytest.mark.asyncio
async def test_a_learned_limit_holds_other_calls_back() -> None:
    """They wait here rather than be refused there."""
    at = desk(limited("7"), card(), card(), gate=RateGate(), retries=Retries(base_delay=0.001))
    await at.acme.managed_cards.get("331")
    await at.acme.managed_cards.get("331")
    assert len(at.engine.sent) == 3
    # The repeat and the second call take their places after the reset; time itself stands still in this test.
    assert [round(seconds) for seconds in at.slept] == [7, 7, 7]


@pytest.mark.asyncio
async def test_a_call_that_would_be_held_back_too_long_is_refused_here() -> None:
    """Nothing is sent, and the error says for how long."""
    at = desk(limited("7200"), gate=RateGate())
    with pytest.raises(RateLimited):
        await at.pay()
    with pytest.raises(RateLimited, match="holds this call back") as refused:
        await at.pay()
    assert refused.value.outcome is Outcome.NOT_SENT
    assert refused.value.resets_in == pytest.approx(7200, abs=1)
    assert len(at.engine.sent) == 1


@pytest.mark.asyncio
async def test_a_call_that_waits_at_the_gate_takes_another_place_when_the_gate_closes_anew() -> None:
    """Else all who wait would run into the limit one after the other."""
    gate = RateGate([(1, 5)])
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 1:
            gate.learn(RateLimits(resets_in=20.0), asyncio.get_running_loop().time())

    at = desk(card(), gate=gate, sleep=sleep)
    gate.enter(asyncio.get_running_loop().time())
    await at.acme.managed_cards.get("331")
    assert [round(seconds) for seconds in slept] == [5, 20]


WINDOWS = st.lists(st.tuples(st.integers(1, 6), st.integers(1, 30).map(float)), min_size=1, max_size=3)
ARRIVALS = st.lists(st.floats(0, 10, allow_nan=False), min_size=1, max_size=40)


def entries(gate: RateGate, gaps: list[float], start: float = 0.0) -> list[float]:
    """Let calls arrive with these gaps between them; when each one goes."""
    now, gone = start, []
    for gap in gaps:
        now += gap
        gone.append(now + gate.enter(now))
    return gone


def most_in_any_window(times: list[float], seconds: float) -> int:
    """The most of these times that lie in one window of this length."""
    return max(sum(1 for time in times if start <= time < start + seconds - 1e-9) for start in times)


@given(WINDOWS, ARRIVALS)
def test_never_more_calls_than_a_limit_allows_in_any_window(
    windows: list[tuple[int, float]], gaps: list[float]
) -> None:
    """Wherever the window begins."""
    gone = entries(RateGate(windows), gaps)
    for limit, seconds in windows:
        assert most_in_any_window(gone, seconds) <= limit


@given(WINDOWS, WINDOWS, ARRIVALS, ARRIVALS, st.floats(0, 30))
def test_limits_learned_on_the_way_hold_from_then_on(
    known: list[tuple[int, float]],
    learned: list[tuple[int, float]],
    before: list[float],
    after: list[float],
    resets_in: float,
) -> None:
    """And no call that arrives after the lesson goes before the reset."""
    gate = RateGate(known)
    entries(gate, before)
    now = sum(before)
    gate.learn(RateLimits(tuple(RateWindow(limit, int(seconds)) for limit, seconds in learned), resets_in), now)
    gone = entries(gate, after, now)
    assert min(gone) >= now + resets_in - 1e-9
    assert all(later >= earlier - 1e-9 for earlier, later in pairwise(gone))
    for limit, seconds in learned:
        assert most_in_any_window(gone, seconds) <= limit


@given(ARRIVALS)
def test_a_gate_without_limits_lets_everything_through(gaps: list[float]) -> None:
    """Nothing is known, so nothing waits."""
    assert all(RateGate().enter(now) == 0 for now in gaps)


def test_waiting_takes_no_place() -> None:
    """Only entering does."""
    gate = RateGate([(1, 10)])
    assert [gate.wait(0.0), gate.wait(0.0), gate.enter(0.0), gate.wait(0.0)] == [0, 0, 0, 10]


def test_a_gate_that_does_not_learn_stays_as_it_is() -> None:
    """Off by choice."""
    gate = RateGate([(5, 1)], learn=False)
    gate.learn(RateLimits((RateWindow(1, 60),), 30.0), 0.0)
    assert gate.windows == ((5, 1),)
    assert gate.wait(0.0) == 0


def test_a_limit_of_nothing_or_without_a_window_is_no_limit() -> None:
    """Nor is one of more than a day: what remains holds."""
    gate = RateGate()
    gate.learn(RateLimits((RateWindow(0, 60), RateWindow(5, None), RateWindow(7, 86_401))), 0.0)
    assert (gate.windows, gate.is_in_force, gate.closings) == ((), False, 0)
    gate.learn(RateLimits((RateWindow(0, 60), RateWindow(9, 86_400), RateWindow(1, 1), RateWindow(1, 1))), 0.0)
    assert (gate.windows, gate.is_in_force, gate.closings) == (((1, 1.0), (9, 86_400.0)), True, 0)


def test_each_reset_closes_the_gate_anew_and_the_latest_one_counts() -> None:
    """It opens at that moment, and with no limit known is out of force from then on."""
    gate = RateGate()
    for closings, resets_in in ((1, 5.0), (2, 20.0), (3, 10.0)):
        gate.learn(RateLimits(resets_in=resets_in), 100.0)
        assert (gate.closings, gate.is_in_force) == (closings, True)
    assert gate.wait(100.0) == 20
    assert gate.wait(120.0) == 0
    assert (gate.enter(119.0), gate.is_in_force) == (1.0, True)
    assert (gate.enter(120.0), gate.is_in_force) == (0.0, False)


def test_a_place_is_free_again_when_its_window_is_over() -> None:
    """To the moment, and each window counts its own."""
    gate = RateGate([(2, 10), (3, 100)])
    assert [gate.enter(now) for now in (0.0, 1.0, 2.0)] == [0.0, 0.0, 8.0]
    assert gate.wait(20.0) == 80
    assert gate.wait(100.0) == 0
    assert RateGate([(1, 10)]).is_in_force
    assert not RateGate().is_in_force


def test_old_places_are_forgotten() -> None:
    """A gate with a large limit does not grow with the life of a process."""
    gate = RateGate([(1_000_000, 60)])
    for second in range(2_000):
        gate.enter(float(second))
    assert len(gate._log) < 100  # what it holds shows nowhere else


def test_the_header_names_the_limit_that_was_hit_and_every_limit_in_force() -> None:
    """As documented."""
    said = rate_limits({"x-ratelimit-limit": "20, 10;w=60, 20;w=3600, 200;w=86400", "x-ratelimit-reset": "1234"})
    assert said.resets_in == 1234
    assert said.limits == (
        RateWindow(20, None),
        RateWindow(10, 60),
        RateWindow(20, 3600),
        RateWindow(200, 86400),
    )


@given(st.text(max_size=40), st.text(max_size=20))
def test_whatever_the_headers_say_reading_them_never_raises(limit: str, reset: str) -> None:
    """And what is read makes sense."""
    said = rate_limits({"x-ratelimit-limit": limit, "x-ratelimit-reset": reset})
    assert said.resets_in is None or said.resets_in >= 0
    assert all(window.seconds is None or window.seconds > 0 for window in said.limits)


@pytest.mark.asyncio
@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("said", "wait"),
    [
        ({"retry_after": "2"}, 2.0),
        ({"retry_after": "1.5"}, 1.5),
        ({"x_ratelimit_reset": "1.5"}, 1.5),
        ({"retry_after": "9", "x_ratelimit_reset": "2"}, 2.0),
        ({"retry_after": "Thu, 01 Jan 2026 00:00:07 GMT", "date": "Thu, 01 Jan 2026 00:00:00 GMT"}, 7.0),
        ({"retry_after": "Thu, 01 Jan 2026 00:00:00 GMT", "date": "Thu, 01 Jan 2026 00:00:07 GMT"}, 0.0),
        ({"retry_after": "soon"}, 0.0),
    ],
)
async def test_what_an_answer_asks_to_wait_is_heeded(status: int, said: dict[str, str], wait: float) -> None:
    """By Weavr's header or by the one that gateways send, in seconds or as a date of the answer's own clock."""
    at = desk(answer(status, **said), OK, retries=Retries(base_delay=0.5))
    await at.pay("payout-7")
    assert at.slept == [wait + 0.5]


@pytest.mark.parametrize("reset", ["999999999", "99999999999999999999", "1e9", "Thu, 01 Jan 2126 00:00:00 GMT"])
def test_no_answer_holds_calls_back_for_more_than_a_day(reset: str) -> None:
    """The longest documented window is a day."""
    gate = RateGate()
    for headers in ({"x-ratelimit-reset": reset}, {"retry-after": reset}, {"x-ratelimit-limit": f"1;w={reset}"}):
        gate.learn(rate_limits(headers), 0.0)
        gate.enter(0.0)
    assert gate.wait(0.0) <= 86_400


@pytest.mark.asyncio
async def test_waits_that_the_service_asks_for_are_paid_from_the_budget() -> None:
    """Else a thousand calls that are told to wait for nothing make four thousand requests."""
    at = desk(*[limited("0")] * 9, retries=Retries(base_delay=0.001, budget=5, budget_refill=0))
    for _ in range(4):
        with pytest.raises(RateLimited):
            await at.acme.managed_cards.get("331")
    assert len(at.engine.sent) == 4 + 5
