"""The payloads of the webhooks: a type for each topic, and what comes is kept, known or not."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.generated.webhook_bodies import DOCUMENT, bodies, payload_schemas, resolve, without_nulls
from tests.properties import examples
from weavr_backoffice import DecodeError, webhooks
from weavr_backoffice.webhooks import TOPICS, Topic

if TYPE_CHECKING:
    from weavr_backoffice.types import JSON

SCHEMAS = payload_schemas()
MONEY: JSON = {"currency": "GBP", "amount": 100}


def test_there_is_a_row_for_each_topic_of_the_document_and_no_other() -> None:
    """The table is made from the document."""
    assert list(TOPICS) == [path.strip("/") for path in resolve(DOCUMENT["webhooks"])]
    assert len(TOPICS) == 32


@pytest.mark.parametrize("topic", TOPICS.values(), ids=list(TOPICS))
def test_each_topic_names_the_class_of_its_payload(topic: Topic) -> None:
    """It is the class that the document has for it, and a decoder of that name stands beside it."""
    assert SCHEMAS[topic.path] == {"$ref": f"#/components/schemas/{topic.payload}"}
    assert getattr(webhooks, topic.payload).__module__ == f"weavr_backoffice.webhooks.{topic.module}"


@pytest.mark.parametrize("topic", TOPICS.values(), ids=list(TOPICS))
@settings(max_examples=examples(40), deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_payload_gives_back_what_it_read(topic: Topic, data: st.DataObject) -> None:
    """Known and unknown fields, values of tomorrow, and null for what is absent."""
    body = data.draw(bodies(SCHEMAS[topic.path]))
    payload = topic.decode(body)
    assert type(payload) is getattr(webhooks, topic.payload)
    assert payload.to_dict() == without_nulls(body)


@pytest.mark.parametrize("topic", TOPICS.values(), ids=list(TOPICS))
@pytest.mark.parametrize("body", [None, [], "text", 5, True], ids=repr)
def test_a_body_that_is_no_object_is_refused_with_its_kind(topic: Topic, body: JSON) -> None:
    """The error says what stood there, and not which value."""
    with pytest.raises(DecodeError, match=r"^\$: expected an object, found"):
        topic.decode(body)


def test_a_field_that_does_not_fit_is_named_with_the_way_to_it() -> None:
    """However deep it stands."""
    events: JSON = [
        {"type": "SETTLEMENT", "id": "1", "subtype": "x", "settlementState": "PENDING", "timestamp": "soon"}
    ]
    with pytest.raises(DecodeError) as refused:
        TOPICS["managed_cards/payments/watch"].decode({"eventType": "SETTLEMENT", "cardPayment": _payment(events)})
    assert refused.value.path == "$.cardPayment.events[0].timestamp"


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("AUTHORISATION", "CardPaymentAuthorisationEvent"),
        ("REFUND", "CardPaymentRefundEvent"),
        ("A_KIND_OF_TOMORROW", "CardPaymentEvent"),
    ],
)
def test_the_events_of_a_payment_are_told_apart_by_their_type(kind: str, name: str) -> None:
    """One of a kind that is new is read as what all have in common, and keeps its fields."""
    event: JSON = {"type": kind, "id": "1", "subtype": "sale_purchases", "timestamp": 5}
    body: JSON = {"eventType": kind, "cardPayment": _payment([event])}
    payload = TOPICS["managed_cards/payments/watch"].decode(body)
    assert isinstance(payload, webhooks.ManagedCardsCardPaymentEvent)
    assert type(payload.card_payment.events[0]).__name__ == name
    assert payload.to_dict() == body


@pytest.mark.parametrize(
    ("details", "name"),
    [
        ({"iban": "MT1", "bankIdentifierCode": "X"}, "IBANDetails"),
        ({"iban": "MT1", "code": "X"}, "SwiftBankDetails"),
        ({"accountNumber": "1", "sortCode": "2"}, "FasterPaymentsBankDetailsOrBACSBankDetails"),
    ],
)
def test_where_no_field_tells_the_kind_that_fits_best_is_taken(details: JSON, name: str) -> None:
    """It is the one that knows all that is there."""
    account = {
        "beneficiaryNameAndSurname": "A",
        "beneficiaryBank": "B",
        "beneficiaryBankAddress": "C",
        "details": details,
    }
    read = webhooks.IbanInstrumentBankAccountDetails.from_dict(account)
    assert type(read.details).__name__ == name


def test_a_token_is_not_in_the_repr() -> None:
    """A step-up hands over a token of the user's."""
    event = webhooks.StepupEvent.from_dict(
        {
            "challengeId": "1",
            "credential": {"type": "USER", "id": "1"},
            "identity": {"type": "corporates", "id": "1"},
            "publishedTimestamp": "1",
            "status": "VERIFIED",
            "type": "OTP",
            "authToken": "a-secret-token",
        }
    )
    assert event.auth_token == "a-secret-token"
    assert "a-secret-token" not in repr(event)


def test_the_table_loads_no_payload() -> None:
    """A service that handles three topics does not pay for thirty."""
    script = (
        "import sys, weavr_backoffice.webhooks as w; w.TOPICS; "
        "print([m for m in sys.modules if m.startswith('weavr_backoffice.webhooks.') and not m.endswith('.topics')])"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def _payment(events: JSON) -> JSON:
    return {
        "id": "1",
        "type": "PURCHASE",
        "card": {"id": "2", "type": "managed_cards"},
        "merchant": {"id": "3", "name": "A shop"},
        "displayAmount": MONEY,
        "status": "SETTLED",
        "events": events,
        "creationTimestamp": 1,
    }
