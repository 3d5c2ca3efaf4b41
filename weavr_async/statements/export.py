"""Statement entries written as CSV, JSON Lines or an Excel workbook, while they are read, in constant memory.

Nothing is rounded or lost: each amount stands in minor units, as the service wrote it, and as the exact decimal.
"""

from __future__ import annotations

import csv
import io
from datetime import date, time
from typing import TYPE_CHECKING, ClassVar, Final, Literal, TypeAlias

import orjson
from attrs import frozen

from weavr_async.errors import InvalidRequest
from weavr_async.statements._xlsx import opened_workbook
from weavr_async.statements.accounting import ACCOUNTING_COLUMNS, accounting_row
from weavr_async.statements.destination import opened
from weavr_async.values._checks import check_choice
from weavr_async.values._times import from_epoch_ms, time_zone
from weavr_async.values.json_values import JSONValue
from weavr_async.values.money import Money, scaled_decimal
from weavr_backoffice.types import UNSET

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, Callable, Mapping
    from datetime import tzinfo
    from decimal import Decimal
    from pathlib import Path

    from weavr_async.statements.accounting import Cell
    from weavr_async.statements.destination import Destination
    from weavr_backoffice import models
    from weavr_backoffice.types import JSONObject, Unset

__all__ = ["CSV_COLUMNS", "Export", "ExportFormat", "ExportProfile", "export_entries"]

ExportFormat: TypeAlias = Literal["csv", "jsonl", "xlsx"]
"""What `export_entries` writes."""
ExportProfile: TypeAlias = Literal["complete", "accounting"]
"""Which columns it writes."""

_PIECE: Final = 64 * 1024
"""Bytes that are gathered before they are written."""

_AMOUNTS: Final[Mapping[str, Callable[[models.StatementEntry], models.CurrencyAmount | Unset]]] = {
    "transaction_amount": lambda entry: entry.transaction_amount,
    "available_balance_adjustment": lambda entry: entry.available_balance_adjustment,
    "actual_balance_adjustment": lambda entry: entry.actual_balance_adjustment,
    "available_balance_after": lambda entry: entry.available_balance_after,
    "actual_balance_after": lambda entry: entry.actual_balance_after,
    "balance_after": lambda entry: entry.balance_after,
    "transaction_fee": lambda entry: entry.transaction_fee,
    "cardholder_fee": lambda entry: entry.cardholder_fee,
    "original_amount": lambda entry: entry.original_amount,
    "source_amount": lambda entry: entry.source_amount,
}

CSV_COLUMNS: Final = (
    "processed_at",
    "processed_timestamp",
    "transaction_type",
    "transaction_id",
    "entry_state",
    *(f"{name}{part}" for name in _AMOUNTS for part in ("", "_minor", "_currency")),
    "forex_rate",
    "other_fields",
)
"""The columns of a CSV export. New ones will only be added at the end."""

_IN_COLUMNS: Final = frozenset(
    {"transactionId", "entryState", "processedTimestamp", "forexRate"}
    | {"transactionAmount", "availableBalanceAdjustment", "actualBalanceAdjustment", "availableBalanceAfter"}
    | {"actualBalanceAfter", "balanceAfter", "transactionFee", "cardholderFee", "originalAmount", "sourceAmount"}
)
# What spreadsheets take for the start of a formula, full-width forms included.
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@frozen
class Export(JSONValue):
    """What was written."""

    entries: int
    size: int
    """In bytes."""
    sha256: str
    """Checksum, in hexadecimal."""
    path: Path | None
    """Where it is; absent if it went to a sink."""


async def export_entries(
    entries: AsyncIterable[models.StatementEntry],
    to: Destination,
    *,
    format: ExportFormat,  # noqa: A002 - the word for it
    profile: ExportProfile = "complete",
    zone: str | tzinfo = "UTC",
    instrument: str | None = None,
) -> Export:
    """Write entries as they come, to a file that is there whole or not at all, or to a sink.

    The profile `complete` holds all that the service said:

    - `csv` is RFC 4180 in UTF-8 with a line of `CSV_COLUMNS`. An amount takes three cells: the decimal in major units
      (``-10.50``), the integer in minor units, the currency. Fields without a column of their own stand as JSON in
      the last one.
    - `jsonl` has one JSON object on each line, as the service sent it, with a ``decimal`` (a string) added to each
      amount. `StatementEntry.from_dict` reads it back.
    - A decimal is empty (in JSON: absent) where ISO 4217 does not know the currency; the minor units are always there.

    The profile `accounting` is for books: `ACCOUNTING_COLUMNS`, one signed amount, the fee, the balance, the other
    side, and times in a zone. In JSON its amounts are strings and what is absent is null.

    `xlsx` (extra `excel`) is a workbook with real dates and numbers; one of more than 15 digits, which no spreadsheet
    keeps, is a text. A text that a spreadsheet would take for a formula gets an apostrophe before it in CSV.

    An export that failed leaves no file. To write a statement in several runs, give each run a file of its own and a
    statement that resumes from the checkpoint of the one before.

    Args:
        entries: A `Statement`, or a filter of yours over one.
        to: A path, or an object with an async `write`.
        format: ``"csv"``, ``"jsonl"`` or ``"xlsx"``.
        profile: ``"complete"`` or ``"accounting"``.
        zone: Where the dates of the profile `accounting` are dates, such as ``"Europe/London"``.
        instrument: The account or card that the profile `accounting` names, such as ``managed_accounts 220``.

    Raises:
        InvalidRequest: An argument cannot be right; nothing was sent.
        ConfigurationError: The extra `excel` is missing.
        OSError: The file cannot be written.
        UnexpectedResponse: The profile `accounting` has an amount in a currency whose decimals are not known.
        WeavrError: Reading failed; with `checkpoint` if `entries` is a statement.
    """
    check_choice(format, _FORMATS, "format")
    table = _TABLES[check_choice(profile, _TABLES, "profile")](time_zone(zone, "zone"), str(zone), instrument)
    if format == "xlsx":
        return await _as_workbook(entries, to, table)
    return await _as_lines(entries, to, _CsvLines(table) if format == "csv" else _JsonLines(table))


_FORMATS: Final = ("csv", "jsonl", "xlsx")


async def _as_lines(
    entries: AsyncIterable[models.StatementEntry], to: Destination, lines: _CsvLines | _JsonLines
) -> Export:
    written = 0
    async with opened(to) as writing:
        gathered = bytearray(lines.head())
        async for entry in entries:
            gathered += lines.line(entry)
            written += 1
            if len(gathered) >= _PIECE:
                await writing.write(bytes(gathered))
                gathered.clear()
        if gathered:
            await writing.write(bytes(gathered))
    return Export(written, writing.size, writing.sha256, writing.path)


async def _as_workbook(entries: AsyncIterable[models.StatementEntry], to: Destination, table: _Table) -> Export:
    written = 0
    async with opened(to) as writing, opened_workbook(table.columns) as book:
        async for entry in entries:
            await book.add(table.row(entry))
            written += 1
        await book.finish(writing)
    return Export(written, writing.size, writing.sha256, writing.path)


# -- tables ------------------------------------------------------------------------------------------


@frozen
class _Complete:
    """All that the service said."""

    zone: tzinfo
    zone_name: str
    instrument: str | None
    columns: ClassVar = CSV_COLUMNS

    def row(self, entry: models.StatementEntry) -> list[Cell]:
        cells: list[Cell] = [
            _moment(entry.processed_timestamp),
            entry.processed_timestamp,
            str(entry.transaction_id.type_),
            entry.transaction_id.id,
            str(entry.entry_state),
        ]
        for amount_of in _AMOUNTS.values():
            amount = amount_of(entry)
            if amount is UNSET:
                cells += [None, None, None]
            else:
                cells += [_decimal(amount.currency, amount.amount), amount.amount, amount.currency]
        cells.append(_rate(entry.forex_rate))
        others = {name: value for name, value in entry.to_dict().items() if name not in _IN_COLUMNS}
        cells.append(orjson.dumps(others).decode() if others else None)
        return cells

    def json(self, entry: models.StatementEntry) -> JSONObject:
        data = entry.to_dict()
        _add_decimals(data)
        return data


@frozen
class _Accounting:
    """What accountants need."""

    zone: tzinfo
    zone_name: str
    instrument: str | None
    columns: ClassVar = ACCOUNTING_COLUMNS

    def row(self, entry: models.StatementEntry) -> list[Cell]:
        return accounting_row(entry, zone=self.zone, zone_name=self.zone_name, instrument=self.instrument)

    def json(self, entry: models.StatementEntry) -> JSONObject:
        return {name: _json_cell(cell) for name, cell in zip(self.columns, self.row(entry), strict=True)}


_Table: TypeAlias = _Complete | _Accounting
_TABLES: Final[Mapping[str, type[_Complete | _Accounting]]] = {"complete": _Complete, "accounting": _Accounting}


# -- lines -------------------------------------------------------------------------------------------


@frozen
class _CsvLines:
    table: _Table

    def head(self) -> bytes:
        return _csv_line(list(self.table.columns))

    def line(self, entry: models.StatementEntry) -> bytes:
        return _csv_line([_csv_cell(cell) for cell in self.table.row(entry)])


@frozen
class _JsonLines:
    table: _Table

    def head(self) -> bytes:
        return b""

    def line(self, entry: models.StatementEntry) -> bytes:
        return orjson.dumps(self.table.json(entry), option=orjson.OPT_APPEND_NEWLINE)


def _csv_line(cells: list[str | int]) -> bytes:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue().encode()


def _csv_cell(cell: Cell) -> str | int:
    if isinstance(cell, int):
        return cell
    if isinstance(cell, str):
        return _text(cell)
    return _json_cell(cell) or ""


def _json_cell(cell: Cell) -> str | None:
    """A cell as a text; nothing where it is empty."""
    if cell is None or isinstance(cell, str):
        return cell or None
    return cell.isoformat() if isinstance(cell, date | time) else format(cell, "f")


def _rate(rate: models.ScaledAmount | Unset) -> Decimal | None:
    if rate is UNSET or rate.value is UNSET or rate.scale is UNSET:
        return None
    try:
        return scaled_decimal(rate.value, rate.scale)
    except InvalidRequest:
        return None


def _add_decimals(data: JSONObject) -> None:
    """Add the decimal to each amount, the one in the currency of the card's user included."""
    for value in data.values():
        if isinstance(value, dict):
            _add_decimals(value)
    currency, amount = data.get("currency"), data.get("amount")
    if isinstance(currency, str) and isinstance(amount, int):
        decimal = _decimal(currency, amount)
        if decimal is not None:
            data["decimal"] = format(decimal, "f")


def _decimal(currency: str, minor: int) -> Decimal | None:
    """The amount in major units, if the number of decimals is known."""
    try:
        return Money.from_minor(minor, currency).amount
    except InvalidRequest:
        return None


def _moment(at_ms: int) -> str | None:
    """The time in UTC, if it is one of this calendar."""
    try:
        return from_epoch_ms(at_ms).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    except OverflowError:
        return None


def _text(value: str) -> str:
    """A text as a cell, which no spreadsheet takes for a formula."""
    return f"'{value}" if value.startswith(_FORMULA_STARTS) else str(value)
