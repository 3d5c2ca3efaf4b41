"""Changed vendor documents by the dozen: each kind of change, in several places, with the verdict that it deserves.

A mutation bends a copy of the vendor's document. Places are found by walking over the document's structure, and a few
are taken evenly from all that fit, so that the set is the same in every run.
"""

import copy
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias, TypeVar

Json: TypeAlias = dict[str, Any]
Bend: TypeAlias = Callable[[Json], object]
T = TypeVar("T")


class Verdict(StrEnum):
    """What an upgrade has to make of a document."""

    NOTHING = "nothing to do"
    WRITTEN = "written"
    DECIDE = "a person decides"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Mutation:
    """One way to change the vendor's document."""

    kind: str
    place: str
    verdict: Verdict
    bend: Bend
    about: str = ""
    """A word that the report has to contain."""

    @property
    def name(self) -> str:
        """The name of a test."""
        return f"{self.kind}: {self.place}"

    def of(self, document: Json) -> Json:
        """Give the changed copy of a document."""
        changed = copy.deepcopy(document)
        self.bend(changed)
        return changed


def mutations(document: Json) -> Iterator[Mutation]:
    """Give all mutations of a document."""
    for kind in (
        _new_fields_of_every_type,
        _new_optional_fields,
        _new_required_fields_in_requests,
        _removed_fields,
        _renamed_fields,
        _changed_types,
        _nullable_fields,
        _annotations,
        _limits,
        _enum_values,
        _error_codes,
        _statuses,
        _response_headers,
        _parameters,
        _operations,
        _servers_and_security,
        _callbacks_and_webhooks,
        _below_the_overlay,
        _unions,
        _wording,
        _broken,
    ):
        yield from kind(document)


# ---- places ----


def _spread(items: Sequence[T], count: int) -> list[T]:
    """Take some items, evenly."""
    step = max(1, len(items) // count)
    return list(items[::step])[:count]


def _schemas(document: Json, *, of: str) -> list[str]:
    """Name the object schemas with fields that requests or answers reach."""
    roots: list[object] = []
    for item in document["paths"].values():
        for operation in item.values():
            answers = {status: node for status, node in operation["responses"].items() if status[0] == "2"}
            roots.append(operation.get("requestBody") if of == "requests" else answers)
    found = [name for name in _reached(document, roots) if "properties" in document["components"]["schemas"][name]]
    return sorted(found)


def _reached(document: Json, roots: list[object]) -> set[str]:
    found: set[str] = set()
    seen: set[str] = set()
    while roots:
        node = roots.pop()
        if isinstance(node, list):
            roots.extend(node)
        elif isinstance(node, dict):
            reference = node.get("$ref")
            if isinstance(reference, str) and reference not in seen:
                seen.add(reference)
                _, _, section, name = reference.split("/")
                roots.append(document["components"][section][name])
                found |= {name} if section == "schemas" else set()
            roots.extend(node.values())
    return found


def _only_answers(document: Json) -> list[str]:
    return [name for name in _schemas(document, of="answers") if name not in _schemas(document, of="requests")]


def _fields(document: Json, schemas: Sequence[str], *, required: bool) -> list[tuple[str, str]]:
    """Give the fields of some schemas, with the schema that holds each."""
    known = document["components"]["schemas"]
    return [
        (schema, field)
        for schema in schemas
        for field in known[schema]["properties"]
        if (field in known[schema].get("required", [])) is required
    ]


def _enums(document: Json, names: Sequence[str]) -> list[tuple[str, str]]:
    """Give the enums written down in fields of some schemas."""
    known = document["components"]["schemas"]
    return [
        (schema, field)
        for schema in names
        for field, node in known[schema].get("properties", {}).items()
        if len(node.get("enum", [])) > 1
    ]


def _schema(document: Json, name: str) -> Json:
    found: Json = document["components"]["schemas"][name]
    return found


def _operation(document: Json, operation_id: str) -> Json:
    return next(
        operation
        for item in document["paths"].values()
        for operation in item.values()
        if operation.get("operationId") == operation_id
    )


def _operation_ids(document: Json) -> list[str]:
    return [operation["operationId"] for item in document["paths"].values() for operation in item.values()]


def _set(*path: str, to: object) -> Bend:
    """Make a bend that puts a value somewhere."""

    def bend(document: Json) -> None:
        node: Any = document
        for step in path[:-1]:
            node = node.setdefault(step, {})
        node[path[-1]] = copy.deepcopy(to)

    return bend


def _field(schema: str, field: str, to: object) -> Bend:
    return _set("components", "schemas", schema, "properties", field, to=to)


# ---- kinds ----

FIELD_TYPES: dict[str, Json] = {
    "dateTime": {"type": "string", "format": "date-time"},
    "date": {"type": "string", "format": "date"},
    "uuid": {"type": "string", "format": "uuid"},
    "email": {"type": "string", "format": "email"},
    "uri": {"type": "string", "format": "uri"},
    "binary": {"type": "string", "format": "binary"},
    "base64": {"type": "string", "format": "byte"},
    "number": {"type": "number"},
    "double": {"type": "number", "format": "double"},
    "nullableText": {"type": ["string", "null"]},
    "nullableInteger": {"type": ["integer", "null"], "format": "int64"},
    "nullableDate": {"type": ["string", "null"], "format": "date-time"},
    "nullableEnum": {"type": ["string", "null"], "enum": ["ON", "OFF", None]},
    "nullableReference": {"anyOf": [{"$ref": "#/components/schemas/CurrencyAmount"}, {"type": "null"}]},
    "nullableList": {"type": ["array", "null"], "items": {"type": "string"}},
    "listOfLists": {"type": "array", "items": {"type": "array", "items": {"type": "string"}}},
    "listOfListsOfObjects": {
        "type": "array",
        "items": {"type": "array", "items": {"$ref": "#/components/schemas/CurrencyAmount"}},
    },
    "listOfDates": {"type": "array", "items": {"type": "string", "format": "date"}},
    "integerEnum": {"type": "integer", "enum": [1, 2, 3]},
    "textEnum": {"type": "string", "enum": ["LOW", "HIGH"]},
    "listOfEnums": {"type": "array", "items": {"type": "string", "enum": ["LOW", "HIGH"]}},
    "constant": {"const": "FIXED"},
    "typedConstant": {"type": "string", "const": "FIXED"},
    "freeObject": {"type": "object"},
    "openObject": {"type": "object", "additionalProperties": True},
    "mapOfTexts": {"type": "object", "additionalProperties": {"type": "string"}},
    "mapOfDates": {"type": "object", "additionalProperties": {"type": "string", "format": "date-time"}},
    "mapOfObjects": {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/CurrencyAmount"}},
    "anything": {},
    "object": {"type": "object", "properties": {"inner": {"type": "string", "format": "date"}}},
    "textOrNumber": {"oneOf": [{"type": "string"}, {"type": "integer"}]},
    "textOrNumberByType": {"type": ["string", "integer"]},
    "objectsToldByAField": {
        "oneOf": [
            {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string", "enum": ["A"]}}},
            {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string", "enum": ["B"]}}},
        ]
    },
    "objectsToldByTheirFields": {
        "anyOf": [
            {"$ref": "#/components/schemas/CurrencyAmount"},
            {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}},
            {"type": "null"},
        ]
    },
    "listOfUnions": {
        "type": "array",
        "items": {
            "oneOf": [
                {"$ref": "#/components/schemas/CurrencyAmount"},
                {"type": "object", "required": ["place"], "properties": {"place": {"type": "string"}}},
            ]
        },
    },
}
"""A schema for every kind of property that the generator offers."""


def _new_fields_of_every_type(document: Json) -> Iterator[Mutation]:
    answer, request = "Transfer", _schemas(document, of="requests")[0]
    for name, schema in FIELD_TYPES.items():
        yield Mutation("new field by type", f"{answer}.{name}", Verdict.WRITTEN, _field(answer, name, schema), name)
    for name in ("dateTime", "date", "nullableText", "listOfLists", "integerEnum", "freeObject"):
        place = f"{request}.{name}"
        yield Mutation("new field by type", place, Verdict.WRITTEN, _field(request, name, FIELD_TYPES[name]), name)


def _new_optional_fields(document: Json) -> Iterator[Mutation]:
    for schema in _spread(_schemas(document, of="answers"), 6):
        bend = _field(schema, "purpose", {"type": "string"})
        yield Mutation("new optional field", f"{schema}.purpose", Verdict.WRITTEN, bend, "purpose")


def _new_required_fields_in_requests(document: Json) -> Iterator[Mutation]:
    def bend(schema: str) -> Bend:
        def add(changed: Json) -> None:
            _schema(changed, schema)["properties"]["purpose"] = {"type": "string"}
            _schema(changed, schema).setdefault("required", []).append("purpose")

        return add

    for schema in _spread(_schemas(document, of="requests"), 4):
        yield Mutation("new required field", f"{schema}.purpose", Verdict.DECIDE, bend(schema), "purpose")


def _without(schema: str, field: str) -> Bend:
    def bend(changed: Json) -> None:
        node = _schema(changed, schema)
        del node["properties"][field]
        if field in node.get("required", []):
            node["required"].remove(field)

    return bend


def _removed_fields(document: Json) -> Iterator[Mutation]:
    for required in (True, False):
        for schema, field in _spread(_fields(document, _only_answers(document), required=required), 3):
            yield Mutation("removed field", f"{schema}.{field}", Verdict.DECIDE, _without(schema, field), field)


def _renamed_fields(document: Json) -> Iterator[Mutation]:
    def bend(schema: str, field: str) -> Bend:
        def rename(changed: Json) -> None:
            properties = _schema(changed, schema)["properties"]
            properties["renamedField"] = properties.pop(field)

        return rename

    for schema, field in _spread(_fields(document, _only_answers(document), required=False), 4):
        yield Mutation("renamed field", f"{schema}.{field}", Verdict.DECIDE, bend(schema, field), "renamedField")


def _changed_types(document: Json) -> Iterator[Mutation]:
    fields = _fields(document, _only_answers(document), required=True)
    types: list[Json] = [
        {"type": "boolean"},
        {"type": "string", "format": "date-time"},
        {"type": "array", "items": {"type": "integer"}},
        {"type": "object", "properties": {"value": {"type": "number"}}},
        {"type": ["string", "boolean"]},
    ]
    for (schema, field), to in zip(_spread(fields, 5), types, strict=True):
        yield Mutation("changed type", f"{schema}.{field}", Verdict.DECIDE, _field(schema, field, to), field)


def _nullable_fields(document: Json) -> Iterator[Mutation]:
    def bend(schema: str, field: str) -> Bend:
        def allow_null(changed: Json) -> None:
            node = _schema(changed, schema)["properties"][field]
            if "type" in node and "enum" not in node:
                node["type"] = [node["type"], "null"]
            else:
                _schema(changed, schema)["properties"][field] = {"anyOf": [node, {"type": "null"}]}

        return allow_null

    answers = _only_answers(document)
    for required, verdict in ((False, Verdict.WRITTEN), (True, Verdict.DECIDE)):
        for schema, field in _spread(_fields(document, answers, required=required), 4):
            yield Mutation("null allowed", f"{schema}.{field}", verdict, bend(schema, field), field)


def _annotations(document: Json) -> Iterator[Mutation]:
    request = _schemas(document, of="requests")
    plain = [
        (schema, field)
        for schema in (*request, *_only_answers(document))
        for field, node in _schema(document, schema)["properties"].items()
        if node.get("type") == "string" and "deprecated" not in node and "enum" not in node
    ]
    for keyword, value in (("default", "none"), ("readOnly", True), ("writeOnly", True), ("deprecated", True)):
        for schema, field in _spread(plain, 3):
            bend = _set("components", "schemas", schema, "properties", field, keyword, to=value)
            yield Mutation("annotation", f"{schema}.{field} {keyword}", Verdict.WRITTEN, bend, keyword)


def _limits(document: Json) -> Iterator[Mutation]:
    limit = ("components", "parameters", "limit", "schema")
    yield Mutation("limit", "limit loosened", Verdict.WRITTEN, _set(*limit, "maximum", to=1000), "maximum")
    yield Mutation("limit", "limit tightened", Verdict.DECIDE, _set(*limit, "maximum", to=50), "maximum")
    yield Mutation("limit", "multipleOf", Verdict.DECIDE, _set(*limit, "multipleOf", to=10), "multipleOf")
    tag = ("components", "schemas", "Tag")
    yield Mutation("limit", "Tag longer", Verdict.WRITTEN, _set(*tag, "maxLength", to=500), "maxLength")
    yield Mutation("limit", "Tag pattern", Verdict.DECIDE, _set(*tag, "pattern", to="^[a-z]{1,9}$"), "pattern")


def _enum_values(document: Json) -> Iterator[Mutation]:
    def change(schema: str, field: str, *, add: bool) -> Bend:
        def bend(changed: Json) -> object:
            values = _schema(changed, schema)["properties"][field]["enum"]
            return values.append("BRAND_NEW") if add else values.pop()

        return bend

    enums = _enums(document, _only_answers(document))
    for schema, field in _spread(enums, 4):
        value = _schema(document, schema)["properties"][field]["enum"][-1]
        place = f"{schema}.{field}"
        yield Mutation("enum value added", place, Verdict.WRITTEN, change(schema, field, add=True), "BRAND_NEW")
        yield Mutation("enum value removed", place, Verdict.DECIDE, change(schema, field, add=False), value)


def _error_codes(document: Json) -> Iterator[Mutation]:
    def add(response: str) -> Bend:
        def bend(changed: Json) -> None:
            schema = changed["components"]["responses"][response]["content"]["application/json"]["schema"]
            schema["properties"]["errorCode"]["enum"].append("BRAND_NEW_CODE")

        return bend

    for name, response in document["components"]["responses"].items():
        schema = response.get("content", {}).get("application/json", {}).get("schema", {})
        if "enum" in schema.get("properties", {}).get("errorCode", {}):
            yield Mutation("error code added", name, Verdict.WRITTEN, add(name), "BRAND_NEW_CODE")


def _statuses(document: Json) -> Iterator[Mutation]:
    def answer(operation: str, status: str) -> Bend:
        def bend(changed: Json) -> None:
            _operation(changed, operation)["responses"][status] = {"$ref": "#/components/responses/BadRequestError"}

        return bend

    def drop(operation: str, status: str) -> Bend:
        return lambda changed: _operation(changed, operation)["responses"].pop(status)

    for status in ("402", "412", "420", "422", "5XX", "599", "4XX"):
        bend = answer("transferCreate", status)
        yield Mutation("status added", f"transferCreate {status}", Verdict.WRITTEN, bend, status)
    yield Mutation("status added", "transferCreate 202", Verdict.DECIDE, answer("transferCreate", "202"), "202")
    yield Mutation("status removed", "transferGet 404", Verdict.WRITTEN, drop("transferGet", "404"), "404")
    yield Mutation("status removed", "transferGet 200", Verdict.DECIDE, drop("transferGet", "200"), "200")


def _response_headers(document: Json) -> Iterator[Mutation]:
    header = {"schema": {"type": "string"}}

    def rename(changed: Json) -> None:
        for response in changed["components"]["responses"].values():
            if "request-ref" in response.get("headers", {}):
                response["headers"]["trace-ref"] = response["headers"].pop("request-ref")

    def remove(changed: Json) -> None:
        for response in changed["components"]["responses"].values():
            response.get("headers", {}).pop("request-ref", None)

    for response in _spread(list(document["components"]["responses"]), 3):
        bend = _set("components", "responses", response, "headers", "trace-ref", to=header)
        yield Mutation("response header", f"new in {response}", Verdict.WRITTEN, bend, "trace-ref")
    yield Mutation("response header", "renamed everywhere", Verdict.DECIDE, rename, "trace-ref")
    yield Mutation("response header", "removed everywhere", Verdict.DECIDE, remove, "request-ref")


def _parameters(document: Json) -> Iterator[Mutation]:
    def add(operation: str, parameter: Json) -> Bend:
        return lambda changed: _operation(changed, operation).setdefault("parameters", []).append(parameter)

    def drop_reference(changed: Json) -> None:
        parameters = _operation(changed, "transferCreate")["parameters"]
        parameters.remove({"$ref": "#/components/parameters/idempotency-ref"})

    for operation in _spread(_operation_ids(document), 3):
        for name, schema in (("purpose", {"type": "string"}), ("since", {"type": "string", "format": "date-time"})):
            bend = add(operation, {"name": name, "in": "query", "schema": schema})
            yield Mutation("parameter added", f"{operation}.{name}", Verdict.WRITTEN, bend, name)
        bend = add(operation, {"name": "must", "in": "query", "required": True, "schema": {"type": "string"}})
        yield Mutation("required parameter added", operation, Verdict.DECIDE, bend, "must")
    rename = _set("components", "parameters", "limit", "name", to="pageSize")
    yield Mutation("parameter renamed", "limit", Verdict.DECIDE, rename, "pageSize")
    yield Mutation("parameter removed", "transferCreate reference", Verdict.DECIDE, drop_reference, "idempotency-ref")
    style = _set("components", "parameters", "offset", "style", to="spaceDelimited")
    yield Mutation("parameter style", "offset", Verdict.DECIDE, style, "style")


def _operations(document: Json) -> Iterator[Mutation]:
    def add(path: str, operation_id: str) -> Bend:
        operation = {
            "operationId": operation_id,
            "security": [{"api_key": [], "auth_token": []}],
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
            "responses": {"200": {"$ref": "#/components/responses/TransferResponse"}},
        }
        return _set("paths", path, "get", to=operation)

    def remove(path: str) -> Bend:
        return lambda changed: changed["paths"].pop(path)

    def move(path: str) -> Bend:
        def bend(changed: Json) -> None:
            changed["paths"][f"/v2{path}"] = changed["paths"].pop(path)

        return bend

    yield Mutation("operation added", "a tag", Verdict.WRITTEN, add("/transfers/{id}/receipt", "getReceipt"), "receipt")
    yield Mutation("operation added", "no tag", Verdict.WRITTEN, add("/orders/{id}", "getOrder"), "getOrder")
    for path in _spread(list(document["paths"]), 3):
        name = next(iter(document["paths"][path].values()))["operationId"]
        yield Mutation("operation removed", path, Verdict.DECIDE, remove(path), name)
        yield Mutation("operation moved", path, Verdict.DECIDE, move(path), name)


def _servers_and_security(document: Json) -> Iterator[Mutation]:
    def token_only(name: str) -> Bend:
        return lambda changed: _operation(changed, name).update(security=[{"auth_token": []}])

    url = "https://sandbox.weavr.io/multi/v2/backoffice"
    yield Mutation("server", "moved", Verdict.DECIDE, lambda changed: changed["servers"][0].update(url=url), url)
    for name in _spread(_operation_ids(document), 2):
        yield Mutation("security", name, Verdict.DECIDE, token_only(name), name)
    scheme = _set("components", "securitySchemes", "api_key", "name", to="x-api-key")
    yield Mutation("security", "the api key's header", Verdict.DECIDE, scheme, "x-api-key")


def _callbacks_and_webhooks(_document: Json) -> Iterator[Mutation]:
    hook = {"post": {"operationId": "told", "responses": {"204": {"description": "-"}}}}

    def call_back(changed: Json) -> None:
        _operation(changed, "transferCreate")["callbacks"] = {"done": {"{$request.body#/url}": hook}}

    yield Mutation("callback", "transferCreate", Verdict.DECIDE, call_back, "done")
    yield Mutation("webhook", "transferDone", Verdict.DECIDE, _set("webhooks", "transferDone", to=hook), "transferDone")


def _below_the_overlay(document: Json) -> Iterator[Mutation]:
    """What an action of the overlay removes or overrides, so that a comparison after it sees nothing."""
    schemas = ("components", "schemas")
    answer = ("components", "responses", "ManagedCardGetResponse", "content", "application/json", "schema")
    envelope = {"type": "object", "properties": {"card": {"$ref": "#/components/schemas/ManagedCard"}}}
    yield Mutation("overlay", "the card in an envelope", Verdict.DECIDE, _set(*answer, to=envelope), "ManagedCardGet")
    debit = {"$ref": "#/components/schemas/DebitModeCard"}
    yield Mutation("overlay", "the answer is a debit card", Verdict.DECIDE, _set(*answer, to=debit), "ManagedCardGet")
    mapping = (*schemas, "ManagedCard", "discriminator", "mapping")
    credit = _set(*mapping, "CREDIT_MODE", to="#/components/schemas/PrepaidModeCard")
    yield Mutation("overlay", "a card kind added", Verdict.DECIDE, credit, "CREDIT_MODE")

    def fewer(changed: Json) -> None:
        _schema(changed, "ManagedCard")["discriminator"]["mapping"].popitem()

    yield Mutation("overlay", "a card kind removed", Verdict.DECIDE, fewer, "discriminator")
    named = _set(*schemas, "ManagedCard", "discriminator", "propertyName", to="kind")
    yield Mutation("overlay", "the discriminator renamed", Verdict.DECIDE, named, "kind")
    gone: Bend = lambda changed: _schema(changed, "ManagedCard").pop("discriminator")  # noqa: E731
    yield Mutation("overlay", "the discriminator gone", Verdict.DECIDE, gone, "discriminator")
    destination = _field("ChargeFee", "destination", {"type": "string"})
    yield Mutation("overlay", "a destination of fees", Verdict.DECIDE, destination, "destination")
    instrument = _set("components", "parameters", "instrumentId", "schema", to={"type": "array", "items": {}})
    yield Mutation("overlay", "another filter by instrument", Verdict.DECIDE, instrument, "instrumentId")
    for name, response in document["components"]["responses"].items():
        if "text/csv" in response.get("content", {}):
            csv = _set("components", "responses", name, "content", "text/csv", "schema", to={"type": "string"})
            yield Mutation("overlay", f"CSV in {name}", Verdict.DECIDE, csv, "csv")
    codes = {"type": "object", "properties": {"errorCode": {"type": "string", "enum": ["BULK_TOO_LARGE"]}}}
    refusal = {"description": "-", "content": {"application/json": {"schema": codes}}}
    for path in ("/bulks/transfers", "/bulks/managed_cards/_id_/spend_rules"):
        method = next(iter(document["paths"][path]))
        for status in ("400", "403", "409", "default"):
            bend = _set("paths", path, method, "responses", status, to=refusal)
            yield Mutation("overlay", f"{path} {status}", Verdict.DECIDE, bend, "BULK_TOO_LARGE")
        optional = _set("paths", path, method, "requestBody", "required", to=True)
        yield Mutation("overlay", f"{path} requires its body", Verdict.DECIDE, optional, "requestBody")
    header = ("components", "headers", "request-ref")
    yield Mutation(
        "overlay", "a number as request-ref", Verdict.DECIDE, _set(*header, "schema", to={"type": "integer"})
    )
    limited = _set("paths", "/transfers", "post", "responses", "429", to=refusal)
    yield Mutation("overlay", "429 of a transfer", Verdict.DECIDE, limited, "429")
    missing = _set("paths", "/access_token", "post", "responses", "404", to=refusal)
    yield Mutation("overlay", "404 of an access token", Verdict.DECIDE, missing, "404")
    open_login = _set("paths", "/impersonate_identity_login", "post", "security", to=[{"api_key": []}])
    yield Mutation("overlay", "a login by key alone", Verdict.DECIDE, open_login, "impersonate")


def _unions(_document: Json) -> Iterator[Mutation]:
    union = {"oneOf": [{"type": "string"}, {"$ref": "#/components/schemas/CurrencyAmount"}]}
    left_out = _field("Transfer", "origin", union)
    yield Mutation("union", "text or an object", Verdict.WRITTEN, left_out, "origin is left out by the overlay")
    member = {"oneOf": [{"type": "string"}, {"type": "integer"}]}
    yield Mutation("union", "known field", Verdict.DECIDE, _field("Transfer", "profileId", member), "profileId")


def _other_names(changed: Json) -> None:
    """Give the schemas and answers other names, wherever they are referred to."""

    def renamed(node: object) -> object:
        if isinstance(node, list):
            return [renamed(item) for item in node]
        if isinstance(node, str) and node.startswith(("#/components/schemas/", "#/components/responses/")):
            return f"{node}Dto"
        if not isinstance(node, dict):
            return node
        return {key: renamed(value) for key, value in node.items()}

    again = renamed(changed)
    assert isinstance(again, dict)
    for section in ("schemas", "responses"):
        named = again["components"][section]
        again["components"][section] = {f"{name}Dto": node for name, node in named.items()}
    changed.clear()
    changed.update(again)


def _wording(_document: Json) -> Iterator[Mutation]:  # noqa: C901 - a list of small bends
    def describe(changed: Json) -> None:
        for node in changed["components"]["schemas"].values():
            node.update({"description": "Other words.", "x-note": {"a": 1}, "example": "e", "title": "T"})

    def reorder(changed: Json) -> None:
        changed["paths"] = dict(reversed(changed["paths"].items()))
        for node in changed["components"]["schemas"].values():
            if "enum" in node:
                node["enum"].reverse()

    def tag(changed: Json) -> None:
        for name in _operation_ids(changed):
            _operation(changed, name)["tags"] = ["Everything"]

    def inline(changed: Json) -> None:
        answer = changed["components"]["responses"]["TransferResponse"]["content"]["application/json"]
        answer["schema"] = copy.deepcopy(_schema(changed, "Transfer"))

    def wrap(changed: Json) -> None:
        known = _schema(changed, "Transfer")
        changed["components"]["schemas"]["Transfer"] = {"allOf": [known]}

    for name, bend in {
        "other names of components": _other_names,
        "other descriptions": describe,
        "other order": reorder,
        "other tags": tag,
        "a schema inline": inline,
        "a schema wrapped": wrap,
        "another version": _set("info", "version", to="v4"),
        "an extension beside the paths": _set("paths", "x-internal", to={"a": 1}),
    }.items():
        yield Mutation("wording", name, Verdict.NOTHING, bend)


def _broken(_document: Json) -> Iterator[Mutation]:
    def double(changed: Json) -> None:
        _operation(changed, "transferGet")["operationId"] = "transferCreate"

    def dangling(changed: Json) -> None:
        _schema(changed, "Transfer")["properties"]["profileId"] = {"$ref": "#/components/schemas/Nowhere"}

    def circle(changed: Json) -> None:
        changed["components"]["schemas"]["Tag"] = {"$ref": "#/components/schemas/Tag"}

    for name, bend in {
        "an operationId given twice": double,
        "a reference to nowhere": dangling,
        "a reference to itself": circle,
        "a list for a mapping": _set("components", "schemas", "Transfer", to=[]),
        "text for a schema": _set("components", "schemas", "Transfer", "properties", "tag", to="string"),
        "a number for paths": _set("paths", to=3),
        "another OpenAPI": _set("openapi", to="2.0"),
        "no properties but a list": _set("components", "schemas", "Transfer", "properties", to=[]),
        "text for a limit": _set("components", "parameters", "limit", "schema", "maximum", to="many"),
        "null for an operation": _set("paths", "/transfers", "get", to=None),
        "null for the answers": _set("paths", "/transfers", "get", "responses", to=None),
    }.items():
        yield Mutation("broken", name, Verdict.REFUSED, bend)
