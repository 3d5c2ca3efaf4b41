"""The headers of a webhook, as Weavr signs it."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import TYPE_CHECKING, Final

from weavr_async.emulator.events import BULK_TOPIC

if TYPE_CHECKING:
    from weavr_async.emulator.deliveries import Delivery
    from weavr_async.emulator.world import World

__all__ = ["headers_of"]

_FORGED: Final = "a-key-of-somebody-else"


def headers_of(delivery: Delivery, world: World, published_ms: int, *, forged: bool) -> dict[str, str]:
    """Give the headers to send a delivery with: signed, or, about a bulk, with the webhooks key.

    Args:
        delivery: What is sent.
        world: Whose keys count: of several api keys the first, which is the oldest.
        published_ms: The timestamp that is signed along.
        forged: Whether another key is used than the receiver expects.
    """
    timestamp = str(published_ms)
    headers = {"content-type": "application/json", "published-timestamp": timestamp}
    if delivery.topic == BULK_TOPIC:
        key = _FORGED if forged else world.webhooks_key
        return {**headers, "request-ref": delivery.reference, "webhooks-key": key}
    key = _FORGED if forged else world.api_keys[0]
    message = delivery.reference.encode() + delivery.body + timestamp.encode()
    return {
        **headers,
        "call-ref": delivery.reference,
        "signature": _signature(key, timestamp.encode()),
        "signature-v2": _signature(key, message),
    }


def _signature(key: str, message: bytes) -> str:
    return base64.b64encode(hmac.digest(key.encode(), message, hashlib.sha256)).decode()
