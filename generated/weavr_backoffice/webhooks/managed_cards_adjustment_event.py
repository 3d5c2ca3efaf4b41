from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
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
    decode_str,
    fault,
    moment,
    new,
    redacted_values,
    unknown_fields,
)
from .adjustment_type import AdjustmentType, decode_adjustment_type, known_adjustment_type
from .instrument_id import InstrumentId, decode_instrument_id
from .legacy_currency_amount import LegacyCurrencyAmount, decode_legacy_currency_amount
from .managed_card_mode_details import ManagedCardModeDetails, decode_managed_card_mode_details
from .string_wrapped_type_id import StringWrappedTypeId, decode_string_wrapped_type_id


@final
@define(kw_only=True, weakref_slot=False)
class ManagedCardsAdjustmentEvent(Model):
    """The balance of a card was adjusted."""

    id: InstrumentId
    """The card whose balance changed."""
    transaction_id: str
    """Id of the transaction, digits only."""
    adjustment_type: AdjustmentType
    """Why the balance was adjusted."""
    adjustment_amount: LegacyCurrencyAmount
    """By how much."""
    transaction_timestamp: str
    """When the transaction took place, in epoch milliseconds, as a string of digits."""
    owner: StringWrappedTypeId
    """The identity that it belongs to."""
    available_balance: LegacyCurrencyAmount | Unset = UNSET
    """What is available afterwards."""
    details: ManagedCardModeDetails | Unset = UNSET
    """What is known of the card by its mode."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    @property
    def transaction_time(self) -> datetime:
        """`transaction_timestamp` as an aware `datetime` in UTC.

        Raises:
            ValueError: It is no number, or beyond the year 9999.
        """
        return moment(self.transaction_timestamp)

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["id"] = self.id.to_dict()
        data["transactionId"] = self.transaction_id
        data["adjustmentType"] = str(self.adjustment_type)
        data["adjustmentAmount"] = self.adjustment_amount.to_dict()
        data["transactionTimestamp"] = self.transaction_timestamp
        data["owner"] = self.owner.to_dict()
        if self.available_balance is not UNSET:
            data["availableBalance"] = self.available_balance.to_dict()
        if self.details is not UNSET:
            data["details"] = self.details.to_dict()
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> ManagedCardsAdjustmentEvent:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_managed_cards_adjustment_event(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {
    "id": decode_instrument_id,
    "transactionId": decode_str,
    "adjustmentType": decode_adjustment_type,
    "adjustmentAmount": decode_legacy_currency_amount,
    "transactionTimestamp": decode_str,
    "owner": decode_string_wrapped_type_id,
}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "availableBalance": decode_legacy_currency_amount,
    "details": decode_managed_card_mode_details,
}


def decode_managed_cards_adjustment_event(data: Raw) -> ManagedCardsAdjustmentEvent:
    """Read a JSON value; see `ManagedCardsAdjustmentEvent.from_dict`."""
    self = new(ManagedCardsAdjustmentEvent)
    absent = 0
    try:
        self.id = decode_instrument_id(data["id"])
        value = data["transactionId"]
        if type(value) is not str:
            raise TypeError
        self.transaction_id = value
        self.adjustment_type = known_adjustment_type[data["adjustmentType"]]
        self.adjustment_amount = decode_legacy_currency_amount(data["adjustmentAmount"])
        value = data["transactionTimestamp"]
        if type(value) is not str:
            raise TypeError
        self.transaction_timestamp = value
        self.owner = decode_string_wrapped_type_id(data["owner"])
        value = data.get("availableBalance")
        if value is None:
            absent += 1
            self.available_balance = UNSET
        else:
            self.available_balance = decode_legacy_currency_amount(value)
        value = data.get("details")
        if value is None:
            absent += 1
            self.details = UNSET
        else:
            self.details = decode_managed_card_mode_details(value)
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 8 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
