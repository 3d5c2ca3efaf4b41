"""Follow the vendor's next document: tell what changed, and carry it into the contract.

    python -m scripts.renewal.upgrade DOCUMENT
        report, write what is harmless, regenerate, run the tests
    python -m scripts.renewal.upgrade DOCUMENT --dry-run
        only report
    python -m scripts.renewal.upgrade DOCUMENT --accept operation-removed:transferGet
        follow a breaking change as well

All is prepared aside. The tree is changed as a whole once the new contract agrees with the document and the generated
code was emitted from it, or not at all. As long as a person has something to decide, nothing is written.

Exit codes:
    0  nothing differs; or all was written, and the tests passed; or it was a dry run that leaves nothing to decide
    2  the document cannot be read, or is not this API; nothing was written
    3  a person has to decide something; nothing was written
    4  written, and there is something left for a person to write, or a test fails
    5  what was to be written did not pass its checks; nothing was written
"""

import argparse
import re
import sys
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from scripts.renewal.contract import left_over
from scripts.renewal.openapi.conventions import TO_BE_WRITTEN, findings
from scripts.renewal.openapi.document import Document, DocumentError, mapping, parse_yaml
from scripts.renewal.openapi.overlay import Overlay, apply
from scripts.renewal.upgrading import roundtrip
from scripts.renewal.upgrading.changes import Change, changes, operation_id
from scripts.renewal.upgrading.report import Report, Told
from scripts.renewal.upgrading.touches import Project
from scripts.renewal.upgrading.translation import NotMechanicalError
from scripts.renewal.upgrading.workshop import WorkshopError, regenerate, run_tests, swap, workshop
from scripts.renewal.upgrading.writing import write

ROOT = Path(__file__).resolve().parents[2]
CONTRACT, OVERLAY = Path("openapi/backoffice.yaml"), Path("openapi/deviations.overlay.yaml")
GENERATED = Path("generated/weavr_backoffice")

_SHOWN = 5
DONE, REFUSED, TO_DECIDE, TO_WRITE, FAILED = 0, 2, 3, 4, 5


class Upgrade:
    """One document, and the tree that is to follow it."""

    def __init__(self, document: Path, root: Path, accepted: Collection[str]) -> None:
        """Read everything, and compare.

        Raises:
            DocumentError: A file cannot be read, or the document is not this API.
        """
        self._root, self._project = root, Project(root)
        self._before = (root / CONTRACT).read_bytes()
        self._tree = roundtrip.read(root / CONTRACT)
        ours = Document(self._tree)
        self._vendor, self._overlay = Document.read(document), Overlay.read(root / OVERLAY)
        if wrong := not_this_api(self._vendor, ours):
            raise DocumentError(f"{document} is not a document of this API: {wrong}")
        overlaid = apply(self._overlay, self._vendor.root)
        self._overlaid = Document(overlaid.root)
        self._changes = changes(self._overlaid, ours)
        unknown = [name for name in accepted if name not in {change.id for change in self._changes}]
        if unknown:
            raise DocumentError(f"{', '.join(unknown)}: there is no such change to accept")
        self.report = Report(
            document.name,
            [self._told(change, accepted) for change in self._changes],
            [f"action {stale.action.target} {stale.why}" for stale in overlaid.stale],
        )

    def _told(self, change: Change, accepted: Collection[str]) -> Told:
        touches = self._project.touches(change)
        return Told(change, touches, tuple(self._project.to_write(change)), change.id in accepted)

    def prepare(self) -> str | None:
        """Write the changes into a copy of the contract, and check it; None when a person is needed first."""
        if self.report.decisions or not self._changes:
            return None
        try:
            write(self._changes, self._overlaid, self._tree)
        except NotMechanicalError as error:
            self.report.problems = [str(error)]
            return None
        contract = roundtrip.write(self._tree)
        ours = Document(parse_yaml(contract, CONTRACT.name))
        self.report.problems = list(self._problems(ours))
        return None if self.report.problems else contract

    def _problems(self, ours: Document) -> Iterator[str]:
        """Hold the new contract to the check that the old one passed; texts may still be missing in it."""
        over, _ = left_over(self._vendor, self._overlay, ours)
        for difference in over[:_SHOWN]:
            yield f"this has to be written by hand, for the contract would differ from the document: {difference}"
        if len(over) > _SHOWN:
            yield f"and {len(over) - _SHOWN} more such differences"
        for finding in findings(ours):
            if TO_BE_WRITTEN in finding.wrong:
                self.report.texts += 1
            else:
                yield f"this has to be written by hand, for the contract would not be in order: {finding}"

    def carry_out(self, contract: str, *, regen: bool) -> None:
        """Emit what follows from the new contract, and swap all of it in.

        Raises:
            WorkshopError: Something does not pass its check; the tree is as it was.
        """
        with workshop(self._root) as folder:
            new = {CONTRACT: folder / CONTRACT.name}
            new[CONTRACT].write_text(contract, encoding="utf-8")
            if regen:
                new[GENERATED] = folder / GENERATED.name
                regenerate(new[CONTRACT], new[GENERATED])
            if (self._root / CONTRACT).read_bytes() != self._before:
                raise WorkshopError(f"{CONTRACT} was changed by somebody else meanwhile")
            swap({self._root / place: file for place, file in new.items()})
        self.report.written = [str(place) for place in new]


def not_this_api(vendor: Document, ours: Document) -> str:
    """Say why a document is not about this API; "" when it is.

    Most operations have to be ours, and ours most of them: another API of the vendor shares some. The title and the
    path of the server may each change one day, but hardly both at once.
    """
    known = {name for operation in ours.operations() for name in (operation_id(operation), operation.key)}
    theirs = list(vendor.operations())
    shared, count = (
        sum(1 for item in theirs if {operation_id(item), item.key} & known),
        sum(1 for _ in ours.operations()),
    )
    if shared * 2 < count or shared * 2 < len(theirs):
        return f"{shared} of its {len(theirs)} operations are among our {count}"
    title = _title(vendor)
    if "backoffice" not in title and not _paths(vendor) & _paths(ours):
        return f"neither its title {title!r} nor its servers are those of the Back-Office API"
    return ""


def _title(document: Document) -> str:
    return re.sub(r"[^a-z]", "", str(document.section("info").get("title")).lower())


def _paths(document: Document) -> set[str]:
    servers = document.root.get("servers", [])
    urls = [str(mapping(server, "a server").get("url")) for server in servers] if isinstance(servers, list) else []
    return {re.sub(r"^[a-z]+://[^/]*", "", url).rstrip("/") for url in urls} - {""}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("document", type=Path, help="the vendor's document, YAML or JSON")
    parser.add_argument("--dry-run", action="store_true", help="tell, and write nothing")
    parser.add_argument("--accept", nargs="+", action="extend", default=[], metavar="CHANGE", help="follow it though")
    parser.add_argument("--json", action="store_true", help="tell it as JSON")
    parser.add_argument("--no-regen", action="store_true", help="leave emitting the generated code to `make regen`")
    parser.add_argument("--no-tests", action="store_true", help="do not run the tests afterwards")
    parser.add_argument("--root", type=Path, default=ROOT, help="the tree that is to follow, this one by default")
    options = parser.parse_args(arguments)
    try:
        upgrade = Upgrade(options.document, options.root, options.accept)
    except DocumentError as error:
        print(error, file=sys.stderr)
        return REFUSED
    report = upgrade.report
    contract = upgrade.prepare()
    failed = ""
    if contract and not options.dry_run:
        try:
            upgrade.carry_out(contract, regen=not options.no_regen)
        except WorkshopError as error:
            failed = f"Nothing was written: {error}"
    print(report.as_json() if options.json else report)
    if failed:
        print(failed, file=sys.stderr)
        return FAILED
    if report.decisions:
        return TO_DECIDE
    if not report.written:
        return DONE
    tests = 0 if options.no_tests or options.no_regen else run_tests(options.root)
    return TO_WRITE if tests or report.to_write else DONE


if __name__ == "__main__":
    sys.exit(main())
