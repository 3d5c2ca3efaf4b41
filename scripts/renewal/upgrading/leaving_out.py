"""Leaves a new field that cannot be generated out of the contract, by an action of the overlay.

The rest of the document can then be followed. Answers keep a field that the contract does not name, and a request can
do without a field that is optional.
"""

import json
import re
from dataclasses import dataclass

from scripts.renewal.openapi.conventions import TO_BE_WRITTEN
from scripts.renewal.openapi.document import Document
from scripts.renewal.openapi.overlay import Action
from scripts.renewal.openapi.pins import fingerprint, footing
from scripts.renewal.openapi.wording import without_wording
from scripts.renewal.upgrading.changes import pointers
from scripts.renewal.upgrading.writing import CannotGenerateError


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A field that is left out."""

    subject: str
    text: str
    """The actions, as they stand in the overlay."""


def leave_out(error: CannotGenerateError, overlaid: Document, vendor: Document) -> LeftOut:
    """Write the actions that take a field out of the vendor's document."""
    change = error.change
    places = dict(pointers(overlaid.root))
    holder = next(piece for piece in change.parts[0].sources if _has(piece, change.name))
    where = places[id(holder)]
    targets = [_path((*where, "properties", change.name))]
    if change.also_required:
        targets.append(f"{_path((*where, 'required'))}[?@ == {json.dumps(change.name)}]")
    document = without_wording(vendor.root)
    actions = []
    for target in targets:
        action = Action(target, "", remove=True)
        pin = fingerprint(action, footing(action, document))
        description = f"Generator: {TO_BE_WRITTEN}: why {change.subject} is left out; the tool says that {error}"
        actions.append(
            f"\n- target: {json.dumps(target)}\n  x-stands-on: '{pin}'\n"
            f"  description: {json.dumps(description)}\n  remove: true\n"
        )
    return LeftOut(change.subject, "".join(actions))


def _has(piece: object, name: str) -> bool:
    properties = piece.get("properties") if isinstance(piece, dict) else None
    return isinstance(properties, dict) and name in properties


def _path(steps: tuple[str, ...]) -> str:
    plain = re.compile(r"[A-Za-z_]\w*")
    return "$" + "".join(
        f".{step}" if plain.fullmatch(step) else f"[{step}]" if step.isdecimal() else f"[{json.dumps(step)}]"
        for step in steps
    )
