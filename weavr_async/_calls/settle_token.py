"""A call as it was sent: everything needed to ask about it again, as plain data.

The body bytes are frozen before the first attempt, so a repeat after an hour or a restart sends
the same bytes under the same reference. No api key and no token is part of it, but a seal made with
the api key is: what comes back from a queue is sent again only if it is what was put there.
"""

from __future__ import annotations

import base64
import hmac
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, cast

import orjson
from attrs import evolve, field, frozen

from weavr_async.values.identities import Identity
from weavr_async.values.references import fingerprint
from weavr_backoffice.operations import OPERATIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from weavr_async.errors import SettleToken

__all__ = ["REFERENCE_WINDOW", "FrozenCall", "reference_is_kept"]

REFERENCE_WINDOW: Final = timedelta(hours=24)
"""References are documented to be kept at least this long; nothing is promised after that."""
_MARGIN: Final = timedelta(minutes=10)
"""A reference is trusted until this long before it may be forgotten: clocks differ, and a call takes time."""

_VERSION: Final = 1
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def reference_is_kept(first_sent_at: datetime, now: datetime) -> bool:
    """Whether what was first sent then can be sent again under its reference without acting twice.

    A sending that lies in the future shows that clocks differ: then nobody knows how old the reference is.
    """
    return -_MARGIN < now - first_sent_at < REFERENCE_WINDOW - _MARGIN


@frozen
class FrozenCall:
    """One call, frozen before its first attempt."""

    operation: str
    base_url: str
    api_key_fingerprint: str
    identity: Identity
    path: str
    query: tuple[tuple[str, str], ...]
    headers: tuple[tuple[str, str], ...] = field(repr=False)
    body: bytes | None = field(repr=False)
    idempotency_ref: str | None
    seal: str = field(default="", repr=False)
    """Proof that this client made it; see `sealed`."""

    @property
    def body_fingerprint(self) -> str:
        """Equal bodies have equal fingerprints; the body cannot be read from it."""
        return fingerprint(self.body or b"")

    def sealed(self, key: bytes, first_sent_at: datetime) -> FrozenCall:
        """The call with the seal that `from_settle_token` asks for."""
        return evolve(self, seal=_seal(key, self.settle_token(first_sent_at)))

    def settle_token(self, first_sent_at: datetime) -> SettleToken:
        """The call as JSON-able data."""
        return {
            "version": _VERSION,
            "operation": self.operation,
            "base_url": self.base_url,
            "api_key_fingerprint": self.api_key_fingerprint,
            "identity_type": self.identity.type.value,
            "identity_id": self.identity.id,
            "path": self.path,
            "query": [list(pair) for pair in self.query],
            "headers": [list(pair) for pair in self.headers],
            "body": None if self.body is None else base64.b64encode(self.body).decode("ascii"),
            "idempotency_ref": self.idempotency_ref,
            "first_sent_at_ms": (first_sent_at - _EPOCH) // timedelta(milliseconds=1),
            "seal": self.seal,
        }

    @classmethod
    def from_settle_token(cls, data: Mapping[str, object], key: bytes) -> tuple[FrozenCall, datetime]:
        """Read a settle token back, and give the time of the first sending as well.

        Raises:
            ValueError: It was not sealed with this key, or has been changed since; the text says what is wrong.
        """
        if data.get("version") != _VERSION:
            raise ValueError("it is of a version that this version of the SDK does not know")
        try:
            genuine = hmac.compare_digest(str(data.get("seal")).encode(), _seal(key, data).encode())
        except TypeError:  # holds what no JSON holds
            genuine = False
        if not genuine:
            raise ValueError("it was changed since it was made")
        token = cast("SettleToken", data)  # the seal proves it
        if token["operation"] not in OPERATIONS:
            raise ValueError("it is about an operation that this version of the SDK does not know")
        call = cls(
            operation=token["operation"],
            base_url=token["base_url"],
            api_key_fingerprint=token["api_key_fingerprint"],
            identity=Identity(token["identity_type"], token["identity_id"]),
            path=token["path"],
            query=tuple((name, value) for name, value in token["query"]),
            headers=tuple((name, value) for name, value in token["headers"]),
            body=None if token["body"] is None else base64.b64decode(token["body"]),
            idempotency_ref=token["idempotency_ref"],
            seal=token["seal"],
        )
        return call, _EPOCH + timedelta(milliseconds=token["first_sent_at_ms"])


def _seal(key: bytes, token: Mapping[str, object]) -> str:
    content = {name: value for name, value in token.items() if name != "seal"}
    return hmac.new(key, orjson.dumps(content, option=orjson.OPT_SORT_KEYS), "sha256").hexdigest()
