"""An OpenAPI 3.1 document as it was read: its tree, its references, its operations."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


class DocumentError(Exception):
    """A document cannot be read, or is not what it should be."""


def load_yaml(path: Path) -> dict[str, object]:
    """Read a YAML or JSON file that holds one mapping."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DocumentError(f"{path} cannot be read: {error}") from error
    return parse_yaml(text, str(path))


def parse_yaml(text: str, name: str) -> dict[str, object]:
    """Read YAML or JSON that holds one mapping; `name` is what it is called in errors.

    YAML 1.2 is read, so that `NO` stays the code of Norway; a key that is given twice is an error.
    """
    try:
        # JSON is YAML, but its own reader is many times faster.
        is_json = text.lstrip().startswith("{")
        tree = json.loads(text, object_pairs_hook=_once) if is_json else YAML(typ="safe", pure=True).load(text)
    except (ValueError, YAMLError) as error:
        raise DocumentError(f"{name} cannot be read: {error}") from error
    if not isinstance(tree, dict):
        raise DocumentError(f"{name} holds no mapping")
    return tree


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    tree = dict(pairs)
    if len(tree) != len(pairs):
        raise ValueError("a key is given twice")
    return tree


def mapping(node: object, what: str) -> Mapping[str, object]:
    """Narrow a node to a mapping."""
    if not isinstance(node, Mapping):
        raise DocumentError(f"{what} should be a mapping, but is {node!r}")
    return node


def sequence(node: object, what: str) -> Sequence[object]:
    """Narrow a node to a list."""
    if not isinstance(node, list):
        raise DocumentError(f"{what} should be a list, but is {node!r}")
    return node


def names(node: object, what: str) -> list[str]:
    """Narrow a node to a list of texts."""
    return [str(item) for item in sequence(node, what)]


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path, with the path item it stands in."""

    key: str
    """Method and path, as in `GET /transfers`."""
    path_item: Mapping[str, object]
    node: Mapping[str, object]


class Document:
    """An OpenAPI 3.1 document."""

    def __init__(self, root: Mapping[str, object]) -> None:
        version = str(root.get("openapi", ""))
        if not version.startswith("3.1."):
            raise DocumentError(f"an OpenAPI 3.1 document is needed, this one says {version or 'nothing'!r}")
        self.root = root

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a document from a file."""
        try:
            return cls(load_yaml(path))
        except DocumentError as error:
            raise DocumentError(f"{path}: {error}") from error

    def section(self, *keys: str) -> Mapping[str, object]:
        """Give a mapping of the document by its keys, empty when it is absent."""
        node: object = self.root
        for key in keys:
            node = mapping(node, key).get(key, {})
        return mapping(node, ".".join(keys))

    def at(self, pointer: str) -> object:
        """Follow a reference within the document."""
        if not pointer.startswith("#/"):
            raise DocumentError(f"$ref {pointer} leaves the document")
        node: object = self.root
        for part in pointer[2:].split("/"):
            key = part.replace("~1", "/").replace("~0", "~")
            if isinstance(node, list) and key.isdecimal() and int(key) < len(node):
                node = node[int(key)]
            elif isinstance(node, Mapping) and key in node:
                node = node[key]
            else:
                raise DocumentError(f"$ref {pointer} leads nowhere")
        return node

    def resolve(self, node: object, what: str) -> Mapping[str, object]:
        """Follow references until something else than a reference is found."""
        seen: list[str] = []
        found = mapping(node, what)
        while "$ref" in found:
            pointer = str(found["$ref"])
            if pointer in seen:
                raise DocumentError(f"$ref {pointer} leads to itself")
            seen.append(pointer)
            found = mapping(self.at(pointer), pointer)
        return found

    def operations(self) -> Iterator[Operation]:
        """Give every operation in the order of the document."""
        for path, item in self.section("paths").items():
            path_item = self.resolve(item, path)
            for method in METHODS:
                if method in path_item:
                    key = f"{method.upper()} {path}"
                    yield Operation(key, path_item, mapping(path_item[method], key))
