"""What an upgrade found and did, for people and as JSON."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields

from scripts.renewal.openapi.conventions import TO_BE_WRITTEN
from scripts.renewal.upgrading.changes import Change
from scripts.renewal.upgrading.touches import Touches


@dataclass(frozen=True, slots=True)
class Told:
    """A change, what it concerns, and what it leaves to be written."""

    change: Change
    touches: Touches
    to_write: tuple[str, ...]
    accepted: bool

    @property
    def to_decide(self) -> bool:
        """Whether a person has to decide before anything is written."""
        return self.change.by_hand or (self.change.breaking and not self.accepted)


@dataclass(slots=True)
class Report:
    """Everything there is to say about one document."""

    document: str
    changes: Sequence[Told]
    stale: Sequence[str]
    """Actions of the overlay that did nothing."""
    problems: Sequence[str] = ()
    """Why what was to be written could not be."""
    written: Sequence[str] = ()
    """The files that were changed."""
    texts: int = 0
    """How many texts of the new contract are still to be written."""

    @property
    def decisions(self) -> list[str]:
        """What a person has to decide, in words."""
        found = [f"overlay: {stale}" for stale in self.stale]
        for told in self.changes:
            if told.change.by_hand:
                found.append(f"{told.change.words}: write it into the contract by hand, or into the overlay")
            elif told.to_decide:
                found.append(f"{told.change.words}: accept it as {told.change.id}")
        return [*found, *self.problems]

    @property
    def to_write(self) -> list[str]:
        """What is left for a person to write."""
        texts = f"{_counted(self.texts, 'text')} marked `{TO_BE_WRITTEN}` in the contract: `make contract` names them"
        return [*([texts] if self.texts else []), *(line for told in self.changes for line in told.to_write)]

    def __str__(self) -> str:
        """Say it for people."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        if not self.changes and not self.stale:
            yield f"{self.document} says what our contract says: nothing to do"
            return
        yield f"{self.document} differs in {_counted(len(self.changes), 'change')}:"
        for told in self.changes:
            change = told.change
            yield ""
            yield f"  {'BREAKING' if change.breaking else 'harmless'}  {change.what}: {change.words}"
            yield f"            {change.because}"
            for name, values in _named(told.touches):
                yield f"            {name}: {', '.join(values)}"
        if self.decisions:
            yield from ("", "To be decided by a person; nothing was written:")
            yield from (f"  - {line}" for line in self.decisions)
        if self.written:
            yield from ("", f"Written: {', '.join(self.written)}")
        if self.to_write and not self.decisions:
            yield from ("", "Left to be written by a person:")
            yield from (f"  - {line}" for line in self.to_write)

    def as_json(self) -> str:
        """Say it for programs."""
        said = {
            "document": self.document,
            "changes": [
                {
                    "id": told.change.id,
                    "what": told.change.what,
                    "subject": told.change.subject,
                    "words": told.change.words,
                    "breaking": told.change.breaking,
                    "because": told.change.because,
                    "operations": list(told.change.operations),
                    "touches": asdict(told.touches),
                    "to_decide": told.to_decide,
                    "to_write": list(told.to_write),
                }
                for told in self.changes
            ],
            "stale": list(self.stale),
            "decisions": self.decisions,
            "written": list(self.written),
            "to_write": self.to_write,
        }
        return json.dumps(said, indent=2)


def _named(touches: Touches) -> Iterator[tuple[str, tuple[str, ...]]]:
    for place in fields(touches):
        values = getattr(touches, place.name)
        if values:
            yield place.name, values


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
