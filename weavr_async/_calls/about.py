"""Whether an answer is about what was asked for: the thing with this id, the order that was sent."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

import orjson

from weavr_backoffice.types import Model

if TYPE_CHECKING:
    from weavr_backoffice.client import Request
    from weavr_backoffice.types import JSON

__all__ = ["is_about", "repeats"]

_REPEATED: Final = ("profileId", "source", "destination", "destinationAmount", "tag", "feeType")
"""What an answer repeats of its request, and what no later change of the thing alters."""
_OF_A_PERSON: Final = ("email", "name", "surname")
"""What a user is asked for with. All of it may be changed later, and a repeat shows the user as it is then."""


def is_about(request: Request, result: object, content: bytes, *, is_new: bool) -> bool:
    """Whether a success is about what was asked for.

    Args:
        request: What was asked.
        result: The success as it was read.
        content: Its bytes.
        is_new: Whether it cannot be about something that was made earlier, and changed since.
    """
    own_id = request.operation.own_id
    if own_id is None or result is None:
        return True
    if not request.operation.only_reads:
        return repeats(request.body, orjson.loads(content), is_new=is_new)
    asked = request.path.rpartition("/")[2]
    found = own_id.of(result) if isinstance(result, Model) else own_id.in_json(orjson.loads(content))
    return found == asked or not isinstance(found, str) or _is_same_number(found, asked)


def repeats(sent: bytes | None, shown: JSON, *, is_new: bool = False) -> bool:
    """Whether an answer's JSON repeats what was sent, as far as it shows it; see `is_about`."""
    asked: JSON = orjson.loads(sent) if sent else None
    if not isinstance(asked, dict) or not isinstance(shown, dict):
        return True
    for name in _REPEATED:
        is_comparable = name in asked and name in shown
        if is_comparable and asked[name] != shown[name] and not _agree(asked[name], shown[name]):
            return False
    if asked.keys().isdisjoint(_OF_A_PERSON):
        return True
    compared = (name for name in _OF_A_PERSON if name in asked and name in shown)
    of_a_person = [_folded(asked[name]) == _folded(shown[name]) for name in compared]
    return not of_a_person or (all(of_a_person) if is_new else any(of_a_person))


def _folded(value: JSON) -> str:
    """A name or an address; a service may write it in another case, or without spaces at its ends."""
    return " ".join(unicodedata.normalize("NFKC", str(value)).casefold().split())


def _agree(asked: JSON, shown: JSON) -> bool:
    if isinstance(asked, dict):
        return isinstance(shown, dict) and all(_agree(value, shown.get(name)) for name, value in asked.items())
    return str(asked) == str(shown)  # a number may be written as a string


def _is_same_number(found: str, asked: str) -> bool:
    return found.isdigit() and asked.isdigit() and int(found) == int(asked)
