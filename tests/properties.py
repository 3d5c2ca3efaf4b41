"""How much of what is tried many times is tried in a run by hand: a quarter, another one in each run.

In CI and in `make check` it is all of it, and so it is with `EVERY_EXAMPLE=1`.
"""

from __future__ import annotations

import os
import random
from itertools import islice
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["EVERY_EXAMPLE", "IN_CI", "examples", "sampled"]

T = TypeVar("T")

IN_CI: Final = os.environ.get("CI", "").lower() not in {"", "0", "false"}
EVERY_EXAMPLE: Final = IN_CI or bool(os.environ.get("EVERY_EXAMPLE"))
_SHARE: Final = 4


def examples(every: int) -> int:
    """How many of so many examples of a property are tried."""
    return every if EVERY_EXAMPLE else max(3, every // _SHARE)


def sampled(every: Iterable[T]) -> Iterable[T]:
    """Which of these are tried, such as moments at which something breaks: by hand every fourth, from a random one."""
    return every if EVERY_EXAMPLE else islice(every, random.randrange(_SHARE), None, _SHARE)
