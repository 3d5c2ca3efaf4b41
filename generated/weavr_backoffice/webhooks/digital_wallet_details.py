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
from .digital_wallet_type import DigitalWalletType, decode_digital_wallet_type, known_digital_wallet_type


@final
@define(kw_only=True, weakref_slot=False)
class DigitalWalletDetails(Model):
    """The digital wallet of a payment."""

    digital_wallet_type: DigitalWalletType | Unset = UNSET
    """The kind of wallet."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        if self.digital_wallet_type is not UNSET:
            data["digitalWalletType"] = str(self.digital_wallet_type)
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> DigitalWalletDetails:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_digital_wallet_details(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {"digitalWalletType": decode_digital_wallet_type}


def decode_digital_wallet_details(data: Raw) -> DigitalWalletDetails:
    """Read a JSON value; see `DigitalWalletDetails.from_dict`."""
    self = new(DigitalWalletDetails)
    absent = 0
    try:
        value = data.get("digitalWalletType")
        if value is None:
            absent += 1
            self.digital_wallet_type = UNSET
        else:
            self.digital_wallet_type = known_digital_wallet_type[value]
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 1 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
