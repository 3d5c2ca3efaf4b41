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
    fault,
    new,
    redacted_values,
    unknown_fields,
)
from .legacy_currency_amount import LegacyCurrencyAmount, decode_legacy_currency_amount


@final
@define(kw_only=True, weakref_slot=False)
class PrepaidModeDetails(Model):
    """What is known of a prepaid card."""

    available_balance: LegacyCurrencyAmount | Unset = UNSET
    """What is available on the card."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        if self.available_balance is not UNSET:
            data["availableBalance"] = self.available_balance.to_dict()
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> PrepaidModeDetails:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_prepaid_mode_details(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {"availableBalance": decode_legacy_currency_amount}


def decode_prepaid_mode_details(data: Raw) -> PrepaidModeDetails:
    """Read a JSON value; see `PrepaidModeDetails.from_dict`."""
    self = new(PrepaidModeDetails)
    absent = 0
    try:
        value = data.get("availableBalance")
        if value is None:
            absent += 1
            self.available_balance = UNSET
        else:
            self.available_balance = decode_legacy_currency_amount(value)
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 1 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
