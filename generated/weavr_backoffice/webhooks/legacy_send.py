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
    decode_str,
    fault,
    moment,
    new,
    redacted_values,
    unknown_fields,
)
from .challenge_exemption_reason import (
    ChallengeExemptionReason,
    decode_challenge_exemption_reason,
    known_challenge_exemption_reason,
)
from .create_send_conflict_error_code import (
    CreateSendConflictErrorCode,
    decode_create_send_conflict_error_code,
    known_create_send_conflict_error_code,
)
from .instrument_id import InstrumentId, decode_instrument_id
from .legacy_currency_amount import LegacyCurrencyAmount, decode_legacy_currency_amount
from .send_state import SendState, decode_send_state, known_send_state
from .string_wrapped_type_id import StringWrappedTypeId, decode_string_wrapped_type_id


@final
@define(kw_only=True, weakref_slot=False)
class LegacySend(Model):
    """A send, in the form of webhooks."""

    creation_timestamp: str
    """When it was created, in epoch milliseconds, as a string of digits."""
    destination: InstrumentId
    """The account or card that the money goes to."""
    destination_amount: LegacyCurrencyAmount
    """What arrives at the destination."""
    id: StringWrappedTypeId
    """Type and id of the send."""
    profile_id: str
    """Id of the profile that it was made under, digits only."""
    source: InstrumentId
    """The account or card that the money comes from."""
    state: SendState
    """How far the send has come."""
    transaction_amount: LegacyCurrencyAmount
    """What leaves the source."""
    beneficiary_id: str | Unset = UNSET
    """Id of the beneficiary, digits only."""
    cancellation_reason: str | Unset = UNSET
    """Why it was cancelled."""
    challenge_exemption_reason: ChallengeExemptionReason | Unset = UNSET
    """Why no challenge was needed."""
    conflict: CreateSendConflictErrorCode | Unset = UNSET
    """Why the send failed. Spelled otherwise than by the API."""
    description: str | Unset = UNSET
    """What the payer says it is for."""
    destination_fee: LegacyCurrencyAmount | Unset = UNSET
    """The fee that the receiver pays."""
    execution_timestamp: str | Unset = UNSET
    """When it was carried out, in epoch milliseconds, as a string of digits."""
    scheduled_timestamp: str | Unset = UNSET
    """When it is to be carried out, in epoch milliseconds, as a string of digits."""
    source_fee: LegacyCurrencyAmount | Unset = UNSET
    """The fee that the sender pays."""
    tag: str | Unset = UNSET
    """A mark of your own. Absent when none was given."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    @property
    def creation_time(self) -> datetime:
        """`creation_timestamp` as an aware `datetime` in UTC.

        Raises:
            ValueError: It is no number, or beyond the year 9999.
        """
        return moment(self.creation_timestamp)

    @property
    def execution_time(self) -> datetime | Unset:
        """`execution_timestamp` as an aware `datetime` in UTC.

        Raises:
            ValueError: It is no number, or beyond the year 9999.
        """
        return UNSET if self.execution_timestamp is UNSET else moment(self.execution_timestamp)

    @property
    def scheduled_time(self) -> datetime | Unset:
        """`scheduled_timestamp` as an aware `datetime` in UTC.

        Raises:
            ValueError: It is no number, or beyond the year 9999.
        """
        return UNSET if self.scheduled_timestamp is UNSET else moment(self.scheduled_timestamp)

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["creationTimestamp"] = self.creation_timestamp
        data["destination"] = self.destination.to_dict()
        data["destinationAmount"] = self.destination_amount.to_dict()
        data["id"] = self.id.to_dict()
        data["profileId"] = self.profile_id
        data["source"] = self.source.to_dict()
        data["state"] = str(self.state)
        data["transactionAmount"] = self.transaction_amount.to_dict()
        if self.beneficiary_id is not UNSET:
            data["beneficiaryId"] = self.beneficiary_id
        if self.cancellation_reason is not UNSET:
            data["cancellationReason"] = self.cancellation_reason
        if self.challenge_exemption_reason is not UNSET:
            data["challengeExemptionReason"] = str(self.challenge_exemption_reason)
        if self.conflict is not UNSET:
            data["conflict"] = str(self.conflict)
        if self.description is not UNSET:
            data["description"] = self.description
        if self.destination_fee is not UNSET:
            data["destinationFee"] = self.destination_fee.to_dict()
        if self.execution_timestamp is not UNSET:
            data["executionTimestamp"] = self.execution_timestamp
        if self.scheduled_timestamp is not UNSET:
            data["scheduledTimestamp"] = self.scheduled_timestamp
        if self.source_fee is not UNSET:
            data["sourceFee"] = self.source_fee.to_dict()
        if self.tag is not UNSET:
            data["tag"] = self.tag
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> LegacySend:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_legacy_send(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {
    "creationTimestamp": decode_str,
    "destination": decode_instrument_id,
    "destinationAmount": decode_legacy_currency_amount,
    "id": decode_string_wrapped_type_id,
    "profileId": decode_str,
    "source": decode_instrument_id,
    "state": decode_send_state,
    "transactionAmount": decode_legacy_currency_amount,
}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "beneficiaryId": decode_str,
    "cancellationReason": decode_str,
    "challengeExemptionReason": decode_challenge_exemption_reason,
    "conflict": decode_create_send_conflict_error_code,
    "description": decode_str,
    "destinationFee": decode_legacy_currency_amount,
    "executionTimestamp": decode_str,
    "scheduledTimestamp": decode_str,
    "sourceFee": decode_legacy_currency_amount,
    "tag": decode_str,
}


def decode_legacy_send(data: Raw) -> LegacySend:
    """Read a JSON value; see `LegacySend.from_dict`."""
    self = new(LegacySend)
    absent = 0
    try:
        value = data["creationTimestamp"]
        if type(value) is not str:
            raise TypeError
        self.creation_timestamp = value
        self.destination = decode_instrument_id(data["destination"])
        self.destination_amount = decode_legacy_currency_amount(data["destinationAmount"])
        self.id = decode_string_wrapped_type_id(data["id"])
        value = data["profileId"]
        if type(value) is not str:
            raise TypeError
        self.profile_id = value
        self.source = decode_instrument_id(data["source"])
        self.state = known_send_state[data["state"]]
        self.transaction_amount = decode_legacy_currency_amount(data["transactionAmount"])
        value = data.get("beneficiaryId")
        if value is None:
            absent += 1
            self.beneficiary_id = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.beneficiary_id = value
        value = data.get("cancellationReason")
        if value is None:
            absent += 1
            self.cancellation_reason = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.cancellation_reason = value
        value = data.get("challengeExemptionReason")
        if value is None:
            absent += 1
            self.challenge_exemption_reason = UNSET
        else:
            self.challenge_exemption_reason = known_challenge_exemption_reason[value]
        value = data.get("conflict")
        if value is None:
            absent += 1
            self.conflict = UNSET
        else:
            self.conflict = known_create_send_conflict_error_code[value]
        value = data.get("description")
        if value is None:
            absent += 1
            self.description = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.description = value
        value = data.get("destinationFee")
        if value is None:
            absent += 1
            self.destination_fee = UNSET
        else:
            self.destination_fee = decode_legacy_currency_amount(value)
        value = data.get("executionTimestamp")
        if value is None:
            absent += 1
            self.execution_timestamp = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.execution_timestamp = value
        value = data.get("scheduledTimestamp")
        if value is None:
            absent += 1
            self.scheduled_timestamp = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.scheduled_timestamp = value
        value = data.get("sourceFee")
        if value is None:
            absent += 1
            self.source_fee = UNSET
        else:
            self.source_fee = decode_legacy_currency_amount(value)
        value = data.get("tag")
        if value is None:
            absent += 1
            self.tag = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.tag = value
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 18 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
