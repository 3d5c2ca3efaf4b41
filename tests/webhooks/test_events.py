"""Deliveries become typed events where they are as documented, and data where they are not."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import UTC, datetime
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weavr_async.values.identities import managed_account, managed_card
from weavr_async.values.money import Money
from weavr_async.webhooks import (
    BulkProgress,
    CardAdjusted,
    CardAuthorisation,
    CardSettled,
    CardStateChanged,
    FeeCharged,
    TransferChanged,
    UnknownEvent,
    WebhookEvent,
    WebhookReceiver,
    rest_code,
)
from weavr_async.webhooks.testing import sign
from weavr_backoffice.error_codes import ErrorCode

JSON: TypeAlias = "dict[str, JSON] | list[JSON] | str | int | float | bool | None"

KEY = "k3y"
NOW = datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
THEN = datetime(2023, 11, 14, 22, 13, 19, 123_000, tzinfo=UTC)
THEN_MS = "1699999999123"
GBP_10: JSON = {"currency": "GBP", "amount": "1000"}

TRANSFER: dict[str, JSON] = {
    "eventType": "FAILED",
    "transfer": {
        "id": {"type": "TRANSFER", "id": "901"},
        "profileId": "7",
        "tag": "month-end",
        "source": {"type": "managed_accounts", "id": "220"},
        "destination": {"type": "managed_cards", "id": "331"},
        "destinationAmount": GBP_10,
        "state": "FAILED",
        "creationTimestamp": THEN_MS,
        "conflict": "INSUFFICIENT_FUNDS",
    },
}
CARD_STATE: dict[str, JSON] = {
    "id": {"type": "managed_cards", "id": "331"},
    "timestamp": THEN_MS,
    "eventType": "BLOCKED",
    "state": {"state": "BLOCKED", "blockedReason": "USER"},
    "cardType": "VIRTUAL",
    "renewalType": "RENEW",
}
AUTHORISATION: dict[str, JSON] = {
    "id": {"type": "managed_cards", "id": "331"},
    "transactionId": "555",
    "transactionAmount": GBP_10,
    "transactionTimestamp": THEN_MS,
    "sourceAmount": {"currency": "JPY", "amount": "1900"},
    "merchantData": {"merchantName": "Corner Shop"},
    "approved": False,
    "declineReason": "CARD_INACTIVE",
    "relatedAuthorisationIds": ["553", "554"],
}
SETTLEMENT: dict[str, JSON] = {
    "id": {"type": "managed_cards", "id": "331"},
    "transactionId": "556",
    "settlementType": "PURCHASE",
    "transactionAmount": GBP_10,
    "transactionTimestamp": THEN_MS,
    "merchantData": {"merchantName": "Corner Shop"},
}
ADJUSTMENT: dict[str, JSON] = {
    "id": {"type": "managed_cards", "id": "331"},
    "transactionId": "557",
    "adjustmentType": "DEFAULT_ADJUSTMENT",
    "adjustmentAmount": {"currency": "GBP", "amount": "-1000"},
    "transactionTimestamp": THEN_MS,
    "availableBalance": {"currency": "GBP", "amount": "0"},
}
FEE: dict[str, JSON] = {
    "chargeFee": {
        "id": "77",
        "feeType": "CUSTOM",
        "feeSubType": "PRINTED_STATEMENT",
        "note": "October",
        "source": {"type": "managed_accounts", "id": "220"},
    }
}
BULK: dict[str, JSON] = {"bulkId": "12", "status": "RUNNING", "submittedItemsCount": 100, "operationStatusCounts": []}

KNOWN: list[tuple[str, dict[str, JSON], type[WebhookEvent]]] = [
    ("transfers/watch", TRANSFER, TransferChanged),
    ("managed_cards/state_change/watch", CARD_STATE, CardStateChanged),
    ("managed_cards/authorisations/watch", AUTHORISATION, CardAuthorisation),
    ("managed_cards/settlements/watch", SETTLEMENT, CardSettled),
    ("managed_cards/adjustments/watch", ADJUSTMENT, CardAdjusted),
    ("fees/watch", FEE, FeeCharged),
    ("bulk_process_end/watch", BULK, BulkProgress),
    ("bulk_process_progress/watch", BULK, BulkProgress),
]


def event(topic: str, body: JSON) -> WebhookEvent:
    """The event of a genuine delivery to a service whose webhooks come in below /hooks."""
    raw = json.dumps(body).encode()
    receiver = WebhookReceiver(KEY, clock=NOW.timestamp)
    return receiver.verify(f"/hooks/{topic}", sign(raw, api_key=KEY, call_ref="ref-1", published_at=NOW), raw)


def changed(body: dict[str, JSON], path: str, value: JSON) -> dict[str, JSON]:
    """A copy of the body with one field replaced."""
    result = copy.deepcopy(body)
    *parents, name = path.split(".")
    place = result
    for parent in parents:
        inner = place[parent]
        assert isinstance(inner, dict)
        place = inner
    place[name] = value
    return result


def paths(body: dict[str, JSON], prefix: str = "") -> list[str]:
    """Every field of a body, by its path."""
    found = []
    for name, value in body.items():
        found.append(f"{prefix}{name}")
        if isinstance(value, dict):
            found += paths(value, f"{prefix}{name}.")
    return found


@pytest.mark.parametrize(("topic", "body", "kind"), KNOWN)
def test_each_topic_has_its_type(topic: str, body: dict[str, JSON], kind: type[WebhookEvent]) -> None:
    """The whole body and the delivery stay with the event; personal data stays out of its repr."""
    read = event(topic, body)
    assert type(read) is kind
    assert read.raw == body
    assert (read.delivery.topic, read.delivery.call_ref) == (topic, "ref-1")
    assert "raw" not in repr(read)


@pytest.mark.parametrize(("topic", "body", "kind"), KNOWN)
def test_events_go_through_queues(topic: str, body: dict[str, JSON], kind: type[WebhookEvent]) -> None:
    """They survive copy and pickle, and can be kept in sets."""
    read = event(topic, body)
    assert copy.deepcopy(read) == pickle.loads(pickle.dumps(read)) == read
    assert len({read, event(topic, body)}) == 1


def test_a_transfer_is_read() -> None:
    """Amounts and times are strings there; the conflict is spelled as the API spells it."""
    read = event("transfers/watch", TRANSFER)
    assert isinstance(read, TransferChanged)
    assert (read.transfer_id, read.profile_id, read.event_type, read.state) == ("901", "7", "FAILED", "FAILED")
    assert (read.source, read.destination) == (managed_account("220"), managed_card("331"))
    assert read.amount == Money("10.00", "GBP")
    assert read.created_at == THEN
    assert (read.tag, read.conflict) == ("month-end", ErrorCode.FUNDS_INSUFFICIENT)


@pytest.mark.parametrize("none", ["NO_ERROR", "UNDEFINED", None, ""])
def test_no_conflict_is_none(none: str | None) -> None:
    """A transfer that went well has a code for that, which is no reason to branch on."""
    read = event("transfers/watch", changed(TRANSFER, "transfer.conflict", none))
    assert isinstance(read, TransferChanged)
    assert read.conflict is None


def test_a_state_change_of_a_card_is_read() -> None:
    """The state afterwards may be left out."""
    read = event("managed_cards/state_change/watch", CARD_STATE)
    assert isinstance(read, CardStateChanged)
    assert (read.card_id, read.event_type, read.changed_at) == ("331", "BLOCKED", THEN)
    assert (read.state, read.blocked_reason, read.destroyed_reason) == ("BLOCKED", "USER", None)
    assert (read.card_type, read.renewal_type) == ("VIRTUAL", "RENEW")
    bare = event("managed_cards/state_change/watch", changed(CARD_STATE, "state", None))
    assert isinstance(bare, CardStateChanged)
    assert bare.state is None


def test_an_authorisation_is_read() -> None:
    """Approved or not, and in two currencies."""
    read = event("managed_cards/authorisations/watch", AUTHORISATION)
    assert isinstance(read, CardAuthorisation)
    assert (read.card_id, read.transaction_id, read.authorised_at) == ("331", "555", THEN)
    assert (read.amount, read.source_amount) == (Money(10, "GBP"), Money(1900, "JPY"))
    assert (read.approved, read.decline_reason) == (False, "CARD_INACTIVE")
    assert (read.merchant_name, read.related_authorisation_ids) == ("Corner Shop", ("553", "554"))


def test_an_authorisation_that_does_not_say_is_neither_approved_nor_declined() -> None:
    """A missing field is no answer."""
    read = event("managed_cards/authorisations/watch", changed(AUTHORISATION, "approved", None))
    assert isinstance(read, CardAuthorisation)
    assert read.approved is None


def test_a_settlement_is_read() -> None:
    """What was taken, when, and where."""
    read = event("managed_cards/settlements/watch", SETTLEMENT)
    assert isinstance(read, CardSettled)
    assert (read.card_id, read.transaction_id, read.settlement_type) == ("331", "556", "PURCHASE")
    assert (read.amount, read.settled_at, read.merchant_name) == (Money(10, "GBP"), THEN, "Corner Shop")


def test_an_adjustment_is_read() -> None:
    """It may be negative."""
    read = event("managed_cards/adjustments/watch", ADJUSTMENT)
    assert isinstance(read, CardAdjusted)
    assert (read.card_id, read.transaction_id, read.adjustment_type) == ("331", "557", "DEFAULT_ADJUSTMENT")
    assert (read.amount, read.available_balance, read.adjusted_at) == (Money(-10, "GBP"), Money(0, "GBP"), THEN)


def test_a_fee_is_read() -> None:
    """For what, and from where."""
    read = event("fees/watch", FEE)
    assert isinstance(read, FeeCharged)
    assert (read.fee_id, read.fee_type, read.source) == ("77", "CUSTOM", managed_account("220"))
    assert (read.fee_sub_type, read.note) == ("PRINTED_STATEMENT", "October")


def test_the_progress_of_a_bulk_is_read() -> None:
    """Where it stands."""
    read = event("bulk_process_end/watch", BULK)
    assert isinstance(read, BulkProgress)
    assert (read.bulk_id, read.status, read.submitted_items) == ("12", "RUNNING", 100)


@pytest.mark.parametrize("topic", ["managed_accounts/deposits/watch", "internal_transfers/watch", "watch", ""])
def test_an_unknown_topic_passes_through_as_data(topic: str) -> None:
    """A new kind of event is not refused, and not taken for one that ends alike."""
    read = event(topic, {"any": ["thing"]})
    assert isinstance(read, UnknownEvent)
    assert (read.raw, read.problem) == ({"any": ["thing"]}, None)
    assert read.delivery.topic == f"hooks/{topic}".rstrip("/")


@pytest.mark.parametrize("path", ["fees/watch", "/fees/watch", "/a/b/fees/watch/", "/fees/watch?x=y"])
def test_only_the_end_of_the_path_names_the_topic(path: str) -> None:
    """Where the routes of a service begin is its own affair."""
    raw = json.dumps(FEE).encode()
    headers = sign(raw, api_key=KEY, published_at=NOW)
    assert isinstance(WebhookReceiver(KEY, clock=NOW.timestamp).verify(path, headers, raw), FeeCharged)


@pytest.mark.parametrize(
    ("topic", "body", "path", "value"),
    [
        ("transfers/watch", TRANSFER, "transfer", None),
        ("transfers/watch", TRANSFER, "transfer.id", "901"),
        ("transfers/watch", TRANSFER, "transfer.id.id", "../901"),
        ("transfers/watch", TRANSFER, "transfer.destinationAmount.amount", "10.00"),
        ("transfers/watch", TRANSFER, "transfer.destinationAmount.amount", 10.0),
        ("transfers/watch", TRANSFER, "transfer.source", {"type": "linked_accounts", "id": "1"}),
        ("transfers/watch", TRANSFER, "transfer.creationTimestamp", "9" * 19),
        ("transfers/watch", TRANSFER, "eventType", ""),
        ("managed_cards/authorisations/watch", AUTHORISATION, "transactionAmount", {"currency": "XAU", "amount": "1"}),
        ("fees/watch", FEE, "chargeFee.feeType", 5),
        ("bulk_process_end/watch", BULK, "bulkId", 12),
    ],
)
def test_a_body_that_is_not_as_documented_passes_through_with_the_place(
    topic: str, body: dict[str, JSON], path: str, value: JSON
) -> None:
    """Nothing is lost, nothing is made up."""
    read = event(topic, changed(body, path, value))
    assert isinstance(read, UnknownEvent)
    assert read.problem is not None
    assert f"$.{path}".startswith(read.problem) or read.problem.startswith(f"$.{path}")
    assert read.raw == changed(body, path, value)


def test_the_body_of_another_topic_is_not_taken_for_this_one() -> None:
    """The path is not signed, so it alone makes no transfer of a fee."""
    assert isinstance(event("transfers/watch", FEE), UnknownEvent)
    assert isinstance(event("fees/watch", TRANSFER), UnknownEvent)


def test_codes_are_spelled_as_the_api_spells_them() -> None:
    """A handler branches on one code, whichever way it came."""
    assert rest_code("INSUFFICIENT_FUNDS") is ErrorCode.FUNDS_INSUFFICIENT
    assert rest_code("CURRENCY_MISMATCH") is ErrorCode.CURRENCY_MISMATCH
    assert rest_code("SOMETHING_NEW").value == "SOMETHING_NEW"


ANY_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(KNOWN), st.data())
def test_whatever_stands_in_a_field_the_event_is_handed_out(
    known: tuple[str, dict[str, JSON], type[WebhookEvent]], data: st.DataObject
) -> None:
    """A change on Weavr's side never makes a genuine delivery fail."""
    topic, body, kind = known
    path = data.draw(st.sampled_from(paths(body)))
    read = event(topic, changed(body, path, data.draw(ANY_JSON)))
    assert isinstance(read, kind | UnknownEvent)
