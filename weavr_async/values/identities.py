"""Who a call is made for, and which instrument it is about: types and ids, checked when they are written down.

Every id of the API is a string of digits. One that is not is refused before it gets near a URL, where
``".."`` would turn one operation into another.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Final, NoReturn, final

from attrs import field, frozen

from weavr_async.values._checks import check_id
from weavr_async.values._refusals import InvalidRequest
from weavr_async.values.json_values import JsonSchema, JSONValue, check_fields

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "Identity",
    "IdentityType",
    "Instrument",
    "InstrumentType",
    "managed_account",
    "managed_card",
]


_FIELDS: Final = ("type", "id")


class IdentityType(StrEnum):
    """The two kinds of identity that Weavr knows."""

    CORPORATE = "CORPORATE"
    """A company."""
    CONSUMER = "CONSUMER"
    """A person."""

    @classmethod
    def _missing_(cls, value: object) -> NoReturn:  # noqa: ARG003 - as the enum has it
        raise InvalidRequest("An identity is of type CORPORATE or CONSUMER.", field="type")


class InstrumentType(StrEnum):
    """The two kinds of instrument that hold money, as the API spells them."""

    MANAGED_ACCOUNTS = "managed_accounts"
    MANAGED_CARDS = "managed_cards"

    @classmethod
    def _missing_(cls, value: object) -> NoReturn:  # noqa: ARG003 - as the enum has it
        raise InvalidRequest("An instrument is of type managed_accounts or managed_cards.", field="type")


def _named(description: str, types: type[StrEnum]) -> JsonSchema:
    """Describe the JSON of what has a type and an id."""
    return {
        "description": description,
        "type": "object",
        "required": ["type", "id"],
        "properties": {
            "type": {"type": "string", "enum": [str(each) for each in types]},
            "id": {"description": "Digits only.", "type": "string", "pattern": "^[0-9]+$"},
        },
        "additionalProperties": False,
    }


class _Keyed(JSONValue):
    # Every call looks its token up: by a string, whose hash is known, that takes half the time it takes by the object.
    # It follows from the fields, so it is none of them.
    __slots__ = ("key",)

    key: str


@final
@frozen
class Identity(_Keyed):
    """The company or the person on whose behalf a call is made.

    Args:
        type: An `IdentityType`, or its value as a string.
        id: The identity's id at Weavr, a string of digits.

    Raises:
        InvalidRequest: The type is neither of the two, or the id is not a string of digits.
    """

    json_schema: ClassVar[JsonSchema] = _named("A company or a person.", IdentityType)

    type: IdentityType = field(converter=IdentityType)
    id: str = field(converter=check_id)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "key", f"{self.type} {self.id}")

    def __reduce__(self) -> tuple[object, tuple[str, str]]:
        return Identity, (self.type, self.id)

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> Identity:
        """Read ``{"type": "CORPORATE", "id": "109876"}``.

        Raises:
            InvalidRequest: A field is missing, unknown, or of another form.
        """
        check_fields(data, _FIELDS)
        return cls(data["type"], data["id"])  # type: ignore[arg-type]  # what is of another type is refused by name

    @classmethod
    def corporate(cls, identity_id: str) -> Identity:
        """Name a company."""
        return _identity(IdentityType.CORPORATE, identity_id)

    @classmethod
    def consumer(cls, identity_id: str) -> Identity:
        """Name a person."""
        return _identity(IdentityType.CONSUMER, identity_id)

    def __hash__(self) -> int:
        return hash(self.key)

    def __str__(self) -> str:
        return self.key


@final
@frozen
class Instrument(JSONValue):
    """A managed account or a managed card, as the source or the destination of money.

    Args:
        type: An `InstrumentType`, or its value as a string.
        id: The instrument's id at Weavr, a string of digits.

    Raises:
        InvalidRequest: The type is neither of the two, or the id is not a string of digits.
    """

    json_schema: ClassVar[JsonSchema] = _named("A managed account or a managed card.", InstrumentType)

    type: InstrumentType = field(converter=InstrumentType)
    id: str = field(converter=check_id)

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> Instrument:
        """Read ``{"type": "managed_accounts", "id": "220"}``.

        Raises:
            InvalidRequest: A field is missing, unknown, or of another form.
        """
        check_fields(data, _FIELDS)
        return cls(data["type"], data["id"])  # type: ignore[arg-type]  # what is of another type is refused by name

    def __str__(self) -> str:
        return f"{self.type} {self.id}"


def managed_account(account_id: str) -> Instrument:
    """Name a managed account: ``source=managed_account("220")``.

    Raises:
        InvalidRequest: The id is not a string of digits.
    """
    return _instrument(InstrumentType.MANAGED_ACCOUNTS, account_id, "account_id")


def managed_card(card_id: str) -> Instrument:
    """Name a managed card: ``destination=managed_card("331")``.

    Raises:
        InvalidRequest: The id is not a string of digits.
    """
    return _instrument(InstrumentType.MANAGED_CARDS, card_id, "card_id")


# Nearly every call begins with one of these. Their type is known, and their id is checked once, under the name that the
# user knows it by, so they are made without what `__init__` would look at again.


def _identity(kind: IdentityType, identity_id: str) -> Identity:
    made = object.__new__(Identity)
    object.__setattr__(made, "type", kind)
    object.__setattr__(made, "id", check_id(identity_id, "identity_id"))
    made.__attrs_post_init__()
    return made


def _instrument(kind: InstrumentType, instrument_id: str, argument: str) -> Instrument:
    made = object.__new__(Instrument)
    object.__setattr__(made, "type", kind)
    object.__setattr__(made, "id", check_id(instrument_id, argument))
    return made
