"""JSON compared by what it means to the service, which does not give everything back as it was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import orjson

if TYPE_CHECKING:
    from weavr_backoffice.types import JSON, JSONObject

__all__ = ["canonical", "meaning"]

_LIMITS: Final = "spendLimit"


def canonical(value: JSON) -> bytes:
    """Bytes that are equal for JSON of equal meaning; the order of fields and lists does not count."""
    return orjson.dumps(_meaning(value), option=orjson.OPT_SORT_KEYS)


def meaning(data: JSONObject) -> JSONObject:
    """An object without what means nothing (observed).

    Null and an empty list or object are the same as absent, and nulls in a list are dropped. A lone spend limit of 0
    for `ALWAYS` is how a debit mode card without limits reads.
    """
    found = {name: _meaning(one) for name, one in data.items()}
    return {
        name: one
        for name, one in found.items()
        if one is not None and one not in ([], {}) and not (name == _LIMITS and _is_no_limit(one))
    }


def _meaning(value: JSON) -> JSON:
    if isinstance(value, dict):
        return meaning(value)
    if isinstance(value, list):
        return sorted((_meaning(one) for one in value if one is not None), key=_sortable)
    return value


def _sortable(value: JSON) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def _is_no_limit(limits: JSON) -> bool:
    match limits:
        case [{"interval": "ALWAYS", "value": {"amount": 0}}]:
            return True
        case _:
            return False
