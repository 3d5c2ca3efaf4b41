from __future__ import annotations

from collections.abc import Callable, Mapping
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
    new,
    redacted_values,
    unknown_fields,
)
from .transaction_type import TransactionType, decode_transaction_type, known_transaction_type


@final
@define(kw_only=True, weakref_slot=False)
class TransactionId(Model):
    """A transaction, by type and id. Several statement entries may carry the same one."""

    type_: TransactionType
    """What kind of transaction it is."""
    id: str
    """Id of the transaction, digits only."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["type"] = str(self.type_)
        data["id"] = self.id
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> TransactionId:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_transaction_id(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {"type": decode_transaction_type, "id": decode_str}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {}


def decode_transaction_id(data: Raw) -> TransactionId:
    """Read a JSON value; see `TransactionId.from_dict`."""
    self = new(TransactionId)
    try:
        self.type_ = known_transaction_type[data["type"]]
        value = data["id"]
        if type(value) is not str:
            raise TypeError
        self.id = value
        self.additional_properties = NO_FIELDS if len(data) == 2 else unknown_fields(data, _REQUIRED, _OPTIONAL)
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
