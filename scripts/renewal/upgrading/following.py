"""One document of the vendor's, and the tree that is to follow it."""

import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from scripts.renewal.contract import left_over
from scripts.renewal.openapi.conventions import TO_BE_WRITTEN, findings
from scripts.renewal.openapi.document import Document, DocumentError, parse_yaml
from scripts.renewal.openapi.overlay import Overlay, apply, indented
from scripts.renewal.openapi.pins import Moved, footing, moved
from scripts.renewal.openapi.structure import structure
from scripts.renewal.openapi.wording import without_wording
from scripts.renewal.upgrading import roundtrip
from scripts.renewal.upgrading.api import Api, not_this_api
from scripts.renewal.upgrading.change import Change
from scripts.renewal.upgrading.changes import changes
from scripts.renewal.upgrading.leaving_out import LeftOut, leave_out
from scripts.renewal.upgrading.report import Look, Report, Told
from scripts.renewal.upgrading.touches import Project
from scripts.renewal.upgrading.translation import NotMechanicalError
from scripts.renewal.upgrading.vendor import check_ids, hidden, notes, vendor_changes
from scripts.renewal.upgrading.workshop import WorkshopError
from scripts.renewal.upgrading.writing import CannotGenerateError, write

_SHOWN = 5


class Following:
    """What a document changes, and what follows from it."""

    def __init__(self, document: Path, root: Path, api: Api, accepted: Collection[str]) -> None:
        """Read everything, and compare.

        Raises:
            DocumentError: A file cannot be read, or the document is not this API.
        """
        self._root, self._api, self._accepted = root, api, accepted
        self._project = Project(root)
        self._before = (root / api.contract).read_bytes()
        self._overlay_text = (root / api.overlay).read_text(encoding="utf-8") if api.overlay else ""
        self._vendor = Document.read(document)
        check_ids(self._vendor)
        self._tree = roundtrip.read(root / api.contract)
        if wrong := not_this_api(self._vendor, Document(self._tree), api):
            raise DocumentError(f"{document} is not a document of this API: {wrong}")
        self._kept = Document.read(root / api.vendor) if (root / api.vendor).exists() else None
        self.report = Report(document.name)
        self._look_at_the_vendor()
        self._compare()
        known = {told.change.id for told in self.report.changes} | {look.id for look in self.report.looks}
        if unknown := [name for name in accepted if name not in known]:
            raise DocumentError(f"{', '.join(unknown)}: there is no such change to accept")

    # ---- comparing ----

    def _look_at_the_vendor(self) -> None:
        """Compare the document with the one that the contract follows, before the overlay is put on either."""
        overlay = self._overlay()
        if self._kept is None:
            self.report.looks = [self._look(pin) for pin in moved(overlay, self._vendor.root)]
            return
        structures = structure(self._kept), structure(self._vendor)
        self.report.vendor = [str(change) for change in vendor_changes(*structures)]
        self.report.notes = list(notes(self._kept, self._vendor))
        if not self.report.vendor:
            for item in apply(overlay, self._vendor.root).stale:
                self.report.notes.append(f"overlay action {item.action.target} {item.why} under the new names")
            # It says the same in other words and names: the one that the overlay knows stands for it.
            self._vendor = self._kept
            return
        self.report.looks = [self._look(pin) for pin in moved(overlay, self._vendor.root)]
        if not self.report.looks and (unseen := hidden(self._kept, self._vendor, structures, overlay)):
            self.report.looks = [Look.at_hidden(unseen, self._accepted)]

    def _look(self, pin: Moved) -> Look:
        was = footing(pin.action, self._kept.root) if self._kept else "not known"
        name, words = f"looked-at:{pin.fingerprint}", f"overlay action {pin.action.target} stands on something else"
        return Look(name, words, was, pin.now, name in self._accepted, pin)

    def _overlay(self) -> Overlay:
        if not self._api.overlay:
            return Overlay("none", ())
        return Overlay.of(parse_yaml(self._overlay_text, str(self._api.overlay)))

    def _compare(self) -> None:
        overlaid = apply(self._overlay(), self._vendor.root)
        self._overlaid = Document(overlaid.root)
        self._changes = changes(self._overlaid, Document(self._tree))
        self.report.changes = [self._told(change) for change in self._changes]
        self.report.stale = [f"action {stale.action.target} {stale.why}" for stale in overlaid.stale]

    def _told(self, change: Change) -> Told:
        touches = self._project.touches(change)
        return Told(change, touches, tuple(self._project.to_write(change)), change.id in self._accepted)

    # ---- writing ----

    def prepare(self) -> Mapping[Path, str]:
        """Give the new texts of the files that change; none when there is nothing to write, or a person is needed."""
        if self.report.decisions or not (self._changes or self.report.looks or self.report.vendor):
            return {}
        try:
            self._write()
            contract = roundtrip.write(self._tree)
            ours = Document(parse_yaml(contract, self._api.contract.name))
            self.report.problems = list(self._problems(ours))
        except (NotMechanicalError, DocumentError) as error:
            self.report.problems = [str(error)]
            return {}
        return {} if self.report.problems else self._files(contract)

    def _write(self) -> None:
        """Write the changes; a new field that cannot be generated is left out by the overlay, the rest is written."""
        while True:
            try:
                write(self._changes, self._overlaid, self._tree)
            except CannotGenerateError as error:
                left = leave_out(error, self._overlaid, self._vendor)
                self._leave_out(left, error)
            else:
                return

    def _leave_out(self, left: LeftOut, error: CannotGenerateError) -> None:
        if not self._api.overlay:
            raise NotMechanicalError(str(error)) from error
        self._overlay_text = f"{self._overlay_text.rstrip()}\n{indented(left.text, self._overlay_text)}"
        self.report.left_out = [*self.report.left_out, f"{left.subject} is left out by the overlay: {error}"]
        self._tree = roundtrip.read(self._root / self._api.contract)
        self._compare()

    def _files(self, contract: str) -> Mapping[Path, str]:
        kept = json.dumps(without_wording(self._vendor.root), indent=1, ensure_ascii=False) + "\n"
        files = {self._api.contract: contract, self._api.vendor: kept}
        if self._api.overlay:
            for look in self.report.looks:
                self._overlay_text = look.pinned(self._overlay_text)
            files[self._api.overlay] = self._overlay_text
        return {place: text for place, text in files.items() if not self._is(place, text)}

    def _is(self, place: Path, text: str) -> bool:
        path = self._root / place
        return path.exists() and path.read_text(encoding="utf-8") == text

    def _problems(self, ours: Document) -> Iterator[str]:
        """Hold the new contract to the check that the old one passed; texts may still be missing in it."""
        over, _ = left_over(self._vendor, self._overlay(), ours)
        for difference in over[:_SHOWN]:
            yield f"this has to be written by hand, for the contract would differ from the document: {difference}"
        if len(over) > _SHOWN:
            yield f"and {len(over) - _SHOWN} more such differences"
        for finding in findings(ours):
            if TO_BE_WRITTEN in finding.wrong:
                self.report.texts += 1
            else:
                yield f"this has to be written by hand, for the contract would not be in order: {finding}"

    def check_unchanged(self) -> None:
        """See that the contract is what it was when this began.

        Raises:
            WorkshopError: It is not.
        """
        if (self._root / self._api.contract).read_bytes() != self._before:
            raise WorkshopError(f"{self._api.contract} was changed by somebody else meanwhile")
