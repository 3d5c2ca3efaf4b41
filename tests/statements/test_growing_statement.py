"""What a reading promises while the statement grows and changes under it."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.properties import examples
from weavr_async.statements import Checkpoint
from weavr_backoffice.models import StatementEntryAdditionalFields

if TYPE_CHECKING:
    from tests.statements.conftest import Book
    from weavr_backoffice.models import StatementEntry

events = st.lists(
    st.tuples(
        st.integers(0, 12),  # before which request it happens
        st.sampled_from(["arrives", "arrives in the newest millisecond", "arrives late", "completes", "moves"]),
        st.integers(0, 30),  # which entry or which time
    ),
    max_size=8,
)


def number(entry: StatementEntry) -> int:
    return entry.transaction_amount.amount


class World:
    """An account with a history to come, and what has to hold of a reading of it."""

    def __init__(self, book: Book, times: list[int], pending: set[int], events: list[tuple[int, str, int]]) -> None:
        self.book = book
        for place, at_ms in enumerate(times):
            book.add(at_ms, pending=place in pending)
        self.at_start = list(map(self.place, book.entries))
        self.moved: set[int] = set()
        self.completed: set[int] = set()
        self.events = sorted(events, key=lambda event: event[0])
        book.before_request = self.pass_time

    def place(self, entry: StatementEntry) -> tuple[int, str]:
        """What is to be given once: a movement, of which an append-only statement has an entry for each state."""
        return number(entry), str(entry.entry_state) if self.book.append_only else ""

    def pass_time(self, request: int) -> None:
        """Let happen what happens before a request."""
        while self.events and self.events[0][0] <= request:
            _, what, which = self.events.pop(0)
            newest = self.book.entries[-1].processed_timestamp if self.book.entries else 50
            pending = [entry for entry in self.book.entries if entry.entry_state == "PENDING"]
            pending = [entry for entry in pending if number(entry) not in self.completed]
            if what == "arrives":
                self.book.add(newest + 1 + which, pending=bool(which % 2))
            elif what == "arrives in the newest millisecond":
                self.book.add(newest)
            elif what == "arrives late":
                self.book.add(which)
            elif pending:
                entry = pending[which % len(pending)]
                self.completed.add(number(entry))
                if what == "moves" and not self.book.append_only:
                    self.moved.add(number(entry))
                self.book.complete(entry, at_ms=newest + 1 if what == "moves" else None)

    def check(self, given: list[StatementEntry], *, newest_first: bool = False) -> None:
        """Hold a reading against what was there all the time."""
        times = [entry.processed_timestamp for entry in given]
        assert times == sorted(times, reverse=newest_first), "in order"
        counted = Counter(map(self.place, given))
        for movement in self.at_start:
            if movement[0] not in self.moved:
                assert counted[movement] == 1, f"movement {movement} once, not {counted[movement]} times"
        places = Counter((*self.place(entry), entry.processed_timestamp) for entry in given)
        assert all(count == 1 for count in places.values()), "no entry twice"


worlds = st.fixed_dictionaries(
    {
        "times": st.lists(st.integers(0, 8), max_size=30).map(sorted),
        "pending": st.sets(st.integers(0, 29), max_size=6),
        "events": events,
    }
)
books = st.fixed_dictionaries(
    {
        "append_only": st.booleans(),
        "from_is_inclusive": st.booleans(),
        "to_is_inclusive": st.booleans(),
        "newest_of_a_tie_first": st.booleans(),
        "tells_count": st.booleans(),
        "most": st.sampled_from([2, 3, 500]),
    }
)
manners = st.fixed_dictionaries(
    {"order": st.sampled_from(["ASC", "DESC"]), "page_size": st.integers(1, 7), "prefetch": st.integers(1, 4)}
)


@settings(max_examples=examples(400), deadline=None)
@given(world=worlds, book=books, manner=manners)
def test_every_movement_is_given_once_and_in_order_while_others_arrive_complete_and_move(
    new_book: type[Book], world: dict[str, object], book: dict[str, object], manner: dict[str, object]
) -> None:
    """Whatever the page size, the ties, and the sides on which the service includes the ends of a range."""
    tried = World(new_book(**book), **world)  # type: ignore[arg-type]  # drawn by name

    async def read() -> list[StatementEntry]:
        return [entry async for entry in tried.book.read(most=7, **manner)]  # type: ignore[arg-type]  # drawn by name

    tried.check(asyncio.run(read()), newest_first=manner["order"] == "DESC")


@settings(max_examples=examples(200), deadline=None)
@given(world=worlds, book=books, manner=manners, stops=st.lists(st.integers(0, 9), max_size=4))
def test_a_reading_killed_anywhere_and_resumed_elsewhere_gives_the_remaining_movements_once(
    new_book: type[Book], world: dict[str, object], book: dict[str, object], manner: dict[str, object], stops: list[int]
) -> None:
    """Only the text of the checkpoint is carried from one reading to the next."""
    tried = World(new_book(**book), **world)  # type: ignore[arg-type]  # drawn by name

    async def read() -> list[StatementEntry]:
        entries: list[StatementEntry] = []
        stored: str | None = None
        for stop in [*stops, 10_000]:
            checkpoint = None if stored is None else _restored(stored)
            reading = tried.book.read(most=7, checkpoint=checkpoint, **manner)  # type: ignore[arg-type]  # drawn
            async with reading:
                for _ in range(stop):
                    entry = await anext(reading, None)
                    if entry is None:
                        break
                    entries.append(entry)
            stored = reading.checkpoint.to_json()
        return entries

    tried.check(asyncio.run(read()), newest_first=manner["order"] == "DESC")


def _restored(text: str) -> Checkpoint:
    return Checkpoint.from_json(text)


@pytest.mark.parametrize("most", [1, 100])
@pytest.mark.asyncio
async def test_movements_that_cannot_be_told_apart_are_counted(new_book: type[Book], most: int) -> None:
    """The border of two pages may look as before although everything has moved by one: the count tells."""
    book = new_book(most=most)
    held = book.add(1, pending=True)
    book.add_twin(book.add(2))
    book.add(3)

    def move(request: int) -> None:
        if request == 3:
            book.complete(held, at_ms=9)

    book.before_request = move
    reading = book.read(page_size=2)
    assert [number(entry) async for entry in reading] == [1, 2, 2, 3]


@pytest.mark.asyncio
async def test_an_entry_that_moves_is_given_in_the_place_where_it_is_met(new_book: type[Book]) -> None:
    """Once where it was, and again where it has gone to only if that lies within the range."""
    book = new_book()
    held = book.add(1, pending=True)
    for at_ms in range(2, 6):
        book.add(at_ms)

    def move(request: int) -> None:
        if request == 2:
            book.complete(held, at_ms=9)

    book.before_request = move
    reading = book.read(page_size=2)
    assert [number(entry) async for entry in reading] == [1, 2, 3, 4, 5]
    later = [entry async for entry in book.read(checkpoint=reading.checkpoint.onward())]
    assert [(number(entry), str(entry.entry_state)) for entry in later] == [(1, "COMPLETED")]


@pytest.mark.parametrize("tells_count", [True, False])
@pytest.mark.asyncio
async def test_a_second_entry_of_a_transaction_does_not_pass_for_the_first_one(
    new_book: type[Book], *, tells_count: bool
) -> None:
    """It may push the pending one on by a place within a millisecond, and stand where that one stood."""
    book = new_book(append_only=True, newest_of_a_tie_first=True, tells_count=tells_count)
    for _ in range(3):
        held = book.add(5, pending=True)

    def complete(request: int) -> None:
        if request == 2:
            book.complete(held)

    book.before_request = complete
    given = [(number(entry), str(entry.entry_state)) async for entry in book.read(page_size=1)]
    assert [place for place in given if place[1] == "PENDING"] == [(3, "PENDING"), (2, "PENDING"), (1, "PENDING")]


@pytest.mark.asyncio
async def test_an_instrument_renamed_while_it_is_read_gives_no_entry_twice(new_book: type[Book]) -> None:
    """Transfers name the other instrument, whose name its owner may change."""
    book = new_book([1, 2, 3])
    before = book.with_balances

    def renamed() -> list[StatementEntry]:
        name = {"sourceInstrumentFriendlyName": f"Name {len(book.requests)}", "sourceInstrumentId": "7"}
        fields = StatementEntryAdditionalFields(additional_properties=name)
        return [evolve(entry, additional_fields=fields) for entry in before()]

    book.with_balances = renamed  # type: ignore[method-assign]  # the name is another one for each request
    reading = book.read(page_size=1)
    assert [number(entry) async for entry in reading] == [1, 2, 3]
    assert reading.shifts == 0
