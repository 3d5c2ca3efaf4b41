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
from .challenge_exemption_reason import (
    ChallengeExemptionReason,
    decode_challenge_exemption_reason,
    known_challenge_exemption_reason,
)
from .destination import Destination, decode_destination
from .external_account_id import ExternalAccountId, decode_external_account_id
from .instrument_id import InstrumentId, decode_instrument_id
from .legacy_currency_amount import LegacyCurrencyAmount, decode_legacy_currency_amount
from .outgoing_wire_transfer_state import (
    OutgoingWireTransferState,
    decode_outgoing_wire_transfer_state,
    known_outgoing_wire_transfer_state,
)
from .outgoing_wire_transfer_type import (
    OutgoingWireTransferType,
    decode_outgoing_wire_transfer_type,
    known_outgoing_wire_transfer_type,
)
from .outgoing_wire_transfer_validation_outcome import (
    OutgoingWireTransferValidationOutcome,
    decode_outgoing_wire_transfer_validation_outcome,
)
from .owt_conflict_error_code import OWTConflictErrorCode, decode_owt_conflict_error_code, known_owt_conflict_error_code
from .string_wrapped_type_id import StringWrappedTypeId, decode_string_wrapped_type_id


@final
@define(kw_only=True, weakref_slot=False)
class LegacyOutgoingWireTransfer(Model):
    """A transfer to a bank account, in the form of webhooks."""

    id: StringWrappedTypeId
    """Type and id of the transfer."""
    profile_id: str
    """Id of the profile that it was made under, digits only."""
    source: InstrumentId
    """The account or card that the money comes from."""
    type_: OutgoingWireTransferType
    """The network that carries the money."""
    destination: Destination
    """The bank account that the money goes to."""
    state: OutgoingWireTransferState
    """How far the transfer has come."""
    creation_timestamp: str
    """When it was created, in epoch milliseconds, as a string of digits."""
    transaction_amount: LegacyCurrencyAmount
    """What leaves the source."""
    tag: str | Unset = UNSET
    """A mark of your own. Absent when none was given."""
    transfer_amount: LegacyCurrencyAmount | Unset = UNSET
    """What is transferred."""
    description: str | Unset = UNSET
    """What the payer says it is for."""
    external_account_id: ExternalAccountId | Unset = UNSET
    """The linked account that the money goes to."""
    beneficiary_id: str | Unset = UNSET
    """Id of the beneficiary, digits only."""
    challenge_exemption_reason: ChallengeExemptionReason | Unset = UNSET
    """Why no challenge was needed."""
    transaction_fee: LegacyCurrencyAmount | Unset = UNSET
    """The fee that was taken."""
    conflict: OWTConflictErrorCode | Unset = UNSET
    """Why the transfer failed. Spelled otherwise than by the API."""
    scheduled_timestamp: str | Unset = UNSET
    """When it is to be carried out, in epoch milliseconds, as a string of digits."""
    cancellation_reason: str | Unset = UNSET
    """Why it was cancelled."""
    execution_timestamp: str | Unset = UNSET
    """When it was carried out, in epoch milliseconds, as a string of digits."""
    validation_outcomes: list[OutgoingWireTransferValidationOutcome] | Unset = UNSET
    """What the bank said about the name of the beneficiary."""
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
    def scheduled_time(self) -> datetime | Unset:
        """`scheduled_timestamp` as an aware `datetime` in UTC.

        Raises:
            ValueError: It is no number, or beyond the year 9999.
        """
        return UNSET if self.scheduled_timestamp is UNSET else moment(self.scheduled_timestamp)

    @property
    def execution_time(self) -> datetime | Unset:
        """`execution_timestamp` as an aware `datetime` in UTC.

        Raises:
            ValueError: It is no number, or beyond the year 9999.
        """
        return UNSET if self.execution_timestamp is UNSET else moment(self.execution_timestamp)

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["id"] = self.id.to_dict()
        data["profileId"] = self.profile_id
        data["source"] = self.source.to_dict()
        data["type"] = str(self.type_)
        data["destination"] = self.destination.to_dict()
        data["state"] = str(self.state)
        data["creationTimestamp"] = self.creation_timestamp
        data["transactionAmount"] = self.transaction_amount.to_dict()
        if self.tag is not UNSET:
            data["tag"] = self.tag
        if self.transfer_amount is not UNSET:
            data["transferAmount"] = self.transfer_amount.to_dict()
        if self.description is not UNSET:
            data["description"] = self.description
        if self.external_account_id is not UNSET:
            data["externalAccountId"] = self.external_account_id.to_dict()
        if self.beneficiary_id is not UNSET:
            data["beneficiaryId"] = self.beneficiary_id
        if self.challenge_exemption_reason is not UNSET:
            data["challengeExemptionReason"] = str(self.challenge_exemption_reason)
        if self.transaction_fee is not UNSET:
            data["transactionFee"] = self.transaction_fee.to_dict()
        if self.conflict is not UNSET:
            data["conflict"] = str(self.conflict)
        if self.scheduled_timestamp is not UNSET:
            data["scheduledTimestamp"] = self.scheduled_timestamp
        if self.cancellation_reason is not UNSET:
            data["cancellationReason"] = self.cancellation_reason
        if self.execution_timestamp is not UNSET:
            data["executionTimestamp"] = self.execution_timestamp
        if self.validation_outcomes is not UNSET:
            data["validationOutcomes"] = [item.to_dict() for item in self.validation_outcomes]
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> LegacyOutgoingWireTransfer:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_legacy_outgoing_wire_transfer(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {
    "id": decode_string_wrapped_type_id,
    "profileId": decode_str,
    "source": decode_instrument_id,
    "type": decode_outgoing_wire_transfer_type,
    "destination": decode_destination,
    "state": decode_outgoing_wire_transfer_state,
    "creationTimestamp": decode_str,
    "transactionAmount": decode_legacy_currency_amount,
}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "tag": decode_str,
    "transferAmount": decode_legacy_currency_amount,
    "description": decode_str,
    "externalAccountId": decode_external_account_id,
    "beneficiaryId": decode_str,
    "challengeExemptionReason": decode_challenge_exemption_reason,
    "transactionFee": decode_legacy_currency_amount,
    "conflict": decode_owt_conflict_error_code,
    "scheduledTimestamp": decode_str,
    "cancellationReason": decode_str,
    "executionTimestamp": decode_str,
    "validationOutcomes": list_of(decode_outgoing_wire_transfer_validation_outcome),
}


def decode_legacy_outgoing_wire_transfer(data: Raw) -> LegacyOutgoingWireTransfer:
    """Read a JSON value; see `LegacyOutgoingWireTransfer.from_dict`."""
    self = new(LegacyOutgoingWireTransfer)
    absent = 0
    try:
        self.id = decode_string_wrapped_type_id(data["id"])
        value = data["profileId"]
        if type(value) is not str:
            raise TypeError
        self.profile_id = value
        self.source = decode_instrument_id(data["source"])
        self.type_ = known_outgoing_wire_transfer_type[data["type"]]
        self.destination = decode_destination(data["destination"])
        self.state = known_outgoing_wire_transfer_state[data["state"]]
        value = data["creationTimestamp"]
        if type(value) is not str:
            raise TypeError
        self.creation_timestamp = value
        self.transaction_amount = decode_legacy_currency_amount(data["transactionAmount"])
        value = data.get("tag")
        if value is None:
            absent += 1
            self.tag = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.tag = value
        value = data.get("transferAmount")
        if value is None:
            absent += 1
            self.transfer_amount = UNSET
        else:
            self.transfer_amount = decode_legacy_currency_amount(value)
        value = data.get("description")
        if value is None:
            absent += 1
            self.description = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.description = value
        value = data.get("externalAccountId")
        if value is None:
            absent += 1
            self.external_account_id = UNSET
        else:
            self.external_account_id = decode_external_account_id(value)
        value = data.get("beneficiaryId")
        if value is None:
            absent += 1
            self.beneficiary_id = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.beneficiary_id = value
        value = data.get("challengeExemptionReason")
        if value is None:
            absent += 1
            self.challenge_exemption_reason = UNSET
        else:
            self.challenge_exemption_reason = known_challenge_exemption_reason[value]
        value = data.get("transactionFee")
        if value is None:
            absent += 1
            self.transaction_fee = UNSET
        else:
            self.transaction_fee = decode_legacy_currency_amount(value)
        value = data.get("conflict")
        if value is None:
            absent += 1
            self.conflict = UNSET
        else:
            self.conflict = known_owt_conflict_error_code[value]
        value = data.get("scheduledTimestamp")
        if value is None:
            absent += 1
            self.scheduled_timestamp = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.scheduled_timestamp = value
        value = data.get("cancellationReason")
        if value is None:
            absent += 1
            self.cancellation_reason = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.cancellation_reason = value
        value = data.get("executionTimestamp")
        if value is None:
            absent += 1
            self.execution_timestamp = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.execution_timestamp = value
        value = data.get("validationOutcomes")
        if value is None:
            absent += 1
            self.validation_outcomes = UNSET
        else:
            self.validation_outcomes = decode_list(value, decode_outgoing_wire_transfer_validation_outcome)
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 20 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
