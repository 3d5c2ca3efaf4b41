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
from .legacy_transaction_batch_forex_trade import (
    LegacyTransactionBatchForexTrade,
    decode_legacy_transaction_batch_forex_trade,
)
from .legacy_transaction_batch_instruments import (
    LegacyTransactionBatchInstruments,
    decode_legacy_transaction_batch_instruments,
)
from .string_wrapped_type_id import StringWrappedTypeId, decode_string_wrapped_type_id
from .transaction_batch_error_type import (
    TransactionBatchErrorType,
    decode_transaction_batch_error_type,
    known_transaction_batch_error_type,
)
from .transaction_batch_intercept import TransactionBatchIntercept, decode_transaction_batch_intercept
from .transaction_batch_state import (
    TransactionBatchState,
    decode_transaction_batch_state,
    known_transaction_batch_state,
)


@final
@define(kw_only=True, weakref_slot=False)
class LegacyTransactionBatch(Model):
    """The bookings behind a transaction."""

    id: str
    """Id of the batch, digits only."""
    transaction: StringWrappedTypeId
    """Type and id of the transaction."""
    instrument: LegacyTransactionBatchInstruments
    """The instruments that take part, each under a name."""
    state: TransactionBatchState
    """How far the batch has come."""
    related_batch_id: str | Unset = UNSET
    """Id of the batch that this one belongs to, digits only."""
    intercept: list[TransactionBatchIntercept] | Unset = UNSET
    """What the interceptors decided."""
    forex_trade: list[LegacyTransactionBatchForexTrade] | Unset = UNSET
    """The conversions that take part."""
    completed_timestamp: str | Unset = UNSET
    """When the batch was completed, in epoch milliseconds, as a string of digits."""
    conflict: TransactionBatchErrorType | Unset = UNSET
    """Why it failed."""
    auth_session_id: str | Unset = UNSET
    """Id of the session that started it, digits only."""
    note: str | Unset = UNSET
    """A note on the batch."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    @property
    def completed_time(self) -> datetime | Unset:
        """`completed_timestamp` as an aware `datetime` in UTC.

        Raises:
            ValueError: It is no number, or beyond the year 9999.
        """
        return UNSET if self.completed_timestamp is UNSET else moment(self.completed_timestamp)

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["id"] = self.id
        data["transaction"] = self.transaction.to_dict()
        data["instrument"] = self.instrument.to_dict()
        data["state"] = str(self.state)
        if self.related_batch_id is not UNSET:
            data["relatedBatchId"] = self.related_batch_id
        if self.intercept is not UNSET:
            data["intercept"] = [item.to_dict() for item in self.intercept]
        if self.forex_trade is not UNSET:
            data["forexTrade"] = [item.to_dict() for item in self.forex_trade]
        if self.completed_timestamp is not UNSET:
            data["completedTimestamp"] = self.completed_timestamp
        if self.conflict is not UNSET:
            data["conflict"] = str(self.conflict)
        if self.auth_session_id is not UNSET:
            data["authSessionId"] = self.auth_session_id
        if self.note is not UNSET:
            data["note"] = self.note
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> LegacyTransactionBatch:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_legacy_transaction_batch(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {
    "id": decode_str,
    "transaction": decode_string_wrapped_type_id,
    "instrument": decode_legacy_transaction_batch_instruments,
    "state": decode_transaction_batch_state,
}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "relatedBatchId": decode_str,
    "intercept": list_of(decode_transaction_batch_intercept),
    "forexTrade": list_of(decode_legacy_transaction_batch_forex_trade),
    "completedTimestamp": decode_str,
    "conflict": decode_transaction_batch_error_type,
    "authSessionId": decode_str,
    "note": decode_str,
}


def decode_legacy_transaction_batch(data: Raw) -> LegacyTransactionBatch:
    """Read a JSON value; see `LegacyTransactionBatch.from_dict`."""
    self = new(LegacyTransactionBatch)
    absent = 0
    try:
        value = data["id"]
        if type(value) is not str:
            raise TypeError
        self.id = value
        self.transaction = decode_string_wrapped_type_id(data["transaction"])
        self.instrument = decode_legacy_transaction_batch_instruments(data["instrument"])
        self.state = known_transaction_batch_state[data["state"]]
        value = data.get("relatedBatchId")
        if value is None:
            absent += 1
            self.related_batch_id = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.related_batch_id = value
        value = data.get("intercept")
        if value is None:
            absent += 1
            self.intercept = UNSET
        else:
            self.intercept = decode_list(value, decode_transaction_batch_intercept)
        value = data.get("forexTrade")
        if value is None:
            absent += 1
            self.forex_trade = UNSET
        else:
            self.forex_trade = decode_list(value, decode_legacy_transaction_batch_forex_trade)
        value = data.get("completedTimestamp")
        if value is None:
            absent += 1
            self.completed_timestamp = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.completed_timestamp = value
        value = data.get("conflict")
        if value is None:
            absent += 1
            self.conflict = UNSET
        else:
            self.conflict = known_transaction_batch_error_type[value]
        value = data.get("authSessionId")
        if value is None:
            absent += 1
            self.auth_session_id = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.auth_session_id = value
        value = data.get("note")
        if value is None:
            absent += 1
            self.note = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.note = value
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 11 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
