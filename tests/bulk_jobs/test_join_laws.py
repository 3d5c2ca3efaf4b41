"""The laws of joining: an operation is given to the item it was submitted for, or the difference is told."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.bulk_jobs.emulated import Emulated, carry_out, order, orders
from weavr_async import SpendRules
from weavr_async.bulk_jobs import JoinMismatch, SpendRulesOrder
from weavr_async.bulk_jobs.joining import Listed, Submitted, canonical, join
from weavr_backoffice.models import BulkProcessOperation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weavr_backoffice.types import JSON

AMOUNTS = st.lists(st.integers(1, 4), min_size=1, max_size=12)
"""Payloads of a chunk. So few amounts that many items are alike."""


def payload(amount: int) -> JSON:
    """What is sent for one item."""
    return {"profileId": "7", "destinationAmount": {"currency": "GBP", "amount": amount}, "tag": None}


def shuffled_text(amount: int) -> str:
    """The same payload as a service may write it: other order, other spaces, without what is null."""
    return json.dumps({"destinationAmount": {"amount": amount, "currency": "GBP"}, "profileId": "7"}, indent=1)


def operations(amounts: Sequence[int], first: int, unreadable: Sequence[int] = ()) -> list[BulkProcessOperation]:
    """What a service lists that counts from `first`; some payloads cannot be read."""
    listed: list[BulkProcessOperation] = []
    for place, amount in enumerate(amounts):
        operation = BulkProcessOperation(operation_id=f"op-{place}", sequence=first + place)
        if place not in unreadable:
            operation.request_payload = shuffled_text(amount)
        elif place % 2:
            operation.request_payload = '{"profileId": "7", "destinat'
        listed.append(operation)
    return listed


def joined(
    amounts: Sequence[int], listed: Sequence[BulkProcessOperation], *, complete: bool = True
) -> list[str | None]:
    """Ids of the operations by item."""
    found = join(
        [Submitted(canonical(payload(amount)), None, f"key-{place}") for place, amount in enumerate(amounts)],
        [Listed.of(operation) for operation in listed],
        chunk=1,
        bulk_id="9",
        complete=complete,
    )
    return [None if one is None else str(one.operation.operation_id) for one in found]


@settings(deadline=None)
@given(amounts=AMOUNTS, first=st.sampled_from([0, 1, 1_000]), data=st.data())
def test_every_item_gets_the_operation_of_its_place(amounts: list[int], first: int, data: st.DataObject) -> None:
    """Wherever counting begins, in whatever order they are listed, and whichever payloads cannot be read."""
    unreadable = data.draw(st.lists(st.sampled_from(range(len(amounts))), unique=True))
    listed = data.draw(st.permutations(operations(amounts, first, unreadable)))
    assert joined(amounts, listed) == [f"op-{place}" for place in range(len(amounts))]


@settings(deadline=None)
@given(amounts=AMOUNTS, first=st.sampled_from([0, 1]), data=st.data())
def test_a_part_of_a_list_is_joined_rightly_or_not_at_all(amounts: list[int], first: int, data: st.DataObject) -> None:
    """Where the payloads fit more than one way of counting, none is chosen."""
    part = data.draw(st.lists(st.sampled_from(operations(amounts, first)), unique_by=lambda one: one.operation_id))
    given_ids = {operation.operation_id for operation in part}
    try:
        found = joined(amounts, part, complete=False)
    except JoinMismatch:
        return
    assert found == [f"op-{place}" if f"op-{place}" in given_ids else None for place in range(len(amounts))]


@settings(deadline=None)
@given(amounts=AMOUNTS, first=st.sampled_from([0, 1]), data=st.data())
def test_a_payload_of_something_else_is_told_with_its_place(
    amounts: list[int], first: int, data: st.DataObject
) -> None:
    """The error names the sequence and the key."""
    listed = operations(amounts, first)
    place = data.draw(st.integers(0, len(amounts) - 1))
    listed[place].request_payload = shuffled_text(99)
    with pytest.raises(JoinMismatch) as caught:
        joined(amounts, listed)
    assert (caught.value.sequence, caught.value.key) == (first + place, f"key-{place}")


@settings(deadline=None)
@given(amounts=AMOUNTS, first=st.sampled_from([0, 1]), data=st.data())
def test_an_operation_that_is_missing_at_the_end_is_told(amounts: list[int], first: int, data: st.DataObject) -> None:
    """A bulk that has ended lists all of its operations."""
    listed = operations(amounts, first)
    listed.pop(data.draw(st.integers(0, len(amounts) - 1)))
    with pytest.raises(JoinMismatch, match="has ended"):
        joined(amounts, listed)


@settings(deadline=None)
@given(amounts=AMOUNTS, first=st.sampled_from([0, 1]))
def test_an_operation_too_many_is_told(amounts: list[int], first: int) -> None:
    """It belongs to nobody."""
    with pytest.raises(JoinMismatch):
        joined(amounts, operations([*amounts, 1], first))


@settings(deadline=None)
@given(amounts=AMOUNTS, first=st.sampled_from([0, 1]), data=st.data())
def test_an_operation_that_is_listed_twice_counts_as_read_last(
    amounts: list[int], first: int, data: st.DataObject
) -> None:
    """The pages of a bulk under way may overlap."""
    listed = operations(amounts, first)
    again = data.draw(st.sampled_from(listed))
    assert joined(amounts, [*listed, again]) == joined(amounts, listed)


def test_two_operations_of_one_place_are_told() -> None:
    """Neither is the item's for certain."""
    listed = operations([1, 2], 1)
    listed[1].sequence = 1
    with pytest.raises(JoinMismatch, match="two operations of sequence 1"):
        joined([1, 2], listed, complete=False)


def test_an_operation_without_a_place_is_told() -> None:
    """Payloads alone cannot tell equal items apart."""
    with pytest.raises(JoinMismatch, match="without its sequence"):
        joined([1], [BulkProcessOperation(operation_id="op", request_payload=shuffled_text(1))])


@pytest.mark.asyncio
async def test_a_service_that_mixes_operations_up_is_told_before_any_result_of_the_chunk(emulated: Emulated) -> None:
    """The chunks before it are given."""
    await carry_out(emulated.job(), orders(8))
    *_, bulk = emulated.emulator.world.bulks.values()
    bulk.items[1], bulk.items[2] = bulk.items[2], bulk.items[1]
    results = emulated.job().results()
    assert [(await anext(results)).key for _ in range(4)] == ["line-1", "line-2", "line-3", "line-4"]
    with pytest.raises(JoinMismatch) as caught:
        await anext(results)
    assert (caught.value.chunk, caught.value.key, caught.value.bulk_id) == (2, "line-6", bulk.id)


@pytest.mark.asyncio
async def test_equal_changes_of_two_cards_are_told_apart(emulated: Emulated) -> None:
    """Their payloads are the same; the card is in the operation's path."""
    job = emulated.acme.bulks.spend_rules_job("no-cash", store=emulated.store, clock=emulated.clock)
    rules = SpendRules(allow_atm=False)
    await job.submit([("marketing", SpendRulesOrder("331", rules)), ("travel", SpendRulesOrder("332", rules))])
    [bulk] = emulated.emulator.world.bulks.values()
    bulk.items.reverse()
    with pytest.raises(JoinMismatch) as caught:
        await anext(job.results())
    assert caught.value.key == "marketing"


@pytest.mark.asyncio
async def test_where_payloads_come_back_otherwise_the_caller_may_join_by_place_alone(emulated: Emulated) -> None:
    """How the service shows a payload is not documented; what is not compared is not said to be confirmed."""
    await carry_out(emulated.job(), orders(4))
    [bulk] = emulated.emulator.world.bulks.values()
    for item in bulk.items:
        item.request = item.request.replace('"profileId"', '"profile"')
    with pytest.raises(JoinMismatch):
        await anext(emulated.job().results())
    results = [result async for result in emulated.job().results(compare=False)]
    assert [(one.key, one.order, one.payload_confirmed) for one in results] == [(*pair, False) for pair in orders(4)]


@pytest.mark.asyncio
async def test_answers_that_cannot_be_read_are_given_as_they_are(emulated: Emulated) -> None:
    """As text; the status counts."""
    await carry_out(emulated.job(), [*orders(2), ("too-much", order(10**10))])
    [bulk] = emulated.emulator.world.bulks.values()
    for item in bulk.items:
        item.response = "<html>"
        item.request = "not shown"
    results = [result async for result in emulated.job().results()]
    assert [(one.key, str(one.status)) for one in results] == [
        ("line-1", "COMPLETED"),
        ("line-2", "COMPLETED"),
        ("too-much", "FAILED"),
    ]
    assert {(one.answer, one.error_code, one.raw_answer) for one in results} == {(None, None, "<html>")}
    assert not any(one.payload_confirmed for one in results)
