"""What a webhook tells about open writes: which of them it may be about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, cast

import orjson
from attrs import frozen

from weavr_async.errors import InvalidRequest
from weavr_async.journal.intent import frozen_call
from weavr_async.values._checks import check_type
from weavr_backoffice import operations

if TYPE_CHECKING:
    from weavr_async.stores.intents import StoredIntent
    from weavr_backoffice.types import JSON, JSONObject

__all__ = ["About", "told_by"]

_TRANSFERS: Final = frozenset({operations.TRANSFER_CREATE.id})
_FEES: Final = frozenset(
    {operations.CHARGE_FEE.id, operations.CORPORATE_CHARGE_FEE.id, operations.CONSUMER_CHARGE_FEE.id}
)
_CARDS: Final = frozenset(
    {operations.MANAGED_CARD_SPEND_RULES_UPDATE.id, operations.MANAGED_CARD_RENEWAL_TYPE_UPDATE.id}
)


@frozen
class About:
    """What an event is about."""

    operations: frozenset[str]
    facts: JSONObject
    """Fields of a request that is meant, as far as the event names them."""
    in_path: str = ""
    """A part of its path."""

    def may_be(self, row: StoredIntent) -> bool:
        """Whether it may be about this write. A yes too many costs one more asking; nothing is concluded from it."""
        if row.operation not in self.operations or not row.request:
            return False
        call = frozen_call(row)
        body: JSON = orjson.loads(call.body) if call.body else {}
        sent = body if isinstance(body, dict) else {}
        return self.in_path in call.path and all(_same(sent.get(name), told) for name, told in self.facts.items())


def told_by(topic: str, body: Mapping[str, object] | bytes) -> About | None:
    """What an event is about; nothing where that is no write that a journal holds."""
    raw = _object(_parsed(body))
    check_type(topic, str, "topic")
    match topic.strip("/"):
        case "transfers/watch":
            transfer = _object(raw.get("transfer"))
            named = ("tag", "profileId", "source", "destination")
            return _about(_TRANSFERS, {name: transfer.get(name) for name in named})
        case "fees/watch":
            return _about(_FEES, {"source": _object(raw.get("chargeFee")).get("source")})
        case named if named.startswith("managed_cards/"):
            card = _object(raw.get("id")).get("id")
            return About(_CARDS, {}, f"/{card}/") if isinstance(card, str) and card else None
        case _:
            return None


def _about(named: frozenset[str], facts: JSONObject) -> About | None:
    return About(named, facts) if any(fact is not None for fact in facts.values()) else None


def _parsed(body: Mapping[str, object] | bytes) -> object:
    if isinstance(body, Mapping):
        return body
    if not isinstance(body, str | bytes | bytearray | memoryview):
        raise InvalidRequest(
            f"The body of an event is its bytes or its JSON object, not {type(body).__name__}.", field="body"
        )
    try:
        parsed: object = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    return parsed


def _object(value: object) -> JSONObject:
    return cast("JSONObject", value) if isinstance(value, Mapping) else {}


def _same(sent: JSON, told: JSON) -> bool:
    if isinstance(sent, dict) and isinstance(told, dict):  # an instrument: its type may be written otherwise
        return sent.get("id") == told.get("id")
    return sent is None or told is None or sent == told
