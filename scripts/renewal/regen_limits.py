"""Reads from the contract which limits hold for what is sent, as expressions of the package's `checks`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from scripts.renewal.regen_nodes import list_of, object_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from scripts.renewal.regen_nodes import JSON

INTEGERS = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}
EMAIL = r"[^@\s]+@[^@\s]+"
"""As much of an address as can be told without asking: something on either side of one @."""
WORDS = {
    EMAIL: "an e-mail address",
    "^[0-9]+$": "digits only",
    "^[0-9]{1,12}$": "1 to 12 digits",
    r"^\+[0-9]+$": "a + and digits, such as +356",
    "^[A-Z]+$": "capital letters from A to Z",
    "^[A-Z]*$": "capital letters from A to Z",
    "^[A-Z]{2}$": "two capital letters, such as MT",
    "^[a-z]{2}(-[A-Z]{2})?$": "a language such as en, or a language and a country such as en-GB",
    "^[a-zA-Z0-9]+$": "letters from A to Z and digits",
    "^[a-zA-Z0-9_-]+$": "letters from A to Z, digits, _ and -",
    r"""^[a-zA-Z0-9\/\-?:().$_,'+\s#=!"%&*<>;\{@\r\n]*$""": (
        """letters from A to Z, digits, white space and the signs /-?:().$_,'+#=!"%&*<>;{@"""
    ),
}
"""What the contract's patterns ask for, as the end of "it has to be"; another pattern is shown as it is."""


class Limits:
    """The checks of all operations; a schema that has a name is written down once."""

    def __init__(self, resolve: Callable[[JSON], JSON]) -> None:
        """Start with none; `resolve` follows a ``$ref``."""
        self._resolve = resolve
        self._expressions: dict[str, str] = {}
        self.shared: dict[str, str] = {}
        """The checks of named schemas, by the constant's name, those that others are made of first."""

    def of_operation(self, operation: dict[str, JSON], name: Callable[[str], str]) -> str:
        """Give the check of an operation's arguments; `name` makes an argument's name of a parameter's."""
        checks: dict[str, str] = {}
        for parameter in map(self._object, list_of(operation.get("parameters", []))):
            if parameter["in"] in {"path", "query"}:
                checks[name(str(parameter["name"]))] = self._check(parameter["schema"])
        if "requestBody" in operation:
            media = object_of(self._object(operation["requestBody"])["content"])["application/json"]
            checks["body"] = self._check(object_of(media)["schema"])
        return _call("Fields", {key: check for key, check in checks.items() if check})

    def _object(self, node: JSON) -> dict[str, JSON]:
        return object_of(self._resolve(node))

    def _check(self, node: JSON) -> str:
        """Give the check of a schema; "" when it sets no limit."""
        reference = str(object_of(node).get("$ref", ""))
        if not reference:
            return self._expression(object_of(node))
        if reference not in self._expressions:
            expression = self._expression(self._object(node))
            constant = reference.rpartition("/")[2]
            if expression:
                self.shared[constant] = expression
            self._expressions[reference] = constant if expression else ""
        return self._expressions[reference]

    def _expression(self, schema: dict[str, JSON]) -> str:
        kinds = schema.get("type")
        kind = next(kind for kind in kinds if kind != "null") if isinstance(kinds, list) else kinds
        if kind != kinds or any(object_of(branch).get("type") == "null" for branch in list_of(schema.get("anyOf", []))):
            return self._or_null(schema)
        if "enum" in schema:
            values = [value for value in list_of(schema["enum"]) if isinstance(value, str)]
            return f"OneOf({', '.join(map(json.dumps, values))})" if values else ""
        if kind == "string":
            pattern = schema.get("pattern") or (EMAIL if schema.get("format") == "email" else None)
            shortest, longest = schema.get("minLength"), schema.get("maxLength")
            words = WORDS.get(str(pattern))
            return _keywords("Text", pattern=pattern, words=words, shortest=shortest, longest=longest)
        if kind == "integer":
            low, high = INTEGERS.get(str(schema.get("format")), (None, None))
            return _keywords("Integer", lowest=schema.get("minimum", low), highest=schema.get("maximum", high))
        if kind == "array":
            inner = self._check(schema["items"])
            return _keywords("Items", inner, fewest=schema.get("minItems"), most=schema.get("maxItems"))
        return _call("Fields", {name: check for name, check in self._fields(schema).items() if check})

    def _or_null(self, schema: dict[str, JSON]) -> str:
        """Give the check of a schema that allows null: what it says of other values, when that is one thing."""
        kinds = [kind for kind in list_of(schema.get("type", [])) if kind != "null"]
        branches = [branch for branch in list_of(schema.get("anyOf", [])) if object_of(branch).get("type") != "null"]
        if len(kinds) + len(branches) != 1:
            return ""
        check = self._check(branches[0]) if branches else self._expression({**schema, "type": kinds[0]})
        return f"OrNull({check})" if check else ""

    def _fields(self, schema: dict[str, JSON]) -> dict[str, str]:
        """Give the checks of an object's fields, those of its parts included."""
        checks: dict[str, str] = {}
        for part in list_of(schema.get("allOf", [])):
            checks |= self._fields(self._object(part))
        return checks | {name: self._check(node) for name, node in object_of(schema.get("properties", {})).items()}


def _keywords(function: str, first: str = "", **arguments: JSON) -> str:
    """Write a call; "" when nothing is given."""
    given = [f"{name}={value!r}" for name, value in arguments.items() if value is not None]
    return f"{function}({', '.join([first, *given] if first else given)})" if first or given else ""


def _call(function: str, checks: dict[str, str]) -> str:
    """Write a call on checks by names; "" when there are none."""
    written = ", ".join(f"{json.dumps(name)}: {check}" for name, check in checks.items())
    return f"{function}({{{written}}})" if checks else ""
