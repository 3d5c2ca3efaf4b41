"""What came of an intent, as it is kept: the answer's status and body."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, TypeVar, cast

import orjson

from weavr_async._calls.raw_requests import RawResponse, endpoint_for, operation_named
from weavr_async._calls.settle import SettledResult, Settlement, SettlementVerdict
from weavr_async._engine.base import Answer
from weavr_async.stores.intents import IntentState
from weavr_backoffice import UnexpectedAnswer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from weavr_async.stores.intents import StoredIntent
    from weavr_backoffice.types import JSON

__all__ = [
    "answer_of",
    "is_replayed",
    "kept_answer",
    "kept_settlement",
    "own_id_in",
    "replayed",
    "result_of",
    "settlement_of",
]

T = TypeVar("T")

_UNKNOWN_FIELDS: Final = "additional_properties"


def kept_answer(answer: Answer) -> bytes:
    """An answer as it is kept."""
    return b"%d %s" % (answer.status_code, answer.content)


def kept_settlement(settlement: Settlement) -> bytes:
    """The result of settling as it is kept."""
    operation, result = operation_named(settlement.operation), settlement.result
    if isinstance(result, RawResponse):
        return b"%d %s" % (result.status, result.content)
    if operation is None or operation.own_id is None:
        return b"204 "
    content = settlement.answer or b"" if result is None else orjson.dumps(result.to_dict())
    return b"%d %s" % (operation.success, content)


def answer_of(kept: bytes) -> Answer:
    """The answer that was kept."""
    status, _, content = kept.partition(b" ")
    return Answer(int(status), ((b"content-type", b"application/json"),), content)


def own_id_in(operation: str, content: bytes) -> str | None:
    """The id of what was made, as the answer names it."""
    known = operation_named(operation)
    try:
        return None if known is None or known.own_id is None else known.own_id.in_json(orjson.loads(content))
    except orjson.JSONDecodeError:
        return None


class _Replayed(dict[str, "JSON"]):
    """The unknown fields of a result that was kept: equal to any others, but for its class."""


def replayed(result: T) -> T:
    """Mark a result as one that was kept, where it is more than nothing."""
    unknown_fields: Mapping[str, JSON] | None = getattr(result, _UNKNOWN_FIELDS, None)
    if unknown_fields is not None:
        setattr(result, _UNKNOWN_FIELDS, _Replayed(unknown_fields))
    return result


def is_replayed(result: object) -> bool:
    """Whether a result was kept in the journal by an earlier call, and nothing was sent for it by this one.

    It is the answer of then. To see the thing as it is now, read it: ``acme.transfers.get(transfer.id)``.
    """
    return isinstance(getattr(result, _UNKNOWN_FIELDS, None), _Replayed)


_VERDICTS: Final = {IntentState.DONE: SettlementVerdict.DONE, IntentState.NOT_DONE: SettlementVerdict.NOT_DONE}


def settlement_of(row: StoredIntent, now: datetime) -> Settlement:
    """What an intent that needs no settling comes to, or that somebody else is settling."""
    verdict = _VERDICTS.get(row.state, SettlementVerdict.STILL_UNKNOWN)
    again_at = now + timedelta(seconds=max(row.lease_left, 0.0)) if row.state is IntentState.OPEN else None
    return Settlement(
        verdict,
        row.operation,
        row.reference,
        result=result_of(row),
        result_id=row.result_id,
        settle_again_at=again_at,
    )


def result_of(row: StoredIntent) -> SettledResult:
    """What was made, as far as it was kept and can be read."""
    operation = operation_named(row.operation)
    if row.result is None or operation is None:
        return None
    try:
        return cast("SettledResult", endpoint_for(operation).parse(answer_of(row.result)))
    except UnexpectedAnswer:
        return None
