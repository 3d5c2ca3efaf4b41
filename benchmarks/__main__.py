"""Run the measures, show the report, and keep it: `python -m benchmarks [--quick] [measure…]`."""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from benchmarks import stock
from benchmarks.contenders import CONTENDERS
from benchmarks.decoders import DECODERS
from benchmarks.fresh import ROOT
from benchmarks.measures import (
    Measure,
    Plan,
    card_calls,
    card_instructions,
    decoding,
    export,
    imports,
    long_statement,
    tokens,
    webhooks,
)
from benchmarks.plots import svg
from benchmarks.report import as_json, markdown, picture_of

MEASURES: Final[dict[str, Measure]] = {
    "card_calls": card_calls.measure,
    "card_instructions": card_instructions.measure,
    "decoding": decoding.measure,
    "imports": imports.measure,
    "tokens": tokens.measure,
    "webhooks": webhooks.measure,
    "export": export.measure,
    "long_statement": long_statement.measure,
}
RESULTS: Final = ROOT / "benchmarks" / "results" / "latest.json"
PAGE: Final = ROOT / "docs" / "performance.md"


def main() -> None:
    """Measure what was asked for; only a full run of everything rewrites the page in the documentation."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("measures", nargs="*", metavar="measure", help=f"of {', '.join(MEASURES)}; all by default")
    parser.add_argument(
        "--quick", action="store_true", help="few and short rounds: shows that it works, not how fast it is"
    )
    options = parser.parse_args()
    if unknown := set(options.measures) - set(MEASURES):
        parser.error(f"no such measure: {', '.join(sorted(unknown))}")

    with tempfile.TemporaryDirectory() as folder:
        generated = Path(folder)
        try:
            stock.generate(ROOT / "openapi" / "backoffice.yaml", generated)
        except subprocess.CalledProcessError as error:  # the contenders made of it will say that they are missing
            print(f"The stock package was not generated:\n{error.stdout}{error.stderr}", file=sys.stderr)
        plan = _quick(generated) if options.quick else _full(generated)
        sections = []
        for name in options.measures or MEASURES:
            print(f"measuring {name} …", file=sys.stderr)
            sections.append(MEASURES[name](plan))

    distributions = [name for contender in CONTENDERS.values() for name in contender.distributions]
    distributions += [name for decoder in DECODERS.values() for name in decoder.distributions]
    page = markdown(sections, distributions, plan.rounds)
    print(page)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(as_json(sections, distributions), indent=2, ensure_ascii=False) + "\n")
    if not options.quick and not options.measures:
        PAGE.write_text(page)
        for section in sections:
            if section.plotted:
                (PAGE.parent / picture_of(section)).write_text(svg(section))


def _full(generated: Path) -> Plan:
    return Plan(
        rounds=5,
        seconds=0.05,
        slices=8,
        calls=200,
        pages=4,
        entries=1_000_000,
        identities=10_000,
        generated=generated,
    )


def _quick(generated: Path) -> Plan:
    return Plan(
        rounds=2,
        seconds=0.02,
        slices=2,
        calls=20,
        pages=1,
        entries=50_000,
        identities=1_000,
        generated=generated,
    )


if __name__ == "__main__":
    main()
