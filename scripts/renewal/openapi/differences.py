"""What two structures do not have in common, as data, and in words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from scripts.renewal.openapi.structure import Fact, Part


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
    found: dict[_Known, list[str]] = {}
    for key in [*before, *(key for key in after if key not in before)]:
        one, other = before.get(key), after.get(key)
        if one is None or other is None:
            kind, sides = (Kind.EXTRA, (None, "")) if one is None else (Kind.MISSING, ("", None))
            found[(kind, None, (key,), *sides)] = []
            continue
        for site in walk(one, other):
            known = (site.kind, site.component, site.location, site.before, site.after)
            operations = found.setdefault(known, [])
            if key not in operations:
                operations.append(key)
    return [Difference(*difference, tuple(operations)) for difference, operations in found.items()]


_Known = tuple[Kind, str | None, tuple[str, ...], Fact | None, Fact | None]


@dataclass(frozen=True, slots=True)
class Site:
    """One thing that differs between two parts, where it was met."""

    kind: Kind
    component: str | None
    location: tuple[str, ...]
    before: Fact | None
    after: Fact | None
    trail: tuple[str, ...]
    """The whole way to it, through all components; its last step is the name or the keyword."""
    holders: tuple[Part, Part]
    """The parts of both sides that hold it, or on one side do not."""
    always: bool = True
    """Whether the second side requires the value that it is about."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a comparison stands: the component, the way from there, and the way from the start."""

    component: str | None = None
    location: tuple[str, ...] = ()
    trail: tuple[str, ...] = ()
    always: bool = True

    def inner(self, step: str) -> "_Place":
        return replace(self, location=(*self.location, step), trail=(*self.trail, step))

    def held(self, step: str, holder: Part) -> "_Place":
        """Go into what a part holds by a name: a field is always there when it is required, anything else always is."""
        required, name = holder.facts.get("required"), step.removeprefix("property ")
        always = name == step or (isinstance(required, frozenset) and name in required)
        return replace(self.inner(step), always=always)

    def site(self, kind: Kind, before: Fact | None, after: Fact | None, holders: tuple[Part, Part]) -> Site:
        return Site(kind, self.component, self.location, before, after, self.trail, holders, self.always)


def walk(before: Part, after: Part) -> Iterator[Site]:
    """Give everything that differs between two parts."""
    return _compare(before, after, _Place())


def _compare(before: Part, after: Part, place: _Place) -> Iterator[Site]:
    if after.component:
        place = replace(place, component=after.component, location=())
    both = (before, after)
    for keyword in sorted({*before.facts, *after.facts}):
        for kind, one, other in _facts(before.facts.get(keyword), after.facts.get(keyword)):
            yield place.inner(keyword).site(kind, one, other, both)
    for name in [*before.parts, *(name for name in after.parts if name not in before.parts)]:
        if name not in after.parts:
            yield place.inner(name).site(Kind.MISSING, "", None, both)
        elif name not in before.parts:
            yield place.inner(name).site(Kind.EXTRA, None, "", both)
        else:
            yield from _compare(before.parts[name], after.parts[name], place.held(name, after))
    for keyword in sorted({*before.choices, *after.choices}):
        yield from _choices(both, keyword, place.inner(keyword))


def _facts(before: Fact | None, after: Fact | None) -> Iterator[tuple[Kind, Fact | None, Fact | None]]:
    if before == after and isinstance(before, bool) == isinstance(after, bool):
        return
    if isinstance(before, frozenset) and isinstance(after, frozenset):
        # Of one value for another it is said that it changed; of longer lists which members came and went.
        if len(before) == len(after) == 1:
            yield Kind.CHANGED, next(iter(before)), next(iter(after))
            return
        for member in sorted(before - after):
            yield Kind.MISSING, member, None
        for member in sorted(after - before):
            yield Kind.EXTRA, None, member
    elif after is None:
        yield Kind.MISSING, before, None
    elif before is None:
        yield Kind.EXTRA, None, after
    else:
        yield Kind.CHANGED, before, after


def _choices(both: tuple[Part, Part], keyword: str, place: _Place) -> Iterator[Site]:
    """Pair equal branches first, then the rest in order: branches have no names to go by."""
    rest = list(both[1].choices.get(keyword, ()))
    unpaired = []
    for branch in both[0].choices.get(keyword, ()):
        if branch in rest:
            rest.remove(branch)
        else:
            unpaired.append(branch)
    for number, branch in enumerate(unpaired):
        inner = place.inner(f"branch {branch.component or number + 1}")
        if rest:
            yield from _compare(branch, rest.pop(0), inner)
        else:
            yield inner.site(Kind.MISSING, "", None, both)
    for number, branch in enumerate(rest):
        yield place.inner(f"branch {branch.component or number + 1}").site(Kind.EXTRA, None, "", both)


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
