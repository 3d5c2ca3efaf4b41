"""Who a call is made for, and which instrument it is about: types and ids, checked when they are written down.

Every id of the API is a string of digits. One that is not is refused before it gets near a URL, where
``".."`` would turn one operation into another.
"""

from __future__ import annotations

from enum import StrEnum
from typing import final

from attrs import field, frozen

from weavr_async.values._checks import check_id
from weavr_async.values._refusals import InvalidRequest

__all__ = [
    "Identity",
    "IdentityType",
    "Instrument",
    "InstrumentType",
    "managed_account",
    "managed_card",
]


class IdentityType(StrEnum):
    """The two kinds of identity that Weavr knows."""

    CORPORATE = "CORPORATE"
    """A company."""
    CONSUMER = "CONSUMER"
    """A person."""


class InstrumentType(StrEnum):
    """The two kinds of instrument that hold money, as the API spells them."""

    MANAGED_ACCOUNTS = "managed_accounts"
    MANAGED_CARDS = "managed_cards"


def _identity_type(value: IdentityType | str) -> IdentityType:
    if isinstance(value, IdentityType):
        return value
    try:
        return IdentityType(value)
    except ValueError:
        raise InvalidRequest("An identity is of type CORPORATE or CONSUMER.", field="type") from None


def _instrument_type(value: InstrumentType | str) -> InstrumentType:
    try:
        return InstrumentType(value)
    except ValueError:
        raise InvalidRequest("An instrument is of type managed_accounts or managed_cards.", field="type") from None


def _id(value: str) -> str:
    return check_id(value, "id")


class _Keyed:
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
        InvalidRequest: The type is none of the two, or the id is no string of digits.
    """

    type: IdentityType = field(converter=_identity_type)
    id: str = field(converter=_id)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "key", f"{self.type} {self.id}")

    def __reduce__(self) -> tuple[object, tuple[str, str]]:
        return Identity, (self.type, self.id)

    @classmethod
    def corporate(cls, identity_id: str) -> Identity:
        """Name a company."""
        return cls(IdentityType.CORPORATE, check_id(identity_id, "identity_id"))

    @classmethod
    def consumer(cls, identity_id: str) -> Identity:
        """Name a person."""
        return cls(IdentityType.CONSUMER, check_id(identity_id, "identity_id"))

    def __hash__(self) -> int:
        return hash(self.key)

    def __str__(self) -> str:
        return self.key


@final
@frozen
class Instrument:
    """A managed account or a managed card, as the source or the destination of money.

    Args:
        type: An `InstrumentType`, or its value as a string.
        id: The instrument's id at Weavr, a string of digits.

    Raises:
        InvalidRequest: The type is none of the two, or the id is no string of digits.
    """

    type: InstrumentType = field(converter=_instrument_type)
    id: str = field(converter=_id)

    def __str__(self) -> str:
        return f"{self.type} {self.id}"


def managed_account(account_id: str) -> Instrument:
    """Name a managed account: ``source=managed_account("220")``.

    Raises:
        InvalidRequest: The id is no string of digits.
    """
    return Instrument(InstrumentType.MANAGED_ACCOUNTS, check_id(account_id, "account_id"))


def managed_card(card_id: str) -> Instrument:
    """Name a managed card: ``destination=managed_card("331")``.

    Raises:
        InvalidRequest: The id is no string of digits.
    """
    return Instrument(InstrumentType.MANAGED_CARDS, check_id(card_id, "card_id"))
