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
from attrs import field, frozen

from weavr_async._calls.raw_requests import operation_named
from weavr_async.values.identities import Identity
from weavr_async.values.references import fingerprint

if TYPE_CHECKING:
    from collections.abc import Mapping

    from weavr_async.errors import SettleToken
    from weavr_backoffice.client import Operation

__all__ = ["FrozenCall", "Sendings", "epoch_ms", "read_settle_token", "seal_settle_token"]

_VERSION: Final = 2
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@frozen(eq=False, repr=False)
class Sendings:
    """When a call was sent, in the service's time (aware)."""

    first: datetime
    """How old its reference is."""
    last: datetime
    """The last sending that nobody answered: how long the call may still be on its way."""

    def and_then(self, last: datetime) -> Sendings:
        """With a later sending that nobody answered either."""
        return Sendings(self.first, max(self.last, last))


@frozen(eq=False)
class FrozenCall:
    """One call, frozen before its first attempt."""

    operation: str
    environment: str
    """The environment's name."""
    api_key_fingerprint: str
    """Of the key that it was first sent with."""
    identity: Identity
    path: str
    query: tuple[tuple[str, str], ...]
    headers: tuple[tuple[str, str], ...] = field(repr=False)
    body: bytes | None = field(repr=False)
    idempotency_ref: str | None

    @property
    def known_operation(self) -> Operation:
        """The operation behind its name."""
        known = operation_named(self.operation)
        assert known is not None, "a call is frozen by us, and read back under a check of its operation"  # noqa: S101
        return known

    @property
    def body_fingerprint(self) -> str:
        """Equal bodies have equal fingerprints; the body cannot be read from it."""
        return fingerprint(self.body or b"")


def seal_settle_token(call: FrozenCall, sendings: Sendings, key: bytes) -> SettleToken:
    """The call as JSON-able data, with the seal that `read_settle_token` asks for."""
    token: SettleToken = {
        "version": _VERSION,
        "operation": call.operation,
        "environment": call.environment,
        "api_key_fingerprint": call.api_key_fingerprint,
        "identity_type": call.identity.type.value,
        "identity_id": call.identity.id,
        "path": call.path,
        "query": [list(pair) for pair in call.query],
        "headers": [list(pair) for pair in call.headers],
        "body": None if call.body is None else base64.b64encode(call.body).decode("ascii"),
        "idempotency_ref": call.idempotency_ref,
        "first_sent_at_ms": epoch_ms(sendings.first),
        "last_sent_at_ms": epoch_ms(sendings.last),
        "seal": "",
    }
    token["seal"] = _seal(key, token)
    return token


def read_settle_token(data: Mapping[str, object], key: bytes) -> tuple[FrozenCall, Sendings]:
    """Read a settle token back.

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
    if operation_named(token["operation"]) is None:
        raise ValueError("it is about an operation that this version of the SDK does not know")
    call = FrozenCall(
        operation=token["operation"],
        environment=token["environment"],
        api_key_fingerprint=token["api_key_fingerprint"],
        identity=Identity(token["identity_type"], token["identity_id"]),
        path=token["path"],
        query=tuple((name, value) for name, value in token["query"]),
        headers=tuple((name, value) for name, value in token["headers"]),
        body=None if token["body"] is None else base64.b64decode(token["body"]),
        idempotency_ref=token["idempotency_ref"],
    )
    return call, Sendings(_from_ms(token["first_sent_at_ms"]), _from_ms(token["last_sent_at_ms"]))


def epoch_ms(time: datetime) -> int:
    """A time as the service writes it: whole milliseconds since 1970."""
    return (time - _EPOCH) // timedelta(milliseconds=1)


def _from_ms(milliseconds: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=milliseconds)


def _seal(key: bytes, token: Mapping[str, object]) -> str:
    content = {name: value for name, value in token.items() if name != "seal"}
    return hmac.new(key, orjson.dumps(content, option=orjson.OPT_SORT_KEYS), "sha256").hexdigest()
