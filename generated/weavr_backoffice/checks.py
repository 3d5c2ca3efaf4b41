"""What limits are made of: each function here makes a check, and a check refuses a value or lets it pass."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from .errors import InvalidArgument
from .types import UNSET

__all__ = ("Check", "UnknownValueWarning", "arguments", "fields", "integer", "items", "no_limits", "one_of", "text")

Value: TypeAlias = Any
"""An argument, or a part of a body that was turned into JSON. Each check looks at the type itself."""

Check: TypeAlias = Callable[[Value], None]


class UnknownValueWarning(UserWarning):
    """A value was sent that the contract does not name: new at the service, or mistyped."""


def text(*, pattern: str | None = None, shortest: int = 0, longest: int | None = None) -> Check:
    """Take a string of so many characters that fits `pattern` as a whole; none of it is shown when it does not."""
    # ASCII: the service's own expressions know no other spaces.
    fits = None if pattern is None else re.compile(pattern, re.ASCII).fullmatch

    def check(value: Value) -> None:
        if not isinstance(value, str):
            raise InvalidArgument("has to be text")
        if len(value) < shortest:
            raise InvalidArgument(f"has at least {shortest} character{'s' if shortest > 1 else ''}")
        if longest is not None and len(value) > longest:
            raise InvalidArgument(f"has at most {longest} characters")
        if fits is not None and fits(value) is None:
            raise InvalidArgument(f"does not fit the pattern {pattern}")

    return check


def integer(*, lowest: int | None = None, highest: int | None = None) -> Check:
    """Take an integer between `lowest` and `highest`, both included."""

    def check(value: Value) -> None:
        if type(value) is not int:
            raise InvalidArgument("has to be an integer")
        if lowest is not None and value < lowest:
            raise InvalidArgument(f"has to be at least {lowest}")
        if highest is not None and value > highest:
            raise InvalidArgument(f"has to be at most {highest}")

    return check


def one_of(*known: str) -> Check:
    """Take any text, and warn when it is none of the `known` values: a value may be newer than this package."""
    values: Final = frozenset(known)

    def check(value: Value) -> None:
        if not isinstance(value, str):
            raise InvalidArgument("has to be text")
        if value not in values:
            message = f"{value[:80]!r} is sent, though the contract does not name it; it names {', '.join(known)}"
            warnings.warn(message, UnknownValueWarning, stacklevel=2)

    return check


def items(check_item: Check | None = None, *, fewest: int = 0, most: int | None = None) -> Check:
    """Take a list of so many items, each of which passes `check_item`."""

    def check(value: Value) -> None:
        if len(value) < fewest:
            raise InvalidArgument(f"has at least {fewest} item{'s' if fewest > 1 else ''}")
        if most is not None and len(value) > most:
            raise InvalidArgument(f"has at most {most} items")
        if check_item is None:
            return
        for index, item in enumerate(value):
            try:
                check_item(item)
            except InvalidArgument as error:
                raise error.inside(f"[{index}]") from None

    return check


def fields(checks: Mapping[str, Check]) -> Check:
    """Take an object whose fields pass the check of their name; those without one, and absent ones, pass."""
    table: Final = tuple(checks.items())

    def check(value: Value) -> None:
        for name, check_field in table:
            item = value.get(name, UNSET)
            if item is UNSET:
                continue
            try:
                check_field(item)
            except InvalidArgument as error:
                raise error.inside(name) from None

    return check


def no_limits(_: Value) -> None:
    """Take anything: the contract sets no limit."""


arguments: Final = fields
"""Takes the arguments of an operation by their names; those of its body have their JSON names."""
