"""The headers of a webhook, as Weavr signs it."""

from __future__ import annotations

import base64
import hashlib
import hmac

from weavr_async.emulator.events import BULK_TOPIC

__all__ = ["headers_of"]


def headers_of(topic: str, reference: str, body: bytes, *, key: str, published_ms: int) -> dict[str, str]:
    """Give the headers to send a webhook with: signed, or, about a bulk, with the key itself.

    Args:
        topic: What it is about.
        reference: Its `call-ref`, or the `request-ref` of an event about a bulk.
        body: The raw body.
        key: The api key that signs it, or the webhooks key.
        published_ms: The timestamp that is signed along.
    """
    timestamp = str(published_ms)
    headers = {"content-type": "application/json", "published-timestamp": timestamp}
    if topic == BULK_TOPIC:
        return {**headers, "request-ref": reference, "webhooks-key": key}
    return {
        **headers,
        "call-ref": reference,
        "signature": _signature(key, timestamp.encode()),
        "signature-v2": _signature(key, reference.encode() + body + timestamp.encode()),
    }


def _signature(key: str, message: bytes) -> str:
    return base64.b64encode(hmac.digest(key.encode(), message, hashlib.sha256)).decode()
