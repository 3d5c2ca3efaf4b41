"""A refused token: replaced once within a call, and only where the token can be to blame."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from tests.calls.scripted import DONE, LOST, OK, answer, card, coded, desk, limited
from weavr_async import AccessTokenRequired, Forbidden, InsufficientPermissions, Retries, StepUpRequired, Unauthorized
from weavr_async.errors import Outcome

if TYPE_CHECKING:
    from weavr_async._engine.base import Answer, EngineRequest

ALMOST_IDLE = 200.0
"""Seconds after which a token is still used; twice as many, and it is taken for dead."""


@pytest.mark.asyncio
async def test_a_401_mints_once_and_the_call_goes_on() -> None:
    """With the same reference and the same bytes, under the new token."""
    at = desk(answer(401), OK)
    await at.pay("payout-7")
    assert at.engine.tokens == ["Bearer token-1", "Bearer token-2"]
    assert at.engine.references == ["payout-7", "payout-7"]
    assert at.engine.sent[0].body == at.engine.sent[1].body


@pytest.mark.asyncio
async def test_a_second_401_is_final() -> None:
    """The api key, or the identity, is to blame."""
    at = desk(answer(401), answer(401))
    with pytest.raises(Unauthorized) as refused:
        await at.pay()
    assert at.source.minted == 2
    assert refused.value.outcome is Outcome.REFUSED


@pytest.mark.asyncio
async def test_a_refused_token_is_replaced_even_where_repeats_are_off_or_unpaid() -> None:
    """It is no repeat for patience's sake: nothing has been tried with a good token yet."""
    at = desk(answer(401), OK)
    while at.client_state.budget.take():
        pass
    await at.pay()


@pytest.mark.asyncio
async def test_a_403_without_a_code_mints_once() -> None:
    """That is how the service has been seen to refuse a dead token, however lately it took it."""
    at = desk(card(), answer(403), card())
    await at.acme.managed_cards.get("331")
    await at.acme.managed_cards.get("331")
    assert at.engine.tokens == ["Bearer token-1", "Bearer token-1", "Bearer token-2"]


@pytest.mark.asyncio
async def test_a_403_that_a_new_token_meets_too_is_believed_for_a_while() -> None:
    """It is about something else then, and who asks again costs one request and no mint."""
    at = desk(card(), *[answer(403)] * 4)
    await at.acme.managed_cards.get("331")
    for _ in range(3):
        with pytest.raises(Forbidden):
            await at.acme.managed_cards.block("999")
    assert at.source.minted == 2
    assert len(at.engine.sent) == 5


@pytest.mark.asyncio
async def test_what_is_forbidden_shields_no_dead_token_of_other_operations() -> None:
    """Only what was forbidden is believed to be so."""
    at = desk(answer(403), answer(403), answer(403), card())
    with pytest.raises(Forbidden):
        await at.acme.managed_cards.block("999")
    await at.acme.managed_cards.get("331")
    assert at.engine.tokens[-2:] == ["Bearer token-2", "Bearer token-3"]


@pytest.mark.asyncio
async def test_a_token_that_dies_while_others_are_served_costs_no_call() -> None:
    """An answer that the token got after an attempt began proves nothing about the moment when that one was judged."""
    begun, died = asyncio.Event(), asyncio.Event()

    async def judged_late(_: EngineRequest) -> Answer:
        begun.set()
        await died.wait()
        return answer(403)

    at = desk(card(), judged_late, card(), card(card_id="332"))
    await at.acme.managed_cards.get("331")
    late = asyncio.create_task(at.acme.managed_cards.get("332"))
    await begun.wait()
    await at.acme.managed_cards.get("331")
    died.set()
    await late
    assert at.source.minted == 2


@pytest.mark.asyncio
async def test_a_crowd_that_asks_for_what_is_forbidden_starts_no_stampede() -> None:
    """One token to ask with, and one to see that a new one does not help."""
    at = desk(*[answer(403)] * 200)
    asked = await asyncio.gather(*(at.acme.managed_cards.get("999") for _ in range(100)), return_exceptions=True)
    assert {type(error) for error in asked} == {Forbidden}
    assert at.source.minted == 2


@pytest.mark.asyncio
async def test_a_403_without_a_code_after_a_lost_write_mints_all_the_same() -> None:
    """Believing it would leave the write unknown, and a new token may settle it."""
    at = desk(answer(403), answer(403), LOST, answer(403), OK)
    with pytest.raises(Forbidden):
        await at.pay()
    assert (await at.pay()).id == "9001"
    assert at.source.minted == 3


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("INSUFFICIENT_PERMISSIONS", InsufficientPermissions),
        ("STEP_UP_REQUIRED", StepUpRequired),
        ("ACCESS_TOKEN_REQUIRED", AccessTokenRequired),
        ("SOMETHING_NEW", Forbidden),
    ],
)
async def test_a_403_with_a_code_never_mints(code: str, error: type[Forbidden]) -> None:
    """However long the token was unused."""
    at = desk(card(), coded(403, code))
    await at.acme.managed_cards.get("331")
    at.clock.now += ALMOST_IDLE
    with pytest.raises(error) as refused:
        await at.acme.managed_cards.block("331")
    assert type(refused.value) is error
    assert refused.value.code == code
    assert at.source.minted == 1


@pytest.mark.asyncio
@pytest.mark.parametrize("proof", [answer(404), coded(409, "INSTRUMENT_ALREADY_BLOCKED")])
async def test_a_refusal_that_knows_the_identity_keeps_its_token_from_idling_out(proof: Answer) -> None:
    """The token was looked at, and used."""
    at = desk(card(), proof, card())
    await at.acme.managed_cards.get("331")
    at.clock.now += ALMOST_IDLE
    with pytest.raises(Exception, match="status 40"):
        await at.acme.managed_cards.block("331")
    at.clock.now += ALMOST_IDLE
    await at.acme.managed_cards.get("331")
    assert at.source.minted == 1


@pytest.mark.asyncio
@pytest.mark.parametrize("noise", [answer(502, b"<html>"), limited("1"), answer(400)])
async def test_an_answer_that_may_come_from_before_the_service_shows_nothing_about_the_token(noise: Answer) -> None:
    """A proxy that fails has not looked at it, so the token may be as idle as before."""
    at = desk(card(), noise, card(), retries=Retries(max_attempts=1))
    await at.acme.managed_cards.get("331")
    at.clock.now += ALMOST_IDLE
    with pytest.raises(Exception, match="status"):
        await at.acme.managed_cards.get("331")
    at.clock.now += ALMOST_IDLE
    await at.acme.managed_cards.get("331")
    assert at.source.minted == 2


@pytest.mark.asyncio
async def test_a_token_is_replaced_once_in_a_call_however_it_goes_on() -> None:
    """After a lost answer too."""
    at = desk(answer(401), LOST, answer(401))
    with pytest.raises(Exception, match="unknown"):
        await at.pay()
    assert at.source.minted == 2


@pytest.mark.asyncio
async def test_the_token_goes_into_the_header_of_each_attempt_anew() -> None:
    """Headers are made for each attempt; the api key is in all of them."""
    at = desk(answer(401), DONE)
    await at.acme.managed_cards.block("331")
    for parts in at.engine.sent:
        assert ("api-key", "canary-api-key") in parts.headers
        assert [name for name, _ in parts.headers].count("authorization") == 1
