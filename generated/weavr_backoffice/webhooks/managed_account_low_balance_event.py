from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from sys import intern
from typing import Final, final

from attrs import define, field

from ..types import (
    JSON,
    MISFIT,
    NO_FIELDS,
    JSONObject,
    Model,
    Raw,
    decode_int,
    decode_str,
    fault,
    moment,
    new,
    redacted_values,
    unknown_fields,
)
from .instrument_id import InstrumentId, decode_instrument_id


@final
@define(kw_only=True, weakref_slot=False)
class ManagedAccountLowBalanceEvent(Model):
    """The balance of an account fell below the limit that was set."""

    id: InstrumentId
    """The account that is low."""
    currency: str
    """Three-letter code of the currency (ISO 4217)."""
    available_balance: int
    """What is available, in the currency's minor unit."""
    published_timestamp: str
    """When the event was published, in epoch milliseconds, as a string of digits."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    @property
    def published_time(self) -> datetime:
        """`published_timestamp` as an aware `datetime` in UTC.

        Raises:
            ValueError: It is no number, or beyond the year 9999.
        """
        return moment(self.published_timestamp)

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["id"] = self.id.to_dict()
        data["currency"] = self.currency
        data["availableBalance"] = self.available_balance
        data["publishedTimestamp"] = self.published_timestamp
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> ManagedAccountLowBalanceEvent:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_managed_account_low_balance_event(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {
    "id": decode_instrument_id,
    "currency": decode_str,
    "availableBalance": decode_int,
    "publishedTimestamp": decode_str,
}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {}


def decode_managed_account_low_balance_event(data: Raw) -> ManagedAccountLowBalanceEvent:
    """Read a JSON value; see `ManagedAccountLowBalanceEvent.from_dict`."""
    self = new(ManagedAccountLowBalanceEvent)
    try:
        self.id = decode_instrument_id(data["id"])
        self.currency = intern(data["currency"])
        value = data["availableBalance"]
        if type(value) is not int:
            raise TypeError
        self.available_balance = value
        value = data["publishedTimestamp"]
        if type(value) is not str:
            raise TypeError
        self.published_timestamp = value
        self.additional_properties = NO_FIELDS if len(data) == 4 else unknown_fields(data, _REQUIRED, _OPTIONAL)
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
