"""What the writers of our own modules share: how a node of a checked document is read, and the templates."""

from __future__ import annotations

from pathlib import Path
from typing import TypeAlias

from jinja2 import Environment, FileSystemLoader, StrictUndefined

JSON: TypeAlias = "dict[str, JSON] | list[JSON] | str | int | float | bool | None"

TEMPLATES = Path(__file__).parents[2] / "openapi" / "templates"


def object_of(node: JSON) -> dict[str, JSON]:
    """The node, which is an object."""
    if not isinstance(node, dict):
        raise TypeError("the document was checked before: this is an object")
    return node


def list_of(node: JSON) -> list[JSON]:
    """The node, which is an array."""
    if not isinstance(node, list):
        raise TypeError("the document was checked before: this is an array")
    return node


def templates() -> Environment:
    """Our templates for modules that the generator has none for."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - what is written is Python, not HTML
    )
