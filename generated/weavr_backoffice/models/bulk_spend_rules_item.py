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
from .bulk_spend_rules_path_params import BulkSpendRulesPathParams, decode_bulk_spend_rules_path_params
from .spend_rules_update import SpendRulesUpdate, decode_spend_rules_update


@final
@define(kw_only=True, weakref_slot=False)
class BulkSpendRulesItem(Model):
    """One change of spend rules in a bulk."""

    path_params: BulkSpendRulesPathParams | Unset = UNSET
    """Which card is meant."""
    request_body: SpendRulesUpdate | Unset = UNSET
    """The change, as managedCardSpendRulesUpdate takes it."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        if self.path_params is not UNSET:
            data["pathParams"] = self.path_params.to_dict()
        if self.request_body is not UNSET:
            data["requestBody"] = self.request_body.to_dict()
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> BulkSpendRulesItem:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_bulk_spend_rules_item(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "pathParams": decode_bulk_spend_rules_path_params,
    "requestBody": decode_spend_rules_update,
}


def decode_bulk_spend_rules_item(data: Raw) -> BulkSpendRulesItem:
    """Read a JSON value; see `BulkSpendRulesItem.from_dict`."""
    self = new(BulkSpendRulesItem)
    absent = 0
    try:
        value = data.get("pathParams")
        if value is None:
            absent += 1
            self.path_params = UNSET
        else:
            self.path_params = decode_bulk_spend_rules_path_params(value)
        value = data.get("requestBody")
        if value is None:
            absent += 1
            self.request_body = UNSET
        else:
            self.request_body = decode_spend_rules_update(value)
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 2 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
