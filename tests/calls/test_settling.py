"""Settling a write whose outcome is unknown: asked again while its reference is kept, read back afterwards."""

from __future__ import annotations

import json
import pickle
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.calls.scripted import ACME, BASE_URL, DONE, LOST, OK, TRANSFER, answer, card, coded, desk, header
from weavr_async import (
    Environment,
    Identity,
    InvalidRequest,
    Money,
    NotFound,
    Outcome,
    OutcomeUnknown,
    ServiceUnavailable,
    SettlementVerdict,
    SpendRules,
    Token,
    managed_account,
)
from weavr_async._calls.settle_token import FrozenCall

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.calls.scripted import Step
    from weavr_async import IdentityView
    from weavr_async._engine.base import Answer, EngineRequest

WITHIN, LATER = timedelta(hours=22, minutes=59), timedelta(hours=24)
ARRIVED = timedelta(minutes=10)
"""After that, nothing that was sent is still on its way."""


async def lost_transfer(*, tag: str | None = "invoice-1") -> OutcomeUnknown:
    """A transfer whose answers were all lost."""
    with pytest.raises(OutcomeUnknown) as unknown:
        await desk(*[LOST] * 4).pay("payout-7", tag=tag)
    return unknown.value


async def lost(call: Callable[[IdentityView], Awaitable[object]]) -> OutcomeUnknown:
    """Any write whose answers were all lost."""
    with pytest.raises(OutcomeUnknown) as unknown:
        await call(desk(*[LOST] * 4).acme)
    return unknown.value


def moved(error: OutcomeUnknown, **otherwise: object) -> dict[str, object]:
    """The lost transfer as the service lists it, accepted when it was sent."""
    return {**TRANSFER, "creationTimestamp": int(error.first_sent_at.timestamp() * 1000), **otherwise}


def listed(*transfers: dict[str, object]) -> Step:
    """A page of transfers."""
    return answer(200, {"transfer": list(transfers), "count": len(transfers), "responseCount": len(transfers)})


@pytest.mark.asyncio
async def test_inside_the_window_the_same_bytes_are_sent_under_the_same_reference() -> None:
    """The service answers with the first result, and it is handed on."""
    first = desk(*[LOST] * 4)
    with pytest.raises(OutcomeUnknown) as unknown:
        await first.pay("payout-7")
    at = desk(OK)
    settlement = await at.settle(unknown.value.settle_token(), now=unknown.value.first_sent_at + WITHIN)
    assert settlement.verdict is SettlementVerdict.DONE
    assert settlement.idempotency_ref == "payout-7"
    assert getattr(settlement.result, "id", None) == "9001"
    sent, again = first.engine.sent[0], at.engine.sent[0]
    assert (again.method, again.target, again.body) == (sent.method, sent.target, sent.body)
    assert header(again, "idempotency-ref") == "payout-7"


@pytest.mark.asyncio
@pytest.mark.parametrize("age", [LATER, timedelta(days=30), timedelta(hours=23), timedelta(hours=-1)])
async def test_outside_the_window_nothing_that_acts_is_sent(age: timedelta) -> None:
    """Nor shortly before its end, for clocks differ; nor when the first sending lies in the future."""
    error = await lost_transfer()
    at = desk(listed(moved(error)))
    settlement = await at.settle(error.settle_token(), now=error.first_sent_at + age)
    assert settlement.verdict is SettlementVerdict.DONE
    assert [line.split("?")[0] for line in at.engine.lines] == ["GET /transfers"]
    assert "tag=invoice-1" in at.engine.lines[0]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        ([{}], SettlementVerdict.DONE),
        ([], SettlementVerdict.NOT_DONE),
        ([{"destinationAmount": {"currency": "GBP", "amount": 999}}], SettlementVerdict.NOT_DONE),
        ([{}, {"id": "9002"}], SettlementVerdict.STILL_UNKNOWN),
    ],
)
async def test_an_old_transfer_is_found_by_its_tag(found: list[dict[str, object]], verdict: SettlementVerdict) -> None:
    """Of two alike nobody can tell which one is ours."""
    error = await lost_transfer()
    page = listed(*(moved(error, **otherwise) for otherwise in found))
    settlement = await desk(page).settle(error.settle_token(), now=error.first_sent_at + LATER)
    assert settlement.verdict is verdict


@pytest.mark.asyncio
@pytest.mark.parametrize("apart", [timedelta(minutes=-20), timedelta(days=-31), timedelta(days=2)])
async def test_a_transfer_of_another_time_with_the_same_tag_proves_nothing(apart: timedelta) -> None:
    """The sender's clock may have been wrong, or the tag was used before: neither done nor to be made anew."""
    error = await lost_transfer()
    at = desk(listed(moved(error, creationTimestamp=int((error.first_sent_at + apart).timestamp() * 1000))))
    settlement = await at.settle(error.settle_token(), now=error.first_sent_at + LATER)
    assert settlement.verdict is SettlementVerdict.STILL_UNKNOWN


@pytest.mark.asyncio
@pytest.mark.parametrize("apart", [[timedelta(minutes=-20)], [timedelta(0), timedelta(0)], [timedelta(days=2)] * 2])
async def test_what_no_later_look_can_tell_is_not_to_be_settled_again(apart: list[timedelta]) -> None:
    """A transfer of another time, or two alike: whoever settled again and again would never end."""
    error = await lost_transfer()
    at = [int((error.first_sent_at + one).timestamp() * 1000) for one in apart]
    page = listed(*(moved(error, id=str(number), creationTimestamp=time) for number, time in enumerate(at)))
    settlement = await desk(page).settle(error.settle_token(), now=error.first_sent_at + LATER)
    assert (settlement.verdict, settlement.settle_again_at) == (SettlementVerdict.STILL_UNKNOWN, None)


@pytest.mark.asyncio
async def test_a_transfer_that_is_listed_twice_is_one() -> None:
    """The pages of a list move when a transfer is made meanwhile."""
    error = await lost_transfer()
    ours, other = moved(error), moved(error, id="9002", profileId="8")
    pages = [answer(200, {"transfer": page, "count": 4}) for page in ([other, ours], [ours, {**other, "id": "9003"}])]
    settlement = await desk(*pages).settle(error.settle_token(), now=error.first_sent_at + LATER)
    assert settlement.verdict is SettlementVerdict.DONE


@pytest.mark.asyncio
async def test_a_list_of_transfers_without_an_end_settles_nothing() -> None:
    """A service that ignores the offset gives the same page for ever: nobody waits for that."""
    error = await lost_transfer()
    page = answer(200, {"transfer": [moved(error, profileId="8")], "count": 1_000})
    at = desk(page, page)
    settlement = await at.settle(error.settle_token(), now=error.first_sent_at + LATER)
    assert settlement.verdict is SettlementVerdict.STILL_UNKNOWN
    assert len(at.engine.sent) == 2


@pytest.mark.asyncio
async def test_an_old_transfer_without_a_tag_stays_unknown() -> None:
    """Nothing else that the caller chose comes back in a list; nothing is sent."""
    error = await lost_transfer(tag=None)
    at = desk()
    settlement = await at.settle(error.settle_token(), now=error.first_sent_at + LATER)
    assert settlement.verdict is SettlementVerdict.STILL_UNKNOWN


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("script", "verdict"),
    [
        ([coded(409, "FUNDS_INSUFFICIENT"), listed()], SettlementVerdict.NOT_DONE),
        ([answer(400, {"validationErrors": [{"fieldName": "tag", "error": "REGEX"}]})], SettlementVerdict.NOT_DONE),
        ([coded(409, "DESTINATION_NOT_FOUND")], SettlementVerdict.NOT_DONE),
        (
            [answer(400, {"validationErrors": [{"fieldName": "idempotency-ref", "error": "INVALID_REQUEST"}]})],
            SettlementVerdict.STILL_UNKNOWN,
        ),
        ([answer(422)], SettlementVerdict.STILL_UNKNOWN),
        ([coded(409, "TOO_MANY_REQUESTS")] * 4, SettlementVerdict.STILL_UNKNOWN),
        ([LOST] * 4, SettlementVerdict.STILL_UNKNOWN),
        ([LOST, coded(409, "FUNDS_INSUFFICIENT")], SettlementVerdict.STILL_UNKNOWN),
        ([answer(503)] * 4, SettlementVerdict.STILL_UNKNOWN),
        ([answer(401), answer(401)], SettlementVerdict.STILL_UNKNOWN),
        ([answer(403)] * 2, SettlementVerdict.STILL_UNKNOWN),
        ([answer(429, x_ratelimit_reset="9999")], SettlementVerdict.STILL_UNKNOWN),
        ([answer(200, b"<html>")], SettlementVerdict.STILL_UNKNOWN),
    ],
)
async def test_only_a_refusal_of_this_very_call_means_not_done(script: list[Step], verdict: SettlementVerdict) -> None:
    """Had the first sending acted, its result would have come back; any other answer is about something else."""
    error = await lost_transfer()
    settlement = await desk(*script).settle(error.settle_token(), now=error.last_sent_at + ARRIVED)
    assert settlement.verdict is verdict
    assert settlement.error is not None


@pytest.mark.asyncio
async def test_without_a_login_nothing_is_settled() -> None:
    """It can be tried again, and the reason is told."""

    class NoLogin:
        async def mint(self, identity: Identity, /) -> Token:
            raise ServiceUnavailable("no login", status=503)

    error = await lost_transfer()
    at = desk(source=NoLogin())
    settlement = await at.settle(error.settle_token(), now=error.last_sent_at + ARRIVED)
    assert settlement.verdict is SettlementVerdict.STILL_UNKNOWN
    assert isinstance(settlement.error, ServiceUnavailable)
    assert settlement.settle_again_at is not None
    assert settlement.settle_again_at >= error.last_sent_at + ARRIVED
    assert at.engine.lines == []


@pytest.mark.asyncio
async def test_why_it_was_refused_is_told_when_a_look_cannot_tell_more() -> None:
    """Two transfers alike, and a 404 of anybody."""
    error = await lost_transfer()
    at = desk(answer(404), listed(moved(error), moved(error, id="9002")))
    settlement = await at.settle(error.settle_token(), now=error.last_sent_at + ARRIVED)
    assert settlement.verdict is SettlementVerdict.STILL_UNKNOWN
    assert isinstance(settlement.error, NotFound)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "write",
    [
        {"path": "/transfers", "json": [{"tag": "invoice-1"}], "idempotency_ref": "payout-7"},
        {"path": "/managed_cards/my-card/block"},
    ],
)
async def test_a_write_of_another_shape_than_the_contract_has_stays_unknown(write: dict[str, Any]) -> None:
    """A request that was put together by hand can be anything; nothing is guessed of it."""
    error = await lost(lambda acme: acme.request("POST", **write))
    settlement = await desk().settle(error.settle_token(), now=error.last_sent_at + LATER)
    assert settlement.verdict is SettlementVerdict.STILL_UNKNOWN


@pytest.mark.asyncio
async def test_a_scheduled_transfer_that_is_refused_later_is_looked_for() -> None:
    """Its time may have passed, so that it is refused now and was accepted then."""
    at = desk(*[LOST] * 4)
    with pytest.raises(OutcomeUnknown) as unknown:
        await at.acme.transfers.create(
            profile_id="7",
            source=managed_account("220"),
            destination=managed_account("221"),
            amount=Money("10.00", "GBP"),
            idempotency_ref="payout-7",
            tag="invoice-1",
            scheduled_at=datetime(2099, 1, 1, tzinfo=UTC),
        )
    at = desk(coded(409, "SCHEDULED_TIMESTAMP_INVALID"), listed(moved(unknown.value)))
    assert (await at.settle(unknown.value.settle_token())).verdict is SettlementVerdict.DONE


RULES = SpendRules(allow_atm=False)
RULES_THERE = answer(200, {"cardLevelSpendRules": {"allowAtm": False}})
NO_RULES = answer(200, {})


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("call", "state", "verdict"),
    [
        (lambda acme: acme.managed_cards.block("331"), card("BLOCKED"), SettlementVerdict.DONE),
        (lambda acme: acme.managed_cards.block("331"), card("ACTIVE"), SettlementVerdict.NOT_DONE),
        (lambda acme: acme.managed_cards.unblock("331"), card("ACTIVE"), SettlementVerdict.DONE),
        (lambda acme: acme.managed_cards.remove("331"), card("DESTROYED"), SettlementVerdict.DONE),
        (lambda acme: acme.managed_cards.remove("331"), card("ACTIVE"), SettlementVerdict.NOT_DONE),
        (lambda acme: acme.managed_cards.create_spend_rules("331", RULES), RULES_THERE, SettlementVerdict.DONE),
        (lambda acme: acme.managed_cards.create_spend_rules("331", RULES), NO_RULES, SettlementVerdict.NOT_DONE),
        (lambda acme: acme.managed_cards.delete_spend_rules("331"), NO_RULES, SettlementVerdict.DONE),
        (lambda acme: acme.managed_cards.delete_spend_rules("331"), RULES_THERE, SettlementVerdict.NOT_DONE),
    ],
)
async def test_a_write_without_a_reference_is_read_back(
    call: Callable[[IdentityView], Awaitable[object]], state: Step, verdict: SettlementVerdict
) -> None:
    """At any age, and nothing that acts is sent."""
    error = await lost(call)
    at = desk(state)
    assert (await at.settle(error.settle_token(), now=error.last_sent_at + ARRIVED)).verdict is verdict
    assert all(line.startswith("GET ") for line in at.engine.lines)


@pytest.mark.asyncio
async def test_a_look_that_takes_long_shows_what_was_so_when_it_began() -> None:
    """The write could still arrive then, though it cannot any more when the answer is here."""
    error = await lost(lambda acme: acme.managed_cards.block("331"))
    moment = timedelta(seconds=1)

    async def slow(_request: EngineRequest) -> Answer:
        at.machine_time = error.last_sent_at + ARRIVED + moment
        return card("ACTIVE")

    at = desk(slow)
    settlement = await at.settle(error.settle_token(), now=error.last_sent_at + ARRIVED - moment)
    assert settlement.verdict is SettlementVerdict.STILL_UNKNOWN


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("call", "attempts"), [(lambda acme: acme.users.invite("441"), 1), (lambda acme: acme.users.deactivate("441"), 4)]
)
async def test_what_nothing_can_read_stays_unknown(
    call: Callable[[IdentityView], Awaitable[object]], attempts: int
) -> None:
    """No operation shows users or invitations; nothing is sent."""
    at = desk()
    with pytest.raises(OutcomeUnknown) as unknown:
        await call(desk(*[LOST] * attempts).acme)
    assert (await at.settle(unknown.value.settle_token())).verdict is SettlementVerdict.STILL_UNKNOWN
    assert at.engine.sent == []


@pytest.mark.asyncio
async def test_an_increment_past_its_window_stays_unknown() -> None:
    """It leaves no trace that could be told from another one's."""
    error = await lost(lambda acme: acme.managed_cards.update_spend_rules("331", RULES, spend_limits="increment"))
    settlement = await desk().settle(error.settle_token(), now=error.first_sent_at + LATER)
    assert settlement.verdict is SettlementVerdict.STILL_UNKNOWN


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("call", "success"),
    [
        (lambda acme: acme.managed_cards.set_renewal("331", renew=True), DONE),
        (lambda acme: acme.managed_cards.update_spend_rules("331", RULES), DONE),
        (
            lambda acme: acme.bulks.submit_spend_rules([("331", RULES)], idempotency_ref="b-1"),
            answer(201, {"bulkId": "55", "operationCount": 1, "path": "/bulks/55"}),
        ),
    ],
)
async def test_every_kind_of_write_with_a_reference_can_be_asked_again(
    call: Callable[[IdentityView], Awaitable[object]], success: Step
) -> None:
    """Each is decoded as its own operation."""
    error = await lost(call)
    assert (await desk(success).settle(error.settle_token())).verdict is SettlementVerdict.DONE


@pytest.mark.asyncio
async def test_a_settle_token_survives_json_and_a_pickled_error() -> None:
    """A worker settles it in another process, after a restart too."""
    error = await lost_transfer()
    token = json.loads(json.dumps(error.settle_token()))
    assert token == pickle.loads(pickle.dumps(error)).settle_token()
    assert (await desk(OK).settle(token)).verdict is SettlementVerdict.DONE


@pytest.mark.asyncio
async def test_a_settle_token_holds_no_api_key_and_no_token() -> None:
    """It does hold the body, which is what settling is about."""
    text = json.dumps((await lost_transfer()).settle_token())
    assert "canary-api-key" not in text
    assert "token-1" not in text


def forgeries(token: dict[str, Any]) -> dict[str, object]:
    """Ways to spoil a settle token."""
    other_body = "e30="
    return {
        "other body": {**token, "body": other_body},
        "other path": {**token, "path": "/transfers/../managed_cards/331/remove"},
        "other identity": {**token, "identity_id": "1"},
        "other reference": {**token, "idempotency_ref": "payout-8"},
        "no reference in the headers": {**token, "headers": [["accept", "application/json"]]},
        "another header": {**token, "headers": [*token["headers"], ["api-key", "x"]]},
        "younger than it is": {**token, "first_sent_at_ms": token["first_sent_at_ms"] + 1},
        "arrived earlier than it was": {**token, "last_sent_at_ms": token["last_sent_at_ms"] - 600_000},
        "beyond all time": {**token, "first_sent_at_ms": 10**30},
        "no seal": {name: value for name, value in token.items() if name != "seal"},
        "seal of a wrong type": {**token, "seal": 7},
        "another field": {**token, "amount": 7},
        "holding what JSON cannot": {**token, "query": object()},
        "of a read": {**token, "operation": "managedCardGet"},
        "of another version": {**token, "version": 1},
        "of no version": {name: value for name, value in token.items() if name != "version"},
        "of another environment": {**token, "environment": "https://other.test"},
        "of another api key": {**token, "api_key_fingerprint": "0" * 12},
        "empty": {},
        "no mapping": "junk",
        "nothing": None,
    }


@pytest.mark.asyncio
@pytest.mark.parametrize("how", list(forgeries({"headers": [], "first_sent_at_ms": 0, "last_sent_at_ms": 0})))
async def test_a_settle_token_that_was_changed_is_refused(how: str) -> None:
    """What comes from a queue is sent only if it is what was put there; nothing is sent, and nothing else raised."""
    token: Any = forgeries(dict((await lost_transfer()).settle_token()))[how]
    at = desk()
    with pytest.raises(InvalidRequest) as refused:
        await at.settle(token)
    assert refused.value.outcome is Outcome.NOT_SENT
    assert refused.value.field == "settle_token"
    assert at.engine.sent == []


@pytest.mark.asyncio
async def test_a_settle_token_is_settled_only_by_the_key_and_environment_it_came_from() -> None:
    """Elsewhere the same reference means something else."""
    token = (await lost_transfer()).settle_token()
    for other in (desk(api_key="another-key"), desk(environment=Environment.at("https://other.test"))):
        with pytest.raises(InvalidRequest, match="another environment or api key"):
            await other.settle(token)


@pytest.mark.asyncio
async def test_what_is_no_settle_token_at_all_is_named_by_its_type() -> None:
    """As when the reference was passed."""
    with pytest.raises(InvalidRequest, match="not str"):
        await desk().settle("payout-7")  # type: ignore[arg-type]  # the mistake


@pytest.mark.asyncio
async def test_equal_bodies_have_equal_fingerprints() -> None:
    """A repeat with another body can be told, without keeping the body."""
    first, same = await lost_transfer(), await lost_transfer()
    other = await lost_transfer(tag="invoice-2")
    assert first.body_fingerprint == same.body_fingerprint != other.body_fingerprint


def test_a_frozen_call_shows_neither_headers_nor_body() -> None:
    """They stand in tracebacks with locals."""
    call = FrozenCall("userCreate", BASE_URL, "f", ACME, "/users", (), (("x", "canary-1"),), b"canary-2", None)
    assert "canary" not in repr(call)
