"""What the models stand on: `UNSET`, JSON types, open enums, and the checks that decoding is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, KeysView, Mapping
from datetime import UTC, datetime, timedelta
from datetime import date as date_
from enum import Enum, IntEnum, StrEnum
from typing import Any, ClassVar, Final, Literal, NoReturn, TypeAlias, TypeVar
from uuid import UUID

from attrs import fields

from .errors import DecodeError

T = TypeVar("T")
E = TypeVar("E", bound="OpenEnum")

JSON: TypeAlias = "dict[str, JSON] | list[JSON] | str | int | float | bool | None"
JSONObject: TypeAlias = "dict[str, JSON]"

Raw: TypeAlias = Any
"""JSON that was not looked at yet. A decoder takes it to be an object and lets the first look-up fail when it is none;
`fault` then finds the words. Checking each object beforehand would cost a tenth of the decoding."""

MISFIT: Final = (KeyError, TypeError, AttributeError, DecodeError)
"""What a decoder meets when JSON does not fit: a missing field, a wrong type, no object at all, a part that does not fit."""


class Unset(Enum):
    """The type of `UNSET`. An enum of one member: copies and pickles are the same object, ``is UNSET``
    narrows types, and its JSON is null."""

    UNSET = None

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"

    __str__ = __repr__


UNSET: Final = Unset.UNSET
"""Stands for a field that was absent (or ``null``) in an answer, and for one that is left out of a request."""


class OpenEnum(StrEnum):
    """A set of strings that the service may extend: a value that is not in the contract is kept, not refused.

    An unknown value compares, hashes, copies and pickles by its string like a known one. It is made anew each time
    and never added to the class, so whatever a server sends, the class does not grow.
    """

    @classmethod
    def _missing_(cls, value: object) -> OpenEnum | None:
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = value
        member._value_ = value
        return member

    @property
    def is_known(self) -> bool:
        """Whether the contract names this value."""
        return self._value_ in type(self)._value2member_map_

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: object) -> Any:
        from .pydantic_schemas import enum_schema

        return enum_schema(cls)

    def __repr__(self) -> str:
        if self.is_known:
            return f"{type(self).__name__}.{self._name_}"
        return f"{type(self).__name__}({self._value_!r})"


class OpenIntEnum(IntEnum):
    """A set of integers that the service may extend; see `OpenEnum`."""

    @classmethod
    def _missing_(cls, value: object) -> OpenIntEnum | None:
        if not isinstance(value, int):
            return None
        member = int.__new__(cls, value)
        member._name_ = str(value)
        member._value_ = value
        return member

    @property
    def is_known(self) -> bool:
        """Whether the contract names this value."""
        return self._value_ in type(self)._value2member_map_

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: object) -> Any:
        from .pydantic_schemas import enum_schema

        return enum_schema(cls)

    def __repr__(self) -> str:
        if self.is_known:
            return f"{type(self).__name__}.{self._name_}"
        return f"{type(self).__name__}({self._value_!r})"


class Describable:
    """A model, as pydantic and what is built on it see it: read, written and described as in the contract."""

    __slots__ = ()

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: object) -> Any:
        from .pydantic_schemas import model_schema

        return model_schema(cls)


class Model(Describable):
    """What all models have in common. ``dict(model)`` is ``model.to_dict()``, and so is what FastAPI answers."""

    __slots__ = ()

    __iter__: ClassVar[None] = None
    """It is no list, though it can be asked for an item."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object."""
        raise NotImplementedError

    def keys(self) -> KeysView[str]:
        """The names of the JSON object's fields."""
        return self.to_dict().keys()

    def __getitem__(self, name: str) -> JSON:
        return self.to_dict()[name]


class KnownValues(dict[JSON, E]):
    """The values of an enum by their strings; an unknown one is made when it is looked up, and not kept.

    Models look values up here rather than by a function: that takes half the time.
    """

    __slots__ = ("_enum",)

    def __init__(self, enum: type[E]) -> None:
        super().__init__((member.value, member) for member in enum)
        self._enum = enum

    def __missing__(self, value: JSON) -> E:
        if type(value) is not str:
            raise expected("a string", value)
        return self._enum(value)


class _NoFields(Mapping[str, JSON]):
    """The empty mapping that all objects without unknown fields share."""

    __slots__ = ()

    def __getitem__(self, key: str) -> NoReturn:
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __repr__(self) -> str:
        return "{}"

    def __reduce__(self) -> str:
        return "NO_FIELDS"


NO_FIELDS: Final[Mapping[str, JSON]] = _NoFields()

new: Final = object.__new__
"""Makes a model without its ``__init__``: a decoder sets every field itself, at about half the cost."""

_KINDS: Final[dict[type, str]] = {
    dict: "an object",
    list: "an array",
    str: "a string",
    int: "an integer",
    float: "a number with a fraction",
    bool: "a boolean",
    type(None): "null",
}


def expected(kind: str, value: object) -> DecodeError:
    """Say what should have stood where `value` does; its kind is told, the value is not."""
    return DecodeError(f"expected {kind}, found {_KINDS.get(type(value), type(value).__name__)}")


def fault(
    data: JSON,
    required: Mapping[str, Callable[[JSON], object]],
    optional: Mapping[str, Callable[[JSON], object]],
    error: Exception,
) -> Exception:
    """Find out what does not fit, field by field: decoders are written for data that fits, and only know that it did not.

    Args:
        data: What was to be decoded.
        required: The decoders of the required fields.
        optional: The decoders of the others.
        error: What the decoder met; given back when every field fits by itself, since it is no matter of the data then.
    """
    if type(data) is not dict:
        return expected("an object", data)
    for name, decode in (*required.items(), *optional.items()):
        value = data.get(name)
        if value is None and name in optional:
            continue
        if name not in data:
            return DecodeError("this field is required and missing", f"$.{name}")
        try:
            decode(value)
        except DecodeError as part:
            return part.inside(f".{name}")
    return error


def decode_str(value: JSON) -> str:
    """Take a string and nothing else."""
    if type(value) is not str:
        raise expected("a string", value)
    return value


def decode_int(value: JSON) -> int:
    """Take an integer and nothing else: neither ``1.0`` nor ``true`` nor ``"1"``."""
    if type(value) is not int:
        raise expected("an integer", value)
    return value


def decode_float(value: JSON) -> float:
    """Take a number, with a fraction or without."""
    if type(value) is not float and type(value) is not int:
        raise expected("a number", value)
    return value


def decode_bool(value: JSON) -> bool:
    """Take ``true`` or ``false`` and nothing else."""
    if type(value) is not bool:
        raise expected("a boolean", value)
    return value


def decode_datetime(value: JSON) -> datetime:
    """Take a date and a time in ISO 8601; without an offset they are in UTC."""
    try:
        read = datetime.fromisoformat(decode_str(value))
    except ValueError:
        raise DecodeError("expected a date and a time in ISO 8601") from None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def decode_date(value: JSON) -> date_:
    """Take a date in ISO 8601; of a date with a time the date is taken as it is written."""
    try:
        return datetime.fromisoformat(decode_str(value)).date()
    except ValueError:
        raise DecodeError("expected a date in ISO 8601") from None


def decode_uuid(value: JSON) -> UUID:
    """Take a UUID in any of its forms."""
    try:
        return UUID(decode_str(value))
    except ValueError:
        raise DecodeError("expected a UUID") from None


def or_none(decode: Callable[[JSON], T]) -> Callable[[JSON], T | None]:
    """Make the decoder of what may be null as well."""
    return lambda value: None if value is None else decode(value)


def by_type(decoders: Mapping[type, Callable[[JSON], Any]]) -> Callable[[JSON], Any]:
    """Make the decoder of a value whose JSON type says which of several it is."""

    def decode(value: JSON) -> Any:
        if type(value) not in decoders:
            raise expected(f"one of {', '.join(_KINDS[kind] for kind in decoders)}", value)
        return decoders[type(value)](value)

    return decode


def by_tag(
    tag: str, decoders: Mapping[str, Callable[[JSON], Any]], rest: Callable[[JSON], Any] | None = None
) -> Callable[[JSON], Any]:
    """Make the decoder of an object whose kind the field `tag` tells; `rest` takes those of a kind that is new.

    A malformed object is an error, and never taken for another kind.
    """

    def decode(value: JSON) -> Any:
        kind = value.get(tag) if type(value) is dict else None
        chosen = decoders.get(kind, rest) if type(kind) is str else rest
        if chosen is None:
            raise DecodeError("expected one of the documented kinds", f"$.{tag}")
        return chosen(value)

    return decode


def best_of(*decoders: Callable[[JSON], Any]) -> Callable[[JSON], Any]:
    """Make the decoder of an object whose kind no single field tells.

    Of the kinds that it fits, the first is taken of which it has no unknown fields or values, or else the first.
    """

    def decode(value: JSON) -> Any:
        fitting = []
        for decode_kind in decoders:
            try:
                fitting.append(decode_kind(value))
            except DecodeError:
                continue
            if _is_known(fitting[-1]):
                return fitting[-1]
        if not fitting:
            raise DecodeError("expected one of the documented kinds")
        return fitting[0]

    return decode


def _is_known(model: Any) -> bool:
    values = [getattr(model, field.name) for field in fields(type(model))]
    return not model.additional_properties and all(getattr(value, "is_known", True) for value in values)


def decode_any(value: JSON) -> JSON:
    """Take whatever stands there."""
    return value


def decode_list(value: JSON, decode: Callable[[JSON], T]) -> list[T]:
    """Decode each item of an array; an error tells the index."""
    if type(value) is not list:
        raise expected("an array", value)
    items: list[T] = []
    try:
        for item in value:
            items.append(decode(item))
    except DecodeError as error:
        raise error.inside(f"[{len(items)}]") from None
    return items


def list_of(decode: Callable[[JSON], T]) -> Callable[[JSON], list[T]]:
    """Make the decoder of an array whose items `decode` takes."""
    return lambda value: decode_list(value, decode)


def decode_map(value: JSON, decode: Callable[[JSON], T]) -> dict[str, T]:
    """Decode each value of an object whose names are free; an error tells the name."""
    if type(value) is not dict:
        raise expected("an object", value)
    items: dict[str, T] = {}
    for name, item in value.items():
        try:
            items[name] = decode(item)
        except DecodeError as error:
            raise error.inside(f".{name}") from None
    return items


def decode_strings(value: Raw) -> dict[str, str]:
    """Take an object that holds strings only, and keep it as it is: what comes out is what went in."""
    if type(value) is dict and {*map(type, value.values())} <= _STRINGS:
        strings: dict[str, str] = value
        return strings
    return decode_map(value, decode_str)


_STRINGS: Final = frozenset({str})


def unknown_fields(
    data: JSONObject, required: Mapping[str, object] = NO_FIELDS, optional: Mapping[str, object] = NO_FIELDS
) -> Mapping[str, JSON]:
    """Keep the fields that the contract does not name."""
    return {name: item for name, item in data.items() if name not in required and name not in optional} or NO_FIELDS


def moment(timestamp: int | str) -> datetime:
    """Show epoch milliseconds, an integer or a string of digits, as an aware `datetime` in UTC.

    Raises:
        ValueError: It is no number, or beyond the year 9999.
    """
    try:
        return _EPOCH + timedelta(milliseconds=int(timestamp))
    except OverflowError:
        raise ValueError("no datetime reaches that far") from None


_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def redacted(value: object) -> str:
    """Stand in for a secret in a ``repr``."""
    return "UNSET" if value is UNSET else "'***'"


def redacted_values(value: Mapping[str, object]) -> str:
    """Show the names of unknown fields in a ``repr``, not their values: a new field may be a secret."""
    return "{" + ", ".join(f"{name!r}: '***'" for name in value) + "}"
