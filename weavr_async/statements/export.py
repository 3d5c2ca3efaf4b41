"""Statement entries written as CSV or JSON Lines, while they are read, in constant memory.

Nothing is rounded or lost: each amount stands in minor units, as the service wrote it, and as the exact decimal.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import orjson
from attrs import frozen

from weavr_async.errors import InvalidRequest
from weavr_async.statements.destination import opened
from weavr_async.values._checks import check_choice
from weavr_async.values._times import from_epoch_ms
from weavr_async.values.json_values import JSONValue
from weavr_async.values.money import Money, scaled_decimal
from weavr_backoffice.types import UNSET

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, Callable, Mapping
    from pathlib import Path

    from weavr_async.statements.destination import Destination
    from weavr_backoffice import models
    from weavr_backoffice.types import JSONObject, Unset

__all__ = ["CSV_COLUMNS", "Export", "ExportFormat", "export_entries"]

ExportFormat: TypeAlias = Literal["csv", "jsonl"]
"""What `export_entries` writes."""

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
) -> Export:
    """Write entries as they come, to a file that is there whole or not at all, or to a sink.

    - `csv` is RFC 4180 in UTF-8 with a line of `CSV_COLUMNS`. An amount takes three cells: the decimal in major units
      (``-10.50``), the integer in minor units, the currency. Fields without a column of their own stand as JSON in
      the last one. A text that a spreadsheet would take for a formula gets an apostrophe before it; numbers do not.
    - `jsonl` has one JSON object on each line, as the service sent it, with a ``decimal`` (a string) added to each
      amount. `StatementEntry.from_dict` reads it back.

    A decimal is empty (in JSON: absent) where ISO 4217 does not know the currency; the minor units are always there.

    An export that failed leaves no file. To write a statement in several runs, give each run a file of its own and a
    statement that resumes from the checkpoint of the one before.

    Args:
        entries: A `Statement`, or a filter of yours over one.
        to: A path, or an object with an async `write`.
        format: "csv" or "jsonl".

    Raises:
        InvalidRequest: An argument cannot be right; nothing was sent.
        OSError: The file cannot be written.
        WeavrError: Reading failed; with `checkpoint` if `entries` is a statement.
    """
    head, line_of = _FORMATS[check_choice(format, _FORMATS, "format")]
    written = 0
    async with opened(to) as writing:
        gathered = bytearray(head())
        async for entry in entries:
            gathered += line_of(entry)
            written += 1
            if len(gathered) >= _PIECE:
                await writing.write(bytes(gathered))
                gathered.clear()
        if gathered:
            await writing.write(bytes(gathered))
    return Export(written, writing.size, writing.sha256, writing.path)


def _csv_line(cells: list[str | int]) -> bytes:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue().encode()


def _csv_head() -> bytes:
    return _csv_line(list(CSV_COLUMNS))


def _csv_entry(entry: models.StatementEntry) -> bytes:
    cells: list[str | int] = [
        _moment(entry.processed_timestamp),
        entry.processed_timestamp,
        _text(entry.transaction_id.type_),
        _text(entry.transaction_id.id),
        _text(entry.entry_state),
    ]
    for amount_of in _AMOUNTS.values():
        amount = amount_of(entry)
        if amount is UNSET:
            cells += ["", "", ""]
        else:
            cells += [_decimal(amount.currency, amount.amount) or "", amount.amount, _text(amount.currency)]
    cells.append(_rate(entry.forex_rate))
    others = {name: value for name, value in entry.to_dict().items() if name not in _IN_COLUMNS}
    cells.append(_text(orjson.dumps(others).decode()) if others else "")
    return _csv_line(cells)


def _rate(rate: models.ScaledAmount | Unset) -> str:
    if rate is UNSET or rate.value is UNSET or rate.scale is UNSET:
        return ""
    try:
        return format(scaled_decimal(rate.value, rate.scale), "f")
    except InvalidRequest:
        return ""


def _jsonl_head() -> bytes:
    return b""


def _jsonl_entry(entry: models.StatementEntry) -> bytes:
    data = entry.to_dict()
    _add_decimals(data)
    return orjson.dumps(data, option=orjson.OPT_APPEND_NEWLINE)


_FORMATS: Final[Mapping[str, tuple[Callable[[], bytes], Callable[[models.StatementEntry], bytes]]]] = {
    "csv": (_csv_head, _csv_entry),
    "jsonl": (_jsonl_head, _jsonl_entry),
}


def _add_decimals(data: JSONObject) -> None:
    """Add the decimal to each amount, the one in the currency of the card's user included."""
    for value in data.values():
        if isinstance(value, dict):
            _add_decimals(value)
    currency, amount = data.get("currency"), data.get("amount")
    if isinstance(currency, str) and isinstance(amount, int):
        decimal = _decimal(currency, amount)
        if decimal is not None:
            data["decimal"] = decimal


def _decimal(currency: str, minor: int) -> str | None:
    """The amount in major units, if the number of decimals is known."""
    try:
        return format(Money.from_minor(minor, currency).amount, "f")
    except InvalidRequest:
        return None


def _moment(at_ms: int) -> str:
    """The time in UTC, if it is one of this calendar."""
    try:
        return from_epoch_ms(at_ms).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    except OverflowError:
        return ""


def _text(value: str) -> str:
    """A text as a cell, which no spreadsheet takes for a formula."""
    return f"'{value}" if value.startswith(_FORMULA_STARTS) else str(value)
