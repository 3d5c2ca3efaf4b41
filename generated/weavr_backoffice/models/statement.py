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
    decode_int,
    decode_list,
    decode_str,
    fault,
    list_of,
    new,
    redacted_values,
    unknown_fields,
)
from .currency_amount import CurrencyAmount, decode_currency_amount
from .statement_entry import StatementEntry, decode_statement_entry


@final
@define(kw_only=True, weakref_slot=False)
class Statement(Model):
    """One page of a statement."""

    entry: list[StatementEntry] | Unset = UNSET
    """The entries of this page, in the order that was asked for. The name is singular."""
    count: int | Unset = UNSET
    """How many entries there are in all, over every page."""
    response_count: int | Unset = UNSET
    """How many entries this page holds."""
    start_balance: CurrencyAmount | Unset = UNSET
    """Balance at the start of what the statement covers. Empty for debit mode cards."""
    end_balance: CurrencyAmount | Unset = UNSET
    """Balance at the end of what the statement covers. Empty for debit mode cards."""
    footer: str | Unset = UNSET
    """A text to print below the statement. Absent when there is none."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        if self.entry is not UNSET:
            data["entry"] = [item.to_dict() for item in self.entry]
        if self.count is not UNSET:
            data["count"] = self.count
        if self.response_count is not UNSET:
            data["responseCount"] = self.response_count
        if self.start_balance is not UNSET:
            data["startBalance"] = self.start_balance.to_dict()
        if self.end_balance is not UNSET:
            data["endBalance"] = self.end_balance.to_dict()
        if self.footer is not UNSET:
            data["footer"] = self.footer
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> Statement:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_statement(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "entry": list_of(decode_statement_entry),
    "count": decode_int,
    "responseCount": decode_int,
    "startBalance": decode_currency_amount,
    "endBalance": decode_currency_amount,
    "footer": decode_str,
}


def decode_statement(data: Raw) -> Statement:
    """Read a JSON value; see `Statement.from_dict`."""
    self = new(Statement)
    absent = 0
    try:
        value = data.get("entry")
        if value is None:
            absent += 1
            self.entry = UNSET
        else:
            self.entry = decode_list(value, decode_statement_entry)
        value = data.get("count")
        if value is None:
            absent += 1
            self.count = UNSET
        else:
            if type(value) is not int:
                raise TypeError
            self.count = value
        value = data.get("responseCount")
        if value is None:
            absent += 1
            self.response_count = UNSET
        else:
            if type(value) is not int:
                raise TypeError
            self.response_count = value
        value = data.get("startBalance")
        if value is None:
            absent += 1
            self.start_balance = UNSET
        else:
            self.start_balance = decode_currency_amount(value)
        value = data.get("endBalance")
        if value is None:
            absent += 1
            self.end_balance = UNSET
        else:
            self.end_balance = decode_currency_amount(value)
        value = data.get("footer")
        if value is None:
            absent += 1
            self.footer = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.footer = value
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 6 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
