"""What the state of things proves about a write: every reader, by settling a write that can only be looked for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import orjson
import pytest

from tests.calls.scripted import ACME, LOST, TRANSFER, UNAVAILABLE, answer, card, coded, desk
from weavr_async import Money, OutcomeUnknown, SettlementVerdict, SpendRules, derive_ref, managed_account
from weavr_async.values.spend_rules import CardSpendLimit

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.calls.scripted import Desk
    from weavr_async import IdentityView, Settlement
    from weavr_async._engine.base import Answer

DONE, NOT_DONE, UNKNOWN = SettlementVerdict.DONE, SettlementVerdict.NOT_DONE, SettlementVerdict.STILL_UNKNOWN
LATER: Final = timedelta(hours=25)
"""Its reference is not kept any more, and nothing of it is on its way."""


async def lost(write: Callable[[IdentityView], Awaitable[object]]) -> OutcomeUnknown:
    """A write of which nobody heard again."""
    with pytest.raises(OutcomeUnknown) as unknown:
        await write(desk(*[LOST] * 4).acme)
    return unknown.value


async def looked_for(write: Callable[[IdentityView], Awaitable[object]], *state: Answer) -> tuple[Settlement, Desk]:
    """Settle it a day later, when the state is this."""
    error = await lost(write)
    at = desk(*state)
    settlement = await at.settle(error.settle_token(), now=error.last_sent_at + LATER)
    assert settlement.operation == error.operation
    assert settlement.idempotency_ref == error.idempotency_ref
    return settlement, at


# -- cards -------------------------------------------------------------------------------------------------


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("write", "state", "verdict"),
    [
        ("block", card("BLOCKED"), DONE),
        ("block", card("BLOCKED", blocked_reason="USER"), DONE),
        ("block", card("BLOCKED", blocked_reason="SYSTEM"), UNKNOWN),
        ("block", card("ACTIVE"), NOT_DONE),
        ("block", card("DESTROYED"), UNKNOWN),
        ("unblock", card("ACTIVE"), DONE),
        ("unblock", card("BLOCKED", blocked_reason="SYSTEM"), DONE),
        ("unblock", card("BLOCKED", blocked_reason="USER"), NOT_DONE),
        ("unblock", card("BLOCKED"), NOT_DONE),
        ("unblock", card("DESTROYED"), UNKNOWN),
        ("remove", card("DESTROYED"), DONE),
        ("remove", card("BLOCKED"), NOT_DONE),
    ],
)
async def test_the_state_of_a_card_shows_what_became_of_it(
    write: str, state: Answer, verdict: SettlementVerdict
) -> None:
    """Unless it shows something else, such as a block by the service."""
    settlement, at = await looked_for(lambda acme: getattr(acme.managed_cards, write)("331"), state)
    assert settlement.verdict is verdict
    assert at.engine.lines == ["GET /managed_cards/331"]


@pytest.mark.asyncio
@pytest.mark.parametrize("renew", [True, False])
async def test_a_renewal_is_done_when_the_card_says_so(renew: bool) -> None:
    """Its type is as it was asked for."""
    settlement, at = await looked_for(lambda acme: acme.managed_cards.set_renewal("331", renew=renew), card())
    assert settlement.verdict is (NOT_DONE if renew else DONE)
    assert at.engine.lines == ["GET /managed_cards/331"]
    settlement, _ = await looked_for(
        lambda acme: acme.managed_cards.set_renewal("331", renew=renew),
        answer(200, {**orjson.loads(card().content), "renewalType": "RENEW"}),
    )
    assert settlement.verdict is (DONE if renew else NOT_DONE)


@pytest.mark.asyncio
async def test_a_card_that_cannot_be_read_shows_nothing_and_says_why() -> None:
    """The error stands in the settlement, with a time from which asking again can help."""
    error = await lost(lambda acme: acme.managed_cards.block("331"))
    at = desk(answer(404))
    now = error.last_sent_at + LATER
    settlement = await at.settle(error.settle_token(), now=now)
    assert settlement.verdict is UNKNOWN
    assert (settlement.operation, settlement.idempotency_ref) == ("managedCardBlock", None)
    assert settlement.error is not None
    assert settlement.error.operation == "managedCardGet"
    assert settlement.settle_again_at == now
    assert settlement.settle_token is not None


# -- spend rules -------------------------------------------------------------------------------------------

RULES: Final = SpendRules(
    allow_atm=False,
    allowed_merchant_ids=("m-1", "m-2"),
    spend_limits=(CardSpendLimit(Money("50.00", "GBP"), "DAILY"),),
)
READ: Final[dict[str, object]] = {
    "allowAtm": False,
    "allowedMerchantIds": ["m-2", "m-1"],
    "spendLimit": [{"value": {"currency": "GBP", "amount": 5000}, "interval": "DAILY"}],
}


def rules(read: dict[str, object]) -> Answer:
    """The rules of a card, and of what stands above it."""
    return answer(200, {"cardLevelSpendRules": read, "profileLevelSpendRules": {"allowAtm": False}})


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("read", "created", "updated"),
    [
        (READ, DONE, DONE),
        ({**READ, "allowContactless": True}, DONE, DONE),
        ({**READ, "allowAtm": True}, UNKNOWN, NOT_DONE),
        ({**READ, "allowedMerchantIds": ["m-1"]}, UNKNOWN, NOT_DONE),
        ({name: value for name, value in READ.items() if name != "spendLimit"}, UNKNOWN, NOT_DONE),
        ({"allowContactless": True}, UNKNOWN, NOT_DONE),
        ({}, NOT_DONE, NOT_DONE),
    ],
)
async def test_rules_are_those_that_were_sent_when_they_hold_all_of_them(
    read: dict[str, object], created: SettlementVerdict, updated: SettlementVerdict
) -> None:
    """Others that stand there were made by somebody else, and then a creation may have been refused."""
    settlement, at = await looked_for(lambda acme: acme.managed_cards.create_spend_rules("331", RULES), rules(read))
    assert settlement.verdict is created
    assert at.engine.lines == ["GET /managed_cards/331/spend_rules"]
    settlement, at = await looked_for(lambda acme: acme.managed_cards.update_spend_rules("331", RULES), rules(read))
    assert settlement.verdict is updated
    assert at.engine.lines == ["GET /managed_cards/331/spend_rules"]


@pytest.mark.asyncio
async def test_how_limits_were_to_be_changed_is_no_rule() -> None:
    """It is said along with them; a raise cannot be looked for."""
    for method, verdict in (("overwrite", DONE), ("increment", UNKNOWN)):
        settlement, _ = await looked_for(
            lambda acme, method=method: acme.managed_cards.update_spend_rules("331", RULES, spend_limits=method),  # type: ignore[misc]
            *([rules(READ)] if verdict is DONE else []),
        )
        assert settlement.verdict is verdict


# -- bulks -------------------------------------------------------------------------------------------------

STEPS: Final[dict[str, dict[str, SettlementVerdict]]] = {
    "execute": {
        "SUBMITTED": NOT_DONE,
        "RUNNING": DONE,
        "PAUSED": DONE,
        "COMPLETED": DONE,
        "PARTIALLY_COMPLETED": DONE,
        "FAILED": DONE,
        "CANCELLED": UNKNOWN,
    },
    "pause": {
        "SUBMITTED": NOT_DONE,
        "RUNNING": NOT_DONE,
        "PAUSED": DONE,
        "COMPLETED": UNKNOWN,
        "PARTIALLY_COMPLETED": UNKNOWN,
        "FAILED": UNKNOWN,
        "CANCELLED": UNKNOWN,
    },
    "resume": {
        "SUBMITTED": UNKNOWN,
        "RUNNING": DONE,
        "PAUSED": NOT_DONE,
        "COMPLETED": DONE,
        "PARTIALLY_COMPLETED": DONE,
        "FAILED": DONE,
        "CANCELLED": UNKNOWN,
    },
    "cancel": {
        "SUBMITTED": NOT_DONE,
        "RUNNING": NOT_DONE,
        "PAUSED": NOT_DONE,
        "COMPLETED": NOT_DONE,
        "PARTIALLY_COMPLETED": NOT_DONE,
        "FAILED": NOT_DONE,
        "CANCELLED": DONE,
    },
}


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("step", "status", "verdict"),
    [(step, status, verdict) for step, row in STEPS.items() for status, verdict in row.items()]
    + [(step, "SOMETHING_NEW", UNKNOWN) for step in STEPS],
)
async def test_the_status_of_a_bulk_shows_whether_it_took_a_step(
    step: str, status: str, verdict: SettlementVerdict
) -> None:
    """Where it cannot tell, nothing is claimed."""

    def take(acme: IdentityView) -> Awaitable[object]:
        settings = {"on_failure": "stop"} if step == "execute" else {}
        return getattr(acme.bulks, step)("55", **settings)  # type: ignore[no-any-return]

    settlement, at = await looked_for(take, answer(200, {"bulkId": "55", "status": status}))
    assert settlement.verdict is verdict
    assert at.engine.lines == ["GET /bulks/55"]


@pytest.mark.asyncio
async def test_a_bulk_without_a_status_shows_nothing() -> None:
    """The field may be missing."""
    settlement, _ = await looked_for(lambda acme: acme.bulks.cancel("55"), answer(200, {"bulkId": "55"}))
    assert settlement.verdict is UNKNOWN


# -- transfers ---------------------------------------------------------------------------------------------


async def lost_transfer() -> OutcomeUnknown:
    """A transfer of which nobody heard again."""
    with pytest.raises(OutcomeUnknown) as unknown:
        await desk(*[LOST] * 4).pay()
    return unknown.value


def made(error: OutcomeUnknown, **otherwise: object) -> dict[str, object]:
    """The transfer as the list shows it."""
    return {**TRANSFER, "creationTimestamp": int(error.first_sent_at.timestamp() * 1000), **otherwise}


def listed(*transfers: dict[str, object], count: int | None = None) -> Answer:
    """A page."""
    return answer(200, {"transfer": list(transfers), "count": len(transfers) if count is None else count})


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "other",
    [
        {"tag": "invoice-2"},
        {"profileId": "8"},
        {"source": {"type": "managed_accounts", "id": "999"}},
        {"source": {"type": "managed_cards", "id": "220"}},
        {"destination": {"type": "managed_accounts", "id": "999"}},
        {"destinationAmount": {"currency": "GBP", "amount": 1001}},
        {"destinationAmount": {"currency": "EUR", "amount": 1000}},
    ],
)
async def test_a_transfer_that_differs_in_anything_that_was_asked_for_is_another_one(other: dict[str, object]) -> None:
    """A whole list that holds only that one is a no; with ours in it, ours is found."""
    error = await lost_transfer()
    now = error.last_sent_at + LATER
    settlement = await desk(listed(made(error, **other))).settle(error.settle_token(), now=now)
    assert settlement.verdict is NOT_DONE
    at = desk(listed(made(error, id="9000", **other), made(error)))
    settlement = await at.settle(error.settle_token(), now=now)
    assert (settlement.verdict, settlement.result_id) == (DONE, "9001")
    assert getattr(settlement.result, "tag", None) == "invoice-1"
    assert at.engine.lines == ["GET /transfers?offset=0&limit=100&tag=invoice-1"]


@pytest.mark.asyncio
async def test_of_two_that_are_alike_nobody_can_tell_which_one_it_is() -> None:
    """The same one on two pages is one."""
    error = await lost_transfer()
    now = error.last_sent_at + LATER
    settlement = await desk(listed(made(error), made(error, id="9002"))).settle(error.settle_token(), now=now)
    assert settlement.verdict is UNKNOWN
    others = [made(error, id=str(number), tag="invoice-2") for number in range(99)]
    at = desk(
        listed(*others, made(error), count=101), listed(made(error), made(error, id="9003", tag="invoice-2"), count=101)
    )
    settlement = await at.settle(error.settle_token(), now=now)
    assert (settlement.verdict, settlement.result_id) == (DONE, "9001")
    assert at.engine.lines[1] == "GET /transfers?offset=100&limit=100&tag=invoice-1"


@pytest.mark.asyncio
async def test_a_full_page_that_counts_itself_is_followed_by_another_one() -> None:
    """Its count may be about the page: ours can stand on the next one."""
    error = await lost_transfer()
    others = [made(error, id=str(number), tag="invoice-2") for number in range(100)]
    at = desk(listed(*others), listed(made(error)))
    settlement = await at.settle(error.settle_token(), now=error.last_sent_at + LATER)
    assert (settlement.verdict, settlement.result_id) == (DONE, "9001")
    assert len(at.engine.lines) == 2


@pytest.mark.asyncio
async def test_no_list_is_an_empty_one_where_the_count_says_so() -> None:
    """Nothing else would be whole."""
    error = await lost_transfer()
    settlement = await desk(answer(200, {"count": 0})).settle(error.settle_token(), now=error.last_sent_at + LATER)
    assert settlement.verdict is NOT_DONE


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("apart", "verdict"),
    [
        (-timedelta(minutes=5), DONE),
        (-timedelta(minutes=5, milliseconds=1), UNKNOWN),
        (timedelta(hours=24), DONE),
        (timedelta(hours=24, milliseconds=1), UNKNOWN),
    ],
)
async def test_a_transfer_of_another_time_may_be_an_earlier_use_of_the_tag(
    apart: timedelta, verdict: SettlementVerdict
) -> None:
    """Clocks differ by five minutes at most."""
    error = await lost_transfer()
    sent_at = error.first_sent_at if apart < timedelta() else error.last_sent_at
    accepted = (sent_at - datetime(1970, 1, 1, tzinfo=UTC) + apart) // timedelta(milliseconds=1)
    settlement = await desk(listed(made(error, creationTimestamp=accepted))).settle(
        error.settle_token(), now=error.last_sent_at + LATER
    )
    assert settlement.verdict is verdict


@pytest.mark.asyncio
async def test_what_was_made_long_ago_is_given_back_as_the_list_shows_it() -> None:
    """To a call that is made again past the window."""
    error = await lost_transfer()
    then = error.first_sent_at - timedelta(days=2)
    shown = made(error, creationTimestamp=int(then.timestamp() * 1000))
    transfer = await desk(listed(shown)).pay(derive_ref("payout", 1, first_asked_at=then))
    assert transfer.to_dict() == shown


@pytest.mark.asyncio
async def test_a_transfer_without_a_tag_cannot_be_looked_for() -> None:
    """Nothing is asked."""
    with pytest.raises(OutcomeUnknown) as unknown:
        await desk(*[LOST] * 4).pay(tag=None)
    settlement = await desk().settle(unknown.value.settle_token(), now=unknown.value.last_sent_at + LATER)
    assert (settlement.verdict, settlement.settle_again_at) == (UNKNOWN, None)


@pytest.mark.asyncio
async def test_what_nobody_can_read_is_not_read() -> None:
    """Fees, users, invitations, bulk submissions, and limits that were raised by some amount."""
    writes: list[Callable[[IdentityView], Awaitable[object]]] = [
        lambda acme: acme.fees.charge(fee_type="FEE", source=managed_account("220"), idempotency_ref="fee-1"),
        lambda acme: acme.users.create(name="Sam", surname="Doe", email="sam@example.com", idempotency_ref="u-1"),
        lambda acme: acme.bulks.submit_spend_rules([("331", RULES)], idempotency_ref="b-1"),
        lambda acme: acme.users.deactivate("441"),
        lambda acme: acme.managed_cards.update_spend_rules("331", RULES, spend_limits="increment"),
    ]
    for write in writes:
        settlement, at = await looked_for(write)
        assert (settlement.verdict, settlement.settle_again_at) == (UNKNOWN, None)
        assert at.engine.lines == []


# -- within a call -----------------------------------------------------------------------------------------


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("step", "status", "is_done"),
    [("execute", "RUNNING", True), ("execute", "SUBMITTED", False), ("cancel", "CANCELLED", True)],
)
async def test_a_step_that_meets_its_guard_is_read_back(step: str, status: str, is_done: bool) -> None:
    """On behalf of the same identity."""
    at = desk(UNAVAILABLE, coded(409, "INVALID_STATE"), answer(200, {"bulkId": "55", "status": status}))
    settings = {"on_failure": "stop"} if step == "execute" else {}
    if is_done:
        await getattr(at.acme.bulks, step)("55", **settings)
    else:
        with pytest.raises(OutcomeUnknown) as unknown:
            await getattr(at.acme.bulks, step)("55", **settings)
        assert unknown.value.identity == ACME
    assert at.engine.lines[-1] == "GET /bulks/55"
