"""Entries as CSV and JSON Lines: exact, harmless, and in constant memory."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from weavr_async import InvalidRequest, Money, ServiceUnavailable
from weavr_async.emulator import Fault
from weavr_async.statements import CSV_COLUMNS, export_entries
from weavr_backoffice.models.currency_amount import CurrencyAmount
from weavr_backoffice.models.scaled_amount import ScaledAmount
from weavr_backoffice.models.statement_entry import StatementEntry
from weavr_backoffice.models.statement_entry_additional_fields import StatementEntryAdditionalFields
from weavr_backoffice.models.statement_entry_state import StatementEntryState
from weavr_backoffice.models.transaction_id import TransactionId
from weavr_backoffice.models.transaction_type import TransactionType

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from weavr_async import IdentityView
    from weavr_async.emulator import Emulator
    from weavr_async.statements import ExportFormat


ENTRY = StatementEntry(
    transaction_id=TransactionId(type_=TransactionType.TRANSFER, id="12"),
    entry_state=StatementEntryState.COMPLETED,
    transaction_amount=CurrencyAmount(currency="GBP", amount=-1050),
    processed_timestamp=1_750_000_000_001,
)


def left_in(folder: Path) -> list[str]:
    return [file.name for file in folder.iterdir()]


class Kept:
    """A sink that keeps the pieces it is given."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    async def write(self, data: bytes, /) -> None:
        """Keep it."""
        self.pieces.append(data)

    @property
    def content(self) -> bytes:
        """All of it."""
        return b"".join(self.pieces)


async def several(*entries: StatementEntry) -> AsyncIterator[StatementEntry]:
    for entry in entries:
        yield entry


async def exported(kind: ExportFormat, *entries: StatementEntry) -> str:
    kept = Kept()
    await export_entries(several(*entries), kept, format=kind)
    return kept.content.decode()


async def row(entry: StatementEntry) -> dict[str, str]:
    (read,) = csv.DictReader(io.StringIO(await exported("csv", entry), newline=""))
    return read


@pytest.mark.asyncio
async def test_a_row_holds_the_decimal_the_minor_units_and_the_currency() -> None:
    """So that neither a person nor a program has to know a currency's decimals."""
    cells = await row(ENTRY)
    assert tuple(cells) == CSV_COLUMNS
    assert cells["transaction_amount"] == "-10.50"
    assert cells["transaction_amount_minor"] == "-1050"
    assert cells["transaction_amount_currency"] == "GBP"
    assert cells["processed_at"] == "2025-06-15T15:06:40.001Z"
    assert cells["processed_timestamp"] == "1750000000001"
    assert (cells["transaction_type"], cells["transaction_id"]) == ("TRANSFER", "12")
    assert cells["balance_after"] == cells["other_fields"] == cells["forex_rate"] == ""


@given(
    minor=st.integers(-(2**63), 2**63 - 1),
    currency=st.sampled_from(["GBP", "JPY", "KWD", "CLF"]),
)
@pytest.mark.asyncio
async def test_no_digit_of_an_amount_is_lost(minor: int, currency: str) -> None:
    """With no decimals, with two, with three, with four."""
    entry = evolve(ENTRY, transaction_amount=CurrencyAmount(currency=currency, amount=minor))
    expected = Money.from_minor(minor, currency).amount
    assert Decimal((await row(entry))["transaction_amount"]) == expected
    line = json.loads(await exported("jsonl", entry))
    assert Decimal(line["transactionAmount"]["decimal"]) == expected
    assert line["transactionAmount"]["amount"] == minor


@pytest.mark.asyncio
async def test_an_unknown_currency_keeps_its_minor_units() -> None:
    """How many decimals it has is not guessed."""
    entry = evolve(ENTRY, transaction_amount=CurrencyAmount(currency="QQQ", amount=7))
    cells = await row(entry)
    assert (cells["transaction_amount"], cells["transaction_amount_minor"]) == ("", "7")
    assert "decimal" not in json.loads(await exported("jsonl", entry))["transactionAmount"]


@pytest.mark.asyncio
async def test_a_rate_is_an_exact_decimal() -> None:
    """Not a float, and not in scientific notation."""
    assert (await row(evolve(ENTRY, forex_rate=ScaledAmount(value=11, scale=9))))["forex_rate"] == "0.000000011"


@pytest.mark.asyncio
@pytest.mark.parametrize("odd", [ScaledAmount(value=7.0, scale=3), ScaledAmount(value=7, scale=3.0)])  # type: ignore[arg-type]  # of an entry made by hand
async def test_a_rate_that_is_none_hides_no_rate_of_another_entry(odd: ScaledAmount) -> None:
    """Even one that is equal to it: there is no float for the API."""
    assert (await row(evolve(ENTRY, forex_rate=odd)))["forex_rate"] == ""
    assert (await row(evolve(ENTRY, forex_rate=ScaledAmount(value=7, scale=3))))["forex_rate"] == "0.007"


@given(
    st.text(st.characters(codec="utf-8")), st.sampled_from(["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff20"])
)
@pytest.mark.asyncio
async def test_no_text_becomes_a_formula(rest: str, start: str) -> None:
    """Whoever chooses a name that stands in a statement chooses what a spreadsheet runs, otherwise."""
    entry = evolve(ENTRY, transaction_id=TransactionId(type_=TransactionType(start + rest), id=start + rest))
    cells = await row(entry)
    assert cells["transaction_type"] == cells["transaction_id"] == f"'{start}{rest}"


@pytest.mark.asyncio
async def test_fields_without_a_column_are_kept_as_json() -> None:
    """Those of the contract and those it does not name."""
    entry = StatementEntry.from_dict(
        {**ENTRY.to_dict(), "additionalFields": {"merchantName": '=HYPERLINK("x")'}, "newField": 1}
    )
    assert isinstance(entry.additional_fields, StatementEntryAdditionalFields)
    assert json.loads((await row(entry))["other_fields"]) == {
        "additionalFields": {"merchantName": '=HYPERLINK("x")'},
        "newField": 1,
    }


@pytest.mark.asyncio
async def test_a_json_line_reads_back_as_the_entry() -> None:
    """Line by line, in order; only the decimals are added."""
    entries = [evolve(ENTRY, processed_timestamp=number) for number in range(3)]
    lines = (await exported("jsonl", *entries)).splitlines()
    read = [StatementEntry.from_dict(json.loads(line)) for line in lines]
    assert [entry.processed_timestamp for entry in read] == [0, 1, 2]
    assert [Money.of(entry.transaction_amount) for entry in read] == [Money("-10.50", "GBP")] * 3


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
@pytest.mark.asyncio
async def test_a_statement_is_exported_while_it_is_read(
    acme: IdentityView, emulator: Emulator, tmp_path: Path, kind: ExportFormat
) -> None:
    """And the file is there with its checksum when all of it is."""
    for number in range(5):
        emulator.advance(1)
        emulator.world.deposit("221", number + 1)
    place = tmp_path / "statement"
    done = await acme.managed_accounts.statement("221", page_size=2).export(place, format=kind)
    content = place.read_bytes()
    assert (done.entries, done.size, done.path) == (6, len(content), place)
    assert done.sha256 == hashlib.sha256(content).hexdigest()
    assert len(content.splitlines()) == 6 + (kind == "csv")


@pytest.mark.asyncio
async def test_a_failed_export_leaves_no_file(acme: IdentityView, emulator: Emulator, tmp_path: Path) -> None:
    """The error tells how far reading had come."""
    for number in range(5):
        emulator.advance(1)
        emulator.world.deposit("221", number + 1)
    reading = acme.managed_accounts.statement("221", page_size=2)
    await anext(reading)
    emulator.faults.inject(Fault.answer(503))
    with pytest.raises(ServiceUnavailable) as caught:
        await reading.export(tmp_path / "statement.csv", format="csv")
    assert caught.value.checkpoint == reading.checkpoint.to_json()
    assert left_in(tmp_path) == []


@pytest.mark.asyncio
async def test_what_is_written_at_once_does_not_grow_with_the_statement() -> None:
    """Pieces of bounded size."""
    kept = Kept()
    await export_entries(several(*[ENTRY] * 3000), kept, format="jsonl")
    assert len(kept.pieces) > 5
    assert max(map(len, kept.pieces)) < 70_000


@pytest.mark.asyncio
async def test_an_empty_statement_is_an_empty_table() -> None:
    """With its head."""
    assert (await exported("csv")).splitlines() == [",".join(CSV_COLUMNS)]
    assert await exported("jsonl") == ""


@pytest.mark.asyncio
async def test_another_format_is_refused(tmp_path: Path) -> None:
    """Before a file is made."""
    with pytest.raises(InvalidRequest, match="csv"):
        await export_entries(several(), tmp_path / "x", format="xls")  # type: ignore[arg-type]  # wrong on purpose
    assert left_in(tmp_path) == []
