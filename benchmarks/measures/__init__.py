"""The measures: each runs its probes in turn and gives one section of the report."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.fresh import ProbeError
from benchmarks.report import Section


@dataclass(frozen=True, slots=True)
class Plan:
    """How thorough a run is."""

    rounds: int
    seconds: float
    """Length of one slice of measured time."""
    slices: int
    """Slices per contender, level and round."""
    calls: int
    """Calls that are made before instructions are counted, and half of those that are counted."""
    pages: int
    """Pages that are decoded to count their instructions."""
    entries: int
    """Entries of the long statement."""
    identities: int
    """Identities whose tokens are kept."""
    generated: Path
    """Where the package made by the stock templates is."""


Measure = Callable[[Plan], Section]


def take_turns(
    keys: Iterable[str], rounds: int, probe: Callable[[str], Any]
) -> tuple[dict[str, list[Any]], dict[str, str]]:
    """Run the probe for every key in every round, each round begun with another key.

    Returns:
        The samples of each key, one per round; and the keys that failed, which have no samples, with what they said.
    """
    turns = list(keys)
    samples: dict[str, list[Any]] = {key: [] for key in turns}
    failures: dict[str, str] = {}
    for _ in range(rounds):
        for key in turns:
            if key in failures:
                continue
            try:
                samples[key].append(probe(key))
            except ProbeError as failure:
                failures[key] = str(failure)
                del samples[key]
        turns = [*turns[1:], turns[0]]
    return samples, failures
