"""What pydantic asks of a model or an enum: how it is read, written and described. Loaded when pydantic first asks."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final, NoReturn, TypeAlias

from orjson import loads
from pydantic_core import CoreSchema, InitErrorDetails, PydanticCustomError, ValidationError, core_schema

from . import contract_bytes, models, webhooks
from .errors import DecodeError
from .types import OpenEnum, OpenIntEnum

__all__ = ("enum_schema", "model_schema")

Node: TypeAlias = Any
"""A part of the contract, or of what is read; each function looks at the type itself."""
Class: TypeAlias = Any
"""A model or an enum."""

_SCHEMAS: Final = "#/components/schemas/"
_STEP: Final = re.compile(r"\.([^.\[]+)|\[(\d+)\]")


def model_schema(model: Class) -> CoreSchema:
    """Read an instance or a JSON object, write a JSON object, and be described by the contract's schema."""

    def read(value: object) -> object:
        return value if isinstance(value, model) else _read(model, value)

    # The name stands in the errors of a union.
    read.__qualname__ = read.__name__ = model.__name__
    return core_schema.no_info_plain_validator_function(
        read,
        serialization=core_schema.plain_serializer_function_ser_schema(lambda value: value.to_dict()),
        ref=_reference(model),
        metadata=_described(model),
    )


def enum_schema(enum: type[OpenEnum | OpenIntEnum]) -> CoreSchema:
    """Read a member or its value, known or not; the description names the known ones."""
    kind, error, words = (str, "string_type", "string") if issubclass(enum, str) else (int, "int_type", "integer")

    def read(value: Node) -> OpenEnum | OpenIntEnum:
        fits = isinstance(value, kind)
        if not fits:
            raise PydanticCustomError(error, f"Input should be a valid {words}")
        return enum(value)

    return core_schema.no_info_plain_validator_function(
        read,
        serialization=core_schema.plain_serializer_function_ser_schema(kind, when_used="json"),
        ref=_reference(enum),
        metadata=_described(enum),
    )


def _reference(cls: Class) -> str:
    return f"{cls.__module__}.{cls.__qualname__}:{id(cls)}"


def _read(model: Class, value: Node) -> object:
    """Read an object; every field that does not fit is an error at its place."""
    data = dict(value) if isinstance(value, Mapping) else value
    try:
        return model.from_dict(data) if isinstance(data, dict) else _refuse(model, data, [])
    except DecodeError as error:
        faults = _faults(model, data) or [error]
    _refuse(model, data, faults)


def _faults(model: Class, data: Mapping[str, Node]) -> list[DecodeError]:
    module = sys.modules[model.__module__]
    required: Mapping[str, Callable[[Node], object]] = getattr(module, "_REQUIRED", {})
    optional: Mapping[str, Callable[[Node], object]] = getattr(module, "_OPTIONAL", {})
    found = []
    for name, decode in (*required.items(), *optional.items()):
        if name not in data and name in required:
            found.append(DecodeError(_MISSING, f"$.{name}"))
        elif name in required or data.get(name) is not None:
            try:
                decode(data[name])
            except DecodeError as error:
                found.append(error.inside(f".{name}"))
    return found


_MISSING: Final = "this field is required and missing"


def _refuse(model: Class, data: Node, faults: list[DecodeError]) -> NoReturn:
    if not isinstance(data, dict):
        kind = PydanticCustomError(
            "model_type", "Input should be an object or an instance of {class_name}", {"class_name": model.__name__}
        )
        raise ValidationError.from_exception_data(model.__name__, [InitErrorDetails(type=kind, input=_shown(data))])
    raise ValidationError.from_exception_data(model.__name__, [_details(fault, data) for fault in faults]) from None


def _details(fault: DecodeError, data: Node) -> InitErrorDetails:
    place = tuple(int(index) if index else name for name, index in _STEP.findall(fault.path))
    if fault.reason == _MISSING:
        return InitErrorDetails(type="missing", loc=place, input={})
    reason = fault.reason[:1].upper() + fault.reason[1:]
    secret = any(step in _secrets() for step in place)
    return InitErrorDetails(
        type=PydanticCustomError("unexpected", "{reason}", {"reason": reason}),
        loc=place,
        input="***" if secret else _shown(_at(data, place)),
    )


def _at(data: Node, place: tuple[int | str, ...]) -> Node:
    try:
        for step in place:
            data = data[step]
    except (KeyError, TypeError, IndexError):
        return None
    return data


def _shown(value: Node) -> Node:
    """What an error may show of a value: of an object or a list only that it is one, for it may hold a secret."""
    return {} if isinstance(value, Mapping) else [] if isinstance(value, list | tuple) else value


# -- descriptions ------------------------------------------------------------------------------------


def _described(cls: Class) -> dict[str, Any]:
    room = cls.__module__.split(".")[1]

    def describe(_: CoreSchema, handler: Callable[[CoreSchema], Node]) -> Node:
        return {"title": cls.__name__, **_rewritten(_schema(room, cls), room, handler)}

    return {"pydantic_js_functions": [describe]}


def _schema(room: str, cls: Class) -> Node:
    """The schema that a class was made from; the enum that tells a member of a union apart has none."""
    known = _schemas(room).get(cls.__name__)
    return {"type": "string", "enum": [str(value) for value in cls]} if known is None else known


def _rewritten(node: Node, room: str, handler: Callable[[CoreSchema], Node]) -> Node:
    """A schema of a document whose references lead to where pydantic keeps the schemas of other models."""
    if isinstance(node, list):
        return [_rewritten(item, room, handler) for item in node]
    if not isinstance(node, dict):
        return node
    rewritten = {
        key: _rewritten(item, room, handler)
        for key, item in node.items()
        if key not in ("$ref", "discriminator") and key[:2] != "x-"
    }
    if "$ref" not in node:
        return rewritten
    name = node["$ref"].removeprefix(_SCHEMAS)
    if name in _ROOMS[room].__all__:
        # pydantic keeps and names what it meets inside of another schema, hence the list.
        inner: CoreSchema = getattr(_ROOMS[room], name).__get_pydantic_core_schema__(None, handler)
        return {**handler(core_schema.list_schema(inner))["items"], **rewritten}
    return {**_rewritten(_schemas(room)[name], room, handler), **rewritten}


_ROOMS: Final[Mapping[str, Any]] = {"models": models, "webhooks": webhooks}


@cache
def _schemas(room: str) -> Mapping[str, Node]:
    document = loads(contract_bytes("webhooks" if room == "webhooks" else "contract"))
    schemas: Mapping[str, Node] = document["components"]["schemas"]
    return schemas


@cache
def _secrets() -> frozenset[str]:
    """The names of the fields that the documents call sensitive."""
    return frozenset(
        name
        for room in _ROOMS
        for schema in _schemas(room).values()
        for part in (schema, *schema.get("allOf", ()))
        for name, node in part.get("properties", {}).items()
        if node.get("x-sensitive")
    )
