"""The two signatures of a delivery, as Weavr documents them.

Comparing is done in functions that only answer yes or no: an error is raised elsewhere, so that no frame of its
traceback holds a key, or the signature that would have been right.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from weavr_async.values._secret import Secret

__all__ = ["SignedParts", "is_same", "signature_v2", "timestamp_signature"]


@frozen
class SignedParts:
    """What of a delivery is signed."""

    call_ref: str
    body: bytes
    timestamp: str

    def is_signature_v2(self, offered: str, key: Secret) -> bool:
        """Whether this is the signature over all of it."""
        expected = signature_v2(key.reveal(), call_ref=self.call_ref, body=self.body, timestamp=self.timestamp)
        return _equal(offered, expected)

    def is_timestamp_signature(self, offered: str, key: Secret) -> bool:
        """Whether this is the deprecated signature over the timestamp."""
        return _equal(offered, timestamp_signature(key.reveal(), timestamp=self.timestamp))


def is_same(offered: str, key: Secret) -> bool:
    """Whether this is the key itself."""
    return _equal(offered, key.reveal())


def _equal(offered: str, expected: str) -> bool:
    """Whether they are equal, in a time that does not tell where they differ."""
    return hmac.compare_digest(offered.encode(errors="backslashreplace"), expected.encode("ascii"))


def signature_v2(api_key: str, *, call_ref: str, body: bytes, timestamp: str) -> str:
    """Base64 of HMAC-SHA256 over call reference, raw body and timestamp, joined without separators."""
    # Servers read the bytes of a header as Latin-1, so this gives back the bytes that were signed.
    reference = call_ref.encode("latin-1", errors="backslashreplace")
    return _sign(api_key, reference + body + timestamp.encode("ascii"))


def timestamp_signature(api_key: str, *, timestamp: str) -> str:
    """The deprecated form, which covers only the timestamp."""
    return _sign(api_key, timestamp.encode("ascii"))


def _sign(api_key: str, message: bytes) -> str:
    return base64.b64encode(hmac.digest(api_key.encode("ascii"), message, hashlib.sha256)).decode("ascii")
