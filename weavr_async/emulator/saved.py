"""Everything an emulator holds, as JSON: what a state file keeps, and what is exported and imported.

Written by the classes themselves, and read by their annotations, so that a record with a new field needs nothing here.
What is read may come from anywhere: it is checked while it is read, and the books are checked before it is used.
"""

from __future__ import annotations

import base64
import binascii
from functools import cache
from types import UnionType
from typing import TYPE_CHECKING, Any, Final, Literal, Union, get_args, get_origin, get_type_hints

import orjson

from weavr_async.emulator import records
from weavr_async.emulator.agenda import AgendaState, Due
from weavr_async.emulator.clock import ClockState
from weavr_async.emulator.contract import is_array, is_object
from weavr_async.emulator.deliveries import Attempt, DeliveriesState, Delivery, DeliveryFaultKind
from weavr_async.emulator.idempotency import KeptReference, Recorded, ReferenceKey
from weavr_async.emulator.ledger import Balance, Ledger, Posting
from weavr_async.emulator.state import Snapshot
from weavr_async.emulator.tokens import Token, TokenKind, TokensState
from weavr_async.emulator.world import Act, World

if TYPE_CHECKING:
    from weavr_async.emulator.contract import JsonObject
    from weavr_async.emulator.state import State

__all__ = ["SavedStateError", "dump", "dump_snapshot", "read", "read_json"]

_FORMAT: Final = 1
_ANY_LENGTH: Final[set[Any]] = {list, set, frozenset}
_PARTS: Final[dict[str, Any]] = {
    "agenda": AgendaState,
    "tokens": TokensState,
    "references": list[KeptReference],
    "clock": ClockState,
    "deliveries": DeliveriesState,
}
_WORLD: Final[dict[str, Any]] = {
    "api_keys": list[str],
    "other_tenants": dict[str, str],
    "webhooks_key": str,
    "features": set[str],
    "identities": list[records.IdentityRecord],
    "accounts": dict[str, records.Account],
    "cards": dict[str, records.Card],
    "holds": dict[str, records.Hold],
    "users": dict[str, records.UserRecord],
    "emails": set[str],
    "email_domains_refused": set[str],
    "roles": set[str] | None,
    "profiles": dict[str, records.TransferProfile],
    "fee_types": dict[str, records.FeeType],
    "transfers": dict[str, records.TransferRecord],
    "bulks": dict[str, records.Bulk],
    "acts": dict[str, list[Act]],
    "balances": dict[str, Balance],
    "postings": list[Posting],
    "_last_id": int,
    "_claimed": set[str],
}
_NAMES: Final = {
    **{name: getattr(records, name) for name in records.__all__},
    **{
        one.__name__: one
        for one in (Act, Attempt, Balance, Delivery, Due, KeptReference, Posting, Recorded, ReferenceKey, Token)
    },
    "DeliveryFaultKind": DeliveryFaultKind,
    "TokenKind": TokenKind,
}


_TUPLES: Final = {
    one for one in (*_NAMES.values(), AgendaState, ClockState, DeliveriesState, TokensState) if hasattr(one, "_fields")
}
_RECORDS: Final = {*_NAMES.values(), AgendaState, ClockState, DeliveriesState, TokensState}


class SavedStateError(ValueError):
    """What was to be read is no saved state, or one that does not fit together."""


def dump(state: State) -> bytes:
    """Write what an emulator holds as JSON."""
    snapshot = (state.tokens.save(), state.references.save(), state.clock.save(), state.webhooks.save())
    return _dump(state.world, *snapshot)


def dump_snapshot(snapshot: Snapshot) -> bytes:
    """Write a snapshot as JSON."""
    world = World()
    world.restore(snapshot.world)
    return _dump(world, snapshot.tokens, snapshot.references, snapshot.clock, snapshot.deliveries)


def _dump(
    world: World,
    tokens: TokensState,
    references: list[KeptReference],
    clock: ClockState,
    deliveries: DeliveriesState,
) -> bytes:
    held = {name: getattr(world, name) for name in _WORLD.keys() - {"identities", "balances", "postings"}}
    held["identities"] = list(world.identities.values())
    held["balances"], held["postings"] = world.ledger.balances, world.ledger.postings
    document = {
        "format": _FORMAT,
        "world": held,
        "agenda": world.agenda.save(),
        "tokens": tokens,
        "references": references,
        "clock": clock,
        "deliveries": deliveries,
    }
    return orjson.dumps(document, default=_plain)


def read(raw: bytes) -> Snapshot:
    """Read what `dump` wrote.

    Raises:
        SavedStateError: It is not that, or its books do not balance; the text says where.
    """
    try:
        document: object = orjson.loads(raw)
    except orjson.JSONDecodeError as wrong:
        raise SavedStateError(f"it is not JSON: {wrong}") from None
    return read_json(document)


def read_json(document: object) -> Snapshot:
    """Read what `dump` wrote, as the JSON that it is.

    Raises:
        SavedStateError: As `read` raises it.
    """
    if not is_object(document) or document.get("format") != _FORMAT:
        raise SavedStateError(f"it is no saved state of an emulator in the format {_FORMAT}")
    parts = {name: _value(hint, document.get(name), name) for name, hint in _PARTS.items()}
    world = _world(_object(document.get("world"), "world"), parts["agenda"])
    return Snapshot(world.snapshot(), parts["tokens"], parts["references"], parts["clock"], parts["deliveries"])


def _world(held: JsonObject, agenda: AgendaState) -> World:
    world = World()
    values = {name: _value(hint, held.get(name), f"world.{name}") for name, hint in _WORLD.items()}
    world.identities = {record.key: record for record in values.pop("identities")}
    world.ledger = Ledger.of(values.pop("balances"), values.pop("postings"))
    vars(world).update(values)
    instruments: list[records.Account | records.Card] = [*world.accounts.values(), *world.cards.values()]
    for instrument in instruments:
        if instrument.balance is not None:
            instrument.balance = world.ledger.open(instrument.key.account, instrument.currency)
    world.index()
    world.agenda.load(agenda)
    try:
        world.check()
    except AssertionError as wrong:
        raise SavedStateError(str(wrong)) from None
    return world


def _plain(value: Any) -> object:  # noqa: ANN401 - anything
    """Write what orjson does not know."""
    if type(value) is bytes:
        return base64.b64encode(value).decode()
    if type(value) in {set, frozenset}:
        return sorted(value)
    if hasattr(value, "_fields"):
        return [*value]
    raise TypeError(f"there is no way to save {value!r}")


def _value(hint: Any, data: object, where: str) -> Any:  # noqa: ANN401, PLR0911 - an annotation, and what it describes
    """Read one value by its annotation."""
    origin, inner = get_origin(hint), get_args(hint)
    if hint is Any:
        return data
    if origin in {Union, UnionType}:
        return None if data is None else _value(next(one for one in inner if one is not type(None)), data, where)
    if origin is Literal:
        return _checked(data, data in inner, where)
    if origin is dict:
        return {key: _value(inner[1], one, f"{where}.{key}") for key, one in _object(data, where).items()}
    if origin in {list, set, frozenset, tuple}:
        return _collection(origin, inner, data, where)
    if hint is bytes:
        return _bytes(data, where)
    if hint in _RECORDS:
        return _record(hint, data, where)
    return _checked(data, type(data) is hint, where)


def _collection(kind: Any, inner: tuple[Any, ...], data: object, where: str) -> Any:  # noqa: ANN401 - as above
    rows = _array(data, where)
    hints = inner[:1] * len(rows) if kind in _ANY_LENGTH or inner[-1] is Ellipsis else inner
    _checked(data, len(hints) == len(rows), where)
    return kind(_value(hint, row, f"{where}.{n}") for n, (hint, row) in enumerate(zip(hints, rows, strict=True)))


def _record(kind: Any, data: object, where: str) -> Any:  # noqa: ANN401 - as above
    """Read a dataclass, written as an object, or a named tuple, written as an array."""
    hints = _hints(kind)
    if kind in _TUPLES:
        rows = _array(data, where)
        _checked(data, len(rows) == len(hints), where)
        named = zip(hints.items(), rows, strict=True)
        return kind(*(_value(hint, row, f"{where}.{name}") for (name, hint), row in named))
    held = _object(data, where)
    return kind(**{name: _value(hint, held.get(name), f"{where}.{name}") for name, hint in hints.items()})


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind, localns=_NAMES)


def _bytes(data: object, where: str) -> bytes:
    try:
        return base64.b64decode(_checked(data, isinstance(data, str), where), validate=True)
    except (binascii.Error, ValueError):
        raise SavedStateError(f"{where} is not what was expected there") from None


def _object(data: object, where: str) -> JsonObject:
    if not is_object(data):
        raise SavedStateError(f"{where} is no object")
    return data


def _array(data: object, where: str) -> list[Any]:
    if not is_array(data):
        raise SavedStateError(f"{where} is no array")
    return data


def _checked(data: Any, fits: bool, where: str) -> Any:  # noqa: ANN401 - as above
    if not fits:
        raise SavedStateError(f"{where} is not what was expected there")
    return data
