"""The contract, read as data: operations, routes, and validators for what comes in and what goes out.

Only OpenAPI's own structure and JSON Schema are relied upon: no component, class or field name is known here.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import resources
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeGuard
from urllib.parse import parse_qsl, quote, unquote

import jsonschema_rs
import orjson

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = [
    "Contract",
    "JsonObject",
    "Match",
    "NoRoute",
    "Operation",
    "Parameter",
    "Problem",
    "is_array",
    "is_object",
    "load_contract",
    "whole_numbers",
]

# Values of JSON whose shape a schema has checked, or is about to: a static type would repeat the contract.
JsonObject = dict[str, Any]

_DOCUMENT = "urn:weavr:contract"
_METHODS = ("get", "post", "put", "patch", "delete")
_LONG_NUMBER = re.compile(rb"[0-9]{19}")
_FRACTION = re.compile(rb"[0-9][.eE]")
"""In each number that is read as a float; in some texts too."""
_INT_RANGES = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}


class Problem(NamedTuple):
    """One thing wrong with a request: which field, by which JSON Schema keyword, the limits, and what was sent.

    `steps` is the way to a field of the body, and `of_text` tells a missing field that was to be a free text.
    """

    field: str
    keyword: str
    params: tuple[str, ...] = ()
    value: str | None = None
    steps: tuple[str | int, ...] = ()
    of_text: bool = False


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of an operation in path, query or header."""

    name: str
    place: str
    required: bool
    kind: str
    item_kind: str
    validator: jsonschema_rs.Draft202012Validator

    def read(self, texts: list[str]) -> tuple[Any, list[Problem]]:
        """Turn the texts that were sent into the value the schema describes, with everything that is wrong with it."""
        if self.kind == "array":
            value: Any = [_from_text(text, self.item_kind) for text in texts]
        elif len(texts) > 1:
            return texts, [Problem(self.name, "type", ("single value",), ", ".join(texts)[:100])]
        else:
            value = _from_text(texts[0], self.kind)
        return value, list(_problems(self.validator, value, self.name))


@dataclass(frozen=True, slots=True)
class Match:
    """The operation a request is meant for, and its path parameters as they were sent."""

    operation: Operation
    path: dict[str, str]


class NoRoute(Exception):
    """No operation has this path, or none has this method on it; `allowed` names those that exist."""

    def __init__(self, allowed: tuple[str, ...]) -> None:
        super().__init__(", ".join(allowed) or "no such path")
        self.allowed = allowed


@dataclass(frozen=True)
class Operation:
    """One operation of the contract, ready to check requests and answers."""

    id: str
    method: str
    path: str
    parameters: tuple[Parameter, ...]
    body_required: bool
    body_validator: jsonschema_rs.Draft202012Validator | None
    security: tuple[frozenset[str], ...]
    _contract: Contract = field(repr=False)
    _pointer: str = field(repr=False)
    _body_pointer: str = field(repr=False)

    def parameters_in(self, place: str) -> tuple[Parameter, ...]:
        """Give the parameters of one place: `path`, `query` or `header`."""
        return self._by_place[place]

    @cached_property
    def _by_place(self) -> dict[str, tuple[Parameter, ...]]:
        return {
            place: tuple(parameter for parameter in self.parameters if parameter.place == place)
            for place in ("path", "query", "header")
        }

    @cached_property
    def takes_reference(self) -> bool:
        """Whether the contract lists the header `idempotency-ref` here."""
        return any(parameter.name == "idempotency-ref" for parameter in self.parameters_in("header"))

    @cached_property
    def bad_request_shape(self) -> Literal["validation", "syntax"]:
        """Which of the two shapes of a 400 this operation documents."""
        properties = self._schema_of("400").get("properties", {})
        return "syntax" if "syntaxErrors" in properties else "validation"

    def read_query(self, query_string: bytes) -> tuple[JsonObject, list[Problem]]:
        """Read the query; unknown names are ignored, as the contract says nothing against them."""
        texts: dict[str, list[str]] = {}
        if not query_string:
            return self._read("query", texts)
        for name, text in parse_qsl(query_string.decode("latin-1"), keep_blank_values=True, errors="replace"):
            texts.setdefault(name, []).append(text)
        return self._read("query", texts)

    def read_path(self, path: dict[str, str]) -> list[Problem]:
        """Say what is wrong with the path parameters."""
        return self._read("path", {name: [text] for name, text in path.items()})[1]

    def read_headers(self, headers: dict[str, str]) -> list[Problem]:
        """Say what is wrong with the documented headers."""
        documented = [parameter.name for parameter in self.parameters_in("header")]
        return self._read("header", {name: [headers[name]] for name in documented if name in headers})[1]

    def _read(self, place: str, texts: dict[str, list[str]]) -> tuple[JsonObject, list[Problem]]:
        values: JsonObject = {}
        problems: list[Problem] = []
        for parameter in self.parameters_in(place):
            found = texts.get(parameter.name)
            if found is None:
                if parameter.required:
                    problems.append(Problem(parameter.name, "required"))
                continue
            values[parameter.name], wrong = parameter.read(found)
            problems += wrong
        return values, problems

    def read_body(self, raw: bytes, *, drop_nulls: bool) -> tuple[Any, list[Problem]]:
        """Parse and check a JSON body; whole floats become integers, as JSON Schema counts them as such.

        A number beyond 64 bits is checked exactly; where the contract allows it, it is read as a float.

        Args:
            raw: The body as it arrived.
            drop_nulls: Whether a null counts as left out, and is dropped from a list.
        """
        if self.body_validator is None:
            return None, []
        if not raw.strip():
            return None, [Problem("body", "required")] if self.body_required else []
        try:
            parsed = orjson.loads(raw)
            is_long = _LONG_NUMBER.search(raw) is not None
            exact = json.loads(raw) if is_long else parsed
        except ValueError:
            return None, [Problem("body", "type", ("json",))]
        # Few bodies hold a null or a fraction, and looking through one costs more than all of the rest here.
        if drop_nulls and b"null" in raw:
            parsed, exact = _without_nulls(parsed), _without_nulls(exact)
        if is_long or _FRACTION.search(raw):
            parsed = whole_numbers(parsed)
        return parsed, [
            problem._replace(of_text=self._is_text(problem.steps)) if problem.keyword == "required" else problem
            for problem in _problems(self.body_validator, exact, "")
        ]

    def _is_text(self, steps: tuple[str | int, ...]) -> bool:
        """Whether a field of the body is a string of free choice, by the schema that the steps lead to."""
        pointer = self._contract.step_down(self._body_pointer, steps)
        if pointer is None:
            return False
        _, schema = self._contract.resolve(pointer)
        return schema.get("type") == "string" and "enum" not in schema

    @cached_property
    def statuses(self) -> tuple[str, ...]:
        """The statuses the contract lists, `default` included."""
        _, node = self._contract.resolve(self._pointer)
        return tuple(node["responses"])

    def error_codes(self, status: str) -> tuple[str, ...]:
        """The values the contract lists for `errorCode` in answers of this status."""
        if status not in self.statuses:
            return ()
        properties = self._schema_of(status).get("properties", {})
        if "errorCode" not in properties:
            return ()
        code = properties["errorCode"]
        while "$ref" in code:
            _, code = self._contract.resolve(code["$ref"].removeprefix("#"))
        return tuple(code.get("enum", ()))

    def answer_problems(self, status: int, content_type: str | None, body: bytes) -> list[str]:
        """Say in which way an answer does not fit the contract; nothing when it fits."""
        key = str(status) if str(status) in self.statuses else "default"
        if key not in self.statuses:
            return [f"status {status} is not documented"]
        _, response = self._contract.resolve(f"{self._pointer}/responses/{key}")
        content = response.get("content", {})
        if not body:
            return []
        media_type = (content_type or "").partition(";")[0].strip()
        if media_type not in content:
            return [f"content type {media_type!r} is not documented for {key}"]
        if media_type != "application/json":
            return []
        validator = self._answer_validator(key)
        return [
            f"{_path_text(error.instance_path)}: {error.message}" for error in validator.iter_errors(orjson.loads(body))
        ]

    @cached_property
    def _answer_validators(self) -> dict[str, jsonschema_rs.Draft202012Validator]:
        return {}

    def _answer_validator(self, key: str) -> jsonschema_rs.Draft202012Validator:
        found = self._answer_validators.get(key)
        if found is None:
            pointer, _ = self._contract.resolve(f"{self._pointer}/responses/{key}")
            found = self._contract.validator(f"{pointer}/content/application~1json/schema")
            self._answer_validators[key] = found
        return found

    def _schema_of(self, status: str) -> JsonObject:
        _, response = self._contract.resolve(f"{self._pointer}/responses/{status}")
        schema: JsonObject = response.get("content", {}).get("application/json", {}).get("schema", {})
        while "$ref" in schema:
            _, schema = self._contract.resolve(schema["$ref"].removeprefix("#"))
        return schema


class Contract:
    """The operations of one OpenAPI document, by operation id and by route."""

    def __init__(self, document: JsonObject) -> None:
        # JSON Schema ignores int32 and int64, so they are replaced by the bounds they stand for.
        self.document: JsonObject = _bounded(document)
        self._registry = jsonschema_rs.Registry([(_DOCUMENT, self.document)], draft=jsonschema_rs.Draft202012)
        self.operations: dict[str, Operation] = {}
        self._routes: dict[int, list[tuple[tuple[str, ...], dict[str, Operation]]]] = {}
        for path, item in self.document["paths"].items():
            self._add_path(path, item)

    def resolve(self, pointer: str) -> tuple[str, JsonObject]:
        """Follow a JSON pointer, and every `$ref` met at its end; give the last pointer and what stands there."""
        node: Any = self.document
        for step in pointer.split("/")[1:]:
            key = step.replace("~1", "/").replace("~0", "~")
            node = node[int(key)] if is_array(node) else node[key]
        if is_object(node) and isinstance(reference := node.get("$ref"), str):
            return self.resolve(reference.removeprefix("#"))
        return pointer, node

    def step_down(self, pointer: str, steps: tuple[str | int, ...]) -> str | None:
        """Give the pointer to the schema of a part of a value, or None where the schema does not name it."""
        pointer, schema = self.resolve(pointer)
        if not steps:
            return pointer
        first, rest = steps[0], steps[1:]
        if isinstance(first, int):
            return self.step_down(f"{pointer}/items", rest) if "items" in schema else None
        if first in schema.get("properties", {}):
            name = first.replace("~", "~0").replace("/", "~1")
            return self.step_down(f"{pointer}/properties/{name}", rest)
        parts = (self.step_down(f"{pointer}/allOf/{n}", steps) for n in range(len(schema.get("allOf", ()))))
        return next((part for part in parts if part is not None), None)

    def validator(self, pointer: str) -> jsonschema_rs.Draft202012Validator:
        """Compile the schema at a JSON pointer of the document."""
        reference = f"{_DOCUMENT}#{quote(pointer, safe='/~')}"
        return jsonschema_rs.Draft202012Validator(
            {"$ref": reference}, registry=self._registry, validate_formats=True, offline=True
        )

    def route(self, method: str, path: str) -> Match:
        """Find the operation of a request; `path` is still percent-encoded, so that `%2F` stays inside its segment.

        Raises:
            NoRoute: When the path is unknown, or the method is not one of those on it.
        """
        segments = tuple(unquote(segment, errors="replace") for segment in path.split("/")[1:])
        for pattern, by_method in self._routes.get(len(segments), ()):
            values: dict[str, str] = {}
            for expected, given in zip(pattern, segments, strict=True):
                if expected.startswith("{"):
                    if not given:
                        break
                    values[expected[1:-1]] = given
                elif expected != given:
                    break
            else:
                if method not in by_method:
                    raise NoRoute(tuple(sorted(by_method)))
                return Match(by_method[method], values)
        raise NoRoute(())

    def _add_path(self, path: str, item: JsonObject) -> None:
        segments = tuple(path.split("/")[1:])
        by_method: dict[str, Operation] = {}
        for method in _METHODS:
            if method in item:
                operation = self._operation(path, method, item)
                self.operations[operation.id] = operation
                by_method[method.upper()] = operation
        routes = self._routes.setdefault(len(segments), [])
        routes.append((segments, by_method))
        # Literal segments first: `/bulks/transfers` must not be taken for the bulk named "transfers".
        routes.sort(key=lambda route: [segment.startswith("{") for segment in route[0]])

    def _operation(self, path: str, method: str, item: JsonObject) -> Operation:
        pointer = f"/paths/{path.replace('~', '~0').replace('/', '~1')}"
        node = item[method]
        places = [f"{pointer}/parameters/{n}" for n in range(len(item.get("parameters", ())))]
        places += [f"{pointer}/{method}/parameters/{n}" for n in range(len(node.get("parameters", ())))]
        body_validator, body_required, schema_pointer = None, False, ""
        if "requestBody" in node:
            body_pointer, body = self.resolve(f"{pointer}/{method}/requestBody")
            schema_pointer = f"{body_pointer}/content/application~1json/schema"
            body_validator = self.validator(schema_pointer)
            body_required = bool(body.get("required"))
        security = node.get("security", self.document.get("security", []))
        return Operation(
            id=node["operationId"],
            method=method.upper(),
            path=path,
            parameters=tuple(self._parameter(place) for place in places),
            body_required=body_required,
            body_validator=body_validator,
            security=tuple(frozenset(alternative) for alternative in security),
            _contract=self,
            _pointer=f"{pointer}/{method}",
            _body_pointer=schema_pointer,
        )

    def _parameter(self, place: str) -> Parameter:
        pointer, node = self.resolve(place)
        _, schema = self.resolve(f"{pointer}/schema")
        kind = schema.get("type", "string")
        item_kind = "string"
        if kind == "array":
            schema_pointer, _ = self.resolve(f"{pointer}/schema")
            item_kind = self.resolve(f"{schema_pointer}/items")[1].get("type", "string")
        return Parameter(
            name=node["name"],
            place=node["in"],
            required=bool(node.get("required")),
            kind=kind,
            item_kind=item_kind,
            validator=self.validator(f"{pointer}/schema"),
        )


@cache
def load_contract(name: str = "contract.json") -> Contract:
    """Load one of the contracts that are shipped beside the generated layer, once per process."""
    raw = resources.files("weavr_backoffice").joinpath(name).read_bytes()
    return Contract(orjson.loads(raw))


def is_object(value: object) -> TypeGuard[JsonObject]:
    """Tell a JSON object."""
    return isinstance(value, dict)


def is_array(value: object) -> TypeGuard[list[Any]]:
    """Tell a JSON array."""
    return isinstance(value, list)


def _from_text(text: str, kind: str) -> Any:  # noqa: ANN401 - a JSON scalar, which the schema checks next
    if kind == "integer" and len(text) <= 20 and text.removeprefix("-").isascii() and text.removeprefix("-").isdigit():  # noqa: PLR2004 - int64 has 20 characters at most
        return int(text)
    if kind == "boolean" and text in {"true", "false"}:
        return text == "true"
    return text


def _problems(validator: jsonschema_rs.Draft202012Validator, value: object, prefix: str) -> Iterator[Problem]:
    if validator.is_valid(value):
        return
    for error in validator.iter_errors(value):
        keyword = error.kind.name
        steps: list[str | int] = list(error.instance_path)
        if keyword == "required":
            steps.append(error.kind.as_dict()["property"])
            yield Problem(_path_text(steps, prefix), keyword, steps=tuple(steps))
            continue
        field_name = _path_text(steps, prefix) or "body"
        yield Problem(field_name, keyword, _limits(error), _short(error.instance), tuple(steps))


def _limits(error: jsonschema_rs.ValidationError) -> tuple[str, ...]:
    limits: list[str] = []
    for limit in error.kind.as_dict().values():
        limits += [str(one) for one in limit] if is_array(limit) else [str(limit)]
    return tuple(limits[:50])


def _path_text(steps: Iterable[str | int], prefix: str = "") -> str:
    return ".".join([*([prefix] if prefix else []), *(str(step) for step in steps)])


def _short(value: object) -> str | None:
    return None if isinstance(value, dict | list) else str(value)[:100]


def whole_numbers(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Let whole floats be integers, as which JSON Schema counts them."""
    if is_object(value):
        return {key: whole_numbers(one) for key, one in value.items()}
    if is_array(value):
        return [whole_numbers(one) for one in value]
    low, high = _INT_RANGES["int64"]
    return int(value) if isinstance(value, float) and value.is_integer() and low <= value < high else value


def _without_nulls(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    if is_object(value):
        return {key: _without_nulls(one) for key, one in value.items() if one is not None}
    if is_array(value):
        return [_without_nulls(one) for one in value if one is not None]
    return value


def _bounded(node: Any) -> Any:  # noqa: ANN401 - any part of the document
    if is_array(node):
        return [_bounded(one) for one in node]
    if not is_object(node):
        return node
    bounded = {key: _bounded(one) for key, one in node.items()}
    if bounded.get("type") == "integer" and bounded.get("format") in _INT_RANGES:
        low, high = _INT_RANGES[bounded["format"]]
        bounded = {"minimum": low, "maximum": high, **bounded}
    return bounded
