"""The steps of ``scripts/regen.sh`` for the payloads of webhooks, which become the package's room `webhooks`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen
from openapi_python_client.strings import ClassName, PythonIdentifier

from scripts.renewal.regen_nodes import object_of, templates
from scripts.renewal.regen_support import Contract, dangling, fail, invalid, leave_out_annotations, reachable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.renewal.regen_nodes import JSON

SCHEMAS = "#/components/schemas/"


def prepare(document: Path, work: Path) -> None:
    """Check the document, and write what the package carries and what the generator reads."""
    contract = carry(document, work / "webhooks.json")
    leave_out_annotations(contract)
    schemas = _schemas(contract)
    unions = dict(_unions(schemas))
    members: list[JSON] = [_reference(member) for union in unions.values() for member in union.values()]
    used = reachable(contract, [object_of(contract.document)["webhooks"], *members])
    made = {name: node for name, node in schemas.items() if SCHEMAS + name in used}
    made = {name: _with_unions(node, unions, name) for name, node in made.items()}
    for base, union in unions.items():
        for value, member in union.items():
            made |= _told_by(base, _discriminator(schemas[base]), value, member, made[member])
    generated = {**object_of(contract.document), "components": {"schemas": made}, "webhooks": {}, "paths": {}}
    (work / "webhooks-input.json").write_text(json.dumps(generated), encoding="utf-8")


def carry(document: Path, target: Path) -> Contract:
    """Check a document, and write it as the package carries it."""
    contract = Contract(document)
    problems = [*dangling(contract), *invalid(contract)]
    if problems:
        fail("\n".join(problems))
    target.write_text(json.dumps(contract.document, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    return contract


# ---- discriminators, which the generator drops, become unions ----


def _unions(schemas: dict[str, JSON]) -> Iterator[tuple[str, dict[str, str]]]:
    """Give each schema that has a discriminator, with its members by the values that tell them."""
    for name, node in schemas.items():
        discriminator = object_of(node).get("discriminator")
        if isinstance(discriminator, dict):
            yield name, {value: _name(target) for value, target in object_of(discriminator["mapping"]).items()}


def _discriminator(node: JSON) -> str:
    return str(object_of(object_of(node)["discriminator"])["propertyName"])


def _with_unions(node: JSON, unions: dict[str, dict[str, str]], around: str) -> JSON:
    """Refer to all members where the schema with the discriminator is meant, which stands for members that are new."""
    if isinstance(node, list):
        return [_with_unions(item, unions, around) for item in node]
    if not isinstance(node, dict):
        return node
    base = _name(node.get("$ref"))
    if base in unions and around not in unions[base].values():
        members = [*dict.fromkeys(unions[base].values()), base]
        return {
            **{key: value for key, value in node.items() if key != "$ref"},
            "oneOf": [_reference(m) for m in members],
        }
    made = {key: _with_unions(value, unions, around) for key, value in node.items() if key != "discriminator"}
    for keyword in ("oneOf", "anyOf"):
        branches = made.get(keyword)
        if isinstance(branches, list):
            made[keyword] = [branch for number, branch in enumerate(branches) if branch not in branches[:number]]
    return made


def _told_by(base: str, field: str, value: str, member: str, node: JSON) -> dict[str, JSON]:
    """Give a member whose field has one value, and the enum of that value, under the names of schemas."""
    enum = member + str(ClassName(field, ""))
    told: JSON = {"type": "object", "required": [field], "properties": {field: _reference(enum)}}
    parts = object_of(node)["allOf"]
    if not isinstance(parts, list):
        raise TypeError(f"{member} should be {base} and more")
    description = f"The one {field} of {member}."
    return {
        member: {**object_of(node), "allOf": [*parts, told]},
        enum: {"type": "string", "enum": [value], "description": description},
    }


# ---- the topics ----


@frozen
class TopicRow:
    """One topic, as the table has it."""

    path: str
    id: str
    payload: str
    summary: str
    signed: bool
    reference: str

    @property
    def module(self) -> str:
        """The module of its payload."""
        return str(PythonIdentifier(self.payload, ""))


def topics(document: Path, room: Path) -> None:
    """Write the table of topics into the room of the payloads."""
    contract = Contract(document)
    rows = list(topic_rows(contract))
    environment = templates()
    text = environment.get_template("topics.py.jinja").render(topics=rows)
    (room / "topics.py").write_text(text, encoding="utf-8")


def topic_rows(contract: Contract) -> Iterator[TopicRow]:
    """Read the topics in the document's order."""
    for path, item in object_of(object_of(contract.document)["webhooks"]).items():
        operation = object_of(object_of(item)["post"])
        listed = operation.get("parameters", [])
        headers = {
            str(object_of(contract.resolved(node))["name"]) for node in (listed if isinstance(listed, list) else [])
        }
        content = object_of(object_of(object_of(operation["requestBody"])["content"])["application/json"])
        yield TopicRow(
            path=path.strip("/"),
            id=str(operation["operationId"]),
            payload=_name(object_of(content["schema"])["$ref"]),
            summary=str(operation["summary"]),
            signed="signature-v2" in headers,
            reference="request-ref" if "request-ref" in headers else "call-ref",
        )


def _schemas(contract: Contract) -> dict[str, JSON]:
    return object_of(object_of(object_of(contract.document)["components"])["schemas"])


def _reference(name: str) -> dict[str, JSON]:
    return {"$ref": SCHEMAS + name}


def _name(reference: JSON) -> str:
    return str(reference or "").removeprefix(SCHEMAS)


def main() -> None:
    """Run the step that the first argument names, on the paths that follow."""
    {"prepare": prepare, "carry": carry, "topics": topics}[sys.argv[1]](*map(Path, sys.argv[2:]))


if __name__ == "__main__":
    main()
