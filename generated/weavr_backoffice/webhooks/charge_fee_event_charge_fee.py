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
    decode_str,
    fault,
    new,
    redacted_values,
    unknown_fields,
)
from .fee_type import FeeType, decode_fee_type, known_fee_type
from .instrument_id import InstrumentId, decode_instrument_id
from .legacy_fee_spec import LegacyFeeSpec, decode_legacy_fee_spec
from .legacy_transaction_batch import LegacyTransactionBatch, decode_legacy_transaction_batch


@final
@define(kw_only=True, weakref_slot=False)
class ChargeFeeEventChargeFee(Model):
    """A fee."""

    id: str
    """Id of the fee, digits only."""
    fee_type: FeeType
    """What the fee is for."""
    source: InstrumentId
    """The account or card that the money comes from."""
    fee_spec: LegacyFeeSpec
    """How the amount is worked out."""
    fee_sub_type: str | Unset = UNSET
    """Which of the fees configured for you it is."""
    note: str | Unset = UNSET
    """A note on the fee."""
    batch: LegacyTransactionBatch | Unset = UNSET
    """The bookings behind the fee."""
    profile_id: str | Unset = UNSET
    """Id of the profile that it was made under, digits only."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["id"] = self.id
        data["feeType"] = str(self.fee_type)
        data["source"] = self.source.to_dict()
        data["feeSpec"] = self.fee_spec.to_dict()
        if self.fee_sub_type is not UNSET:
            data["feeSubType"] = self.fee_sub_type
        if self.note is not UNSET:
            data["note"] = self.note
        if self.batch is not UNSET:
            data["batch"] = self.batch.to_dict()
        if self.profile_id is not UNSET:
            data["profileId"] = self.profile_id
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> ChargeFeeEventChargeFee:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_charge_fee_event_charge_fee(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {
    "id": decode_str,
    "feeType": decode_fee_type,
    "source": decode_instrument_id,
    "feeSpec": decode_legacy_fee_spec,
}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "feeSubType": decode_str,
    "note": decode_str,
    "batch": decode_legacy_transaction_batch,
    "profileId": decode_str,
}


def decode_charge_fee_event_charge_fee(data: Raw) -> ChargeFeeEventChargeFee:
    """Read a JSON value; see `ChargeFeeEventChargeFee.from_dict`."""
    self = new(ChargeFeeEventChargeFee)
    absent = 0
    try:
        value = data["id"]
        if type(value) is not str:
            raise TypeError
        self.id = value
        self.fee_type = known_fee_type[data["feeType"]]
        self.source = decode_instrument_id(data["source"])
        self.fee_spec = decode_legacy_fee_spec(data["feeSpec"])
        value = data.get("feeSubType")
        if value is None:
            absent += 1
            self.fee_sub_type = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.fee_sub_type = value
        value = data.get("note")
        if value is None:
            absent += 1
            self.note = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.note = value
        value = data.get("batch")
        if value is None:
            absent += 1
            self.batch = UNSET
        else:
            self.batch = decode_legacy_transaction_batch(value)
        value = data.get("profileId")
        if value is None:
            absent += 1
            self.profile_id = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.profile_id = value
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 8 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
