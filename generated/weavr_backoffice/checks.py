"""What limits are made of: a check is called with a value, and refuses it by `InvalidArgument` or lets it pass.

What is filled into a path is held to one more, whatever the limits: it stays the one segment that it is.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias, final
from urllib.parse import quote

from .errors import InvalidArgument
from .types import UNSET

__all__ = (
    "Check",
    "Fields",
    "Integer",
    "Items",
    "OneOf",
    "OrNull",
    "Text",
    "UnknownValueWarning",
    "no_limits",
    "path_segment",
)

Value: TypeAlias = Any
"""An argument, or a part of a body that was turned into JSON. Each check looks at the type itself."""

Check: TypeAlias = Callable[[Value], None]


class UnknownValueWarning(UserWarning):
    """A value was sent that the contract does not name: new at the service, or mistyped."""


@final
class Text:
    """Takes a string of so many characters that fits `pattern` as a whole; none of it is shown when it does not.

    Args:
        pattern: A regular expression, compiled when it is first needed.
        words: What the pattern asks for, in words; the pattern itself is shown when there are none.
        shortest: The fewest characters.
        longest: The most characters; any number when absent.
    """

    __slots__ = ("_fits", "longest", "pattern", "shortest", "words")

    def __init__(
        self, *, pattern: str | None = None, words: str | None = None, shortest: int = 0, longest: int | None = None
    ) -> None:
        self.pattern: Final = pattern
        self.words: Final = words
        self.shortest: Final = shortest
        self.longest: Final = longest
        self._fits: Callable[[str], object] | None = None

    @property
    def fits(self) -> Callable[[str], object]:
        """Tells whether a string fits; the expression is compiled when it is first asked for."""
        if self._fits is None:
            most = "" if self.longest is None else self.longest
            length = "(?=(?s:.){" + f"{self.shortest},{most}" + r"}\Z)"
            # ASCII: the service's own expressions know no other spaces.
            self._fits = re.compile(f"{length}(?:{self.pattern or '(?s:.*)'})", re.ASCII).fullmatch
        return self._fits

    def __call__(self, value: Value) -> None:
        if not isinstance(value, str):
            raise InvalidArgument("has to be text")
        if len(value) < self.shortest:
            raise InvalidArgument(f"has at least {self.shortest} character{'s' if self.shortest > 1 else ''}")
        if self.longest is not None and len(value) > self.longest:
            raise InvalidArgument(f"has at most {self.longest} characters")
        if not self.fits(value):
            raise InvalidArgument(f"has to be {self.words}" if self.words else f"has to match {self.pattern}")


@final
class Integer:
    """Takes an integer between `lowest` and `highest`, both included."""

    __slots__ = ("highest", "lowest")

    def __init__(self, *, lowest: int | None = None, highest: int | None = None) -> None:
        self.lowest: Final = lowest
        self.highest: Final = highest

    def __call__(self, value: Value) -> None:
        if type(value) is not int:
            raise InvalidArgument("has to be an integer")
        if self.lowest is not None and value < self.lowest:
            raise InvalidArgument(f"has to be at least {self.lowest}")
        if self.highest is not None and value > self.highest:
            raise InvalidArgument(f"has to be at most {self.highest}")


@final
class OneOf:
    """Takes any text, and warns when it is none of the `known` values: a value may be newer than this package."""

    __slots__ = ("fits", "known")

    def __init__(self, *known: str) -> None:
        self.known: Final = known
        self.fits: Final[Callable[[str], object]] = frozenset(known).__contains__

    def __call__(self, value: Value) -> None:
        if not isinstance(value, str):
            raise InvalidArgument("has to be text")
        if value not in self.known:
            message = f"{value[:80]!r} is sent, though the contract does not name it; it names {', '.join(self.known)}"
            warnings.warn(message, UnknownValueWarning, stacklevel=2)


@final
class Items:
    """Takes a list of so many items, each of which passes `check`."""

    __slots__ = ("check", "fewest", "most")

    def __init__(self, check: Check | None = None, *, fewest: int = 0, most: int | None = None) -> None:
        self.check: Final = check
        self.fewest: Final = fewest
        self.most: Final = most

    def __call__(self, value: Value) -> None:
        if len(value) < self.fewest:
            raise InvalidArgument(f"has at least {self.fewest} item{'s' if self.fewest > 1 else ''}")
        if self.most is not None and len(value) > self.most:
            raise InvalidArgument(f"has at most {self.most} items")
        if self.check is None:
            return
        for index, item in enumerate(value):
            try:
                self.check(item)
            except InvalidArgument as error:
                raise error.inside(f"[{index}]") from None


@final
class Fields:
    """Takes an object whose fields pass the check of their name; those without one, and absent ones, pass.

    The arguments of an operation are such an object as well. ``fields[name]`` is the check of one field.
    """

    __slots__ = ("_checks", "_table")

    def __init__(self, checks: Mapping[str, Check]) -> None:
        self._checks: Final = checks
        self._table: tuple[tuple[str, type | None, Callable[[Value], object], Check], ...] | None = None

    def __getitem__(self, name: str) -> Check:
        return self._checks.get(name, no_limits)

    def __call__(self, value: Value) -> None:
        if self._table is None:
            self._table = tuple((name, *_quick(check), check) for name, check in self._checks.items())
        for name, kind, fits, check in self._table:
            item = value.get(name, UNSET)
            if item is UNSET or (type(item) is kind and fits(item)):
                continue
            try:
                check(item)
            except InvalidArgument as error:
                raise error.inside(name) from None


@final
class OrNull:
    """Takes null, and what `check` takes."""

    __slots__ = ("check",)

    def __init__(self, check: Check) -> None:
        self.check: Final = check

    def __call__(self, value: Value) -> None:
        if value is not None:
            self.check(value)


def _quick(check: Check) -> tuple[type | None, Callable[[Value], object]]:
    """The type of most values, and what tells without a call of ours that one passes; the check is for the others."""
    if isinstance(check, Text | OneOf):
        return str, check.fits
    if isinstance(check, Integer) and check.lowest is not None and check.highest is not None:
        return int, range(check.lowest, check.highest + 1).__contains__
    return None, check


def no_limits(_: Value) -> None:
    """Take anything: the contract sets no limit."""


def path_segment(value: str) -> str:
    """Percent-encode one segment of a path.

    Raises:
        ValueError: The segment is empty, ``.`` or ``..``, and would name another path.
    """
    if type(value) is str and value.isascii() and value.isalnum():  # a member of an enum writes itself as its name
        return value
    if value in {"", ".", ".."}:
        raise ValueError(f"{value!r} cannot stand in a path")
    return quote(value, safe="")
