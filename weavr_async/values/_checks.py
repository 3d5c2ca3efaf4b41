"""The checks of arguments, made while a program runs: an annotation guards nothing there.

`check_x(value, argument)` gives the value back, or raises `InvalidRequest` naming the argument. What passes can be
written as JSON. Left unchecked, a wrong type would end as an error of some library, or worse: ``"no"`` would count as
true.
"""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Final, TypeGuard, TypeVar

from weavr_async.values._refusals import InvalidRequest

if TYPE_CHECKING:
    from collections.abc import Callable

    from weavr_backoffice.types import OpenEnum

    _Enum = TypeVar("_Enum", bound=OpenEnum)

__all__ = [
    "as_text",
    "check_choice",
    "check_flag",
    "check_id",
    "check_integer",
    "check_known",
    "check_list",
    "check_text",
    "check_texts",
    "check_type",
    "has_methods",
    "is_count",
    "is_duration",
    "is_number",
    "is_visible_ascii",
    "kind_of",
    "takes",
]

T = TypeVar("T")

_ID: Final = re.compile(r"[0-9]{1,64}", re.ASCII)  # the API states no length; this only bounds a URL
_LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_VISIBLE_ASCII: Final = re.compile(r"[!-~]+", re.ASCII)
_WRITTEN_AS: Final = {
    "Identity": 'an Identity, such as Identity.corporate("109876")',
    "Instrument": 'an instrument, managed_account("220") or managed_card("331")',
    "Money": 'a Money, such as Money("10.00", "GBP")',
    "bool": "True or False",
    "date": "a date",
    "int": "an int",
    "str": "a string",
}
"""How to write a value of a type; for any other type its name says enough."""


def check_type(value: object, kind: type[T], argument: str) -> T:
    """Give back a value of this type.

    Raises:
        InvalidRequest: It is of another type.
    """
    if not isinstance(value, kind):
        wanted = _WRITTEN_AS.get(kind.__name__, f"a {kind.__name__}")
        raise InvalidRequest(f"This has to be {wanted}, not {type(value).__name__}.", field=argument)
    return value


as_text: Final[Callable[[str], str]] = str.__str__
"""Gives the text of a string of any subclass.

A member of an enum of strings equals its value, but writes itself as its name, and that would stand in paths and
headers.
"""


def check_text(value: object, argument: str) -> str:
    """Give back a string that can be sent.

    Raises:
        InvalidRequest: It is not a string, or holds half of a surrogate pair. The message does not repeat it: it may
            be about a person.
    """
    text = as_text(check_type(value, str, argument))
    if _LONE_SURROGATE.search(text):
        raise InvalidRequest("This string is broken Unicode: it holds half of a surrogate pair.", field=argument)
    return text


def check_texts(values: object, argument: str) -> list[str]:
    """Give back strings that can be sent.

    Raises:
        InvalidRequest: It is not a collection of strings. A single string is refused too, although Python would take
            it for a collection of its characters.
    """
    return [check_text(value, argument) for value in check_list(values, argument, "strings")]


def check_list(values: object, argument: str, what: str) -> list[object]:
    """Give back the items of a collection.

    Args:
        values: The argument.
        argument: Its name.
        what: What it should hold, as the message says it: ``"strings"``.

    Raises:
        InvalidRequest: It is not a collection, or it is a string.
    """
    if not _is_collection(values):
        raise InvalidRequest(f"This has to be a list of {what}, not {type(values).__name__}.", field=argument)
    return list(values)


def _is_collection(values: object) -> TypeGuard[Iterable[object]]:
    return isinstance(values, Iterable) and not isinstance(values, str | bytes | bytearray)


def check_flag(value: object, argument: str) -> bool:
    """Give back True or False.

    Raises:
        InvalidRequest: It is neither, even if it would count as true or false.
    """
    return check_type(value, bool, argument)


def check_integer(value: object, argument: str, *, lowest: int | None = None, highest: int | None = None) -> int:
    """Give back an integer between its bounds, both included.

    Raises:
        InvalidRequest: It is out of bounds, or not an integer. True is refused, although Python takes it for 1.
    """
    if isinstance(value, bool):
        raise InvalidRequest("This has to be an int, not bool.", field=argument)
    number = check_type(value, int, argument)
    if (lowest is not None and number < lowest) or (highest is not None and number > highest):
        bounds = f"{lowest:,} or more" if highest is None else f"{lowest:,} to {highest:,}"
        raise InvalidRequest(f"This is a number from {bounds}.", field=argument)
    return number


def check_choice(value: object, choices: Collection[str], argument: str) -> str:
    """Give back one of a few words.

    Raises:
        InvalidRequest: It is not one of them.
    """
    if not isinstance(value, str) or value not in choices:
        raise InvalidRequest(f"This is one of {', '.join(choices)}.", field=argument)
    return as_text(value)


def check_known(value: object, enum: type[_Enum], argument: str) -> _Enum:
    """Give back a value that the contract names: the service ignores filters that it does not know (observed).

    Raises:
        InvalidRequest: The contract names no such value.
    """
    found = enum(value) if isinstance(value, str) else None
    if found is None or not found.is_known:
        raise InvalidRequest(f"This is one of {', '.join(member.value for member in enum)}.", field=argument)
    return found


def check_id(value: object, argument: str = "id") -> str:
    """Give back an id: a string of digits.

    Raises:
        InvalidRequest: It is anything else, an `int` included: the API's ids are strings, and an id that went
            through a number may have lost its leading zeros or its last digits.
    """
    if not isinstance(value, str):
        hint = f': write "{value}"' if type(value) is int and value >= 0 else ""
        raise InvalidRequest(f"An id is a string of digits, not {type(value).__name__}{hint}.", field=argument)
    if not _ID.fullmatch(value):
        raise InvalidRequest(
            "An id is 1 to 64 digits from 0 to 9 and nothing else, not even a space or a line end.", field=argument
        )
    return as_text(value)


# -- what settings are checked by, which are refused as ConfigurationError ---------------------------------


def is_number(value: object) -> TypeGuard[int | float]:
    """Whether this is a number, infinity included."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    try:
        return not math.isnan(value)
    except OverflowError:  # an integer beyond every float, which no clock can be asked to wait for
        return False


def is_duration(value: object) -> TypeGuard[int | float]:
    """Whether this is a number of seconds above 0 that ends."""
    return is_number(value) and 0 < value < math.inf


def is_count(value: object) -> TypeGuard[int]:
    """Whether this is an integer from 1 on."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def is_visible_ascii(value: object) -> TypeGuard[str]:
    """Whether this is a string of visible ASCII characters, one at least: no spaces, no line ends."""
    return isinstance(value, str) and _VISIBLE_ASCII.fullmatch(value) is not None


def has_methods(value: object, *names: str) -> bool:
    """Whether this is an object with such methods, and not the class of such objects."""
    return not isinstance(value, type) and all(callable(getattr(value, name, None)) for name in names)


def kind_of(value: object) -> str:
    """What was given instead, as a message says it."""
    return f"the class {value.__name__} itself" if isinstance(value, type) else type(value).__name__


def takes(function: Callable[..., object], arguments: int) -> bool:
    """Whether a function can be called with so many arguments, as far as it says what it takes."""
    try:
        inspect.signature(function).bind(*[None] * arguments)
    except TypeError:
        return False
    except ValueError:  # a builtin that does not say
        return True
    return True
