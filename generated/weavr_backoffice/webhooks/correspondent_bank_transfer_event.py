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
from .correspondent_bank_transfer_event_type import (
    CorrespondentBankTransferEventType,
    decode_correspondent_bank_transfer_event_type,
    known_correspondent_bank_transfer_event_type,
)
from .correspondent_banking_owt import CorrespondentBankingOwt, decode_correspondent_banking_owt
from .string_wrapped_type_id import StringWrappedTypeId, decode_string_wrapped_type_id


@final
@define(kw_only=True, weakref_slot=False)
class CorrespondentBankTransferEvent(Model):
    """A transfer through a correspondent bank reached another state."""

    owner: StringWrappedTypeId
    """The identity that it belongs to."""
    transfer: CorrespondentBankingOwt
    """The transfer as it is now."""
    published_timestamp: str
    """When the event was published, in epoch milliseconds, as a string of digits."""
    event_type: CorrespondentBankTransferEventType
    """What happened to the transfer."""
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
        data["owner"] = self.owner.to_dict()
        data["transfer"] = self.transfer.to_dict()
        data["publishedTimestamp"] = self.published_timestamp
        data["eventType"] = str(self.event_type)
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> CorrespondentBankTransferEvent:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_correspondent_bank_transfer_event(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {
    "owner": decode_string_wrapped_type_id,
    "transfer": decode_correspondent_banking_owt,
    "publishedTimestamp": decode_str,
    "eventType": decode_correspondent_bank_transfer_event_type,
}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {}


def decode_correspondent_bank_transfer_event(data: Raw) -> CorrespondentBankTransferEvent:
    """Read a JSON value; see `CorrespondentBankTransferEvent.from_dict`."""
    self = new(CorrespondentBankTransferEvent)
    try:
        self.owner = decode_string_wrapped_type_id(data["owner"])
        self.transfer = decode_correspondent_banking_owt(data["transfer"])
        value = data["publishedTimestamp"]
        if type(value) is not str:
            raise TypeError
        self.published_timestamp = value
        self.event_type = known_correspondent_bank_transfer_event_type[data["eventType"]]
        self.additional_properties = NO_FIELDS if len(data) == 4 else unknown_fields(data, _REQUIRED, _OPTIONAL)
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
