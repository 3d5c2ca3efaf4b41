"""What each action of an overlay stands on: the part of the vendor's document that it removes or overrides.

After the overlay nothing of that part can be seen, so a change of it would go by unnoticed. Each action therefore pins
it by a fingerprint, `x-stands-on`; when the fingerprint is another one, a person has to look.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import jsonpath_rfc9535

from scripts.renewal.openapi.overlay import Action, Overlay
from scripts.renewal.openapi.wording import without_wording

_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Moved:
    """An action that stands on something else than it pins."""

    action: Action
    fingerprint: str
    """Of what it stands on now."""
    now: str
    """What it stands on now, as JSON."""


def moved(overlay: Overlay, root: Mapping[str, object]) -> list[Moved]:
    """Give the actions that stand on something else in a document than their fingerprint says, or have none."""
    document = without_wording(root)
    found = []
    for action in overlay.actions:
        now = footing(action, document)
        pin = fingerprint(action, now)
        if pin != action.stands_on:
            found.append(Moved(action, pin, now))
    return found


def footing(action: Action, document: Mapping[str, object]) -> str:
    """Give what an action stands on in a document without wording, as JSON; each of several equal places once."""
    nodes = jsonpath_rfc9535.find(action.target, dict(document))
    return json.dumps([json.loads(text) for text in sorted({_json(_part(node, action, document)) for node in nodes})])


def fingerprint(action: Action, footing_: str) -> str:
    """Give the fingerprint of what an action stands on."""
    return hashlib.sha256(f"{action.target}\n{footing_}".encode()).hexdigest()[:_LENGTH]


def _part(node: jsonpath_rfc9535.JSONPathNode, action: Action, document: Mapping[str, object]) -> object:
    if action.remove:
        return [node.value, *_required_property(node, document)]
    return _overridden(node.value, action.update)


def _required_property(node: jsonpath_rfc9535.JSONPathNode, document: Mapping[str, object]) -> Iterator[object]:
    """An entry of a list of required fields is about the field as well."""
    *schema, keyword, _ = ["", "", *node.location]
    if keyword == "required":
        holder: object = document
        for step in schema[2:]:
            holder = holder[step] if isinstance(holder, (dict, list)) else {}  # type: ignore[call-overload] # JSONPath's own steps
        properties = holder.get("properties") if isinstance(holder, Mapping) else None
        yield properties.get(node.value) if isinstance(properties, Mapping) else None


def _overridden(here: object, update: object) -> object:
    """Give what an update replaces of what is there, or has already; what it only adds beside is no part of it."""
    if isinstance(here, Mapping) and isinstance(update, Mapping) and "$ref" not in update:
        return {key: _overridden(here[key], value) for key, value in update.items() if key in here}
    if isinstance(here, list):
        wanted = update if isinstance(update, list) else [update]
        return [item for item in here if item in wanted]
    return here


def _json(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
