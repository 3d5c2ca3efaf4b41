"""What an `IntentStore` must keep."""

from __future__ import annotations

import asyncio
import itertools
from typing import TYPE_CHECKING

import pytest
from attrs import evolve

from weavr_async.stores import IntentState, NewIntent, ResultTaken, Sending

if TYPE_CHECKING:
    from weavr_async.stores import IntentStore, StoredIntent
    from weavr_async.testing._store_subjects import Subject

__all__ = ["IntentStoreSuite"]

_owners = itertools.count(1)


def intent(id_: str = "a", *, content: str = "ten pounds", environment: str = "sandbox") -> NewIntent:
    """A write under a name of its own."""
    return NewIntent(
        id=id_,
        environment=environment,
        identity="corporates 1",
        operation="transferCreate",
        reference=f"ref-{id_}",
        fingerprint=content,
        request=content.encode(),
    )


def sending(lease: float = 10, *, at: float = 5000) -> Sending:
    """A lease for somebody new."""
    return Sending(owner=f"owner-{next(_owners)}", lease=lease, at=at)


async def opened(store: IntentStore, id_: str = "a", *, lease: float = 10, at: float = 5000) -> StoredIntent:
    """Open an intent that can be opened."""
    wanted = sending(lease, at=at)
    found = await store.open_intent(intent(id_), wanted)
    assert found.owner == wanted.owner
    assert found.state is IntentState.OPEN
    return found


async def closed(
    store: IntentStore, state: IntentState = IntentState.DONE, id_: str = "a", result_id: str | None = None
) -> StoredIntent:
    """Open an intent and close it."""
    held = await opened(store, id_)
    found = await store.close_intent(
        id_, fence=held.fence, state=state, result=b"result", result_id=result_id, note="note"
    )
    assert found is not None
    return found


@pytest.mark.asyncio
class IntentStoreSuite:
    """What an `IntentStore` must keep."""

    async def test_an_intent_is_given_back_as_it_was_written_down(self, subject: Subject[IntentStore]) -> None:
        """Byte for byte."""
        new = evolve(intent(), request=bytes(range(256)))
        asked = sending(at=5000)
        found = await subject.store.open_intent(new, asked)
        for name in ("id", "environment", "identity", "operation", "reference", "fingerprint", "request"):
            assert getattr(found, name) == getattr(new, name)
        assert (found.first_sent_at, found.last_sent_at, found.owner) == (5000, 0, asked.owner)
        assert found.lease_left == pytest.approx(10, abs=2)
        again = await subject.store.find_intent("a")
        assert again is not None
        assert evolve(again, lease_left=0) == evolve(found, lease_left=0)
        assert await subject.store.find_intent("b") is None

    async def test_an_intent_is_opened_by_one_at_a_time(self, subject: Subject[IntentStore]) -> None:
        """However many ask at once."""
        asked = [sending() for _ in range(20)]
        found = await asyncio.gather(*(subject.store.open_intent(intent(), one) for one in asked))
        assert sum(row.owner == one.owner for row, one in zip(found, asked, strict=True)) == 1

    async def test_an_open_intent_is_taken_over_when_its_lease_has_ended(self, subject: Subject[IntentStore]) -> None:
        """And until when it may have been sent is known."""
        first = await opened(subject.store, at=5000, lease=10)
        await subject.advance(9)
        held = await subject.store.open_intent(intent(), sending(at=5009))
        assert held.fence == first.fence
        await subject.advance(2)
        second = await opened(subject.store, at=5011)
        assert second.fence > first.fence
        assert (second.first_sent_at, second.last_sent_at) == (5000, 5010)

    async def test_other_content_takes_nothing_over(self, subject: Subject[IntentStore]) -> None:
        """Whatever the state."""
        held = await opened(subject.store)
        await subject.advance(11)
        assert (await subject.store.open_intent(intent(content="other"), sending())).fence == held.fence
        await closed(subject.store, IntentState.NOT_DONE)
        found = await subject.store.open_intent(intent(content="other"), sending())
        assert found.state is IntentState.NOT_DONE

    async def test_what_was_not_done_is_opened_anew(self, subject: Subject[IntentStore]) -> None:
        """And its sendings count anew."""
        await closed(subject.store, IntentState.NOT_DONE)
        found = await opened(subject.store, at=9000)
        assert (found.first_sent_at, found.last_sent_at, found.result, found.note) == (9000, 0, None, None)

    @pytest.mark.parametrize("state", [IntentState.DONE, IntentState.UNDECIDED])
    async def test_what_is_done_or_undecided_stays_as_it_is(
        self, subject: Subject[IntentStore], state: IntentState
    ) -> None:
        """It is given back instead."""
        await closed(subject.store, state, result_id="7")
        await subject.advance(1000)
        found = await subject.store.open_intent(intent(), sending())
        assert (found.state, found.result, found.result_id, found.note) == (state, b"result", "7", "note")

    async def test_only_the_last_lease_closes(self, subject: Subject[IntentStore]) -> None:
        """A sender that was stopped changes nothing when it goes on."""
        first = await opened(subject.store)
        await subject.advance(11)
        second = await opened(subject.store)
        assert await subject.store.close_intent("a", fence=first.fence, state=IntentState.NOT_DONE) is None
        assert await subject.store.close_intent("a", fence=second.fence, state=IntentState.DONE) is not None

    async def test_closing_twice_is_the_same_as_once(self, subject: Subject[IntentStore]) -> None:
        """The first confirmation may have been lost; but a done one does not become not done."""
        held = await opened(subject.store)
        for _ in range(2):
            found = await subject.store.close_intent("a", fence=held.fence, state=IntentState.DONE, result=b"r")
            assert found is not None
        assert await subject.store.close_intent("a", fence=held.fence, state=IntentState.NOT_DONE) is None

    async def test_a_result_belongs_to_one_intent(self, subject: Subject[IntentStore]) -> None:
        """The second one is refused, and stays open."""
        await closed(subject.store, result_id="7")
        other = await opened(subject.store, "b")
        with pytest.raises(ResultTaken):
            await subject.store.close_intent("b", fence=other.fence, state=IntentState.DONE, result_id="7")
        found = await subject.store.find_intent("b")
        assert found is not None
        assert found.state is IntentState.OPEN

    async def test_what_fails_takes_nothing_else_with_it(self, subject: Subject[IntentStore]) -> None:
        """Though many are closed at once."""
        await closed(subject.store, result_id="7")
        held = [await opened(subject.store, f"b{number}") for number in range(10)]
        ended = await asyncio.gather(
            *(
                subject.store.close_intent(
                    row.id, fence=row.fence, state=IntentState.DONE, result_id="7" if row.id == "b5" else row.id
                )
                for row in held
            ),
            return_exceptions=True,
        )
        assert [type(end).__name__ for end in ended].count("ResultTaken") == 1
        assert [type(end).__name__ for end in ended].count("StoredIntent") == 9

    async def test_due_intents_are_claimed_by_one(self, subject: Subject[IntentStore]) -> None:
        """However many claim at once."""
        for number in range(30):
            await opened(subject.store, f"{number:02}", lease=10)
        await subject.advance(11)
        claimed = await asyncio.gather(
            *(subject.store.claim_intents("sandbox", sending(at=6000), limit=7) for _ in range(6))
        )
        ids = [row.id for rows in claimed for row in rows]
        assert sorted(ids) == [f"{number:02}" for number in range(30)]
        assert all(len(rows) <= 7 for rows in claimed)
        assert {row.last_sent_at for rows in claimed for row in rows} == {5010}

    async def test_nothing_is_claimed_before_it_is_due(self, subject: Subject[IntentStore]) -> None:
        """Nor while somebody holds it, nor when it is closed, nor of another environment."""
        held = await opened(subject.store, "held", lease=100)
        await subject.store.make_intent_due("held")
        await closed(subject.store, id_="done")
        waiting = await opened(subject.store, "waiting")
        await subject.store.defer_intent("waiting", fence=waiting.fence, last_sent_at=5003, due_in=50, note="why")
        assert await subject.store.claim_intents("sandbox", sending(), limit=10) == ()
        await subject.advance(51)
        assert await subject.store.claim_intents("live", sending(), limit=10) == ()
        claimed = await subject.store.claim_intents("sandbox", sending(), limit=10)
        assert [(row.id, row.last_sent_at, row.tries, row.note) for row in claimed] == [("waiting", 5003, 1, "why")]
        assert held.fence == 1

    async def test_an_event_makes_an_intent_due(self, subject: Subject[IntentStore]) -> None:
        """And nothing else changes."""
        held = await opened(subject.store)
        await subject.store.defer_intent("a", fence=held.fence, last_sent_at=5003, due_in=5000)
        await subject.store.make_intent_due("a")
        await subject.store.make_intent_due("nobody knows it")
        claimed = await subject.store.claim_intents("sandbox", sending(), limit=10)
        assert [(row.id, row.state) for row in claimed] == [("a", IntentState.OPEN)]

    async def test_a_lease_that_was_taken_over_defers_nothing(self, subject: Subject[IntentStore]) -> None:
        """The later one goes on."""
        first = await opened(subject.store)
        await subject.advance(11)
        second = await opened(subject.store)
        await subject.store.defer_intent("a", fence=first.fence, last_sent_at=1, due_in=0)
        found = await subject.store.find_intent("a")
        assert found is not None
        assert (found.fence, found.last_sent_at) == (second.fence, second.last_sent_at)

    async def test_a_person_decides_what_nobody_holds(self, subject: Subject[IntentStore]) -> None:
        """Then it is closed, with a note."""
        await opened(subject.store)
        decide = subject.store.resolve_intent
        assert await decide("a", state=IntentState.DONE, result_id="7", note="seen") is None
        await subject.advance(11)
        found = await decide("a", state=IntentState.DONE, result_id="7", note="seen")
        assert found is not None
        assert (found.state, found.result_id, found.note) == (IntentState.DONE, "7", "seen")
        assert await decide("a", state=IntentState.NOT_DONE, result_id=None, note="no") is None

    async def test_a_person_may_settle_what_is_undecided(self, subject: Subject[IntentStore]) -> None:
        """Either way."""
        await closed(subject.store, IntentState.UNDECIDED)
        found = await subject.store.resolve_intent("a", state=IntentState.NOT_DONE, result_id=None, note="no")
        assert found is not None
        assert found.state is IntentState.NOT_DONE

    async def test_a_settler_that_was_stopped_does_not_overrule_a_person(self, subject: Subject[IntentStore]) -> None:
        """The person's decision ends its lease's right to close."""
        held = await opened(subject.store)
        await subject.advance(11)
        await subject.store.resolve_intent("a", state=IntentState.DONE, result_id="7", note="seen")
        assert await subject.store.close_intent("a", fence=held.fence, state=IntentState.DONE, result_id="8") is None

    async def test_intents_are_listed_by_state_and_page(self, subject: Subject[IntentStore]) -> None:
        """In the order of their ids."""
        for id_ in ("c", "a", "d", "b"):
            await opened(subject.store, id_)
        await closed(subject.store, id_="e")
        states = (IntentState.OPEN, IntentState.UNDECIDED)
        first = await subject.store.list_intents("sandbox", states=states, after="", limit=3)
        rest = await subject.store.list_intents("sandbox", states=states, after="c", limit=3)
        assert ([row.id for row in first], [row.id for row in rest]) == (["a", "b", "c"], ["d"])
        assert await subject.store.list_intents("live", states=states, after="", limit=3) == ()

    async def test_forgetting_empties_what_is_closed_and_old(self, subject: Subject[IntentStore]) -> None:
        """Names, fingerprint and the result's id stay."""
        await closed(subject.store, id_="old", result_id="7")
        await opened(subject.store, "open")
        await subject.advance(100)
        await closed(subject.store, id_="new")
        assert await subject.store.forget_intents("sandbox", older_than=50) == 1
        assert await subject.store.forget_intents("sandbox", older_than=50) == 0
        old = await subject.store.find_intent("old")
        assert old is not None
        assert (old.request, old.result, old.note) == (b"", None, None)
        assert (old.fingerprint, old.result_id, old.state) == ("ten pounds", "7", IntentState.DONE)
        for id_ in ("open", "new"):
            other = await subject.store.find_intent(id_)
            assert other is not None
            assert other.request
