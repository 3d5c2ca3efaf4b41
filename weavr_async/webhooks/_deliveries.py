"""Checks of a delivery: its headers, its proof that it comes from Weavr, and its age."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast, final

import orjson
from attrs import frozen

from weavr_async.errors import InvalidRequest
from weavr_async.values.references import netstring
from weavr_async.webhooks._rejections import RejectionReason, WebhookRejected
from weavr_async.webhooks._signatures import SignedParts, is_same

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from weavr_async.values._secret import Secret
    from weavr_backoffice.types import JSONObject

__all__ = ["Delivery", "Headers", "Proof", "RequestHeaders", "Verifier", "json_object"]

Headers: TypeAlias = "Mapping[Any, Any] | Iterable[tuple[Any, Any]]"
"""A request's headers: a mapping or pairs, of strings or bytes; of a value also a list (as gateways give them)."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_TIMESTAMP: Final = re.compile(r"[0-9]{1,14}", re.ASCII)  # up to the year 5138: no datetime overflows
_LONGEST_REF: Final = 255
_AHEAD: Final = timedelta(minutes=5)
"""How far a timestamp may lie in the future."""
_BULK_TOPICS: Final = ("bulk_process_end/watch", "bulk_process_progress/watch")


class Proof(StrEnum):
    """How a delivery proved that it comes from Weavr."""

    SIGNATURE_V2 = "signature-v2"
    """A signature over call reference, body and timestamp. The path is part of no signature."""
    TIMESTAMP_SIGNATURE = "signature"
    """The deprecated signature, over the timestamp only: the body is not proved."""
    WEBHOOKS_KEY = "webhooks-key"
    """A shared key in a header: whoever knows it may have written the body."""


@final
@frozen(kw_only=True)
class Delivery:
    """One delivery of an event, as its headers describe it."""

    call_ref: str | None
    """The ``call-ref`` (of bulks the ``request-ref``) that was sent. It correlates, and identifies nothing: different
    events may carry the same."""
    published_at: datetime
    """When the event was published, with millisecond precision, in UTC."""
    proof: Proof
    """How it proved that it comes from Weavr."""
    key: str
    """What tells events apart: a hash over topic, reference and body. One that is sent again has the same, whether or
    not it is stamped anew."""


@final
@frozen(kw_only=True)
class Verifier:
    """The keys to check deliveries with, and the tolerance for their age."""

    api_keys: tuple[Secret, ...]
    webhooks_key: Secret | None
    accept_timestamp_signature: bool
    tolerance: timedelta

    def verify(self, topic: str, wanted: RequestHeaders, body: bytes, now: datetime) -> Delivery:
        """Check proof first, age second.

        Raises:
            WebhookRejected: It is not from Weavr, or too old or too far in the future.
        """
        timestamp = wanted.required("published-timestamp")
        if not _TIMESTAMP.fullmatch(timestamp):
            raise WebhookRejected("The published timestamp is no number.", reason=RejectionReason.MALFORMED)
        call_ref = wanted.get("call-ref")
        if call_ref is None and topic in _BULK_TOPICS:
            call_ref = wanted.get("request-ref")
        if call_ref is not None and len(call_ref) > _LONGEST_REF:
            raise WebhookRejected("The call reference cannot be one of Weavr's.", reason=RejectionReason.MALFORMED)
        if call_ref is not None and "{" in call_ref and json_object(body) is None:
            # Nothing stands between the parts of what is signed: the reference may have taken a part of a body with it.
            raise WebhookRejected("The body is not JSON.", reason=RejectionReason.MALFORMED)
        proof = self._proof(topic, wanted, call_ref or "", body, timestamp)
        published_at = _EPOCH + timedelta(milliseconds=int(timestamp))
        if not -_AHEAD <= now - published_at <= self.tolerance:
            raise WebhookRejected(
                "The delivery was published too long ago or too far in the future: if it is genuine, compare the "
                "clock of this machine, or allow for more by the receiver's tolerance.",
                reason=RejectionReason.STALE,
            )
        return Delivery(
            call_ref=call_ref, published_at=published_at, proof=proof, key=_key(topic, call_ref or "", body)
        )

    def _proof(self, topic: str, headers: RequestHeaders, call_ref: str, body: bytes, timestamp: str) -> Proof:
        """The strongest proof decides: if it is wrong, a weaker one does not help."""
        if (signature := headers.get("signature-v2")) is not None:
            signed = SignedParts(call_ref, body, timestamp)
            # Every key is compared, so that the time taken does not tell which of them matched.
            matches = [signed.is_signature_v2(signature, key) for key in self.api_keys]
            return _proved(any(matches), Proof.SIGNATURE_V2)
        if topic in _BULK_TOPICS and (offered := headers.get("webhooks-key")) is not None:
            if self.webhooks_key is None:
                raise WebhookRejected(
                    "Bulk progress is proved by the webhooks key, which this receiver was not given.",
                    reason=RejectionReason.NOT_CONFIGURED,
                )
            return _proved(is_same(offered, self.webhooks_key), Proof.WEBHOOKS_KEY)
        if self.accept_timestamp_signature and (signature := headers.get("signature")) is not None:
            signed = SignedParts(call_ref, body, timestamp)
            matches = [signed.is_timestamp_signature(signature, key) for key in self.api_keys]
            return _proved(any(matches), Proof.TIMESTAMP_SIGNATURE)
        raise WebhookRejected(
            "The delivery has no signature that is accepted here.", reason=RejectionReason.MISSING_HEADER
        )


@final
class RequestHeaders:
    """The headers of a request by name in any case; a name that occurs twice cannot be relied on.

    Shows none of them, because a delivery about a bulk carries the webhooks key.
    """

    def __init__(self, headers: Headers) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in _pairs(headers):
            self._values.setdefault(name.lower(), []).append(value.strip(" \t"))

    def get(self, name: str) -> str | None:
        if len(self._values.get(name, ())) > 1:
            raise WebhookRejected(f"The header {name} occurs more than once.", reason=RejectionReason.MALFORMED)
        return self._values[name][0] if name in self._values else None

    def required(self, name: str) -> str:
        value = self.get(name)
        if value is None:
            raise WebhookRejected(f"The header {name} is missing.", reason=RejectionReason.MISSING_HEADER)
        return value


def _pairs(headers: Any) -> list[tuple[str, str]]:  # noqa: ANN401 - whatever a framework hands over
    """Each name with each of its values, from what any framework calls headers.

    Raises:
        InvalidRequest: They are something else.
    """
    pairs: list[tuple[str, str]] = []
    try:
        for name, value in headers.items() if hasattr(headers, "items") else headers:
            if isinstance(value, str):
                pairs.append((_text(name), value))
            elif isinstance(value, (list, tuple)):
                pairs += [(_text(name), _text(each)) for each in cast("list[object]", value) if each is not None]
            elif value is not None:
                pairs.append((_text(name), _text(value)))
    except (TypeError, ValueError):
        pass
    else:
        return pairs
    raise InvalidRequest("Headers are a mapping or pairs, of strings or bytes.", field="headers")


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return value.decode("latin-1")
    raise TypeError(type(value).__name__)


def _key(topic: str, reference: str, body: bytes) -> str:
    parts = (topic.encode(), reference.encode("utf-8", errors="backslashreplace"), body)
    return "sha256:" + hashlib.sha256(b"".join(map(netstring, parts))).hexdigest()


def json_object(body: bytes) -> JSONObject | None:
    """The JSON object that a body is, if it is one."""
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    return cast("JSONObject", found) if isinstance(found, dict) else None


def _proved(matches: bool, proof: Proof) -> Proof:
    if not matches:
        raise WebhookRejected(
            f"The {proof} is not the expected one. If the delivery is genuine, check that the body is the raw bytes "
            "as they arrived, and that the key is that of the environment which sent it.",
            reason=RejectionReason.BAD_SIGNATURE,
        )
    return proof
