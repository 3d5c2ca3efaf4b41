"""A limit of the contract that an argument is beyond, told by the name under which the user gave the argument."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from weavr_async.errors import InvalidRequest

if TYPE_CHECKING:
    from weavr_backoffice import InvalidArgument

__all__ = ["invalid_request"]

_RENAMED: Final = {"destination_amount": "amount", "scheduled_timestamp": "scheduled_at", "spend_limit": "spend_limits"}
"""Arguments that are not called as the contract calls what they fill."""
_CAPITAL: Final = re.compile("(?<=[a-z])[A-Z]")


def invalid_request(beyond: InvalidArgument) -> InvalidRequest:
    """Make the error for the user; nothing was sent, and neither error shows the argument's value."""
    path = beyond.path.removeprefix("body").removeprefix(".")
    name, rest = re.fullmatch(r"(\w*)(.*)", path, re.DOTALL).groups()  # type: ignore[union-attr]  # it fits any path
    argument = _CAPITAL.sub(lambda capital: "_" + capital[0].lower(), name)
    subject = rest.removeprefix(".") or "this"
    return InvalidRequest(f"{subject} {beyond.reason}.", field=_RENAMED.get(argument, argument) or None)
