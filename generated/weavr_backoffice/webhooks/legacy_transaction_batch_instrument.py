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
    decode_bool,
    decode_str,
    fault,
    moment,
    new,
    redacted_values,
    unknown_fields,
)
from .instrument_id import InstrumentId, decode_instrument_id
from .instrument_participant_error_type import (
    InstrumentParticipantErrorType,
    decode_instrument_participant_error_type,
    known_instrument_participant_error_type,
)
from .legacy_instrument_balances import LegacyInstrumentBalances, decode_legacy_instrument_balances
from .legacy_instrument_participant import LegacyInstrumentParticipant, decode_legacy_instrument_participant
from .legacy_transaction_batch_instrument_remaining import (
    LegacyTransactionBatchInstrumentRemaining,
    decode_legacy_transaction_batch_instrument_remaining,
)
from .transaction_batch_participant_state import (
    TransactionBatchParticipantState,
    decode_transaction_batch_participant_state,
    known_transaction_batch_participant_state,
)


@final
@define(kw_only=True, weakref_slot=False)
class LegacyTransactionBatchInstrument(Model):
    """One instrument's part in a batch."""

    id: str
    """Id within the batch, digits only."""
    instrument_id: InstrumentId
    """Type and id of the instrument."""
    instrument: LegacyInstrumentParticipant
    """What is to happen to the instrument."""
    state: TransactionBatchParticipantState
    """How far this part has come."""
    conflict: InstrumentParticipantErrorType | Unset = UNSET
    """Why it failed."""
    after: LegacyInstrumentBalances | Unset = UNSET
    """The balances afterwards."""
    executed_timestamp: str | Unset = UNSET
    """When it was carried out, in epoch milliseconds, as a string of digits."""
    remaining: LegacyTransactionBatchInstrumentRemaining | Unset = UNSET
    """What is left that could be reversed."""
    after_compensation: LegacyInstrumentBalances | Unset = UNSET
    """The balances after it was taken back."""
    compensated_timestamp: str | Unset = UNSET
    """When it was taken back, in epoch milliseconds, as a string of digits."""
    treasury_pending: bool | Unset = UNSET
    """Whether the treasury still has to act."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    @property
    def executed_time(self) -> datetime | Unset:
        """`executed_timestamp` as an aware `datetime` in UTC.

        Raises:
            ValueError: It is no number, or beyond the year 9999.
        """
        return UNSET if self.executed_timestamp is UNSET else moment(self.executed_timestamp)

    @property
    def compensated_time(self) -> datetime | Unset:
        """`compensated_timestamp` as an aware `datetime` in UTC.

        Raises:
            ValueError: It is no number, or beyond the year 9999.
        """
        return UNSET if self.compensated_timestamp is UNSET else moment(self.compensated_timestamp)

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["id"] = self.id
        data["instrumentId"] = self.instrument_id.to_dict()
        data["instrument"] = self.instrument.to_dict()
        data["state"] = str(self.state)
        if self.conflict is not UNSET:
            data["conflict"] = str(self.conflict)
        if self.after is not UNSET:
            data["after"] = self.after.to_dict()
        if self.executed_timestamp is not UNSET:
            data["executedTimestamp"] = self.executed_timestamp
        if self.remaining is not UNSET:
            data["remaining"] = self.remaining.to_dict()
        if self.after_compensation is not UNSET:
            data["afterCompensation"] = self.after_compensation.to_dict()
        if self.compensated_timestamp is not UNSET:
            data["compensatedTimestamp"] = self.compensated_timestamp
        if self.treasury_pending is not UNSET:
            data["treasuryPending"] = self.treasury_pending
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> LegacyTransactionBatchInstrument:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_legacy_transaction_batch_instrument(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {
    "id": decode_str,
    "instrumentId": decode_instrument_id,
    "instrument": decode_legacy_instrument_participant,
    "state": decode_transaction_batch_participant_state,
}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "conflict": decode_instrument_participant_error_type,
    "after": decode_legacy_instrument_balances,
    "executedTimestamp": decode_str,
    "remaining": decode_legacy_transaction_batch_instrument_remaining,
    "afterCompensation": decode_legacy_instrument_balances,
    "compensatedTimestamp": decode_str,
    "treasuryPending": decode_bool,
}


def decode_legacy_transaction_batch_instrument(data: Raw) -> LegacyTransactionBatchInstrument:
    """Read a JSON value; see `LegacyTransactionBatchInstrument.from_dict`."""
    self = new(LegacyTransactionBatchInstrument)
    absent = 0
    try:
        value = data["id"]
        if type(value) is not str:
            raise TypeError
        self.id = value
        self.instrument_id = decode_instrument_id(data["instrumentId"])
        self.instrument = decode_legacy_instrument_participant(data["instrument"])
        self.state = known_transaction_batch_participant_state[data["state"]]
        value = data.get("conflict")
        if value is None:
            absent += 1
            self.conflict = UNSET
        else:
            self.conflict = known_instrument_participant_error_type[value]
        value = data.get("after")
        if value is None:
            absent += 1
            self.after = UNSET
        else:
            self.after = decode_legacy_instrument_balances(value)
        value = data.get("executedTimestamp")
        if value is None:
            absent += 1
            self.executed_timestamp = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.executed_timestamp = value
        value = data.get("remaining")
        if value is None:
            absent += 1
            self.remaining = UNSET
        else:
            self.remaining = decode_legacy_transaction_batch_instrument_remaining(value)
        value = data.get("afterCompensation")
        if value is None:
            absent += 1
            self.after_compensation = UNSET
        else:
            self.after_compensation = decode_legacy_instrument_balances(value)
        value = data.get("compensatedTimestamp")
        if value is None:
            absent += 1
            self.compensated_timestamp = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.compensated_timestamp = value
        value = data.get("treasuryPending")
        if value is None:
            absent += 1
            self.treasury_pending = UNSET
        else:
            if type(value) is not bool:
                raise TypeError
            self.treasury_pending = value
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 11 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
