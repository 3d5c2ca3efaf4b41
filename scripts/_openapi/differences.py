"""What two structures do not have in common, as data, and in words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from scripts._openapi.structure import Fact, Part


class Kind(StrEnum):
    """How the second structure differs from the first."""

    MISSING = "missing"
    EXTRA = "extra"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs, and every operation that it shows in.

    `component` names the component of the second document in which the difference stands, as in `schemas.Transfer`;
    `location` is the way from there, or from the operation when it is None. `before` and `after` are what the two
    structures say: None on the side that says nothing, "" for a part as such.
    """

    kind: Kind
    component: str | None
    location: tuple[str, ...]
    before: Fact | None
    after: Fact | None
    operations: tuple[str, ...]

    def __str__(self) -> str:
        """Say it in one line."""
        where = " > ".join([*(self.component or "").split("."), *self.location]).removeprefix(" > ")
        value = ": " + _shown(self.before if self.kind is Kind.MISSING else self.after)
        if self.kind is Kind.CHANGED:
            value = f": {_shown(self.before)} became {_shown(self.after)}"
        return f"{self.kind:8} {where}{'' if value == ': ' else value}{_told_of(self.operations)}"


def differences(before: Mapping[str, Part], after: Mapping[str, Part]) -> list[Difference]:
    """Compare two structures; what is the same in several operations is told once.

    An operation that only one side has is one difference, whose location is the operation.
    """
    found: dict[tuple[Kind, str | None, tuple[str, ...], Fact | None, Fact | None], list[str]] = {}
    for key in [*before, *(key for key in after if key not in before)]:
        one, other = before.get(key), after.get(key)
        if one is None or other is None:
            kind, sides = (Kind.EXTRA, (None, "")) if one is None else (Kind.MISSING, ("", None))
            found[(kind, None, (key,), *sides)] = []
            continue
        for difference in _compare(one, other, (None, ())):
            operations = found.setdefault(difference, [])
            if key not in operations:
                operations.append(key)
    return [Difference(*difference, tuple(operations)) for difference, operations in found.items()]


_Place = tuple[str | None, tuple[str, ...]]
_Found = tuple[Kind, str | None, tuple[str, ...], Fact | None, Fact | None]


def _compare(before: Part, after: Part, place: _Place) -> Iterator[_Found]:
    if after.component:
        place = (after.component, ())
    for keyword in sorted({*before.facts, *after.facts}):
        yield from _facts(before.facts.get(keyword), after.facts.get(keyword), _inner(place, keyword))
    for name in [*before.parts, *(name for name in after.parts if name not in before.parts)]:
        inner = _inner(place, name)
        if name not in after.parts:
            yield (Kind.MISSING, *inner, "", None)
        elif name not in before.parts:
            yield (Kind.EXTRA, *inner, None, "")
        else:
            yield from _compare(before.parts[name], after.parts[name], inner)
    for keyword in sorted({*before.choices, *after.choices}):
        yield from _choices(before.choices.get(keyword, ()), after.choices.get(keyword, ()), _inner(place, keyword))


def _inner(place: _Place, step: str) -> _Place:
    return (place[0], (*place[1], step))


def _facts(before: Fact | None, after: Fact | None, place: _Place) -> Iterator[_Found]:
    if before == after and isinstance(before, bool) == isinstance(after, bool):
        return
    if isinstance(before, frozenset) and isinstance(after, frozenset):
        # Of one value for another it is said that it changed; of longer lists which members came and went.
        if len(before) == len(after) == 1:
            yield (Kind.CHANGED, *place, next(iter(before)), next(iter(after)))
            return
        for member in sorted(before - after):
            yield (Kind.MISSING, *place, member, None)
        for member in sorted(after - before):
            yield (Kind.EXTRA, *place, None, member)
    elif after is None:
        yield (Kind.MISSING, *place, before, None)
    elif before is None:
        yield (Kind.EXTRA, *place, None, after)
    else:
        yield (Kind.CHANGED, *place, before, after)


def _choices(before: tuple[Part, ...], after: tuple[Part, ...], place: _Place) -> Iterator[_Found]:
    """Pair equal branches first, then the rest in order: branches have no names to go by."""
    rest = list(after)
    unpaired = []
    for branch in before:
        if branch in rest:
            rest.remove(branch)
        else:
            unpaired.append(branch)
    for number, branch in enumerate(unpaired):
        inner = _inner(place, f"branch {branch.component or number + 1}")
        if rest:
            yield from _compare(branch, rest.pop(0), inner)
        else:
            yield (Kind.MISSING, *inner, "", None)
    for number, branch in enumerate(rest):
        yield (Kind.EXTRA, *_inner(place, f"branch {branch.component or number + 1}"), None, "")


def _shown(value: Fact | None) -> str:
    if isinstance(value, frozenset):
        return ", ".join(sorted(value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _told_of(operations: Iterable[str]) -> str:
    """Name up to three operations, and count the others."""
    named = [operation for operation in operations if operation]
    shown = ", ".join(named[:3])
    if len(named) > 3:  # noqa: PLR2004 - three are enough to find the place
        shown += f" and {len(named) - 3} more"
    return f"  ({shown})" if named else ""
