"""Takes the wording out of a document: what stays is what it says to a program.

The structure of the vendor's last document is kept in the project in this form, so that the next one can be compared
with it.
"""

from collections.abc import Mapping

from scripts.renewal.openapi.document import mapping

WORDING = ("description", "summary", "title", "example", "examples", "externalDocs", "xml", "$comment")
"""Keywords that are written for people."""

_BY_NAME = frozenset(
    {
        *("properties", "patternProperties", "dependentSchemas", "$defs", "mapping", "variables", "scopes"),
        *("schemas", "parameters", "headers", "responses", "requestBodies", "securitySchemes", "pathItems"),
        *("callbacks", "paths", "webhooks", "content", "encoding"),
    }
)
"""Keywords that hold things by their names: `description` below one of them is a name, as of a field."""
_VALUES = frozenset({"enum", "const", "default", "required"})


def without_wording(root: Mapping[str, object]) -> dict[str, object]:
    """Give a copy of a document that says the same without a word for people; its title and version stay."""
    stripped = mapping(_stripped(root, by_name=False), "a document")
    info = mapping(root.get("info", {}), "info")
    kept = {key: info[key] for key in ("title", "version") if key in info}
    return {**stripped, "info": kept}


def _stripped(node: object, *, by_name: bool) -> object:
    if isinstance(node, list):
        return [_stripped(item, by_name=False) for item in node]
    if not isinstance(node, Mapping):
        return node
    return {
        key: value if key in _VALUES and not by_name else _stripped(value, by_name=not by_name and key in _BY_NAME)
        for key, value in node.items()
        if by_name or not (key in WORDING or str(key).startswith("x-"))
    }
