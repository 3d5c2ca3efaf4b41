"""Statement entries written as CSV, JSON Lines or an Excel workbook, while they are read, in constant memory.

Nothing is rounded or lost: each amount stands in minor units, as the service wrote it, and as the exact decimal.
"""

from __future__ import annotations

import re
from contextlib import nullcontext
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache, partial
from os import PathLike
from typing import (
    TYPE_CHECKING,
    ClassVar,
    Final,
    Literal,
    NamedTuple,
    Protocol,
    TypeAlias,
    cast,
    runtime_checkable,
)

import orjson
from attrs import frozen

from weavr_async.errors import InvalidRequest, WeavrError
from weavr_async.statements._xlsx import opened_workbook
from weavr_async.statements.accounting import ACCOUNTING_COLUMNS, ACCOUNTING_NUMBERS, accounting_row
from weavr_async.statements.destination import opened
from weavr_async.statements.parsed import AMOUNTS, as_json, in_contract_order
from weavr_async.values._checks import check_choice
from weavr_async.values._times import time_zone
from weavr_async.values.json_values import JSONValue
from weavr_async.values.money import minor_as_text, scaled_decimal

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Mapping, Sequence
    from contextlib import AbstractAsyncContextManager
    from datetime import tzinfo
    from pathlib import Path

    from weavr_async.statements.accounting import Cell
    from weavr_async.statements.destination import Destination
    from weavr_async.statements.parsed import AmountJSON, AnyEntry, EntryJSON
    from weavr_backoffice import models
    from weavr_backoffice.types import JSON, JSONObject

__all__ = [
    "CSV_COLUMNS",
    "Export",
    "ExportFormat",
    "ExportProfile",
    "export_entries",
    "export_pages",
    "stays_after_failure",
]

ExportFormat: TypeAlias = Literal["csv", "jsonl", "xlsx"]
"""What `export_entries` writes."""
ExportProfile: TypeAlias = Literal["complete", "accounting"]
"""Which columns it writes."""

_AT_ONCE: Final = 100
"""Entries that are gathered before they are written, where they come one by one."""

CSV_COLUMNS: Final = (
    "processed_at",
    "processed_timestamp",
    "transaction_type",
    "transaction_id",
    "entry_state",
    *(f"{name}{part}" for name in AMOUNTS for part in ("", "_minor", "_currency")),
    "forex_rate",
    "other_fields",
)
"""The columns of a CSV export. New ones will only be added at the end."""

_IN_COLUMNS: Final = frozenset({"transactionId", "entryState", "processedTimestamp", "forexRate", *AMOUNTS.values()})
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

    An export that failed leaves no file, and a `Statement` goes back to where the export began (one to a sink, to the
    last entry that was written). To write a statement in several runs, give each run a file of its own and a statement
    that resumes from the checkpoint of the one before. Around a filter of yours, ``async with
    statement.all_or_nothing()`` goes back.

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
        WeavrError: Reading failed; with `checkpoint`, where the next export has to begin, if `entries` is a statement.
    """
    goes_back = entries.all_or_nothing() if isinstance(entries, _GoesBack) else nullcontext(_not_kept)
    async with goes_back as keep:
        return await export_pages(
            _gathered(entries, keep if stays_after_failure(to, format) else _not_kept),
            to,
            format=format,
            profile=profile,
            zone=zone,
            instrument=instrument,
        )


@runtime_checkable
class _GoesBack(Protocol):
    """Gives entries again that were lost."""

    def all_or_nothing(self) -> AbstractAsyncContextManager[Callable[[], None]]: ...


def _not_kept() -> None:
    """What was written so far may be lost yet."""


def stays_after_failure(to: Destination, format: ExportFormat) -> bool:  # noqa: A002 - the word for it
    """Whether what was written stays where it is when the export fails later: a file goes, and so does a workbook."""
    return format != "xlsx" and not isinstance(to, str | PathLike)


async def _gathered(
    entries: AsyncIterable[models.StatementEntry], written: Callable[[], None]
) -> AsyncIterator[Sequence[AnyEntry]]:
    gathered: list[models.StatementEntry] = []
    try:
        async for entry in entries:
            gathered.append(entry)
            if len(gathered) == _AT_ONCE:
                yield gathered
                written()
                gathered = []
    except WeavrError:
        yield gathered  # they were given before it failed
        written()
        raise
    yield gathered


async def export_pages(
    pages: AsyncIterable[Sequence[AnyEntry]],
    to: Destination,
    *,
    format: ExportFormat,  # noqa: A002 - the word for it
    profile: ExportProfile,
    zone: str | tzinfo,
    instrument: str | None,
) -> Export:
    """Write entries that come several at a time; see `export_entries`."""
    check_choice(format, _FORMATS, "format")
    table = _TABLES[check_choice(profile, _TABLES, "profile")](time_zone(zone, "zone"), str(zone), instrument)
    if format == "xlsx":
        return await _as_workbook(pages, to, table)
    if format == "csv":
        return await _as_lines(pages, to, partial(_csv_lines, table, _in_csv()), _csv_head(table))
    return await _as_lines(pages, to, partial(_json_lines, table, _as_it_is()))


_FORMATS: Final = ("csv", "jsonl", "xlsx")


async def _as_lines(
    pages: AsyncIterable[Sequence[AnyEntry]],
    to: Destination,
    lines: Callable[[Iterable[EntryJSON]], bytes],
    head: bytes = b"",
) -> Export:
    written = 0
    async with opened(to) as writing:
        async for page in pages:
            if page:
                await writing.write((b"" if written else head) + lines(map(as_json, page)))
            written += len(page)
        if head and not written:
            await writing.write(head)
    return Export(written, writing.size, writing.sha256, writing.path)


async def _as_workbook(pages: AsyncIterable[Sequence[AnyEntry]], to: Destination, table: _Table) -> Export:
    written, form = 0, _as_it_is()
    async with opened(to) as writing, opened_workbook(table.columns, table.numbers) as book:
        async for page in pages:
            for entry in page:
                await book.add(table.row(as_json(entry), form))
            written += len(page)
        await book.finish(writing)
    return Export(written, writing.size, writing.sha256, writing.path)


# -- tables ------------------------------------------------------------------------------------------


class _Form(NamedTuple):
    """How a format writes what not all formats can write as it is; made for one export."""

    text: Callable[[str], str]
    other: Callable[[Cell], Cell]
    amount: Callable[[str, int], tuple[str, ...]]
    """The cells of an amount, by its currency and minor units."""
    no_amount: tuple[str, ...]
    """The cells where there is none."""


def _as_it_is() -> _Form:
    def amount(currency: str, minor: int) -> tuple[str, ...]:
        return minor_as_text(minor, currency) or "", str(minor), currency

    def other(cell: Cell) -> Cell:
        return cell

    return _Form(str, other, amount, ("", "", ""))


_FIELDS_OF_AMOUNTS: Final = tuple(AMOUNTS.values())


@frozen
class _Complete:
    """All that the service said."""

    zone: tzinfo
    zone_name: str
    instrument: str | None
    columns: ClassVar = CSV_COLUMNS
    numbers: ClassVar = frozenset(
        {"processed_timestamp", "forex_rate", *AMOUNTS, *(f"{name}_minor" for name in AMOUNTS)}
    )

    def row(self, entry: EntryJSON, form: _Form) -> list[Cell]:
        text, other, amount_cells, no_amount = form
        transaction, at_ms = entry["transactionId"], entry["processedTimestamp"]
        cells: list[Cell] = [
            _moment(at_ms),
            str(at_ms),
            text(transaction["type"]),
            text(transaction["id"]),
            text(entry["entryState"]),
        ]
        amounts = cast("Mapping[str, AmountJSON]", entry)
        for name in _FIELDS_OF_AMOUNTS:
            amount = amounts.get(name)
            cells += no_amount if amount is None else amount_cells(amount["currency"], amount["amount"])
        cells += (other(_rate(entry.get("forexRate"))), text(_others(entry)))
        return cells

    def json(self, entry: EntryJSON, form: _Form) -> JSONObject:  # noqa: ARG002 - it adds to what the service said
        return _with_decimals(in_contract_order(entry))


@frozen
class _Accounting:
    """What accountants need."""

    zone: tzinfo
    zone_name: str
    instrument: str | None
    columns: ClassVar = ACCOUNTING_COLUMNS
    numbers: ClassVar = ACCOUNTING_NUMBERS

    def row(self, entry: EntryJSON, form: _Form) -> list[Cell]:
        cells = accounting_row(entry, zone=self.zone, zone_name=self.zone_name, instrument=self.instrument)
        return [
            form.text(cell) if isinstance(cell, str) and name not in self.numbers else form.other(cell)
            for name, cell in zip(self.columns, cells, strict=True)
        ]

    def json(self, entry: EntryJSON, form: _Form) -> JSONObject:
        return {
            name: str(cell) if cell else None for name, cell in zip(self.columns, self.row(entry, form), strict=True)
        }


_Table: TypeAlias = _Complete | _Accounting
_TABLES: Final[Mapping[str, type[_Complete | _Accounting]]] = {"complete": _Complete, "accounting": _Accounting}


# -- lines -------------------------------------------------------------------------------------------


def _csv_head(table: _Table) -> bytes:
    return f"{','.join(table.columns)}\r\n".encode()


def _csv_lines(table: _Table, form: _Form, entries: Iterable[EntryJSON]) -> bytes:
    # Our own commas: `csv` looks at each character twice, though most cells are numbers.
    rows = (cast("list[str]", table.row(entry, form)) for entry in entries)  # that is what this form makes of all
    return "".join([f"{','.join(cells)}\r\n" for cells in rows]).encode()


def _json_lines(table: _Table, form: _Form, entries: Iterable[EntryJSON]) -> bytes:
    return b"".join([orjson.dumps(table.json(entry, form), option=orjson.OPT_APPEND_NEWLINE) for entry in entries])


# -- cells -------------------------------------------------------------------------------------------


def _rate(rate: Mapping[str, int] | None) -> Decimal | None:
    if rate is None or "value" not in rate or "scale" not in rate:
        return None
    return _scaled(rate["value"], rate["scale"])


@lru_cache(typed=True)  # a rate holds for a day, and a float that equals it is none
def _scaled(value: int, scale: int) -> Decimal | None:
    try:
        return scaled_decimal(value, scale)
    except InvalidRequest:
        return None


def _others(entry: EntryJSON) -> str:
    """The fields without a column of their own, as a JSON object; nothing where there are none."""
    others = {name: value for name, value in entry.items() if name not in _IN_COLUMNS}
    if len(others) > 1:
        others = {name: value for name, value in in_contract_order(entry).items() if name in others}
    return orjson.dumps(others).decode() if others else ""


def _with_decimals(data: JSONObject) -> JSONObject:
    """The object with a decimal added to each amount, the one in the currency of the card's user included."""
    copy: dict[str, JSON] = {
        name: _with_decimals(value) if isinstance(value, dict) else value for name, value in data.items()
    }
    currency, minor = data.get("currency"), data.get("amount")
    if type(currency) is str and type(minor) is int:
        decimal = minor_as_text(minor, currency)
        if decimal is not None:
            copy["decimal"] = decimal
    return copy


def _moment(at_ms: int) -> str:
    """The time in UTC, if it is one of this calendar."""
    days, in_day = divmod(at_ms, _DAY_MS)
    minutes, in_minute = divmod(in_day, 60_000)
    try:
        day = _day(days)
    except OverflowError:
        return ""
    # Not by `datetime`, which writes the day anew for each entry.
    seconds, milliseconds = divmod(in_minute, 1_000)
    return f"{day}T{minutes // 60:02}:{minutes % 60:02}:{seconds:02}.{milliseconds:03}Z"


_DAY_MS: Final = 86_400_000


@lru_cache
def _day(days: int) -> str:
    """The date so many days after the epoch.

    Raises:
        OverflowError: No calendar has it.
    """
    return (date(1970, 1, 1) + timedelta(days)).isoformat()


def _csv_text(value: str) -> str:
    """A text as a cell of CSV (RFC 4180), which no spreadsheet takes for a formula."""
    if value.isalnum():
        return value
    if value.startswith(_FORMULA_STARTS):
        value = f"'{value}"
    if '"' in value:
        value = value.replace('"', '""')
        return f'"{value}"'
    return f'"{value}"' if _IS_QUOTED(value) else value


_IS_QUOTED: Final = re.compile("[,\r\n]").search


def _csv_other(cell: Cell) -> str:
    if cell is None:
        return ""
    return format(cell, "f") if isinstance(cell, Decimal) else str(cell)


def _in_csv() -> _Form:
    @lru_cache  # an entry repeats its amounts, and many fees are the same
    def amount(currency: str, minor: int) -> tuple[str, ...]:
        # Three cells in one piece, which are joined to others later: there are ten amounts in an entry.
        return (f"{minor_as_text(minor, currency) or ''},{minor},{_csv_text(currency)}",)

    return _Form(_csv_text, _csv_other, amount, (",,",))
