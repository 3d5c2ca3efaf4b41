"""A statement that is read while the account lives on.

The service keeps no snapshot: a page is so many entries from an offset, counted anew for every request. What keeps
the reading whole all the same:

- It goes from the oldest entry to the newest and ends with the one that was the newest when it began, so that what
  arrives later comes after everything that is read, and moves nothing. (Newest first ends the other way round.)
- Each page overlaps the one before by one entry. As long as that entry stands where it stood, and the count is what
  it was, nothing before it was added or taken away.
- When it does not, the pages under way are dropped, and reading starts anew at the timestamp that was given last,
  leaving out the entries of that timestamp that were given (see `_overlap`).
"""

from __future__ import annotations

import math
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Protocol, Self

from attrs import define, frozen

from weavr_async.errors import UnexpectedResponse, WeavrError
from weavr_async.statements.checkpoint import Checkpoint
from weavr_async.statements.overlap import advanced, not_yet_given, same_movement
from weavr_async.statements.prefetch import PageRequest, Prefetcher
from weavr_backoffice.types import UNSET

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterator, Sequence
    from types import TracebackType

    from weavr_async.statements.checkpoint import Question
    from weavr_async.statements.overlap import Position
    from weavr_async.statements.prefetch import Arrived
    from weavr_backoffice.models import CurrencyAmount, Statement, StatementEntry

__all__ = ["Ask", "StatementPage", "StatementReading"]

_OK: Final = 200
_MOST_RESTARTS: Final = 10
"""How often reading may start anew in a row without a single new entry."""


class Ask(Protocol):
    """Asks for one page; times are sent as they are given."""

    async def __call__(
        self,
        *,
        offset: int,
        limit: int,
        order: str,
        from_ms: int | None,
        to_ms: int | None,
        arrived: Arrived,
    ) -> Statement:
        """Send the request."""
        ...


async def _nothing_waits() -> None:
    """No other request waits for an answer to arrive."""


@frozen
class StatementPage:
    """Entries that came with one request, without those that had been given before."""

    entries: Sequence[StatementEntry]
    """In the order of the statement; never empty."""
    count: int | None
    """How many entries the service counted in the range that it was asked for, which may be a part of the whole."""


@define(eq=False)
class _Stretch:
    """A range of time that is being paged: offsets count from its start."""

    low: int | None
    """The first millisecond that belongs to it."""
    high: int | None
    """The first millisecond that belongs to it no more."""
    count: int | None = None
    next: int = 0
    """Offset of the first entry that has not been read."""
    border: StatementEntry | None = None
    """The entry before that."""
    overlaps: bool = True
    """Whether pages repeat the border. Not, if the service gives no more than one entry at a time."""
    computed: bool = False
    """Whether offsets can be computed ahead: every page so far was full."""
    ended: bool = False


class StatementReading:
    """The entries of a statement, read as they are needed: iterate over it, or over its `pages()`.

    What a reading gives, provided that the service sorts entries by `processed_timestamp`:

    - Every entry that stands in the range throughout the reading, exactly once, in order, however many entries
      share a timestamp, and whatever is added or completed meanwhile.
    - A PENDING entry that turns COMPLETED where it stands: once, in the state in which it was read. Balances after
      an entry are those at the time when its page was read.
    - Nothing newer than the newest entry at the time the reading began; `Checkpoint.onward` reads on from there.

    What no reading can give, because the service does not tell:

    - A PENDING entry that moves to a later time when it completes is left out if it had not been reached and its new
      place lies beyond the end, and given in both states if both places are reached.
    - An entry that is added with a time that has been passed already is not seen.
    - An entry that changes in another way than by completing is given once more if its timestamp is read again after
      an interruption or a shift.

    Entries of the current page, of the pages read ahead (twice as many as are under way at once, at most), and a mark
    for each entry of the last timestamp are kept; memory does not grow with the statement. Pages are read ahead only
    after a full first page, and more of them as the reading goes on.

    An object is read once, by one task. A failure does not end it: iterating again goes on where it failed, and
    `checkpoint` (also on the error) does so in another process. Leave a reading early by ``async with`` or
    `aclose()`, so that no request is left under way.

    Raises:
        UnexpectedResponse: While iterating: the service gives entries out of order or out of range, or the statement
            changes faster than it can be read.
        WeavrError: While iterating: whatever a call can end in; with `checkpoint`.
    """

    __slots__ = (
        "_ahead",
        "_ask",
        "_at",
        "_busy",
        "_cut_off_high",
        "_cut_off_low",
        "_end_ms",
        "_first_balances",
        "_given",
        "_last_balances",
        "_most",
        "_page",
        "_page_size",
        "_prefetch",
        "_question",
        "_read",
        "_restarts",
        "_resumed",
        "_shifts",
        "_stretch",
    )

    def __init__(
        self,
        ask: Ask,
        question: Question,
        *,
        page_size: int,
        most: int,
        prefetch: int,
        checkpoint: Checkpoint | str | None = None,
    ) -> None:
        """Make a reading; nothing is sent yet.

        Args:
            ask: Asks for one page.
            question: What the statement is asked for.
            page_size: Entries for each request.
            most: The most entries that the service gives at once.
            prefetch: The most requests under way at the same time.
            checkpoint: Where an earlier reading ended; a `Checkpoint`, or its JSON.

        Raises:
            InvalidRequest: The checkpoint is of another statement.
        """
        position = None
        if isinstance(checkpoint, str):
            checkpoint = Checkpoint.from_json(checkpoint)
        if checkpoint is not None:
            checkpoint.check(question)
            position = checkpoint.position
        self._ask: Final = ask
        self._question: Final = question
        self._page_size: Final = page_size
        self._most: Final = most
        self._prefetch: Final = prefetch
        self._resumed: Final = position is not None
        self._end_ms = None if checkpoint is None else checkpoint.end_ms
        self._read = position  # with the current page
        self._given = position  # without it; `_at` tells how much of it has been given
        self._page = StatementPage((), None)
        self._at = 0
        self._stretch: _Stretch | None = None
        self._ahead: Prefetcher | None = None
        self._restarts = 0
        self._shifts = 0
        self._first_balances: _Balances | None = None
        self._last_balances: _Balances | None = None
        self._cut_off_low = False
        self._cut_off_high = False
        self._busy = False

    # -- for the reader ------------------------------------------------------------------------------

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> StatementEntry:
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
            yield StatementPage(rest, self._page.count)

    @property
    def checkpoint(self) -> Checkpoint:
        """How far the statement has been given, the last entry or page included."""
        given = advanced(self._given, self._page.entries[: self._at])
        return Checkpoint(self._question, self._end_ms, given)

    @property
    def start_balance(self) -> CurrencyAmount | None:
        """The balance before the oldest entry, as the service stated it.

        Absent where it stated none (debit mode cards), or for another range than the one that is given.
        """
        if self._question.newest_first:
            balances = self._last_balances if self._is_finished else None
        else:
            balances = None if self._resumed else self._first_balances
        return None if balances is None or self._cut_off_low else balances.start

    @property
    def end_balance(self) -> CurrencyAmount | None:
        """The balance after the newest entry, as the service stated it; absent like `start_balance`.

        Oldest first, it is known once the statement has been read to its end.
        """
        if self._question.newest_first:
            balances = None if self._resumed else self._first_balances
        else:
            balances = self._last_balances if self._is_finished else None
        return None if balances is None or self._cut_off_high else balances.end

    @property
    def shifts(self) -> int:
        """How often entries moved while they were read, so that reading started anew within the statement."""
        return self._shifts

    @property
    def question(self) -> Question:
        """What the statement was asked for."""
        return self._question

    @property
    def is_resumed(self) -> bool:
        """Whether a part of the statement was given before this reading."""
        return self._resumed

    async def aclose(self) -> None:
        """End the requests that are under way. The reading can be gone on with."""
        await self._drop_pages_ahead()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()

    # -- page after page -----------------------------------------------------------------------------

    @property
    def _high(self) -> int | None:
        return self._question.until_ms if self._end_ms is None else self._end_ms

    @property
    def _is_finished(self) -> bool:
        return self._stretch is not None and self._stretch.ended

    async def _turn_page(self) -> bool:
        """Put the next page in place; false at the end."""
        if self._busy:
            raise RuntimeError("This statement is being read by another task")
        self._busy = True
        before = self._read
        try:
            page = await self._next_page()
        except WeavrError as error:
            error.checkpoint = self.checkpoint.to_json()
            await self._drop_pages_ahead()
            raise
        except BaseException:
            await self._drop_pages_ahead()
            raise
        finally:
            self._busy = False
        self._given, self._page, self._at = before, page, 0
        return bool(page.entries)

    async def _next_page(self) -> StatementPage:
        """The next page with entries, or an empty one at the end."""
        while not self._is_finished:
            entries = await (self._open_stretch() if self._stretch is None else self._go_on(self._stretch))
            if entries is None:
                await self._start_anew()
            elif entries:
                self._restarts = 0
                self._read = advanced(self._read, entries)
                return StatementPage(entries, None if self._stretch is None else self._stretch.count)
        return StatementPage((), None)

    async def _start_anew(self) -> None:
        """Forget the offsets: what stood behind them has moved."""
        await self._drop_pages_ahead()
        self._stretch = None
        self._shifts += 1
        self._restarts += 1
        if self._restarts > _MOST_RESTARTS:
            self._restarts = 0
            raise self._misfit(
                "The statement changes faster than it can be read, or its pages do not follow each other"
            )

    async def _open_stretch(self) -> list[StatementEntry] | None:
        """Page from where reading stands, and give what is new on the first page."""
        position = self._read
        stretch = self._stretch_from(position)
        entries = await self._ask_next(stretch)
        if entries is not None and self._end_ms is None and stretch.border is not None:
            await self._fix_end(stretch, entries)
        if position is not None:
            entries = await self._beyond(position, stretch, entries)
        if entries is not None:
            self._stretch = stretch
        return entries

    def _stretch_from(self, position: Position | None) -> _Stretch:
        low = self._question.since_ms
        if position is None:
            return _Stretch(low, self._high)
        return (
            _Stretch(low, position.at_ms + 1) if self._question.newest_first else _Stretch(position.at_ms, self._high)
        )

    async def _fix_end(self, stretch: _Stretch, first: Sequence[StatementEntry]) -> None:
        """End the statement with the entry that is the newest now. Our clock has no say in it."""
        assert stretch.border is not None, "there is no end without an entry"  # noqa: S101
        newest = max(stretch.border.processed_timestamp, first[0].processed_timestamp if first else 0)
        if not self._question.newest_first and not stretch.ended:
            request = PageRequest(0, 1, repeats_border=False)
            answer = await self._fetch(stretch, request, order="DESC")
            entries, count = _content(answer)
            newest = max([newest, *(entry.processed_timestamp for entry in entries)])
            stretch.count = count
        self._end_ms = newest + 1 if stretch.high is None else min(newest + 1, stretch.high)
        stretch.high = self._end_ms

    async def _beyond(
        self, position: Position, stretch: _Stretch, entries: list[StatementEntry] | None
    ) -> list[StatementEntry] | None:
        """What a stretch gives beyond a position. All entries of its timestamp are needed to tell."""
        together: list[StatementEntry] = []
        while entries is not None:
            later = [entry for entry in entries if entry.processed_timestamp != position.at_ms]
            together += entries[: len(entries) - len(later)]
            if later or stretch.ended:
                return [*not_yet_given(position.marks, together), *later]
            entries = await self._ask_next(stretch)
        return None

    async def _go_on(self, stretch: _Stretch) -> list[StatementEntry] | None:
        """The next page of a stretch, ahead of which others may be under way."""
        if not stretch.computed or stretch.count is None or stretch.next >= stretch.count:
            await self._drop_pages_ahead()
            return await self._ask_next(stretch)
        if self._ahead is None:
            self._ahead = Prefetcher(self._following(stretch), partial(self._fetch, stretch), most=self._prefetch)
        request, answer = await self._ahead.next()
        entries = self._take(stretch, request, answer)
        if not stretch.computed:
            await self._drop_pages_ahead()
        return entries

    def _following(self, stretch: _Stretch) -> Iterator[PageRequest]:
        """The requests for the pages of a stretch that have not been asked for, as long as every page is full."""
        planned = stretch.next
        while stretch.count is not None and planned < stretch.count:
            request = self._request(stretch, planned)
            yield request
            planned = request.offset + request.limit

    async def _drop_pages_ahead(self) -> None:
        ahead, self._ahead = self._ahead, None
        if ahead is not None:
            await ahead.drop()

    # -- one page ------------------------------------------------------------------------------------

    async def _ask_next(self, stretch: _Stretch) -> list[StatementEntry] | None:
        request = self._request(stretch, stretch.next)
        return self._take(stretch, request, await self._fetch(stretch, request))

    def _request(self, stretch: _Stretch, following: int) -> PageRequest:
        """The request for the entries from an offset on."""
        if not following or not stretch.overlaps:
            return PageRequest(following, self._page_size, repeats_border=False)
        return PageRequest(following - 1, min(self._page_size + 1, self._most), repeats_border=True)

    async def _fetch(
        self,
        stretch: _Stretch,
        request: PageRequest,
        *,
        order: str | None = None,
        arrived: Arrived = _nothing_waits,
    ) -> Statement:
        # One millisecond more than is meant at either side: "after" and "up to" are documented, but the service has
        # been seen to include what is not after. What is too much is cut off by `_take`.
        low = stretch.low
        return await self._ask(
            offset=request.offset,
            limit=request.limit,
            order=order or self._question.order,
            from_ms=low - 1 if low else None,
            to_ms=stretch.high,
            arrived=arrived,
        )

    def _take(self, stretch: _Stretch, request: PageRequest, answer: Statement) -> list[StatementEntry] | None:
        """Read one answer and move the stretch on; nothing if the answer does not follow the page before."""
        entries, count = _content(answer)
        if request.repeats_border:
            border = stretch.border
            if not entries or border is None or not same_movement(border, entries[0]):
                return None
        if count is not None and stretch.count is not None and count != stretch.count:
            return None
        if not entries and count and not request.offset:
            raise self._misfit("The service counts entries in the statement and gives none")
        after = request.offset + len(entries)
        new = entries[1:] if request.repeats_border else entries
        if not new and not request.repeats_border and count is not None and after < count and not self._restarts:
            # Nothing follows the border, and more was counted: perhaps offsets reach only so far.
            return None
        if new and request.offset and not request.repeats_border and count is None:
            # Neither a border nor a count tells whether these are the ones that follow.
            return None
        self._check_order(entries)
        kept = self._within(stretch, new)
        is_full = len(entries) == request.limit
        stretch.count = count
        stretch.computed = is_full and self._prefetch > 1 and (stretch.computed or not request.offset)
        stretch.overlaps = stretch.overlaps and bool(new)
        stretch.next = after
        stretch.border = entries[-1] if entries else stretch.border
        stretch.ended = (count is not None and after >= count) or not (new or request.repeats_border)
        self._last_balances = _balances(answer)
        self._first_balances = self._first_balances or self._last_balances
        return kept

    def _check_order(self, entries: Sequence[StatementEntry]) -> None:
        for before, after in pairwise(entries):
            earlier, later = (after, before) if self._question.newest_first else (before, after)
            if earlier.processed_timestamp > later.processed_timestamp:
                raise self._misfit("The entries of the statement are out of order")

    def _within(self, stretch: _Stretch, entries: Sequence[StatementEntry]) -> list[StatementEntry]:
        """The entries that belong to the stretch, which has been asked for with a millisecond at either side."""
        low = -math.inf if stretch.low is None else stretch.low
        high = math.inf if stretch.high is None else stretch.high
        kept: list[StatementEntry] = []
        for entry in entries:
            at_ms = entry.processed_timestamp
            if low <= at_ms < high:
                kept.append(entry)
            elif at_ms == high:
                self._cut_off_high = self._cut_off_high or stretch.high == self._high
            elif at_ms == low - 1:
                self._cut_off_low = self._cut_off_low or stretch.low == self._question.since_ms
            else:
                raise self._misfit("The statement holds entries of another time than was asked for")
        return kept

    def _misfit(self, what: str) -> UnexpectedResponse:
        return UnexpectedResponse(f"{what}.", status=_OK, operation=self._question.operation)


@frozen
class _Balances:
    start: CurrencyAmount | None
    end: CurrencyAmount | None


def _balances(answer: Statement) -> _Balances:
    start, end = answer.start_balance, answer.end_balance
    return _Balances(None if start is UNSET else start, None if end is UNSET else end)


def _content(answer: Statement) -> tuple[list[StatementEntry], int | None]:
    entries, count = answer.entry, answer.count
    return [] if entries is UNSET else entries, None if count is UNSET else count
