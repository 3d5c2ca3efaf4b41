"""What an upgrade found and did, for people and as JSON."""

import hashlib
import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Self

from scripts.renewal.openapi.conventions import TO_BE_WRITTEN
from scripts.renewal.openapi.overlay import indented
from scripts.renewal.openapi.pins import Moved
from scripts.renewal.upgrading.change import Change
from scripts.renewal.upgrading.touches import Touches

_SHOWN, _LONGEST = 5, 600


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


@dataclass(frozen=True, slots=True)
class Look:
    """Something that a person has to look at, because the overlay hides what became of it."""

    id: str
    """What a person accepts it by."""
    words: str
    was: str
    now: str
    accepted: bool
    pin: Moved | None = None
    """The action whose fingerprint is another one now."""

    @classmethod
    def at_hidden(cls, differences: Sequence[str], accepted: Collection[str]) -> Self:
        """Make one of what differs, and cannot be seen after the overlay."""
        name = f"looked-at:{hashlib.sha256(' '.join(differences).encode()).hexdigest()[:16]}"
        words = f"the overlay hides {_counted(len(differences), 'difference')}: {'; '.join(differences[:_SHOWN])}"
        return cls(name, words, "", "", name in accepted)

    def __str__(self) -> str:
        """Say it in one line, with both sides."""
        sides = f": was {_shortened(self.was)}, is {_shortened(self.now)}" if self.now else ""
        return f"{self.words}{sides}"

    def pinned(self, overlay: str) -> str:
        """Write the new fingerprint into the text of an overlay."""
        if self.pin is None:
            return overlay
        if self.pin.action.stands_on:
            return overlay.replace(self.pin.action.stands_on, self.pin.fingerprint)
        line = indented(f"- target: {self.pin.action.target}\n", overlay)
        return overlay.replace(line, line + indented(f"  x-stands-on: '{self.pin.fingerprint}'\n", overlay))


@dataclass(slots=True)
class Report:
    """Everything there is to say about one document."""

    document: str
    changes: Sequence[Told] = ()
    stale: Sequence[str] = ()
    """Actions of the overlay that did nothing."""
    vendor: Sequence[str] = ()
    """What differs from the vendor's last document, before the overlay."""
    notes: Sequence[str] = ()
    """What differs, and says nothing to a program."""
    looks: Sequence[Look] = ()
    left_out: Sequence[str] = ()
    """New fields that cannot be generated."""
    dry_run: bool = False
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
        found += [f"{look}: look at it, then accept it as {look.id}" for look in self.looks if not look.accepted]
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
        lines = [line for told in self.changes for line in told.to_write]
        return [*self.left_out, *([texts] if self.texts else []), *lines]

    def __str__(self) -> str:
        """Say it for people."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        if not (self.changes or self.stale or self.vendor or self.looks):
            yield f"{self.document} says what our contract says: nothing to do"
            yield from (f"  note: {note}" for note in self.notes)
            return
        yield f"{self.document} differs in {_counted(len(self.changes), 'change')}:"
        for told in self.changes:
            change = told.change
            yield ""
            yield f"  {'BREAKING' if change.breaking else 'harmless'}  {change.what}: {change.words}"
            yield f"            {change.because}"
            for name, values in _named(told.touches):
                yield f"            {name}: {', '.join(values)}"
        if self.vendor or self.notes:
            yield from ("", "The vendor's document against the last one:")
            yield from (f"  - {line}" for line in (*self.vendor, *(f"note: {note}" for note in self.notes)))
        if self.decisions:
            yield from ("", "To be decided by a person; nothing was written:")
            yield from (f"  - {line}" for line in self.decisions)
        if self.written:
            yield from ("", f"{'Would be written' if self.dry_run else 'Written'}: {', '.join(self.written)}")
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
            "vendor": list(self.vendor),
            "notes": list(self.notes),
            "looks": [{"id": look.id, "words": str(look), "was": look.was, "now": look.now} for look in self.looks],
            "left_out": list(self.left_out),
            "stale": list(self.stale),
            "decisions": self.decisions,
            "dry_run": self.dry_run,
            "written": list(self.written),
            "to_write": self.to_write,
        }
        return json.dumps(said, indent=2)


def _named(touches: Touches) -> Iterator[tuple[str, tuple[str, ...]]]:
    for place in fields(touches):
        values = getattr(touches, place.name)
        if values:
            yield place.name, values


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
