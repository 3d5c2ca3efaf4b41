"""Check the contract: alone, or against a vendor document.

    python -m scripts.renewal.contract
        the conventions, for openapi/backoffice.yaml and the overlay
    python -m scripts.renewal.contract --spec DOCUMENT
        the same, and: DOCUMENT + overlay = our structure, nothing left over

Exits with 0 when there is nothing to say, with 1 when there is, with 2 when a file cannot be read.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from scripts.renewal.openapi.conventions import findings, overlay_findings
from scripts.renewal.openapi.differences import Difference, differences
from scripts.renewal.openapi.document import Document, DocumentError
from scripts.renewal.openapi.overlay import Overlay, Stale, apply
from scripts.renewal.openapi.structure import structure

OPENAPI = Path(__file__).resolve().parents[2] / "openapi"
CONTRACT = OPENAPI / "backoffice.yaml"
OVERLAY = OPENAPI / "deviations.overlay.yaml"


def left_over(vendor: Document, overlay: Overlay, ours: Document) -> tuple[list[Difference], tuple[Stale, ...]]:
    """Compare the vendor's structure after the overlay with ours, and give the actions that did nothing."""
    overlaid = apply(overlay, vendor.root)
    return differences(structure(Document(overlaid.root)), structure(ours)), overlaid.stale


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--spec", type=Path, help="a vendor document to compare with")
    parser.add_argument("--contract", type=Path, default=CONTRACT, help="our contract")
    parser.add_argument("--overlay", type=Path, default=OVERLAY, help="our deviations")
    options = parser.parse_args(arguments)
    try:
        ours, overlay = Document.read(options.contract), Overlay.read(options.overlay)
        said = [str(finding) for finding in (*findings(ours), *overlay_findings(overlay))]
        agreed = f"{options.contract.name}: {sum(1 for _ in ours.operations())} operations, in order"
        if options.spec:
            over, stale = left_over(Document.read(options.spec), overlay, ours)
            said += [f"overlay action {item.action.target}: {item.why} in {options.spec}" for item in stale]
            if over:
                said.append(
                    f"{options.spec} + overlay and {options.contract} differ; missing is what ours does not say:"
                )
            said += [f"  {difference}" for difference in over]
            agreed += f"; {options.spec.name} + {len(overlay.actions)} overlay actions leave nothing over"
    except DocumentError as error:
        print(error, file=sys.stderr)
        return 2
    print("\n".join(said) if said else agreed)
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
