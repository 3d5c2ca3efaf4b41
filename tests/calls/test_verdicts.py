"""A verdict needs proof, a yes as much as a no; everything else stays unknown, and says how to go on."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import pytest

from tests.calls.scripted import ACME, BASE_URL, LOST, OK, TRANSFER, answer, card, coded, desk
from weavr_async import (
    PER_CALL,
    Environment,
    InsufficientFunds,
    InvalidRequest,
    OutcomeUnknown,
    Retries,
    SettlementVerdict,
    SpendRules,
    UnexpectedResponse,
    managed_account,
)
from weavr_async._calls.settle_token import FrozenCall, Sendings, seal_settle_token

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.calls.scripted import Desk, Step
    from weavr_async import IdempotencyRef, IdentityView
    from weavr_async._engine.base import Answer
    from weavr_backoffice.models import User

ARRIVED: Final = timedelta(minutes=10)
HTML: Final = b"<html><body>Bad Request</body></html>"


async def lost_transfer(*, tag: str | None = "invoice-1") -> OutcomeUnknown:
    """A transfer whose answers were all lost."""
    with pytest.raises(OutcomeUnknown) as unknown:
        await desk(*[LOST] * 4).pay("payout-7", tag=tag)
    return unknown.value


# -- a no --------------------------------------------------------------------------------------------------


@pytest.mark.asyncio
@pytest.mark.parametrize("status", [400, 409])
@pytest.mark.parametrize(
    "body",
    [
        HTML,
        b"",
        b'{"errorCode": "FUNDS_INSUF',
        b'{"error": "bad gateway"}',
        b'{"message": "Bad Request"}',
        b'{"code": 400, "message": "Bad Request"}',
        b'["FUNDS_INSUFFICIENT"]',
        b'"FUNDS_INSUFFICIENT"',
        b'{"errorCode": "BLOCKED_BY_FIREWALL"}',
        b'{"errorCode": "INSTRUMENT_NOT_BLOCKED"}',
        b'{"errorCode": ["FUNDS_INSUFFICIENT"]}',
        b'{"validationErrors": []}',
        b'{"validationErrors": ["tag"]}',
        b'{"syntaxErrors": {"invalidFields": [{"field": "tag"}]}}',
    ],
)
async def test_what_something_before_the_service_says_is_no_no(status: int, body: bytes) -> None:
    """However late it is asked for."""
    error = await lost_transfer()
    settlement = await desk(answer(status, body)).settle(error.settle_token(), now=error.last_sent_at + ARRIVED)
    assert settlement.verdict is SettlementVerdict.STILL_UNKNOWN
    assert settlement.settle_token is not None


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "refusal",
    [
        coded(409, "DESTINATION_NOT_FOUND"),
        answer(400, {"validationErrors": [{"fieldName": "tag", "error": "REGEX"}]}),
        answer(400, {"syntaxErrors": {"invalidFields": [{"fieldName": "tag", "error": "REGEX"}]}}),
        answer(400, {"message": "request.profileId: must not be empty"}),
        answer(400, {"message": "Bad Request", "_embedded": {"errors": [{"message": "request.tag: too long"}]}}),
    ],
)
async def test_the_services_own_refusal_is_a_no_once_nothing_can_still_arrive(refusal: Step) -> None:
    """In each of the shapes that it is known by; a moment earlier it is none."""
    error = await lost_transfer()
    early = await desk(refusal).settle(error.settle_token(), now=error.last_sent_at + ARRIVED - timedelta(seconds=1))
    assert early.verdict is SettlementVerdict.STILL_UNKNOWN
    assert early.settle_again_at is not None
    assert early.settle_token is not None
    late = await desk(refusal).settle(json.loads(json.dumps(early.settle_token)), now=early.settle_again_at)
    assert late.verdict is SettlementVerdict.NOT_DONE
    assert late.settle_token is None


@pytest.mark.asyncio
async def test_asking_again_without_an_answer_starts_the_waiting_anew() -> None:
    """What was sent then may arrive as well; how old the reference is stays."""
    error = await lost_transfer()
    then = error.last_sent_at + timedelta(hours=2)
    unanswered = await desk(*[LOST] * 4).settle(error.settle_token(), now=then)
    assert unanswered.settle_again_at is not None
    assert abs(unanswered.settle_again_at - then - ARRIVED) < timedelta(seconds=1)
    assert unanswered.settle_token is not None
    first, again = error.settle_token(), unanswered.settle_token
    assert again["first_sent_at_ms"] == first["first_sent_at_ms"]
    refusal = coded(409, "DESTINATION_NOT_FOUND")
    early = await desk(refusal).settle(again, now=then + timedelta(minutes=9))
    assert early.verdict is SettlementVerdict.STILL_UNKNOWN


@pytest.mark.asyncio
async def test_a_sending_that_lies_in_the_future_is_no_evidence_for_a_no() -> None:
    """The clock of this machine is behind: nothing is sent, and an empty list proves nothing."""
    error = await lost_transfer()
    at = desk(answer(200, {"transfer": [], "count": 0}))
    settlement = await at.settle(error.settle_token(), now=error.first_sent_at - timedelta(minutes=11))
    assert settlement.verdict is SettlementVerdict.STILL_UNKNOWN
    assert [line.split("?")[0] for line in at.engine.lines] == ["GET /transfers"]


@pytest.mark.asyncio
async def test_where_nothing_will_ever_tell_no_time_is_given() -> None:
    """Past the window, without a tag: only the accounts can tell."""
    error = await lost_transfer(tag=None)
    settlement = await desk().settle(error.settle_token(), now=error.first_sent_at + timedelta(hours=24))
    assert settlement.verdict is SettlementVerdict.STILL_UNKNOWN
    assert settlement.settle_again_at is None


@pytest.mark.asyncio
async def test_a_lack_of_funds_may_be_the_writes_own_effect() -> None:
    """The money may be gone because it moved: the list tells."""
    error = await lost_transfer()
    moved = {**TRANSFER, "creationTimestamp": int(error.first_sent_at.timestamp() * 1000)}
    found = answer(200, {"transfer": [moved], "count": 1})
    settlement = await desk(coded(409, "FUNDS_INSUFFICIENT"), found).settle(error.settle_token())
    assert settlement.verdict is SettlementVerdict.DONE
    assert settlement.result_id == "9001"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "page", [{}, {"count": 1}, {"count": 1, "transfer": []}, {"transfer": []}, {"responseCount": 0}]
)
async def test_a_list_that_is_not_whole_proves_nothing(page: dict[str, object]) -> None:
    """Nor one that does not say how long it is."""
    error = await lost_transfer()
    at = desk(answer(200, page))
    settlement = await at.settle(error.settle_token(), now=error.first_sent_at + timedelta(days=2))
    assert settlement.verdict is SettlementVerdict.STILL_UNKNOWN


@pytest.mark.asyncio
async def test_a_card_that_was_reported_lost_was_not_blocked_by_us() -> None:
    """It reads BLOCKED as well."""
    with pytest.raises(OutcomeUnknown) as unknown:
        await desk(*[LOST] * 4).acme.managed_cards.block("331")
    token, late = unknown.value.settle_token(), unknown.value.last_sent_at + ARRIVED
    for reason, verdict in (("USER", SettlementVerdict.DONE), ("LOST", SettlementVerdict.STILL_UNKNOWN)):
        settlement = await desk(card("BLOCKED", blocked_reason=reason)).settle(token, now=late)
        assert settlement.verdict is verdict


# -- a yes -------------------------------------------------------------------------------------------------


def odd(**fields: object) -> bytes:
    """The transfer, written in another way."""
    return json.dumps({**TRANSFER, **fields}).encode()


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("status", "body"),
    [
        (201, odd()),
        (202, odd()),
        (200, odd().replace(b'"amount": 1000', b'"amount": 1000.0')),
        (200, odd().replace(b'"amount": 1000', b'"amount": 1e3')),
        (200, odd(creationTimestamp="1750000000000")),
        (200, odd(creationTimestamp=1.75e12)),
        (200, odd(description="Caf\ud83d")),
        (200, b"\xef\xbb\xbf" + odd()),
    ],
)
async def test_a_success_that_names_what_was_made_is_done_however_odd_the_rest(status: int, body: bytes) -> None:
    """By itself, after a lost answer, and in settling; and it can be read."""
    assert (await desk(answer(status, body)).pay()).id == "9001"
    assert (await desk(LOST, answer(status, body)).pay()).destination_amount.amount == 1000
    error = await lost_transfer()
    settlement = await desk(answer(status, body)).settle(error.settle_token())
    assert settlement.verdict is SettlementVerdict.DONE
    assert settlement.result is not None


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "body",
    [
        b'{"id": "9001"}',
        odd().replace(b'"amount": 1000', b'"amount": "1000"'),
        odd(state=7),
        odd(creationTimestamp=None),
    ],
)
async def test_a_success_that_cannot_be_read_settles_as_done_with_its_bytes(body: bytes) -> None:
    """What it made has an id; the rest is for people."""
    error = await lost_transfer()
    settlement = await desk(answer(200, body)).settle(error.settle_token())
    assert settlement.verdict is SettlementVerdict.DONE
    assert (settlement.result, settlement.result_id, settlement.answer) == (None, "9001", body)
    assert isinstance(settlement.error, UnexpectedResponse)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "body", [HTML, b"", b"{}", b'{"id": ""}', b'{"id": 9001}', b'[{"id": "9001"}]', b'{"status": "ok"}']
)
async def test_a_page_of_a_proxy_is_no_yes(body: bytes) -> None:
    """It names nothing that was made."""
    with pytest.raises(OutcomeUnknown):
        await desk(answer(200, body)).pay()
    error = await lost_transfer()
    settlement = await desk(answer(200, body)).settle(error.settle_token())
    assert settlement.verdict is SettlementVerdict.STILL_UNKNOWN


@pytest.mark.asyncio
@pytest.mark.parametrize("status", [200, 201, 204])
@pytest.mark.parametrize(("body", "is_done"), [(b"", True), (b"{}", True), (HTML, False), (b'{"ok": true}', False)])
async def test_where_the_contract_has_no_body_none_or_an_empty_object_is_a_yes(
    status: int, body: bytes, is_done: bool
) -> None:
    """A page is none, unless the status itself says that there is no body to read."""
    at = desk(answer(status, body))
    if is_done or status == 204:
        await at.acme.managed_cards.block("331")
    else:
        with pytest.raises(OutcomeUnknown):
            await at.acme.managed_cards.block("331")


# -- an answer about something else ------------------------------------------------------------------------


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "other",
    [
        {"destinationAmount": {"currency": "GBP", "amount": 999}},
        {"destinationAmount": {"currency": "EUR", "amount": 1000}},
        {"source": {"type": "managed_accounts", "id": "999"}},
        {"destination": {"type": "managed_cards", "id": "221"}},
        {"profileId": "8"},
        {"tag": "invoice-2"},
    ],
)
async def test_an_answer_about_another_transfer_is_no_answer(other: dict[str, object]) -> None:
    """The write is unknown, whether the answer can be read or not; settling says so too."""
    for body in (odd(**other), odd(**other, creationTimestamp="1750000000000")):
        with pytest.raises(OutcomeUnknown) as unknown:
            await desk(answer(200, body)).pay(PER_CALL)
        assert unknown.value.unexpected is not None
        assert unknown.value.unexpected.content == body
        settlement = await desk(answer(200, body)).settle(unknown.value.settle_token())
        assert settlement.verdict is SettlementVerdict.STILL_UNKNOWN


@pytest.mark.asyncio
async def test_a_read_that_is_answered_with_another_thing_raises() -> None:
    """Nobody asked for that one."""
    with pytest.raises(UnexpectedResponse, match="something else"):
        await desk(card(card_id="55")).acme.managed_cards.get("7777")
    with pytest.raises(UnexpectedResponse, match="something else"):
        await desk(answer(200, odd())).acme.transfers.get("55")
    with pytest.raises(UnexpectedResponse, match="something else"):
        await desk(answer(200, {"bulkId": "55"})).acme.bulks.get("56")
    assert (await desk(card(card_id="55")).acme.managed_cards.get("0055")).id == "55"


def user(**fields: object) -> Answer:
    """The user that `add` asks for, but for some fields."""
    shown = {"id": "441", "identity": {"type": "CORPORATE", "id": "109876"}, "active": True, "emailVerified": False}
    return answer(200, {**shown, "name": "Sam", "surname": "Doe", "email": "sam@example.com", **fields})


async def add(at: Desk, ref: IdempotencyRef) -> User:
    """Add a user."""
    return await at.acme.users.create(name="Sam", surname="Doe", email="sam@example.com", idempotency_ref=ref)


@pytest.mark.asyncio
@pytest.mark.parametrize("other", [{"email": "jane@example.com"}, {"name": "Jane"}, {"surname": "Roe"}])
async def test_an_answer_about_another_user_is_no_answer(other: dict[str, object]) -> None:
    """To a call whose reference is new nothing has been changed since."""
    with pytest.raises(OutcomeUnknown) as unknown:
        await add(desk(user(**other)), PER_CALL)
    assert unknown.value.unexpected is not None


@pytest.mark.asyncio
@pytest.mark.parametrize("other", [{"email": "jane@example.com"}, {"name": "Jane", "surname": "Roe"}])
async def test_a_user_who_was_changed_since_is_still_the_one_that_was_asked_for(other: dict[str, object]) -> None:
    """A repeat shows the user as it is now; one that has nothing in common is another one."""
    assert (await add(desk(user(**other)), "user-1")).id == "441"
    with pytest.raises(OutcomeUnknown) as unknown:
        await add(desk(user(name="Jane", surname="Roe", email="jane@example.com")), "user-1")
    for shown, verdict in ((other, "done"), ({"name": "J", "surname": "R", "email": "j@x.com"}, "still_unknown")):
        settlement = await desk(user(**shown)).settle(unknown.value.settle_token())
        assert settlement.verdict.value == verdict


@pytest.mark.asyncio
async def test_a_user_whose_name_and_address_are_written_otherwise_is_the_same() -> None:
    """In another case, without spaces at the ends."""
    assert (await add(desk(user(name="SAM ", email="Sam@Example.com")), PER_CALL)).id == "441"


@pytest.mark.asyncio
async def test_an_answer_about_another_fee_is_no_answer() -> None:
    """Its type is as asked for, and so is who pays."""
    fee = {
        "transactionId": {"type": "CHARGE_FEE", "id": "77"},
        "profileId": "9",
        "feeType": "CARD_REPLACEMENT",
        "source": {"type": "managed_accounts", "id": "220"},
        "availableBalanceAdjustment": {"currency": "GBP", "amount": -5},
        "state": "COMPLETED",
        "creationTimestamp": 1_750_000_000_000,
    }
    for other in ({"feeType": "PRINTED_STATEMENT"}, {"source": {"type": "managed_accounts", "id": "221"}}):
        at = desk(answer(200, {**fee, **other}), answer(200, fee))
        with pytest.raises(OutcomeUnknown) as unknown:
            await at.acme.fees.charge(
                fee_type="CARD_REPLACEMENT", source=managed_account("220"), idempotency_ref="fee-1"
            )
        assert (await at.settle(unknown.value.settle_token())).result_id == "77"


# -- what is read back -------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_rules_that_say_nothing_leave_nothing_to_be_seen() -> None:
    """Neither that they were created nor that they were not, so nothing is asked for."""
    with pytest.raises(OutcomeUnknown) as unknown:
        await desk(*[LOST] * 4).acme.managed_cards.create_spend_rules("331", SpendRules(spend_limits=[]))
    settlement = await desk().settle(unknown.value.settle_token(), now=unknown.value.last_sent_at + ARRIVED)
    assert settlement.verdict is SettlementVerdict.STILL_UNKNOWN
    assert settlement.settle_again_at is None


@pytest.mark.asyncio
async def test_rules_of_somebody_else_are_not_the_ones_that_say_nothing() -> None:
    """Although they hold everything that was sent."""
    found = answer(200, {"cardLevelSpendRules": {"allowAtm": True}})
    with pytest.raises(OutcomeUnknown):
        await desk(LOST, coded(409, "SPEND_RULE_ALREADY_SET"), found).acme.managed_cards.create_spend_rules(
            "331", SpendRules(spend_limits=[])
        )


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "page", [answer(404), answer(404, {"code": "NOT_FOUND"}), answer(200, {"error": "denied by policy", "code": 1020})]
)
@pytest.mark.parametrize(
    "write",
    [
        lambda acme: acme.managed_cards.delete_spend_rules("331"),
        lambda acme: acme.managed_cards.create_spend_rules("331", SpendRules(allow_atm=False)),
        lambda acme: acme.managed_cards.update_spend_rules("331", SpendRules(allow_atm=False)),
    ],
)
async def test_a_page_of_something_before_the_service_says_nothing_about_rules(
    page: Answer, write: Callable[[IdentityView], Awaitable[object]]
) -> None:
    """Neither that they are gone nor that they were never made."""
    with pytest.raises(OutcomeUnknown) as unknown:
        await write(desk(*[LOST] * 4).acme)
    settlement = await desk(page).settle(
        unknown.value.settle_token(), now=unknown.value.last_sent_at + timedelta(days=2)
    )
    assert settlement.verdict is SettlementVerdict.STILL_UNKNOWN


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("window", "later", "verdict"),
    [
        (86_400, timedelta(hours=23), "done"),
        (86_400, timedelta(hours=25), "still_unknown"),
        (7_200, timedelta(hours=1), "done"),
        (7_200, timedelta(hours=3), "still_unknown"),
        (18, timedelta(minutes=9), "done"),
        (18, timedelta(minutes=11), "still_unknown"),
    ],
)
async def test_a_transfer_of_a_later_time_is_another_one(window: float, later: timedelta, verdict: str) -> None:
    """Later than the service keeps references, and than a request can be on its way."""
    environment = Environment.at(BASE_URL, reference_window=window)
    with pytest.raises(OutcomeUnknown) as unknown:
        await desk(*[LOST] * 4, environment=environment).pay("payout-7")
    error = unknown.value
    moved = {**TRANSFER, "creationTimestamp": int((error.last_sent_at + later).timestamp() * 1000)}
    at = desk(answer(200, {"transfer": [moved], "count": 1}), environment=environment)
    settlement = await at.settle(error.settle_token(), now=error.last_sent_at + timedelta(days=2))
    assert settlement.verdict.value == verdict


# -- keys, versions, windows -------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_a_settle_token_survives_a_rotation_of_the_api_key() -> None:
    """What was first sent under another key is only read back: to the service that key may be somebody else."""
    error = await lost_transfer()
    moved = {**TRANSFER, "creationTimestamp": int(error.first_sent_at.timestamp() * 1000)}
    at = desk(
        answer(200, {"transfer": [moved], "count": 1}), api_key="new-key", former_api_keys=("older", "canary-api-key")
    )
    settlement = await at.settle(error.settle_token())
    assert settlement.verdict is SettlementVerdict.DONE
    assert [line.split("?")[0] for line in at.engine.lines] == ["GET /transfers"]


@pytest.mark.asyncio
async def test_what_stays_unknown_after_a_rotation_can_be_settled_again() -> None:
    """The new token is of the same key as the old one."""
    error = await lost_transfer()
    stays = desk(*[LOST] * 4, api_key="new-key", former_api_keys=("canary-api-key",))
    settlement = await stays.settle(error.settle_token())
    assert settlement.verdict is SettlementVerdict.STILL_UNKNOWN
    assert settlement.settle_token is not None
    moved = {**TRANSFER, "creationTimestamp": int(error.first_sent_at.timestamp() * 1000)}
    at = desk(answer(200, {"transfer": [moved], "count": 1}), api_key="new-key", former_api_keys=("canary-api-key",))
    again = await at.settle(settlement.settle_token)
    assert again.verdict is SettlementVerdict.DONE


@pytest.mark.asyncio
async def test_a_settle_token_of_an_operation_that_this_release_does_not_know_is_refused_in_a_sentence() -> None:
    """It may come from a newer one."""
    at, now = desk(), datetime.now(UTC)
    call = FrozenCall(
        "walletOpen", BASE_URL, at.client_state.api_key_fingerprint, ACME, "/wallets", (), (), b"{}", "ref-1"
    )
    token = seal_settle_token(call, Sendings(now, now), at.client_state.seal_key)
    with pytest.raises(InvalidRequest, match="operation that this version of the SDK does not know"):
        await at.settle(token)


@pytest.mark.asyncio
async def test_a_settle_token_goes_with_the_environments_name() -> None:
    """Through another address too; a service of another name is another one."""
    environment = Environment.at(BASE_URL, name="staging")
    with pytest.raises(OutcomeUnknown) as unknown:
        await desk(*[LOST] * 4, environment=environment).pay()
    token = unknown.value.settle_token()
    behind = desk(OK, environment=environment.via("https://gateway.test/weavr"))
    assert (await behind.settle(token)).verdict is SettlementVerdict.DONE
    with pytest.raises(InvalidRequest, match="another environment"):
        await desk(environment=Environment.at(BASE_URL, name="other")).settle(token)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("window", "later", "asks"),
    [
        (86_400, timedelta(hours=22, minutes=59), True),
        (86_400, timedelta(hours=23, minutes=1), False),
        (3_600, timedelta(minutes=49), True),
        (3_600, timedelta(minutes=51), False),
        (18, timedelta(seconds=8), True),
        (18, timedelta(seconds=10), False),
    ],
)
async def test_what_is_asked_again_has_to_arrive_before_the_reference_is_forgotten(
    window: float, later: timedelta, asks: bool
) -> None:
    """A request may be under way for ten minutes; of a window that is hardly longer, half is used."""
    environment = Environment.at(BASE_URL, reference_window=window)
    with pytest.raises(OutcomeUnknown) as unknown:
        await desk(LOST, environment=environment, retries=Retries(max_attempts=1)).pay("payout-7")
    at = desk(OK if asks else answer(200, {"transfer": [], "count": 0}), environment=environment)
    await at.settle(unknown.value.settle_token(), now=unknown.value.first_sent_at + later)
    assert [line.split("?")[0] for line in at.engine.lines] == ["POST /transfers" if asks else "GET /transfers"]


@pytest.mark.asyncio
async def test_nothing_is_sent_again_once_the_reference_may_be_forgotten() -> None:
    """A test environment forgets within seconds: a retry after that would act twice."""
    at = desk(
        LOST,
        environment=Environment.at(BASE_URL, reference_window=18),
        retries=Retries(base_delay=17.5, max_delay=17.5),
    )
    with pytest.raises(OutcomeUnknown):
        await at.pay()
    assert len(at.engine.sent) == 1


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"errorCode": "FUNDS_INSUFFICIENT", "message": "\\ud83d"}', "application/json"),
        (b'\xef\xbb\xbf{"errorCode": "FUNDS_INSUFFICIENT"}', "application/json"),
        (b'{"errorCode": "FUNDS_INSUFFICIENT", "message": "caf\xe9"}', "application/json; charset=iso-8859-1"),
    ],
)
async def test_a_flaw_in_a_text_does_not_hide_why_a_call_was_refused(body: bytes, kind: str) -> None:
    """Half of a surrogate pair, a byte order mark, and a Latin-1 that is announced."""
    with pytest.raises(InsufficientFunds):
        await desk(answer(409, body, content_type=kind)).pay()
