"""A fleet under one key: what sharing rate limits is worth, with real processes and a real Redis.

    python -m scripts.proofs.fleet [--quick] [--only NAME …] [--seed 7]

Eight processes want 130 % of a quota together, one of them three times as much as any other. The service keeps the
quota in fixed or sliding windows that begin nobody knows when; its answers take 30 to 300 ms. Each run is judged by
what the service took and refused, and by what the callers saw. Exits with 1 if anything does not hold.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from scripts.proofs.fleet.cells import CELLS, QUICK, Cell
from scripts.proofs.fleet.costs import costs
from scripts.proofs.fleet.run import Redis, run

if TYPE_CHECKING:
    from scripts.proofs.fleet.figures import Figures


async def main() -> int:
    """Run what is asked for; 1 if something does not hold."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--quick", action="store_true", help="the short form, about a minute")
    parser.add_argument("--only", nargs="*", default=[], help="runs by name")
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    binary = shutil.which("redis-server")
    if binary is None:
        sys.stderr.write("redis-server is not installed: `apt-get install redis-server` or `brew install redis`\n")
        return 1
    cells = [cell for cell in (QUICK if asked.quick else CELLS) if not asked.only or cell.name in asked.only]
    complaints: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        if asked.quick:  # at the same time: they wait most of the time
            runs = [(cell, run(cell, Redis(binary, Path(folder)), seed=asked.seed)) for cell in cells]
            all_figures = list(zip(cells, await asyncio.gather(*(one for _, one in runs)), strict=True))
            show(all_figures)
        else:
            all_figures = []
            for cell in cells:
                all_figures.append((cell, await run(cell, Redis(binary, Path(folder)), seed=asked.seed)))
                show(all_figures[-1:])
        for cell, figures in all_figures:
            complaints += [f"{cell.name}: {what}" for what in cell.complaints(figures)]
        too_dear = [] if asked.only else await costs(Redis(binary, Path(folder)))
        if not asked.quick:  # beside other work, a machine that is short of cores is slower
            complaints += too_dear
    for complaint in complaints:
        sys.stdout.write(f"DOES NOT HOLD  {complaint}\n")
    return 1 if complaints else 0


def show(rows: list[tuple[Cell, Figures]]) -> None:
    """Print the figures of some runs."""
    for cell, figures in rows:
        sys.stdout.write(
            f"{cell.name:34} {figures.calls:5} calls, {figures.failed:3} failed; {figures.requests:5} requests, "
            f"{figures.refused:6.2%} refused ({figures.refused_lately:.2%} once all is well), {figures.used:6.1%} "
            f"of the quota, fairness {figures.fairness:.3f}, medians: writes {figures.write_wait:5.2f} s, "
            f"reads {figures.read_wait:5.2f} s\n"
        )
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
