"""What a document says apart from its wording: a plain tree in which two ways of writing the same come out alike.

References are followed and `allOf` is merged, so that inlining, renaming or splitting a component is no difference.
Descriptions, examples, tags, operation ids, the names of components and every order are left out. What stays is a
`Part`: facts that are compared by value, and further parts by name. A part remembers the component that it came from,
since that is where a person goes to change it.

A schema that contains itself is cut off where it does so, with the number of levels back up as a fact.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from scripts.renewal.openapi.document import Document, DocumentError, Operation, mapping, names, sequence
from scripts.renewal.openapi.wording import WORDING

Fact = str | int | float | bool | frozenset[str]
"""A value that is compared as a whole; a set is compared member by member. Values of an enum stand in it as JSON."""

# Keywords whose value is one further schema, a schema for each name, or a list of alternatives.
_ONE = (
    *("items", "additionalProperties", "not", "contains", "propertyNames", "if", "then", "else"),
    *("unevaluatedItems", "unevaluatedProperties"),
)
_EACH = {"properties": "property", "patternProperties": "pattern property", "dependentSchemas": "dependent schema"}
_ALTERNATIVES = ("oneOf", "anyOf")
# Keywords that state nothing by themselves, or are taken apart elsewhere.
_NO_FACTS = (
    *WORDING,
    *_ONE,
    *_EACH,
    *_ALTERNATIVES,
    "$ref",
    "allOf",
    "$schema",
    "$id",
    "$anchor",
    "$defs",
)


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of structure: what it states, and what it contains."""

    facts: Mapping[str, Fact] = field(default_factory=dict)
    parts: Mapping[str, "Part"] = field(default_factory=dict)
    choices: Mapping[str, tuple["Part", ...]] = field(default_factory=dict)
    """Alternatives, by keyword. They have no names, and their order means nothing."""
    component: str | None = field(default=None, compare=False)
    """The component it came from, as in `schemas.Transfer`; no part of the structure."""
    sources: tuple[Mapping[str, object], ...] = field(default=(), compare=False, repr=False)
    """The nodes of the document it was read from, for who wants to change them; no part of the structure either."""


OR_NULL = "or null"
"""The fact that null may stand in a place, whichever way a document says so."""


def structure(document: Document, *, nulls_alike: bool = False) -> Mapping[str, Part]:
    """Reduce a document to a part per operation and webhook, by its key, and one for the servers under `""`.

    With `nulls_alike`, the ways to say that null may stand somewhere come out alike.
    """
    reader = Reader(document, nulls_alike=nulls_alike)
    found = {"": Part({"servers": _servers(document.root)})}
    for operation in document.operations():
        found[operation.key] = reader.operation(operation)
    return found


def _servers(node: Mapping[str, object]) -> frozenset[str]:
    return frozenset(_server(mapping(server, "a server")) for server in sequence(node.get("servers", []), "servers"))


def _server(server: Mapping[str, object]) -> str:
    """Give a server's address, with the values that its variables may have."""
    variables = {
        name: {key: mapping(node, name).get(key) for key in ("default", "enum")}
        for name, node in mapping(server.get("variables", {}), "variables").items()
    }
    return f"{server.get('url')}{' ' + _json(variables) if variables else ''}"


def _json(value: object) -> str:
    """Write a value so that equal values read the same: 1 and 1.0 are one number, and keys have no order."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)


class Reader:
    """Reduces the elements of one document to parts."""

    def __init__(self, document: Document, *, nulls_alike: bool = False) -> None:
        self._document = document
        self._schemas = _SchemaReader(document, nulls_alike=nulls_alike)
        self._responses: dict[str, Part] = {}

    def schema(self, node: object) -> Part:
        """Reduce a schema."""
        return self._schemas.read(node)

    def parameter(self, node: object) -> Part:
        """Reduce a parameter; its name and its place are what it is known by, and no part of it."""
        parameter = self._document.resolve(node, "a parameter")
        return self._parameter(parameter, str(parameter.get("in")), _component(node))

    def response(self, node: object) -> Part:
        """Reduce an answer."""
        return self._response(node, "a response")

    def header(self, node: object) -> Part:
        """Reduce a header of an answer."""
        return self._parameter(self._document.resolve(node, "a header"), "header", _component(node))

    def operation(self, operation: Operation) -> Part:
        """Reduce an operation."""
        node, key = operation.node, operation.key
        parts = dict(self._parameters(operation))
        if "requestBody" in node:
            body = self._document.resolve(node["requestBody"], f"{key} requestBody")
            parts["request body"] = Part(
                {"required": bool(body.get("required"))},
                dict(self._content(body)),
                component=_component(node["requestBody"]),
                sources=(body,),
            )
        for status, response in mapping(node.get("responses", {}), f"{key} responses").items():
            if not status.startswith("x-"):
                parts[f"response {status}"] = self._response(response, f"{key} response {status}")
        for name, callback in mapping(node.get("callbacks", {}), f"{key} callbacks").items():
            for inner in self._document.callback(name, callback):
                parts[f"callback {inner.key}"] = self.operation(inner)
        facts: dict[str, Fact] = {"deprecated": bool(node.get("deprecated")), "security": self._security(node)}
        if "servers" in node or "servers" in operation.path_item:
            facts["servers"] = _servers(node) or _servers(operation.path_item)
        return Part(facts, parts, sources=(node,))

    def _parameters(self, operation: Operation) -> Iterator[tuple[str, Part]]:
        for holder in (operation.path_item, operation.node):
            for node in sequence(holder.get("parameters", []), f"{operation.key} parameters"):
                parameter = self._document.resolve(node, f"{operation.key} parameter")
                place, name = str(parameter.get("in")), str(parameter.get("name"))
                name = name.lower() if place == "header" else name
                yield f"{place} parameter {name}", self._parameter(parameter, place, _component(node))

    def _parameter(self, parameter: Mapping[str, object], place: str, component: str | None) -> Part:
        style = str(parameter.get("style", "form" if place in {"query", "cookie"} else "simple"))
        facts: dict[str, Fact] = {
            "required": bool(parameter.get("required")),
            "deprecated": bool(parameter.get("deprecated")),
            "style": style,
            "explode": bool(parameter.get("explode", style == "form")),
            "allowReserved": bool(parameter.get("allowReserved")),
            "allowEmptyValue": bool(parameter.get("allowEmptyValue")),
        }
        parts = dict(self._content(parameter))
        if "schema" in parameter:
            parts["schema"] = self._schemas.read(parameter["schema"])
        return Part(facts, parts, component=component, sources=(parameter,))

    def _response(self, node: object, what: str) -> Part:
        """Reduce an answer; one that many operations share is read once."""
        reference = str(node["$ref"]) if isinstance(node, Mapping) and "$ref" in node else ""
        if not reference:
            return self._response_of_its_own(node, what)
        if reference not in self._responses:
            self._responses[reference] = self._response_of_its_own(node, what)
        return self._responses[reference]

    def _response_of_its_own(self, node: object, what: str) -> Part:
        response = self._document.resolve(node, what)
        parts = dict(self._content(response))
        for name, header in mapping(response.get("headers", {}), f"{what} headers").items():
            parts[f"header {name.lower()}"] = self.header(header)
        return Part(parts=parts, component=_component(node), sources=(response,))

    def _content(self, holder: Mapping[str, object]) -> Iterator[tuple[str, Part]]:
        for media_type, node in mapping(holder.get("content", {}), "content").items():
            media = mapping(node, media_type)
            name = media_type.replace(" ", "").lower()
            yield name, self._schemas.read(media["schema"]) if "schema" in media else Part()
            for part, encoding in mapping(media.get("encoding", {}), "encoding").items():
                yield f"{name} encoding {part}", Part({"encoding": _json(encoding)})

    def _security(self, node: Mapping[str, object]) -> frozenset[str]:
        schemes = self._document.section("components", "securitySchemes")
        ways = set()
        for alternative in sequence(node.get("security", self._document.root.get("security", [])), "security"):
            needed = []
            for name, scopes in mapping(alternative, "security").items():
                said = f"the scheme {name}, which is not defined"
                if name in schemes:
                    said = _scheme(self._document.resolve(schemes[name], f"security scheme {name}"))
                needed.append(said + "".join(f" {scope}" for scope in sorted(names(scopes, name))))
            ways.add(" and ".join(sorted(needed)) or "nothing")
        return frozenset(ways)


def _scheme(scheme: Mapping[str, object]) -> str:
    """Say what a security scheme is, whatever it is called."""
    facts = {key: value for key, value in scheme.items() if key not in WORDING and not key.startswith("x-")}
    if facts.get("type") == "apiKey":
        return f"key in {facts.get('in')} {str(facts.get('name')).lower()}"
    if facts.get("type") == "http":
        return f"http {facts.get('scheme')} {facts.get('bearerFormat', '')}".strip()
    return _json(facts)


def _component(node: object) -> str | None:
    """Name the component that a reference leads to."""
    if isinstance(node, Mapping) and "$ref" in node:
        section, _, name = str(node["$ref"]).removeprefix("#/components/").partition("/")
        return f"{section}.{name}"
    return None


class _SchemaReader:
    """Reads schemas. A schema is held as the list of all schemas that must hold together."""

    def __init__(self, document: Document, *, nulls_alike: bool) -> None:
        self._document, self._nulls_alike = document, nulls_alike

    def read(self, node: object) -> Part:
        return self._part([node], ())

    def _part(self, together: Sequence[object], around: tuple[frozenset[int], ...]) -> Part:
        component = _component(without_null(together[0])) if len(together) == 1 else None
        pieces = list(self._pieces(together))
        # What only refers to others is left out: it is made anew for the target of a discriminator.
        this = frozenset(id(piece) for piece in pieces if not {"$ref", "allOf"}.issuperset(piece))
        if this and this in around:
            return Part({"repeats the schema so many levels up": len(around) - around.index(this)}, component=component)
        around = (*around, this)
        parts = {name: self._part(schemas, around) for name, schemas in _children(pieces).items()}
        return Part(
            facts=_null_told(_facts(pieces), pieces) if self._nulls_alike else _facts(pieces),
            # `items: {}` and `additionalProperties: true` say nothing; an empty property is one that may be there.
            parts={name: part for name, part in parts.items() if name not in _ONE or name == "not" or _says(part)},
            choices={
                keyword: tuple(self._part([branch], around) for branch in branches)
                for keyword, branches in self._alternatives(pieces).items()
            },
            component=component,
            sources=tuple(pieces),
        )

    def _pieces(self, together: Sequence[object]) -> Iterator[Mapping[str, object]]:
        """Take references and `allOf` apart, down to the plain schemas that must hold together."""
        todo: list[tuple[object, frozenset[int]]] = [(node, frozenset()) for node in together]
        seen = set[int]()
        while todo:
            node, around = todo.pop(0)
            if isinstance(node, bool):
                node = _EVERYTHING if node else _NOTHING
            schema = mapping(node, "a schema")
            if id(schema) in around:
                raise DocumentError(f"a schema is made of itself: {schema}")
            if id(schema) not in seen:
                seen.add(id(schema))
                todo.extend((inner, around | {id(schema)}) for inner in self._made_of(schema))
                yield schema

    def _made_of(self, schema: Mapping[str, object]) -> Iterator[object]:
        """Give the schemas that must hold as well where one holds."""
        if "$ref" in schema:
            yield self._document.at(str(schema["$ref"]))
        yield from sequence(schema.get("allOf", []), "allOf")
        for keyword in _ALTERNATIVES:
            if len(branches := self._branches(schema, keyword)) == 1:
                yield from branches

    def _branches(self, schema: Mapping[str, object], keyword: str) -> Sequence[object]:
        branches = sequence(schema.get(keyword, []), keyword)
        return [branch for branch in branches if not _only_null(branch)] or branches if self._nulls_alike else branches

    def _alternatives(self, pieces: Sequence[Mapping[str, object]]) -> dict[str, Sequence[object]]:
        """Gather the alternatives; a second list must hold as well, so it stays apart. One branch is no choice."""
        found: dict[str, Sequence[object]] = {}
        for piece in pieces:
            for keyword in _ALTERNATIVES:
                branches = self._branches(piece, keyword)
                if len(branches) > 1:
                    found[keyword if keyword not in found else f"{keyword}, list {len(found) + 1}"] = branches
        return found


def _only_null(node: object) -> bool:
    return isinstance(node, Mapping) and node.get("type") in ("null", ["null"])


def without_null(node: object) -> object:
    """Give the one alternative to null that a schema has; anything else is given back as it is."""
    for keyword in _ALTERNATIVES:
        branches = node.get(keyword) if isinstance(node, Mapping) else None
        others = [branch for branch in branches if not _only_null(branch)] if isinstance(branches, list) else []
        if isinstance(branches, list) and len(others) == 1 < len(branches):
            return others[0]
    return node


def _null_told(facts: dict[str, Fact], pieces: Sequence[Mapping[str, object]]) -> dict[str, Fact]:
    """Take null out of types and enums, and tell it as a fact of its own."""
    kinds, values = facts.get("type"), facts.get("enum")
    chosen = any(_only_null(branch) for piece in pieces for key in _ALTERNATIVES for branch in _listed(piece, key))
    typed = isinstance(kinds, frozenset) and "null" in kinds and len(kinds) > 1
    if not (typed or chosen):
        return facts
    told = {**facts, OR_NULL: True}
    if isinstance(kinds, frozenset):
        told["type"] = kinds - {"null"}
    if isinstance(values, frozenset):
        told["enum"] = values - {"null"}
    return told


def _listed(piece: Mapping[str, object], keyword: str) -> Sequence[object]:
    branches = piece.get(keyword)
    return branches if isinstance(branches, list) and len(branches) > 1 else []


_EVERYTHING: Mapping[str, object] = {}
_NOTHING: Mapping[str, object] = {"allows nothing": True}


def _says(part: Part) -> bool:
    return bool(part.facts or part.parts or part.choices)


def _children(pieces: Sequence[Mapping[str, object]]) -> dict[str, list[object]]:
    """Gather the schemas that each further part has to fit."""
    found: dict[str, list[object]] = {}
    for piece in pieces:
        for keyword in _ONE:
            if keyword in piece:
                found.setdefault(keyword, []).append(piece[keyword])
        for keyword, word in _EACH.items():
            for name, schema in mapping(piece.get(keyword, {}), keyword).items():
                found.setdefault(f"{word} {name}", []).append(schema)
        discriminator = mapping(piece.get("discriminator", {}), "discriminator")
        for value, target in mapping(discriminator.get("mapping", {}), "mapping").items():
            pointer = str(target) if str(target).startswith("#") else f"#/components/schemas/{target}"
            found.setdefault(f"discriminator {value}", []).append({"$ref": pointer})
    return found


def _facts(pieces: Sequence[Mapping[str, object]]) -> dict[str, Fact]:
    """Gather what the schemas state together."""
    found: dict[str, Fact] = {}
    for piece in pieces:
        for keyword, value in piece.items():
            if keyword in _NO_FACTS or keyword.startswith("x-"):
                continue
            name = "enum" if keyword == "const" else keyword
            fact = _TOGETHER.get(keyword, _each)(found.get(name), value)
            if fact is not None:
                found[name] = fact
    return found


def _flag(known: Fact | None, value: object) -> Fact | None:
    return True if value else known


def _types(known: Fact | None, value: object) -> Fact:
    kinds = frozenset(names(value, "type") if isinstance(value, list) else [str(value)])
    if not isinstance(known, frozenset):
        return kinds
    # An integer is a number.
    mixed = ("integer" in known and "number" in kinds) or ("number" in known and "integer" in kinds)
    return (known & kinds) | ({"integer"} if mixed else set())


def _values(known: Fact | None, value: object) -> Fact:
    values = frozenset(_json(item) for item in sequence(value, "enum"))
    return values & known if isinstance(known, frozenset) else values


def _one_value(known: Fact | None, value: object) -> Fact:
    return _values(known, [value])


def _required(known: Fact | None, value: object) -> Fact | None:
    return (frozenset(names(value, "required")) | (known if isinstance(known, frozenset) else frozenset())) or None


def _largest(known: Fact | None, value: object) -> Fact:
    return max(_number(value), _number(value if known is None else known))


def _smallest(known: Fact | None, value: object) -> Fact:
    return min(_number(value), _number(value if known is None else known))


def _discriminator(_known: Fact | None, value: object) -> Fact:
    return str(mapping(value, "discriminator").get("propertyName"))


def _each(known: Fact | None, value: object) -> Fact:
    """Several values of a keyword that is not known here all hold."""
    return frozenset([_json(value)]) | (known if isinstance(known, frozenset) else frozenset())


def _every(known: Fact | None, value: object) -> Fact:
    """Several patterns all hold."""
    return frozenset([str(value)]) | (known if isinstance(known, frozenset) else frozenset())


def _number(value: object) -> int | float:
    if not isinstance(value, (int, float)):
        raise DocumentError(f"{value!r} stands where a number should")
    return value


_TOGETHER: Mapping[str, Callable[[Fact | None, object], Fact | None]] = {
    "type": _types,
    "enum": _values,
    "const": _one_value,
    "required": _required,
    "discriminator": _discriminator,
    "pattern": _every,
    "format": _every,
    **dict.fromkeys(("deprecated", "readOnly", "writeOnly", "uniqueItems", "allows nothing"), _flag),
    **dict.fromkeys(("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains"), _largest),
    **dict.fromkeys(
        ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains"), _smallest
    ),
}
"""How a keyword of one more schema joins what is known from those before."""
