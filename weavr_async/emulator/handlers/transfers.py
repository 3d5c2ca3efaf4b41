"""Transfers: refused by state, done at once, held for a while, or planned for later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weavr_async.emulator import errors, events
from weavr_async.emulator.errors import Refusal
from weavr_async.emulator.handlers.call import Reply, instrument_key, page_of
from weavr_async.emulator.ledger import Leg, internal_account
from weavr_async.emulator.records import Card, TransferRecord

if TYPE_CHECKING:
    from weavr_async.emulator.agenda import Due
    from weavr_async.emulator.contract import JsonObject
    from weavr_async.emulator.handlers.call import Call
    from weavr_async.emulator.records import Account, Fields, IdentityKey, InstrumentKey, TransferProfile
    from weavr_async.emulator.world import World

__all__ = ["create", "fall_due", "find", "get", "read_again"]

_MOST_BALANCE = 2**63 - 1


def create(call: Call) -> Reply:
    """Make a transfer, now or at its scheduled time."""
    world, body = call.world, call.body
    now = world.now_ms()
    scheduled = body.get("scheduledTimestamp")
    # More digits than any moment has: not even worth reading.
    if scheduled is not None and (len(scheduled) > 18 or int(scheduled) <= now):  # noqa: PLR2004
        raise errors.conflict("SCHEDULED_TIMESTAMP_INVALID")
    transfer = TransferRecord(
        id="",
        identity=call.identity,
        profile_id=body["profileId"],
        source=instrument_key(body["source"]),
        destination=instrument_key(body["destination"]),
        currency=body["destinationAmount"]["currency"],
        amount=body["destinationAmount"]["amount"],
        fee=0,
        created_ms=now,
        state="SCHEDULED",
        tag=body.get("tag"),
        description=body.get("description"),
        scheduled_ms=None if scheduled is None else int(scheduled),
        reference=call.reference,
    )
    _check(world, transfer)
    transfer.fee = world.profiles[transfer.profile_id].fees.get(transfer.currency, 0)
    world.add_transfer(transfer)
    if transfer.scheduled_ms is not None:
        world.agenda.plan(transfer.scheduled_ms, "scheduled transfer", transfer.id)
        events.transfer_changed(world, transfer)
    else:
        _start(world, transfer, call.switches.transfer_pending_ms)
    return Reply(200, transfer_json(transfer), thing_id=transfer.id)


def read_again(world: World, thing_id: str) -> JsonObject:
    """Write a transfer as it is now, for the answer to a repeat."""
    return transfer_json(world.transfers[thing_id])


def fall_due(world: World, due: Due, pending_ms: int) -> None:
    """Carry out what was planned: a scheduled transfer starts, a pending one completes."""
    transfer = world.transfers[due.id]
    if due.kind == "pending transfer":
        _book(world, transfer)
        return
    try:
        _check(world, transfer)
    except Refusal as refusal:
        transfer.state, transfer.failure = "FAILED", refusal.code
        transfer.executed_ms = world.now_ms()
        events.transfer_changed(world, transfer)
    else:
        _start(world, transfer, pending_ms)


def get(call: Call) -> Reply:
    """Read one transfer."""
    transfer = call.world.transfers.get(call.path["id"])
    if transfer is None or transfer.identity != call.identity:
        raise errors.not_found("transfer")
    return Reply(200, transfer_json(transfer))


def find(call: Call) -> Reply:
    """List transfers, newest first."""
    world, query = call.world, call.query
    chosen = world.transfers_of.get(call.identity, [])[::-1]
    if query.keys() - {"offset", "limit"}:
        chosen = [one for one in chosen if _fits(world.transfers[one], query)]
    rows = [transfer_json(world.transfers[one]) for one in page_of(chosen, call)]
    return Reply(200, {"transfer": rows, "count": len(chosen), "responseCount": len(rows)})


def transfer_json(transfer: TransferRecord) -> JsonObject:
    """Write a transfer the way the contract does."""
    body: JsonObject = {
        "id": transfer.id,
        "profileId": transfer.profile_id,
        "source": _instrument(transfer.source),
        "destination": _instrument(transfer.destination),
        "destinationAmount": {"currency": transfer.currency, "amount": transfer.amount},
        "state": transfer.state,
        "creationTimestamp": transfer.created_ms,
    }
    if transfer.tag is not None:
        body["tag"] = transfer.tag
    if transfer.description is not None:
        body["description"] = transfer.description
    if transfer.scheduled_ms is not None:
        body["scheduledTimestamp"] = str(transfer.scheduled_ms)
    if transfer.executed_ms is not None:
        body["executionTimestamp"] = str(transfer.executed_ms)
    return body


def _instrument(key: InstrumentKey) -> JsonObject:
    return {"type": key.type, "id": key.id}


def _fits(transfer: TransferRecord, query: JsonObject) -> bool:
    return (
        transfer.profile_id == query.get("profileId", transfer.profile_id)
        and transfer.tag == query.get("tag", transfer.tag)
        and transfer.state in (query.get("state") or [transfer.state])
        and query.get("createdFrom", transfer.created_ms) <= transfer.created_ms
        and transfer.created_ms <= query.get("createdTo", transfer.created_ms)
        and query.get("instrumentId", transfer.source.id) in {transfer.source.id, transfer.destination.id}
    )


def _check(world: World, transfer: TransferRecord) -> None:
    source = _owned(world, transfer.source, transfer.identity, "SOURCE")
    destination = _owned(world, transfer.destination, transfer.identity, "DESTINATION")
    profile = _profile(world, transfer.profile_id)
    if transfer.source == transfer.destination:
        raise errors.conflict("SOURCE_AND_DESTINATION_MUST_BE_DIFFERENT")
    if profile.pairs is not None and (transfer.source.type, transfer.destination.type) not in profile.pairs:
        raise errors.conflict("TRANSFER_BETWEEN_INSTRUMENTS_UNSUPPORTED")
    _usable(source, "SOURCE")
    _usable(destination, "DESTINATION")
    if transfer.amount <= 0:
        raise errors.conflict("AMOUNT_INVALID")
    if not source.currency == destination.currency == transfer.currency:
        raise errors.conflict("CURRENCY_MISMATCH")
    if profile.currencies is not None and transfer.currency not in profile.currencies:
        raise errors.conflict("FEE_NOT_CONFIGURED_FOR_CURRENCY")
    for instrument in (source, destination):
        if instrument.denial:
            raise errors.conflict(instrument.denial)
    needed = transfer.amount + profile.fees.get(transfer.currency, 0)
    if source.balance is None or source.balance.available < needed:
        raise errors.conflict("FUNDS_INSUFFICIENT")
    most = _MOST_BALANCE if destination.most_balance is None else destination.most_balance
    if destination.balance is None or destination.balance.available + transfer.amount > most:
        raise errors.conflict("DESTINATION_LIMIT_EXCEEDED")


def _profile(world: World, profile_id: str) -> TransferProfile:
    profile = world.profiles.get(profile_id)
    if profile is None:
        if world.switches.unknown_profile == "not_found":
            raise errors.not_found("transfer profile")
        raise errors.conflict("MODEL_CONSTRAINTS_VIOLATED")
    if profile.is_foreign:
        raise errors.forbidden()
    if not profile.active:
        raise errors.conflict("PROFILE_INACTIVE")
    return profile


def _owned(world: World, key: InstrumentKey, identity: IdentityKey, side: str) -> Account | Card:
    instrument = world.instrument(key)
    if instrument is None or instrument.identity != identity:
        raise errors.conflict(f"{side}_NOT_FOUND")
    return instrument


def _usable(instrument: Account | Card, side: str) -> None:
    if isinstance(instrument, Card) and instrument.balance is None:
        raise errors.conflict(f"{side}_CANNOT_BE_DEBIT_MODE_CARD")
    if instrument.state == "DESTROYED":
        raise errors.conflict(f"{side}_INSTRUMENT_DESTROYED")
    if instrument.state != "ACTIVE":
        raise errors.conflict(f"{side}_INSTRUMENT_BLOCKED")


def _start(world: World, transfer: TransferRecord, pending_ms: int) -> None:
    if pending_ms <= 0:
        _book(world, transfer)
        return
    transfer.state = "PENDING"
    taken = _taken(world, transfer)
    legs = [taken._replace(actual=0), Leg(internal_account("held", transfer.currency), -taken.available, 0)]
    world.move("TRANSFER", transfer.id, transfer.currency, legs, state="PENDING")
    world.agenda.plan(world.now_ms() + pending_ms, "pending transfer", transfer.id)
    events.transfer_changed(world, transfer)


def _book(world: World, transfer: TransferRecord) -> None:
    """Move the money, of which the source's side may be held already."""
    taken, held = _taken(world, transfer), transfer.state == "PENDING"
    legs = [
        taken._replace(available=0) if held else taken,
        _given(world, transfer),
        Leg(internal_account("revenue", transfer.currency), transfer.fee, transfer.fee),
    ]
    if held:
        legs.append(Leg(internal_account("held", transfer.currency), taken.available, 0))
        world.complete("TRANSFER", transfer.id, transfer.currency, legs)
    else:
        world.move("TRANSFER", transfer.id, transfer.currency, legs)
    transfer.state, transfer.executed_ms = "COMPLETED", world.now_ms()
    events.transfer_changed(world, transfer)


def _taken(world: World, transfer: TransferRecord) -> Leg:
    """The source's side: the amount and the fee on top, naming the destination."""
    total = -transfer.amount - transfer.fee
    fields = _fields(world, transfer, "destination", transfer.destination)
    return Leg(transfer.source.account, total, total, total, transfer.fee, fields)


def _given(world: World, transfer: TransferRecord) -> Leg:
    """The destination's side: the amount, naming the source."""
    fields = _fields(world, transfer, "source", transfer.source)
    return Leg(transfer.destination.account, transfer.amount, transfer.amount, transfer.amount, fields=fields)


def _fields(world: World, transfer: TransferRecord, side: str, other: InstrumentKey) -> Fields:
    instrument = world.instrument(other)
    fields = [(f"{side}InstrumentType", other.type), (f"{side}InstrumentId", other.id)]
    if instrument is not None:
        fields.append((f"{side}InstrumentFriendlyName", instrument.friendly_name))
    if transfer.description is not None:
        fields.append(("description", transfer.description))
    return tuple(fields)
