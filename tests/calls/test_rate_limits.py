"""Rate limits: waited for in full or not at all, learned, and kept from then on."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.calls.gates import GateTime, enter, own_gate
from tests.calls.scripted import LOST, OK, answer, card, coded, desk, limited
from weavr_async import Conflict, OutcomeUnknown, RateLimited, RateWindow, Retries
from weavr_async._calls.error_bodies import RateLimits, rate_limits
from weavr_async._calls.known_limits import KnownLimits
from weavr_async._calls.places import OwnPlaces
from weavr_async.errors import Outcome, TooManyBulkRequests
from weavr_async.hooks import CallHeldBack, RateLimitReached


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
    """They wait here rather than be refused there; the one that was refused comes first."""
    time = GateTime()
    at = desk(limited("7"), card(), card(), card(), gate=own_gate(time=time))
    await at.acme.managed_cards.get("331")
    assert time.slept == [7]
    await at.acme.managed_cards.get("331")
    assert time.slept == [7]
    await at.within(120).managed_cards.get("331")
    assert time.slept == [7, pytest.approx(60 + 60 * 0.02)]
    assert at.slept == []


@pytest.mark.asyncio
async def test_a_refusal_that_the_gate_waits_out_is_no_failed_attempt() -> None:
    """The call is made as long as its own time allows."""
    at = desk(*[limited("7")] * 6, OK, gate=own_gate(), retries=Retries(max_attempts=2))
    await at.pay("payout-7")
    assert at.engine.references == ["payout-7"] * 7


@pytest.mark.asyncio
async def test_a_refusal_that_repeats_is_paid_from_the_budget() -> None:
    """A service that only ever refuses is not asked for ever."""
    at = desk(*[limited("7")] * 5, gate=own_gate(), retries=Retries(budget=3, budget_refill=0))
    with pytest.raises(RateLimited):
        await at.pay()
    assert len(at.engine.sent) == 1 + 1 + 3


@pytest.mark.asyncio
async def test_a_call_that_would_be_held_back_too_long_is_refused_here() -> None:
    """Nothing is sent, and the error says what holds it back, for how long, and who said so."""
    at = desk(limited("7200"), gate=own_gate())
    with pytest.raises(RateLimited):
        await at.pay()
    with pytest.raises(RateLimited, match="holds this call back") as refused:
        await at.pay()
    assert str(refused.value).startswith(
        "The rate limit of 2 calls in 60 s (learned from a 429 of the service) holds this call back for 7200.0 s, "
        "and the call may wait for "
    )
    assert refused.value.outcome is Outcome.NOT_SENT
    assert refused.value.resets_in == pytest.approx(7200, abs=1)
    assert refused.value.limits == (RateWindow(2, 60),)
    assert len(at.engine.sent) == 1


@pytest.mark.asyncio
async def test_a_limit_that_the_user_set_is_not_called_learned() -> None:
    """Whoever set it knows where to change it."""
    gate = own_gate([(1, 90)])
    at = desk(gate=gate)
    await enter(gate)
    with pytest.raises(RateLimited, match=r"The rate limit of 1 calls in 90 s \(set by RateLimit\)"):
        await at.pay()


@pytest.mark.asyncio
async def test_a_held_back_write_whose_first_sending_was_lost_is_unknown() -> None:
    """Nothing was sent by the second attempt, which says nothing about the first."""
    at = desk(LOST, gate=own_gate([(1, 90)]))
    with pytest.raises(OutcomeUnknown):
        await at.pay()


@pytest.mark.asyncio
async def test_a_call_waits_no_longer_than_the_settings_allow() -> None:
    """Also where its own time is longer."""
    gate = own_gate([(1, 30)])
    at = desk(gate=gate, retries=Retries(max_server_wait=5))
    await enter(gate)
    with pytest.raises(RateLimited):
        await at.pay()


@pytest.mark.asyncio
async def test_a_call_that_waits_at_the_gate_takes_another_place_when_the_gate_closes_anew() -> None:
    """Else all who wait would run into the limit one after the other."""
    time = GateTime()

    async def sleep(seconds: float) -> None:
        if not time.slept:
            time.slept.append(seconds)
            gate.refused(RateLimits(resets_in=20.0))
            await asyncio.get_running_loop().create_future()
        await time.sleep(seconds)

    gate = own_gate([(1, 5)], time=time, sleep=sleep)
    at = desk(card(), gate=gate)
    await enter(gate)
    await at.acme.managed_cards.get("331")
    assert [round(seconds) for seconds in time.slept] == [5, 20]


@pytest.mark.asyncio
async def test_hooks_learn_of_waits_and_of_refusals() -> None:
    """How long each call was held back, and which limit the service named."""
    gate = own_gate([(1, 5)])
    at = desk(limited("3"), card(), gate=gate)
    await at.acme.managed_cards.get("331")
    assert at.told(RateLimitReached) == [RateLimitReached("managedCardGet", 2, 3.0)]
    (held,) = at.told(CallHeldBack)
    assert isinstance(held, CallHeldBack)
    assert (held.operation, held.admitted) == ("managedCardGet", True)


WINDOWS = st.lists(st.tuples(st.integers(1, 6), st.integers(1, 30).map(float)), min_size=1, max_size=3)
ARRIVALS = st.lists(st.floats(0, 10, allow_nan=False), min_size=1, max_size=40)


def gone_at(places: OwnPlaces, time: GateTime, gaps: list[float]) -> list[float]:
    """Let calls arrive with these gaps between them, each after the one before has gone; when each one goes."""
    arrived, gone = time.now, []
    for gap in gaps:
        arrived += gap
        time.now = max(time.now, arrived)
        while not (turn := places.take_or_book(1)).numbers:
            time.now += turn.wait
        gone.append(time.now - GateTime().now)
    return gone


def most_in_any_window(times: list[float], seconds: float) -> int:
    """The most of these times that lie in one window of this length."""
    return max(sum(1 for time in times if start <= time < start + seconds - 1e-5) for start in times)


@given(WINDOWS, ARRIVALS)
def test_never_more_calls_than_a_limit_allows_in_any_window(
    windows: list[tuple[int, float]], gaps: list[float]
) -> None:
    """Wherever the window begins."""
    time = GateTime()
    gone = gone_at(OwnPlaces(KnownLimits(windows), time), time, gaps)
    for limit, seconds in windows:
        assert most_in_any_window(gone, seconds) <= limit


@given(WINDOWS, WINDOWS, ARRIVALS, ARRIVALS, st.floats(0.001, 30))
@example([(3, 1.0)], [(1, 1.0)], [0.0], [2.0, 10.0, 10.0, 0.0, 0.0], 1.0)
def test_limits_learned_on_the_way_hold_from_then_on(
    known: list[tuple[int, float]],
    learned: list[tuple[int, float]],
    before: list[float],
    after: list[float],
    resets_in: float,
) -> None:
    """And no call that arrives after the lesson goes before the reset."""
    time = GateTime()
    limits = KnownLimits(known)
    places = OwnPlaces(limits, time)
    gone_at(places, time, before)
    learned_at = time.now - GateTime().now
    said = RateLimits(tuple(RateWindow(limit, seconds) for limit, seconds in learned), resets_in)
    limits.learn(said, time.now)
    places.close(resets_in)
    gone = gone_at(places, time, after)
    assert min(gone) >= learned_at + resets_in - 1e-5
    for at in gone:  # a limit grows with time: the one that is in force when the window ends counts
        for limit in limits.in_force(GateTime().now + at + 1e-5):
            assert sum(at - limit.seconds < other <= at for other in gone) <= limit.calls


def test_a_limit_of_nothing_or_without_a_window_is_no_limit() -> None:
    """Nor is one of more than a day: what remains holds."""
    known = KnownLimits()
    known.learn(RateLimits((RateWindow(0, 60), RateWindow(5, None), RateWindow(7, 86_401))), 0.0)
    assert known.in_force(0.0) == ()
    known.learn(RateLimits((RateWindow(0, 60), RateWindow(9, 86_400), RateWindow(1, 1), RateWindow(1, 1))), 0.0)
    assert [(limit.calls, limit.seconds) for limit in known.in_force(0.0)] == [(1, 1.0), (9, 86_400.0)]


@pytest.mark.asyncio
async def test_each_reset_closes_the_gate_anew_and_the_latest_one_counts() -> None:
    """It opens at that moment, and with no limit known is out of force from then on."""
    time = GateTime()
    gate = own_gate(time=time)
    for resets_in in (5.0, 20.0, 10.0):
        gate.refused(RateLimits(resets_in=resets_in))
        assert gate.is_in_force
    assert await enter(gate)
    assert sum(time.slept) == pytest.approx(20)
    assert not await enter(gate)
    assert not gate.is_in_force


def test_a_place_is_free_again_when_its_window_is_over() -> None:
    """To the moment, and each window counts its own."""
    time = GateTime()
    places = OwnPlaces(KnownLimits([(2, 10), (3, 100)], margin=0), time)
    assert [bool(places.take_or_book(1).numbers) for _ in range(3)] == [True, True, False]
    time.now += 10.2
    assert [bool(places.take_or_book(1).numbers) for _ in range(2)] == [True, False]
    assert places.take_or_book(1).wait == pytest.approx(102 - 10.2)
    time.now += 102 - 10.2
    assert places.take_or_book(1).numbers


def test_old_places_are_forgotten() -> None:
    """A gate with a large limit does not grow with the life of a process."""
    time = GateTime()
    places = OwnPlaces(KnownLimits([(1_000_000, 60)]), time)
    for _ in range(2_000):
        places.take_or_book(1)
        time.now += 1
    assert len(places._log._log) < 100  # what it holds shows nowhere else


@pytest.mark.asyncio
async def test_a_gate_without_limits_is_not_asked() -> None:
    """Nothing is known, so nothing waits."""
    gate = own_gate()
    assert not gate.is_in_force
    assert not await enter(gate)


@pytest.mark.asyncio
async def test_a_gate_that_does_not_learn_stays_as_it_is() -> None:
    """Off by choice."""
    gate = own_gate([(5, 1)], learn=False)
    gate.refused(RateLimits((RateWindow(1, 60),), 30.0))
    assert [(limit.calls, limit.seconds) for limit in gate.limits().windows] == [(5, 1)]
    assert not await enter(gate)


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
    limits, time = KnownLimits(), GateTime()
    places = OwnPlaces(limits, time)
    for headers in ({"x-ratelimit-reset": reset}, {"retry-after": reset}, {"x-ratelimit-limit": f"1;w={reset}"}):
        said = rate_limits(headers)
        limits.learn(said, time.now)
        places.close(said.resets_in or 0.0)
        assert places.take_or_book(1).wait <= 86_400


@pytest.mark.asyncio
async def test_waits_that_the_service_asks_for_are_paid_from_the_budget() -> None:
    """Else a thousand calls that are told to wait for nothing make four thousand requests."""
    at = desk(*[limited("0")] * 9, retries=Retries(base_delay=0.001, budget=5, budget_refill=0))
    for _ in range(4):
        with pytest.raises(RateLimited):
            await at.acme.managed_cards.get("331")
    assert len(at.engine.sent) == 4 + 5
