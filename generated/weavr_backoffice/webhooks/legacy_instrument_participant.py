from __future__ import annotations

from collections.abc import Callable, Mapping
from sys import intern
from typing import Final, final

from attrs import define, field

from ..types import (
    JSON,
    MISFIT,
    NO_FIELDS,
    UNSET,
    JSONObject,
    Model,
    Raw,
    Unset,
    decode_bool,
    decode_str,
    fault,
    new,
    redacted_values,
    unknown_fields,
)
from .blocked_details_sub_type import (
    BlockedDetailsSubType,
    decode_blocked_details_sub_type,
    known_blocked_details_sub_type,
)
from .blocked_details_type import BlockedDetailsType, decode_blocked_details_type, known_blocked_details_type
from .destroy_type import DestroyType, decode_destroy_type, known_destroy_type
from .legacy_currency_amount import LegacyCurrencyAmount, decode_legacy_currency_amount
from .legacy_instrument_participant_fees import (
    LegacyInstrumentParticipantFees,
    decode_legacy_instrument_participant_fees,
)
from .legacy_instrument_participant_system import (
    LegacyInstrumentParticipantSystem,
    decode_legacy_instrument_participant_system,
)
from .replacement_type import ReplacementType, decode_replacement_type, known_replacement_type
from .string_wrapped_type_id import StringWrappedTypeId, decode_string_wrapped_type_id


@final
@define(kw_only=True, weakref_slot=False)
class LegacyInstrumentParticipant(Model):
    """What a batch does to an instrument. Changes of balances are in the minor unit."""

    owner: StringWrappedTypeId
    """The identity that it belongs to."""
    fi_provider: str
    """The provider of the money."""
    channel_provider: str
    """The provider of the channel."""
    currency: str
    """Three-letter code of the currency (ISO 4217)."""
    original_amount: LegacyCurrencyAmount | Unset = UNSET
    """The amount before any conversion."""
    available_adjustment: str | Unset = UNSET
    """By how much the available balance changes, in the minor unit, as a string of digits."""
    reserved_adjustment: str | Unset = UNSET
    """By how much the reserved balance changes, in the minor unit, as a string of digits."""
    pending_adjustment: str | Unset = UNSET
    """By how much the pending balance changes, in the minor unit, as a string of digits."""
    available_sync: str | Unset = UNSET
    """What the available balance is set to, in the minor unit, as a string of digits."""
    delta_adjustment: str | Unset = UNSET
    """By how much the delta balance changes, in the minor unit, as a string of digits."""
    limit_adjustment: str | Unset = UNSET
    """By how much the limit changes, in the minor unit, as a string of digits."""
    fee: LegacyInstrumentParticipantFees | Unset = UNSET
    """The fees that are taken, each under a name."""
    system: LegacyInstrumentParticipantSystem | Unset = UNSET
    """What the system's own accounts get, each under a name."""
    create: bool | Unset = UNSET
    """Whether the instrument is made."""
    upgrade: bool | Unset = UNSET
    """Whether the instrument is upgraded."""
    activate: bool | Unset = UNSET
    """Whether the instrument is activated."""
    block_type: BlockedDetailsType | Unset = UNSET
    """Who blocks the instrument."""
    block_sub_type: BlockedDetailsSubType | Unset = UNSET
    """Why the instrument is blocked."""
    unblock_type: BlockedDetailsType | Unset = UNSET
    """Who unblocks the instrument."""
    unblock_sub_type: BlockedDetailsSubType | Unset = UNSET
    """Which block is taken off."""
    destroy_type: DestroyType | Unset = UNSET
    """Why the instrument is removed."""
    replacement_type: ReplacementType | Unset = UNSET
    """Why the instrument is replaced."""
    related: bool | Unset = UNSET
    """Whether it is related to another instrument of the batch."""
    force_state: bool | Unset = UNSET
    """Whether it is done whatever the instrument's state is."""
    force_balance: bool | Unset = UNSET
    """Whether it is done whatever the instrument's balance is."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["owner"] = self.owner.to_dict()
        data["fiProvider"] = self.fi_provider
        data["channelProvider"] = self.channel_provider
        data["currency"] = self.currency
        if self.original_amount is not UNSET:
            data["originalAmount"] = self.original_amount.to_dict()
        if self.available_adjustment is not UNSET:
            data["availableAdjustment"] = self.available_adjustment
        if self.reserved_adjustment is not UNSET:
            data["reservedAdjustment"] = self.reserved_adjustment
        if self.pending_adjustment is not UNSET:
            data["pendingAdjustment"] = self.pending_adjustment
        if self.available_sync is not UNSET:
            data["availableSync"] = self.available_sync
        if self.delta_adjustment is not UNSET:
            data["deltaAdjustment"] = self.delta_adjustment
        if self.limit_adjustment is not UNSET:
            data["limitAdjustment"] = self.limit_adjustment
        if self.fee is not UNSET:
            data["fee"] = self.fee.to_dict()
        if self.system is not UNSET:
            data["system"] = self.system.to_dict()
        if self.create is not UNSET:
            data["create"] = self.create
        if self.upgrade is not UNSET:
            data["upgrade"] = self.upgrade
        if self.activate is not UNSET:
            data["activate"] = self.activate
        if self.block_type is not UNSET:
            data["blockType"] = str(self.block_type)
        if self.block_sub_type is not UNSET:
            data["blockSubType"] = str(self.block_sub_type)
        if self.unblock_type is not UNSET:
            data["unblockType"] = str(self.unblock_type)
        if self.unblock_sub_type is not UNSET:
            data["unblockSubType"] = str(self.unblock_sub_type)
        if self.destroy_type is not UNSET:
            data["destroyType"] = str(self.destroy_type)
        if self.replacement_type is not UNSET:
            data["replacementType"] = str(self.replacement_type)
        if self.related is not UNSET:
            data["related"] = self.related
        if self.force_state is not UNSET:
            data["forceState"] = self.force_state
        if self.force_balance is not UNSET:
            data["forceBalance"] = self.force_balance
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> LegacyInstrumentParticipant:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_legacy_instrument_participant(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {
    "owner": decode_string_wrapped_type_id,
    "fiProvider": decode_str,
    "channelProvider": decode_str,
    "currency": decode_str,
}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "originalAmount": decode_legacy_currency_amount,
    "availableAdjustment": decode_str,
    "reservedAdjustment": decode_str,
    "pendingAdjustment": decode_str,
    "availableSync": decode_str,
    "deltaAdjustment": decode_str,
    "limitAdjustment": decode_str,
    "fee": decode_legacy_instrument_participant_fees,
    "system": decode_legacy_instrument_participant_system,
    "create": decode_bool,
    "upgrade": decode_bool,
    "activate": decode_bool,
    "blockType": decode_blocked_details_type,
    "blockSubType": decode_blocked_details_sub_type,
    "unblockType": decode_blocked_details_type,
    "unblockSubType": decode_blocked_details_sub_type,
    "destroyType": decode_destroy_type,
    "replacementType": decode_replacement_type,
    "related": decode_bool,
    "forceState": decode_bool,
    "forceBalance": decode_bool,
}


def decode_legacy_instrument_participant(data: Raw) -> LegacyInstrumentParticipant:
    """Read a JSON value; see `LegacyInstrumentParticipant.from_dict`."""
    self = new(LegacyInstrumentParticipant)
    absent = 0
    try:
        self.owner = decode_string_wrapped_type_id(data["owner"])
        value = data["fiProvider"]
        if type(value) is not str:
            raise TypeError
        self.fi_provider = value
        value = data["channelProvider"]
        if type(value) is not str:
            raise TypeError
        self.channel_provider = value
        self.currency = intern(data["currency"])
        value = data.get("originalAmount")
        if value is None:
            absent += 1
            self.original_amount = UNSET
        else:
            self.original_amount = decode_legacy_currency_amount(value)
        value = data.get("availableAdjustment")
        if value is None:
            absent += 1
            self.available_adjustment = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.available_adjustment = value
        value = data.get("reservedAdjustment")
        if value is None:
            absent += 1
            self.reserved_adjustment = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.reserved_adjustment = value
        value = data.get("pendingAdjustment")
        if value is None:
            absent += 1
            self.pending_adjustment = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.pending_adjustment = value
        value = data.get("availableSync")
        if value is None:
            absent += 1
            self.available_sync = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.available_sync = value
        value = data.get("deltaAdjustment")
        if value is None:
            absent += 1
            self.delta_adjustment = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.delta_adjustment = value
        value = data.get("limitAdjustment")
        if value is None:
            absent += 1
            self.limit_adjustment = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.limit_adjustment = value
        value = data.get("fee")
        if value is None:
            absent += 1
            self.fee = UNSET
        else:
            self.fee = decode_legacy_instrument_participant_fees(value)
        value = data.get("system")
        if value is None:
            absent += 1
            self.system = UNSET
        else:
            self.system = decode_legacy_instrument_participant_system(value)
        value = data.get("create")
        if value is None:
            absent += 1
            self.create = UNSET
        else:
            if type(value) is not bool:
                raise TypeError
            self.create = value
        value = data.get("upgrade")
        if value is None:
            absent += 1
            self.upgrade = UNSET
        else:
            if type(value) is not bool:
                raise TypeError
            self.upgrade = value
        value = data.get("activate")
        if value is None:
            absent += 1
            self.activate = UNSET
        else:
            if type(value) is not bool:
                raise TypeError
            self.activate = value
        value = data.get("blockType")
        if value is None:
            absent += 1
            self.block_type = UNSET
        else:
            self.block_type = known_blocked_details_type[value]
        value = data.get("blockSubType")
        if value is None:
            absent += 1
            self.block_sub_type = UNSET
        else:
            self.block_sub_type = known_blocked_details_sub_type[value]
        value = data.get("unblockType")
        if value is None:
            absent += 1
            self.unblock_type = UNSET
        else:
            self.unblock_type = known_blocked_details_type[value]
        value = data.get("unblockSubType")
        if value is None:
            absent += 1
            self.unblock_sub_type = UNSET
        else:
            self.unblock_sub_type = known_blocked_details_sub_type[value]
        value = data.get("destroyType")
        if value is None:
            absent += 1
            self.destroy_type = UNSET
        else:
            self.destroy_type = known_destroy_type[value]
        value = data.get("replacementType")
        if value is None:
            absent += 1
            self.replacement_type = UNSET
        else:
            self.replacement_type = known_replacement_type[value]
        value = data.get("related")
        if value is None:
            absent += 1
            self.related = UNSET
        else:
            if type(value) is not bool:
                raise TypeError
            self.related = value
        value = data.get("forceState")
        if value is None:
            absent += 1
            self.force_state = UNSET
        else:
            if type(value) is not bool:
                raise TypeError
            self.force_state = value
        value = data.get("forceBalance")
        if value is None:
            absent += 1
            self.force_balance = UNSET
        else:
            if type(value) is not bool:
                raise TypeError
            self.force_balance = value
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 25 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
