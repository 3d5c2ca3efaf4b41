"""When a call is made again, how long it waits before, and when it gives up."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from tests.calls.scripted import DONE, LOST, OK, REFUSED_CONNECTION, UNAVAILABLE, answer, card, coded, desk
from weavr_async import Identity, NotSent, OutcomeUnknown, Retries, ServiceUnavailable, Token
from weavr_async._calls.identity_calls import AnonymousCalls
from weavr_async._calls.retry_budget import RetryBudget
from weavr_async.errors import Outcome, Timeout, TransportError
from weavr_async.hooks import CallRetried
from weavr_async.tokens.sources import LoginSource

if TYPE_CHECKING:
    from weavr_async._calls.client_state import ClientState


@pytest.mark.asyncio
async def test_a_connection_that_was_not_made_is_tried_again() -> None:
    """Nothing was sent, so a write is repeated like anything else."""
    at = desk(REFUSED_CONNECTION, REFUSED_CONNECTION, OK)
    assert (await at.pay()).id == "9001"
    assert len(at.engine.sent) == 3


@pytest.mark.asyncio
async def test_an_unreachable_service_ends_in_not_sent() -> None:
    """Even an invitation is known not to have been sent."""
    at = desk(*[REFUSED_CONNECTION] * 4)
    with pytest.raises(NotSent, match="safe to call again") as failed:
        await at.acme.users.invite("441")
    assert failed.value.outcome is Outcome.NOT_SENT
    assert failed.value.attempts == 4
    assert failed.value.kind == "connect_refused"


@pytest.mark.asyncio
async def test_a_refused_attempt_followed_by_an_unreachable_service_is_not_called_lost() -> None:
    """Nothing happened: the first was refused for its token, the others never left."""
    at = desk(answer(401), *[REFUSED_CONNECTION] * 3)
    with pytest.raises(NotSent, match="could not be reached") as failed:
        await at.pay()
    assert failed.value.outcome is Outcome.REFUSED


@pytest.mark.asyncio
async def test_the_wait_grows_by_doubling_up_to_its_bound() -> None:
    """Full jitter: each wait is random between zero and the bound, of which this test takes the upper end."""
    at = desk(*[UNAVAILABLE] * 5, card(), retries=Retries(max_attempts=6, base_delay=0.5, max_delay=3.0))
    await at.acme.managed_cards.get("331")
    assert at.slept == [0.5, 1.0, 2.0, 3.0, 3.0]


@pytest.mark.asyncio
async def test_one_attempt_means_no_repeats() -> None:
    """Retries can be turned off."""
    at = desk(UNAVAILABLE, retries=Retries(max_attempts=1))
    with pytest.raises(ServiceUnavailable):
        await at.acme.managed_cards.get("331")
    assert len(at.engine.sent) == 1


@pytest.mark.asyncio
async def test_refusing_to_wait_for_the_service_does_not_turn_repeats_off() -> None:
    """`max_server_wait` bounds what the service asks for, not the loop's own backoff."""
    at = desk(UNAVAILABLE, OK, retries=Retries(max_server_wait=0))
    assert (await at.pay()).id == "9001"


@pytest.mark.asyncio
async def test_a_read_whose_answer_is_lost_is_asked_again() -> None:
    """It changes nothing."""
    at = desk(LOST, card())
    await at.acme.managed_cards.get("331")
    assert len(at.engine.sent) == 2


@pytest.mark.asyncio
async def test_a_read_that_never_gets_an_answer_says_how_it_failed() -> None:
    """By class and by kind; a read has no outcome to settle."""
    at = desk(*[LOST] * 4)
    with pytest.raises(Timeout) as failed:
        await at.acme.managed_cards.get("331")
    assert failed.value.kind == "read_timeout"
    at = desk(LOST, *[REFUSED_CONNECTION] * 3)
    with pytest.raises(TransportError, match="could not be reached") as unreached:
        await at.acme.managed_cards.get("331")
    assert not isinstance(unreached.value, NotSent)


@pytest.mark.asyncio
async def test_every_exchange_of_a_call_has_the_same_deadline() -> None:
    """The total time runs from the call's beginning, over all its attempts."""
    at = desk(LOST, UNAVAILABLE, OK)
    await at.pay()
    assert len(set(at.engine.deadlines)) == 1


@pytest.mark.asyncio
async def test_the_deadline_of_a_view_replaces_the_one_of_the_settings() -> None:
    """Seconds for a whole call."""
    at = desk(card(), card(), total_timeout=60)
    now = asyncio.get_running_loop().time()
    await at.acme.managed_cards.get("331")
    await at.within(5).managed_cards.get("331")
    assert [round(deadline - now) for deadline in at.engine.deadlines] == [60, 5]


@pytest.mark.asyncio
async def test_a_wait_that_does_not_fit_into_the_deadline_is_not_begun() -> None:
    """The caller is told at once what is known by then."""
    at = desk(LOST, retries=Retries(base_delay=20, max_delay=20), total_timeout=10)
    with pytest.raises(OutcomeUnknown):
        await at.pay()
    assert at.slept == []


class StuckSource:
    """Never mints."""

    async def mint(self, _identity: Identity, /) -> Token:
        """Wait for ever."""
        await asyncio.get_running_loop().create_future()
        raise AssertionError


@pytest.mark.asyncio
async def test_the_deadline_covers_getting_a_token() -> None:
    """A source that hangs costs the call its time, no more."""
    at = desk(source=StuckSource())
    with pytest.raises(NotSent) as failed:
        await at.within(0.02).managed_cards.block("331")
    assert failed.value.outcome is Outcome.NOT_SENT
    assert at.engine.sent == []
    await at.tokens.aclose()


@pytest.mark.asyncio
async def test_an_empty_budget_ends_repeats() -> None:
    """An outage is not made worse: each call is then tried once."""
    at = desk(*[UNAVAILABLE] * 4, retries=Retries(budget=2))
    with pytest.raises(ServiceUnavailable):
        await at.acme.managed_cards.get("331")
    assert len(at.engine.sent) == 3
    with pytest.raises(ServiceUnavailable):
        await at.acme.managed_cards.get("331")
    assert len(at.engine.sent) == 4


@pytest.mark.asyncio
async def test_a_call_that_succeeds_gives_back_what_its_repeats_cost() -> None:
    """No more: a new token costs nothing, and a wait that the service asked for is paid as any other repeat."""
    at = desk(UNAVAILABLE, OK, retries=Retries(budget=2))
    await at.pay()
    assert at.client_state.budget.left == 2
    at.client_state.budget.take()
    at.engine.script.extend([answer(401), answer(429, x_ratelimit_reset="1"), OK])
    await at.pay()
    assert at.client_state.budget.left == 1


@pytest.mark.asyncio
async def test_a_call_that_its_guard_proves_done_has_succeeded() -> None:
    """It pays back as well."""
    at = desk(LOST, coded(409, "INSTRUMENT_ALREADY_BLOCKED"), retries=Retries(budget=2))
    await at.acme.managed_cards.block("331")
    assert at.client_state.budget.left == 2


@given(st.lists(st.sampled_from(["take", "succeed", "succeed repeated"])), st.floats(1, 20), st.floats(0, 1))
def test_the_budget_stays_between_nothing_and_its_size(steps: list[str], capacity: float, refund: float) -> None:
    """Whatever happens."""
    budget = RetryBudget(capacity, refund)
    for step in steps:
        if step == "take":
            before = budget.left
            assert budget.take() == (before >= 1)
        else:
            budget.succeeded(0 if step == "succeed" else 2)
        assert 0 <= budget.left <= capacity


@given(st.integers(1, 50), st.integers(1, 200))
def test_without_successes_no_more_repeats_are_paid_for_than_the_budget_holds(capacity: int, wanted: int) -> None:
    """However many calls ask."""
    budget = RetryBudget(capacity, 0.1)
    assert sum(budget.take() for _ in range(wanted)) == min(capacity, wanted)


@pytest.mark.asyncio
async def test_each_repeat_says_why_and_how_long_it_waits() -> None:
    """To the hooks."""
    at = desk(LOST, answer(503), answer(401), OK, retries=Retries(base_delay=0.5))
    await at.pay()
    repeats = [
        (event.attempt, event.reason, event.wait) for event in at.told(CallRetried) if isinstance(event, CallRetried)
    ]
    assert repeats == [(1, "read timeout", 0.5), (2, "status 503", 1.0), (3, "token refused", 0.0)]


@pytest.mark.asyncio
async def test_a_login_is_repeated_like_a_read() -> None:
    """A token that nobody received is never used."""
    granted = answer(200, {"token": {"token": "t-1"}}, content_type="application/json")
    logins = Logins()
    at = desk(LOST, granted, DONE, source=logins)
    logins.client_state = evolve(at.client_state, tokens=None)
    await at.acme.managed_cards.block("331")
    assert [line.split("?")[0] for line in at.engine.lines] == [
        "POST /access_token",
        "POST /access_token",
        "POST /managed_cards/331/block",
    ]
    assert at.engine.tokens == [None, None, "Bearer t-1"]


class Logins:
    """Tokens by calls of the same client."""

    client_state: ClientState

    async def mint(self, identity: Identity, /) -> Token:
        """Log in."""
        return await LoginSource(AnonymousCalls(self.client_state)).mint(identity)
