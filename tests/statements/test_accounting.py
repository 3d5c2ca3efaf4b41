"""Files for accountants: signed amounts that add up, dates of a zone, ids that stay what they are."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime, time
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import openpyxl  # type: ignore[import-untyped]
import pytest
from attrs import evolve

from weavr_async import ConfigurationError, InvalidRequest, Money, UnexpectedResponse, managed_account
from weavr_async.statements import ACCOUNTING_COLUMNS, export_entries
from weavr_backoffice.models import (
    CurrencyAmount,
    StatementEntry,
    StatementEntryAdditionalFields,
    StatementEntryState,
    TransactionId,
    TransactionType,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from weavr_async import IdentityView
    from weavr_async.statements import ExportFormat

pytestmark = pytest.mark.asyncio

COLUMNS = [
    *("date", "time", "utc_offset", "time_zone", "type", "state", "counterparty", "description", "tag"),
    *("amount", "fee", "balance", "currency", "original_amount", "original_currency", "transaction", "instrument"),
]
LONG_ID = "123456789012345678"


def gbp(minor: int) -> CurrencyAmount:
    return CurrencyAmount(currency="GBP", amount=minor)


def facts(**fields: str) -> StatementEntryAdditionalFields:
    return StatementEntryAdditionalFields(additional_properties=fields)


PAID = StatementEntry(
    transaction_id=TransactionId(type_=TransactionType.TRANSFER, id=LONG_ID),
    entry_state=StatementEntryState.COMPLETED,
    transaction_amount=gbp(-1050),
    processed_timestamp=1_793_490_600_000,  # 2026-10-31T23:50:00Z
    available_balance_adjustment=gbp(-1050),
    actual_balance_adjustment=gbp(-1050),
    actual_balance_after=gbp(8950),
    cardholder_fee=gbp(50),
    additional_fields=facts(
        destinationInstrumentType="managed_accounts",
        destinationInstrumentId="221",
        destinationInstrumentFriendlyName="Payroll",
        description="Invoice 1001",
    ),
)


class Kept:
    """A sink that keeps the bytes it is given."""

    def __init__(self) -> None:
        self.content = b""

    async def write(self, data: bytes, /) -> None:
        """Keep them."""
        self.content += data


async def written(*entries: StatementEntry, format: ExportFormat = "csv", zone: str = "UTC") -> bytes:  # noqa: A002
    async def given() -> AsyncIterator[StatementEntry]:
        for entry in entries:
            yield entry

    sink = Kept()
    await export_entries(
        given(), sink, format=format, profile="accounting", zone=zone, instrument="managed_accounts 220"
    )
    return sink.content


async def rows(*entries: StatementEntry, zone: str = "UTC") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((await written(*entries, zone=zone)).decode())))


async def test_the_columns_are_these() -> None:
    """Others build on them: new ones come at the end."""
    assert list(ACCOUNTING_COLUMNS) == COLUMNS
    assert (await written()).decode() == ",".join(COLUMNS) + "\r\n"


async def test_a_row_says_who_got_what() -> None:
    """Amount without the fee, fee, and the balance after both."""
    (row,) = await rows(PAID)

    assert row == {
        "date": "2026-10-31",
        "time": "23:50:00",
        "utc_offset": "UTC+00:00",
        "time_zone": "UTC",
        "type": "TRANSFER",
        "state": "COMPLETED",
        "counterparty": "Payroll (managed_accounts 221)",
        "description": "Invoice 1001",
        "tag": "",
        "amount": "-10.00",
        "fee": "0.50",
        "balance": "89.50",
        "currency": "GBP",
        "original_amount": "",
        "original_currency": "",
        "transaction": f"TRANSFER {LONG_ID}",
        "instrument": "managed_accounts 220",
    }


async def test_dates_are_those_of_the_zone() -> None:
    """The same moment is another day elsewhere, and the offset tells the two hours of an autumn night apart."""
    before, after = (evolve(PAID, processed_timestamp=at) for at in (1_792_888_200_000, 1_792_891_800_000))

    (paris,) = await rows(PAID, zone="Europe/Paris")
    first, second = await rows(before, after, zone="Europe/London")

    assert (paris["date"], paris["time"], paris["time_zone"]) == ("2026-11-01", "00:50:00", "Europe/Paris")
    assert [(row["time"], row["utc_offset"]) for row in (first, second)] == [
        ("01:30:00", "UTC+01:00"),
        ("01:30:00", "UTC+00:00"),
    ]


@pytest.mark.parametrize(
    ("fields", "counterparty"),
    [
        ({"merchantName": "Corner Shop"}, "Corner Shop"),
        ({"sender": "Ada Ltd"}, "Ada Ltd"),
        ({"sourceInstrumentType": "managed_cards", "sourceInstrumentId": "331"}, "managed_cards 331"),
        ({"merchantName": "=HYPERLINK(1)"}, "'=HYPERLINK(1)"),
        ({"chargeFeeType": "MONTHLY"}, ""),
    ],
)
async def test_the_other_side_is_named_where_the_service_names_it(fields: dict[str, str], counterparty: str) -> None:
    """A merchant, a sender, an account or a card; never as a formula."""
    (row,) = await rows(evolve(PAID, additional_fields=facts(**fields)))

    assert row["counterparty"] == counterparty


async def test_a_hold_moves_nothing_and_repeats_no_fee() -> None:
    """The settlement does, and takes the fee once."""
    hold = evolve(PAID, actual_balance_adjustment=gbp(0), actual_balance_after=gbp(10000))

    held, paid = await rows(hold, PAID)

    assert (held["amount"], held["fee"], held["balance"]) == ("0.00", "", "100.00")
    assert (paid["amount"], paid["fee"], paid["balance"]) == ("-10.00", "0.50", "89.50")


async def test_a_card_without_a_balance_of_its_own_shows_amounts() -> None:
    """The money is on the parent account."""
    entry = StatementEntry(
        transaction_id=PAID.transaction_id,
        entry_state=PAID.entry_state,
        transaction_amount=gbp(-700),
        processed_timestamp=PAID.processed_timestamp,
        original_amount=CurrencyAmount(currency="JPY", amount=-1300),
    )

    (row,) = await rows(entry)

    assert (row["amount"], row["balance"]) == ("-7.00", "")
    assert (row["original_amount"], row["original_currency"]) == ("-1300", "JPY")


async def test_an_amount_whose_decimals_nobody_knows_is_no_row() -> None:
    """A book cannot do without; the complete profile has the minor units."""
    with pytest.raises(UnexpectedResponse, match="XQQ"):
        await written(evolve(PAID, transaction_amount=CurrencyAmount(currency="XQQ", amount=1)))


async def test_json_lines_have_the_same_fields() -> None:
    """Amounts as strings, nothing as null."""
    row = json.loads(await written(PAID, format="jsonl"))

    assert list(row) == COLUMNS
    assert (row["amount"], row["balance"], row["tag"]) == ("-10.00", "89.50", None)


def opened(content: bytes) -> list[list[Any]]:
    """The cells of a workbook, read by another library."""
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    return [[cell.value for cell in row] for sheet in book.worksheets for row in sheet.iter_rows()]


async def test_a_workbook_has_real_dates_numbers_and_texts() -> None:
    """Ids are texts, and so are amounts that have more digits than a spreadsheet keeps."""
    much = evolve(PAID, actual_balance_adjustment=gbp(10**15), actual_balance_after=gbp(-(10**15) - 1))
    formula = evolve(PAID, additional_fields=facts(description="=1+1", merchantName="x" * 40_000))

    head, first, second, third = opened(await written(PAID, much, formula, format="xlsx"))

    row = dict(zip(head, first, strict=True))
    assert head == COLUMNS
    assert (row["date"], row["time"]) == (datetime(2026, 10, 31), time(23, 50))  # noqa: DTZ001 - as sheets have it
    assert (row["amount"], row["fee"], row["balance"]) == (-10, 0.5, 89.5)
    assert row["transaction"] == f"TRANSFER {LONG_ID}"
    assert dict(zip(head, second, strict=True))["balance"] == "-10000000000000.01"
    assert dict(zip(head, third, strict=True))["description"] == "=1+1"
    assert len(dict(zip(head, third, strict=True))["counterparty"]) == 32_767


async def test_what_does_not_fit_on_a_sheet_goes_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sheet has a million rows; each has the line of columns."""
    monkeypatch.setattr("weavr_async.statements._xlsx._MOST_ROWS", 3)

    found = opened(await written(*[PAID] * 5, format="xlsx"))

    assert [row[0] == "date" for row in found] == [True, False, False, True, False, False, True, False]


async def test_a_workbook_without_its_extra_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything is sent."""
    monkeypatch.setitem(__import__("sys").modules, "xlsxwriter", None)

    with pytest.raises(ConfigurationError, match=r"weavr-async\[excel\]"):
        await written(PAID, format="xlsx")


async def pay(acme: IdentityView, times: int) -> None:
    for number in range(times):
        await acme.transfers.create(
            profile_id="7",
            source=managed_account("220"),
            destination=managed_account("221"),
            amount=Money("1.00", "GBP"),
            description=f"invoice {number}",
            idempotency_ref=f"invoice-{number}",
        )


@pytest.mark.parametrize("format", ["csv", "jsonl", "xlsx"])
async def test_a_statement_is_exported_for_accountants(
    acme: IdentityView,
    tmp_path: Path,
    format: ExportFormat,  # noqa: A002 - the word for it
) -> None:
    """Its rows add up: balance before, plus amount, less fee."""
    await pay(acme, 3)
    path = tmp_path / f"statement.{format}"

    export = await acme.managed_accounts.statement("220").export(path, format=format, profile="accounting")

    assert (export.path, export.size) == (path, path.stat().st_size)
    if format == "csv":
        found = list(csv.DictReader(io.StringIO(path.read_text())))
        assert len(found) == export.entries >= 3
        assert found[-1]["description"] == "invoice 2"
        for before, row in pairwise(found):
            moved = Decimal(row["amount"]) - Decimal(row["fee"] or 0)
            assert Decimal(before["balance"]) + moved == Decimal(row["balance"])


@pytest.mark.parametrize("format", ["csv", "jsonl", "xlsx"])
async def test_the_complete_profile_is_there_in_every_format(acme: IdentityView, tmp_path: Path, format: Any) -> None:  # noqa: A002, ANN401
    """A workbook has numbers for amounts, texts for ids."""
    await pay(acme, 1)

    export = await acme.managed_accounts.statement("220").export(tmp_path / "all", format=format)

    assert export.entries >= 1
    if format == "xlsx":
        head, *_, last = opened((tmp_path / "all").read_bytes())
        row = dict(zip(head, last, strict=True))
        assert isinstance(row["transaction_amount"], int | float)
        assert isinstance(row["transaction_id"], str)


@pytest.mark.parametrize(
    ("option", "value"), [("format", "ods"), ("profile", "taxes"), ("zone", "Europe/Lundun"), ("zone", 1)]
)
async def test_what_cannot_be_right_is_refused(acme: IdentityView, tmp_path: Path, option: str, value: object) -> None:
    """By its name, with no file left."""
    options: dict[str, Any] = {"format": "csv", "profile": "accounting", option: value}

    with pytest.raises(InvalidRequest, match=f"^{option}: "):
        await acme.managed_accounts.statement("220").export(tmp_path / "x", **options)

    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize(
    ("options", "since", "until"),
    [
        ({"month": "2026-10"}, "2026-10-01T00:00+00:00", "2026-11-01T00:00+00:00"),
        ({"month": "2026-12", "zone": "Europe/London"}, "2026-12-01T00:00+00:00", "2027-01-01T00:00+00:00"),
        ({"month": "2026-10", "zone": "Europe/London"}, "2026-10-01T00:00+01:00", "2026-11-01T00:00+00:00"),
        (
            {"since": date(2026, 3, 29), "until": date(2026, 3, 30), "zone": "Europe/Paris"},
            "2026-03-29T00:00+01:00",
            "2026-03-30T00:00+02:00",
        ),
        ({"since": datetime.fromisoformat("2026-03-29T10:00+01:00")}, "2026-03-29T10:00+01:00", None),
    ],
)
async def test_months_and_plain_dates_begin_in_a_zone(
    acme: IdentityView, options: dict[str, Any], since: str, until: str | None
) -> None:
    """Of accounts and of cards."""
    for statement in (
        acme.managed_accounts.statement("220", **options),
        acme.managed_cards.statement("331", **options),
    ):
        query = statement.checkpoint.query
        assert query.since_ms == datetime.fromisoformat(since).timestamp() * 1000
        assert query.until_ms == (None if until is None else datetime.fromisoformat(until).timestamp() * 1000)


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"month": "2026-13"}, "month"),
        ({"month": "October"}, "month"),
        ({"month": 10}, "month"),
        ({"month": "1969-12"}, "month"),
        ({"month": "2026-10", "since": date(2026, 10, 1)}, "month"),
        ({"since": "2026-10-01"}, "since"),
        ({"since": date(2026, 10, 2), "until": date(2026, 10, 2)}, "until"),
        ({"since": datetime(2026, 10, 2)}, "since"),  # noqa: DTZ001 - what is tested
        ({"zone": "Nowhere"}, "zone"),
        ({"zone": None}, "zone"),
    ],
)
async def test_a_range_that_cannot_be_right_is_refused(acme: IdentityView, options: dict[str, Any], field: str) -> None:
    """Before anything is sent."""
    with pytest.raises(InvalidRequest) as caught:
        acme.managed_accounts.statement("220", **options)

    assert caught.value.field == field
