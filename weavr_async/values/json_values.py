"""What other libraries need to write, read and describe the SDK's values: `json`, `orjson`, FastAPI and pydantic.

Models of the contract bring that with them; see `weavr_async.models`.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import date, time
from decimal import Decimal
from enum import Enum
from functools import singledispatch
from os import PathLike, fspath
from typing import TYPE_CHECKING, ClassVar, Self, TypeAlias, cast
from uuid import UUID

import attrs
import orjson

from weavr_async.values._refusals import InvalidRequest, WeavrError
from weavr_backoffice.types import Model, Unset

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pydantic_core import CoreSchema

__all__ = ["to_json"]

JsonSchema: TypeAlias = Mapping[str, object]


class JSONValue:
    """A value of the SDK that others can write as JSON: FastAPI by ``dict(value)``, pydantic by its hook.

    Fields that no `repr` shows are left out, for they are secrets or whole bodies.
    """

    __slots__ = ()

    __iter__: ClassVar[None] = None
    """It is no list, though it can be asked for a field."""
    json_schema: ClassVar[JsonSchema] = {"type": "object"}
    """Describes the JSON."""

    def to_dict(self) -> dict[str, object]:
        """The fields by their names."""
        return _shown_fields(self)

    def keys(self) -> Iterable[str]:
        """The names of the fields."""
        return self.to_dict().keys()

    def __getitem__(self, name: str) -> object:
        return self.to_dict()[name]

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> Self:  # noqa: ARG003 - for those that are read
        """Read the JSON object; most values are only written.

        Raises:
            InvalidRequest: It is no such object.
        """
        raise InvalidRequest(f"{cls.__name__} is not read from JSON: hand over the object itself.")

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: object) -> CoreSchema:
        return _core_schema(cls)


def to_json(value: object) -> object:
    """Give what `json` and `orjson` can write for a value they do not know: ``json.dumps(x, default=to_json)``.

    A model becomes the JSON object that the API has for it, money ``{"amount": "10.00", "currency": "GBP"}``, an aware
    time ISO 8601, a `Decimal` a string, `UNSET` null. Other values of the SDK (a `Settlement`, an event of a hook)
    become objects of their fields, without those that no `repr` shows: they are secrets or whole bodies.

    Raises:
        TypeError: The value is none of these. A `Secret` is never written.
    """
    return _written(value)


@singledispatch
def _written(value: object) -> object:
    if _is_record(value):
        return _shown_fields(value)
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


@_written.register(Model)
@_written.register(JSONValue)
def _(value: Model | JSONValue) -> object:
    return value.to_dict()


@_written.register
def _(error: WeavrError) -> object:
    return {"error": type(error).__name__, "outcome": error.outcome.value, "message": str(error)}


@_written.register
def _(_value: Unset) -> None:
    return None


@_written.register
def _(value: Enum) -> object:
    plain: object = value.value
    return plain


@_written.register(Mapping)
def _(value: Mapping[str, object]) -> object:
    return dict(value)


@_written.register(AbstractSet)
@_written.register(tuple)
def _(value: Iterable[object]) -> object:
    return list(value)


@_written.register(Decimal)
@_written.register(UUID)
def _(value: Decimal | UUID) -> str:
    return str(value)


@_written.register(date)
@_written.register(time)
def _(value: date | time) -> str:
    return value.isoformat()


@_written.register(PathLike)
def _(value: PathLike[str]) -> str:
    return fspath(value)


def _shown_fields(value: object) -> dict[str, object]:
    fields: tuple[attrs.Attribute[object], ...] = attrs.fields(type(value))  # type: ignore[arg-type]  # of attrs it is
    names = [field.name for field in fields if field.repr]
    return {name: _shown(getattr(value, name)) for name in names}


def _shown(value: object) -> object:
    """A value of a field, so far as others could not write it: an error would be shown with its answer's body."""
    if isinstance(value, list | tuple):
        return [_shown(item) for item in cast("Sequence[object]", value)]
    if isinstance(value, WeavrError):
        return _written(value)
    return _shown_fields(value) if _is_record(value) and not isinstance(value, JSONValue) else value


def _is_record(value: object) -> bool:
    """Whether a value is of the SDK and made to be seen: it holds no tokens, and is no part of the insides."""
    rooms = type(value).__module__.split(".")
    is_ours = rooms[0] == "weavr_async" and attrs.has(type(value))
    return is_ours and not any(room.startswith("_") or room in {"tokens", "stores"} for room in rooms)


def _core_schema(cls: type[JSONValue]) -> CoreSchema:
    # Asked for by pydantic alone, which is none of our dependencies.
    from pydantic_core import PydanticCustomError, core_schema  # noqa: PLC0415

    def read(value: object) -> object:
        if isinstance(value, cls):
            return value
        if not isinstance(value, Mapping):
            message = "Input should be an object or an instance of {class_name}"
            raise PydanticCustomError("model_type", message, {"class_name": cls.__name__})
        return _read(cls, cast("Mapping[str, object]", value))

    def describe(_: CoreSchema, __: Callable[[CoreSchema], object]) -> JsonSchema:
        return {"title": cls.__name__, **cls.json_schema}

    # The name stands in the errors of a union.
    read.__qualname__ = read.__name__ = cls.__name__
    return core_schema.no_info_plain_validator_function(
        read,
        ref=f"{cls.__module__}.{cls.__qualname__}:{id(cls)}",
        serialization=core_schema.plain_serializer_function_ser_schema(_plain, when_used="json"),
        metadata={"pydantic_js_functions": [describe]},
    )


def _read(cls: type[JSONValue], value: Mapping[str, object]) -> JSONValue:
    from pydantic_core import InitErrorDetails, PydanticCustomError, ValidationError  # noqa: PLC0415

    try:
        return cls.from_dict(value)
    except InvalidRequest as refused:
        field = refused.field
        kind = PydanticCustomError("invalid", "{reason}", {"reason": refused.message})
    place = () if field is None else (field,)
    given = value.get(field) if field is not None else None
    shown = given if isinstance(given, str | int | float) else None
    details = [InitErrorDetails(type=kind, loc=place, input=shown)]
    raise ValidationError.from_exception_data(cls.__name__, details)


def _plain(value: JSONValue) -> object:
    """The JSON value, whatever is inside."""
    plain: object = orjson.loads(orjson.dumps(value.to_dict(), default=to_json))
    return plain


def check_fields(data: Mapping[str, object], names: tuple[str, ...]) -> None:
    """Refuse an object that has not just these fields.

    Raises:
        InvalidRequest: One is missing, or there is another one, or it is no object at all.
    """
    if not isinstance(data, Mapping):
        raise InvalidRequest(f"This is an object with {' and '.join(names)}, not {type(data).__name__}.")
    for name in names:
        if name not in data:
            raise InvalidRequest("This field is required.", field=name)
    for name in data:
        if name not in names:
            raise InvalidRequest("There is no such field.", field=str(name))
