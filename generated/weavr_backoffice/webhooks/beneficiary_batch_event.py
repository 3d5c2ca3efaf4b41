from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
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
    moment,
    new,
    redacted_values,
    unknown_fields,
)
from .beneficiary_batch_event_type import (
    BeneficiaryBatchEventType,
    decode_beneficiary_batch_event_type,
    known_beneficiary_batch_event_type,
)
from .beneficiary_batch_operation import (
    BeneficiaryBatchOperation,
    decode_beneficiary_batch_operation,
    known_beneficiary_batch_operation,
)
from .legacy_beneficiary import LegacyBeneficiary, decode_legacy_beneficiary


@final
@define(kw_only=True, weakref_slot=False)
class BeneficiaryBatchEvent(Model):
    """A batch of beneficiaries made progress."""

    id: str
    """Id of the batch, digits only."""
    operation: BeneficiaryBatchOperation
    """What the batch does."""
    published_timestamp: str
    """When the event was published, in epoch milliseconds, as a string of digits."""
    event_type: BeneficiaryBatchEventType
    """What happened to the batch."""
    beneficiaries: list[LegacyBeneficiary]
    """The beneficiaries of the batch."""
    tag: str | Unset = UNSET
    """A mark of your own. Absent when none was given."""
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
        data["id"] = self.id
        data["operation"] = str(self.operation)
        data["publishedTimestamp"] = self.published_timestamp
        data["eventType"] = str(self.event_type)
        data["beneficiaries"] = [item.to_dict() for item in self.beneficiaries]
        if self.tag is not UNSET:
            data["tag"] = self.tag
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> BeneficiaryBatchEvent:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_beneficiary_batch_event(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {
    "id": decode_str,
    "operation": decode_beneficiary_batch_operation,
    "publishedTimestamp": decode_str,
    "eventType": decode_beneficiary_batch_event_type,
    "beneficiaries": list_of(decode_legacy_beneficiary),
}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {"tag": decode_str}


def decode_beneficiary_batch_event(data: Raw) -> BeneficiaryBatchEvent:
    """Read a JSON value; see `BeneficiaryBatchEvent.from_dict`."""
    self = new(BeneficiaryBatchEvent)
    absent = 0
    try:
        value = data["id"]
        if type(value) is not str:
            raise TypeError
        self.id = value
        self.operation = known_beneficiary_batch_operation[data["operation"]]
        value = data["publishedTimestamp"]
        if type(value) is not str:
            raise TypeError
        self.published_timestamp = value
        self.event_type = known_beneficiary_batch_event_type[data["eventType"]]
        self.beneficiaries = decode_list(data["beneficiaries"], decode_legacy_beneficiary)
        value = data.get("tag")
        if value is None:
            absent += 1
            self.tag = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.tag = value
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 6 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
