"""A bulk job from its first item to its last result."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

import pytest

from tests.bulk_jobs.emulated import OPENING, Emulated, carry_out, order, orders, total
from weavr_async import (
    CardSpendLimit,
    InvalidRequest,
    Money,
    SpendRules,
    TooManyBulkRequests,
)
from weavr_async.bulk_jobs import SpendRulesOrder
from weavr_async.emulator import Emulator, Fault

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from weavr_async import TransferOrder


@pytest.mark.asyncio
async def test_a_job_moves_each_item_once_and_tells_by_key_what_became_of_it(emulated: Emulated) -> None:
    """Submitted in chunks, started, followed to the end, and read."""
    job = emulated.job()
    await job.submit(orders(10))
    assert (emulated.bulks(), emulated.moved()) == (3, 0)
    await job.execute(on_failure="continue")
    seen = [progress async for progress in job.watch()]
    assert {progress.total for progress in seen} == {10}
    assert (seen[-1].done, seen[-1].completed, seen[-1].final) == (10, 10, True)
    results = [result async for result in job.results()]
    assert [(one.key, one.order) for one in results] == orders(10)
    assert all(one.completed and one.payload_confirmed for one in results)
    assert [one.answer.destination_amount.amount for one in results if one.answer] == list(range(1, 11))
    assert emulated.moved() == total(10)


@pytest.mark.asyncio
async def test_items_may_come_from_an_async_iterable(emulated: Emulated) -> None:
    """As from a database's cursor."""

    async def lines() -> AsyncIterator[tuple[str, TransferOrder]]:
        for line in orders(5):
            yield line

    job = emulated.job()
    await job.submit(lines())
    assert [result.key async for result in job.results()] == [key for key, _ in orders(5)]


@pytest.mark.asyncio
async def test_nothing_is_sent_before_all_items_are_kept(emulated: Emulated) -> None:
    """An item that cannot be made, far down the list, leaves nothing behind at the service."""

    def lines() -> AsyncIterator[tuple[str, TransferOrder]]:
        async def broken() -> AsyncIterator[tuple[str, TransferOrder]]:
            for line in orders(9):
                yield line
            yield "line-10", order(0)

        return broken()

    with pytest.raises(InvalidRequest, match="above zero"):
        await emulated.job().submit(lines())
    assert len(emulated.emulator.requests) == 0


@pytest.mark.asyncio
async def test_the_references_derive_from_name_round_and_chunk(emulated: Emulated) -> None:
    """So another process, and another round, has the same ones and other ones."""
    await emulated.job().submit(orders(8))
    await emulated.job(round_number=2).submit(orders(8))
    await emulated.job("other").submit(orders(8))
    references = emulated.references()
    assert len(set(references)) == 6


@pytest.mark.asyncio
async def test_a_name_from_an_enum_of_strings_is_its_value(emulated: Emulated) -> None:
    """Such a member writes itself as its name, and the manifest would not be found under the value."""

    class Ours(str, Enum):  # noqa: UP042 - a `StrEnum` would write itself as its value
        PAYROLL = "payroll-7"

    await emulated.job(Ours.PAYROLL).submit(orders(2))
    assert [result.key async for result in emulated.job("payroll-7").results()] == [key for key, _ in orders(2)]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("items", "complaint"),
    [
        ([], "one item or more"),
        ([("a", order()), ("b", order()), ("a", order(2))], "used twice"),
        ([("", order())], "not empty"),
        ([(5, order())], "is a string"),
        ([("a", "ten pounds")], "is not a TransferOrder"),
    ],
)
async def test_items_that_cannot_be_right_are_refused_before_anything_is_sent(
    emulated: Emulated, items: list[tuple[str, TransferOrder]], complaint: str
) -> None:
    """No item, a key that stands twice or is none, an order of another kind."""
    with pytest.raises(InvalidRequest, match=complaint):
        await emulated.job(chunk_size=2).submit(items)
    assert len(emulated.emulator.requests) == 0


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "options",
    [{"name": "../payroll"}, {"name": ""}, {"name": "a/b"}, {"name": "a\n"}, {"chunk_size": 10_001}, {"chunk_size": 0},
     {"round_number": 0}, {"round_number": True}, {"patience": -1.0}, {"patience": float("nan")}],
)  # fmt: skip
async def test_a_job_that_cannot_be_is_refused_when_it_is_made(emulated: Emulated, options: dict[str, Any]) -> None:
    """Its name becomes a name of files, and its numbers have bounds."""
    with pytest.raises(InvalidRequest):
        emulated.job(**options)


@pytest.mark.asyncio
async def test_failed_items_are_told_by_code_and_go_into_a_second_round(emulated: Emulated) -> None:
    """The second round moves what the first one could not, and nothing else."""
    items = [("a", order(100)), ("b", order(OPENING)), ("c", order(200))]
    job = emulated.job()
    await carry_out(job, items)
    codes = {result.key: result.error_code async for result in job.results()}
    assert codes == {"a": None, "b": "FUNDS_INSUFFICIENT", "c": None}
    assert emulated.moved() == 300
    emulated.emulator.world.deposit("220", OPENING)
    second = emulated.job(round_number=2)
    await second.submit(job.failed())
    await second.execute(on_failure="continue")
    async for _ in second.watch():
        pass
    assert [result.key async for result in second.results()] == ["b"]
    assert emulated.moved() == 300 + OPENING


@pytest.mark.asyncio
async def test_failed_items_are_not_handed_out_while_anything_runs(emulated: Emulated) -> None:
    """An item might still change."""
    job = emulated.job()
    await job.submit(orders(5))
    with pytest.raises(InvalidRequest, match="not ended"):
        await anext(job.failed())


@pytest.mark.asyncio
async def test_the_mode_is_always_sent(emulated: Emulated) -> None:
    """Its default at the service is unknown."""
    await carry_out(emulated.job(), orders(8))
    modes = {bulk.mode for bulk in emulated.emulator.world.bulks.values()}
    assert modes == {"ON_FAILURE_CONTINUE"}


@pytest.mark.asyncio
async def test_stopping_at_a_failure_holds_for_the_whole_job(emulated: Emulated) -> None:
    """Nothing after the item that failed begins, in its chunk or in a later one; and all of that can be handed out."""
    items = orders(12)
    items[5] = ("line-6", order(OPENING))
    job = emulated.job()
    await job.submit(items)
    await job.execute(on_failure="stop")
    *_, last = [progress async for progress in job.watch()]
    assert (last.completed, last.failed, last.cancelled, last.done) == (5, 1, 6, 12)
    assert emulated.moved() == total(5)
    assert [key async for key, _ in job.failed()] == ["line-6"]
    assert [key async for key, _ in job.failed(cancelled=True)] == [key for key, _ in items[5:]]


@pytest.mark.asyncio
async def test_what_an_ended_bulk_leaves_waiting_is_handed_out_too(emulated: Emulated) -> None:
    """That the service cancels what it does not begin is an assumption; left out, a payment would be forgotten."""
    items = orders(4)
    items[1] = ("line-2", order(OPENING))
    job = emulated.job()
    await job.submit(items)
    await job.execute(on_failure="stop")
    async for _ in job.watch():
        pass
    (bulk,) = emulated.emulator.world.bulks.values()
    for left in bulk.items[2:]:
        left.status = "SUBMITTED"
    assert [key async for key, _ in job.failed()] == ["line-2"]
    assert [pair async for pair in job.failed(cancelled=True)] == items[1:]


@pytest.mark.asyncio
async def test_stopping_at_a_failure_runs_all_chunks_when_none_fails(emulated: Emulated) -> None:
    """One after the other."""
    job = emulated.job()
    await job.submit(orders(12))
    await job.execute(on_failure="stop")
    async for _ in job.watch():
        pass
    assert emulated.moved() == total(12)
    starts = [bulk.started_ms for bulk in emulated.emulator.world.bulks.values()]
    ends = [bulk.finished_ms for bulk in emulated.emulator.world.bulks.values()]
    assert all(
        start is not None and end is not None and start >= end for start, end in zip(starts[1:], ends, strict=False)
    )


@pytest.mark.asyncio
async def test_a_job_is_started_in_one_mode_only(emulated: Emulated) -> None:
    """Whoever continues it cannot change what a failure does."""
    await carry_out(emulated.job(), orders(5))
    with pytest.raises(InvalidRequest, match="other mode"):
        await emulated.job().execute(on_failure="stop")


@pytest.mark.asyncio
async def test_a_chunk_that_was_started_is_not_even_asked_to_start_again(emulated: Emulated) -> None:
    """Its status is read first: what the service would do with a second start is not put to the test."""
    await emulated.job().submit(orders(5))
    for _ in range(3):
        await emulated.job().execute(on_failure="continue")
        emulated.emulator.advance(60)
    assert sum(request.operation == "bulkIdExecute" for request in emulated.emulator.requests) == 2


@pytest.mark.asyncio
async def test_a_job_is_not_started_before_it_is_submitted(emulated: Emulated) -> None:
    """Half of a payroll is not a payroll."""
    with pytest.raises(InvalidRequest, match="does not have all items"):
        await emulated.job().execute(on_failure="continue")


@pytest.mark.asyncio
@pytest.mark.parametrize("emulator", [{"bulk_item_ms": 1_000}], indirect=True)
async def test_a_job_is_held_and_goes_on(emulated: Emulated) -> None:
    """What runs stands still, and then runs on to the end."""
    job = emulated.job(chunk_size=100)
    await job.submit(orders(20))
    await job.execute(on_failure="continue")
    await emulated.clock.sleep(3)
    await emulated.job().pause()
    await emulated.clock.sleep(3_600)
    assert emulated.moved() == total(3)
    assert (await anext(emulated.job().watch())).completed == 3
    await emulated.job().resume()
    async for _ in emulated.job().watch():
        pass
    assert emulated.moved() == total(20)


@pytest.mark.asyncio
@pytest.mark.parametrize("emulator", [{"bulk_item_ms": 1_000}], indirect=True)
async def test_a_cancelled_job_keeps_what_it_did_and_does_no_more(emulated: Emulated) -> None:
    """It cannot be submitted or started again, and its end is seen by who watches."""
    job = emulated.job()
    await job.submit(orders(10))
    await job.execute(on_failure="continue")
    await emulated.clock.sleep(2)
    await emulated.job().cancel()
    last = [progress async for progress in emulated.job().watch()][-1]
    assert (last.completed, last.cancelled, last.done) == (6, 4, 10)
    with pytest.raises(InvalidRequest, match="cancelled"):
        await emulated.job().execute(on_failure="continue")
    await emulated.job().cancel()
    await emulated.clock.sleep(3_600)
    assert emulated.moved() == sum([1, 2, 5, 6, 9, 10])


@pytest.mark.asyncio
async def test_a_job_cancelled_half_submitted_submits_no_more(emulated: Emulated) -> None:
    """Its items are told as never begun, and can be handed out."""
    emulated.emulator.faults.inject(Fault.error_code(409, "TOO_MANY_REQUESTS"), operation="bulksTransferCreate")
    with pytest.raises(TooManyBulkRequests):
        await emulated.job(patience=0).submit(orders(10))
    await emulated.job().cancel()
    with pytest.raises(InvalidRequest, match="cancelled"):
        await emulated.job().submit(orders(10))
    assert (await anext(emulated.job().watch())).final
    assert [result.status async for result in emulated.job().results()] == [None] * 10
    assert [pair async for pair in emulated.job().failed(cancelled=True)] == orders(10)
    assert emulated.bulks() == 0


@pytest.mark.asyncio
async def test_the_throttle_of_submissions_is_waited_for(emulated: Emulated) -> None:
    """In growing pauses, under the same reference."""
    emulated.emulator.faults.inject(
        Fault.error_code(409, "TOO_MANY_REQUESTS"), operation="bulksTransferCreate", times=4
    )
    await emulated.job().submit(orders(8))
    assert emulated.clock.slept == [1, 2, 4, 8]
    references = emulated.references()
    assert len(set(references[:5])) == 1
    assert emulated.bulks() == 2


@pytest.mark.asyncio
async def test_patience_with_the_throttle_has_an_end(emulated: Emulated) -> None:
    """Then its error is raised; nothing was done, and the job can be continued."""
    fault = Fault.error_code(409, "TOO_MANY_REQUESTS")
    emulated.emulator.faults.inject(fault, operation="bulksTransferCreate", times=None)
    with pytest.raises(TooManyBulkRequests):
        await emulated.job(patience=100).submit(orders(8))
    assert sum(emulated.clock.slept) <= 100
    emulated.emulator.faults.clear()
    await carry_out(emulated.job(), orders(8))
    assert emulated.moved() == total(8)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "emulator", [{"bulks_running_at_most": 1}, {"bulk_one_per_operation": True}], indirect=True, ids=str
)
async def test_chunks_that_may_not_run_side_by_side_are_started_one_after_the_other(emulated: Emulated) -> None:
    """Whether the service counts bulks or kinds of bulks."""
    await carry_out(emulated.job(), orders(12))
    assert emulated.moved() == total(12)


@pytest.mark.asyncio
async def test_a_watcher_outlives_a_service_that_fails_for_a_while(emulated: Emulated) -> None:
    """Reading changes nothing, so it is done again."""
    job = emulated.job()
    await job.submit(orders(5))
    await job.execute(on_failure="continue")
    for fault in (Fault.html(), Fault.cut_before(), Fault.rate_limited(resets_in=120), Fault.answer(503)):
        emulated.emulator.faults.inject(fault, operation="bulkId")
    *_, last = [progress async for progress in job.watch()]
    assert last.completed == 5
    assert 120 in emulated.clock.slept


@pytest.mark.asyncio
@pytest.mark.parametrize("emulator", [{"bulk_item_ms": 60_000}], indirect=True)
async def test_a_watcher_asks_less_often_while_nothing_changes(emulated: Emulated) -> None:
    """The pause grows to its bound, and is short again after a change."""
    job = emulated.job(chunk_size=10)
    await job.submit(orders(2))
    await job.execute(on_failure="continue")
    async for _ in job.watch(every=10, at_most=25):
        pass
    pauses = emulated.clock.slept
    assert pauses[:4] == [10, 15, 22.5, 25]
    assert 10 in pauses[4:]
    assert max(pauses) == 25


@pytest.mark.asyncio
async def test_a_status_that_nobody_knows_is_a_passing_one(emulated: Emulated) -> None:
    """The watcher goes on, and the caller decides for how long."""
    job = emulated.job()
    await job.submit(orders(3))
    await job.execute(on_failure="continue")
    emulated.emulator.advance(1)
    emulated.emulator.faults.inject(Fault.unknown_enum(), operation="bulkId", times=2)
    seen = [progress async for progress in job.watch()]
    assert [progress.final for progress in seen] == [False, False, True]
    assert seen[0].chunks[0].status == "VALUE_NOBODY_KNOWS"


@pytest.mark.asyncio
@pytest.mark.parametrize("emulator", [{"bulk_first_sequence": 0}, {"bulk_first_sequence": 1}], indirect=True, ids=str)
async def test_results_are_joined_whether_the_service_counts_from_zero_or_one(
    emulated: Emulated, emulator: Emulator
) -> None:
    """Equal payloads are told apart by their place, all others by place and payload."""
    items = [(f"{number}", order(7)) for number in range(6)] + orders(5)
    job = emulated.job(chunk_size=7)
    await carry_out(job, items)
    results = [result async for result in job.results()]
    assert [(one.key, one.order) for one in results] == items
    first = emulator.switches.bulk_first_sequence
    assert [one.sequence for one in results] == [*range(first, first + 7), *range(first, first + 4)]


@pytest.mark.asyncio
async def test_spend_rules_are_changed_in_bulk(emulated: Emulated) -> None:
    """By card; what failed is handed out as it was given, amounts with their currency."""
    rules = SpendRules(
        allow_atm=False,
        blocked_merchant_countries=["MT"],
        rollover_negative=True,
        min_transaction_amount=Money("0.00", "GBP"),
        spend_limits=[CardSpendLimit(Money("50.00", "GBP"), "DAILY")],
    )
    items = [
        ("travel", SpendRulesOrder("332", rules)),
        ("marketing", SpendRulesOrder("331", SpendRules(allow_atm=False))),
        ("lost", SpendRulesOrder("999", rules)),
    ]
    for card_id in ("331", "332"):
        await emulated.acme.managed_cards.create_spend_rules(card_id, SpendRules(allow_cashback=False))
    job = emulated.acme.bulks.spend_rules_job("tighten", store=emulated.store, clock=emulated.clock)
    await job.submit(items)
    await job.execute(on_failure="continue")
    *_, last = [progress async for progress in job.watch()]
    assert (last.completed, last.failed) == (2, 1)
    assert emulated.emulator.world.cards["332"].spend_rules is not None
    assert [(one.key, one.order) async for one in job.results()] == items
    assert [pair async for pair in job.failed()] == items[2:]


@pytest.mark.asyncio
async def test_spend_limits_are_added_up_only_when_asked_for(emulated: Emulated) -> None:
    """The mode is part of what is kept."""
    limit = SpendRules(spend_limits=[CardSpendLimit(Money("50.00", "GBP"), "DAILY")])
    await emulated.acme.managed_cards.create_spend_rules("332", SpendRules(allow_cashback=False))
    for round_number in (1, 2):
        job = emulated.acme.bulks.spend_rules_job(
            "raise", store=emulated.store, clock=emulated.clock, spend_limits="increment", round_number=round_number
        )
        await job.submit([("travel", SpendRulesOrder("332", limit))])
        await job.execute(on_failure="stop")
        async for _ in job.watch():
            pass
    kept = emulated.emulator.world.cards["332"].spend_rules
    assert kept is not None
    assert kept["spendLimit"][0]["value"]["amount"] == 10_000
