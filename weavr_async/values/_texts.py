"""Texts that others wrote, such as a server, made fit for messages, logs and labels."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["one_line", "request_ref"]

_LONGEST_REFERENCE: Final = 200


def one_line(text: str, most: int) -> str:
    """The text without control characters, and no longer than that."""
    if len(text) <= most and text.isprintable():
        return text
    every = (" " if character.isspace() else character for character in text if _is_shown(character))
    shown = "".join(islice(every, most + 1))
    return shown if len(shown) <= most else f"{shown[: most - 1]}…"


def request_ref(headers: Mapping[str, str]) -> str | None:
    """The service's `request-ref` of an answer."""
    found = headers.get("request-ref")
    return None if found is None else one_line(found, _LONGEST_REFERENCE)


def _is_shown(character: str) -> bool:
    return character.isprintable() or character.isspace()
