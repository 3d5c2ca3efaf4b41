"""Commands that look into the books: instruments with their rules and entries, double entries, transfers."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from weavr_async.emulator.control.command import (
    COUNT,
    FLAG,
    MOMENT,
    NOTHING,
    OBJECT,
    PAGE,
    STRING,
    TEXT,
    Command,
    CommandRefused,
    array_of,
    object_schema,
)
from weavr_async.emulator.ledger import LedgerError
from weavr_async.emulator.records import Card

if TYPE_CHECKING:
    from weavr_async.emulator.contract import JsonObject
    from weavr_async.emulator.control.command import ControlRequest
    from weavr_async.emulator.ledger import Posting
    from weavr_async.emulator.records import Account, Entry

__all__ = ["BOOK_COMMANDS"]

_USUAL_PAGE = 100


def _instrument(request: ControlRequest) -> JsonObject:
    world, instrument_id = request.state.world, request.path["id"]
    instrument: Account | Card | None = world.accounts.get(instrument_id) or world.cards.get(instrument_id)
    if instrument is None:
        raise CommandRefused(404, f"there is no instrument {instrument_id}")
    entries = islice(reversed(instrument.entries), request.query.get("limit", _USUAL_PAGE))
    balance = instrument.balance
    shown: JsonObject = {
        "id": instrument.id,
        "type": instrument.key.type,
        "identity": {"type": instrument.identity.type, "id": instrument.identity.id},
        "name": instrument.friendly_name,
        "currency": instrument.currency,
        "state": instrument.state,
        "available": None if balance is None else balance.available,
        "actual": None if balance is None else balance.actual,
        "entries": [_entry(entry) for entry in entries],
        "count": len(instrument.entries),
        "ledgerAccount": world.holder(instrument.id).key.account,
    }
    if isinstance(instrument, Card):
        shown["card"] = {
            "parentId": instrument.parent_id,
            "blocks": sorted(instrument.blocks),
            "destroyed": instrument.destroyed,
            "expiresMs": instrument.expires_ms,
            "renewal": instrument.renewal,
            "cardRules": instrument.spend_rules,
            "profileRules": instrument.profile_spend_rules,
            "identityRules": world.rules_of_owner(instrument),
            "left": world.left_to_spend(instrument) if balance is None else [],
        }
    return shown


def _entry(entry: Entry) -> JsonObject:
    return {
        "type": entry.type,
        "transactionId": entry.id,
        "state": entry.state,
        "atMs": entry.at_ms,
        "amount": entry.amount,
        "available": entry.available,
        "actual": entry.actual,
        "availableAfter": entry.available_after,
        "actualAfter": entry.actual_after,
        "fields": dict(entry.fields),
    }


def _postings(request: ControlRequest) -> JsonObject:
    query = request.query
    wanted, transaction = query.get("account"), query.get("transaction")
    postings = request.state.world.ledger.postings
    before = min(query.get("before", len(postings)), len(postings))
    rows = (
        _posting(number, postings[number])
        for number in range(before - 1, -1, -1)
        if (wanted is None or any(account == wanted for account, _, _ in postings[number].sides))
        and transaction in {None, postings[number].transaction_id}
    )
    return {"postings": list(islice(rows, query.get("limit", _USUAL_PAGE))), "total": len(postings)}


def _posting(number: int, posting: Posting) -> JsonObject:
    return {
        "number": number,
        "type": posting.kind,
        "transactionId": posting.transaction_id,
        "atMs": posting.at_ms,
        "currency": posting.currency,
        "sides": [
            {"account": account, "available": available, "actual": actual}
            for account, available, actual in posting.sides
        ],
    }


def _transfers(request: ControlRequest) -> JsonObject:
    world = request.state.world
    rows = islice(reversed(world.transfers.values()), request.query.get("limit", _USUAL_PAGE))
    return {
        "transfers": [
            {
                "id": one.id,
                "identity": {"type": one.identity.type, "id": one.identity.id},
                "source": one.source.id,
                "destination": one.destination.id,
                "currency": one.currency,
                "amount": one.amount,
                "fee": one.fee,
                "state": one.state,
                "failure": one.failure,
                "createdMs": one.created_ms,
                "scheduledMs": one.scheduled_ms,
                "executedMs": one.executed_ms,
                "reference": one.reference,
                "timesActed": 0 if one.reference is None else world.times_acted(one.reference),
                "tag": one.tag,
            }
            for one in rows
        ],
        "total": len(world.transfers),
    }


def _ledger(request: ControlRequest) -> JsonObject:
    try:
        request.state.world.check()
    except LedgerError as wrong:
        raise CommandRefused(500, str(wrong)) from None
    return {"balanced": True}


_SIDE = object_schema(
    "account", "available", "actual", account=TEXT, available={"type": "integer"}, actual={"type": "integer"}
)
_POSTING = object_schema(
    "number", "type", "transactionId", "atMs", "currency", "sides", number=COUNT, type=TEXT, transactionId=TEXT,
    atMs=MOMENT, currency=TEXT, sides=array_of(_SIDE),
)  # fmt: skip
_INSTRUMENT: JsonObject = {
    "type": "object",
    "required": ["id", "type", "identity", "currency", "state", "available", "actual", "entries", "count"],
}
_LIMIT: JsonObject = {"limit": PAGE["limit"]}
BOOK_COMMANDS = (
    Command(
        "GET", "/instruments/{id}", "instrument", "An account or a card: balances, rules, and the newest entries.",
        NOTHING, _instrument, _INSTRUMENT, (404,), _LIMIT,
    ),
    Command(
        "GET", "/ledger/postings", "postings", "The double entries behind the balances, newest first.", NOTHING,
        _postings, object_schema("postings", "total", postings=array_of(_POSTING), total=COUNT),
        query={**PAGE, "account": STRING, "transaction": STRING},
    ),
    Command(
        "GET", "/transfers", "transfers", "The newest transfers of all identities.", NOTHING, _transfers,
        object_schema("transfers", "total", transfers=array_of(OBJECT), total=COUNT), query=_LIMIT,
    ),
    Command(
        "GET", "/ledger", "checkLedger", "Whether the books balance, added up anew.", NOTHING, _ledger,
        object_schema("balanced", balanced=FLAG),
    ),
)  # fmt: skip
