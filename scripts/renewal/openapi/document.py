"""An OpenAPI 3.1 document as it was read: its tree, its references, its operations."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import yaml

from scripts.renewal.openapi.reading import read_yaml

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
    """Read YAML or JSON that holds one mapping; `name` is what it is called in errors."""
    try:
        # JSON is YAML, but its own reader is many times faster.
        is_json = text.lstrip().startswith("{")
        tree: object = json.loads(text, object_pairs_hook=_once) if is_json else read_yaml(text)
    except (ValueError, yaml.YAMLError) as error:
        raise DocumentError(f"{name} cannot be read: {error}") from error
    except RecursionError:
        raise DocumentError(f"{name} cannot be read: it is nested without an end") from None
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


def _modern(node: object) -> object:
    """Put what OpenAPI 3.0 says in another way as 3.1 does: null, exclusive limits, and what stands beside a `$ref`."""
    if isinstance(node, list):
        return [_modern(item) for item in node]
    if not isinstance(node, dict):
        return node
    if isinstance(node.get("$ref"), str):
        return {"$ref": node["$ref"]}
    made = {key: _modern(value) for key, value in node.items()}
    if isinstance(made.get("nullable"), bool) and isinstance(made.get("type"), str):
        made["type"] = [made["type"], "null"] if made.pop("nullable") else made["type"]
    for limit, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if isinstance(made.get(exclusive), bool) and made.pop(exclusive) and limit in made:
            made[exclusive] = made.pop(limit)
    return made


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path, with the path item it stands in. What the vendor posts to a service is one as well."""

    key: str
    """Method and path, as in `GET /transfers` or `POST webhook /transfers/watch`."""
    section: str
    """Where it stands: in `paths`, `webhooks` or `callbacks`."""
    path: str
    method: str
    path_item: Mapping[str, object]
    node: Mapping[str, object]

    @property
    def id(self) -> str:
        """Its `operationId`; method and path where it has none."""
        return str(self.node.get("operationId") or self.key)


class Document:
    """An OpenAPI 3.1 document."""

    def __init__(self, root: Mapping[str, object]) -> None:
        version = str(root.get("openapi", ""))
        if not version.startswith("3.1."):
            raise DocumentError(f"an OpenAPI 3.1 document is needed, this one says {version or 'nothing'!r}")
        self.root = root

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a document from a file; one of OpenAPI 3.0 is put into the words of 3.1."""
        try:
            root = load_yaml(path)
            is_old = str(root.get("openapi", "")).startswith("3.0.")
            return cls({**mapping(_modern(root), "a document"), "openapi": "3.1.0"} if is_old else root)
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
        """Give every operation and every webhook in the order of the document."""
        yield from self._operations("paths", self.section("paths"))
        yield from self._operations("webhooks", self.section("webhooks"), "webhook ")

    def callback(self, name: str, node: object) -> Iterator[Operation]:
        """Give the operations of a callback; the key of each is `POST NAME EXPRESSION`."""
        yield from self._operations("callbacks", self.resolve(node, name), f"{name} ")

    def _operations(self, section: str, items: Mapping[str, object], prefix: str = "") -> Iterator[Operation]:
        for path, item in items.items():
            if path.startswith("x-"):
                continue
            path_item = self.resolve(item, path)
            for method in METHODS:
                if method in path_item:
                    key = f"{method.upper()} {prefix}{path}"
                    yield Operation(key, section, path, method, path_item, mapping(path_item[method], key))
