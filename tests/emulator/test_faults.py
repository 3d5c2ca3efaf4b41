"""Faults on demand: what goes wrong, and whether the request took effect all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from weavr_async.emulator import Emulator, Fault, Profile, serve, serve_in_thread

if TYPE_CHECKING:
    from tests.emulator.conftest import Api


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("fault", "acted"),
    [
        (Fault.cut_before(), False),
        (Fault.cut_after(), True),
        (Fault.answer(503), False),
        (Fault.answer(500, acted=True), True),
        (Fault.html(502), False),
        (Fault.html_answer(), True),
        (Fault.rate_limited(), False),
        (Fault.truncated(), True),
        (Fault.wrong_types(), True),
        (Fault.unknown_enum(), True),
        (Fault.extra_fields(), True),
        (Fault.dead_token(), False),
        (Fault.delay(0.001), True),
        (Fault.dribble(0), True),
    ],
    ids=lambda value: "" if isinstance(value, bool) else str(value.spoiling or value.kind),
)
async def test_each_fault_acts_or_does_not(documented: Api, fault: Fault, acted: bool) -> None:
    """And strikes once: the next request is served."""
    documented.emulator.faults.inject(fault, operation="transferCreate")
    try:
        await documented.client.post("/transfers", json=transfer(), headers=documented.headers("payout-1"))
    except httpx.RemoteProtocolError:
        assert fault.kind in {"cut_before", "cut_after"}
    assert (documented.emulator.world.times_acted("payout-1") == 1) is acted
    assert documented.emulator.requests[-1].fault == (fault.spoiling or fault.kind)
    after = await documented.client.post("/transfers", json=transfer(), headers=documented.headers("payout-1"))
    assert after.status_code == 200
    assert documented.emulator.world.times_acted("payout-1") == 1


@pytest.mark.asyncio
async def test_a_rate_limit_carries_its_headers(api: Api) -> None:
    """Limit and reset."""
    api.emulator.faults.inject(Fault.rate_limited(resets_in=7))
    answer = await api("managedAccountGet", id="220")
    assert (answer.status_code, answer.headers["x-ratelimit-reset"]) == (429, "7")
    assert answer.headers["x-ratelimit-limit"] == "100, 100;w=60, 1000;w=3600, 10000;w=86400"


@pytest.mark.asyncio
async def test_a_fault_strikes_its_operation_and_count_only(api: Api) -> None:
    """Two cards' reads fail, the account's never."""
    api.emulator.faults.inject(Fault.answer(503), operation="managedCardGet", times=2)
    assert (await api("managedAccountGet", id="220")).status_code == 200
    assert [(await api("managedCardGet", id="331")).status_code for _ in range(3)] == [503, 503, 200]
    assert api.emulator.faults.struck == {"answer": 2}


@pytest.mark.asyncio
async def test_dice_with_one_seed_fall_alike() -> None:
    """So that a failing run can be repeated."""

    async def run(seed: int) -> list[int]:
        emulator = Emulator(seed=seed)
        emulator.faults.sometimes(Fault.answer(503), 0.5)
        headers = {"api-key": emulator.world.api_keys[0], "authorization": f"Bearer {emulator.mint('109876')}"}
        async with emulator.client() as client:
            return [(await client.get("/managed_accounts/220", headers=headers)).status_code for _ in range(30)]

    assert await run(1) == await run(1) != await run(2)
    assert set(await run(1)) == {200, 503}


@pytest.mark.asyncio
async def test_cuts_are_real_on_a_socket(documented: Api) -> None:
    """Before and after acting, and in the middle of the answer; the server goes on afterwards."""
    emulator = documented.emulator
    async with serve(emulator) as url, httpx.AsyncClient(base_url=url, headers=documented.headers()) as client:
        for fault in (Fault.cut_before(), Fault.cut_after(), Fault.cut_mid_answer()):
            emulator.faults.inject(fault)
            with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
                await client.get("/managed_cards/331")
        assert (await client.get("/managed_cards/331")).status_code == 200
        emulator.faults.inject(Fault.dribble(0))
        assert (await client.get("/managed_cards/331")).json()["id"] == "331"


def test_a_thread_serves_callers_without_an_event_loop() -> None:
    """For clients of any kind."""
    emulator = Emulator(profile=Profile.DOCUMENTED)
    headers = {"api-key": emulator.world.api_keys[0], "authorization": f"Bearer {emulator.mint('109876')}"}
    with serve_in_thread(emulator) as url:
        assert httpx.get(f"{url}/managed_accounts/220", headers=headers).json()["id"] == "220"


def transfer() -> dict[str, object]:
    """A transfer in the demo world."""
    return {
        "profileId": "7",
        "source": {"type": "managed_accounts", "id": "220"},
        "destination": {"type": "managed_accounts", "id": "221"},
        "destinationAmount": {"currency": "GBP", "amount": 1_000},
    }
