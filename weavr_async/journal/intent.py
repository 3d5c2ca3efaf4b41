"""What an intent is made of: its name, what is compared, what is sent, and how users see it."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, cast, final

import orjson
from attrs import field, frozen

from weavr_async._calls.settle_token import FrozenCall, Sendings
from weavr_async.journal.results import result_of
from weavr_async.stores.intents import NewIntent
from weavr_async.values.identities import Identity
from weavr_async.values.json_values import JSONValue

if TYPE_CHECKING:
    from weavr_async._calls.settle import SettledResult
    from weavr_async.stores.intents import IntentState, StoredIntent
    from weavr_backoffice.types import JSON

__all__ = [
    "Intent",
    "first_asked_at_of",
    "frozen_call",
    "intent_id",
    "new_intent",
    "scheduled_at_of",
    "sendings_of",
]

_VERSION: Final = 1
"""Of the frozen request."""


@final
@frozen(kw_only=True)
class Intent(JSONValue):
    """One write under one reference, as the journal knows it."""

    id: str
    """Its name in the journal."""
    operation: str
    """The contract's operationId."""
    identity: Identity
    reference: str
    """As it is sent."""
    state: IntentState
    first_sent_at: datetime
    """When it may have been sent first (aware, by the service's clock)."""
    tries: int
    """How often settling it has ended without a verdict."""
    result_id: str | None
    """The id of what it made."""
    note: str | None
    """Why it stands as it does, or what a person wrote."""
    created_at: datetime
    changed_at: datetime
    is_held: bool
    """Whether somebody is at work on it right now."""
    handled_at: datetime | None
    """When a handler had taken note of how it ended; only of what was planned."""
    result: SettledResult = field(default=None, repr=False)
    """What it made, as it was then; absent when it is not done, was forgotten, or the operation answers nothing."""

    @classmethod
    def of(cls, row: StoredIntent) -> Intent:
        """What users see of a stored intent."""
        return cls(
            id=row.id,
            operation=row.operation,
            identity=_identity(row.identity),
            reference=row.reference,
            state=row.state,
            first_sent_at=_time(row.first_sent_at),
            tries=row.tries,
            result_id=row.result_id,
            note=row.note,
            created_at=_time(row.created_at),
            changed_at=_time(row.changed_at),
            is_held=row.lease_left > 0,
            handled_at=None if row.handled_at is None else _time(row.handled_at),
            result=result_of(row),
        )


def intent_id(environment: str, identity: Identity, operation: str, reference: str) -> str:
    """The name of a write: the same wherever and whenever it is asked for."""
    names = [environment, identity.type.value, identity.id, operation, reference]
    return hashlib.sha256(orjson.dumps(names)).hexdigest()


def new_intent(call: FrozenCall, first_asked_at: datetime | None = None) -> NewIntent:
    """The intent of a call that has a reference; of one that is planned, with the time that its reference names."""
    reference = call.idempotency_ref or ""
    return NewIntent(
        id=intent_id(call.environment, call.identity, call.operation, reference),
        environment=call.environment,
        identity=f"{call.identity.type.value} {call.identity.id}",
        operation=call.operation,
        reference=reference,
        fingerprint=_fingerprint(call),
        request=_frozen(call, first_asked_at),
    )


def _fingerprint(call: FrozenCall) -> str:
    """Equal for equal meaning: neither the order of fields nor a null that another release leaves out matters."""
    body: JSON = orjson.loads(call.body) if call.body else None
    content = [call.path, sorted(call.query), _without_nulls(body)]
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _without_nulls(value: JSON) -> JSON:
    if isinstance(value, dict):
        return {name: _without_nulls(item) for name, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_without_nulls(item) for item in value]
    return value


def _frozen(call: FrozenCall, first_asked_at: datetime | None) -> bytes:
    return orjson.dumps(
        {
            "version": _VERSION,
            "api_key": call.api_key_fingerprint,
            "path": call.path,
            "query": call.query,
            "headers": call.headers,
            "body": None if call.body is None else base64.b64encode(call.body).decode("ascii"),
            "first_asked_at": None if first_asked_at is None else first_asked_at.timestamp(),
        }
    )


def frozen_call(row: StoredIntent) -> FrozenCall:
    """The call that an intent stands for, with the bytes that were frozen then."""
    found = cast("dict[str, JSON]", orjson.loads(row.request))
    body = found["body"]
    return FrozenCall(
        operation=row.operation,
        environment=row.environment,
        api_key_fingerprint=str(found["api_key"]),
        identity=_identity(row.identity),
        path=str(found["path"]),
        query=_pairs(found["query"]),
        headers=_pairs(found["headers"]),
        body=None if body is None else base64.b64decode(str(body)),
        idempotency_ref=row.reference,
    )


def first_asked_at_of(row: StoredIntent) -> datetime | None:
    """When what is planned was first asked for, if that was before it was planned."""
    found = cast("dict[str, float | None]", orjson.loads(row.request)).get("first_asked_at")
    return None if found is None else _time(found)


def scheduled_at_of(call: FrozenCall) -> datetime | None:
    """When a transfer is to be carried out, if not at once."""
    body: JSON = orjson.loads(call.body) if call.body else None
    found = body.get("scheduledTimestamp") if isinstance(body, dict) else None
    return _time(int(found) / 1000) if isinstance(found, str) else None


def _pairs(found: JSON) -> tuple[tuple[str, str], ...]:
    pairs = cast("list[list[str]]", found)
    return tuple((name, value) for name, value in pairs)


def sendings_of(row: StoredIntent) -> Sendings:
    """When it may have been sent."""
    return Sendings(_time(row.first_sent_at), _time(max(row.last_sent_at, row.first_sent_at)))


def _identity(stored: str) -> Identity:
    kind, _, id_ = stored.partition(" ")
    return Identity(kind, id_)


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
