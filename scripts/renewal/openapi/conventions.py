"""The conventions that our own contract follows, so that what is generated from it reads well."""

import builtins
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from openapi_spec_validator import OpenAPIV31SpecValidator

from scripts.renewal.openapi.document import Document, mapping, names, sequence
from scripts.renewal.openapi.overlay import Overlay
from scripts.renewal.openapi.structure import without_null

EVIDENCE = ("Observed", "Generator", "Repair")
"""What a deviation may rest on; its description starts with one of them."""
TO_BE_WRITTEN = "TO BE WRITTEN"
"""What stands where nobody has written yet, as at an element that an upgrade added. Nothing is released with it."""

_CLASS_NAME = re.compile(r"[A-Z][A-Za-z0-9]*")
_AUTOMATIC_NAME = re.compile(r"Response\d{3}|Item\d|Type\d")
_MODULE_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")

_Place = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """A place in the contract, and what is wrong there."""

    place: _Place
    wrong: str

    def __str__(self) -> str:
        """Say it in one line."""
        return f"{' > '.join(self.place) or 'the document'}: {self.wrong}"


def findings(document: Document) -> Iterator[Finding]:
    """Find what is no OpenAPI, and what breaks a convention."""
    for error in OpenAPIV31SpecValidator(dict(document.root)).iter_errors():
        yield Finding(tuple(str(step) for step in error.absolute_path), error.message)
    for rule in (
        _undescribed,
        _unwritten,
        _told_twice_but_differently,
        _unnamed,
        _badly_named,
        _badly_tagged,
        _badly_ordered,
    ):
        yield from rule(document)


def overlay_findings(overlay: Overlay) -> Iterator[Finding]:
    """Find the actions of an overlay that do not say what they rest on, and why they are there."""
    for action in overlay.actions:
        kind, colon, reason = action.description.partition(": ")
        if kind not in EVIDENCE or not colon or not reason.strip():
            wrong = f"the description should start with one of {', '.join(EVIDENCE)}, then a colon and the reason"
            yield Finding(("overlay", action.target), wrong)
        if TO_BE_WRITTEN in reason:
            yield Finding(("overlay", action.target), f"has still to be written: {reason!r}")


def _undescribed(document: Document) -> Iterator[Finding]:
    for place, node in _to_be_described(document):
        if not str(node.get("description") or "").strip():
            yield Finding(place, "has no description")
    for operation in document.operations():
        if not str(operation.node.get("summary") or "").strip():
            yield Finding((operation.key,), "has no summary")


def _unwritten(document: Document) -> Iterator[Finding]:
    yield from _marked((), document.root)


def _marked(place: _Place, node: object) -> Iterator[Finding]:
    if isinstance(node, str) and TO_BE_WRITTEN in node:
        yield Finding(place, f"has still to be written: {node!r}")
    inside = node.items() if isinstance(node, Mapping) else enumerate(node) if isinstance(node, list) else ()
    for key, child in inside:
        yield from _marked((*place, str(key)), child)


def _to_be_described(document: Document) -> Iterator[tuple[_Place, Mapping[str, object]]]:
    yield ("info",), document.section("info")
    for section in ("servers", "tags"):
        for number, node in enumerate(sequence(document.root.get(section, []), section)):
            yield (section, str(number)), mapping(node, section)
    for section in ("parameters", "headers", "responses", "requestBodies", "securitySchemes"):
        for name, node in document.section("components", section).items():
            yield (section, name), mapping(node, name)
    for operation in document.operations():
        yield (operation.key,), operation.node
        inline = [("requestBody", operation.node.get("requestBody", {"$ref": "none"}))]
        inline += [("parameters", node) for node in sequence(operation.node.get("parameters", []), "parameters")]
        inline += list(mapping(operation.node.get("responses", {}), "responses").items())
        for part, node in inline:
            if "$ref" not in mapping(node, part):
                yield (operation.key, part), mapping(node, part)
    for schema in _schemas(document):
        bare_reference = schema.role is _Role.CONTENT and "$ref" in schema.node
        if schema.role is not _Role.PIECE and not bare_reference:
            yield schema.place, schema.node


def _told_twice_but_differently(document: Document) -> Iterator[Finding]:
    """A parameter is described for people, its schema for the generator: the text has to be one."""
    for name, node in document.section("components", "parameters").items():
        parameter = mapping(node, name)
        schema = mapping(parameter.get("schema", {}), name)
        if "$ref" not in schema and schema.get("description") != parameter.get("description"):
            yield Finding(
                ("parameters", name), "is described in other words than its schema, which the generator reads"
            )


def _unnamed(document: Document) -> Iterator[Finding]:
    for schema in _schemas(document):
        inline = schema.role in {_Role.PROPERTY, _Role.CONTENT} or schema.place[-1] == "items"
        node = without_null(schema.node)
        telling = [
            word for word in ("enum", "properties", "oneOf", "anyOf", "allOf") if word in mapping(node, "a schema")
        ]
        if inline and (telling or schema.node.get("type") == "object"):
            yield Finding(schema.place, "an object, enum or union belongs in components.schemas, under a name")


def _badly_named(document: Document) -> Iterator[Finding]:
    for name in document.section("components", "schemas"):
        if not _CLASS_NAME.fullmatch(name) or _AUTOMATIC_NAME.search(name):
            yield Finding(("schemas", name), "does not read as the name of a class")
        if hasattr(builtins, name):
            yield Finding(("schemas", name), "hides a name that Python has")


def _badly_tagged(document: Document) -> Iterator[Finding]:
    declared = [str(mapping(tag, "a tag").get("name")) for tag in sequence(document.root.get("tags", []), "tags")]
    for tag in declared:
        if not _MODULE_NAME.fullmatch(tag):
            yield Finding(("tags", tag), "does not read as the name of a module")
    for operation in document.operations():
        tags = names(operation.node.get("tags", []), "tags")
        if len(tags) != 1 or tags[0] not in declared:
            yield Finding((operation.key,), f"needs exactly one of the document's tags, and has {tags}")


def _badly_ordered(document: Document) -> Iterator[Finding]:
    for schema in _schemas(document):
        required = names(schema.node.get("required", []), "required")
        properties = list(mapping(schema.node.get("properties", {}), "properties"))
        first = [name for name in properties if name in required]
        if properties[: len(first)] != first:
            yield Finding(schema.place, "its required properties should come first: they become the first arguments")


class _Role(StrEnum):
    """What a schema is written down for."""

    COMPONENT = "component"
    PROPERTY = "property"
    CONTENT = "content"  # of a body or an answer
    PIECE = "piece"  # of another schema, or of a parameter or header, which is described itself


@dataclass(frozen=True, slots=True)
class _Schema:
    place: _Place
    role: _Role
    node: Mapping[str, object]


def _schemas(document: Document) -> Iterator[_Schema]:
    """Give every schema that is written down somewhere, once."""
    for name, node in document.section("components", "schemas").items():
        yield from _inside(_Schema(("schemas", name), _Role.COMPONENT, mapping(node, name)))
    for section in ("parameters", "headers", "responses", "requestBodies"):
        for name, node in document.section("components", section).items():
            yield from _held((section, name), mapping(node, name))
    for operation in document.operations():
        yield from _held((operation.key,), operation.node)


def _held(place: _Place, node: Mapping[str, object]) -> Iterator[_Schema]:
    """Give the schemas that something holds which is no schema itself."""
    for key, child in node.items():
        if key == "schema":
            role = _Role.CONTENT if place[-2] == "content" else _Role.PIECE
            yield from _inside(_Schema((*place, key), role, mapping(child, key)))
        elif isinstance(child, Mapping):
            yield from _held((*place, key), child)
        elif isinstance(child, list):
            for number, item in enumerate(child):
                if isinstance(item, Mapping):
                    yield from _held((*place, key, str(number)), item)


def _inside(schema: _Schema) -> Iterator[_Schema]:
    """Give a schema and those inside of it."""
    yield schema
    place, node = schema.place, schema.node
    for name, child in mapping(node.get("properties", {}), "properties").items():
        yield from _inside(_Schema((*place, "properties", name), _Role.PROPERTY, mapping(child, name)))
    for keyword in ("allOf", "oneOf", "anyOf"):
        for number, child in enumerate(sequence(node.get(keyword, []), keyword)):
            yield from _inside(_Schema((*place, keyword, str(number)), _Role.PIECE, mapping(child, keyword)))
    for keyword in ("items", "additionalProperties", "not"):
        child = node.get(keyword)
        if isinstance(child, Mapping):
            yield from _inside(_Schema((*place, keyword), _Role.PIECE, child))
