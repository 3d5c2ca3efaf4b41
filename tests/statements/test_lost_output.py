"""What was read for a file, a sum or a verdict is read again when that was lost, and nothing else is."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from weavr_async import ServiceUnavailable, UnexpectedResponse
from weavr_async.emulator import Fault
from weavr_async.statements import export_entries
from weavr_backoffice.models import CurrencyAmount
from weavr_backoffice.operations import MANAGED_ACCOUNT_STATEMENT

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.statements.conftest import Book
    from weavr_async import IdentityView
    from weavr_async.emulator import Emulator
    from weavr_async.statements import ExportFormat, Statement
    from weavr_backoffice.models import StatementEntry

pytestmark = pytest.mark.asyncio

ENTRIES = 7
LINES: list[ExportFormat] = ["csv", "jsonl"]
FORMATS: list[ExportFormat] = [*LINES, "xlsx"]


class Kept:
    """A sink that keeps the pieces it is given, and refuses one."""

    def __init__(self, *, refused: int | None = None) -> None:
        self.pieces: list[bytes] = []
        self._refused = refused

    async def write(self, data: bytes, /) -> None:
        """Keep it."""
        if len(self.pieces) == self._refused:
            raise OSError("no space left")
        self.pieces.append(data)

    @property
    def lines(self) -> list[bytes]:
        """All of them."""
        return b"".join(self.pieces).splitlines()


@pytest.fixture
def account(acme: IdentityView, emulator: Emulator) -> IdentityView:
    """An account with seven entries, each at a time of its own."""
    for number in range(ENTRIES - 1):
        emulator.advance(1)
        emulator.world.deposit("221", number + 1)
    return acme


def statement_of(account: IdentityView, checkpoint: str | None = None) -> Statement:
    """Its statement, in pages of two and without reading ahead."""
    return account.managed_accounts.statement("221", page_size=2, prefetch=1, checkpoint=checkpoint)


def fail_after(emulator: Emulator, pages: int) -> None:
    """Let the service answer the requests for so many pages and for the newest entry, and fail once."""
    emulator.faults.inject(Fault.delay(0), operation=MANAGED_ACCOUNT_STATEMENT.id, times=pages + 1)
    emulator.faults.inject(Fault.answer(503), operation=MANAGED_ACCOUNT_STATEMENT.id)


@pytest.mark.parametrize("kind", FORMATS)
async def test_a_file_that_was_lost_is_made_again_from_the_checkpoint_of_the_error(
    account: IdentityView, emulator: Emulator, tmp_path: Path, kind: ExportFormat
) -> None:
    fail_after(emulator, 2)
    with pytest.raises(ServiceUnavailable) as caught:
        await statement_of(account).export(tmp_path / "lost", format=kind)
    resumed = statement_of(account, checkpoint=caught.value.checkpoint)
    assert (await resumed.export(tmp_path / "made", format=kind)).entries == ENTRIES


@pytest.mark.parametrize("kind", FORMATS)
async def test_the_statement_itself_begins_again_where_the_lost_file_did(
    account: IdentityView, emulator: Emulator, tmp_path: Path, kind: ExportFormat
) -> None:
    """After the entry that was given before."""
    statement = statement_of(account)
    await anext(statement)
    before = statement.checkpoint
    fail_after(emulator, 1)
    with pytest.raises(ServiceUnavailable) as caught:
        await statement.export(tmp_path / "lost", format=kind)
    assert caught.value.checkpoint == statement.checkpoint.to_json() == before.to_json()
    assert (await statement.export(tmp_path / "made", format=kind)).entries == ENTRIES - 1


@pytest.mark.parametrize("kind", LINES)
async def test_a_sink_gets_the_rest_from_the_checkpoint_of_the_error(
    account: IdentityView, emulator: Emulator, kind: ExportFormat
) -> None:
    """What it got before stays there."""
    whole, first, rest = Kept(), Kept(), Kept()
    await statement_of(account).export(whole, format=kind)
    fail_after(emulator, 2)
    with pytest.raises(ServiceUnavailable) as caught:
        await statement_of(account).export(first, format=kind)
    await statement_of(account, checkpoint=caught.value.checkpoint).export(rest, format=kind)
    assert len(first.lines) == 4 + (kind == "csv")
    assert first.lines + rest.lines[kind == "csv" :] == whole.lines


async def test_a_sink_of_which_a_workbook_was_lost_gets_all_of_it_again(
    account: IdentityView, emulator: Emulator
) -> None:
    """It got nothing: a workbook is written at its end."""
    fail_after(emulator, 2)
    statement, sink = statement_of(account), Kept()
    with pytest.raises(ServiceUnavailable):
        await statement.export(sink, format="xlsx")
    assert not sink.pieces
    assert (await statement.export(sink, format="xlsx")).entries == ENTRIES


async def test_a_page_that_a_sink_refused_is_given_again(account: IdentityView) -> None:
    statement, first, rest = statement_of(account), Kept(refused=1), Kept()
    with pytest.raises(OSError, match="no space"):
        await statement.export(first, format="jsonl")
    await statement.export(rest, format="jsonl")
    assert (len(first.lines), len(rest.lines)) == (2, ENTRIES - 2)
    assert len({*first.lines, *rest.lines}) == ENTRIES


async def test_a_file_that_could_not_be_put_in_place_is_made_again(account: IdentityView, tmp_path: Path) -> None:
    """Its folder was taken away while the statement was read."""
    statement = statement_of(account)
    with pytest.raises(FileNotFoundError):
        await statement.export(tmp_path / "missing" / "statement.csv", format="csv")
    assert (await statement.export(tmp_path / "statement.csv", format="csv")).entries == ENTRIES


async def test_a_file_whose_export_was_cancelled_is_made_again(new_book: type[Book], tmp_path: Path) -> None:
    """Here the service fell silent after two pages."""
    book = new_book(range(1, ENTRIES + 1))
    silent = asyncio.Event()
    book.silent_from = 3
    book.before_request = lambda number: silent.set() if number == 3 else None
    statement = book.read(page_size=2)
    export = asyncio.create_task(statement.export(tmp_path / "lost", format="csv"))
    await silent.wait()
    export.cancel()
    with pytest.raises(asyncio.CancelledError):
        await export
    book.silent_from = None
    assert (await statement.export(tmp_path / "made", format="csv")).entries == ENTRIES


@pytest.mark.parametrize("ahead", [1, 8])
@pytest.mark.parametrize("kind", FORMATS)
async def test_entries_given_to_export_entries_are_given_again(
    account: IdentityView, emulator: Emulator, tmp_path: Path, kind: ExportFormat, ahead: int
) -> None:
    """To a file, whose checkpoint is where it began; also where pages were read ahead."""
    statement = account.managed_accounts.statement("221", page_size=2, prefetch=ahead)
    fail_after(emulator, 2)
    with pytest.raises(ServiceUnavailable) as caught:
        await export_entries(statement, tmp_path / "lost", format=kind)
    resumed = statement_of(account, checkpoint=caught.value.checkpoint)
    assert (await export_entries(resumed, tmp_path / "made", format=kind)).entries == ENTRIES
    assert (await export_entries(statement, tmp_path / "made", format=kind)).entries == ENTRIES


async def test_entries_that_export_entries_wrote_to_a_sink_are_not_given_again(
    account: IdentityView, emulator: Emulator
) -> None:
    statement, sink = statement_of(account), Kept()
    fail_after(emulator, 2)
    with pytest.raises(ServiceUnavailable) as caught:
        await export_entries(statement, sink, format="jsonl")
    resumed = statement_of(account, checkpoint=caught.value.checkpoint)
    await export_entries(resumed, sink, format="jsonl")
    assert len(sink.lines) == len({*sink.lines}) == ENTRIES


async def test_a_filter_goes_back_with_the_statement_it_reads(
    account: IdentityView, emulator: Emulator, tmp_path: Path
) -> None:
    statement = statement_of(account)

    async def all_of_it() -> AsyncIterator[StatementEntry]:
        async for entry in statement:
            yield entry

    fail_after(emulator, 2)
    with pytest.raises(ServiceUnavailable) as caught:
        async with statement.all_or_nothing():
            await export_entries(all_of_it(), tmp_path / "lost", format="csv")
    assert caught.value.checkpoint == statement_of(account, checkpoint=caught.value.checkpoint).checkpoint.to_json()
    assert (await export_entries(all_of_it(), tmp_path / "made", format="csv")).entries == ENTRIES


async def test_entries_that_no_book_can_hold_are_given_again(new_book: type[Book]) -> None:
    """The error that refuses the page has the checkpoint as well."""
    book = new_book(range(1, 5))
    book.entries[3].transaction_amount = CurrencyAmount(currency="QQQ", amount=1)
    statement, sink = book.read(page_size=2), Kept()
    with pytest.raises(UnexpectedResponse, match="QQQ") as caught:
        await statement.export(sink, format="jsonl", profile="accounting")
    assert len(sink.lines) == 2
    assert caught.value.checkpoint == statement.checkpoint.to_json()
    assert await book.read(checkpoint=caught.value.checkpoint).collect() == await statement.collect()


async def test_sums_begin_again_where_reading_failed(account: IdentityView, emulator: Emulator) -> None:
    """Half of the transactions would look like all of them."""
    whole = await statement_of(account).transactions()
    statement = statement_of(account)
    fail_after(emulator, 2)
    with pytest.raises(ServiceUnavailable) as caught:
        await statement.transactions()
    assert await statement_of(account, checkpoint=caught.value.checkpoint).transactions() == whole
    assert await statement.transactions() == whole


async def test_reconciling_begins_again_where_reading_failed(account: IdentityView, emulator: Emulator) -> None:
    statement = statement_of(account)
    fail_after(emulator, 2)
    with pytest.raises(ServiceUnavailable):
        await statement.reconcile()
    again = await statement.reconcile()
    assert (again.verdict, again.entries) == ("yes", ENTRIES)


async def test_what_was_kept_on_the_way_is_not_given_again(account: IdentityView, emulator: Emulator) -> None:
    """As by a program that commits page by page."""
    statement, kept = statement_of(account), 0
    fail_after(emulator, 2)
    with pytest.raises(ServiceUnavailable):  # noqa: PT012 - it comes while the block reads
        async with statement.all_or_nothing() as keep:
            async for page in statement.pages():
                kept += len(page.entries)
                keep()
    assert kept == 4
    assert len(await statement.collect()) == ENTRIES - kept


async def test_what_was_not_kept_on_the_way_is_given_again(account: IdentityView, emulator: Emulator) -> None:
    statement = statement_of(account)
    fail_after(emulator, 2)
    with pytest.raises(ServiceUnavailable):  # noqa: PT012 - it comes while the block reads
        async with statement.all_or_nothing() as keep:
            keep()
            async for _ in statement:
                pass
    assert len(await statement.collect()) == ENTRIES


async def test_a_task_that_may_not_read_takes_nothing_back(account: IdentityView) -> None:
    """Two tasks read one statement: one is refused, and what the other one reads is whole."""
    statement, sink = statement_of(account), Kept()
    export = asyncio.create_task(statement.export(sink, format="jsonl"))
    await asyncio.sleep(0)
    with pytest.raises(RuntimeError, match="another task"):
        await statement.transactions()
    assert (await export).entries == len({*sink.lines}) == ENTRIES
