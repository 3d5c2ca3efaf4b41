"""A job that is killed, or loses its connection, at any point: the next process ends it, and nothing happens twice."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING, Any, Literal

import httpx
import pytest
from attrs import define, field

from tests.bulk_jobs.emulated import Emulated, VirtualClock, carry_out, emulator_of, order, orders, running, total
from tests.properties import sampled
from weavr_async import BadRequest, IdempotencyMismatch, InvalidRequest, OutcomeUnknown, WeavrError
from weavr_async.bulk_jobs import JoinMismatch, ManifestError, SubmissionUndecided
from weavr_async.emulator import Fault
from weavr_async.stores import FileStore, ManifestStore, MemoryStore

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from weavr_async.emulator import Emulator

ITEMS = orders(10)
SERVICES: list[dict[str, Any]] = [
    {},
    {
        "failures_stored": True,
        "reference_scope": "api_key",
        "dead_token_status": 401,
        "new_token_ends_older": True,
        "bulk_first_sequence": 0,
        "bulks_running_at_most": 1,
    },
]
"""Ways in which the service may behave, where nobody knows: two that differ in everything."""


class Killed(BaseException):
    """The process is gone; nothing that catches errors catches this."""


@define
class DeadlyStore:
    """A store in which the process dies at one operation: just before it takes effect, or just after."""

    inner: ManifestStore
    at: int
    moment: Literal["before", "after"]
    operations: int = 0

    async def create_part(self, job: str, part: str, content: bytes, /) -> bool:
        """Keep a part, or die."""
        self._die("before")
        made = await self.inner.create_part(job, part, content)
        self._die("after")
        return made

    async def read_part(self, job: str, part: str, /) -> bytes | None:
        """Give a part, or die."""
        self._die("before")
        found = await self.inner.read_part(job, part)
        self._die("after")
        return found

    def _die(self, moment: str) -> None:
        if moment == self.moment:
            self.operations += 1
            if self.operations == self.at:
                raise Killed


@define
class LossyTransport(httpx.AsyncBaseTransport):
    """Loses one request on its way, or its answer on the way back."""

    inner: httpx.AsyncBaseTransport
    at: int
    moment: Literal["before", "after"]
    requests: int = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass a request on, or lose it."""
        self.requests += 1
        if self.requests != self.at:
            return await self.inner.handle_async_request(request)
        if self.moment == "after":
            await (await self.inner.handle_async_request(request)).aread()
        raise httpx.ReadError("lost")


async def all_is_well(emulated: Emulated, store: ManifestStore) -> None:
    """Every item was carried out once, and can be told by its key."""
    results = [result async for result in emulated.job(store=store).results()]
    assert [(one.key, one.order) for one in results] == ITEMS
    assert all(one.completed for one in results)
    assert emulated.moved() == total(10)
    assert emulated.bulks() == 3
    assert all(emulated.emulator.world.times_acted(reference or "") == 1 for reference in emulated.references())


@pytest.mark.asyncio
@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("service", SERVICES, ids=["one service", "another service"])
async def test_a_job_killed_at_any_point_is_ended_by_the_next_process(
    service: dict[str, Any], moment: Literal["before", "after"]
) -> None:
    """Every operation of the store in turn is the last thing the process does."""
    for at in sampled(count(1)):
        async with running(emulator_of(**service)) as emulated:
            store = MemoryStore()
            deadly = DeadlyStore(store, at, moment)
            survived = False
            try:
                await carry_out(emulated.job(store=deadly), ITEMS)
                survived = True
            except Killed:
                await carry_out(emulated.job(store=store), ITEMS)
            await all_is_well(emulated, store)
        if survived:
            assert at > 40
            break


@pytest.mark.asyncio
@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("service", SERVICES, ids=["one service", "another service"])
async def test_a_job_that_loses_any_one_request_or_answer_is_ended_by_the_next_call(
    service: dict[str, Any], moment: Literal["before", "after"]
) -> None:
    """Whatever was under way, the same calls made again end the job."""
    for at in sampled(count(1)):
        emulator = emulator_of(**service)
        transport = LossyTransport(emulator.transport(), at, moment)
        async with running(emulator, transport) as emulated:
            try:
                await carry_out(emulated.job(), ITEMS)
            except WeavrError:
                await carry_out(emulated.job(), ITEMS)
            await all_is_well(emulated, emulated.store)
        if transport.requests < at:
            assert at > 10
            break


@pytest.mark.asyncio
@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_job_that_stops_at_a_failure_and_is_killed_moves_nothing_behind_it(
    moment: Literal["before", "after"],
) -> None:
    """Whoever continues it stops at the same failure."""
    items = [*ITEMS[:2], ("too-much", order(10**10)), *ITEMS[3:]]
    for at in sampled(count(1)):
        async with running(emulator_of()) as emulated:
            deadly = DeadlyStore(emulated.store, at, moment)
            survived = False
            try:
                await _stop_at_failure(emulated, deadly, items)
                survived = True
            except Killed:
                await _stop_at_failure(emulated, emulated.store, items)
            assert emulated.moved() == total(2)
            assert [key async for key, _ in emulated.job().failed()] == ["too-much"]
        if survived:
            break


async def _stop_at_failure(emulated: Emulated, store: ManifestStore, items: list[Any]) -> None:
    job = emulated.job(store=store)
    await job.submit(items)
    await job.execute(on_failure="stop")
    async for _ in job.watch():
        pass


@pytest.mark.asyncio
async def test_a_job_that_was_kept_is_continued_without_its_items(emulated: Emulated) -> None:
    """The manifest holds them."""
    emulated.emulator.faults.inject(Fault.cut_after(), operation="bulksTransferCreate")
    with pytest.raises(OutcomeUnknown):
        await emulated.job().submit(ITEMS)
    await emulated.job().submit()
    await emulated.job().execute(on_failure="continue")
    async for _ in emulated.job().watch():
        pass
    await all_is_well(emulated, emulated.store)


@pytest.mark.asyncio
async def test_a_job_of_which_not_all_was_kept_wants_its_items_again(emulated: Emulated) -> None:
    """Nothing of it was sent yet."""
    with pytest.raises(Killed):
        await emulated.job(store=DeadlyStore(emulated.store, 6, "after")).submit(ITEMS)
    with pytest.raises(InvalidRequest, match="give them to submit"):
        await emulated.job().submit()
    await carry_out(emulated.job(), ITEMS)
    await all_is_well(emulated, emulated.store)


OTHER_ITEMS = {
    "another amount": [*ITEMS[:4], ("line-5", order(6, tag="line-5")), *ITEMS[5:]],
    "another key": [*ITEMS[:4], ("five", ITEMS[4][1]), *ITEMS[5:]],
    "another order": [*ITEMS[:8], ITEMS[9], ITEMS[8]],
    "one more": [*ITEMS, ("line-11", order(11))],
    "many more": [*ITEMS, *[(f"more-{number}", order(number)) for number in range(1, 9)]],
    "one less": ITEMS[:9],
    "a chunk less": ITEMS[:8],
}


@pytest.mark.asyncio
@pytest.mark.parametrize("items", OTHER_ITEMS.values(), ids=OTHER_ITEMS)
@pytest.mark.parametrize("submitted", [False, True], ids=["kept in part", "submitted"])
async def test_other_items_under_the_same_name_are_refused_before_anything_is_sent(
    emulated: Emulated, items: list[Any], submitted: bool
) -> None:
    """The items of a job are those it was begun with, whether they came to be submitted or not."""
    if submitted:
        await emulated.job().submit(ITEMS)
    else:
        with pytest.raises(Killed):
            await emulated.job(store=_DyingBeforeTheSize(emulated.store)).submit(ITEMS)
    sent = len(emulated.emulator.requests)
    with pytest.raises(ManifestError, match="not the items in the manifest"):
        await emulated.job().submit(items)
    assert len(emulated.emulator.requests) == sent


@define
class _DyingBeforeTheSize:
    """Keeps all chunks, and dies before the size of the job is written."""

    inner: ManifestStore

    async def create_part(self, job: str, part: str, content: bytes, /) -> bool:
        """Keep a part, but for the seal."""
        if part == "size":
            raise Killed
        return await self.inner.create_part(job, part, content)

    async def read_part(self, job: str, part: str, /) -> bytes | None:
        """Give a part."""
        return await self.inner.read_part(job, part)


@pytest.mark.asyncio
async def test_a_job_of_another_identity_or_environment_is_not_this_one(emulated: Emulated) -> None:
    """Identities are kept apart; another environment in the same store is refused."""
    await emulated.job().submit(ITEMS)
    parts = dict(emulated.store._parts)
    head = parts["corporate-109876.payroll.1", "job"]
    other = MemoryStore()
    await other.create_part("corporate-109876.payroll.1", "job", head.replace(b"127.0.0.1", b"127.0.0.2"))
    with pytest.raises(ManifestError, match="its environment is"):
        await emulated.job(store=other).submit(ITEMS)
    rules = emulated.acme.bulks.spend_rules_job("payroll", store=emulated.store)
    with pytest.raises(ManifestError, match="operation"):
        await rules.submit()


@pytest.mark.asyncio
async def test_the_chunk_size_of_the_first_process_stays(emulated: Emulated) -> None:
    """Otherwise the same items would be cut otherwise."""
    with pytest.raises(Killed):
        await emulated.job(store=DeadlyStore(emulated.store, 12, "after")).submit(ITEMS)
    await carry_out(emulated.job(chunk_size=9), ITEMS)
    await all_is_well(emulated, emulated.store)


@pytest.mark.asyncio
@pytest.mark.parametrize("spoil", [b"", b"{}", b'{"version": 2}', b"[1]", b"\xff"])
@pytest.mark.parametrize("part", ["job", "chunk-00002", "size", "bulk-00001"])
async def test_a_spoilt_manifest_is_told_and_nothing_is_sent(emulated: Emulated, part: str, spoil: bytes) -> None:
    """Rather than guessed at."""
    await emulated.job().submit(ITEMS)
    sent = len(emulated.emulator.requests)
    parts = emulated.store._parts
    parts["corporate-109876.payroll.1", part] = spoil
    with pytest.raises(ManifestError, match=part):
        await emulated.job().submit(ITEMS)
    assert len(emulated.emulator.requests) == sent


@pytest.mark.asyncio
async def test_a_chunk_that_was_changed_on_the_disk_is_not_sent(emulated: Emulated) -> None:
    """Its fingerprint tells."""
    emulated.emulator.faults.inject(Fault.cut_before(), operation="bulksTransferCreate")
    with pytest.raises(OutcomeUnknown):
        await emulated.job().submit(ITEMS)
    place = ("corporate-109876.payroll.1", "chunk-00001")
    parts = emulated.store._parts
    parts[place] = parts[place].replace(b'"amount":1}', b'"amount":9}')
    with pytest.raises(ManifestError, match="chunk-00001"):
        await emulated.job().submit()
    assert emulated.bulks() == 0


@pytest.mark.asyncio
@pytest.mark.parametrize("fault", [Fault.cut_before(), Fault.cut_after()], ids=["never arrived", "arrived"])
async def test_an_undecided_chunk_is_not_sent_again_once_its_reference_may_be_forgotten(
    emulated: Emulated, fault: Fault
) -> None:
    """The error says which chunk, since when, and what to look for."""
    emulated.emulator.faults.inject(fault, operation="bulksTransferCreate")
    with pytest.raises(OutcomeUnknown):
        await emulated.job().submit(ITEMS)
    sent_at = emulated.clock.now()
    emulated.emulator.advance(timedelta(hours=24).total_seconds())
    before = emulated.bulks()
    with pytest.raises(SubmissionUndecided, match="4 operations") as caught:
        await emulated.job().submit(ITEMS)
    assert (caught.value.chunk, caught.value.items, caught.value.first_sent_at) == (1, 4, sent_at)
    assert emulated.bulks() == before


@pytest.mark.asyncio
async def test_an_undecided_chunk_is_not_sent_again_by_a_clock_that_is_behind(emulated: Emulated) -> None:
    """Where its sending lies in the future, nobody knows how old its reference is."""

    class Behind(VirtualClock):
        def now(self) -> datetime:
            return super().now() - timedelta(hours=1)

    emulated.emulator.faults.inject(Fault.cut_after(), operation="bulksTransferCreate")
    with pytest.raises(OutcomeUnknown):
        await emulated.job().submit(ITEMS)
    emulated.clock = Behind(emulated.emulator)
    with pytest.raises(SubmissionUndecided):
        await emulated.job().submit(ITEMS)
    assert emulated.bulks() == 1


@pytest.mark.asyncio
async def test_an_undecided_chunk_takes_the_bulk_that_was_found(emulated: Emulated) -> None:
    """Its operations are compared first; then the job goes on."""
    emulated.emulator.faults.inject(Fault.cut_after(), operation="bulksTransferCreate")
    with pytest.raises(OutcomeUnknown):
        await emulated.job().submit(ITEMS)
    emulated.emulator.advance(timedelta(hours=24).total_seconds())
    [found] = emulated.emulator.world.bulks
    await emulated.job("other").submit(ITEMS[4:8])
    *_, foreign = emulated.emulator.world.bulks
    with pytest.raises(JoinMismatch):
        await emulated.job().adopt(1, foreign)
    await emulated.job().adopt(1, found)
    await carry_out(emulated.job(), ITEMS)
    assert emulated.moved() == total(10)


@pytest.mark.asyncio
async def test_an_undecided_chunk_is_sent_again_when_the_caller_has_looked(emulated: Emulated) -> None:
    """And only then."""
    emulated.emulator.faults.inject(Fault.cut_before(), operation="bulksTransferCreate")
    with pytest.raises(OutcomeUnknown):
        await emulated.job().submit(ITEMS)
    emulated.emulator.advance(timedelta(hours=24).total_seconds())
    with pytest.raises(SubmissionUndecided):
        await emulated.job().submit(resend=[2])
    await emulated.job().submit(resend=[1])
    await carry_out(emulated.job(), ITEMS)
    await all_is_well(emulated, emulated.store)


@pytest.mark.asyncio
async def test_a_chunk_that_was_refused_is_sent_at_any_later_time(emulated: Emulated) -> None:
    """A refusal leaves nothing behind, so there is nothing to look for."""
    emulated.emulator.faults.inject(Fault.error_code(409, "TOO_MANY_REQUESTS"), operation="bulksTransferCreate")
    with pytest.raises(WeavrError):
        await emulated.job(patience=0).submit(ITEMS)
    emulated.emulator.advance(timedelta(days=30).total_seconds())
    await carry_out(emulated.job(), ITEMS)
    await all_is_well(emulated, emulated.store)


@pytest.mark.asyncio
async def test_a_bulk_of_another_size_is_never_started(emulated: Emulated) -> None:
    """What the service counted is not what was sent."""
    fault = Fault.answer(201, b'{"bulkId": "77", "operationCount": 3}', headers={"content-type": "application/json"})
    emulated.emulator.faults.inject(fault, operation="bulksTransferCreate")
    with pytest.raises(JoinMismatch, match="4 items"):
        await emulated.job().submit(ITEMS)
    with pytest.raises(InvalidRequest, match="0 of 3 chunks"):
        await emulated.job().execute(on_failure="continue")


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("emulator", "told"),
    [
        ({"invalid_request_names_field": True}, IdempotencyMismatch),
        ({"invalid_request_names_field": False}, BadRequest),
        ({"reference_other_payload": "precondition_failed"}, IdempotencyMismatch),
    ],
    indirect=["emulator"],
)
async def test_one_name_with_two_stores_is_one_reference(emulated: Emulated, told: type[BadRequest]) -> None:
    """So another job under a name that was used is refused by the service, not submitted in addition to it."""
    await emulated.job().submit(ITEMS)
    with pytest.raises(told) as refused:
        await emulated.job(store=MemoryStore()).submit(orders(3))
    assert type(refused.value) is told
    assert told is IdempotencyMismatch or refused.value.reference_may_be_taken
    assert emulated.bulks() == 3


@pytest.mark.asyncio
async def test_two_processes_on_one_job_do_it_once(emulated: Emulated, tmp_path: Path) -> None:
    """Whoever comes first; neither is told more than the other."""
    store = FileStore(tmp_path / "bulks")
    await asyncio.gather(*(carry_out(emulated.job(store=store), ITEMS) for _ in range(3)))
    await all_is_well(emulated, store)


@pytest.mark.asyncio
async def test_a_watcher_can_leave_at_any_time(emulated: Emulated) -> None:
    """The job goes on without it, and the next watcher sees where it is."""
    job = emulated.job()
    await job.submit(ITEMS)
    await job.execute(on_failure="continue")
    async for progress in job.watch():
        assert not progress.final
        break
    emulated.emulator.advance(60)
    assert (await anext(emulated.job().watch())).final
    await all_is_well(emulated, emulated.store)


@define
class HeldTransport(httpx.AsyncBaseTransport):
    """Holds the first submission on its way until it is let go."""

    inner: httpx.AsyncBaseTransport
    under_way: asyncio.Event = field(factory=asyncio.Event)
    let_go: asyncio.Event = field(factory=asyncio.Event)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass a request on, a submission when it may."""
        if request.url.path.endswith("/bulks/transfers"):
            self.under_way.set()
            await self.let_go.wait()
        return await self.inner.handle_async_request(request)


@pytest.mark.asyncio
async def test_a_submission_that_is_cancelled_under_way_is_made_once(emulator: Emulator) -> None:
    """The task ends while its chunk is on the way; the next one sends it under the same reference."""
    transport = HeldTransport(emulator.transport())
    async with running(emulator, transport) as emulated:
        task = asyncio.create_task(emulated.job().submit(ITEMS))
        await transport.under_way.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        transport.let_go.set()
        await carry_out(emulated.job(), ITEMS)
        await all_is_well(emulated, emulated.store)


def files_below(folder: Path) -> list[Path]:
    """All files, however deep."""
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.asyncio
async def test_a_manifest_holds_no_secret(emulated: Emulated, tmp_path: Path) -> None:
    """Neither the api key nor a token is in any of its files."""
    await carry_out(emulated.job(store=FileStore(tmp_path)), orders(5))
    kept = b"".join(path.read_bytes() for path in files_below(tmp_path))
    assert b"line-5" in kept
    headers = [request.headers for request in emulated.emulator.requests]
    secrets = {sent["api-key"] for sent in headers} | {sent.get("authorization", "")[7:] for sent in headers} - {""}
    assert len(secrets) == 2
    assert not any(secret.encode() in kept for secret in secrets)
