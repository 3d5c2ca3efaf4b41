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
from .forex_trade_participant_error_type import (
    ForexTradeParticipantErrorType,
    decode_forex_trade_participant_error_type,
    known_forex_trade_participant_error_type,
)
from .legacy_forex_trade_participant import LegacyForexTradeParticipant, decode_legacy_forex_trade_participant
from .legacy_scaled_amount import LegacyScaledAmount, decode_legacy_scaled_amount
from .transaction_batch_participant_state import (
    TransactionBatchParticipantState,
    decode_transaction_batch_participant_state,
    known_transaction_batch_participant_state,
)


@final
@define(kw_only=True, weakref_slot=False)
class LegacyTransactionBatchForexTrade(Model):
    """A conversion's part in a batch."""

    id: str
    """Id within the batch, digits only."""
    forex_trade: LegacyForexTradeParticipant
    """What is sold and bought."""
    state: TransactionBatchParticipantState | Unset = UNSET
    """How far this part has come."""
    conflict: ForexTradeParticipantErrorType | Unset = UNSET
    """Why it failed."""
    executed_timestamp: str | Unset = UNSET
    """When it was carried out, in epoch milliseconds, as a string of digits."""
    compensated_rate_id: str | Unset = UNSET
    """Id of the rate at which it was taken back, digits only."""
    source_system_compensation: str | Unset = UNSET
    """What the system's own account got back, in the minor unit, as a string of digits."""
    compensated_rate: LegacyScaledAmount | Unset = UNSET
    """The rate at which it was taken back."""
    compensated_timestamp: str | Unset = UNSET
    """When it was taken back, in epoch milliseconds, as a string of digits."""
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
        data["forexTrade"] = self.forex_trade.to_dict()
        if self.state is not UNSET:
            data["state"] = str(self.state)
        if self.conflict is not UNSET:
            data["conflict"] = str(self.conflict)
        if self.executed_timestamp is not UNSET:
            data["executedTimestamp"] = self.executed_timestamp
        if self.compensated_rate_id is not UNSET:
            data["compensatedRateId"] = self.compensated_rate_id
        if self.source_system_compensation is not UNSET:
            data["sourceSystemCompensation"] = self.source_system_compensation
        if self.compensated_rate is not UNSET:
            data["compensatedRate"] = self.compensated_rate.to_dict()
        if self.compensated_timestamp is not UNSET:
            data["compensatedTimestamp"] = self.compensated_timestamp
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> LegacyTransactionBatchForexTrade:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_legacy_transaction_batch_forex_trade(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {
    "id": decode_str,
    "forexTrade": decode_legacy_forex_trade_participant,
}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "state": decode_transaction_batch_participant_state,
    "conflict": decode_forex_trade_participant_error_type,
    "executedTimestamp": decode_str,
    "compensatedRateId": decode_str,
    "sourceSystemCompensation": decode_str,
    "compensatedRate": decode_legacy_scaled_amount,
    "compensatedTimestamp": decode_str,
}


def decode_legacy_transaction_batch_forex_trade(data: Raw) -> LegacyTransactionBatchForexTrade:
    """Read a JSON value; see `LegacyTransactionBatchForexTrade.from_dict`."""
    self = new(LegacyTransactionBatchForexTrade)
    absent = 0
    try:
        value = data["id"]
        if type(value) is not str:
            raise TypeError
        self.id = value
        self.forex_trade = decode_legacy_forex_trade_participant(data["forexTrade"])
        value = data.get("state")
        if value is None:
            absent += 1
            self.state = UNSET
        else:
            self.state = known_transaction_batch_participant_state[value]
        value = data.get("conflict")
        if value is None:
            absent += 1
            self.conflict = UNSET
        else:
            self.conflict = known_forex_trade_participant_error_type[value]
        value = data.get("executedTimestamp")
        if value is None:
            absent += 1
            self.executed_timestamp = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.executed_timestamp = value
        value = data.get("compensatedRateId")
        if value is None:
            absent += 1
            self.compensated_rate_id = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.compensated_rate_id = value
        value = data.get("sourceSystemCompensation")
        if value is None:
            absent += 1
            self.source_system_compensation = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.source_system_compensation = value
        value = data.get("compensatedRate")
        if value is None:
            absent += 1
            self.compensated_rate = UNSET
        else:
            self.compensated_rate = decode_legacy_scaled_amount(value)
        value = data.get("compensatedTimestamp")
        if value is None:
            absent += 1
            self.compensated_timestamp = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.compensated_timestamp = value
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 9 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
