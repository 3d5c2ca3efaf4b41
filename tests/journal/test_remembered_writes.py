"""A write with a journal: one transfer under one reference, whenever and wherever it is asked for again."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

import pytest

from tests.journal.conftest import REF, pay
from weavr_async import (
    PER_CALL,
    ConfigurationError,
    Environment,
    IdempotencyMismatch,
    InsufficientFunds,
    InvalidRequest,
    OutcomeUnknown,
    WeavrError,
    derive_ref,
    managed_account,
)
from weavr_async.emulator import Fault
from weavr_async.journal import is_replayed
from weavr_async.stores import IntentState, MemoryStore, ResultTaken, SqlStore, StoreUnavailable

if TYPE_CHECKING:
    from pathlib import Path

    from tests.journal.conftest import Place
    from weavr_async import BackOffice
    from weavr_async.journal import Intent
    from weavr_async.stores import IntentStore, NewIntent, Sending

pytestmark = pytest.mark.asyncio


async def found(weavr: BackOffice) -> Intent:
    """The intent of these tests."""
    intent = await weavr.journal.find(reference=REF, identity=weavr.corporate("109876").identity)
    assert intent is not None
    return intent


def instead(store: IntentStore, **methods: object) -> IntentStore:
    """A store of which some methods do something else."""

    class Instead:
        """Both."""

        def __getattr__(self, name: str) -> object:
            return methods.get(name) or getattr(store, name)

    return cast("IntentStore", Instead())


async def unavailable(*_: object, **__: object) -> None:
    """Fail, without having done anything."""
    raise StoreUnavailable("The journal cannot be used: it cannot be reached. Nothing was changed.")


@pytest.mark.parametrize("hours", [0, 25, 40 * 24])
async def test_asked_for_again_the_kept_result_comes_back_and_nothing_is_sent(place: Place, hours: int) -> None:
    """In the same hour, a day later, forty days later; by another process."""
    async with place.process() as weavr:
        first = await pay(weavr)
    place.passes(hours=hours)
    async with place.process() as weavr:
        again = await pay(weavr)
        assert (await found(weavr)).state is IntentState.DONE
    assert again == first
    assert (is_replayed(first), is_replayed(again)) == (False, True)
    assert place.moved == 1


@pytest.mark.parametrize("hours", [0, 25, 40 * 24])
async def test_another_address_of_the_same_service_is_the_same_service(place: Place, hours: int) -> None:
    """References bind the environment's name."""
    async with place.process() as weavr:
        first = await pay(weavr)
    place.passes(hours=hours)
    gateway = Environment.at(place.url, name="here").via(place.url.replace("127.0.0.1", "localhost"))
    async with place.process(environment=gateway) as weavr:
        assert (await pay(weavr)).id == first.id
    assert place.moved == 1


async def test_another_address_under_the_name_is_refused(place: Place) -> None:
    """What was asked for at one service would be taken for done at another one."""
    async with place.process() as weavr:
        await pay(weavr)
    elsewhere = place.url.replace("127.0.0.1", "localhost")
    async with place.process(environment=Environment.at(elsewhere, name="here")) as weavr:
        for work in (pay(weavr), pay(weavr, derive_ref("payout", "another")), weavr.journal.settle_due()):
            with pytest.raises(ConfigurationError, match=r"\.via\("):
                await work
    async with place.process(environment=Environment.at(elsewhere)) as weavr:
        await pay(weavr)
    assert place.moved == 2


@pytest.mark.parametrize("arrived", [True, False])
async def test_what_others_made_is_not_taken_for_its_result(place: Place, arrived: bool) -> None:
    """Of two payments that are alike in all but their references, a day later."""
    async with place.process() as weavr:
        first = await pay(weavr, derive_ref("payout", 1))
        place.emulator.faults.inject(Fault.cut_after() if arrived else Fault.cut_before(), operation="transferCreate")
        with pytest.raises(OutcomeUnknown):
            await pay(weavr, derive_ref("payout", 2))
        place.passes(hours=25)
        settled = await weavr.journal.settle_due()
        assert (settled.done, settled.not_done, settled.undecided) == (int(arrived), int(not arrived), 0)
        second = await pay(weavr, derive_ref("payout", 2))
    assert second.id != first.id
    assert place.moved == 2


async def test_what_was_asked_for_before_the_journal_is_looked_for(place: Place) -> None:
    """Also by whoever settles it, when the process that knew the time has died before it looked."""
    asked_at = datetime.fromtimestamp(place.emulator.clock.now_ms() / 1000, UTC)
    old = derive_ref("payout", "invoice-1001", first_asked_at=asked_at)
    async with place.process(store=MemoryStore()) as weavr:
        first = await pay(weavr)
    place.passes(days=40)
    store = place.store()

    async def dies(intent: NewIntent, sending: Sending) -> None:
        """Open it, and die."""
        await store.open_intent(intent, sending)
        raise asyncio.CancelledError

    async with store, place.process(instead(store, open_intent=dies)) as weavr:
        with pytest.raises(asyncio.CancelledError):
            await pay(weavr, old)
    place.passes(hours=1)
    async with place.process() as weavr:
        assert (await weavr.journal.settle_due()).done == 1
        assert (await pay(weavr, old)).id == first.id
    assert place.moved == 1


@pytest.mark.parametrize("hours", [0, 25, 40 * 24])
async def test_other_content_under_the_reference_is_a_mismatch(place: Place, hours: int) -> None:
    """However old the first one is; the reference names one payment."""
    async with place.process() as weavr:
        await pay(weavr)
        place.passes(hours=hours)
        with pytest.raises(IdempotencyMismatch, match="nothing was sent"):
            await pay(weavr, amount="11.00")
    assert place.moved == 1


@pytest.mark.parametrize("hours", [0.1, 25])
@pytest.mark.parametrize("arrived", [True, False])
async def test_what_a_lost_process_left_is_finished_by_asking_again(place: Place, hours: float, arrived: bool) -> None:
    """Whether or not the first sending arrived: one transfer."""
    fault = Fault.cut_after() if arrived else Fault.cut_before()
    async with place.process() as weavr:
        place.emulator.faults.inject(fault, operation="transferCreate")
        with pytest.raises(OutcomeUnknown) as unknown:
            await pay(weavr)
        assert unknown.value.intent == (await found(weavr)).id
    place.passes(hours=hours)
    async with place.process() as weavr:
        await pay(weavr)
        assert (await found(weavr)).state is IntentState.DONE
    assert place.moved == 1


@pytest.mark.parametrize("hours", [0.1, 25])
@pytest.mark.parametrize("arrived", [True, False])
async def test_what_a_lost_process_left_is_finished_by_a_settler(place: Place, hours: float, arrived: bool) -> None:
    """Inside the window it carries out what never arrived; past it, it finds out."""
    fault = Fault.cut_after() if arrived else Fault.cut_before()
    async with place.process() as weavr:
        place.emulator.faults.inject(fault, operation="transferCreate")
        with pytest.raises(OutcomeUnknown):
            await pay(weavr)
    place.passes(hours=hours)
    async with place.process() as weavr:
        settled = await weavr.journal.settle_due()
        assert settled.still_open == settled.undecided == 0
        assert (await found(weavr)).state is (IntentState.DONE if place.moved else IntentState.NOT_DONE)
        assert place.moved == (1 if arrived or hours < 23 else 0)
        await pay(weavr)
    assert place.moved == 1


async def test_a_refusal_stands_in_the_journal_before_it_is_told(place: Place) -> None:
    """And under the same reference the write can be made once it is possible."""
    async with place.process() as weavr:
        with pytest.raises(InsufficientFunds):
            await pay(weavr, amount="6000.00")
        assert (await found(weavr)).state is IntentState.NOT_DONE
        place.emulator.world.deposit("220", 500_000)
        await pay(weavr, amount="6000.00")
    assert place.moved == 1


async def test_a_no_that_cannot_be_written_down_is_not_told(place: Place) -> None:
    """A settler may carry the write out later, so the caller learns that it is unknown."""
    store = place.store()

    async with store, place.process(instead(store, close_intent=unavailable)) as weavr:
        with pytest.raises(OutcomeUnknown, match="could not be written down") as unknown:
            await pay(weavr, amount="6000.00")
        assert unknown.value.intent is not None


async def test_a_yes_that_cannot_be_written_down_is_told(place: Place) -> None:
    """It is true, and settling finds it again."""
    store = place.store()

    async with store, place.process(instead(store, close_intent=unavailable)) as weavr:
        first = await pay(weavr)
    place.passes(minutes=11)
    async with place.process() as weavr:
        assert (await weavr.journal.settle_due()).done == 1
        assert (await found(weavr)).result_id == first.id
    assert place.moved == 1


async def test_without_a_journal_to_write_in_nothing_is_sent(place: Place) -> None:
    """The error says so, and that an earlier call under the reference cannot be looked up."""
    store = place.store()
    gone = instead(store, open_intent=unavailable, keep_address=unavailable)
    async with store, place.process(gone) as weavr:
        with pytest.raises(OutcomeUnknown, match="Nothing was sent by this call"):
            await pay(weavr)
    assert place.moved == 0


async def test_a_reference_for_one_call_is_refused_where_money_moves(place: Place) -> None:
    """After a restart it would be another one, while the journal carries the first one out."""
    async with place.process() as weavr:
        with pytest.raises(InvalidRequest, match="derive_ref") as refused:
            await pay(weavr, PER_CALL)
        assert refused.value.field == "idempotency_ref"
        with pytest.raises(InvalidRequest):
            await weavr.corporate("109876").fees.charge(
                fee_type="CARD_REPLACEMENT", source=managed_account("220"), idempotency_ref=PER_CALL
            )
    assert place.moved == 0


async def test_of_many_who_ask_at_once_one_sends(place: Place) -> None:
    """The others wait, and are given its result."""
    async with place.process() as one, place.process() as other:
        paid = await asyncio.gather(*(pay(weavr) for weavr in (one, other) * 5))
    assert len({transfer.id for transfer in paid}) == 1
    assert place.moved == 1


async def test_what_nobody_can_find_out_is_for_a_person(place: Place) -> None:
    """A transfer without a tag, a day later: nothing is sent until somebody has decided."""
    async with place.process() as weavr:
        place.emulator.faults.inject(Fault.cut_after(), operation="transferCreate")
        with pytest.raises(OutcomeUnknown):
            await pay(weavr, tag=None)
        place.passes(hours=25)
        assert (await weavr.journal.settle_due()).undecided == 1
        (intent,) = [intent async for intent in weavr.journal.unresolved()]
        assert intent.state is IntentState.UNDECIDED
        assert intent.note
        with pytest.raises(OutcomeUnknown, match="undecided"):
            await pay(weavr, tag=None)
        (made,) = place.emulator.world.transfers
        await weavr.journal.resolve(intent, result_id=made, note="seen in the account")
        assert [one async for one in weavr.journal.unresolved()] == []
        with pytest.raises(InvalidRequest, match="nothing to decide"):
            await weavr.journal.resolve(intent, done=False, note="no")
    assert place.moved == 1


@pytest.mark.parametrize("decision", [{"note": "\0", "done": False}, {"note": "seen", "result_id": "1\0"}])
async def test_a_decision_that_no_database_can_keep_is_refused(place: Place, decision: dict[str, Any]) -> None:
    """PostgreSQL has no place for a NUL in a text."""
    async with place.process() as weavr:
        with pytest.raises(InvalidRequest, match="NUL character"):
            await weavr.journal.resolve("some-intent", **decision)


async def test_a_cancellation_that_no_database_can_keep_is_refused(place: Place) -> None:
    """Its note is kept as well."""
    async with place.process() as weavr:
        with pytest.raises(InvalidRequest, match="NUL character"):
            await weavr.journal.cancel("some-intent", note="\0")


async def test_what_a_person_found_not_done_can_be_asked_for_again(place: Place) -> None:
    """And is sent then, once."""
    async with place.process() as weavr:
        place.emulator.faults.inject(Fault.cut_before(), operation="transferCreate")
        with pytest.raises(OutcomeUnknown):
            await pay(weavr, tag=None)
        place.passes(hours=25)
        await weavr.journal.settle_due()
        (intent,) = [intent async for intent in weavr.journal.unresolved()]
        await weavr.journal.resolve(intent, done=False, note="not in the account")
        await pay(weavr, tag=None)
    assert place.moved == 1


async def test_of_two_payments_alike_the_second_is_told_once_the_first_is_decided(place: Place) -> None:
    """A day later nobody can tell which transfer is whose: both stay open, for the journal may learn it."""
    async with place.process() as weavr:
        for ref in (REF, derive_ref("payout", "invoice-1002")):
            place.emulator.faults.inject(Fault.cut_after(), operation="transferCreate")
            with pytest.raises(OutcomeUnknown):
                await pay(weavr, ref)
        place.passes(hours=25)
        settled = await weavr.journal.settle_due()
        assert (settled.still_open, settled.undecided) == (2, 0)
        first, second = [intent async for intent in weavr.journal.unresolved()]
        made, other = place.emulator.world.transfers
        await weavr.journal.resolve(first, result_id=made, note="seen in the account")
        place.passes(hours=1)
        assert (await weavr.journal.settle_due()).done == 1
        done = await weavr.journal.find(reference=second.reference, identity=second.identity)
        assert done is not None
        assert done.result_id == other


async def test_a_transfer_like_it_of_another_time_is_left_to_a_person(place: Place, tmp_path: Path) -> None:
    """The tag may have been used before, or a clock was wrong; the journal will never learn which."""
    elsewhere = SqlStore(f"sqlite:///{tmp_path}/elsewhere.db")
    async with elsewhere, place.process(elsewhere) as earlier:
        await pay(earlier)
    place.passes(days=2)
    async with place.process() as weavr:
        place.emulator.faults.inject(Fault.cut_before(), operation="transferCreate")
        with pytest.raises(OutcomeUnknown):
            await pay(weavr)
        place.passes(hours=25)
        assert (await weavr.journal.settle_due()).undecided == 1


async def test_what_was_sent_under_another_key_and_has_no_tag_is_left_to_a_person(place: Place) -> None:
    """To the service the other key may be somebody else: nothing is sent under it, and nothing can be read back."""
    place.emulator.world.api_keys.append("new-key")
    async with place.process() as weavr:
        place.emulator.faults.inject(Fault.cut_after(), operation="transferCreate")
        with pytest.raises(OutcomeUnknown):
            await pay(weavr, tag=None)
    place.passes(minutes=15)
    async with place.process(api_key="new-key") as weavr:
        assert (await weavr.journal.settle_due()).undecided == 1
    assert place.moved == 1


async def test_a_settle_token_settles_what_stands_in_the_journal(place: Place) -> None:
    """So that a verdict and the journal never disagree."""
    async with place.process() as weavr:
        place.emulator.faults.inject(Fault.cut_before(), operation="transferCreate")
        with pytest.raises(OutcomeUnknown) as unknown:
            await pay(weavr)
        settlement = await weavr.settle(unknown.value.settle_token())
        assert settlement.verdict.value == "done"
        assert (await found(weavr)).state is IntentState.DONE
        assert (await weavr.settle(unknown.value.settle_token())).result == settlement.result
    assert place.moved == 1


async def test_a_settle_token_is_not_answered_with_what_became_of_other_content(place: Place) -> None:
    """Its own write was made without this journal, which has a refusal under the same reference."""
    place.emulator.faults.inject(Fault.cut_after(), operation="transferCreate")
    async with place.process(MemoryStore()) as weavr:
        with pytest.raises(OutcomeUnknown) as unknown:
            await pay(weavr)
    async with place.process() as weavr:
        with pytest.raises(WeavrError):
            await pay(weavr, amount="11.00")
        assert (await found(weavr)).state is IntentState.NOT_DONE
        settlement = await weavr.settle(unknown.value.settle_token())
    assert settlement.verdict.value == "done"
    assert place.moved == 1


async def test_a_no_that_settling_cannot_write_down_is_not_told(place: Place) -> None:
    """Somebody finds it not done just before it is opened to be settled; it is carried out when the journal is back."""
    async with place.store() as store:
        async with place.process(store) as weavr:
            place.emulator.faults.inject(Fault.cut_before(), operation="transferCreate")
            with pytest.raises(OutcomeUnknown) as unknown:
                await pay(weavr)
            intent = await found(weavr)
            before = await store.find_intent(intent.id)
            place.passes(minutes=1)
            await weavr.journal.resolve(intent, done=False, note="not in the account")

        async def looked(_: str) -> object:
            """As it stood a moment ago."""
            return before

        async with place.process(instead(store, find_intent=looked, close_intent=unavailable)) as weavr:
            settlement = await weavr.settle(unknown.value.settle_token())
        assert settlement.verdict.value == "still_unknown"
        assert settlement.settle_again_at is not None
        place.passes(minutes=11)
        async with place.process(store) as weavr:
            await weavr.journal.settle_due()
    assert place.moved == 1


async def test_a_no_that_settling_found_and_cannot_write_down_is_asked_for_again(place: Place) -> None:
    """The intent is still open and carried out once there is enough money: no look at the accounts is the last word."""
    place.emulator.faults.inject(Fault.cut_before(), operation="transferCreate")
    async with place.store() as store:
        async with place.process(store) as weavr:
            with pytest.raises(OutcomeUnknown) as unknown:
                await pay(weavr, amount="6000.00")
        place.passes(minutes=11)
        async with place.process(instead(store, close_intent=unavailable)) as weavr:
            settlement = await weavr.settle(unknown.value.settle_token())
        assert settlement.verdict.value == "still_unknown"
        assert isinstance(settlement.error, InsufficientFunds)
        assert settlement.settle_again_at is not None
        place.emulator.world.deposit("220", 500_000)
        place.passes(minutes=1)
        async with place.process(store) as weavr:
            assert (await weavr.settle(unknown.value.settle_token())).verdict.value == "done"
    assert place.moved == 1


@pytest.mark.parametrize("way", ["settled", "asked for again"])
async def test_what_another_write_has_made_meanwhile_is_no_yes(place: Place, way: str) -> None:
    """Two that look the same are read back at once, and one transfer is there: it is the other one's."""
    place.emulator.faults.inject(Fault.cut_after(), operation="transferCreate")
    async with place.store() as store:

        async def close(id_: str, **found: object) -> bool:
            """Somebody was faster."""
            if found["state"] is IntentState.DONE:
                raise ResultTaken("This result belongs to another intent.")
            return await store.close_intent(id_, **found)  # type: ignore[arg-type]

        async with place.process(instead(store, close_intent=close)) as weavr:
            with pytest.raises(OutcomeUnknown) as unknown:
                await pay(weavr)
            place.passes(hours=25)
            if way == "settled":
                settlement = await weavr.settle(unknown.value.settle_token())
                assert (settlement.verdict.value, settlement.result) == ("still_unknown", None)
            else:
                with pytest.raises(OutcomeUnknown):
                    await pay(weavr)
            assert (await found(weavr)).state is IntentState.UNDECIDED


async def test_writes_without_money_are_remembered_too(place: Place) -> None:
    """Whatever takes a reference is an intent; reads are none."""
    async with place.process() as weavr:
        card = weavr.corporate("109876").managed_cards
        await weavr.corporate("109876").managed_accounts.get("220")
        assert card is not None
        assert [intent async for intent in weavr.journal.unresolved()] == []


async def test_forgetting_keeps_what_keeps_money_from_moving_twice(place: Place) -> None:
    """The answer is gone; the write is not made again."""
    async with place.process() as weavr:
        first = await pay(weavr)
        place.passes(days=100)
        assert await weavr.journal.forget(older_than=timedelta(days=90)) == 1
        with pytest.raises(OutcomeUnknown, match=first.id):
            await pay(weavr)
    assert place.moved == 1


async def test_a_read_runs_nothing_of_the_journal(place: Place) -> None:
    """So it costs the same with one and without."""
    run: set[str] = set()
    async with place.process() as weavr:
        cards = weavr.corporate("109876").managed_cards
        await cards.get("331")
        sys.setprofile(lambda frame, _event, _argument: run.add(frame.f_code.co_filename))
        try:
            await cards.get("331")
        finally:
            sys.setprofile(None)
    assert any("weavr_async/_calls" in name for name in run)
    assert not [
        name
        for name in run
        if any(part in name for part in ("weavr_async/journal", "weavr_async/stores", "sqlalchemy"))
    ]
