"""How places, values and types are called in a report."""

import json
from collections.abc import Iterator, Sequence
from itertools import pairwise

from scripts.renewal.openapi.structure import Fact, Part


def readable(pointer: Sequence[str]) -> Iterator[str]:
    """Give the steps of a way through a document that tell a reader something."""
    for around, step in pairwise(("", *pointer)):
        if step == "items":
            yield "[]"
        elif step not in {"properties", "allOf", "content", "schema", "responses"} and around != "allOf":
            yield step


def spoken_step(step: str) -> str:
    """Give a step of a way through a structure as it stands in a subject."""
    return step.removeprefix("property ").removeprefix("response ").replace(" ", "-")


def in_which(directions: set[str]) -> str:
    """Say whether requests, answers or both are meant."""
    return "requests and answers" if len(directions) > 1 else "requests" if "request" in directions else "answers"


def spoken_value(value: Fact | None) -> str:
    """Give the value of an enum, which stands in a structure as JSON."""
    try:
        return str(json.loads(str(value)))
    except ValueError:
        return str(value)


def spoken_fact(value: Fact | None) -> str:
    """Give a fact as it stands in a sentence."""
    if value is None:
        return "not said"
    if isinstance(value, frozenset):
        return ", ".join(sorted(value)) or "none"
    return str(value).lower() if isinstance(value, bool) else str(value)


def spoken_type(part: Part) -> str:
    """Give a type with its format and its values."""
    kind, form, values = (part.facts.get(keyword) for keyword in ("type", "format", "enum"))
    said = spoken_fact(kind) if form is None else f"{spoken_fact(kind)} ({spoken_fact(form)})"
    members = ", ".join(sorted(spoken_value(value) for value in values)) if isinstance(values, frozenset) else ""
    return f"{said} of {members}" if members else said
