"""Follow the vendor's next document: tell what changed, and carry it into the contract.

    scripts/upgrade.sh DOCUMENT
        report, write what is harmless, regenerate, run the tests
    scripts/upgrade.sh DOCUMENT --dry-run
        the same up to the moment at which the tree would change
    scripts/upgrade.sh DOCUMENT --accept operation-removed:transferGet
        follow a breaking change as well

All is prepared aside. The tree is changed as a whole once the new contract agrees with the document and the generated
code was emitted from it, or not at all. As long as a person has something to decide, nothing is written.

Exit codes, of a dry run as well:
    0  nothing differs; or all was written, and the tests passed
    2  the document cannot be read, or is not this API; nothing was written
    3  a person has to decide something; nothing was written
    4  written, and there is something left for a person to write, or a test fails
    5  what was to be written did not pass its checks; nothing was written
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from scripts.renewal.openapi.document import DocumentError
from scripts.renewal.upgrading.api import APIS, CONTRACT, GENERATED, OVERLAY
from scripts.renewal.upgrading.following import Following
from scripts.renewal.upgrading.workshop import (
    WorkshopError,
    alone,
    orderly_end,
    regenerate,
    run_tests,
    swap,
    workshop,
)

ROOT = Path(__file__).resolve().parents[2]
__all__ = ("CONTRACT", "DONE", "FAILED", "GENERATED", "OVERLAY", "REFUSED", "TO_DECIDE", "TO_WRITE", "main")

DONE, REFUSED, TO_DECIDE, TO_WRITE, FAILED = 0, 2, 3, 4, 5


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("document", type=Path, help="the vendor's document, YAML or JSON")
    parser.add_argument("--api", choices=sorted(APIS), default="backoffice", help="the API that the document is about")
    parser.add_argument("--dry-run", action="store_true", help="do all but change the tree")
    parser.add_argument("--accept", nargs="+", action="extend", default=[], metavar="CHANGE", help="follow it though")
    parser.add_argument("--json", action="store_true", help="tell it as JSON")
    parser.add_argument("--no-regen", action="store_true", help="leave emitting the generated code to `make regen`")
    parser.add_argument("--no-tests", action="store_true", help="do not run the tests afterwards")
    parser.add_argument("--root", type=Path, default=ROOT, help="the tree that is to follow, this one by default")
    options = parser.parse_args(arguments)
    try:
        with orderly_end(), alone(options.root):
            return _follow(options)
    except (DocumentError, WorkshopError) as error:
        print(error, file=sys.stderr)
        return REFUSED
    except RecursionError:
        print(f"{options.document} cannot be followed: it is nested without an end", file=sys.stderr)
        return REFUSED


def _follow(options: argparse.Namespace) -> int:
    following = Following(options.document, options.root, APIS[options.api], options.accept)
    report = following.report
    files = following.prepare()
    failed = ""
    if files:
        try:
            report.written = _carry_out(following, files, options)
            report.dry_run = options.dry_run
        except WorkshopError as error:
            failed = f"Nothing was written: {error}"
    print(report.as_json() if options.json else report, flush=True)
    if failed:
        print(failed, file=sys.stderr)
        return FAILED
    if report.decisions:
        return TO_DECIDE
    if not report.written:
        return DONE
    untested = options.no_tests or options.no_regen or options.dry_run
    tests = 0 if untested else run_tests(options.root)
    return TO_WRITE if tests or report.to_write else DONE


def _carry_out(following: Following, files: Mapping[Path, str], options: argparse.Namespace) -> list[str]:
    """Emit what follows from the new contract, and swap all of it in; a dry run stops right before that.

    Raises:
        WorkshopError: Something does not pass its check; the tree is as it was.
    """
    api, root = APIS[options.api], options.root
    with workshop(root) as folder:
        new = {place: folder / f"{number}-{place.name}" for number, place in enumerate(files)}
        for place, text in files.items():
            new[place].write_text(text, encoding="utf-8")
        if api.generated and api.contract in files and not options.no_regen:
            new[api.generated] = folder / api.generated.name
            regenerate(_documents(root, new), new[api.generated])
        following.check_unchanged()
        if not options.dry_run:
            swap({root / place: file for place, file in new.items()})
    return [str(place) for place in new]


def _documents(root: Path, new: Mapping[Path, Path]) -> Mapping[str, Path]:
    """Give the documents that the package is emitted from: what was prepared, and else what the tree has."""
    places = {name: new.get(api.contract, root / api.contract) for name, api in APIS.items()}
    return {name: place for name, place in places.items() if place.exists()}


if __name__ == "__main__":
    sys.exit(main())
