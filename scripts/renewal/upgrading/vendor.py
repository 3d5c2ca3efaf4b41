"""What differs between the vendor's last document and the next one, whatever our overlay makes of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scripts.renewal.openapi.differences import Difference, Kind, differences, walk
from scripts.renewal.openapi.document import Document, DocumentError
from scripts.renewal.openapi.overlay import Overlay, apply
from scripts.renewal.openapi.structure import Part, structure

_SHOWN = 3


@dataclass(frozen=True, slots=True)
class VendorChange:
    """One thing that differs between two documents of the vendor, in all places where it does."""

    words: str
    places: tuple[str, ...]

    def __str__(self) -> str:
        """Say it in one line."""
        more = f" and {len(self.places) - _SHOWN} more" if len(self.places) > _SHOWN else ""
        return f"{self.words} in {', '.join(self.places[:_SHOWN])}{more}"


def vendor_changes(before: Mapping[str, Part], after: Mapping[str, Part]) -> list[VendorChange]:
    """Tell what differs between two documents, by their structures; the same in several places is told once."""
    found: dict[str, list[str]] = {}
    for difference in differences(before, after):
        words, place = _told(difference)
        found.setdefault(words, []).append(place)
    return [VendorChange(words, tuple(dict.fromkeys(places))) for words, places in found.items()]


def _told(difference: Difference) -> tuple[str, str]:
    *around, last = difference.location
    became = {Kind.MISSING: "gone", Kind.EXTRA: "new", Kind.CHANGED: "changed"}[difference.kind]
    values = [str(value) for value in (difference.before, difference.after) if value not in (None, "")]
    operation = difference.operations[0] if difference.operations else ""
    place = " > ".join([*((difference.component or operation).split(".")), *around]).strip(" >")
    return f"{became}: {last}{' ' if values else ''}{' -> '.join(values)}", place or "the document"


def hidden(
    before: Document, after: Document, structures: tuple[Mapping[str, Part], Mapping[str, Part]], overlay: Overlay
) -> list[str]:
    """Give what differs between two documents, by their structures, and does not once the overlay was put on both."""
    seen = set(_leaves(_overlaid(overlay, before), _overlaid(overlay, after)))
    found = _leaves(*structures)
    return list(dict.fromkeys(f"{leaf[0]}: {leaf[1]}" for leaf in found if leaf not in seen))


def _overlaid(overlay: Overlay, document: Document) -> Mapping[str, Part]:
    return structure(Document(apply(overlay, document.root).root))


def _leaves(before: Mapping[str, Part], after: Mapping[str, Part]) -> Iterator[tuple[str, ...]]:
    """Give what differs by the operation and the last step: the way to it may be another after the overlay."""
    for key, part in before.items():
        if key in after:
            for site in walk(part, after[key]):
                yield key, site.trail[-1], site.kind, repr(site.before), repr(site.after)


def notes(before: Document, after: Document) -> Iterator[str]:
    """Tell what differs and says nothing to a program: the version, and the names and groups of operations."""
    versions = [document.section("info").get("version") for document in (before, after)]
    if versions[0] != versions[1]:
        yield f"the document's version was {versions[0]}, is {versions[1]}"
    new = {operation.key: operation.node for operation in after.operations()}
    for operation in before.operations():
        for keyword in ("operationId", "tags"):
            was, now = (node.get(keyword) for node in (operation.node, new.get(operation.key, operation.node)))
            if was != now:
                yield f"{operation.key}: {keyword} was {was}, is {now}"


def check_ids(document: Document) -> None:
    """Refuse a document in which two operations have one id.

    Raises:
        DocumentError: It has.
    """
    known: dict[object, str] = {}
    for operation in document.operations():
        name = operation.node.get("operationId")
        if name is not None and name in known:
            raise DocumentError(f"operationId {name} is given twice: {known[name]} and {operation.key}")
        known[name] = operation.key
