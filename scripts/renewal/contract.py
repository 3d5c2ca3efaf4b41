"""Check our documents of the vendor's APIs: alone, and against those of the vendor.

    python -m scripts.renewal.contract
        for each API: the conventions, for our document and its overlay; and: the vendor's structure that is kept
        + overlay = our structure, nothing left over, and each action stands on what it pins
    python -m scripts.renewal.contract --spec DOCUMENT [--api NAME]
        the same for one API, the Back-Office by default, with another document of the vendor's

Exits with 0 when there is nothing to say, with 1 when there is, with 2 when a file cannot be read.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from scripts.renewal.openapi.conventions import findings, overlay_findings
from scripts.renewal.openapi.differences import Difference, differences
from scripts.renewal.openapi.document import Document, DocumentError
from scripts.renewal.openapi.overlay import Overlay, Stale, apply
from scripts.renewal.openapi.pins import moved
from scripts.renewal.openapi.structure import structure
from scripts.renewal.upgrading.api import APIS, Api

ROOT = Path(__file__).resolve().parents[2]


def left_over(vendor: Document, overlay: Overlay, ours: Document) -> tuple[list[Difference], tuple[Stale, ...]]:
    """Compare the vendor's structure after the overlay with ours, and give the actions that did nothing."""
    overlaid = apply(overlay, vendor.root)
    return differences(
        structure(Document(overlaid.root), nulls_alike=True), structure(ours, nulls_alike=True)
    ), overlaid.stale


def _unpinned(overlay: Overlay, vendor: Document) -> Iterator[str]:
    for pin in moved(overlay, vendor.root):
        if not pin.action.stands_on:
            yield f"overlay action {pin.action.target} pins nothing: x-stands-on should be '{pin.fingerprint}'"


def _against(vendor: Document, spec: Path, overlay: Overlay, ours: Document, contract: Path) -> Iterator[str]:
    over, stale = left_over(vendor, overlay, ours)
    yield from (f"overlay action {item.action.target}: {item.why} in {spec}" for item in stale)
    for pin in moved(overlay, vendor.root):
        if pin.action.stands_on:
            yield f"overlay action {pin.action.target} stands on something else in {spec}: {pin.fingerprint}, {pin.now}"
    if over:
        yield f"{spec} + overlay and {contract} differ; missing is what ours does not say:"
    yield from (f"  {difference}" for difference in over)


def _check(api: Api, contract: Path, overlay_file: Path | None, spec: Path | None) -> tuple[list[str], str]:
    """Give what is wrong with one document of ours, and what to say when nothing is."""
    ours = Document.read(contract)
    overlay = Overlay.read(overlay_file) if overlay_file else Overlay("none", ())
    said = [str(finding) for finding in (*findings(ours), *overlay_findings(overlay))]
    agreed = f"{contract.name}: {sum(1 for _ in ours.operations())} operations, in order"
    kept = contract.parent / "vendor" / api.vendor.name
    spec = spec or (kept if kept.exists() else None)
    if spec:
        vendor = Document.read(spec)
        said += _unpinned(overlay, vendor) if spec == kept else ()
        said += _against(vendor, spec, overlay, ours, contract)
        agreed += f"; {spec.name} + {len(overlay.actions)} overlay actions leave nothing over"
    return said, agreed


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--api", choices=sorted(APIS), help="one of the APIs alone")
    parser.add_argument("--spec", type=Path, help="a vendor document to compare with")
    parser.add_argument("--contract", type=Path, help="another document than ours")
    parser.add_argument("--overlay", type=Path, help="other deviations than ours")
    options = parser.parse_args(arguments)
    one = options.api or ("backoffice" if options.spec or options.contract or options.overlay else "")
    failed = False
    for api in [APIS[one]] if one else APIS.values():
        contract = options.contract or ROOT / api.contract
        overlay = options.overlay or (ROOT / api.overlay if api.overlay else None)
        try:
            said, agreed = _check(api, contract, overlay, options.spec)
        except DocumentError as error:
            print(error, file=sys.stderr)
            return 2
        print("\n".join(said) if said else agreed)
        failed = failed or bool(said)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
