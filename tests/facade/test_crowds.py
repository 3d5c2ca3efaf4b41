"""Many calls at once: they wait for each other, and the waiting is no failure."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import orjson
import pytest

from tests.facade.raw_service import ACCOUNT, RawService, logged_in, raw_answer
from weavr_async import BackOffice, Environment, Limits, NotSent

if TYPE_CHECKING:
    from weavr_async import ClientOptions

pytestmark = pytest.mark.asyncio


async def test_identities_without_a_token_do_not_hold_up_one_that_has_it(options: ClientOptions) -> None:
    """Logins that take long use a quarter of the connections at most."""
    options["limits"] = Limits(max_connections=8)
    slow, two_wait = asyncio.Event(), asyncio.Event()

    async def log_in(body: bytes) -> bytes:
        if orjson.loads(body)["identity"]["id"] != "1":
            if service.logins == 1 + 2:
                two_wait.set()
            await slow.wait()
        return logged_in(body)

    async with (
        RawService(lambda *_: raw_answer(ACCOUNT), log_in) as service,
        BackOffice(api_key="k", environment=Environment.at(service.url), **options) as weavr,
    ):
        await weavr.corporate("1").managed_accounts.get("220")
        cold = [asyncio.create_task(weavr.corporate(str(n)).managed_accounts.get("220")) for n in range(2, 32)]
        await two_wait.wait()

        for _ in range(20):
            await weavr.corporate("1").managed_accounts.get("220")

        assert service.logins == 1 + 2
        slow.set()
        await asyncio.gather(*cold)


async def test_many_more_calls_than_connections_are_all_answered(options: ClientOptions) -> None:
    """Whatever `Timeouts.connect` is: nothing that waits in our own queue has failed to connect."""
    options["limits"] = Limits(max_connections=5)
    async with (
        RawService(lambda *_: raw_answer(ACCOUNT)) as service,
        BackOffice(api_key="k", environment=Environment.at(service.url), **options) as weavr,
    ):
        await asyncio.gather(*(weavr.corporate("1").managed_accounts.get("220") for _ in range(300)))

        assert len(service.targets) == 300
        assert service.connections <= 5


async def test_a_call_whose_time_runs_out_in_the_queue_says_so(options: ClientOptions) -> None:
    """It is the number of connections that is to blame, not the network."""
    options["limits"] = Limits(max_connections=1)
    arrived, enough = asyncio.Event(), asyncio.Event()

    async def handle(*_: object) -> bytes:
        arrived.set()
        await enough.wait()
        return raw_answer(ACCOUNT)

    async with (
        RawService(handle) as service,
        BackOffice(api_key="k", environment=Environment.at(service.url), **options) as weavr,
    ):
        busy = asyncio.create_task(weavr.corporate("1").managed_accounts.get("220"))
        await arrived.wait()

        with pytest.raises(NotSent, match=r"No connection was free: .* Limits\(max_connections=") as late:
            await weavr.corporate("1", timeout=0.2).managed_accounts.get("220")

        assert late.value.kind == "deadline"
        enough.set()
        await busy
