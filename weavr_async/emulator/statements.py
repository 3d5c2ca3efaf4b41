"""Statements: which entries a query selects, and how they are written as JSON, CSV or PDF."""

from __future__ import annotations

import csv
import io
from bisect import bisect_left, bisect_right
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from weavr_async.emulator.pdf import text_pdf

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from weavr_async.emulator.contract import JsonObject
    from weavr_async.emulator.records import Account, Card, Entry

__all__ = ["Selection", "as_csv", "as_json", "as_pdf", "select"]

_COLUMNS = (
    "transactionType",
    "transactionId",
    "entryState",
    "processedTimestamp",
    "currency",
    "transactionAmount",
    "availableBalanceAdjustment",
    "actualBalanceAdjustment",
    "availableBalanceAfter",
    "actualBalanceAfter",
)


class Selection(NamedTuple):
    """The entries of one page, how many there are in all, and the balances before the oldest and after the newest."""

    page: Sequence[Entry]
    total: int
    start: int
    end: int


def select(
    entries: Sequence[Entry], query: Mapping[str, object], *, from_inclusive: bool, page_size: int | None
) -> Selection:
    """Select what a statement query asks for; `page_size` is used when it sends no limit (None: everything)."""
    low, high = 0, len(entries)
    start, end = query.get("fromTimestamp"), query.get("toTimestamp")
    if isinstance(start, int):
        low = (bisect_left if from_inclusive else bisect_right)(entries, start, key=_moment)
    if isinstance(end, int):
        high = max(low, bisect_right(entries, end, key=_moment))
    chosen = _filtered(entries, low, high, query)
    count = high - low if chosen is None else len(chosen)
    newest_first = query.get("orderByTimestamp", "DESC") == "DESC"
    limit = query.get("limit", query.get("statementLimit", page_size))
    first = query.get("offset", 0)
    first = min(first, count) if isinstance(first, int) else 0
    last = min(first + limit, count) if isinstance(limit, int) else count
    picked = chosen if chosen is not None else entries
    base = 0 if chosen is not None else low
    if newest_first:
        page = [picked[base + count - 1 - n] for n in range(first, last)]
    else:
        page = list(picked[base + first : base + last])
    before = entries[low].available_after - entries[low].available if low < high else _after(entries, low)
    return Selection(page, count, before, _after(entries, high))


def _filtered(entries: Sequence[Entry], low: int, high: int, query: Mapping[str, object]) -> list[Entry] | None:
    """Give the filtered entries, or None where nothing filters and the range itself will do."""
    kinds = query.get("transactionType")
    moving_only, single = query.get("showFundMovementsOnly"), query.get("singleEntryPerTransaction")
    if not kinds and not moving_only and not single:
        return None
    chosen = [entries[n] for n in range(low, high)]
    if isinstance(kinds, list):
        chosen = [entry for entry in chosen if entry.type in kinds]
    if moving_only:
        chosen = [entry for entry in chosen if entry.state != "PENDING" and (entry.available or entry.actual)]
    if single:
        newest = {(entry.type, entry.id): n for n, entry in enumerate(chosen)}
        chosen = [entry for n, entry in enumerate(chosen) if newest[entry.type, entry.id] == n]
    return chosen


def _moment(entry: Entry) -> int:
    return entry.at_ms


def _after(entries: Sequence[Entry], place: int) -> int:
    return entries[place - 1].available_after if place else 0


def as_json(selection: Selection, holder: Account | Card) -> JsonObject:
    """Write a page the way the contract does; a debit card's statement has no balances."""
    currency, of_account = holder.currency, holder.key.type == "managed_accounts"
    statement: JsonObject = {
        "entry": [entry_json(entry, of_account=of_account) for entry in selection.page],
        "count": selection.total,
        "responseCount": len(selection.page),
    }
    if holder.balance is not None:
        statement["startBalance"] = {"currency": currency, "amount": selection.start}
        statement["endBalance"] = {"currency": currency, "amount": selection.end}
    return statement


def entry_json(entry: Entry, *, of_account: bool) -> JsonObject:
    """Write one entry the way the contract does; an account's states its fee twice."""
    currency = entry.currency
    row: JsonObject = {
        "transactionId": {"type": entry.type, "id": entry.id},
        "entryState": entry.state,
        "transactionAmount": {"currency": currency, "amount": entry.amount},
        "availableBalanceAdjustment": {"currency": currency, "amount": entry.available},
        "actualBalanceAdjustment": {"currency": currency, "amount": entry.actual},
        "processedTimestamp": entry.at_ms,
        "cardholderFee": {"currency": currency, "amount": entry.fee},
    }
    if of_account:
        row["transactionFee"] = {"currency": currency, "amount": entry.fee}
    if entry.balances:
        row["balanceAfter"] = {"currency": currency, "amount": entry.available_after}
        row["availableBalanceAfter"] = {"currency": currency, "amount": entry.available_after}
        row["actualBalanceAfter"] = {"currency": currency, "amount": entry.actual_after}
    if entry.fields:
        row["additionalFields"] = dict(entry.fields)
    return row


def as_csv(selection: Selection) -> bytes:
    """Write a page as CSV; columns and encoding of the real service are not known."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    writer.writerows(_row(entry) for entry in selection.page)
    return out.getvalue().encode()


def as_pdf(selection: Selection, holder: Account | Card) -> bytes:
    """Write a page as a small PDF."""
    title = f"Statement of {holder.key.type} {holder.id} ({holder.currency}), {selection.total} entries"
    lines = [f"{title}, minor units", ""]
    for entry in selection.page:
        when = _readable(entry.at_ms)
        lines.append(f"{when}  {entry.type:<24} {entry.id:>10}  {entry.state:<9} {entry.amount:>12}")
    return text_pdf(lines)


def _readable(at_ms: int) -> str:
    try:
        return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S")
    except (OverflowError, ValueError, OSError):
        return str(at_ms)


def _row(entry: Entry) -> tuple[object, ...]:
    after = (entry.available_after, entry.actual_after) if entry.balances else ("", "")
    start = (entry.type, entry.id, entry.state, entry.at_ms, entry.currency)
    return (*start, entry.amount, entry.available, entry.actual, *after)
