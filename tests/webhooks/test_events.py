"""Events are typed for every topic, and data where they are not as documented."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.generated.webhook_bodies import bodies, payload_schemas
from tests.properties import examples
from weavr_async.errors import InvalidRequest
from weavr_async.values.money import Money
from weavr_async.webhooks import WebhookReceiver, parse_event, rest_code
from weavr_async.webhooks.testing import sign
from weavr_backoffice import webhooks
from weavr_backoffice.error_codes import ErrorCode
from weavr_backoffice.webhooks import TOPICS, TransferEvent

if TYPE_CHECKING:
    from collections.abc import Callable

    from weavr_async.webhooks import WebhookEvent

KEY = "k3y"
NOW = datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
SCHEMAS = payload_schemas()
TRANSFER: dict[str, Any] = {
    "eventType": "FAILED",
    "publishedTimestamp": "1700000000000",
    "transfer": {
        "id": {"type": "TRANSFER", "id": "901"},
        "profileId": "7",
        "tag": "month-end",
        "source": {"type": "managed_accounts", "id": "220"},
        "destination": {"type": "managed_cards", "id": "331"},
        "destinationAmount": {"currency": "GBP", "amount": "1000"},
        "state": "FAILED",
        "creationTimestamp": "1699999999123",
        "conflict": "INSUFFICIENT_FUNDS",
    },
}


def event(topic: str, body: object) -> WebhookEvent:
    """The event of a genuine delivery to a service whose webhooks come in below /hooks."""
    raw = json.dumps(body).encode()
    receiver = WebhookReceiver(KEY, clock=NOW.timestamp)
    return receiver.verify(f"/hooks/{topic}", sign(raw, api_key=KEY, call_ref="ref-1", published_at=NOW), raw)


@pytest.mark.parametrize("topic", TOPICS)
@settings(max_examples=examples(10), deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_topic_has_a_typed_payload_that_keeps_all_of_the_body(topic: str, data: st.DataObject) -> None:
    """Fields and values that are new are kept as they came."""
    body = data.draw(bodies(SCHEMAS[topic]))
    told = event(topic, body)
    assert type(told.payload) is getattr(webhooks, TOPICS[topic].payload)
    assert (told.raw, told.problem, told.topic) == (body, None, topic)


def test_a_transfer_says_what_became_of_it() -> None:
    """The id, the state, the amount as money, and why it failed in the spelling of the API."""
    payload = event("transfers/watch", TRANSFER).payload
    assert isinstance(payload, TransferEvent)
    assert payload.transfer.id.id == "901"
    assert Money.of(payload.transfer.destination_amount) == Money("10.00", "GBP")
    assert payload.transfer.creation_time == datetime(2023, 11, 14, 22, 13, 19, 123_000, tzinfo=UTC)
    assert rest_code(str(payload.transfer.conflict)) is ErrorCode.FUNDS_INSUFFICIENT


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"transfer": None}, "$.transfer"),
        ({"transfer": {**TRANSFER["transfer"], "id": 901}}, "$.transfer.id"),
        (
            {"transfer": {**TRANSFER["transfer"], "destinationAmount": {"currency": "GBP"}}},
            "$.transfer.destinationAmount.amount",
        ),
    ],
)
def test_a_body_that_does_not_fit_is_kept_and_says_where(change: dict[str, Any], problem: str) -> None:
    """It is genuine, so it is handed over."""
    told = event("transfers/watch", TRANSFER | change)
    assert (told.payload, told.problem) == (None, problem)
    assert told.raw == TRANSFER | change


def test_a_body_that_does_not_say_when_is_kept_as_well() -> None:
    """The document promises `publishedTimestamp`; when the event was published stands in the delivery too."""
    body = {name: value for name, value in TRANSFER.items() if name != "publishedTimestamp"}
    told = event("transfers/watch", body)
    assert (told.payload, told.problem, told.raw) == (None, "$.publishedTimestamp", body)
    assert told.delivery.published_at == NOW


def test_a_topic_of_tomorrow_is_data() -> None:
    """Its name and its body are all that is known."""
    told = event("crypto/watch", {"coin": 1})
    assert (told.payload, told.problem, told.raw) == (None, None, {"coin": 1})
    assert told.topic.endswith("crypto/watch")


def test_the_announced_name_of_the_topic_of_bulks_is_known() -> None:
    """Weavr documents that the topic will be renamed."""
    body = {"bulkId": "12", "status": "RUNNING", "submittedItemsCount": 100, "operationStatusCounts": []}
    payload = parse_event("bulk_process_progress/watch", json.dumps(body)).payload
    assert isinstance(payload, webhooks.BulkProcessProgressEvent)


def test_the_longest_topic_that_ends_the_path_counts() -> None:
    """A prefix of the route does not matter, and a query neither."""
    for path in ("/a/b/transfers/watch", "transfers/watch", "/transfers/watch/", "/transfers/watch?x=1"):
        assert parse_event(path, json.dumps(TRANSFER)).topic == "transfers/watch"


def test_a_topic_ends_a_path_by_whole_segments() -> None:
    """A name that only ends like a topic's is another name."""
    told = parse_event("/a/mytransfers/watch", json.dumps(TRANSFER))
    assert (told.topic, told.payload) == ("a/mytransfers/watch", None)


@pytest.mark.parametrize(
    "as_it_comes", [str.encode, str, lambda text: bytearray(text.encode()), lambda text: memoryview(text.encode())]
)
def test_an_event_out_of_a_queue_is_read_without_proof(
    as_it_comes: Callable[[str], bytes | bytearray | memoryview | str],
) -> None:
    """Whoever put it there has verified it."""
    told = parse_event("transfers/watch", as_it_comes(json.dumps(TRANSFER)))
    assert isinstance(told.payload, TransferEvent)


@pytest.mark.parametrize(
    ("topic", "body", "field"),
    [(b"transfers/watch", b"{}", "topic"), ("fees/watch", {}, "body"), ("fees/watch", None, "body")],
)
def test_what_is_no_event_is_refused_by_name(topic: object, body: object, field: str) -> None:
    """Before it is read."""
    with pytest.raises(InvalidRequest, match=field):
        parse_event(topic, body)  # type: ignore[arg-type]  # the point of the test


def test_an_event_shows_nothing_of_its_body() -> None:
    """It may hold personal data."""
    assert "month-end" not in repr(event("transfers/watch", TRANSFER))


def test_an_event_can_be_copied_and_sent_to_another_process() -> None:
    """Frozen data."""
    told = event("transfers/watch", TRANSFER)
    assert copy.deepcopy(told) == told
    assert pickle.loads(pickle.dumps(told)) == told
