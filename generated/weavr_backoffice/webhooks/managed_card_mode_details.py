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
from .debit_mode_details import DebitModeDetails, decode_debit_mode_details
from .prepaid_mode_details import PrepaidModeDetails, decode_prepaid_mode_details


@final
@define(kw_only=True, weakref_slot=False)
class ManagedCardModeDetails(Model):
    """What is known of a card by its mode."""

    prepaid_mode_details: PrepaidModeDetails | Unset = UNSET
    """For a prepaid card."""
    debit_mode_details: DebitModeDetails | Unset = UNSET
    """For a debit card."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        if self.prepaid_mode_details is not UNSET:
            data["prepaidModeDetails"] = self.prepaid_mode_details.to_dict()
        if self.debit_mode_details is not UNSET:
            data["debitModeDetails"] = self.debit_mode_details.to_dict()
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> ManagedCardModeDetails:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_managed_card_mode_details(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "prepaidModeDetails": decode_prepaid_mode_details,
    "debitModeDetails": decode_debit_mode_details,
}


def decode_managed_card_mode_details(data: Raw) -> ManagedCardModeDetails:
    """Read a JSON value; see `ManagedCardModeDetails.from_dict`."""
    self = new(ManagedCardModeDetails)
    absent = 0
    try:
        value = data.get("prepaidModeDetails")
        if value is None:
            absent += 1
            self.prepaid_mode_details = UNSET
        else:
            self.prepaid_mode_details = decode_prepaid_mode_details(value)
        value = data.get("debitModeDetails")
        if value is None:
            absent += 1
            self.debit_mode_details = UNSET
        else:
            self.debit_mode_details = decode_debit_mode_details(value)
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 2 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
