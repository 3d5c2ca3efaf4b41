"""OpenAPI Overlay 1.0: an ordered list of actions, each of which updates or removes what its JSONPath finds.

The libraries on the registry that apply overlays pass over an action that finds nothing, and the one in wide use cannot
update an element of a list; so the rules of the format are written out here, upon a JSONPath (RFC 9535) library.
"""

import copy
import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import jsonpath_rfc9535

from scripts.renewal.openapi.document import DocumentError, load_yaml, mapping, sequence


class OverlayError(DocumentError):
    """The overlay itself is not well-formed, or an action cannot be carried out."""


@dataclass(frozen=True, slots=True)
class Action:
    """One action of an overlay: a target, and either an update or a removal."""

    target: str
    description: str
    update: object = None
    remove: bool = False
    stands_on: str = ""
    """The fingerprint of what it removes or overrides; see `pins`."""


@dataclass(frozen=True, slots=True)
class Overlay:
    """An overlay as it was read."""

    title: str
    actions: tuple[Action, ...]

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read an overlay from a file."""
        try:
            return cls.of(load_yaml(path))
        except DocumentError as error:
            raise OverlayError(f"{path}: {error}") from error

    @classmethod
    def of(cls, root: Mapping[str, object]) -> Self:
        """Take an overlay from its tree, and refuse what the format does not allow."""
        if root.get("overlay") != "1.0.0":
            raise OverlayError(f"an overlay of version 1.0.0 is needed, this one says {root.get('overlay')!r}")
        info = mapping(root.get("info"), "info")
        if not info.get("title") or not info.get("version"):
            raise OverlayError("info needs a title and a version")
        nodes = sequence(root.get("actions"), "actions")
        if not nodes:
            raise OverlayError("there is no action")
        return cls(str(info["title"]), tuple(_action(node) for node in nodes))


@dataclass(frozen=True, slots=True)
class Stale:
    """An action that did nothing: what it is about has moved, or the document says the same by now."""

    action: Action
    why: str


@dataclass(frozen=True, slots=True)
class Overlaid:
    """A document after an overlay, and the actions that did nothing to it."""

    root: dict[str, object]
    stale: tuple[Stale, ...]


def indented(action: str, text: str) -> str:
    """Indent the text of an action as those that an overlay has."""
    first = re.search(r"^( *)- target:", text, re.MULTILINE)
    return textwrap.indent(action, first[1] if first else "  ")


def apply(overlay: Overlay, root: Mapping[str, object]) -> Overlaid:
    """Carry out the actions one after the other upon a copy of a document.

    Raises:
        OverlayError: An action updates what is no list, and not an object by an object; or removes the document.
    """
    tree = copy.deepcopy(dict(root))
    stale = []
    for action in overlay.actions:
        nodes = jsonpath_rfc9535.find(action.target, tree)
        if not nodes:
            stale.append(Stale(action, "finds nothing"))
            continue
        before = [] if action.remove else [copy.deepcopy(node.value) for node in nodes]
        # From the back, so that removing an element of a list does not move those still to come.
        for node in reversed(nodes):
            if action.remove:
                _remove(tree, node.location)
            else:
                _update(node, action)
        if before == [node.value for node in nodes]:
            stale.append(Stale(action, "changes nothing"))
    return Overlaid(tree, tuple(stale))


def _action(node: object) -> Action:
    fields = mapping(node, "an action")
    target = fields.get("target")
    if not isinstance(target, str):
        raise OverlayError(f"an action needs a target: {dict(fields)!r}")
    try:
        jsonpath_rfc9535.compile(target)
    except jsonpath_rfc9535.JSONPathError as error:
        raise OverlayError(f"{target} is no JSONPath: {error}") from error
    remove = fields.get("remove", False) is True
    if remove == ("update" in fields):
        raise OverlayError(f"{target}: an action either updates or removes")
    unknown = [key for key in fields if key not in {"target", "description", "update", "remove"} and key[:2] != "x-"]
    if unknown:
        raise OverlayError(f"{target}: an action has no {', '.join(unknown)}")
    description, stands_on = (str(fields.get(key) or "") for key in ("description", "x-stands-on"))
    return Action(target, description, fields.get("update"), remove, stands_on)


def _remove(tree: Any, location: Sequence[int | str]) -> None:  # noqa: ANN401 - indexed by what was found in it
    if not location:
        raise OverlayError("a document as a whole cannot be removed")
    # From the root down: how a node is asked for its parent differs between the releases of the library.
    for step in location[:-1]:
        tree = tree[step]
    del tree[location[-1]]


def _update(node: jsonpath_rfc9535.JSONPathNode, action: Action) -> None:
    if isinstance(node.value, dict) and isinstance(action.update, Mapping):
        _merge(node.value, action.update)
    elif isinstance(node.value, list):
        node.value.append(copy.deepcopy(action.update))
    else:
        raise OverlayError(f"{action.target}: {node.path()} is no list, and not an object that an object could update")


def _merge(target: dict[str, object], update: Mapping[str, object]) -> None:
    for key, value in update.items():
        here = target.get(key)
        if isinstance(here, dict) and isinstance(value, Mapping):
            _merge(here, value)
        elif isinstance(here, list) and isinstance(value, list):
            here.extend(copy.deepcopy(value))
        else:
            target[key] = copy.deepcopy(value)
