"""The two signatures of a delivery, as Weavr documents them."""

from __future__ import annotations

import base64
import hashlib
import hmac

__all__ = ["signature_v2", "timestamp_signature"]


def signature_v2(api_key: str, *, call_ref: str, body: bytes, timestamp: str) -> str:
    """Base64 of HMAC-SHA256 over call reference, raw body and timestamp, joined without separators."""
    return _sign(api_key, call_ref.encode("ascii") + body + timestamp.encode("ascii"))


def timestamp_signature(api_key: str, *, timestamp: str) -> str:
    """The deprecated form, which covers only the timestamp."""
    return _sign(api_key, timestamp.encode("ascii"))


def _sign(api_key: str, message: bytes) -> str:
    return base64.b64encode(hmac.digest(api_key.encode("ascii"), message, hashlib.sha256)).decode("ascii")
