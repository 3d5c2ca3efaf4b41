"""One emulator for several tests, and several event loops in one test."""

from __future__ import annotations

import pytest

pytest_plugins = ["pytester"]

INI = "[pytest]\nasyncio_default_fixture_loop_scope = function\nfilterwarnings = error\n"
TESTS = """
import asyncio
import pytest

def read(backoffice):
    async def work():
        return await backoffice.corporate("109876").managed_accounts.get("220")
    return asyncio.run(work())
"""


def test_one_test_may_use_one_event_loop_after_another(pytester: pytest.Pytester) -> None:
    """The client of the fixture has no connections that would belong to one of them."""
    pytester.makeini(INI)
    pytester.makepyfile(
        f"""{TESTS}
def test_it(backoffice, weavr_emulator):
    for number in range(3):
        weavr_emulator.world.deposit("220", 1)
        assert read(backoffice).balances.available_balance == 500_001 + number
    weavr_emulator.advance(600)  # the token is dead, and is replaced on the fourth loop
    assert read(backoffice).balances.available_balance == 500_003
"""
    )
    pytester.runpytest_inprocess().assert_outcomes(passed=1)


@pytest.mark.parametrize(("scope", "seen"), [("function", [1, 1]), ("module", [1, 2]), ("session", [1, 2])])
def test_a_setting_lets_tests_share_an_emulator(pytester: pytest.Pytester, scope: str, seen: list[int]) -> None:
    """For tests that tell a story, or that start a service once."""
    pytester.makeini(f"{INI}weavr_emulator_scope = {scope}\n")
    pytester.makepyfile(
        f"""{TESTS}
@pytest.mark.parametrize("place", [0, 1])
def test_it(backoffice, weavr_emulator, place):
    read(backoffice)
    assert len(weavr_emulator.requests.of("managedAccountGet")) == {seen}[place]
"""
    )
    pytester.runpytest_inprocess().assert_outcomes(passed=2)


def test_under_a_shared_emulator_each_test_has_its_own_faults(pytester: pytest.Pytester) -> None:
    """They strike in the test that plans them, or fail it; a marker of the module plans for all of its tests."""
    pytester.makeini(f"{INI}weavr_emulator_scope = module\n")
    pytester.makepyfile(
        f"""{TESTS}
pytestmark = pytest.mark.weavr_fault("delay", "requestAccessToken", seconds=0)

@pytest.mark.weavr_fault("cut_before", "managedAccountGet")
def test_it_strikes(backoffice, weavr_emulator):
    read(backoffice)
    assert [row.fault for row in weavr_emulator.requests] == ["delay", "cut_before", None]

@pytest.mark.weavr_fault("cut_after", "transferCreate")
def test_it_does_not_strike(weavr_emulator):
    pass

def test_none_is_planned(backoffice, weavr_emulator):
    weavr_emulator.faults.clear()
    read(backoffice)
"""
    )
    result = pytester.runpytest_inprocess()
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["*planned by a marker, but nothing arrived for it to strike: cut_after*"])


def test_a_scope_that_is_none_is_refused(pytester: pytest.Pytester) -> None:
    """Before any test runs, in one line."""
    pytester.makeini("[pytest]\nweavr_emulator_scope = forever\n")
    pytester.makepyfile("def test_it(weavr_emulator): pass")
    result = pytester.runpytest_subprocess()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: weavr_emulator_scope is one of session, *, not 'forever'"])
