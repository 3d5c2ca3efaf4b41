"""What a `RateStore` must keep."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from weavr_async.stores import PlacesWanted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from weavr_async.stores import PlacesGiven, RateStore
    from weavr_async.testing._store_subjects import Subject

__all__ = ["RateStoreSuite"]

MINUTE = 60.0
NEARLY = 0.5
"""Seconds that a step may take in a store whose time is real."""


class Process:
    """A process that takes places, and numbers them."""

    def __init__(self, store: RateStore, name: str, *windows: tuple[int, float], key: str = "ab12") -> None:
        self.store = store
        self.name = name
        self.key = key
        self.note = self.epoch = ""
        self.windows = windows
        self.next = 1
        self.booked: int | None = None

    async def ask(self, count: int) -> PlacesGiven:
        """Take places, once."""
        wanted = PlacesWanted(
            process=self.name,
            first=self.next,
            count=count,
            booked=self.booked,
            windows=self.windows,
            note=self.note,
            epoch=self.epoch,
        )
        given = await self.store.take_places(self.key, wanted)
        self.next += given.count + 1
        self.booked = self.next - 1 if given.wait else None
        return given

    async def take(self, count: int = 1) -> PlacesGiven:
        """Take places, knowing what is to be known."""
        given = await self.ask(count)
        if (given.note, given.epoch) != (self.note, self.epoch):
            self.note, self.epoch = given.note, given.epoch
            given = await self.ask(count)
        return given


def fleet(subject: Subject[RateStore], names: Iterable[str], *windows: tuple[int, float]) -> list[Process]:
    """Processes under one key."""
    return [Process(subject.store, name, *windows) for name in names]


@pytest.mark.asyncio
class RateStoreSuite:
    """What a `RateStore` must keep."""

    async def test_as_many_places_are_given_as_the_limit_allows(self, subject: Subject[RateStore]) -> None:
        """To all processes together."""
        one, two = fleet(subject, ["a1", "b2"], (5, MINUTE))
        assert (await one.take(3)).count == 3
        given = await two.take(3)
        assert (given.count, given.used, given.held_by) == (2, (5,), 0)
        assert given.wait == pytest.approx(MINUTE, abs=NEARLY)

    async def test_a_place_is_free_again_when_the_window_has_passed(self, subject: Subject[RateStore]) -> None:
        """And not before."""
        (one,) = fleet(subject, ["a1"], (1, MINUTE))
        assert (await one.take()).count == 1
        await subject.advance(MINUTE - 1)
        assert (await one.take()).count == 0
        await subject.advance(1)
        assert (await one.take()).count == 1

    async def test_every_window_is_kept(self, subject: Subject[RateStore]) -> None:
        """The booked place says which one holds it back."""
        (one,) = fleet(subject, ["a1"], (2, 1.0), (3, MINUTE))
        first = await one.take(2)
        await subject.advance(2)
        second = await one.take(2)
        assert (first.count, second.count, second.held_by) == (2, 1, 1)
        assert second.wait == pytest.approx(MINUTE - 2, abs=NEARLY)

    async def test_without_a_limit_every_place_is_given(self, subject: Subject[RateStore]) -> None:
        """Nothing is to be kept."""
        (one,) = fleet(subject, ["a1"])
        given = await one.take(500)
        assert (given.count, given.wait, given.used) == (500, 0.0, ())

    async def test_who_waits_books_the_next_place_and_others_book_later_ones(self, subject: Subject[RateStore]) -> None:
        """So nobody is overtaken."""
        one, two, three = fleet(subject, ["a1", "b2", "c3"], (2, MINUTE))
        await one.take()
        await subject.advance(10)
        await one.take()
        assert (await two.take()).wait == pytest.approx(MINUTE - 10, abs=NEARLY)
        assert (await three.take()).wait == pytest.approx(MINUTE, abs=NEARLY)
        await subject.advance(MINUTE - 10)
        assert (await three.take()).count == 0, "it is the turn of the other"
        assert (await two.take()).count == 1

    async def test_a_booked_place_counts_from_when_it_is_used(self, subject: Subject[RateStore]) -> None:
        """Not from when it was due."""
        (one,) = fleet(subject, ["a1"], (1, MINUTE))
        await one.take()
        await one.take()
        await subject.advance(MINUTE + 20)
        assert (await one.take()).count == 1
        assert (await one.take()).wait == pytest.approx(MINUTE, abs=NEARLY)

    async def test_a_place_that_is_returned_is_free(self, subject: Subject[RateStore]) -> None:
        """As if it had not been given; the others' are not."""
        one, two = fleet(subject, ["a1", "b2"], (2, MINUTE))
        await one.take()
        await two.take()
        await subject.store.return_places(one.key, "a1", (one.next - 2,))
        given = await two.take(2)
        assert (given.count, given.used) == (1, (2,))

    async def test_a_booked_place_can_be_returned(self, subject: Subject[RateStore]) -> None:
        """Whoever booked it has nobody left who waits."""
        one, two = fleet(subject, ["a1", "b2"], (1, MINUTE))
        await one.take()
        await one.take()
        assert one.booked is not None
        await subject.store.return_places(one.key, "a1", (one.booked,))
        assert (await two.take()).wait == pytest.approx(MINUTE, abs=NEARLY)

    async def test_while_others_wait_a_process_gets_its_share(self, subject: Subject[RateStore]) -> None:
        """Whoever comes first does not take all."""
        one, two, three = fleet(subject, ["a1", "b2", "c3"], (9, MINUTE))
        assert (await one.take(9)).count == 9
        for process in (one, two, three):
            await process.take(9)
        await subject.advance(MINUTE)
        counts = [(await process.take(9)).count for process in (one, two, three)]
        assert min(counts) >= 2
        assert sum(counts) <= 9

    async def test_those_who_ask_at_once_get_no_more_than_the_limit(self, subject: Subject[RateStore]) -> None:
        """Each step is atomic."""
        names = [f"p{number}" for number in range(20)]
        processes = fleet(subject, names, (30, MINUTE))
        given = await asyncio.gather(*(process.take(3) for process in processes))
        assert sum(one.count for one in given) == 30

    async def test_while_closed_nobody_gets_a_place(self, subject: Subject[RateStore]) -> None:
        """Free ones are not given either; after that they are."""
        (one,) = fleet(subject, ["a1"], (5, MINUTE))
        await one.take()
        await subject.store.close_places(one.key, seconds=20, note="")
        given = await one.take()
        assert (given.count, given.held_by) == (0, None)
        assert given.wait == pytest.approx(20, abs=NEARLY)
        assert given.closed_for == pytest.approx(20, abs=NEARLY)
        await subject.advance(20)
        assert (await one.take()).count == 1

    async def test_closing_makes_bookings_void(self, subject: Subject[RateStore]) -> None:
        """Whoever comes for one when it was due books anew."""
        (one,) = fleet(subject, ["a1"], (1, 10.0))
        await one.take()
        await one.take()
        await subject.store.close_places(one.key, seconds=30, note="")
        await subject.advance(10)
        given = await one.take()
        assert given.count == 0
        assert given.wait == pytest.approx(20, abs=NEARLY)

    async def test_a_closing_is_not_shortened(self, subject: Subject[RateStore]) -> None:
        """The longest counts, and zero seconds close nothing."""
        (one,) = fleet(subject, ["a1"], (5, MINUTE))
        await subject.store.close_places(one.key, seconds=30, note="")
        await subject.store.close_places(one.key, seconds=5, note="")
        await subject.store.close_places(one.key, seconds=0, note="")
        assert (await one.take()).wait == pytest.approx(30, abs=NEARLY)

    async def test_no_closing_lasts_longer_than_a_day(self, subject: Subject[RateStore]) -> None:
        """No documented window does."""
        (one,) = fleet(subject, ["a1"], (5, MINUTE))
        await subject.store.close_places(one.key, seconds=1e9, note="")
        assert (await one.take()).wait <= 86_400

    async def test_who_does_not_know_the_note_gets_it_and_nothing_else(self, subject: Subject[RateStore]) -> None:
        """It may change the windows that are asked for."""
        one, two = fleet(subject, ["a1", "b2"], (5, MINUTE))
        await one.take()
        await subject.store.close_places(one.key, seconds=0, note="5 in 60 s, ä")
        given = await one.ask(1)
        assert (given.count, given.wait, given.note) == (0, 0.0, "5 in 60 s, ä")
        assert (await one.take()).count == 1
        assert (await two.take()).used == (3,)

    async def test_who_does_not_know_the_epoch_gets_it_and_nothing_else(self, subject: Subject[RateStore]) -> None:
        """It stays the same as long as nothing is lost."""
        one, two = fleet(subject, ["a1", "b2"], (5, MINUTE))
        given = await one.ask(1)
        assert given.count == 0
        assert given.epoch
        assert (await two.ask(1)).epoch == given.epoch

    async def test_reported_places_count_by_their_age(self, subject: Subject[RateStore]) -> None:
        """Once, however often they are reported."""
        (one,) = fleet(subject, ["a1"], (2, MINUTE))
        for _ in range(2):
            await subject.store.report_places(one.key, "b2", ((1, 50.0), (2, 20.0), (3, 70.0)), keep=MINUTE)
        given = await one.take()
        assert (given.count, given.used) == (0, (2,))
        assert given.wait == pytest.approx(10, abs=NEARLY)

    async def test_keys_do_not_mix(self, subject: Subject[RateStore]) -> None:
        """Neither places nor closings nor notes."""
        one = Process(subject.store, "a1", (1, MINUTE), key="one")
        two = Process(subject.store, "a1", (1, MINUTE), key="two")
        await one.take()
        await subject.store.close_places("one", seconds=30, note="n")
        given = await two.take()
        assert (given.count, given.note) == (1, "")
