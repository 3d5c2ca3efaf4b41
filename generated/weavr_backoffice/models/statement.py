from __future__ import annotations

from collections.abc import Mapping
from typing import Final, final

from attrs import define, field

from ..models.currency_amount import CurrencyAmount, decode_currency_amount
from ..models.statement_entry import StatementEntry, decode_statement_entry
from ..types import (
    JSON,
    NO_FIELDS,
    UNSET,
    DecodeError,
    JSONObject,
    Unset,
    decode_list,
    expected,
    fault,
    new,
    redacted_values,
    unknown_fields,
)


@final
@define(kw_only=True, weakref_slot=False)
class Statement:
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
        data: JSONObject = dict(self.additional_properties)
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


_FIELDS: Final[frozenset[str]] = frozenset({"entry", "count", "responseCount", "startBalance", "endBalance", "footer"})


def decode_statement(data: JSON) -> Statement:
    """Read a JSON value; see `Statement.from_dict`."""
    if type(data) is not dict:
        raise expected("an object", data)
    self = new(Statement)
    value: JSON
    seen = 0
    at = ""
    try:
        at = "entry"
        value = data.get(at)
        if value is None:
            self.entry = UNSET
        else:
            seen += 1
            self.entry = decode_list(value, decode_statement_entry)
        at = "count"
        value = data.get(at)
        if value is None:
            self.count = UNSET
        else:
            seen += 1
            if type(value) is not int:
                raise expected("an integer", value)
            self.count = value
        at = "responseCount"
        value = data.get(at)
        if value is None:
            self.response_count = UNSET
        else:
            seen += 1
            if type(value) is not int:
                raise expected("an integer", value)
            self.response_count = value
        at = "startBalance"
        value = data.get(at)
        if value is None:
            self.start_balance = UNSET
        else:
            seen += 1
            self.start_balance = decode_currency_amount(value)
        at = "endBalance"
        value = data.get(at)
        if value is None:
            self.end_balance = UNSET
        else:
            seen += 1
            self.end_balance = decode_currency_amount(value)
        at = "footer"
        value = data.get(at)
        if value is None:
            self.footer = UNSET
        else:
            seen += 1
            if type(value) is not str:
                raise expected("a string", value)
            self.footer = value
    except (KeyError, DecodeError) as error:
        raise fault(error, at) from None
    self.additional_properties = NO_FIELDS if len(data) == seen else unknown_fields(data, _FIELDS)
    return self
