"""The kinds of service that chaos runs against: every position of what is not known about it, in every pair."""

from __future__ import annotations

import itertools
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["CELLS", "FORGETTING_MS", "QUICK_CELLS", "SWITCHES", "all_pairs"]

FORGETTING_MS: Final = 10_000
"""The short window of references: some are forgotten before their job has been settled."""

SWITCHES: Final[Mapping[str, Sequence[Any]]] = {
    "reference_other_payload": ("refuse", "precondition_failed", "separate"),
    "refusals_bind": ("by_operation", "always", "never"),
    "failures_stored": (False, True),
    "reference_scope": ("identity", "api_key"),
    "reference_in_progress": ("conflict", "wait"),
    "reference_window_ms": (86_400_000, FORGETTING_MS),
    "repeat_shows": ("now", "first"),
    "dead_token_status": (401, 403),
    "new_token_ends_older": (False, True),
    "token_idle_ms": (300_000, 400),
    "token_lifetime_ms": (None, 3_000),
    "jwt_tokens": (False, True),
    "transfer_pending_ms": (0, 1_500),
    "bad_request_body": ("contract", "message"),
    "spend_rules_patch_clears": (False, True),
}
"""What may be so or otherwise, and matters to a write."""


def all_pairs(switches: Mapping[str, Sequence[Any]]) -> list[dict[str, Any]]:
    """Few cells in which each position of each switch meets each position of every other one."""
    positions = [(name, value) for name, values in switches.items() for value in values]
    pairs = [pair for pair in itertools.combinations(positions, 2) if pair[0][0] != pair[1][0]]
    wanted = set(pairs)
    cells: list[dict[str, Any]] = []
    used: Counter[tuple[str, Any]] = Counter()
    while wanted:
        cell = dict(min((pair for pair in pairs if pair in wanted), key=lambda pair: sum(used[one] for one in pair)))
        for name, values in switches.items():
            if name not in cell:
                cell[name] = max(values, key=lambda value: (_new(wanted, cell, name, value), -used[name, value]))
        used.update(cell.items())
        wanted -= {pair for pair in pairs if all(cell[name] == value for name, value in pair)}
        cells.append(cell)
    return cells


def _new(wanted: set[tuple[tuple[str, Any], tuple[str, Any]]], cell: dict[str, Any], name: str, value: object) -> int:
    """How many pairs that no cell has yet a position would make with those that are chosen."""
    one = (name, value)
    return sum((one, other) in wanted or (other, one) in wanted for other in cell.items())


CELLS: Final = all_pairs(SWITCHES)
QUICK_CELLS: Final = CELLS[:4]
"""Each position of each switch at least once."""
