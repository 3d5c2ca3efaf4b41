"""Exports make no models of entries. What they write, and refuse, is what they would with models, to the byte."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import UTC, date, time, timedelta
from decimal import Decimal
from itertools import product
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import orjson
import pytest
from attrs import frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.properties import examples
from weavr_async import InvalidRequest, Money, UnexpectedResponse
from weavr_async.statements import ACCOUNTING_COLUMNS, CSV_COLUMNS, export_entries
from weavr_async.statements._xlsx import opened_workbook
from weavr_async.statements.export import export_pages
from weavr_async.statements.parsed import as_json, parse_entries
from weavr_async.values._times import from_epoch_ms
from weavr_async.values.money import scaled_decimal
from weavr_backoffice import UNSET, UnexpectedAnswer
from weavr_backoffice.api.managed_accounts.managed_account_statement import parse
from weavr_backoffice.models import Statement, StatementEntry
from weavr_backoffice.operations import MANAGED_ACCOUNT_STATEMENT

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Mapping, Sequence

    from weavr_async import IdentityView
    from weavr_async.emulator import Emulator
    from weavr_async.statements import ExportFormat, ExportProfile
    from weavr_async.statements.parsed import AnyEntry

pytestmark = pytest.mark.asyncio

ZONE = "Europe/London"
PROFILES: list[ExportProfile] = ["complete", "accounting"]

# -- how it is done with models: slowly, and plain to see -----------------------------------------------

AMOUNTS = {name.removesuffix("_minor") for name in CSV_COLUMNS if name.endswith("_minor")}
ORDERED_AMOUNTS = [name for name in CSV_COLUMNS if name in AMOUNTS]
OTHER_COLUMNS = {"transactionId", "entryState", "processedTimestamp", "forexRate"}


def decimal_of(minor: int, currency: str) -> Decimal | None:
    try:
        return Money.from_minor(minor, currency).amount
    except InvalidRequest:
        return None


def complete_row(entry: StatementEntry) -> list[Any]:
    try:
        moment = from_epoch_ms(entry.processed_timestamp).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    except OverflowError:
        moment = ""
    transaction = entry.transaction_id
    row: list[Any] = [moment, entry.processed_timestamp, str(transaction.type_), transaction.id, str(entry.entry_state)]
    with_columns = set(OTHER_COLUMNS)
    for name in ORDERED_AMOUNTS:
        amount = getattr(entry, name)
        first, *rest = name.split("_")
        with_columns.add(first + "".join(map(str.capitalize, rest)))
        row += (
            [None] * 3
            if amount is UNSET
            else [decimal_of(amount.amount, amount.currency), amount.amount, amount.currency]
        )
    rate = entry.forex_rate
    is_rate = rate is not UNSET and rate.value is not UNSET and rate.scale is not UNSET
    try:
        row.append(scaled_decimal(rate.value, rate.scale) if is_rate else None)  # type: ignore[union-attr, arg-type]
    except InvalidRequest:
        row.append(None)
    others = {name: value for name, value in entry.to_dict().items() if name not in with_columns}
    return [*row, orjson.dumps(others).decode() if others else None]


def complete_json(entry: StatementEntry) -> dict[str, Any]:
    data = entry.to_dict()
    add_decimals(data)
    return data


def add_decimals(data: dict[str, Any]) -> None:
    for value in data.values():
        if isinstance(value, dict):
            add_decimals(value)
    currency, amount = data.get("currency"), data.get("amount")
    if isinstance(currency, str) and isinstance(amount, int):
        decimal = decimal_of(amount, currency)
        if decimal is not None:
            data["decimal"] = format(decimal, "f")


def book_decimal(minor: int, currency: str) -> Decimal:
    decimal = decimal_of(minor, currency)
    if decimal is None:
        raise UnexpectedResponse("", status=200)
    return decimal


def accounting_row(entry: StatementEntry) -> list[Any]:
    facts: Mapping[str, str] = {} if entry.additional_fields is UNSET else entry.additional_fields
    amount, original = entry.transaction_amount, entry.original_amount
    fee = max(0 if one is UNSET else abs(one.amount) for one in (entry.cardholder_fee, entry.transaction_fee))
    change, adjustment = amount.amount, entry.actual_balance_adjustment
    if adjustment is not UNSET and (adjustment.amount or entry.actual_balance_after is not UNSET):
        change, fee = (adjustment.amount + fee, fee) if adjustment.amount else (0, 0)
    balances = [one for one in (entry.actual_balance_after, entry.balance_after) if one is not UNSET]
    try:
        at = from_epoch_ms(entry.processed_timestamp).astimezone(ZoneInfo(ZONE))
    except OverflowError:
        at = None
    row: list[Any] = [None, None, None]
    if at is not None:
        hours, rest = divmod(at.utcoffset() or timedelta(), timedelta(hours=1))
        row = [at.date(), at.time().replace(microsecond=0), f"UTC+{hours:02}:{rest // timedelta(minutes=1):02}"]
    kind = str(entry.transaction_id.type_)
    return [
        *row,
        ZONE,
        kind,
        str(entry.entry_state),
        counterparty(facts),
        facts.get("description") or facts.get("reference"),
        facts.get("tag"),
        book_decimal(change, amount.currency),
        book_decimal(fee, amount.currency) if fee else None,
        book_decimal(balances[0].amount, balances[0].currency) if balances else None,
        amount.currency,
        None if original is UNSET else book_decimal(original.amount, original.currency),
        None if original is UNSET else original.currency,
        f"{kind} {entry.transaction_id.id}",
        "managed_accounts 220",
    ]


def counterparty(facts: Mapping[str, str]) -> str | None:
    named = facts.get("merchantName") or facts.get("sender") or facts.get("senderName")
    for side in () if named else ("destinationInstrument", "sourceInstrument"):
        other = facts.get(f"{side}Id")
        if other:
            name, kind = facts.get(f"{side}FriendlyName"), facts.get(f"{side}Type", "")
            account = f"{kind} {other}".strip()
            return f"{name} ({account})" if name else account
    return named or None


def as_text(cell: object) -> str | None:
    if isinstance(cell, date | time):
        return cell.isoformat()
    return format(cell, "f") if isinstance(cell, Decimal) else cell or None  # type: ignore[return-value]


def csv_cell(cell: object) -> object:
    starts = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(starts) else cell
    return cell if isinstance(cell, int) else as_text(cell) or ""


def csv_of(columns: Sequence[str], rows: Iterable[list[Any]]) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerows([columns, *([csv_cell(cell) for cell in row] for row in rows)])
    return written.getvalue().encode()


def jsonl_of(objects: Iterable[dict[str, Any]]) -> bytes:
    return b"".join(orjson.dumps(one, option=orjson.OPT_APPEND_NEWLINE) for one in objects)


async def with_models(entries: Sequence[StatementEntry], kind: ExportFormat, profile: ExportProfile) -> bytes:
    is_complete = profile == "complete"
    columns, row_of = (CSV_COLUMNS, complete_row) if is_complete else (ACCOUNTING_COLUMNS, accounting_row)
    rows = list(map(row_of, entries))
    if kind == "csv":
        return csv_of(columns, rows)
    if kind == "xlsx":
        return await workbook_of(columns, rows)
    if is_complete:
        return jsonl_of(map(complete_json, entries))
    return jsonl_of({name: as_text(cell) for name, cell in zip(columns, row, strict=True)} for row in rows)


async def workbook_of(columns: Sequence[str], rows: list[list[Any]]) -> bytes:
    """Its numbers are given as such."""
    sink = Kept()
    async with opened_workbook(columns, ()) as book:
        for row in rows:
            await book.add(row)
        await book.finish(sink)  # type: ignore[arg-type]  # it only writes
    return sheet_of(sink.content)


def sheet_of(workbook: bytes) -> bytes:
    """What of a workbook is the same each time it is made."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as parts:
        return b"".join(parts.read(f"xl/{name}.xml") for name in ("worksheets/sheet1", "styles"))


class Kept:
    """A sink that keeps the bytes it is given."""

    def __init__(self) -> None:
        self.content = b""

    async def write(self, data: bytes, /) -> None:
        """Keep them."""
        self.content += data


# -- entries, as bytes ----------------------------------------------------------------------------------

TEXTS = [
    *("AUTHORISATION", "", "=1+1", "\uff1dSUM(A1)", 'says "no", twice', "two\r\nlines", " led by a space"),
    *("42,50", "'", "é €", "-1", "\u2028", "日本"),
]
texts = st.sampled_from([*map(json.dumps, TEXTS), json.dumps("Zoë", ensure_ascii=False), r'"\ud83d\ude00"'])
misfits = st.sampled_from(
    ["null", "1e3", "1.5", "-0", "true", '"7"', "[]", "{}", "[1,2]", r'"\ud800"', "18446744073709551616"]
)
integers = st.sampled_from(
    ["0", "7", "-5", "-1050", "99", "100", "-100000", "9223372036854775807", "-9223372036854775808"]
)
large = st.sampled_from(["9223372036854775808", "18446744073709551615"])
currencies = st.sampled_from(["GBP", "EUR", "JPY", "KWD", "CLF", "XAU", "QQQ", "gbp", "", "=A", "a,b"]).map(json.dumps)


def mostly(usual: st.SearchStrategy[str], odd: st.SearchStrategy[str] = misfits) -> st.SearchStrategy[str]:
    return st.integers(0, 60).flatmap(lambda chance: usual if chance else odd)


def written(fields: dict[str, str], order: int) -> str:
    """An object, whose fields come in one order or the other."""
    return "{" + ",".join([f"{json.dumps(name)}:{value}" for name, value in fields.items()][::order]) + "}"


def objects(
    required: dict[str, st.SearchStrategy[str]], optional: dict[str, st.SearchStrategy[str]] | None = None
) -> st.SearchStrategy[str]:
    """With a field that the contract does not name now and then."""
    unknown = mostly(st.just(""), misfits | plain_amounts)
    named = st.fixed_dictionaries(required, optional=optional or {})
    every = st.builds(lambda known, more: known | ({"unknown": more} if more else {}), named, unknown)
    return st.builds(written, every, st.sampled_from([1, -1]))


plain_amounts = st.builds('{{"currency":{},"amount":{}}}'.format, currencies, integers)
amounts = mostly(
    plain_amounts
    | st.builds('{{"amount":{1},"currency":{0}}}'.format, currencies, integers | large)
    | objects({"currency": mostly(currencies), "amount": mostly(integers)})
)
rates = mostly(
    st.builds('{{"value":{},"scale":{}}}'.format, integers, st.integers(-130, 130).map(str))
    | objects({"scale": mostly(integers), "value": mostly(integers)})
    | st.builds('{{"scale":{}}}'.format, integers)
)
FACTS = [
    *("merchantName", "sender", "description", "tag", "currency", "amount", "destinationInstrumentId"),
    *("destinationInstrumentType", "destinationInstrumentFriendlyName", "sourceInstrumentId"),
]
facts = mostly(
    st.dictionaries(st.sampled_from(FACTS), mostly(texts), max_size=4).map(lambda fields: written(fields, 1))
)
entries = objects(
    {
        "transactionId": mostly(objects({"id": mostly(texts), "type": mostly(texts)})),
        "entryState": mostly(texts),
        "transactionAmount": amounts,
        "processedTimestamp": mostly(
            integers | st.sampled_from(["1793490600000", "253402300800000", "-62135596800001"])
        ),
    },
    {
        **dict.fromkeys(["availableBalanceAdjustment", "actualBalanceAdjustment", "availableBalanceAfter"], amounts),
        **dict.fromkeys(["actualBalanceAfter", "balanceAfter", "transactionFee", "cardholderFee"], amounts),
        **dict.fromkeys(["originalAmount", "sourceAmount"], amounts),
        "forexRate": rates,
        "userCurrencyTransactionDetails": mostly(
            objects({"userExchangeRate": mostly(texts), "userTransactionAmount": amounts})
        ),
        "additionalFields": facts,
    },
)
statements = st.lists(entries, max_size=3).map(lambda found: f'{{"count":{len(found)},"entry":[{",".join(found)}]}}')


@frozen
class Response:
    """An answer of the service."""

    content: bytes
    status_code: int = 200
    headers: Mapping[str, str] = {"content-type": "application/json"}


async def without_models(entries: Sequence[AnyEntry], kind: ExportFormat, profile: ExportProfile) -> bytes:
    async def pages() -> AsyncIterator[Sequence[AnyEntry]]:
        yield entries

    sink = Kept()
    await export_pages(pages(), sink, format=kind, profile=profile, zone=ZONE, instrument="managed_accounts 220")
    return sheet_of(sink.content) if kind == "xlsx" else sink.content


PLAIN = (
    '{"count":1,"entry":[{"transactionId":{"type":"TRANSFER","id":"12"},"entryState":"COMPLETED","transactionAmount":'
    '{"currency":"GBP","amount":-1050},"processedTimestamp":1793490600000,"additionalFields":{"tag":"a, b"},'
    '"forexRate":{"value":5,"scale":-20}}]}'
)


ODD = [
    PLAIN.replace('"TRANSFER"', r'"\ud800"'),
    PLAIN.replace("-1050", "1e3"),
    PLAIN.replace('"COMPLETED"', "null"),
    PLAIN.replace('"transactionAmount"', '"transactionAmounts"'),
    '{"count":null,"entry":{},"footer":1}',
    '{"entry":[[]]}',
    "[]",
]


async def hold_against_each_other(body: str, kinds: Sequence[ExportFormat]) -> None:
    """With models and without: the same bytes, or the same refusal."""
    response = Response(body.encode())
    try:
        modelled, refused = parse(response), None
    except UnexpectedAnswer as error:
        modelled, refused = Statement(), error
    if refused is not None:
        with pytest.raises(UnexpectedAnswer) as caught:
            parse_entries(MANAGED_ACCOUNT_STATEMENT, response)
        assert (str(caught.value), caught.value.path) == (str(refused), refused.path)
        return
    parsed, entries = parse_entries(MANAGED_ACCOUNT_STATEMENT, response), modelled.entry or []
    assert (parsed.count, parsed.start_balance) == (modelled.count, modelled.start_balance)
    assert [as_json(entry) for entry in parsed.entry or []] == [entry.to_dict() for entry in entries]
    for kind, profile in product(kinds, PROFILES):
        try:
            expected = await with_models(entries, kind, profile)
        except UnexpectedResponse:
            with pytest.raises(UnexpectedResponse, match="whose decimals"):
                await without_models(parsed.entry or [], kind, profile)
        else:
            assert await without_models(parsed.entry or [], kind, profile) == expected
            assert await without_models(entries, kind, profile) == expected


@given(statements)
@settings(max_examples=examples(60))
async def test_models_would_make_no_difference_to_lines(body: str) -> None:
    """Whatever a service can answer."""
    await hold_against_each_other(body, ["csv", "jsonl"])


@given(statements)
@settings(max_examples=examples(12))
async def test_models_would_make_no_difference_to_workbooks(body: str) -> None:
    """Whatever a service can answer."""
    await hold_against_each_other(body, ["xlsx"])


@pytest.mark.parametrize("body", [PLAIN, *ODD])
async def test_models_would_make_no_difference_to_what_is_odd(body: str) -> None:
    """Lone surrogates, numbers with an exponent, a field that is null or missing, lists for objects."""
    await hold_against_each_other(body, ["csv", "jsonl", "xlsx"])


@pytest.mark.parametrize("odd", [0, 4, 8])
async def test_an_odd_entry_among_usual_ones_makes_no_difference_to_these(odd: int) -> None:
    """Each stays in its place."""
    entry = PLAIN[PLAIN.index("[") + 1 : -2]
    entries = [entry.replace('"12"', f'"{number}"') for number in range(9)]
    entries[odd] = entries[odd].replace('"amount":-1050', '"amount":-1050,"unknown":[1]')
    await hold_against_each_other(f'{{"count":9,"entry":[{",".join(entries)}]}}', ["csv", "jsonl", "xlsx"])


async def test_of_usual_entries_no_models_are_made() -> None:
    """Otherwise all of this would say nothing. A model would give the fields back in the order of the contract."""
    parsed = parse_entries(MANAGED_ACCOUNT_STATEMENT, Response(PLAIN.encode()))
    (entry,), (sent,) = parsed.entry or [], json.loads(PLAIN)["entry"]
    assert [*as_json(entry)] == [*sent] != [*StatementEntry.from_dict(sent).to_dict()]


@pytest.mark.parametrize("profile", ["complete", "accounting"])
@pytest.mark.parametrize("kind", ["csv", "jsonl"])
async def test_a_statement_is_exported_as_its_entries_would_be(
    acme: IdentityView, emulator: Emulator, kind: ExportFormat, profile: ExportProfile
) -> None:
    """Entry by entry, through a filter, or as it is; also where one was read before."""
    for number in range(9):
        emulator.advance(1)
        emulator.world.deposit("221", number + 1)
    one, other = (acme.managed_accounts.statement("221", page_size=2, prefetch=3) for _ in range(2))
    assert await anext(one) == await anext(other)
    sinks = Kept(), Kept()
    by_models = await export_entries(
        one, sinks[0], format=kind, profile=profile, instrument="managed_accounts 221", zone=UTC
    )
    assert by_models == await other.export(sinks[1], format=kind, profile=profile, zone=UTC)
    assert sinks[0].content == sinks[1].content
    assert (one.checkpoint, one.start_balance, one.end_balance, one.shifts) == (
        other.checkpoint,
        other.start_balance,
        other.end_balance,
        other.shifts,
    )


class Full(Kept):
    """A sink that takes nothing."""

    async def write(self, data: bytes, /) -> None:
        """Refuse."""
        raise OSError("no space left")


async def test_after_an_export_that_failed_there_are_models_again(acme: IdentityView, emulator: Emulator) -> None:
    """Also of pages that were asked for meanwhile."""
    for number in range(700):
        emulator.advance(1)
        emulator.world.deposit("221", number + 1)
    statement = acme.managed_accounts.statement("221", page_size=100, prefetch=4)
    with pytest.raises(OSError, match="no space"):
        await statement.export(Full(), format="csv")
    rest = await statement.collect()
    assert rest
    assert {type(entry) for entry in rest} == {StatementEntry}
