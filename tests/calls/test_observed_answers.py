"""Answers that the service was seen to give, where the contract says nothing or something else."""

from __future__ import annotations

import pickle
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.calls.scripted import DONE, LOST, TRANSFER, answer, card, coded, desk
from weavr_async import (
    BadRequest,
    CardSpendLimit,
    Forbidden,
    Money,
    NotFound,
    OutcomeUnknown,
    SpendRules,
    Unauthorized,
    managed_account,
)
from weavr_async._calls.settle import SettlementVerdict
from weavr_async.errors import ApiError, FieldError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from weavr_async import IdentityView
    from weavr_async._engine.base import Answer

PAST_THE_WINDOW, ARRIVED = timedelta(hours=24), timedelta(minutes=10)
UNKNOWN_PROFILE = answer(404, {"code": "NOT_FOUND"})
NO_LIMIT = {"spendLimit": [{"value": {"currency": "GBP", "amount": 0}, "interval": "ALWAYS"}]}
"""What a debit mode card without limits reads."""


def rules(read: dict[str, object]) -> Answer:
    return answer(200, {"cardLevelSpendRules": read})


async def lost(write: Callable[[IdentityView], Awaitable[object]]) -> OutcomeUnknown:
    """The error of a write of which nobody hears again."""
    with pytest.raises(OutcomeUnknown) as unknown:
        await write(desk(*[LOST] * 4).acme)
    return unknown.value


# -- spend rules ---------------------------------------------------------------------------------------


@pytest.mark.asyncio
@pytest.mark.parametrize("left", [NO_LIMIT, {}, {"allowedMerchantIds": []}])
async def test_deleted_rules_are_gone_although_a_debit_card_reads_a_limit_of_nothing(left: dict[str, object]) -> None:
    """0 for ALWAYS is how the service shows that there is no limit."""
    error = await lost(lambda acme: acme.managed_cards.delete_spend_rules("332"))
    at = desk(rules(left))
    assert (await at.settle(error.settle_token())).verdict is SettlementVerdict.DONE


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "left",
    [
        {"spendLimit": [{"value": {"currency": "GBP", "amount": 0}, "interval": "DAILY"}]},
        {"spendLimit": [{"value": {"currency": "GBP", "amount": 1}, "interval": "ALWAYS"}]},
        {"spendLimit": [*NO_LIMIT["spendLimit"], {"value": {"currency": "GBP", "amount": 5}, "interval": "DAILY"}]},
        {**NO_LIMIT, "allowAtm": False},
    ],
)
async def test_rules_that_are_there_are_not_gone(left: dict[str, object]) -> None:
    """Another limit, another interval, or another rule."""
    error = await lost(lambda acme: acme.managed_cards.delete_spend_rules("332"))
    settlement = await desk(rules(left)).settle(error.settle_token())
    assert settlement.verdict is not SettlementVerdict.DONE


@pytest.mark.asyncio
@pytest.mark.parametrize("read", [{}, {"allowedMerchantIds": None}, {"allowedMerchantIds": []}, {"allowAtm": True}])
async def test_a_cleared_list_is_cleared_however_it_reads(read: dict[str, object]) -> None:
    """An empty list is sent, and an absent one is read."""
    error = await lost(lambda acme: acme.managed_cards.update_spend_rules("331", SpendRules(allowed_merchant_ids=())))
    settlement = await desk(rules(read)).settle(error.settle_token(), now=error.first_sent_at + PAST_THE_WINDOW)
    assert settlement.verdict is SettlementVerdict.DONE


@pytest.mark.asyncio
async def test_a_list_that_still_stands_is_not_cleared() -> None:
    """The update never arrived."""
    error = await lost(lambda acme: acme.managed_cards.update_spend_rules("331", SpendRules(allowed_merchant_ids=())))
    found = rules({"allowedMerchantIds": ["m-1"]})
    settlement = await desk(found).settle(error.settle_token(), now=error.first_sent_at + PAST_THE_WINDOW)
    assert settlement.verdict is not SettlementVerdict.DONE


@pytest.mark.asyncio
@pytest.mark.parametrize("limits", [(), (CardSpendLimit(Money("0.00", "GBP"), "ALWAYS"),)])
@pytest.mark.parametrize("read", [{"allowAtm": False}, {"allowAtm": False, **NO_LIMIT}])
async def test_rules_created_with_no_limit_are_found_again(
    limits: tuple[CardSpendLimit, ...], read: dict[str, object]
) -> None:
    """Whether the service shows no list of limits or one of nothing."""
    at = desk(LOST, coded(409, "SPEND_RULE_ALREADY_SET"), rules(read))
    await at.acme.managed_cards.create_spend_rules("332", SpendRules(allow_atm=False, spend_limits=limits))


@pytest.mark.asyncio
@pytest.mark.parametrize("read", [{}, NO_LIMIT])
async def test_nothing_but_an_empty_list_of_limits_is_found_again(read: dict[str, object]) -> None:
    """The guard says that rules are set, and these say nothing else."""
    at = desk(LOST, coded(409, "SPEND_RULE_ALREADY_SET"), rules(read))
    await at.acme.managed_cards.create_spend_rules("332", SpendRules(spend_limits=()))


@pytest.mark.asyncio
async def test_a_404_to_a_change_of_rules_says_that_there_are_none() -> None:
    """What to do about it differs: an update needs a creation first, a deletion needs nothing."""
    with pytest.raises(NotFound, match=r"no spend rules of its own.*create_spend_rules"):
        await desk(answer(404)).acme.managed_cards.update_spend_rules("331", SpendRules(allow_atm=False))
    with pytest.raises(NotFound, match=r"no spend rules of its own.*nothing to delete"):
        await desk(answer(404)).acme.managed_cards.delete_spend_rules("331")
    with pytest.raises(NotFound) as caught:
        await desk(answer(404)).acme.managed_cards.get_spend_rules("331")
    assert "spend rules of its own" not in str(caught.value)


@pytest.mark.asyncio
async def test_the_meaning_of_a_404_goes_with_the_error_to_another_process() -> None:
    """Pickled, as for a queue."""
    with pytest.raises(NotFound) as caught:
        await desk(answer(404)).acme.managed_cards.delete_spend_rules("331")
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


async def pay(acme: IdentityView) -> object:
    """The transfer that the scripted service shows as `TRANSFER`."""
    return await acme.transfers.create(
        profile_id="7",
        source=managed_account("220"),
        destination=managed_account("221"),
        amount=Money("10.00", "GBP"),
        tag="invoice-1",
        idempotency_ref="payout-1",
    )


# -- a 404 while settling ------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_an_unknown_profile_met_while_settling_is_a_no_once_no_transfer_can_arrive() -> None:
    """The 404 may be anybody's; the list of transfers that does not hold it is the service's."""
    error = await lost(pay)
    none = answer(200, {"transfer": [], "count": 0})
    early = await desk(UNKNOWN_PROFILE, none).settle(error.settle_token())
    assert early.verdict is SettlementVerdict.STILL_UNKNOWN
    assert early.settle_again_at is not None
    late = await desk(UNKNOWN_PROFILE, none).settle(error.settle_token(), now=error.last_sent_at + ARRIVED)
    assert late.verdict is SettlementVerdict.NOT_DONE
    assert isinstance(late.error, NotFound)


@pytest.mark.asyncio
async def test_a_404_met_while_settling_hides_no_transfer_that_was_made() -> None:
    """The profile was removed meanwhile, or a proxy has lost its way."""
    error = await lost(pay)
    made = {**TRANSFER, "creationTimestamp": int(error.first_sent_at.timestamp() * 1000)}
    at = desk(UNKNOWN_PROFILE, answer(200, {"transfer": [made], "count": 1}))
    settlement = await at.settle(error.settle_token(), now=error.last_sent_at + ARRIVED)
    assert settlement.verdict is SettlementVerdict.DONE


@pytest.mark.asyncio
@pytest.mark.parametrize("body", [b"", b"<html>404</html>", b'{"message": "no route"}'])
async def test_a_404_that_nothing_confirms_is_no_no(body: bytes) -> None:
    """A fee cannot be read back; asking again later may tell."""
    error = await lost(
        lambda acme: acme.fees.charge(fee_type="MONTHLY", source=managed_account("220"), idempotency_ref="fee-1")
    )
    settlement = await desk(answer(404, body)).settle(error.settle_token(), now=error.last_sent_at + ARRIVED)
    assert settlement.verdict is SettlementVerdict.STILL_UNKNOWN
    assert settlement.settle_again_at is not None


@pytest.mark.asyncio
async def test_rules_patched_where_there_are_none_were_not_changed() -> None:
    """The answer to the repeat is a 404, and settling reads that there are no rules."""
    with pytest.raises(OutcomeUnknown) as unknown:
        await desk(LOST, answer(404)).acme.managed_cards.update_spend_rules("331", SpendRules(allow_atm=False))
    error = unknown.value
    at = desk(answer(404), rules({}))
    settlement = await at.settle(error.settle_token(), now=error.last_sent_at + ARRIVED)
    assert settlement.verdict is SettlementVerdict.NOT_DONE


# -- what belongs to others ----------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_another_identitys_card_read_ten_times_costs_two_logins() -> None:
    """One token to ask with, and one to see that a new one does not help."""
    at = desk(*[answer(401)] * 11)
    for _ in range(10):
        with pytest.raises(Unauthorized, match="another identity's"):
            await at.acme.managed_cards.get("999")
    assert at.source.minted == 2
    assert len(at.engine.sent) == 11


@pytest.mark.asyncio
async def test_a_foreign_card_drops_no_good_token_of_other_operations() -> None:
    """The second token was refused for one operation only, and serves the others."""
    at = desk(answer(401), answer(401), answer(401), DONE)
    for _ in range(2):
        with pytest.raises(Unauthorized):
            await at.acme.managed_cards.get("999")
    await at.acme.managed_cards.block("331")
    assert at.engine.tokens == ["Bearer token-1", "Bearer token-2", "Bearer token-2", "Bearer token-2"]


@pytest.mark.asyncio
async def test_a_dead_token_of_another_operation_is_replaced_all_the_same() -> None:
    """Only what was refused under a new token is believed."""
    at = desk(answer(401), answer(401), answer(401), DONE)
    with pytest.raises(Unauthorized):
        await at.acme.managed_cards.get("999")
    await at.acme.managed_cards.block("331")
    assert at.engine.tokens[-2:] == ["Bearer token-2", "Bearer token-3"]


@pytest.mark.asyncio
async def test_a_401_counts_as_the_cards_fault_for_a_while_only() -> None:
    """Later, a token may have died."""
    at = desk(answer(401), answer(401), answer(401), card())
    with pytest.raises(Unauthorized):
        await at.acme.managed_cards.get("999")
    at.clock.now += 60
    await at.acme.managed_cards.get("331")
    assert at.source.minted == 3


@pytest.mark.asyncio
async def test_a_403_without_a_code_may_be_about_somebody_elses_user() -> None:
    """The error says so."""
    with pytest.raises(Forbidden, match="user belongs to this identity"):
        await desk(answer(403), answer(403)).acme.users.deactivate("441")


# -- sentences -----------------------------------------------------------------------------------------


async def refused(status: int, body: dict[str, object]) -> ApiError:
    with pytest.raises(ApiError) as caught:
        await desk(answer(status, body)).pay()
    return caught.value


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("body", "faults"),
    [
        (
            {"message": "request.destinationAmount.amount: must be greater than 0"},
            [("destinationAmount.amount", "must be greater than 0")],
        ),
        (
            {
                "message": "Bad Request",
                "_embedded": {
                    "errors": [
                        {"message": 'request.sends[1].source.id: must match "^[0-9]+$"'},
                        {"message": "request.profileId: must not be blank"},
                    ]
                },
            },
            [("sends[1].source.id", 'must match "^[0-9]+$"'), ("profileId", "must not be blank")],
        ),
        (
            {"message": "Bad Request", "_embedded": {"errors": [{"message": "Something is wrong"}, {"message": 7}, 3]}},
            [("", "Something is wrong")],
        ),
    ],
)
async def test_sentences_about_fields_are_read_as_faults(
    body: dict[str, object], faults: list[tuple[str, str]]
) -> None:
    """The commonest shape of a 400; its path stands before the first colon, and its words stand in the message."""
    failed = await refused(400, body)
    assert isinstance(failed, BadRequest)
    assert failed.field_errors == tuple(FieldError(name, "", message=words) for name, words in faults)
    for name, words in faults:
        assert f"{name or 'request'}: {words}" in str(failed)


@pytest.mark.asyncio
@pytest.mark.parametrize("status", [400, 404, 413])
async def test_a_sentence_about_no_field_stands_in_the_message(status: int) -> None:
    """As with a reference of 8,000 characters."""
    failed = await refused(status, {"message": "Request Entity Too Large"})
    assert "Request Entity Too Large" in str(failed)
    assert getattr(failed, "field_errors", ()) == ()


@pytest.mark.asyncio
async def test_a_message_is_bounded_however_much_the_service_says() -> None:
    """All faults that are kept are in `field_errors`."""
    errors = [{"message": f"request.field{number}: {'x' * 3_000}"} for number in range(300)]
    failed = await refused(400, {"message": "Bad Request", "_embedded": {"errors": errors}})
    assert isinstance(failed, BadRequest)
    assert len(failed.field_errors) == 100
    assert "and 90 more" in str(failed)
    assert len(str(failed)) < 3_000


@pytest.mark.asyncio
@pytest.mark.parametrize("before", ["", "x" * 155])
async def test_what_was_sent_does_not_come_back_in_a_sentence(before: str) -> None:
    """It may be anything about anybody, also where the sentence is cut within it."""
    secret = "Mueller-owes-us-12-pounds-for-a-new-pen"
    sentence = f"request.tag: {before} '{secret}' is not allowed"
    with pytest.raises(BadRequest) as caught:
        await desk(answer(400, {"message": sentence})).pay(tag=secret)
    (fault,) = caught.value.field_errors
    assert fault.field_name == "tag"
    for text in (str(caught.value), repr(fault)):
        assert "Mueller" not in text


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "body",
    [
        {"message": None, "_embedded": []},
        {"message": ["request.x: y"], "_embedded": {"errors": {"message": "z"}}},
        {"_embedded": {"errors": [{"message": None}, {}]}},
        {"message": "request.: "},
    ],
)
async def test_a_shape_that_is_none_is_no_trouble(body: dict[str, object]) -> None:
    """Reading it never raises."""
    assert isinstance(await refused(400, body), BadRequest)
