"""Reads the fields of a webhook's body, where amounts and times are strings, and names the one that is wrong."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, TypeAlias, TypeGuard, TypeVar, final

from weavr_async.errors import InvalidRequest
from weavr_async.values.identities import Instrument
from weavr_async.values.money import Money

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["Fields", "JsonObject", "UnreadableField", "is_object"]

JsonObject: TypeAlias = "Mapping[str, object]"
_T = TypeVar("_T")

_INTEGER: Final = re.compile(r"-?[0-9]{1,19}", re.ASCII)
_ID: Final = re.compile(r"[0-9]{1,64}", re.ASCII)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class UnreadableField(Exception):
    """A field is missing, or is not what it is documented to be."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


def is_object(value: object) -> TypeGuard[JsonObject]:
    """Whether a parsed value is a JSON object."""
    return isinstance(value, dict)


def _is_array(value: object) -> TypeGuard[list[object]]:
    return isinstance(value, list)


def _is_id(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and _ID.fullmatch(value) is not None


@final
class Fields:
    """One object of the body, with its path."""

    def __init__(self, values: JsonObject, path: str = "$") -> None:
        self._values = values
        self._path = path

    def within(self, name: str) -> Fields:
        """An object in this object."""
        value = self._values.get(name)
        if not is_object(value):
            raise self._unreadable(name)
        return Fields(value, f"{self._path}.{name}")

    def text(self, name: str) -> str:
        """Text that is not empty."""
        value = self._values.get(name)
        if not isinstance(value, str) or not value:
            raise self._unreadable(name)
        return value

    def id(self, name: str) -> str:
        """A string of digits."""
        value = self._values.get(name)
        if not _is_id(value):
            raise self._unreadable(name)
        return value

    def ids(self, name: str) -> tuple[str, ...]:
        """A list of strings of digits."""
        values = self._values.get(name)
        if not _is_array(values):
            raise self._unreadable(name)
        if not all(_is_id(value) for value in values):
            raise self._unreadable(name)
        return tuple(str(value) for value in values)

    def flag(self, name: str) -> bool:
        """True or false."""
        value = self._values.get(name)
        if not isinstance(value, bool):
            raise self._unreadable(name)
        return value

    def integer(self, name: str) -> int:
        """An integer, written as a number or as a string of digits."""
        value = self._values.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        if isinstance(value, str) and _INTEGER.fullmatch(value):
            return int(value)
        raise self._unreadable(name)

    def time(self, name: str) -> datetime:
        """Epoch milliseconds."""
        try:
            return _EPOCH + timedelta(milliseconds=self.integer(name))
        except OverflowError:
            raise self._unreadable(name) from None

    def money(self, name: str) -> Money:
        """A currency and an amount in its minor unit."""
        amount = self.within(name)
        try:
            return Money.from_minor(amount.integer("amount"), amount.text("currency"))
        except InvalidRequest:
            raise self._unreadable(name) from None

    def instrument(self, name: str) -> Instrument:
        """A type and an id."""
        instrument = self.within(name)
        try:
            return Instrument(instrument.text("type"), instrument.text("id"))
        except InvalidRequest:
            raise self._unreadable(name) from None

    def maybe(self, read: Callable[[Fields, str], _T], name: str) -> _T | None:
        """A field that may be missing; one that cannot be read counts as missing, and stays in the raw body."""
        try:
            return read(self, name)
        except UnreadableField:
            return None

    def _unreadable(self, name: str) -> UnreadableField:
        return UnreadableField(f"{self._path}.{name}")
