"""The types of arguments, looked at while a program runs: an annotation guards nothing there.

What passes here can be written as JSON. Left unseen, a wrong type would end as an error of some library, or worse:
``"no"`` would count as true.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, TypeGuard, TypeVar

from weavr_async.values._refusals import InvalidRequest

__all__ = ["checked_flag", "checked_list", "checked_text", "checked_texts", "checked_type"]

T = TypeVar("T")

_HALF_A_CHARACTER: Final = re.compile("[\ud800-\udfff]")


def checked_text(value: object, field: str, *, shortest: int = 0, longest: int | None = None) -> str:
    """Give back a string that can be sent.

    Args:
        value: The argument.
        field: Its name, for the error.
        shortest: The fewest characters it may have.
        longest: The most characters it may have.

    Raises:
        InvalidRequest: It is no string, too short or too long, or holds half of a surrogate pair. The message does
            not repeat it: it may be about a person.
    """
    text = checked_type(value, str, field, "a string")
    if len(text) < shortest or (longest is not None and len(text) > longest):
        bounds = f"{shortest} to {longest}" if shortest else f"at most {longest}"
        raise InvalidRequest(f"This string is {bounds} characters long.", field=field)
    if _HALF_A_CHARACTER.search(text):
        raise InvalidRequest("This string is broken Unicode: it holds half of a surrogate pair.", field=field)
    return text


def checked_texts(values: object, field: str) -> list[str]:
    """Give back strings that can be sent.

    Raises:
        InvalidRequest: It is no collection of strings. One string is none, though Python would take it for a
            collection of its characters.
    """
    return [checked_text(value, field) for value in checked_list(values, field, "strings")]


def checked_list(values: object, field: str, what: str) -> list[object]:
    """Give back what a collection holds.

    Args:
        values: The argument.
        field: Its name, for the error.
        what: What it should hold, in the words of the message.

    Raises:
        InvalidRequest: It is no collection, or a string.
    """
    if not _is_collection(values):
        raise InvalidRequest(f"This is a list of {what}, not {type(values).__name__}.", field=field)
    return list(values)


def _is_collection(values: object) -> TypeGuard[Iterable[object]]:
    return isinstance(values, Iterable) and not isinstance(values, str | bytes | bytearray)


def checked_flag(value: object, field: str) -> bool:
    """Give back True or False.

    Raises:
        InvalidRequest: It is neither, however true or false it may count.
    """
    return checked_type(value, bool, field, "True or False")


def checked_type(value: object, kind: type[T], field: str, what: str) -> T:
    """Give back a value of this type.

    Args:
        value: The argument.
        kind: The type it has to be of.
        field: The argument's name, for the error.
        what: What it should be, in the words of the message.

    Raises:
        InvalidRequest: It is of another type.
    """
    if not isinstance(value, kind):
        raise InvalidRequest(f"This is {what}, not {type(value).__name__}.", field=field)
    return value
