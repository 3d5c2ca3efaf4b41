"""A call as it was sent: everything needed to ask about it again, as plain data.

The body bytes are frozen before the first attempt, so a repeat after an hour or a restart sends
the same bytes under the same reference. No api key and no token is part of it.
"""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal, TypedDict, cast

from attrs import field, frozen

from weavr_async.errors import InvalidRequest
from weavr_async.idempotency import fingerprint
from weavr_async.identities import Identity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["REFERENCE_WINDOW", "FrozenCall", "RetryToken"]

REFERENCE_WINDOW: Final = timedelta(hours=24)
"""References are documented to be kept at least this long; nothing is promised after that."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class RetryToken(TypedDict):
    """The JSON form of a call whose outcome is unknown. Treat it as opaque; keep it like business data."""

    version: Literal[1]
    operation: str
    base_url: str
    api_key_fingerprint: str
    identity_type: str
    identity_id: str
    path: str
    query: list[list[str]]
    headers: list[list[str]]
    body: str | None
    idempotency_ref: str | None
    first_sent_at_ms: int


_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "operation": (str,),
    "base_url": (str,),
    "api_key_fingerprint": (str,),
    "identity_type": (str,),
    "identity_id": (str,),
    "path": (str,),
    "query": (list,),
    "headers": (list,),
    "body": (str, type(None)),
    "idempotency_ref": (str, type(None)),
    "first_sent_at_ms": (int,),
}


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

    @property
    def body_fingerprint(self) -> str:
        """Equal bodies have equal fingerprints; the body cannot be read from it."""
        return fingerprint(self.body or b"")

    def retry_token(self, first_sent_at: datetime) -> RetryToken:
        """The call as JSON-able data."""
        return {
            "version": 1,
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
        }

    @classmethod
    def from_retry_token(cls, data: Mapping[str, object]) -> tuple[FrozenCall, datetime]:
        """Read a retry token back.

        Raises:
            ValueError: it is no retry token of a version this SDK knows; the text says what is wrong.
        """
        if data.get("version") != 1:
            raise ValueError(f"a retry token of version {data.get('version')!r} cannot be read by this version")
        for name, types in _TYPES.items():
            if name not in data or not isinstance(data[name], types) or isinstance(data[name], bool):
                raise ValueError(f"the retry token's {name!r} is missing or of the wrong type")
        token = cast("RetryToken", data)  # each key's type was checked above
        try:
            body = None if token["body"] is None else base64.b64decode(token["body"], validate=True)
        except binascii.Error:
            raise ValueError("the retry token's 'body' is not base64") from None
        try:
            identity = Identity(token["identity_type"], token["identity_id"])
        except InvalidRequest:
            raise ValueError("the retry token's identity is none") from None
        call = cls(
            operation=token["operation"],
            base_url=token["base_url"],
            api_key_fingerprint=token["api_key_fingerprint"],
            identity=identity,
            path=token["path"],
            query=_pairs(token["query"], "query"),
            headers=_pairs(token["headers"], "headers"),
            body=body,
            idempotency_ref=token["idempotency_ref"],
        )
        return call, _EPOCH + timedelta(milliseconds=token["first_sent_at_ms"])


def _pairs(value: Sequence[object], name: str) -> tuple[tuple[str, str], ...]:
    """A JSON list of pairs of strings."""
    pairs: list[tuple[str, str]] = []
    for pair in value:
        match pair:
            case [str(first), str(second)]:
                pairs.append((first, second))
            case _:
                raise ValueError(f"the retry token's {name!r} is not a list of pairs of strings")
    return tuple(pairs)
