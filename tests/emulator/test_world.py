"""Setting up a world, keeping it, coming back to it."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import httpx
import pytest

from weavr_async.emulator import Clock, Emulator, Fault, LedgerError, World

if TYPE_CHECKING:
    from tests.emulator.conftest import Api


@pytest.mark.asyncio
async def test_a_world_is_built_in_a_few_lines(clock: Clock) -> None:
    """Identities, accounts, cards, profiles, fees, users."""
    world = World(clock)
    world.transfer_profile("9")
    acme = world.corporate("1")
    account = acme.account(currency="EUR", balance=1_000)
    card = acme.debit_card(parent=account)
    assert world.balance(account.id) == world.balance(card.id) == 1_000
    assert world.corporate("1").key == acme.key
    Emulator(world).check()


@pytest.mark.asyncio
async def test_restoring_undoes_everything_since(api: Api) -> None:
    """Money, tokens, references, and the clock."""
    token = api.emulator.mint("109876")
    saved = api.emulator.snapshot()
    first = await api.transfer(reference="payout-1")
    api.emulator.advance(3_600)
    for _ in range(2):
        api.emulator.restore(saved)
        assert api.emulator.world.balance("220") == 500_000
        assert api.emulator.world.times_acted("payout-1") == 0
        assert (await api("managedAccountGet", id="220", token=token)).status_code == 200
        assert (await api.transfer(reference="payout-1")).json() == first.json()


@pytest.mark.asyncio
async def test_reset_comes_back_to_the_start(api: Api) -> None:
    """And forgets faults and log."""
    await api.transfer()
    api.emulator.reset()
    assert api.emulator.world.balance("220") == 500_000
    assert len(api.emulator.requests) == 0


def test_ids_are_digits_and_taken_once(clock: Clock) -> None:
    """A wished id is never given to anything else."""
    world = World(clock)
    acme = world.corporate("1")
    taken = acme.account("1003").id
    assert taken not in {acme.account().id for _ in range(5)}
    for wrong in ("x", "", "1003", "\N{FULLWIDTH DIGIT ONE}"):
        with pytest.raises(ValueError, match=r"digits|already"):
            acme.prepaid_card(wrong)


def test_a_fault_on_an_operation_that_is_none_is_refused() -> None:
    """Rather than never striking."""
    with pytest.raises(ValueError, match="managedCardBlok"):
        Emulator().faults.inject(Fault.cut_after(), operation="managedCardBlok")


def test_the_clock_never_goes_back(clock: Clock) -> None:
    """Statements are kept in the order of time."""
    with pytest.raises(ValueError, match="forward"):
        clock.advance(-1)


def test_a_clock_runs_freezes_and_runs_on() -> None:
    """Real time by default, standing still when told to."""
    clock = Clock(1_000)
    assert clock.now_ms() >= 1_000
    clock.freeze()
    standing = clock.now_ms()
    assert clock.advance(1) == standing + 1_000 == clock.now_ms()
    clock.run()
    assert clock.now_ms() >= standing + 1_000


def test_a_world_that_lost_money_is_told_so() -> None:
    """The check looks at what is there, not at what was meant."""
    emulator = Emulator()
    emulator.world.accounts["220"].balance.available += 1
    with pytest.raises(LedgerError):
        emulator.check()


@pytest.mark.asyncio
async def test_another_process_sets_up_the_world_over_the_control_api(documented: Api) -> None:
    """Account, card, deposit, fault, clock, ledger, references, log."""
    emulator = documented.emulator
    control = httpx.AsyncClient(transport=emulator.transport(), base_url="http://emulator/__emulator__")
    identity = {"type": "CORPORATE", "id": "109876"}
    async with control:
        added = await control.post("/world/accounts", json={"identity": identity, "id": "900", "balance": 50})
        assert added.json()["available"] == 50
        taken = await control.post("/world/accounts", json={"identity": identity, "id": "900"})
        assert taken.status_code == 400
        card = await control.post("/world/cards", json={"identity": identity, "parentManagedAccountId": "900"})
        assert card.json()["available"] is None
        assert (await control.post("/world/deposits", json={"instrumentId": "900", "amount": 7})).status_code == 200
        assert emulator.world.balance("900") == 57
        wrong = await control.post("/world/deposits", json={"instrumentId": "900", "amount": "7"})
        assert wrong.status_code == 400
        assert (await control.post("/faults", json={"fault": "html", "operation": "managedAccountGet"})).is_success
        assert (await documented.client.get("/managed_accounts/900", headers=documented.headers())).status_code == 502
        now = emulator.clock.now_ms()
        assert (await control.post("/clock", json={"advanceSeconds": 2.5})).json() == {"nowMs": now + 2_500}
        await documented.transfer(reference="a/b")
        assert (await control.get("/references/a/b")).json()["timesActed"] == 1
        assert [row["fault"] for row in (await control.get("/requests")).json()] == ["answer", None]
        assert (await control.get("/ledger")).json() == {"balanced": True}
        assert {row["id"] for row in (await control.get("/world")).json()["accounts"]} >= {"900", "220"}
        await control.post("/snapshots/before")
        await documented.transfer()
        await control.post("/snapshots/before/restore")
        assert emulator.world.balance("220") == 499_000
        assert (await control.post("/snapshots/other/restore")).status_code == 404
        assert (await control.post("/tokens/kill", json={})).json()["ended"] >= 1
        assert (await control.post("/reset")).json()["profile"] == "documented"
        assert "900" not in emulator.world.accounts


@pytest.mark.asyncio
async def test_the_control_api_is_off_unless_asked_for() -> None:
    """Nobody moves a clock by accident."""
    async with httpx.AsyncClient(transport=Emulator().transport(), base_url="http://emulator") as client:
        assert (await client.get("/__emulator__/")).status_code == 404


def test_the_command_line_serves_and_tells_what_to_try() -> None:
    """A free port, the base URL and the ids on standard output; ends when interrupted."""
    command = [sys.executable, "-m", "weavr_async.emulator", "--port", "0", "--profile", "documented"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            printed = [process.stdout.readline().split() for _ in range(3)]
            assert [words[0] for words in printed] == ["base", "api-key", "profile"]
            answer = httpx.get(f"{printed[0][-1]}/managed_accounts/220")
            assert answer.status_code == 401
        finally:
            process.terminate()
            process.wait(10)
