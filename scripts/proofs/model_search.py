"""Searching a small model exhaustively for a bad end: with all its rules, and without each of them in turn."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

from attrs import fields

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = ["Found", "report", "shortest"]


class World(Protocol):
    """Everything that matters at one moment."""

    @property
    def is_bad(self) -> bool:
        """Whether this must never be."""
        ...

    @property
    def is_bad_end(self) -> bool:
        """Whether nothing may end like this."""
        ...


W = TypeVar("W", bound=World)


class Found(NamedTuple):
    """What a search gives."""

    way: list[str] | None
    """The shortest way to a bad end, if there is one."""
    states: int
    """How many states were seen."""


def shortest(start: W, steps: Callable[[W], Iterable[tuple[str, W]]]) -> Found:
    """Go every way from the start, until an end is bad."""
    came_from: dict[W, tuple[W, str] | None] = {start: None}
    ahead = deque([start])
    while ahead:
        world = ahead.popleft()
        is_end = True
        for what, after in steps(world):
            is_end = False
            if after not in came_from:
                came_from[after] = (world, what)
                ahead.append(after)
        if world.is_bad or (is_end and world.is_bad_end):
            return Found(_way_to(world, came_from), len(came_from))
    return Found(None, len(came_from))


def _way_to(world: W, came_from: dict[W, tuple[W, str] | None]) -> list[str]:
    way: list[str] = []
    while (step := came_from[world]) is not None:
        world, what = step
        way.append(what)
    return way[::-1]


def report(rules: Any, search: Callable[[Any], Found]) -> int:  # noqa: ANN401 - a class of switches
    """Search with all rules, then without each of them in turn, and print what was found."""
    way, states = search(rules())
    print(f"with all rules: {states} states, {'no bad end' if way is None else way}")
    failed = way is not None
    for one in fields(rules):
        way, states = search(rules(**{one.name: False}))
        print(f"without {one.name}: {states} states")
        for step in way or ["  no bad end: the rule is not needed"]:
            print(f"    {step}")
        failed |= way is None
    return int(failed)
