"""The statement of an account or of a card: read it, resume it, keep it as a file, check that it adds up."""

from __future__ import annotations

from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, Final, Self

from weavr_async._calls.whole_lists import collect_into
from weavr_async.errors import InvalidRequest, WeavrError
from weavr_async.statements.checkpoint import Checkpoint
from weavr_async.statements.download import MOST_BYTES, download
from weavr_async.statements.export import export_pages, stays_after_failure
from weavr_async.statements.options import EntryOptions
from weavr_async.statements.overlap import LastTimestamp
from weavr_async.statements.parsed import parse_entries
from weavr_async.statements.query import StatementQuery
from weavr_async.statements.reading import Reading, ReadPage, StatementPage
from weavr_async.statements.reconcile import Reconciler
from weavr_async.statements.transactions import TransactionSums
from weavr_async.values._checks import check_integer, check_type
from weavr_async.values._times import time_zone

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Sequence
    from datetime import tzinfo
    from types import TracebackType
    from typing import Unpack

    from weavr_async._calls.identity_calls import IdentityCalls
    from weavr_async.statements.destination import Destination
    from weavr_async.statements.download import Download, FileFormat, Progress
    from weavr_async.statements.export import Export, ExportFormat, ExportProfile
    from weavr_async.statements.parsed import AnyEntry, AnyStatement
    from weavr_async.statements.prefetch import Arrived
    from weavr_async.statements.query import PageRequest, StatementKind
    from weavr_async.statements.reconcile import Reconciliation
    from weavr_async.statements.transactions import StatementTransaction
    from weavr_backoffice import models

__all__ = ["Statement"]

_MOST_PREFETCH: Final = 64
_PREFETCH: Final = 8


class Statement:
    """The entries of a statement, read as they are needed: iterate over it, or over its `pages()`.

    What it gives, provided that the service sorts entries by `processed_timestamp`:

    - Every entry that stands in the range throughout the reading, exactly once, in order, however many entries
      share a timestamp, and whatever is added or completed meanwhile.
    - Both entries of a transaction that was PENDING and completed: statements are append-only, as far as observed, so
      the first entry stays as it is, and the second one comes later under the same transaction id. Add up adjustments,
      not amounts; `transactions` does it.
    - Should the service complete an entry where it stands: that entry once, in the state in which it was read. Balances
      after an entry are those at the time when its page was read.
    - Nothing newer than the newest entry at the time the reading began; `Checkpoint.onward` reads on from there.

    What no reading can give, because the service does not tell:

    - A PENDING entry that moves to a later time when it completes is left out if it had not been reached and its new
      place lies beyond the end, and given in both states if both places are reached.
    - An entry that is added with a time that has been passed already is not seen.
    - An entry that changes in another way than by completing is given once more if its timestamp is read again after
      an interruption or a shift.

    Entries of the current page, of the pages read ahead (at most twice as many as are under way at once), and a hash
    for each entry of the last timestamp are kept; memory does not grow with the statement. Pages are read ahead only
    after a full first page, and more of them as the reading goes on.

    An object is read once, by one task: `export` and `reconcile` read it to its end. A failure does not end it:
    iterating again goes on where it failed, and `checkpoint` (also on the error) does so in another process. What is
    of use only as a whole, such as a file, begins again; see `all_or_nothing`. Leave a reading early by
    ``async with`` or `aclose()`, so that no request is left under way.

    Raises:
        UnexpectedResponse: While iterating: the service gives entries out of order or out of range, or the statement
            changes faster than it can be read.
        WeavrError: While iterating: whatever a call can end in; with `checkpoint`.
    """

    __slots__ = ("_at", "_busy", "_calls", "_given", "_page", "_reading", "_zone")

    def __init__(self, reading: Reading, calls: IdentityCalls, zone: str | tzinfo = "UTC") -> None:
        self._reading: Final = reading
        self._zone: Final = zone
        self._calls: Final = calls
        self._page = StatementPage((), None)
        self._at = 0
        """How many entries of the page have been given."""
        self._given = reading.last
        """What was given before the page."""
        self._busy = False

    @classmethod
    def of(
        cls,
        calls: IdentityCalls,
        kind: StatementKind,
        instrument_id: str,
        *,
        fund_movements_only: bool | None,
        zone: str | tzinfo = "UTC",
        page_size: int | None = None,
        prefetch: int | None = None,
        checkpoint: Checkpoint | str | None = None,
        **entries: Unpack[EntryOptions],
    ) -> Self:
        """Make a statement that is read through these calls; nothing is sent yet. See `StatementOptions`.

        Raises:
            InvalidRequest: An argument cannot be right, or the checkpoint is of another statement.
        """
        for name in entries.keys() - EntryOptions.__annotations__.keys():
            raise TypeError(f"statement() got an unexpected keyword argument {name!r}")
        query = StatementQuery.of(
            kind,
            calls.identity,
            instrument_id,
            zone=time_zone(zone, "zone"),
            fund_movements_only=fund_movements_only,
            **entries,
        )
        most = kind.most_entries
        reading = Reading(
            partial(_fetch, calls, query),
            query,
            page_size=most if page_size is None else check_integer(page_size, "page_size", lowest=1, highest=most),
            prefetch=check_integer(
                _PREFETCH if prefetch is None else prefetch, "prefetch", lowest=1, highest=_MOST_PREFETCH
            ),
            checkpoint=_checkpoint(checkpoint),
            fetch_parsed=partial(_fetch_parsed, calls, query),
        )
        return cls(reading, calls, zone)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> models.StatementEntry:
        """Give the next entry."""
        if self._at >= len(self._page.entries) and not await self._turn_page():
            raise StopAsyncIteration
        self._at += 1
        return self._page.entries[self._at - 1]

    async def pages(self) -> AsyncGenerator[StatementPage, None]:
        """The pages, from the first entry that has not been given; each counts as given when it is handed out."""
        while self._at < len(self._page.entries) or await self._turn_page():
            rest = self._page.entries[self._at :]
            self._at += len(rest)
            yield StatementPage(rest, self._page.count, self._page.answers)

    async def collect(self, limit: int | None = None) -> list[models.StatementEntry]:
        """Give the next entries as a list, `limit` of them at most; all that are left when it is absent.

        No request is left under way. After a failure, or when it is cancelled, it can be called again: no entry is
        lost. A list of all entries grows with the statement; iterate over a long one.

        Raises:
            InvalidRequest: The limit is no integer from 0 on.
            WeavrError: Reading failed; with `checkpoint`, where this list begins.
        """
        found: list[models.StatementEntry] = []
        given = LastTimestamp.after(self._given, self._page.entries[: self._at])
        try:
            await collect_into(found, self, limit)
        except BaseException as error:
            rest = self._page.entries[self._at :]
            self._given, self._page, self._at = given, StatementPage([*found, *rest], self._page.count), 0
            if isinstance(error, WeavrError):
                error.checkpoint = self.checkpoint.to_json()
            raise
        finally:
            await self.aclose()
        return found

    async def first(self) -> models.StatementEntry | None:
        """Give the next entry; nothing when there is none (any more). No request is left under way."""
        return next(iter(await self.collect(1)), None)

    async def _turn_page(self) -> bool:
        """Put the next page in place; false at the end."""
        given = self._reading.last
        page = await self._next_page()
        self._given, self._page, self._at = given, page.as_models() if page else StatementPage((), None), 0
        return page is not None

    async def _next_page(self, *, parsed: bool = False) -> ReadPage | None:
        """Read the next page; nothing at the end."""
        if self._busy:
            raise _ReadElsewhereError("This statement is being read by another task")
        self._busy = True
        try:
            return await self._reading.next_page(parsed=parsed)
        except WeavrError as error:
            error.checkpoint = self.checkpoint.to_json()
            raise
        finally:
            self._busy = False

    async def _pages_as_parsed(self, written: Callable[[], None] | None) -> AsyncGenerator[Sequence[AnyEntry]]:
        """The entries that have not been given, page by page, without making models of them."""
        page: Sequence[AnyEntry] = self._page.entries[self._at :]
        self._at += len(page)
        while True:
            yield page
            if written is not None:
                written()
            following = await self._next_page(parsed=True)
            if following is None:
                return
            page = following.entries
            self._given, self._page, self._at = self._reading.last, StatementPage((), None), 0

    @asynccontextmanager
    async def all_or_nothing(self) -> AsyncGenerator[Callable[[], None]]:
        """What is read in the block counts as given only if the block ends well.

        After a failure, `checkpoint` (also on a `WeavrError`) and reading on are where the block began, so that a file
        or a transaction that was lost with it can be made again. Memory does not grow with what is read. `export`,
        `reconcile` and `transactions` do so by themselves.

        ``async with statement.all_or_nothing() as keep`` gives a function. Call it when everything that was given so
        far has been kept: then a failure leads back to there.
        """
        place = self._place()

        def keep() -> None:
            nonlocal place
            place = self._place()

        try:
            yield keep
        except _ReadElsewhereError:
            raise  # whoever reads goes on
        except BaseException as error:
            self._given, self._page, self._at, last, entries = place
            if isinstance(error, WeavrError):
                error.checkpoint = self.checkpoint.to_json()
            await self._reading.go_back(last, entries)
            raise

    def _place(self) -> tuple[LastTimestamp | None, StatementPage, int, LastTimestamp | None, int]:
        return self._given, self._page, self._at, self._reading.last, self._reading.entries

    @property
    def checkpoint(self) -> Checkpoint:
        """How far the statement has been given, the last entry or page included."""
        given = LastTimestamp.after(self._given, self._page.entries[: self._at])
        return Checkpoint(self._reading.query, self._reading.end_ms, given)

    @property
    def start_balance(self) -> models.CurrencyAmount | None:
        """The balance before the oldest entry, as the service stated it.

        Absent where it stated none (debit mode cards), or for another range than the one that is given.
        """
        return self._reading.start_balance

    @property
    def end_balance(self) -> models.CurrencyAmount | None:
        """The balance after the newest entry, as the service stated it; absent like `start_balance`.

        Oldest first, it is known once the statement has been read to its end.
        """
        return self._reading.end_balance

    @property
    def shifts(self) -> int:
        """How often entries moved while they were read, so that reading started anew within the statement."""
        return self._reading.shifts

    async def export(
        self,
        to: Destination,
        *,
        format: ExportFormat,  # noqa: A002 - the word for it
        profile: ExportProfile = "complete",
        zone: str | tzinfo | None = None,
    ) -> Export:
        """Write the entries that have not been given yet, while they are read; see `export_entries`.

        They count as given when they are there to stay: all at the end of a file or a workbook, page by page in a
        sink. So after a failure a file begins again, and a sink goes on after the last page that it took; of a page
        that it refused it may have got a part.

        Args:
            to: A path, or an object with an async `write`.
            format: ``"csv"``, ``"jsonl"`` or ``"xlsx"`` (extra `excel`).
            profile: ``"complete"``, or ``"accounting"`` for what accountants need.
            zone: Where the dates of ``"accounting"`` are dates; that of the statement when absent.

        Raises:
            InvalidRequest: An argument cannot be right; nothing was sent.
            OSError: The file cannot be written.
            WeavrError: Reading failed; with `checkpoint`, where the next export has to begin.
        """
        query, stays = self._reading.query, stays_after_failure(to, format)
        async with self.all_or_nothing() as keep:
            return await export_pages(
                self._pages_as_parsed(keep if stays else None),
                to,
                format=format,
                profile=profile,
                zone=self._zone if zone is None else zone,
                instrument=f"{query.kind.instrument_type} {query.instrument_id}",
            )

    async def reconcile(self) -> Reconciliation:
        """Read the statement to its end and say whether it adds up.

        Adjustments are signed and net of fees (observed), so the balance after an entry is the one before it plus its
        adjustment, separately for the available and the actual balance. The service does not say which of the two its
        balances at the start and the end are: they have to fit one.

        It cannot tell for a debit mode card, whose statement has no balances, for a statement that is filtered or of
        which a part was given before, and where only a change during the reading may be to blame.

        Raises:
            WeavrError: Reading failed; with `checkpoint`, where this began.
        """
        reconciler = self.reconciler()
        async with self.all_or_nothing():
            async for page in self.pages():
                reconciler.add(page)
        return reconciler.result()

    async def transactions(self) -> list[StatementTransaction]:
        """Read the statement to its end, and sum its entries up by their transaction.

        Do not add up the amounts of entries yourself: what completes later has two entries with the same amount. The
        result holds every transaction of the range, so memory grows with it; one that reaches over an end of the
        range is summed up as far as the range shows it.

        Raises:
            WeavrError: Reading failed; with `checkpoint`, where this began.
        """
        sums = TransactionSums()
        async with self.all_or_nothing():
            async for page in self.pages():
                for entry in page.entries:
                    sums.add(entry)
        return sums.result()

    def reconciler(self) -> Reconciler:
        """What `reconcile` does, page by page, for a program that does something else with the pages as well."""
        return Reconciler(self._reading)

    async def download(
        self,
        to: Destination,
        *,
        format: FileFormat,  # noqa: A002 - the word for it
        max_bytes: int = MOST_BYTES,
        progress: Progress | None = None,
    ) -> Download:
        """Fetch the statement as a PDF or CSV file that the service makes, in a request of its own.

        The file is streamed to a temporary one next to `to` and renamed when it is whole, or written to a sink. Its
        columns, encoding and paging are not documented, so it is handed on as it comes. The range of time is asked
        for with a millisecond to spare at either end, because the service does not tell whether the ends belong to
        it; unlike a reading, a file cannot be cut to measure.

        Args:
            to: A path, or an object with an async `write(bytes)`.
            format: ``"pdf"`` or ``"csv"``.
            max_bytes: The largest file that is accepted; 1 GiB if not given.
            progress: Called with the bytes so far and, where the service tells, the bytes in all.

        Raises:
            InvalidRequest: An argument cannot be right, or the statement was made with a checkpoint, at which no file
                can start; nothing was sent.
            UnexpectedResponse: The answer is of another kind than was asked for, or too large.
            TransportError: The answer broke off; no file is left, but a sink keeps what it got.
            OSError: The file cannot be written.
            WeavrError: Whatever else a call can end in.
        """
        if self._reading.is_resumed:
            raise InvalidRequest(
                "A file that the service makes cannot start at a checkpoint: leave it out.", field="checkpoint"
            )
        return await download(
            self._calls, self._reading.query, to, format=format, max_bytes=max_bytes, progress=progress
        )

    async def aclose(self) -> None:
        """End the requests that are under way. The reading can be gone on with."""
        await self._reading.drop_prefetched()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()


class _ReadElsewhereError(RuntimeError):
    """Two tasks read the same statement."""


async def _fetch(
    calls: IdentityCalls, query: StatementQuery, page: PageRequest, /, *, arrived: Arrived
) -> models.Statement:
    """Ask for one page."""
    return await calls.send(query.page_request(page), query.endpoint.parse, arrived=arrived)


async def _fetch_parsed(
    calls: IdentityCalls, query: StatementQuery, page: PageRequest, /, *, arrived: Arrived
) -> AnyStatement:
    """Ask for one page, of which no models are needed."""
    parse = partial(parse_entries, query.kind.operation)
    return await calls.send(query.page_request(page), parse, arrived=arrived)


def _checkpoint(given: Checkpoint | str | None) -> Checkpoint | None:
    if isinstance(given, str):
        return Checkpoint.from_json(given)
    return None if given is None else check_type(given, Checkpoint, "checkpoint")
