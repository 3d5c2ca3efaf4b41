from __future__ import annotations

from collections.abc import Callable, Mapping
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
    new,
    redacted_values,
    unknown_fields,
)
from .legacy_scaled_amount import LegacyScaledAmount, decode_legacy_scaled_amount


@final
@define(kw_only=True, weakref_slot=False)
class LegacyForexTradeParticipant(Model):
    """What is sold and bought."""

    rate_id: str
    """Id of the rate, digits only."""
    provider: str
    """Name of the provider."""
    source_currency: str
    """The currency that is sold (ISO 4217)."""
    target_currency: str
    """The currency that is bought (ISO 4217)."""
    rate: LegacyScaledAmount
    """The rate."""
    source_amount: str | Unset = UNSET
    """What is sold, in the minor unit, as a string of digits."""
    source_system: str | Unset = UNSET
    """What the system's own account gets of it, in the minor unit, as a string of digits."""
    target_amount: str | Unset = UNSET
    """What is bought, in the minor unit, as a string of digits."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["rateId"] = self.rate_id
        data["provider"] = self.provider
        data["sourceCurrency"] = self.source_currency
        data["targetCurrency"] = self.target_currency
        data["rate"] = self.rate.to_dict()
        if self.source_amount is not UNSET:
            data["sourceAmount"] = self.source_amount
        if self.source_system is not UNSET:
            data["sourceSystem"] = self.source_system
        if self.target_amount is not UNSET:
            data["targetAmount"] = self.target_amount
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> LegacyForexTradeParticipant:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_legacy_forex_trade_participant(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {
    "rateId": decode_str,
    "provider": decode_str,
    "sourceCurrency": decode_str,
    "targetCurrency": decode_str,
    "rate": decode_legacy_scaled_amount,
}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "sourceAmount": decode_str,
    "sourceSystem": decode_str,
    "targetAmount": decode_str,
}


def decode_legacy_forex_trade_participant(data: Raw) -> LegacyForexTradeParticipant:
    """Read a JSON value; see `LegacyForexTradeParticipant.from_dict`."""
    self = new(LegacyForexTradeParticipant)
    absent = 0
    try:
        value = data["rateId"]
        if type(value) is not str:
            raise TypeError
        self.rate_id = value
        value = data["provider"]
        if type(value) is not str:
            raise TypeError
        self.provider = value
        value = data["sourceCurrency"]
        if type(value) is not str:
            raise TypeError
        self.source_currency = value
        value = data["targetCurrency"]
        if type(value) is not str:
            raise TypeError
        self.target_currency = value
        self.rate = decode_legacy_scaled_amount(data["rate"])
        value = data.get("sourceAmount")
        if value is None:
            absent += 1
            self.source_amount = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.source_amount = value
        value = data.get("sourceSystem")
        if value is None:
            absent += 1
            self.source_system = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.source_system = value
        value = data.get("targetAmount")
        if value is None:
            absent += 1
            self.target_amount = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.target_amount = value
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 8 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
