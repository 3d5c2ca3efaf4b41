"""How many examples a property is tried with: a quarter of all in a run by hand, all of them in CI and in `make check`.

The examples are random, so that many runs by hand try many of them.
"""

from __future__ import annotations

import os
from typing import Final

__all__ = ["IN_CI", "examples"]

IN_CI: Final = os.environ.get("CI", "").lower() not in {"", "0", "false"}
_EVERY_EXAMPLE: Final = IN_CI or bool(os.environ.get("EVERY_EXAMPLE"))


def examples(every: int) -> int:
    """How many of so many examples are tried in this run."""
    return every if _EVERY_EXAMPLE else max(3, every // 4)
