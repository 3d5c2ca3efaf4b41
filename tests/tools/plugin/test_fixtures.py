"""The fixtures: a world for each test, in process or on a socket, under every runner of asynchronous tests."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from weavr_async import Money, managed_account
from weavr_async.emulator import DEMO_API_KEY, Profile, World
from weavr_async.testing import assert_requests

if TYPE_CHECKING:
    from weavr_async import BackOffice
    from weavr_async.emulator import Emulator

pytest_plugins = ["pytester"]

READS = """
    account = await backoffice.corporate("109876").managed_accounts.get("220")
    assert account.balances.available_balance == 500_000
    await backoffice.corporate("109876").fees.charge(
        fee_type="MONTHLY_FEE", source=managed_account("220"), idempotency_ref="fee-1")
    assert weavr_emulator.world.balance("220") == 499_750
"""
TWICE = f"""
import asyncio
import pytest
from weavr_async import managed_account

@pytest.fixture
def anyio_backend():
    return "asyncio"

{{marker}}
@pytest.mark.parametrize("run", [1, 2])
async def test_it(run, backoffice, weavr_emulator):{READS}
"""
STRICT_INI = """
[pytest]
asyncio_mode = {mode}
asyncio_default_fixture_loop_scope = function
asyncio_default_test_loop_scope = {scope}
addopts = --strict-markers
filterwarnings = error
"""


@pytest.mark.parametrize(
    ("marker", "mode", "scope"),
    [
        pytest.param("@pytest.mark.asyncio", "strict", "function", id="pytest-asyncio, strict"),
        pytest.param("", "auto", "function", id="pytest-asyncio, auto"),
        pytest.param("@pytest.mark.asyncio", "strict", "session", id="pytest-asyncio, one loop for all"),
        pytest.param("@pytest.mark.anyio", "strict", "function", id="anyio"),
    ],
)
def test_the_client_works_under_every_runner_and_leaves_no_warning(
    pytester: pytest.Pytester, marker: str, mode: str, scope: str
) -> None:
    """Each test starts from the same world; an unclosed thing would be an error by the filter of warnings."""
    pytester.makeini(STRICT_INI.format(mode=mode, scope=scope))
    pytester.makepyfile(TWICE.format(marker=marker))
    pytester.runpytest_inprocess().assert_outcomes(passed=2)


def test_the_client_works_without_any_runner(pytester: pytest.Pytester) -> None:
    """In a plain test that runs a loop of its own."""
    pytester.makeini(STRICT_INI.format(mode="strict", scope="function"))
    pytester.makepyfile(
        f"""
import asyncio
from weavr_async import managed_account

def test_it(backoffice, weavr_emulator):
    async def work():{READS.replace("    ", "        ")}
    asyncio.run(work())
"""
    )
    pytester.runpytest_inprocess().assert_outcomes(passed=1)


def test_a_client_that_is_still_at_work_is_closed_on_its_loop(pytester: pytest.Pytester) -> None:
    """A call nobody waits for any more, on a loop that outlives the test, ends with the test."""
    pytester.makeini(STRICT_INI.format(mode="auto", scope="session"))
    pytester.makepyfile(
        """
import asyncio
import pytest

@pytest.mark.weavr_fault("delay", "requestAccessToken", seconds=0.3)
async def test_it(backoffice):
    call = asyncio.create_task(backoffice.corporate("109876").managed_accounts.get("220"))
    await asyncio.sleep(0.01)
    call.cancel()

async def test_after_it():
    assert [task for task in asyncio.all_tasks() if "weavr" in task.get_name()] == []
"""
    )
    pytester.runpytest_inprocess("--timeout=30").assert_outcomes(passed=2)


def test_it_works_in_a_worker_of_xdist(pytester: pytest.Pytester) -> None:
    """Each process has its own worlds."""
    pytester.makeini(STRICT_INI.format(mode="strict", scope="function"))
    pytester.makepyfile(TWICE.format(marker="@pytest.mark.asyncio"))
    pytester.runpytest_subprocess("-n1").assert_outcomes(passed=2)


def test_the_emulator_is_imported_when_a_fixture_asks_for_it(pytester: pytest.Pytester) -> None:
    """A run that does not use it does not pay for it."""
    pytester.makepyfile(
        """
import sys

def test_it():
    assert not {"weavr_async.emulator", "jsonschema_rs", "starlette", "uvicorn"} & sys.modules.keys()
"""
    )
    pytester.runpytest_subprocess("-p", "no:hypothesispytest").assert_outcomes(passed=1)


def test_without_the_extra_the_fixture_says_what_to_install(pytester: pytest.Pytester) -> None:
    """And runs that do not use it go on."""
    pytester.makeconftest("import sys\nsys.modules['jsonschema_rs'] = None\n")
    pytester.makepyfile(
        """
def test_with(backoffice):
    pass

def test_without():
    pass
"""
    )
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*the emulator is not installed*pip install 'weavr-async?testing?'*"])


def test_the_url_serves_other_processes(weavr_emulator: Emulator, weavr_emulator_url: str) -> None:
    """A program in another process sees the world of this test, and this test sees its requests."""
    weavr_emulator.world.deposit("220", 1)
    read = (
        "import sys, urllib.request as u\n"
        "headers = {'api-key': sys.argv[2], 'authorization': 'Bearer ' + sys.argv[3]}\n"
        "print(u.urlopen(u.Request(sys.argv[1] + '/managed_accounts/220', headers=headers)).read().decode())"
    )
    arguments = [weavr_emulator_url, DEMO_API_KEY, weavr_emulator.mint("109876")]
    printed = subprocess.check_output([sys.executable, "-c", read, *arguments], text=True)
    assert '"availableBalance":500001' in printed
    assert_requests(weavr_emulator, "managedAccountGet", times=1)


def two_accounts() -> World:
    """A world with nothing but what the test needs, at a moment that never changes."""
    world = World()
    world.clock.advance(60)
    world.clock.freeze()
    world.transfer_profile("1")
    company = world.corporate("5")
    company.account("10", balance=700)
    company.account("11")
    return world


@pytest.mark.asyncio
@pytest.mark.weavr_emulator(world=two_accounts, profile="documented", new_token_ends_older=True)
async def test_the_marker_sets_world_profile_and_switches(backoffice: BackOffice, weavr_emulator: Emulator) -> None:
    """As in `Emulator`, but that the world is given by the function that makes it."""
    assert weavr_emulator.profile is Profile.DOCUMENTED
    assert weavr_emulator.switches.new_token_ends_older
    await backoffice.corporate("5").transfers.create(
        profile_id="1",
        source=managed_account("10"),
        destination=managed_account("11"),
        amount=Money("7.00", "GBP"),
        idempotency_ref="all of it",
    )
    assert weavr_emulator.world.balance("11") == 700


@pytest.mark.weavr_emulator(world=two_accounts)
class TestMarkersOfClasses:
    @pytest.mark.weavr_emulator(token_idle_ms=1_000)
    def test_the_nearest_marker_wins_and_the_others_add(self, weavr_emulator: Emulator) -> None:
        """The class gives the world, the test a switch."""
        assert sorted(weavr_emulator.world.accounts) == ["10", "11"]
        assert weavr_emulator.switches.token_idle_ms == 1_000

    def test_a_world_is_made_once_and_copied_for_each_test(self, weavr_emulator: Emulator) -> None:
        """Its clock shows what it showed when the world was made."""
        entry = weavr_emulator.world.accounts["10"].entries[0]
        assert entry.at_ms <= weavr_emulator.clock.now_ms() == weavr_emulator.clock.now_ms()
        assert weavr_emulator.world.balance("10") == 700
