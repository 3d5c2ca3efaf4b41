"""Who a call is made for, and which instrument it is about: types and ids, checked when they are written down.

Every id of the API is a string of digits. One that is not is refused before it gets near a URL, where
``".."`` would turn one operation into another.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final, final

from attrs import field, frozen

from weavr_async.values._checks import checked_type
from weavr_async.values._refusals import InvalidRequest

__all__ = [
    "Identity",
    "IdentityType",
    "Instrument",
    "InstrumentType",
    "check_id",
    "check_instrument",
    "managed_account",
    "managed_card",
]

_ID: Final = re.compile(r"[0-9]{1,64}", re.ASCII)  # the API states no length; this only bounds a URL


def check_id(value: str, what: str) -> str:
    """Give back an id that is a string of digits.

    Args:
        value: The id.
        what: What it is the id of, in the words of the message: ``"managed card"``.

    Raises:
        InvalidRequest: It is anything else, an `int` included: the API's ids are strings, and an id that went
            through a number may have lost its leading zeros or its last digits.
    """
    _refuse_other_types(value, what)
    if not _ID.fullmatch(value):
        raise InvalidRequest(
            f"The id of a {what} is 1 to 64 digits from 0 to 9 and nothing else, not even a space or a line end.",
            field=_argument(what),
        )
    return value


def _refuse_other_types(value: object, what: str) -> None:
    if not isinstance(value, str):
        hint = f': write "{value}"' if type(value) is int and value >= 0 else ""
        raise InvalidRequest(
            f"The id of a {what} is a string of digits, not {type(value).__name__}{hint}.", field=_argument(what)
        )


def _argument(what: str) -> str:
    return f"{what.replace(' ', '_')}_id"


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


def _identity_id(value: str) -> str:
    return check_id(value, "identity")


def _instrument_type(value: InstrumentType | str) -> InstrumentType:
    try:
        return InstrumentType(value)
    except ValueError:
        raise InvalidRequest("An instrument is of type managed_accounts or managed_cards.", field="type") from None


def _instrument_id(value: str) -> str:
    return check_id(value, "instrument")


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
    id: str = field(converter=_identity_id)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "key", f"{self.type} {self.id}")

    def __reduce__(self) -> tuple[object, tuple[str, str]]:
        return Identity, (self.type, self.id)

    @classmethod
    def corporate(cls, identity_id: str) -> Identity:
        """Name a company."""
        return cls(IdentityType.CORPORATE, identity_id)

    @classmethod
    def consumer(cls, identity_id: str) -> Identity:
        """Name a person."""
        return cls(IdentityType.CONSUMER, identity_id)

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
    id: str = field(converter=_instrument_id)

    def __str__(self) -> str:
        return f"{self.type} {self.id}"


def check_instrument(value: object, field: str) -> Instrument:
    """Give back an instrument.

    Raises:
        InvalidRequest: It is anything else, such as a bare id, which does not tell an account from a card.
    """
    return checked_type(value, Instrument, field, 'an instrument, managed_account("220") or managed_card("331")')


def managed_account(account_id: str) -> Instrument:
    """Name a managed account: ``source=managed_account("220")``.

    Raises:
        InvalidRequest: The id is no string of digits.
    """
    return Instrument(InstrumentType.MANAGED_ACCOUNTS, check_id(account_id, "managed account"))


def managed_card(card_id: str) -> Instrument:
    """Name a managed card: ``destination=managed_card("331")``.

    Raises:
        InvalidRequest: The id is no string of digits.
    """
    return Instrument(InstrumentType.MANAGED_CARDS, check_id(card_id, "managed card"))
