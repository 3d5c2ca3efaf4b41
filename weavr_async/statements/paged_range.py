"""A range of time that is read by offsets: which page to ask for next, and whether it follows the one before."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from attrs import define

from weavr_async._calls.whole_lists import items_of
from weavr_async.errors import UnexpectedResponse
from weavr_async.statements.overlap import same_movement
from weavr_async.statements.parsed import time_of
from weavr_async.statements.query import PageRequest, before
from weavr_backoffice.types import UNSET

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from weavr_async.statements.parsed import AnyEntry, AnyStatement
    from weavr_async.statements.query import StatementQuery
    from weavr_backoffice.types import Unset

__all__ = ["PagedRange", "entries_and_count", "misfit"]

_OK: Final = 200


@define(eq=False, kw_only=True)
class PagedRange:
    """Pages of a range of time; offsets count from its start, in the order of the statement.

    It is asked for with a millisecond to spare at either end, because "after" and "up to" are documented, but the
    service has been seen to give entries of exactly the first time too. What is too much is cut off.
    """

    query: StatementQuery
    start_ms: int | None
    """The first millisecond that belongs to it."""
    end_ms: int | None
    """The first millisecond after it."""
    page_size: int
    count: int | None = None
    """How many entries the service counts in it."""
    offset: int = 0
    """Of the first entry that has not been read."""
    border: AnyEntry | None = None
    """The entry before that."""
    repeats_border: bool = True
    """Whether pages overlap by one entry. Not, if the service gives no more than one entry at a time."""
    is_full: bool = False
    """Whether every page so far was full, so that offsets can be computed ahead."""
    is_read: bool = False
    """Whether its last entry has been read."""
    was_cut_at_start: bool = False
    """Whether entries of before it came along."""
    was_cut_at_end: bool = False
    """Whether entries of after it came along."""

    def next_request(self) -> PageRequest:
        """The request for the entries that follow those that have been read."""
        return self._request(self.offset)

    def following_requests(self) -> Iterator[PageRequest]:
        """The requests for all further pages, as long as every page is full."""
        offset = self.offset
        while self.count is not None and offset < self.count:
            request = self._request(offset)
            yield request
            offset = request.offset + request.limit

    def newest_request(self) -> PageRequest:
        """The request for the newest entry."""
        return PageRequest(offset=0, limit=1, order="DESC", after_ms=before(self.start_ms), to_ms=self.end_ms)

    def _request(self, offset: int) -> PageRequest:
        repeats = offset > 0 and self.repeats_border
        return PageRequest(
            offset=offset - 1 if repeats else offset,
            limit=min(self.page_size + 1, self.query.kind.most_entries) if repeats else self.page_size,
            after_ms=before(self.start_ms),
            to_ms=self.end_ms,
            repeats_border=repeats,
        )

    def take(self, request: PageRequest, answer: AnyStatement, *, believe_its_end: bool) -> list[AnyEntry] | None:
        """Give the new entries of a page that belong to the range, or nothing if it does not follow the one before.

        Args:
            request: What was asked for.
            answer: What came.
            believe_its_end: Whether an empty page is the end although the service counts more entries. Offsets may
                reach only so far, so the first time it is a reason to start anew from a timestamp.

        Raises:
            UnexpectedResponse: No statement can be read from this answer.
        """
        entries, count = entries_and_count(answer)
        if not entries and count and not request.offset:
            raise misfit(self.query, "The service counts entries in the statement and gives none")
        new = entries[1:] if request.repeats_border else entries
        after = request.offset + len(entries)
        if not self._follows(request, entries, count):
            return None
        if not new and not request.repeats_border and count is not None and after < count and not believe_its_end:
            return None
        times = [time_of(entry) for entry in entries]
        if times != sorted(times, reverse=self.query.newest_first):
            raise misfit(self.query, "The entries of the statement are out of order")
        kept = self._within(new, times[len(entries) - len(new) :])
        self.is_full = len(entries) == request.limit and (self.is_full or not request.offset)
        self.count = count
        self.offset = after
        self.border = entries[-1] if entries else self.border
        self.repeats_border = self.repeats_border and bool(new)
        # A full page that counts itself may be one of many: the count is then about the page.
        counts_itself = count == len(entries) == request.limit
        self.is_read = (count is not None and after >= count and not counts_itself) or not (
            new or request.repeats_border
        )
        return kept

    def _follows(self, request: PageRequest, entries: Sequence[AnyEntry], count: int | None) -> bool:
        """Whether nothing moved since the page before: its last entry stands where it stood, the count is the same."""
        if request.repeats_border:
            if not entries or self.border is None or not same_movement(self.border, entries[0]):
                return False
        elif entries and request.offset and count is None:
            return False  # neither a border nor a count can tell
        return count is None or self.count is None or count == self.count

    def _within(self, entries: Sequence[AnyEntry], times: Sequence[int]) -> list[AnyEntry]:
        """The entries that belong to the range, of those of these times, which are sorted."""
        start = -math.inf if self.start_ms is None else self.start_ms
        end = math.inf if self.end_ms is None else self.end_ms
        if all(start <= at_ms < end for at_ms in (*times[:1], *times[-1:])):
            return list(entries)
        kept: list[AnyEntry] = []
        for entry, at_ms in zip(entries, times, strict=True):
            if start <= at_ms < end:
                kept.append(entry)
            elif at_ms == end:
                self.was_cut_at_end = True
            elif at_ms == start - 1:
                self.was_cut_at_start = True
            else:
                raise misfit(self.query, "The statement holds entries of another time than was asked for")
        return kept


def entries_and_count(answer: AnyStatement) -> tuple[Sequence[AnyEntry], int | None]:
    """The entries of a page, and how many there are in all if the service says so."""
    count = answer.count
    listed: Sequence[AnyEntry] | Unset = answer.entry
    return items_of(listed, count), None if count is UNSET else count


def misfit(query: StatementQuery, what: str) -> UnexpectedResponse:
    """The error for an answer that no statement can be read from."""
    return UnexpectedResponse(f"{what}.", status=_OK, operation=query.operation)
