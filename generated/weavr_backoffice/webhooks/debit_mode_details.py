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
    decode_list,
    decode_str,
    fault,
    list_of,
    new,
    redacted_values,
    unknown_fields,
)
from .debit_mode_details_available_to_spend import (
    DebitModeDetailsAvailableToSpend,
    decode_debit_mode_details_available_to_spend,
)


@final
@define(kw_only=True, weakref_slot=False)
class DebitModeDetails(Model):
    """What is known of a debit card."""

    parent_managed_account_id: str | Unset = UNSET
    """Id of the account that the card spends from, digits only."""
    available_to_spend: list[DebitModeDetailsAvailableToSpend] | Unset = UNSET
    """What the spend rules still leave, for each interval."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        if self.parent_managed_account_id is not UNSET:
            data["parentManagedAccountId"] = self.parent_managed_account_id
        if self.available_to_spend is not UNSET:
            data["availableToSpend"] = [item.to_dict() for item in self.available_to_spend]
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> DebitModeDetails:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_debit_mode_details(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "parentManagedAccountId": decode_str,
    "availableToSpend": list_of(decode_debit_mode_details_available_to_spend),
}


def decode_debit_mode_details(data: Raw) -> DebitModeDetails:
    """Read a JSON value; see `DebitModeDetails.from_dict`."""
    self = new(DebitModeDetails)
    absent = 0
    try:
        value = data.get("parentManagedAccountId")
        if value is None:
            absent += 1
            self.parent_managed_account_id = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.parent_managed_account_id = value
        value = data.get("availableToSpend")
        if value is None:
            absent += 1
            self.available_to_spend = UNSET
        else:
            self.available_to_spend = decode_list(value, decode_debit_mode_details_available_to_spend)
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 2 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
