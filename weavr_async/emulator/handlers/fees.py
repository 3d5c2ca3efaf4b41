"""Fees: flat, pre-configured, taken from an account or a card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weavr_async.emulator import errors, events
from weavr_async.emulator.handlers.call import Reply, instrument_key
from weavr_async.emulator.ledger import Leg, internal_account
from weavr_async.emulator.records import Card

if TYPE_CHECKING:
    from weavr_async.emulator.handlers.call import Call

__all__ = ["charge", "charge_consumer", "charge_corporate"]


def charge_corporate(call: Call) -> Reply:
    """Charge a company, by the deprecated call."""
    return _charge_only("CORPORATE", call)


def charge_consumer(call: Call) -> Reply:
    """Charge a consumer, by the deprecated call."""
    return _charge_only("CONSUMER", call)


def _charge_only(kind: str, call: Call) -> Reply:
    if call.identity.type != kind:
        raise errors.forbidden("INSUFFICIENT_PERMISSIONS")
    return charge(call)


def charge(call: Call) -> Reply:
    """Charge a fee of a configured type."""
    world = call.world
    fee = world.fee_types.get(call.body["feeType"])
    if fee is None:
        raise errors.conflict("UNRESOLVED_FEE_TYPE")
    key = instrument_key(call.body["source"])
    instrument = world.instrument(key)
    if instrument is None:
        raise errors.conflict("UNRESOLVED_INSTRUMENT")
    if instrument.identity != call.identity:
        raise errors.conflict(call.switches.foreign_fee_source)
    if not fee.amounts:
        raise errors.conflict("FEE_AMOUNT_NOT_SET")
    holder = world.holder(key.id)
    currency = holder.currency
    if currency not in fee.amounts:
        raise errors.conflict("UNRESOLVED_CURRENCY")
    amount = fee.amounts[currency]
    if holder.balance is None or holder.balance.available < amount:
        raise errors.conflict("FUNDS_INSUFFICIENT")
    transaction_id = world.new_id()
    fields = (("chargeFeeType", fee.name),)
    taken = Leg(holder.key.account, -amount, -amount, -amount, fields=fields)
    earned = Leg(internal_account("revenue", currency), amount, amount)
    if isinstance(instrument, Card) and instrument.balance is None:
        world.note(instrument, "CHARGE_FEE", transaction_id, taken)
        taken = taken._replace(fields=(*fields, ("relatedCardId", instrument.id)))
    world.move("CHARGE_FEE", transaction_id, currency, [taken, earned])
    events.fee_charged(world, fee, transaction_id, key, currency)
    return Reply(
        200,
        {
            "transactionId": {"type": "CHARGE_FEE", "id": transaction_id},
            "profileId": fee.profile_id,
            "feeType": fee.name,
            "source": {"type": key.type, "id": key.id},
            "availableBalanceAdjustment": {
                "currency": currency,
                "amount": -amount if instrument.balance is not None else 0,
            },
            "state": "COMPLETED",
            "creationTimestamp": world.now_ms(),
        },
    )
