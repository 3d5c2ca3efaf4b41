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
from .transaction_batch_intercept_state import (
    TransactionBatchInterceptState,
    decode_transaction_batch_intercept_state,
    known_transaction_batch_intercept_state,
)


@final
@define(kw_only=True, weakref_slot=False)
class TransactionBatchIntercept(Model):
    """What an interceptor decided."""

    provider: str
    """Name of the provider."""
    state: TransactionBatchInterceptState | Unset = UNSET
    """What the interceptor decided."""
    denial_reason: str | Unset = UNSET
    """Why it was denied."""
    suspended_reason: str | Unset = UNSET
    """Why it was suspended."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["provider"] = self.provider
        if self.state is not UNSET:
            data["state"] = str(self.state)
        if self.denial_reason is not UNSET:
            data["denialReason"] = self.denial_reason
        if self.suspended_reason is not UNSET:
            data["suspendedReason"] = self.suspended_reason
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> TransactionBatchIntercept:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_transaction_batch_intercept(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {"provider": decode_str}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "state": decode_transaction_batch_intercept_state,
    "denialReason": decode_str,
    "suspendedReason": decode_str,
}


def decode_transaction_batch_intercept(data: Raw) -> TransactionBatchIntercept:
    """Read a JSON value; see `TransactionBatchIntercept.from_dict`."""
    self = new(TransactionBatchIntercept)
    absent = 0
    try:
        value = data["provider"]
        if type(value) is not str:
            raise TypeError
        self.provider = value
        value = data.get("state")
        if value is None:
            absent += 1
            self.state = UNSET
        else:
            self.state = known_transaction_batch_intercept_state[value]
        value = data.get("denialReason")
        if value is None:
            absent += 1
            self.denial_reason = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.denial_reason = value
        value = data.get("suspendedReason")
        if value is None:
            absent += 1
            self.suspended_reason = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.suspended_reason = value
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 4 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
