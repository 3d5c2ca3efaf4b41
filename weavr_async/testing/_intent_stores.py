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
) -> None:
    """Open an intent and close it."""
    held = await opened(store, id_)
    assert await store.close_intent(
        id_, fence=held.fence, state=state, result=b"result", result_id=result_id, note="note"
    )


async def plan(subject: Subject[IntentStore], new: NewIntent) -> StoredIntent:
    """Plan, and commit."""
    with subject.transaction() as connection:
        return await subject.store.plan_intent(new, connection=connection, wait=5)


@pytest.mark.asyncio
class PlannedIntents:
    """What an `IntentStore` must keep of what is planned."""

    async def test_a_plan_is_claimed_with_its_sendings_still_to_come(self, subject: Subject[IntentStore]) -> None:
        """By the next who asks what is due."""
        found = await plan(subject, intent())
        assert (found.state, found.last_sent_at, found.fence) == (IntentState.PLANNED, 0, 0)
        (claimed,) = await subject.store.claim_intents("sandbox", sending(at=7000), limit=10)
        assert (claimed.state, claimed.first_sent_at, claimed.last_sent_at) == (IntentState.OPEN, 7000, 0)

    async def test_what_is_there_is_not_planned_again(self, subject: Subject[IntentStore]) -> None:
        """But given back as it stands, whatever it says."""
        held = await opened(subject.store)
        for content in ("ten pounds", "eleven pounds"):
            found = await plan(subject, intent(content=content))
            assert (found.state, found.fence, found.fingerprint) == (IntentState.OPEN, held.fence, "ten pounds")

    async def test_what_was_not_done_is_planned_anew(self, subject: Subject[IntentStore]) -> None:
        """If it says the same."""
        await closed(subject.store, IntentState.NOT_DONE)
        assert (await plan(subject, intent(content="eleven pounds"))).state is IntentState.NOT_DONE
        found = await plan(subject, intent())
        assert (found.state, found.note, found.result) == (IntentState.PLANNED, None, None)

    async def test_what_could_not_be_sent_is_planned_again(self, subject: Subject[IntentStore]) -> None:
        """And due when that is said."""
        await plan(subject, intent())
        (held,) = await subject.store.claim_intents("sandbox", sending(), limit=10)
        await subject.store.defer_intent("a", fence=held.fence, last_sent_at=0, due_in=50, note="no way")
        found = await subject.store.find_intent("a")
        assert found is not None
        assert (found.state, found.note, found.tries) == (IntentState.PLANNED, "no way", 1)
        assert await subject.store.claim_intents("sandbox", sending(), limit=10) == ()
        assert await subject.store.make_intent_due("a")
        assert len(await subject.store.claim_intents("sandbox", sending(), limit=10)) == 1

    async def test_only_what_is_planned_is_cancelled(self, subject: Subject[IntentStore]) -> None:
        """What is claimed may be on its way."""
        await plan(subject, intent())
        found = await subject.store.cancel_intent("a", note="why")
        assert found is not None
        assert (found.state, found.note) == (IntentState.NOT_DONE, "why")
        assert await subject.store.cancel_intent("a", note="why") is None
        await opened(subject.store, "b")
        assert await subject.store.cancel_intent("b", note="why") is None
        assert await subject.store.claim_ended("sandbox", lease=10, limit=10) == ()

    async def test_the_end_of_a_plan_is_given_out_until_it_was_handled(self, subject: Subject[IntentStore]) -> None:
        """To one at a time; and not the end of what was never planned."""
        await plan(subject, intent())
        await closed(subject.store, id_="b")
        claim = subject.store.claim_ended
        assert await claim("sandbox", lease=10, limit=10) == ()
        await closed(subject.store)
        assert await claim("live", lease=10, limit=10) == ()
        assert [row.id for row in await claim("sandbox", lease=10, limit=10)] == ["a"]
        assert await claim("sandbox", lease=10, limit=10) == ()
        await subject.advance(11)
        (row,) = await claim("sandbox", lease=10, limit=10)
        await subject.store.mark_handled("a", fence=row.fence)
        await subject.advance(11)
        assert await claim("sandbox", lease=10, limit=10) == ()
        found = await subject.store.find_intent("a")
        assert found is not None
        assert found.handled_at is not None

    async def test_another_end_is_given_out_again(self, subject: Subject[IntentStore]) -> None:
        """What a person decided, after it was undecided."""
        await plan(subject, intent())
        await closed(subject.store, IntentState.UNDECIDED)
        (row,) = await subject.store.claim_ended("sandbox", lease=10, limit=10)
        await subject.store.resolve_intent("a", state=IntentState.NOT_DONE, result_id=None, note="no")
        await subject.store.mark_handled("a", fence=row.fence)
        await subject.advance(11)
        (row,) = await subject.store.claim_ended("sandbox", lease=10, limit=10)
        assert row.state is IntentState.NOT_DONE


@pytest.mark.asyncio
class IntentStoreSuite(PlannedIntents):
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
        assert not await subject.store.close_intent("a", fence=first.fence, state=IntentState.NOT_DONE)
        assert await subject.store.close_intent("a", fence=second.fence, state=IntentState.DONE)

    async def test_closing_twice_is_the_same_as_once(self, subject: Subject[IntentStore]) -> None:
        """The first confirmation may have been lost; but a done one does not become not done."""
        held = await opened(subject.store)
        for _ in range(2):
            assert await subject.store.close_intent("a", fence=held.fence, state=IntentState.DONE, result=b"r")
        assert not await subject.store.close_intent("a", fence=held.fence, state=IntentState.NOT_DONE)

    async def test_a_result_belongs_to_one_intent(self, subject: Subject[IntentStore]) -> None:
        """The second one is refused, and stays open."""
        await closed(subject.store, result_id="7")
        other = await opened(subject.store, "b")
        with pytest.raises(ResultTaken):
            await subject.store.close_intent("b", fence=other.fence, state=IntentState.DONE, result_id="7")
        found = await subject.store.find_intent("b")
        assert found is not None
        assert found.state is IntentState.OPEN

    async def test_the_ids_of_results_are_known(self, subject: Subject[IntentStore]) -> None:
        """By environment and operation."""
        await closed(subject.store, result_id="7")
        find = subject.store.find_results
        assert await find("sandbox", "transferCreate", result_ids=("6", "7", "8")) == {"7"}
        assert await find("live", "transferCreate", result_ids=("7",)) == frozenset()
        assert await find("sandbox", "chargeFee", result_ids=("7",)) == frozenset()

    async def test_the_first_address_of_an_environment_is_kept(self, subject: Subject[IntentStore]) -> None:
        """Whatever comes later."""
        for address in ("https://one", "https://two"):
            assert await subject.store.keep_address("sandbox", address) == "https://one"

    async def test_what_was_asked_for_before_counts_from_then(self, subject: Subject[IntentStore]) -> None:
        """The window in which it may be sent again has begun."""
        asked = Sending(owner="early", lease=10, at=5000, since=1000)
        found = await subject.store.open_intent(intent(), asked)
        assert (found.first_sent_at, found.last_sent_at) == (1000, 0)

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
        assert ended.count(True) == 9

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
        assert await subject.store.make_intent_due("a")
        assert not await subject.store.make_intent_due("nobody knows it")
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
        assert not await subject.store.close_intent("a", fence=held.fence, state=IntentState.DONE, result_id="8")

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
