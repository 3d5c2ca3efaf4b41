"""A workbook of 100,000 entries is written at constant memory, and another library reads back every id and amount.

    python -m scripts.proofs.accounting_file [ENTRIES]

Each size is measured in a process of its own: the peak of its memory, and how long writing takes.
"""

from __future__ import annotations

import asyncio
import resource
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

import openpyxl  # type: ignore[import-untyped]

from weavr_async.statements import ACCOUNTING_COLUMNS, export_entries
from weavr_backoffice.models import CurrencyAmount, StatementEntry, StatementEntryState, TransactionId, TransactionType

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

MOST_GROWTH: Final = 16
"""MiB that a file ten times as long may take more."""
FIRST_ID: Final = 100_000_000_000_000_000
FIRST_TIME: Final = 1_793_000_000_000


def gbp(minor: int) -> CurrencyAmount:
    """An amount."""
    return CurrencyAmount(currency="GBP", amount=minor)


def entry(number: int) -> StatementEntry:
    """One of many entries: no two are alike."""
    return StatementEntry(
        transaction_id=TransactionId(type_=TransactionType.TRANSFER, id=str(FIRST_ID + number)),
        entry_state=StatementEntryState.COMPLETED,
        transaction_amount=gbp(-number - 1),
        processed_timestamp=FIRST_TIME + number * 1000,
        actual_balance_adjustment=gbp(-number - 1),
        actual_balance_after=gbp(10**12 - number),
    )


async def entries(size: int) -> AsyncIterator[StatementEntry]:
    """All of them, one after the other."""
    for number in range(size):
        yield entry(number)


def write(size: int, path: Path) -> None:
    """Write a workbook, and print the seconds and the peak of memory in MiB."""
    started = time.monotonic()
    asyncio.run(export_entries(entries(size), path, format="xlsx", profile="accounting", zone="Europe/London"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{time.monotonic() - started:.1f} {peak:.0f}")


def measured(size: int, path: Path) -> tuple[float, int]:
    """The seconds and MiB of a process that writes a workbook."""
    command = [sys.executable, "-m", "scripts.proofs.accounting_file", "--write", str(size), str(path)]
    seconds, peak = subprocess.check_output(command, text=True).split()
    return float(seconds), int(peak)


def check(size: int, path: Path) -> None:
    """Read the workbook with another library, row by row."""
    amount, balance, transaction = (ACCOUNTING_COLUMNS.index(name) for name in ("amount", "balance", "transaction"))
    sheet = openpyxl.load_workbook(path, read_only=True).active
    count = 0
    for number, row in enumerate(sheet.iter_rows(min_row=2, values_only=True)):
        expected = entry(number)
        assert row[transaction] == f"TRANSFER {expected.transaction_id.id}", (number, row)  # noqa: S101 - a proof
        assert Decimal(str(row[amount])) == Decimal(-number - 1) / 100, (number, row)  # noqa: S101
        assert Decimal(str(row[balance])) == Decimal(10**12 - number) / 100, (number, row)  # noqa: S101
        count += 1
    assert count == size, count  # noqa: S101


def main(arguments: list[str]) -> int:
    """Write a tenth of the entries and all of them, compare the memory, and read the file."""
    if arguments[:1] == ["--write"]:
        write(int(arguments[1]), Path(arguments[2]))
        return 0
    size = int(arguments[0]) if arguments else 100_000
    with TemporaryDirectory() as folder:
        path = Path(folder) / "statement.xlsx"
        _, small = measured(size // 10, path)
        seconds, large = measured(size, path)
        print(
            f"{size // 10} entries: {small} MiB; {size} entries: {large} MiB, {seconds} s, {path.stat().st_size} bytes"
        )
        check(size, path)
        print("every id and every amount was read back")
    return 1 if large - small > MOST_GROWTH else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
