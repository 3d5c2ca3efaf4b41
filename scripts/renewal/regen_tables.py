"""The modules that `scripts/regen.sh` writes itself, because the generator has no template for them.

They are rendered from the contract, with templates of ours beside those that replace the generator's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen
from openapi_python_client.strings import PythonIdentifier

from scripts.renewal.regen_limits import Limits
from scripts.renewal.regen_nodes import list_of, object_of, templates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from scripts.renewal.regen_nodes import JSON

METHODS = ("get", "put", "post", "delete", "patch")
REFUSALS = frozenset({"403", "409"})
REFERENCE_HEADER = "idempotency-ref"
OWN_IDS = ("id", "bulkId", "transactionId")
"""The fields by which a success names what it is about, whichever it has."""


@frozen
class OperationRow:
    """One operation, as the table has it."""

    id: str
    method: str
    path: str
    module: str
    takes_reference: bool
    success: str
    """The status of its success."""
    own_id: str | None
    """The names that lead to the id of what its success is about."""

    @property
    def constant(self) -> str:
        """The name of its constant."""
        return self.module.rpartition(".")[2].upper()


def write_tables(document: JSON, resolve: Callable[[JSON], JSON], package: Path) -> None:
    """Write our own modules into the package that the generator has just emitted.

    Args:
        document: The contract.
        resolve: Follows a ``$ref``, and gives anything else back as it is.
        package: The folder of the package.
    """
    environment = templates()
    limits = Limits(resolve)
    checks = {
        _identifier(str(operation["operationId"])).upper(): limits.of_operation(operation, _identifier)
        for _, _, operation in operations(document)
    }
    values = {
        "checks": checks,
        "shared_checks": limits.shared,
        "operations": list(operation_rows(document, resolve)),
        "error_codes": sorted(error_codes(document, resolve)),
    }
    for name in ("operations.py", "error_codes.py", "checks.py", "limits.py", "pydantic_schemas.py"):
        text = environment.get_template(f"{name}.jinja").render(values)
        (package / name).write_text(text, encoding="utf-8")


def operation_rows(document: JSON, resolve: Callable[[JSON], JSON]) -> Iterator[OperationRow]:
    """Read the operations in the contract's order."""
    for path, method, operation in operations(document):
        parameters = [object_of(resolve(parameter)) for parameter in list_of(operation.get("parameters", []))]
        operation_id = str(operation["operationId"])
        success, answer = next(item for item in object_of(operation["responses"]).items() if item[0].startswith("2"))
        yield OperationRow(
            id=operation_id,
            method=method.upper(),
            path=path,
            module=f"{_identifier(str(list_of(operation['tags'])[0]))}.{_identifier(operation_id)}",
            takes_reference=any(parameter["name"] == REFERENCE_HEADER for parameter in parameters),
            success=success,
            own_id=_own_id(answer, resolve),
        )


def _own_id(answer: JSON, resolve: Callable[[JSON], JSON]) -> str | None:
    """Find out where a success names what it is about; each kind of thing that it may be has it in the same place."""
    media = object_of(object_of(resolve(answer)).get("content", {})).get("application/json")
    schema = {} if media is None else object_of(resolve(object_of(media)["schema"]))
    kinds = list_of(schema.get("oneOf", [])) or [schema]
    properties = _properties(resolve(kinds[0]), resolve)
    for name in OWN_IDS:
        if name in properties:
            return f"{name}.id" if "id" in _properties(resolve(properties[name]), resolve) else name
    return None


def error_codes(document: JSON, resolve: Callable[[JSON], JSON]) -> set[str]:
    """Collect the codes of all refusals that carry one."""
    found: set[str] = set()
    for _, _, operation in operations(document):
        answers = object_of(operation["responses"])
        for status in REFUSALS & answers.keys():
            content = object_of(object_of(resolve(answers[status])).get("content", {}))
            for media in content.values():
                properties = _properties(resolve(object_of(media)["schema"]), resolve)
                code = object_of(resolve(properties.get("errorCode", {})))
                found |= {str(value) for value in list_of(code.get("enum", []))}
    return found


def _properties(schema: JSON, resolve: Callable[[JSON], JSON]) -> dict[str, JSON]:
    """Give the properties of an object schema, those of its parts included."""
    node = object_of(schema)
    found = dict(object_of(node.get("properties", {})))
    for part in list_of(node.get("allOf", [])):
        found = _properties(resolve(part), resolve) | found
    return found


def operations(document: JSON) -> Iterator[tuple[str, str, dict[str, JSON]]]:
    """Give path, method and object of each operation."""
    for path, item in object_of(object_of(document)["paths"]).items():
        for method, operation in object_of(item).items():
            if method in METHODS:
                yield path, method, object_of(operation)


def _identifier(name: str) -> str:
    """Name a module as the generator does."""
    return str(PythonIdentifier(name, prefix="field_"))
