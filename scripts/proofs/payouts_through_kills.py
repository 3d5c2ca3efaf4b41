"""Prove that `weavr payouts run FILE` pays once however often it is killed: 5,000 lines, 10 of which cannot be right.

The emulator serves on loopback. The command runs as a process of its own and is ended by SIGKILL at random moments,
twice; then it is run to its end, and once more. Then the ledger must hold the right 4,990 payouts once each, the
results file a line for each line of the input, and the balances what the lines make of them; and the last run must
have sent no payout. Prints its figures; ends with exit status 1 when anything is not so.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final

from weavr_async.emulator import DEMO_API_KEY, Emulator, World, serve_in_thread

if TYPE_CHECKING:
    from collections.abc import Mapping

ACME, PROFILE, SOURCE = "109876", "7", "220"
PAYEES: Final = tuple(str(number) for number in range(500, 520))
OPENING: Final = 10_000_000_000
COLUMNS: Final = ("key", "profile_id", "source", "destination", "amount", "currency", "tag")
WRONG: Final = (
    ("amount", "1.005"),
    ("amount", ""),
    ("amount", "1,00"),
    ("currency", "gbp"),
    ("destination", "520"),
    ("destination", "card:"),
    ("source", "iban:220"),
    ("profile_id", "seven"),
    ("tag", "a tag with spaces"),
    ("key", "line-00000"),
)
"""What cannot be right, each in one line; the last is a key that another line has."""
REFUSED: Final = 3
"""The exit code where a part was not done."""
WRITES: Final = frozenset({"bulksTransferCreate", "bulkIdExecute", "transferCreate"})


def lines(count: int, dice: random.Random) -> list[dict[str, str]]:
    """The file: few amounts and payees, so that many lines ask for the same but for their tag."""
    found = [
        dict(zip(COLUMNS, (f"line-{number:05}", PROFILE, f"account:{SOURCE}", f"account:{dice.choice(PAYEES)}",
                           f"{dice.randrange(1, 50) / 100:.2f}", "GBP", f"tag-{number:05}"), strict=True))
        for number in range(count)
    ]  # fmt: skip
    for (column, text), number in zip(WRONG, dice.sample(range(1, count), len(WRONG)), strict=True):
        found[number] |= {column: text, "wrong": "yes"}
    return found


def make_world() -> World:
    """A company that can pay, and its payees."""
    world = World()
    world.transfer_profile(PROFILE)
    acme = world.corporate(ACME)
    acme.account(SOURCE, balance=OPENING)
    for payee in PAYEES:
        acme.account(payee)
    return world


def check(what: str, *, holds: bool) -> None:
    """Say what holds.

    Raises:
        RuntimeError: It does not.
    """
    if not holds:
        raise RuntimeError(what)
    print(f"  {what}")


class Command:
    """The command line, as a process that can be killed."""

    def __init__(self, base_url: str, folder: Path) -> None:
        command = [sys.executable, "-m", "weavr_async.cli", "payouts", "run", str(folder / "november.csv")]
        self._words: Final = [*command, "--corporate", ACME, "--json"]
        homes = {"XDG_STATE_HOME": str(folder / "state"), "XDG_CONFIG_HOME": str(folder / "config")}
        self._variables: Final = {**os.environ, **homes, "WEAVR_API_KEY": DEMO_API_KEY, "WEAVR_BASE_URL": base_url}

    def start(self) -> subprocess.Popen[str]:
        """Begin it."""
        return subprocess.Popen(self._words, env=self._variables, stdout=subprocess.PIPE, text=True)

    def kill_after(self, seconds: float) -> bool:
        """Run it for so long, and whether it could still be killed."""
        with self.start() as running:
            time.sleep(seconds)
            running.kill()
        return running.returncode == -signal.SIGKILL

    def run(self) -> tuple[int, Mapping[str, int]]:
        """Run it to its end, and give its exit code and summary."""
        with self.start() as running:
            out, _ = running.communicate(timeout=900)
        return running.returncode, json.loads(out)


def kill_twice(command: Command, emulator: Emulator, dice: random.Random) -> None:
    """Kill it at random moments, the second time once payouts are under way.

    Raises:
        RuntimeError: It ended before it could be killed.
    """
    for least in (0.5, 4.0):
        begun, seconds = time.monotonic(), least + dice.random() * 4
        if not command.kill_after(seconds):
            raise RuntimeError(f"the command ended within {seconds:.1f} s, before it could be killed: more --lines")
        print(f"  killed after {time.monotonic() - begun:.1f} s, with {len(emulator.world.transfers):,} payouts made")


def check_ledger(emulator: Emulator, right: list[dict[str, str]]) -> None:
    """Hold what moved against the lines that are right."""
    emulator.check()
    made = Counter(
        (transfer.tag, transfer.destination.id, transfer.amount) for transfer in emulator.world.transfers.values()
    )
    due = Counter((line["tag"], line["destination"].split(":")[1], pence(line)) for line in right)
    check(holds=made == due, what=f"{made.total():,} payouts in the ledger: each right line once, and nothing else")
    paid = sum(map(pence, right))
    left = emulator.world.balance(SOURCE)
    received = sum(emulator.world.balance(payee) for payee in PAYEES)
    check(holds=(left, received) == (OPENING - paid, paid), what=f"{paid:,} minor units left the source, and arrived")


def pence(line: Mapping[str, str]) -> int:
    """A line's amount in minor units."""
    return int(line["amount"].replace(".", ""))


def check_results(folder: Path, asked: list[dict[str, str]]) -> None:
    """Hold the results against the file, line by line."""
    with (folder / "november.results.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    check(holds=[int(row["line"]) for row in rows] == list(range(2, len(asked) + 2)), what="a result for each line")
    expected = ["REFUSED_HERE" if "wrong" in line else "COMPLETED" for line in asked]
    check(holds=[row["status"] for row in rows] == expected, what=f"their statuses: {dict(Counter(expected))}")
    ids = [row["transfer"] for row in rows if row["transfer"]]
    check(holds=len(set(ids)) == len(ids) == expected.count("COMPLETED"), what="another transfer behind each of them")


def prove(options: argparse.Namespace) -> None:
    """Run the proof."""
    dice = random.Random(options.seed)  # noqa: S311 - dice, made to be repeatable
    asked = lines(options.lines, dice)
    right = [line for line in asked if "wrong" not in line]
    emulator, begun = Emulator(make_world(), log_size=100_000, bulk_item_ms=4), time.monotonic()
    with tempfile.TemporaryDirectory() as name, serve_in_thread(emulator) as base_url:
        folder, command = Path(name), Command(base_url, Path(name))
        with (folder / "november.csv").open("w", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(asked)
        print(f"{len(asked):,} payouts, {len(asked) - len(right)} of which cannot be right (seed {options.seed})")
        kill_twice(command, emulator, dice)
        summary = {"lines": len(asked), "completed": len(right), "failed": 0, "refused_here": len(asked) - len(right)}
        before = Counter[str | None]()
        for what in ("run to its end", "run once more"):
            before = Counter(row.operation for row in emulator.requests)
            code, said = command.run()
            check(holds=code == REFUSED and said.items() >= summary.items(), what=f"{what}: {code}, {summary}")
        sent = Counter(row.operation for row in emulator.requests) - before
        check(holds=not WRITES & sent.keys(), what=f"the last run sent no payout: {dict(sent)}")
        check_ledger(emulator, right)
        check_results(folder, asked)
    print(f"{time.monotonic() - begun:.0f} s, {emulator.requests.total:,} requests")


def main() -> int:
    """Read the command line, and run the proof."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--lines", type=int, default=5_000, help="how many payouts (default: 5,000)")
    parser.add_argument("--seed", default=str(time.time_ns()), help="of the dice; printed")
    try:
        prove(parser.parse_args())
    except RuntimeError as error:
        print(f"FAILED: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
