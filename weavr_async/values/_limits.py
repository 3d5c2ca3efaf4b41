"""The contract's limits, held under the names that users give their arguments.

The limits themselves are generated: `weavr_backoffice.limits`. Every request is held to them when it is prepared;
values that are checked when they are made use them earlier.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeVar

from weavr_async.values._refusals import InvalidRequest
from weavr_backoffice.checks import Integer, Items
from weavr_backoffice.errors import InvalidArgument

if TYPE_CHECKING:
    from weavr_backoffice.checks import Check

__all__ = ["check_limit", "invalid_request", "largest"]

T = TypeVar("T")

_RENAMED: Final = {"destination_amount": "amount", "scheduled_timestamp": "scheduled_at", "spend_limit": "spend_limits"}
"""Arguments that are not called as the contract calls what they fill."""
_CAPITAL: Final = re.compile("(?<=[a-z])[A-Z]")
_STEP: Final = re.compile(r"\[([0-9]+)\]|(\w+)", re.ASCII)


def check_limit(check: Check, value: T, argument: str) -> T:
    """Give back a value that keeps to a limit of the contract.

    Raises:
        InvalidRequest: It does not.
    """
    try:
        check(value)
    except InvalidArgument as beyond:
        error = InvalidRequest(_sentence(beyond.path, beyond.reason), field=argument)
    else:
        return value
    raise error


def invalid_request(beyond: InvalidArgument) -> InvalidRequest:
    """Make the error for a request that could not be prepared; it names the argument and does not show its value."""
    path = beyond.path.removeprefix("body").removeprefix(".")
    name = path.partition(".")[0].partition("[")[0]
    argument = _words(name, "_")
    return InvalidRequest(
        _sentence(path.removeprefix(name), beyond.reason), field=_RENAMED.get(argument, argument) or None
    )


def largest(check: Check) -> int:
    """The largest number that a check lets pass, or the most items.

    Raises:
        TypeError: The contract sets no such limit.
    """
    found = check.highest if isinstance(check, Integer) else check.most if isinstance(check, Items) else None
    if found is None:
        raise TypeError("the contract sets no largest number here")
    return found


def _sentence(path: str, reason: str) -> str:
    """What is wrong with the part of the argument that `path` leads to, such as ``.countryCode`` or ``[3]``."""
    steps = _STEP.findall(path)
    index = next((index for index, _ in reversed(steps) if index), None)
    name = _words(steps[-1][1], " ") if steps else ""
    if name:
        subject = f"The {name}" if index is None else f"The {name} of item {index}"
    else:
        subject = "This" if index is None else f"Item {index}"
    return f"{subject} {reason}."


def _words(name: str, separator: str) -> str:
    """A name of the contract, such as ``countryCode``, in the words it is made of."""
    return _CAPITAL.sub(lambda capital: separator + capital[0].lower(), name)
