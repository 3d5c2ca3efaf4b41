"""The pages of a statement that is read while the account lives on.

The service keeps no snapshot: a page is so many entries from an offset, counted anew for every request. These rules
keep the reading whole all the same:

- It goes from the oldest entry to the newest and ends with the one that was the newest when it began, so that what
  arrives later comes after everything that is read, and moves nothing. (Newest first ends the other way round.)
- Each page overlaps the one before by one entry. As long as that entry stands where it stood, and the count is what
  it was, nothing before it was added or taken away (see `paged_range`).
- When it does not, the pages under way are dropped, and reading starts anew at the timestamp that was given last,
  leaving out the entries of that timestamp that were given (see `overlap`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import frozen

from weavr_async.statements.overlap import LastTimestamp, not_yet_given
from weavr_async.statements.paged_range import PagedRange, entries_and_count, misfit
from weavr_async.statements.parsed import as_models, time_of
from weavr_async.statements.prefetch import Prefetcher
from weavr_backoffice.types import UNSET

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weavr_async.statements.checkpoint import Checkpoint
    from weavr_async.statements.parsed import AnyEntry, AnyStatement
    from weavr_async.statements.prefetch import Fetch
    from weavr_async.statements.query import PageRequest, StatementQuery
    from weavr_backoffice import models

__all__ = ["ReadPage", "Reading", "StatementPage"]

_MOST_RESTARTS: Final = 10
"""How often reading may start anew in a row without a single new entry."""


async def _nothing_waits() -> None:
    """No other request waits for an answer to arrive."""


@frozen
class StatementPage:
    """Entries that came with one request, without those that had been given before."""

    entries: Sequence[models.StatementEntry]
    """In the order of the statement; never empty."""
    count: int | None
    """How many entries the service counted in the range that it was asked for, which may be a part of the whole."""
    answers: Sequence[Sequence[models.StatementEntry]] = ()
    """The answers that the entries came with, mostly one. The entries of one answer are neighbours, and are shown as
    they were at one moment; the first is mostly the last one of the answer before."""


@frozen
class ReadPage:
    """A page of a reading, which may have been read without making models of its entries; see `StatementPage`."""

    entries: Sequence[AnyEntry]
    count: int | None
    answers: Sequence[Sequence[AnyEntry]]

    def as_models(self) -> StatementPage:
        """The page with models of all entries."""
        return StatementPage(as_models(self.entries), self.count, [as_models(answer) for answer in self.answers])


@frozen
class _Balances:
    start: models.CurrencyAmount | None
    end: models.CurrencyAmount | None


class Reading:
    """Gives the pages of a statement, each entry once. What is promised is said at `Statement`.

    Args:
        fetch: Asks for one page, and makes models of its entries.
        query: Which entries.
        page_size: Entries for each request.
        prefetch: The most requests under way at the same time.
        checkpoint: Where an earlier reading ended.
        fetch_parsed: Asks for one page, and makes no models; as `fetch` when it is absent.

    Raises:
        InvalidRequest: The checkpoint is of another statement.
    """

    __slots__ = (
        "_answers",
        "_cut_at_end",
        "_cut_at_start",
        "_fetch",
        "_fetches",
        "_first_balances",
        "_last_balances",
        "_page_size",
        "_prefetch",
        "_prefetcher",
        "_range",
        "_restarts",
        "end_ms",
        "entries",
        "is_resumed",
        "last",
        "query",
        "shifts",
    )

    def __init__(
        self,
        fetch: Fetch,
        query: StatementQuery,
        *,
        page_size: int,
        prefetch: int,
        checkpoint: Checkpoint | None = None,
        fetch_parsed: Fetch | None = None,
    ) -> None:
        if checkpoint is not None:
            checkpoint.check(query)
        self.query: Final = query
        self.last = None if checkpoint is None else checkpoint.last
        """How far it has been read: the entries of the last timestamp."""
        self.end_ms = None if checkpoint is None else checkpoint.end_ms
        """The first millisecond after the newest entry at the time reading began, once that is known."""
        self.is_resumed: Final = self.last is not None
        """Whether a part of the statement was given before this reading."""
        self.entries: int = 0
        """How many have been read."""
        self.shifts: int = 0
        """How often entries moved while they were read, so that reading started anew within the statement."""
        self._fetch = fetch
        self._fetches: Final = (fetch, fetch_parsed or fetch)
        self._page_size: Final = page_size
        self._prefetch: Final = prefetch
        self._range: PagedRange | None = None
        self._prefetcher: Prefetcher | None = None
        self._restarts = 0
        self._answers: list[Sequence[AnyEntry]] = []
        self._first_balances: _Balances | None = None
        self._last_balances: _Balances | None = None
        self._cut_at_start = False
        self._cut_at_end = False

    @property
    def start_balance(self) -> models.CurrencyAmount | None:
        """The balance before the oldest entry, as the service stated it for just these entries."""
        if self.query.newest_first:
            balances = self._last_balances if self._is_finished else None
        else:
            balances = None if self.is_resumed else self._first_balances
        return None if balances is None or self._cut_at_start else balances.start

    @property
    def end_balance(self) -> models.CurrencyAmount | None:
        """The balance after the newest entry, as the service stated it for just these entries."""
        if self.query.newest_first:
            balances = None if self.is_resumed else self._first_balances
        else:
            balances = self._last_balances if self._is_finished else None
        return None if balances is None or self._cut_at_end else balances.end

    async def next_page(self, *, parsed: bool = False) -> ReadPage | None:
        """The next page with entries; nothing at the end. After a failure, the same page is asked for again.

        Args:
            parsed: Whether the requests that leave from now on need no models.
        """
        self._fetch = self._fetches[parsed]
        try:
            entries = await self._next_entries()
        except BaseException:
            self._answers.clear()
            await self.drop_prefetched()
            raise
        if not entries:
            return None
        self._restarts = 0
        self.last = LastTimestamp.after(self.last, entries)
        self.entries += len(entries)
        answers, self._answers = self._answers, []
        return ReadPage(entries, None if self._range is None else self._range.count, answers)

    async def go_back(self, last: LastTimestamp | None, entries: int) -> None:
        """Read on from where it stood once: at a timestamp, after so many entries."""
        self.last, self.entries = last, entries
        self._range = None
        self._restarts = 0
        await self.drop_prefetched()

    async def drop_prefetched(self) -> None:
        """End the requests that are under way; reading can go on afterwards."""
        prefetcher, self._prefetcher = self._prefetcher, None
        if prefetcher is not None:
            await prefetcher.drop()

    # -- range after range ---------------------------------------------------------------------------

    @property
    def _end(self) -> int | None:
        return self.query.until_ms if self.end_ms is None else self.end_ms

    @property
    def _is_finished(self) -> bool:
        return self._range is not None and self._range.is_read

    async def _next_entries(self) -> list[AnyEntry]:
        while not self._is_finished:
            entries = await (self._first_of_range() if self._range is None else self._further(self._range))
            if entries is None:
                await self._start_anew()
            elif entries:
                return entries
        return []

    async def _start_anew(self) -> None:
        """Forget the offsets: the entries behind them have moved."""
        await self.drop_prefetched()
        self._range = None
        self._answers.clear()
        self.shifts += 1
        self._restarts += 1
        if self._restarts > _MOST_RESTARTS:
            self._restarts = 0
            raise misfit(
                self.query, "The statement changes faster than it can be read, or its pages do not follow each other"
            )

    async def _first_of_range(self) -> list[AnyEntry] | None:
        """Page from where reading stands, and give what is new on the first page."""
        part = self._range_from(self.last)
        entries = await self._next_of(part)
        if entries is not None and self.end_ms is None and part.border is not None:
            await self._fix_end(part, part.border, entries)
        if self.last is not None:
            entries = await self._beyond(self.last, part, entries)
        if entries is not None:
            self._range = part
        return entries

    def _range_from(self, last: LastTimestamp | None) -> PagedRange:
        start, end = self.query.since_ms, self._end
        if last is not None and self.query.newest_first:
            end = last.at_ms + 1
        elif last is not None:
            start = last.at_ms
        return PagedRange(query=self.query, start_ms=start, end_ms=end, page_size=self._page_size)

    async def _fix_end(self, part: PagedRange, border: AnyEntry, first: Sequence[AnyEntry]) -> None:
        """End the statement with the entry that is the newest now. Our clock is not asked."""
        newest = max(time_of(border), time_of(first[0]) if first else 0)
        if not self.query.newest_first and not part.is_read:
            answer = await self._fetch(part.newest_request(), arrived=_nothing_waits)
            entries, part.count = entries_and_count(answer)
            if not entries or time_of(entries[0]) < time_of(border):
                raise misfit(self.query, "The newest entry was asked for, and an older one came: the order is ignored")
            newest = max(newest, time_of(entries[0]))
        self.end_ms = newest + 1 if part.end_ms is None else min(newest + 1, part.end_ms)
        part.end_ms = self.end_ms

    async def _beyond(
        self, last: LastTimestamp, part: PagedRange, entries: list[AnyEntry] | None
    ) -> list[AnyEntry] | None:
        """What comes after what was given. All entries of the last timestamp are needed to tell."""
        together: list[AnyEntry] = []
        while entries is not None:
            later = [entry for entry in entries if time_of(entry) != last.at_ms]
            together += entries[: len(entries) - len(later)]
            if later or part.is_read:
                return [*not_yet_given(last.given, together), *later]
            entries = await self._next_of(part)
        return None

    async def _further(self, part: PagedRange) -> list[AnyEntry] | None:
        """The next page of a range, after which others may be under way already."""
        if self._prefetch == 1 or not part.is_full or part.count is None or part.offset >= part.count:
            await self.drop_prefetched()
            return await self._next_of(part)
        if self._prefetcher is None:
            self._prefetcher = Prefetcher(part.following_requests(), self._fetch, most=self._prefetch)
        request, answer = await self._prefetcher.next()
        entries = self._take(part, request, answer)
        if not part.is_full:
            await self.drop_prefetched()
        return entries

    async def _next_of(self, part: PagedRange) -> list[AnyEntry] | None:
        request = part.next_request()
        return self._take(part, request, await self._fetch(request, arrived=_nothing_waits))

    def _take(self, part: PagedRange, request: PageRequest, answer: AnyStatement) -> list[AnyEntry] | None:
        entries = part.take(request, answer, believe_its_end=self._restarts > 0)
        if entries is not None:
            self._answers.append(entries_and_count(answer)[0])
            self._cut_at_start = self._cut_at_start or (part.was_cut_at_start and part.start_ms == self.query.since_ms)
            self._cut_at_end = self._cut_at_end or (part.was_cut_at_end and part.end_ms == self._end)
            self._last_balances = _balances(answer)
            self._first_balances = self._first_balances or self._last_balances
        return entries


def _balances(answer: AnyStatement) -> _Balances:
    start, end = answer.start_balance, answer.end_balance
    return _Balances(None if start is UNSET else start, None if end is UNSET else end)
