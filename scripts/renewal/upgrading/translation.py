"""New elements of a vendor document in our form.

Objects and enums get a name in the components; what is equal to a component that we have becomes a reference to it;
and wherever people read a text, a mark says that it has still to be written.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from http import HTTPStatus
from itertools import takewhile

from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import SingleQuotedScalarString

from scripts.renewal.openapi.conventions import TO_BE_WRITTEN
from scripts.renewal.openapi.document import Document, Operation, mapping, names, sequence
from scripts.renewal.openapi.structure import OR_NULL, Part, Reader, without_null
from scripts.renewal.openapi.wording import WORDING
from scripts.renewal.upgrading import roundtrip

Node = Mapping[str, object]

_TAKEN_APART = ("$ref", "allOf", "properties", "required", "items", "enum", "const", "type", "oneOf", "anyOf")
_OF_A_PARAMETER = ("style", "explode", "allowReserved", "allowEmptyValue", "deprecated")
_GOOD_NAME = re.compile(r"[A-Z][A-Za-z0-9]*")
_AUTOMATIC_NAME = re.compile(r"Response\d{3}|Item\d|Type\d")


class NotMechanicalError(Exception):
    """A change has to be written by a person; the message says why."""


def placeholder(what: str) -> str:
    """Say that a text is missing; `make contract` finds it, and refuses."""
    return f"{TO_BE_WRITTEN}: {what}."


def class_name(text: str) -> str:
    """Turn the name of anything into the name of a class."""
    words = re.findall(r"[A-Za-z0-9]+", text)
    return "".join(word[:1].upper() + word[1:] for word in words)


def or_null(schema: CommentedMap) -> CommentedMap:
    """Allow null in a place as well."""
    if isinstance(schema.get("type"), str) and "enum" not in schema:
        schema["type"] = roundtrip.list_line([schema["type"], SingleQuotedScalarString("null")])
        return schema
    null = roundtrip.line({"type": SingleQuotedScalarString("null")})
    told = {key: schema.pop(key) for key in list(schema) if key == "description" or key.startswith("x-")}
    return roundtrip.block({**told, "anyOf": CommentedSeq([roundtrip.line(schema), null])})


class Translator:
    """Puts elements of the vendor's document into ours."""

    def __init__(self, vendor: Document, tree: CommentedMap) -> None:
        self._vendor, self._tree = vendor, tree
        self._theirs = Reader(vendor, nulls_alike=True)
        ours = Document(tree)
        self._ours, reader = ours, Reader(ours, nulls_alike=True)
        self._schemas = {
            name: reader.schema({"$ref": f"#/components/schemas/{name}"}) for name in self._names("schemas")
        }
        self._parameters = {name: reader.parameter(node) for name, node in self._section("parameters").items()}
        self._responses = {name: reader.response(node) for name, node in self._section("responses").items()}
        self._headers = {name: reader.header(node) for name, node in self._section("headers").items()}
        self._counterparts = dict(_counterparts(vendor, ours))
        self._made: dict[int, str] = {}
        self._waiting: list[str] = []
        self._built: dict[str, CommentedMap] = {}

    # ---- schemas ----

    def property(self, node: object, owner: str, name: str) -> CommentedMap:
        """Translate the schema of a field."""
        return self._described(node, owner + class_name(_error_code(name)), f"{owner}.{name}", near=owner)

    def content(self, node: Node, hint: str, what: str, near: str | None = None) -> CommentedMap:
        """Translate what a body or an answer holds in one media type."""
        if "schema" not in node:
            return CommentedMap()
        schema = self._plain(node["schema"], hint, near=near)
        if "$ref" not in schema:
            schema.insert(0, "description", placeholder(what))
        return roundtrip.block({"schema": schema})

    def inside(self, node: object, hint: str) -> CommentedMap:
        """Translate a schema for a place that has a name already."""
        return self._component(self._theirs.schema(node), hint)

    def _described(self, node: object, hint: str, what: str, *, near: str | None) -> CommentedMap:
        schema = self._plain(node, hint, near=near)
        if "$ref" in schema:
            return roundtrip.block({**schema, "description": placeholder(what)})
        schema.insert(0, "description", placeholder(what))
        return schema

    def _plain(self, node: object, hint: str, *, near: str | None) -> CommentedMap:
        """Translate a schema without a word: a reference, when our conventions want a name for it."""
        part = self._theirs.schema(node)
        if OR_NULL in part.facts:
            known = {name: fact for name, fact in part.facts.items() if name != OR_NULL}
            return or_null(self._without_null(without_null(node), replace(part, facts=known), hint, near))
        return self._without_null(node, part, hint, near)

    def _without_null(self, node: object, part: Part, hint: str, near: str | None) -> CommentedMap:
        if part.choices or part.parts.keys() - {"items"} or "enum" in part.facts or _is_object(part):
            name = self._component_of(node, part, hint, near)
            return roundtrip.line({"$ref": SingleQuotedScalarString(f"#/components/schemas/{name}")})
        schema = CommentedMap(_keywords(part))
        if "items" in part.parts:
            singular = hint.removesuffix("s") if hint.endswith("s") and not hint.endswith("ss") else f"{hint}Entry"
            schema["items"] = self._plain(_child(part, "items"), singular, near=near)
        return schema

    def _component_of(self, node: object, part: Part, hint: str, near: str | None) -> str:
        """Find the component that a schema is, or make it."""
        if counterpart := self._counterpart("schemas", node):
            return counterpart
        theirs = _referred(node)
        equal = [name for name, known in self._schemas.items() if known == part]
        telling = part.parts.keys() - {"items", "additionalProperties"} or "enum" in part.facts or part.choices
        if theirs in equal or (telling and len(equal) == 1):
            return theirs if theirs in equal else equal[0]
        target = id(self._vendor.resolve(node, "a schema"))
        if target not in self._made:
            good = _GOOD_NAME.fullmatch(theirs) and not _AUTOMATIC_NAME.search(theirs)
            name = self._free("schemas", theirs if good else hint)
            self._made[target] = name
            outermost = not self._waiting
            self._waiting.append(name)
            self._built[name] = self._component(part, name)
            self._schemas[name] = part
            if outermost:
                self._place_waiting(near)
        return self._made[target]

    def _place_waiting(self, near: str | None) -> None:
        """Put a new component behind the one that needs it, and those that it needs itself behind it."""
        for name in self._waiting:
            self._place("schemas", name, self._built[name], after=near, apart=True)
            near = name
        self._waiting.clear()

    def _component(self, part: Part, name: str) -> CommentedMap:
        if part.choices:
            return self._union(part, name)
        made = CommentedMap({"description": placeholder(name), **_keywords(part)})
        properties = {step.removeprefix("property "): step for step in part.parts if step.startswith("property ")}
        if unknown := part.parts.keys() - {"items", "additionalProperties", *properties.values()}:
            raise NotMechanicalError(f"{name} has {', '.join(sorted(unknown))}")
        required = part.facts.get("required", frozenset())
        first = [field for field in properties if isinstance(required, frozenset) and field in required]
        if first:
            made["required"] = roundtrip.list_line(first)
        if properties:
            made["properties"] = CommentedMap()
        for field in [*first, *(field for field in properties if field not in first)]:
            made["properties"][field] = self.property(_property_node(part, field), name, field)
        for keyword in ("items", "additionalProperties"):
            if keyword in part.parts:
                made[keyword] = self._plain(_child(part, keyword), f"{name}Entry", near=name)
        return made

    def _union(self, part: Part, name: str) -> CommentedMap:
        """Translate a union of plain values, or one of objects: its members are told apart when it is generated."""
        keyword, *others = part.choices
        members = part.choices[keyword]
        plain = all(not (_has_fields(member) or "enum" in member.facts) for member in members)
        if others or part.facts or part.parts or not (plain or all(map(_has_fields, members))):
            raise NotMechanicalError(f"{name} is a union, whose members have to be told apart")
        nodes = [node for node in sequence(_child(part, keyword), keyword) if node != {"type": "null"}]
        made = [self._plain(node, f"{name}Option{number}", near=name) for number, node in enumerate(nodes, 1)]
        return CommentedMap({"description": placeholder(name), keyword: CommentedSeq(made)})

    # ---- parameters, answers, operations ----

    def parameter(self, node: object, operation: str, path: str) -> CommentedMap:
        """Translate a parameter of an operation into a reference."""
        part = self._theirs.parameter(node)
        theirs = self._vendor.resolve(node, "a parameter")
        place, name = str(theirs["in"]), str(theirs["name"])
        equal = [
            known
            for known, ours in self._section("parameters").items()
            if (ours["in"], ours["name"].lower()) == (place, name.lower()) and self._parameters.get(known) == part
        ]
        if place == "path":
            # Many things have an `id`: the one is meant that stands in the paths beside.
            equal = [known for known in equal if self._closeness(known, path)]
        if equal:
            return _reference("parameters", max(equal, key=lambda known: self._closeness(known, path)))
        if "schema" not in theirs:
            raise NotMechanicalError(f"the parameter {name} has no schema")
        ours_name = class_name(name)
        if place == "path" or ours_name in self._section("parameters"):
            ours_name = self._free("parameters", class_name(operation) + ours_name)
        schema = self._plain(theirs["schema"], ours_name, near=None)
        text = roundtrip.anchored(placeholder(f"the parameter {name}"), _anchor(ours_name))
        made = CommentedMap({"name": name, "in": place, "description": text})
        if theirs.get("required") is True:
            made["required"] = True
        made.update({keyword: theirs[keyword] for keyword in _OF_A_PARAMETER if keyword in theirs})
        if "$ref" not in schema:
            schema.insert(0, "description", text)
        made["schema"] = schema
        self._place("parameters", ours_name, made)
        self._parameters[ours_name] = part
        return _reference("parameters", ours_name)

    def _closeness(self, parameter: str, path: str) -> int:
        """Count how many steps a path shares, at most, with those of the operations that take a parameter."""
        users = (
            operation.path
            for operation in self._ours.operations()
            for node in sequence(operation.node.get("parameters", []), "parameters")
            if _referred(node) == parameter
        )
        return max((_shared_steps(path, user) for user in users), default=0)

    def response(self, node: object, operation: str, tag: str, status: str) -> CommentedMap:
        """Translate an answer of an operation into a reference."""
        if counterpart := self._counterpart("responses", node):
            return _reference("responses", counterpart)
        part = self._theirs.response(node)
        for name in self._answers_with(status):
            if self._responses.get(name) == part:
                return _reference("responses", name)
        theirs = self._vendor.resolve(node, "an answer")
        phrase = _phrase(status)
        what = f"the answer {status} of {operation}"
        made = CommentedMap({"description": placeholder(what)})
        if headers := mapping(theirs.get("headers", {}), "headers"):
            made["headers"] = CommentedMap({name: self.header(name, header) for name, header in headers.items()})
        if content := mapping(theirs.get("content", {}), "content"):
            hint = class_name(operation) + ("Result" if status.startswith("2") else phrase)
            near = self._neighbour("schemas", tag, status)
            made["content"] = CommentedMap(
                {media: self.content(mapping(held, media), hint, what, near) for media, held in content.items()}
            )
        name = self._free("responses", class_name(operation) + phrase)
        beside = self._neighbour("responses", tag, status)
        self._place("responses", name, made, after=beside)
        self._responses[name] = part
        return _reference("responses", name)

    def operation(self, operation: Operation, name: str) -> CommentedMap:
        """Translate a new operation."""
        theirs = operation.node
        path = operation.path
        tag = self._tag(path)
        made = CommentedMap({"operationId": name, "tags": roundtrip.list_line([tag])})
        made["summary"] = placeholder(f"what {name} does")
        made["description"] = placeholder(f"what has to be known of {name}")
        if theirs.get("deprecated") is True:
            made["deprecated"] = True
        if security := CommentedSeq(self._security(theirs)):
            made["security"] = security
        parameters = [
            self.parameter(parameter, name, path)
            for holder in (operation.path_item, theirs)
            for parameter in sequence(holder.get("parameters", []), "parameters")
        ]
        if parameters:
            made["parameters"] = CommentedSeq(roundtrip.block(parameter) for parameter in parameters)
        if "requestBody" in theirs:
            made["requestBody"] = self._body(theirs["requestBody"], name, tag)
        responses = mapping(theirs.get("responses", {}), "responses")
        made["responses"] = CommentedMap(
            {str(status): self.response(node, name, tag, str(status)) for status, node in responses.items()}
        )
        return made

    def _tag(self, path: str) -> str:
        """Choose the tag of the operations whose paths have most in common with a path, or make one."""
        best, longest = "", 0
        for operation in self._ours.operations():
            shared = _shared_steps(path, operation.path)
            if shared > longest:
                best, longest = names(operation.node.get("tags", []), "tags")[0], shared
        if best:
            return best
        made = re.sub(r"[^a-z0-9]+", "_", _steps(path)[0].lower()).strip("_")
        if made not in {tag["name"] for tag in self._tree["tags"]}:
            roundtrip.append(
                self._tree,
                "tags",
                CommentedMap({"name": made, "description": placeholder(f"what the operations of {made} are about")}),
            )
        return made

    def _body(self, node: object, operation: str, tag: str) -> CommentedMap:
        theirs = self._vendor.resolve(node, "a body")
        made = CommentedMap({"description": placeholder(f"the body of {operation}")})
        if theirs.get("required") is True:
            made["required"] = True
        hint, near = f"{class_name(operation)}Request", self._neighbour("schemas", tag, "200")
        made["content"] = CommentedMap(
            {
                media: self.content(mapping(held, media), hint, f"the body of {operation}", near)
                for media, held in mapping(theirs.get("content", {}), "content").items()
            }
        )
        return made

    def header(self, name: str, node: object) -> CommentedMap:
        """Translate a header of an answer into a reference."""
        part = self._theirs.header(node)
        for known, ours in self._headers.items():
            if known.lower() == name.lower() and ours == part:
                return _reference("headers", known)
        theirs = self._vendor.resolve(node, "a header")
        if "schema" not in theirs:
            raise NotMechanicalError(f"the response header {name} has no schema")
        if any(known.lower() == name.lower() for known in self._headers):
            raise NotMechanicalError(f"the response header {name} is not what it is elsewhere")
        made = CommentedMap({"description": placeholder(f"the response header {name}")})
        if theirs.get("required") is True:
            made["required"] = True
        made["schema"] = self._plain(theirs["schema"], class_name(name), near=None)
        self._place("headers", name, made)
        self._headers[name] = part
        return _reference("headers", name)

    def _security(self, theirs: Node) -> Iterator[CommentedMap]:
        ways = theirs.get("security", self._vendor.root.get("security", []))
        for way in sequence(ways, "security"):
            yield roundtrip.line(
                {
                    self._scheme(name): roundtrip.list_line(names(scopes, name))
                    for name, scopes in mapping(way, "").items()
                }
            )

    def _scheme(self, name: str) -> str:
        """Find our name of a security scheme."""
        theirs = _silent(self._vendor.section("components", "securitySchemes").get(name))
        for known, ours in self._ours.section("components", "securitySchemes").items():
            if _silent(ours) == theirs:
                return known
        raise NotMechanicalError(f"the security scheme {name} is new")

    # ---- where things stand ----

    def _counterpart(self, section: str, node: object) -> str:
        """Give our component for theirs, "" when there is none: it may be about to change, and still be the one."""
        theirs = self._vendor.resolve(node, section) if _referred(node) else None
        ours, _, name = self._counterparts.get(id(theirs), "").partition(".")
        return name if ours == section else ""

    def _section(self, section: str) -> CommentedMap:
        """Give the components of a kind; what is put into them goes by `_place`, for there may be none yet."""
        found = self._tree["components"].get(section, CommentedMap())
        if not isinstance(found, CommentedMap):
            raise NotMechanicalError(f"components.{section} is no mapping")
        return found

    def _place(
        self, section: str, name: str, made: CommentedMap, after: str | None = None, *, apart: bool = False
    ) -> None:
        self._tree["components"].setdefault(section, CommentedMap())
        roundtrip.insert(self._section(section), name, made, after=after, apart=apart)

    def _names(self, section: str) -> list[str]:
        return list(self._section(section))

    def _neighbour(self, section: str, tag: str, status: str) -> str | None:
        """Find the last component that operations of a tag have for such answers, to put a new one behind it.

        What goes into a request stands beside what a success answers.
        """
        found: set[str] = set()
        for operation in self._ours.operations():
            if tag not in names(operation.node.get("tags", []), "tags"):
                continue
            for theirs, node in mapping(operation.node.get("responses", {}), operation.key).items():
                if theirs[0] == status[0]:
                    found |= {name for kind, name in self._reached(node, deep=status[0] != "2") if kind == section}
        return next((name for name in reversed(self._section(section)) if name in found), None)

    def _reached(self, node: object, *, deep: bool) -> Iterator[tuple[str, str]]:
        """Give the component that a reference leads to, the schemas it holds, and those that they need."""
        if isinstance(node, Mapping):
            if "$ref" in node:
                section, _, name = str(node["$ref"]).removeprefix("#/components/").partition("/")
                yield section, name
                if deep or section != "schemas":
                    yield from self._reached(self._section(section)[name], deep=deep)
            for child in node.values():
                yield from self._reached(child, deep=deep)

    def _free(self, section: str, name: str) -> str:
        number, free = 2, name
        while free in self._section(section) or (section == "schemas" and free in self._made.values()):
            free, number = f"{name}{number}", number + 1
        return free

    def _answers_with(self, status: str) -> list[str]:
        """Give the answers that some operation of ours has for a status, the usual ones first."""
        used = [
            _referred(mapping(operation.node["responses"], operation.key)[status])
            for operation in self._ours.operations()
            if status in mapping(operation.node["responses"], operation.key)
        ]
        return sorted(dict.fromkeys(used), key=used.count, reverse=True)


def _counterparts(vendor: Document, ours: Document) -> Iterator[tuple[int, str]]:
    """Pair what theirs refers to with the component that stands in the same place of ours."""
    theirs, reader = (Reader(document, nulls_alike=True) for document in (vendor, ours))
    by_key = {operation.key: operation for operation in vendor.operations()}
    todo = [
        (theirs.operation(by_key[operation.key]), reader.operation(operation))
        for operation in ours.operations()
        if operation.key in by_key
    ]
    while todo:
        one, other = todo.pop()
        if one.component and other.component and one.sources:
            yield id(vendor.resolve(one.sources[0], one.component)), other.component
        todo.extend((part, other.parts[name]) for name, part in one.parts.items() if name in other.parts)


def _phrase(status: str) -> str:
    """Name an answer for its status; one that HTTP does not know is named by its number."""
    if status in {str(int(known)) for known in HTTPStatus}:
        return class_name(HTTPStatus(int(status)).phrase)
    return "Error" if status == "default" else f"Status{status}"


def _reference(section: str, name: str) -> CommentedMap:
    return roundtrip.line({"$ref": SingleQuotedScalarString(f"#/components/{section}/{name}")})


def _referred(node: object) -> str:
    """Give the name of the component that a reference leads to, "" when it is none."""
    return str(node["$ref"]).rpartition("/")[2] if isinstance(node, Mapping) and "$ref" in node else ""


def _has_fields(part: Part) -> bool:
    return any(name.startswith("property ") for name in part.parts)


def _is_object(part: Part) -> bool:
    return part.facts.get("type") == frozenset({"object"})


def _keywords(part: Part) -> dict[str, object]:
    """Gather what a schema says of values, in our order: the type first."""
    found: dict[str, object] = {}
    for piece in part.sources:
        for keyword, value in piece.items():
            if keyword not in _TAKEN_APART and keyword not in WORDING and not keyword.startswith("x-"):
                found.setdefault(keyword, _written(value))
    for keyword in ("additionalProperties", "discriminator"):
        if isinstance(found.get(keyword), Mapping):
            del found[keyword]
    kinds = part.facts.get("type", frozenset())
    said = sorted(kinds) if isinstance(kinds, frozenset) else [str(kinds)]
    first: dict[str, object] = {"type": said[0] if len(said) == 1 else roundtrip.list_line(said)} if said else {}
    enum = [values for piece in part.sources for values in _values(piece)]
    if enum:
        found["enum"] = roundtrip.list_line([value for value in enum[0] if value is not None])
    return {**first, **found}


def _values(piece: Node) -> Iterator[Sequence[object]]:
    if "const" in piece:
        yield [piece["const"]]
    elif "enum" in piece:
        yield sequence(piece["enum"], "enum")


def _written(value: object) -> object:
    """Write a text as the contract does, where it holds signs."""
    if isinstance(value, str) and re.search(r"[^\w.-]", value):
        return SingleQuotedScalarString(value)
    return value


def _child(part: Part, keyword: str) -> object:
    return next(piece[keyword] for piece in part.sources if keyword in piece)


def _property_node(part: Part, name: str) -> object:
    held = (mapping(piece.get("properties", {}), "properties") for piece in part.sources)
    return next(properties[name] for properties in held if name in properties)


def _error_code(name: str) -> str:
    """The codes of an error are named for the error: `TransferConflictCode`."""
    return "code" if name == "errorCode" else name


def _anchor(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()


def _steps(path: str) -> list[str]:
    return path.strip("/").split("/")


def _shared_steps(one: str, other: str) -> int:
    pairs = zip(_steps(one), _steps(other), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _silent(scheme: object) -> dict[str, object]:
    return {key: value for key, value in mapping(scheme, "a scheme").items() if key not in WORDING}
