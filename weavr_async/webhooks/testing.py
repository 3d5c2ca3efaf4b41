"""Deliveries for tests and emulators: the headers that Weavr would send with a body."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from uuid import uuid4

from weavr_async.webhooks._signatures import signature_v2, timestamp_signature

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["sign", "sign_bulk"]


def sign(
    body: bytes, *, api_key: str, call_ref: str | None = None, published_at: datetime | None = None
) -> dict[str, str]:
    """The headers of a signed delivery of `body`, with both signatures, as the service sends them.

    Args:
        body: The raw bytes that will be posted.
        api_key: The key to sign with.
        call_ref: The delivery's reference; a new one by default.
        published_at: An aware time; now by default.
    """
    reference = str(uuid4()) if call_ref is None else call_ref
    timestamp = _milliseconds(published_at)
    return {
        "content-type": "application/json",
        "call-ref": reference,
        "published-timestamp": timestamp,
        "signature-v2": signature_v2(api_key, call_ref=reference, body=body, timestamp=timestamp),
        "signature": timestamp_signature(api_key, timestamp=timestamp),
    }


def sign_bulk(
    *, webhooks_key: str, request_ref: str | None = None, published_at: datetime | None = None
) -> dict[str, str]:
    """The headers of a delivery about a bulk, which is not signed but carries the webhooks key.

    Args:
        webhooks_key: The key to send along.
        request_ref: The delivery's reference; a new one by default.
        published_at: An aware time; now by default.
    """
    return {
        "content-type": "application/json",
        "request-ref": str(uuid4()) if request_ref is None else request_ref,
        "published-timestamp": _milliseconds(published_at),
        "webhooks-key": webhooks_key,
    }


def _milliseconds(moment: datetime | None) -> str:
    return str(round((time.time() if moment is None else moment.timestamp()) * 1000))
