"""A refused token: replaced once within a call, and only where the token can be to blame."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.calls.scripted import DONE, LOST, OK, answer, card, coded, desk, limited
from weavr_async import AccessTokenRequired, Forbidden, InsufficientPermissions, StepUpRequired, Unauthorized
from weavr_async.errors import Outcome

if TYPE_CHECKING:
    from weavr_async._engine.seam import Answer

LONG = 100.0
"""Seconds after which an accepted token may be suspected again, and before which it is not idle."""


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
    while at.road.budget.take():
        pass
    await at.pay()


@pytest.mark.asyncio
async def test_a_403_without_a_code_mints_once_when_the_token_was_not_used_lately() -> None:
    """That is how the service has been seen to refuse a dead token."""
    at = desk(card(), answer(403), card())
    await at.acme.managed_cards.get("331")
    at.clock.now += LONG
    await at.acme.managed_cards.get("331")
    assert at.engine.tokens == ["Bearer token-1", "Bearer token-1", "Bearer token-2"]


@pytest.mark.asyncio
async def test_a_403_without_a_code_is_believed_when_the_token_was_accepted_moments_ago() -> None:
    """It is about something else then, and minting would not help."""
    at = desk(card(), answer(403))
    await at.acme.managed_cards.get("331")
    with pytest.raises(Forbidden):
        await at.acme.managed_cards.get("999")
    assert at.source.minted == 1


@pytest.mark.asyncio
async def test_a_403_without_a_code_after_a_lost_write_mints_all_the_same() -> None:
    """Believing it would leave the write unknown, and a new token may settle it."""
    at = desk(card(), LOST, answer(403), OK)
    await at.acme.managed_cards.get("331")
    assert (await at.pay()).id == "9001"
    assert at.source.minted == 2


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
    at.clock.now += LONG
    with pytest.raises(error) as refused:
        await at.acme.managed_cards.block("331")
    assert type(refused.value) is error
    assert refused.value.code == code
    assert at.source.minted == 1


@pytest.mark.asyncio
@pytest.mark.parametrize("proof", [answer(404), coded(409, "INSTRUMENT_ALREADY_BLOCKED")])
async def test_a_refusal_that_knows_the_identity_shows_a_good_token(proof: Answer) -> None:
    """So the 403 that follows is about something else."""
    at = desk(card(), proof, answer(403))
    await at.acme.managed_cards.get("331")
    at.clock.now += LONG
    with pytest.raises(Exception, match="status 40"):
        await at.acme.managed_cards.block("331")
    with pytest.raises(Forbidden):
        await at.acme.managed_cards.block("331")
    assert at.source.minted == 1


@pytest.mark.asyncio
@pytest.mark.parametrize("noise", [answer(502, b"<html>"), limited("1"), answer(400)])
async def test_an_answer_that_may_come_from_before_the_service_shows_nothing_about_the_token(noise: Answer) -> None:
    """A proxy that fails has not looked at it: the 403 that follows is taken for the token's."""
    at = desk(card(), noise, answer(403), card())
    await at.acme.managed_cards.get("331")
    at.clock.now += LONG
    if noise.status_code == 400:
        with pytest.raises(Exception, match="status 400"):
            await at.acme.managed_cards.get("331")
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
        assert (b"api-key", b"canary-api-key") in parts.headers
        assert [name for name, _ in parts.headers].count(b"authorization") == 1
