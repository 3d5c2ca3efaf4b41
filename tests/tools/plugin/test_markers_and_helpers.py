"""Faults by marker, and what is shown when a test fails."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from weavr_async import InsufficientFunds, Money, ServerError, managed_account
from weavr_async.emulator import DEMO_API_KEY, Emulator
from weavr_async.testing import assert_requests
from weavr_async.testing._made import FAULTS, plan_fault

if TYPE_CHECKING:
    from weavr_async import BackOffice

pytest_plugins = ["pytester"]

INI = "[pytest]\nasyncio_mode = auto\nasyncio_default_fixture_loop_scope = function\n"


async def pay(backoffice: BackOffice, ref: str = "payout-1") -> None:
    """Move ten pounds in the demo world."""
    await backoffice.corporate("109876").transfers.create(
        profile_id="7",
        source=managed_account("220"),
        destination=managed_account("221"),
        amount=Money("10.00", "GBP"),
        idempotency_ref=ref,
    )


@pytest.mark.asyncio
@pytest.mark.weavr_fault("cut_after", "transferCreate", times=2)
async def test_a_fault_strikes_as_often_as_its_marker_says(backoffice: BackOffice, weavr_emulator: Emulator) -> None:
    """Two answers are lost; the third attempt is told what the first one did."""
    await pay(backoffice)
    lost, lost_again, answered = assert_requests(weavr_emulator, "transferCreate", times=3)
    assert (lost.status, lost_again.status, answered.status) == (None, None, 200)
    assert lost.idempotency_ref == lost_again.idempotency_ref == answered.idempotency_ref == "payout-1"
    assert weavr_emulator.world.times_acted("payout-1") == 1


@pytest.mark.asyncio
@pytest.mark.weavr_fault("dead_token", "transferCreate")
@pytest.mark.weavr_fault("error_code", "transferCreate", status=409, code="FUNDS_INSUFFICIENT")
async def test_faults_strike_in_the_order_they_are_written(backoffice: BackOffice, weavr_emulator: Emulator) -> None:
    """From above, with the arguments that each of them takes: a dead token first, then a refusal."""
    with pytest.raises(InsufficientFunds):
        await pay(backoffice)
    assert [row.fault for row in assert_requests(weavr_emulator, "transferCreate", times=2)] == ["dead_token", "answer"]
    assert_requests(weavr_emulator, "requestAccessToken", times=2)


@pytest.mark.asyncio
@pytest.mark.weavr_fault("answer", "managedAccountGet", status=503, probability=1.0)
async def test_a_fault_may_strike_by_chance(backoffice: BackOffice, weavr_emulator: Emulator) -> None:
    """With a probability instead of a count; the dice are seeded."""
    with pytest.raises(ServerError):
        await backoffice.corporate("109876").managed_accounts.get("220")
    assert weavr_emulator.faults.struck["answer"] == len(weavr_emulator.requests.of("managedAccountGet"))


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_every_fault_has_a_name_for_the_marker(name: str, weavr_emulator: Emulator) -> None:
    """Those of the class methods of `Fault`."""
    needed: dict[str, dict[str, Any]] = {
        "answer": {"status": 500},
        "error_code": {"status": 409, "code": "X"},
        "delay": {"seconds": 1},
    }
    plan_fault(weavr_emulator, name, "transferCreate", **needed.get(name, {}))
    assert weavr_emulator.faults.waiting == 1
    assert len(FAULTS) == 15


@pytest.mark.asyncio
@pytest.mark.weavr_emulator(control=True)
@pytest.mark.parametrize("name", sorted(FAULTS))
async def test_the_control_api_has_the_same_faults_under_the_same_names(name: str, weavr_emulator: Emulator) -> None:
    """So that what one learns here holds in other languages."""
    async with weavr_emulator.client() as client:
        answer = await client.post("http://emulator/__emulator__/faults", json={"fault": name})
    assert (answer.status_code, answer.json()["waiting"]) == (200, 1)


def test_a_misspelt_marker_is_an_error(pytester: pytest.Pytester) -> None:
    """Of fault, operation or switch: a fault that can never strike would prove nothing."""
    pytester.makeini(INI)
    pytester.makepyfile(
        """
import pytest

@pytest.mark.weavr_fault("cut_afterwards")
def test_fault(weavr_emulator):
    pass

@pytest.mark.weavr_fault("cut_after", "transfersCreate")
def test_operation(weavr_emulator):
    pass

@pytest.mark.weavr_emulator(no_such_switch=1)
def test_switch(weavr_emulator):
    pass
"""
    )
    result = pytester.runpytest_inprocess()
    result.assert_outcomes(errors=3)
    result.stdout.fnmatch_lines(
        [
            "*there is no fault 'cut_afterwards'; there are answer, *",
            "*the contract has no operation 'transfersCreate'*",
        ]
    )


def test_a_fault_that_had_nothing_to_strike_fails_the_test(pytester: pytest.Pytester) -> None:
    """Its test proved less than it says. One that failed anyway is not blamed twice."""
    pytester.makeini(INI)
    pytester.makepyfile(
        """
import pytest

@pytest.mark.weavr_fault("cut_after", "transferCreate")
def test_idle(weavr_emulator):
    pass

@pytest.mark.weavr_fault("cut_after", "transferCreate")
def test_fails(weavr_emulator):
    assert False

@pytest.mark.weavr_fault("cut_after", "transferCreate", times=None)
def test_whatever_comes(weavr_emulator):
    pass
"""
    )
    result = pytester.runpytest_inprocess()
    result.assert_outcomes(passed=2, failed=1, errors=1)
    result.stdout.fnmatch_lines(["planned by a marker, but nothing arrived for it to strike: cut_after.*", "  none"])


def test_a_test_that_fails_shows_what_arrived_without_secrets(pytester: pytest.Pytester) -> None:
    """Neither the api key nor a token is in the report, nor the headers that carried them."""
    pytester.makeini(INI)
    pytester.makepyfile(
        """
import pytest

@pytest.mark.weavr_fault("cut_after", "managedCardBlock")
async def test_it(backoffice, weavr_emulator):
    await backoffice.corporate("109876").managed_cards.block("331")
    pytest.fail("to see what is shown")
"""
    )
    result = pytester.runpytest_inprocess("--tb=long", "--showlocals")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*requests at the Weavr emulator*",
            "  1. requestAccessToken  POST /access_token -> 200",
            "  2. managedCardBlock    POST /managed_cards/331/block -> cut fault=cut_after",
            "  3. managedCardBlock    POST /managed_cards/331/block -> 409",
        ]
    )
    assert DEMO_API_KEY not in result.stdout.str()
    assert "Bearer" not in result.stdout.str()


@pytest.mark.asyncio
async def test_the_helper_tells_what_arrived_instead(backoffice: BackOffice, weavr_emulator: Emulator) -> None:
    """All of it, so that the reason can be seen."""
    await pay(backoffice, "payout-2")
    with pytest.raises(AssertionError) as caught:
        assert_requests(weavr_emulator, "transferCreate", times=2)
    assert str(caught.value) == (
        "2 requests for transferCreate expected, 1 arrived. All that arrived:\n"
        "  1. requestAccessToken  POST /access_token -> 200\n"
        "  2. transferCreate      POST /transfers -> 200 ref=payout-2"
    )


@pytest.mark.weavr_emulator(log_size=1)
@pytest.mark.asyncio
async def test_the_helper_owns_up_to_what_the_log_forgot(backoffice: BackOffice, weavr_emulator: Emulator) -> None:
    """The log is bounded."""
    await pay(backoffice)
    with pytest.raises(AssertionError, match="… 1 earlier requests, which the log no longer has"):
        assert_requests(weavr_emulator, times=7)


def test_the_helper_refuses_an_operation_that_is_none(weavr_emulator: Emulator) -> None:
    """Else `times=0` would hold for any misspelt name."""
    with pytest.raises(ValueError, match="no operation 'transfer'"):
        assert_requests(weavr_emulator, "transfer", times=0)
    assert assert_requests(weavr_emulator, times=0) == []


def test_markers_that_would_plan_nothing_fail_their_tests(pytester: pytest.Pytester) -> None:
    """Such a test would pass without what it is about."""
    pytester.makeini(INI)
    pytester.makepyfile(
        """
        import pytest
        from weavr_async.emulator import World

        @pytest.mark.weavr_fault("cut_after")
        def test_without_a_fixture():
            pass

        @pytest.mark.weavr_emulator(World.demo())
        def test_without_a_name(weavr_emulator):
            pass

        @pytest.mark.weavr_emulator(world=World.demo())
        def test_with_brackets(weavr_emulator):
            pass
        """
    )
    ended = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-p", "no:randomly")
    ended.assert_outcomes(failed=1, errors=2)
    told = ended.stdout.str()
    assert "the marker weavr_fault needs one of the fixtures backoffice, weavr_emulator, " in told
    assert "the marker weavr_emulator takes arguments by name, such as world=World.demo" in told
    assert "world is a function that makes one, such as World.demo without its brackets" in told
