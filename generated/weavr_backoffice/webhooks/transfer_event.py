from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final, final

from attrs import define, field

from ..types import (
    JSON,
    MISFIT,
    NO_FIELDS,
    JSONObject,
    Model,
    Raw,
    decode_str,
    fault,
    moment,
    new,
    redacted_values,
    unknown_fields,
)
from .legacy_transfer import LegacyTransfer, decode_legacy_transfer
from .transfer_event_type import TransferEventType, decode_transfer_event_type, known_transfer_event_type


@final
@define(kw_only=True, weakref_slot=False)
class TransferEvent(Model):
    """A transfer reached another state."""

    event_type: TransferEventType
    """What happened to the transfer."""
    transfer: LegacyTransfer
    """The transfer as it is now."""
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
        data["eventType"] = str(self.event_type)
        data["transfer"] = self.transfer.to_dict()
        data["publishedTimestamp"] = self.published_timestamp
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> TransferEvent:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_transfer_event(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {
    "eventType": decode_transfer_event_type,
    "transfer": decode_legacy_transfer,
    "publishedTimestamp": decode_str,
}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {}


def decode_transfer_event(data: Raw) -> TransferEvent:
    """Read a JSON value; see `TransferEvent.from_dict`."""
    self = new(TransferEvent)
    try:
        self.event_type = known_transfer_event_type[data["eventType"]]
        self.transfer = decode_legacy_transfer(data["transfer"])
        value = data["publishedTimestamp"]
        if type(value) is not str:
            raise TypeError
        self.published_timestamp = value
        self.additional_properties = NO_FIELDS if len(data) == 3 else unknown_fields(data, _REQUIRED, _OPTIONAL)
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
