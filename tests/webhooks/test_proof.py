"""Only what Weavr sent, as it sent it and when it sent it, is accepted."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weavr_async.errors import ConfigurationError, InvalidRequest, WeavrError
from weavr_async.webhooks import Proof, RejectionReason, WebhookReceiver, WebhookRejected
from weavr_async.webhooks.testing import sign, sign_bulk

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from weavr_async.webhooks import Headers, WebhookEvent

KEY = "k3y"
NOW = datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
BODY = b'{"a": 1}'
# Computed with openssl from the description of the signatures.
VECTOR = {
    "call-ref": "ref-1",
    "published-timestamp": "1700000000000",
    "signature-v2": "sn7qYVUEBlCNazA+El76j+0cb9dE1ES27pMfe1naxO0=",
}
TIMESTAMP_VECTOR = {
    "published-timestamp": "1700000000000",
    "signature": "biLNReLztik1B2780qgbvsUSSu3sqQNfMRxiCmGp37o=",
}


def receiver(
    *,
    api_key: str = KEY,
    more_api_keys: tuple[str, ...] = (),
    webhooks_key: str | None = None,
    accept_timestamp_signature: bool = False,
    max_body_bytes: int = 1000,
) -> WebhookReceiver:
    """A receiver whose clock stands still."""
    return WebhookReceiver(
        api_key,
        more_api_keys=more_api_keys,
        webhooks_key=webhooks_key,
        accept_timestamp_signature=accept_timestamp_signature,
        max_body_bytes=max_body_bytes,
        clock=NOW.timestamp,
    )


def why_rejected(
    headers: Mapping[str, str], body: bytes = BODY, *, path: str = "/x/watch", by: WebhookReceiver | None = None
) -> RejectionReason:
    """The reason for which a delivery is rejected."""
    with pytest.raises(WebhookRejected) as rejected:
        (by or receiver()).verify(path, headers, body)
    return rejected.value.reason


def verified(headers: Headers, body: bytes | bytearray | memoryview = BODY, *, path: str = "/x/watch") -> WebhookEvent:
    """The event of a delivery that passes."""
    return receiver().verify(path, headers, body)


def test_the_documented_signature_is_accepted() -> None:
    """Base64 of HMAC-SHA256 over call reference, raw body and timestamp."""
    delivery = verified(VECTOR).delivery
    assert (delivery.call_ref, delivery.proof) == ("ref-1", Proof.SIGNATURE_V2)
    assert delivery.published_at == NOW


def test_the_headers_for_tests_are_those_of_the_service() -> None:
    """What signs a test's delivery agrees with the independent vector."""
    headers = sign(BODY, api_key=KEY, call_ref="ref-1", published_at=NOW)
    assert headers.items() >= VECTOR.items()
    assert headers.items() >= TIMESTAMP_VECTOR.items()


def test_header_names_are_read_in_any_case() -> None:
    """Frameworks and proxies change it."""
    assert verified({name.title(): f" {value}" for name, value in VECTOR.items()}).delivery.call_ref == "ref-1"


@given(st.binary(max_size=200), st.integers(0), st.integers(1, 255))
def test_any_changed_byte_of_the_body_is_refused(payload: bytes, position: int, change: int) -> None:
    """The signature covers every byte."""
    body = b'{"a": "' + payload.hex().encode() + b'"}'
    headers = sign(body, api_key=KEY, published_at=NOW)
    place = position % len(body)
    changed = body[:place] + bytes([body[place] ^ change]) + body[place + 1 :]
    assert why_rejected(headers, changed) is RejectionReason.BAD_SIGNATURE
    assert verified(headers, body).raw == {"a": payload.hex()}


@given(st.binary(min_size=1, max_size=20))
def test_bytes_added_to_the_body_are_refused(extra: bytes) -> None:
    """At either end."""
    for changed in (BODY + extra, extra + BODY, BODY[:-1]):
        assert why_rejected(VECTOR, changed) is RejectionReason.BAD_SIGNATURE


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("call-ref", "ref-2"),
        ("published-timestamp", "1700000000001"),
        ("signature-v2", "sn7qYVUEBlCNazA+El76j+0cb9dE1ES27pMfe1naxO1="),
        ("signature-v2", "SN7QYVUEBLCNAZA+EL76J+0CB9DE1ES27PMFE1NAXO0="),
        ("signature-v2", ""),
        ("signature-v2", "é\udcff\ud800"),
    ],
)
def test_any_changed_header_is_refused(header: str, value: str) -> None:
    """Reference, time and signature belong together."""
    assert why_rejected(VECTOR | {header: value}) is RejectionReason.BAD_SIGNATURE


def test_a_signature_by_another_key_is_refused() -> None:
    """The sandbox's webhooks do not pass in live."""
    assert why_rejected(sign(BODY, api_key="other", published_at=NOW)) is RejectionReason.BAD_SIGNATURE


def test_further_keys_are_accepted_while_a_key_is_replaced() -> None:
    """Deliveries signed by the old key and by the new one pass."""
    both = receiver(api_key="new", more_api_keys=("old",))
    for key in ("new", "old"):
        assert both.verify("/x/watch", sign(BODY, api_key=key, published_at=NOW), BODY).raw == {"a": 1}
    assert why_rejected(VECTOR, by=both) is RejectionReason.BAD_SIGNATURE


def test_the_body_cannot_be_shifted_into_the_call_reference() -> None:
    """Nothing separates the parts that are signed: a reference that holds the start of a body leaves no JSON behind."""
    shifted = VECTOR | {"call-ref": 'ref-1{"a":'}
    with pytest.raises(WebhookRejected, match="not JSON"):
        receiver().verify("/x/watch", shifted, b" 1}")


@pytest.mark.parametrize("call_ref", ["a b", "{curly}", "caf\u00e9", "a" * 255, "1"])
def test_any_call_reference_of_255_characters_is_accepted(call_ref: str) -> None:
    """The service takes it from whoever made the call."""
    delivery = verified(sign(BODY, api_key=KEY, call_ref=call_ref, published_at=NOW)).delivery
    assert delivery.call_ref == call_ref


def test_a_longer_call_reference_is_refused() -> None:
    """It cannot be one of Weavr's."""
    assert why_rejected(VECTOR | {"call-ref": "a" * 256}) is RejectionReason.MALFORMED


def test_a_delivery_without_a_call_reference_is_told_apart_by_what_it_says() -> None:
    """Weavr does not promise to send one."""
    first, second = b'{"a": 1}', b'{"a": 2}'
    keys = set()
    for body in (first, second):
        headers = sign(body, api_key=KEY, call_ref="", published_at=NOW)
        del headers["call-ref"]
        delivery = verified(headers, body).delivery
        assert delivery.call_ref is None
        keys.add(delivery.key)
    assert len(keys) == 2


@pytest.mark.parametrize("missing", ["published-timestamp", "signature-v2"])
def test_a_missing_header_is_refused(missing: str) -> None:
    """An unsigned request is anybody's."""
    headers = {name: value for name, value in VECTOR.items() if name != missing}
    assert why_rejected(headers) is RejectionReason.MISSING_HEADER


@pytest.mark.parametrize("timestamp", ["", "now", "-1", "1.5", "1700000000000 000", "\u0661", "9" * 15, "9" * 16])
def test_a_timestamp_that_is_no_number_is_refused(timestamp: str) -> None:
    """Epoch milliseconds are digits."""
    assert why_rejected(VECTOR | {"published-timestamp": timestamp}) is RejectionReason.MALFORMED


def test_a_header_that_occurs_twice_is_refused() -> None:
    """Whoever reads the first and whoever reads the last one would disagree."""
    assert why_rejected(VECTOR | {"Call-Ref": "ref-1"}) is RejectionReason.MALFORMED


@pytest.mark.parametrize(
    "age", [timedelta(hours=6), timedelta(hours=4, minutes=30), -timedelta(minutes=5), timedelta(0)]
)
def test_a_delivery_within_the_tolerance_is_accepted(age: timedelta) -> None:
    """Clocks differ in both directions."""
    assert verified(sign(BODY, api_key=KEY, published_at=NOW - age)).raw == {"a": 1}


@pytest.mark.parametrize("age", [timedelta(hours=6, milliseconds=1), -timedelta(minutes=5, milliseconds=1)])
def test_a_delivery_outside_of_the_tolerance_is_refused(age: timedelta) -> None:
    """And answered so that it is sent again, for a clock may be wrong."""
    with pytest.raises(WebhookRejected) as rejected:
        verified(sign(BODY, api_key=KEY, published_at=NOW - age))
    assert (rejected.value.reason, rejected.value.status) == (RejectionReason.STALE, 503)


def test_the_tolerance_can_be_chosen() -> None:
    """Shorter, where the clocks are known."""
    strict = WebhookReceiver(KEY, tolerance=timedelta(minutes=1), clock=(NOW + timedelta(minutes=2)).timestamp)
    assert why_rejected(VECTOR, by=strict) is RejectionReason.STALE


def test_the_deprecated_signature_is_refused_unless_it_is_allowed() -> None:
    """It proves the timestamp only."""
    assert why_rejected(TIMESTAMP_VECTOR) is RejectionReason.MISSING_HEADER
    lenient = receiver(accept_timestamp_signature=True)
    assert lenient.verify("/x/watch", TIMESTAMP_VECTOR, BODY).delivery.proof is Proof.TIMESTAMP_SIGNATURE
    assert why_rejected(TIMESTAMP_VECTOR | {"signature": "x"}, by=lenient) is RejectionReason.BAD_SIGNATURE


def test_a_weaker_proof_does_not_make_up_for_a_wrong_stronger_one() -> None:
    """Where there is a signature over the body, it decides."""
    lenient = receiver(accept_timestamp_signature=True, webhooks_key="hook")
    wrong = TIMESTAMP_VECTOR | {"signature-v2": "x", "webhooks-key": "hook"}
    assert why_rejected(wrong, by=lenient) is RejectionReason.BAD_SIGNATURE
    assert why_rejected(wrong, path="/bulk_process_end/watch", by=lenient) is RejectionReason.BAD_SIGNATURE


@pytest.mark.parametrize("topic", ["bulk_process_end", "bulk_process_progress"])
def test_bulk_progress_is_proved_by_the_webhooks_key(topic: str) -> None:
    """No signature is documented for it."""
    headers, path = sign_bulk(webhooks_key="hook", request_ref="r-1", published_at=NOW), f"/{topic}/watch"
    delivery = receiver(webhooks_key="hook").verify(path, headers, BODY).delivery
    assert (delivery.proof, delivery.call_ref) == (Proof.WEBHOOKS_KEY, "r-1")
    assert why_rejected(headers, path=path, by=receiver(webhooks_key="other")) is RejectionReason.BAD_SIGNATURE
    assert why_rejected(headers, path=path) is RejectionReason.NOT_CONFIGURED


def test_the_webhooks_key_proves_nothing_else() -> None:
    """A transfer has to be signed."""
    headers = sign_bulk(webhooks_key="hook", published_at=NOW)
    by = receiver(webhooks_key="hook")
    assert why_rejected(headers, path="/transfers/watch", by=by) is RejectionReason.MISSING_HEADER


def test_a_signed_bulk_delivery_needs_no_webhooks_key() -> None:
    """Should Weavr sign them as well."""
    assert verified(VECTOR, path="/bulk_process_end/watch").delivery.proof is Proof.SIGNATURE_V2


def test_a_body_beyond_the_bound_is_refused_before_anything_else() -> None:
    """Nothing is computed over what is too large."""
    assert why_rejected({}, b" " * 1001) is RejectionReason.TOO_LARGE
    body = b'{"a": "' + b"x" * 991 + b'"}'
    assert len(body) == 1000
    assert verified(sign(body, api_key=KEY, published_at=NOW), body).raw == {"a": "x" * 991}


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b'"x"', b"{", b"\xff", b'{"a": NaN}', b"[" * 900])
def test_a_signed_body_that_is_no_json_object_keeps_its_bytes(body: bytes) -> None:
    """It is genuine: refused, it would be lost."""
    event = verified(sign(body, api_key=KEY, published_at=NOW), body)
    assert (event.body, event.raw, event.payload, event.problem) == (body, {}, None, "$")


@pytest.mark.parametrize("as_it_comes", [bytes, bytearray, memoryview])
def test_a_body_is_taken_as_any_framework_gives_its_bytes(
    as_it_comes: Callable[[bytes], bytes | bytearray | memoryview],
) -> None:
    """The signature is over the same bytes."""
    assert verified(VECTOR, as_it_comes(BODY)).raw == {"a": 1}


@pytest.mark.parametrize(
    "shape",
    [
        dict,
        lambda headers: {name.encode(): value.encode() for name, value in headers.items()},  # the scope of ASGI
        lambda headers: [(name.encode(), value.encode()) for name, value in headers.items()],
        lambda headers: list(headers.items()),
        lambda headers: iter(headers.items()),
        lambda headers: {name: [value] for name, value in headers.items()},  # multiValueHeaders of gateways
        lambda headers: {**headers, "x-empty": None, "x-none": []},
        lambda headers: {name.title(): value for name, value in headers.items()},
    ],
)
def test_headers_are_taken_as_any_framework_gives_them(shape: Callable[[Mapping[str, str]], Any]) -> None:
    """Mappings and pairs, of strings, bytes and lists."""
    assert verified(shape(VECTOR)).raw == {"a": 1}


@pytest.mark.parametrize("headers", [None, 5, "call-ref: 1", {"a": 5}, [1, 2], {5: "a"}])
def test_headers_that_are_none_are_the_callers_mistake(headers: object) -> None:
    """And refused by name."""
    with pytest.raises(InvalidRequest, match="headers"):
        receiver().verify("/x/watch", headers, BODY)  # type: ignore[arg-type]  # the point of the test


@pytest.mark.parametrize("body", ['{"a": 1}', {"a": 1}, None, [1]])
def test_a_body_that_is_not_raw_bytes_is_the_callers_mistake(body: object) -> None:
    """A parsed body cannot be checked, whatever it says."""
    with pytest.raises(InvalidRequest, match="raw bytes"):
        receiver().verify("/x/watch", VECTOR, body)  # type: ignore[arg-type]  # the point of the test


@pytest.mark.parametrize("secret_header", ["signature-v2", "call-ref"])
def test_a_rejection_repeats_nothing_that_was_sent(secret_header: str) -> None:
    """Neither signatures nor bodies nor keys stand in the message; it survives copy and pickle."""
    with pytest.raises(WebhookRejected) as rejected:
        receiver(api_key="key-canary").verify("/x/watch", VECTOR | {secret_header: "canary"}, b'{"b": "canary"}')
    assert isinstance(rejected.value, WeavrError)
    restored: list[WebhookRejected] = [copy.copy(rejected.value), pickle.loads(pickle.dumps(rejected.value))]
    for error in (rejected.value, *restored):
        assert "canary" not in f"{error!r} {error} {vars(error)}"
        assert error.reason is RejectionReason.BAD_SIGNATURE


def test_a_receiver_does_not_show_its_keys() -> None:
    """Not even to a debugger that prints attributes."""
    by = receiver(api_key="key-canary", webhooks_key="hook-canary")
    assert "canary" not in f"{by!r} {vars(by)}"


@pytest.mark.parametrize("reason", RejectionReason)
def test_every_reason_has_an_answer(reason: RejectionReason) -> None:
    """What was handled is answered with success, and what may be genuine so that it is sent again."""
    status = WebhookRejected("no", reason=reason).status
    assert (status == 200) == (reason is RejectionReason.REPLAYED)
    again = {RejectionReason.IN_PROGRESS, RejectionReason.STALE, RejectionReason.NOT_CONFIGURED}
    assert (status == 503) == (reason in again)
    assert status in {200, 400, 401, 413, 503}


@pytest.mark.parametrize(
    "make",
    [
        lambda: WebhookReceiver(""),
        lambda: WebhookReceiver("key\n"),
        lambda: WebhookReceiver(KEY, more_api_keys=[""]),
        lambda: WebhookReceiver(KEY, webhooks_key=""),
        lambda: WebhookReceiver(KEY, tolerance=timedelta(0)),
        lambda: WebhookReceiver(KEY, tolerance=timedelta(hours=24)),
        lambda: WebhookReceiver(KEY, handled_within=timedelta(0)),
        lambda: WebhookReceiver(KEY, max_body_bytes=0),
    ],
)
def test_a_receiver_that_cannot_work_is_refused_when_it_is_made(make: Callable[[], WebhookReceiver]) -> None:
    """An empty key would accept what anybody signs with an empty key."""
    with pytest.raises(ConfigurationError):
        make()
