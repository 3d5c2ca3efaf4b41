"""The service's time, by the `Date` of its answers: what does not come from the service does not move it."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Final

import pytest

from tests.calls.scripted import LOST, answer, card, coded, desk
from weavr_async import OutcomeUnknown, SettlementVerdict, managed_account
from weavr_async._engine.base import Answer, Failure
from weavr_async.errors import CallError, Conflict

if TYPE_CHECKING:
    from tests.calls.scripted import Desk, Step
    from weavr_async._engine.base import EngineRequest

NOON: Final = datetime(2026, 11, 26, 12, tzinfo=UTC)
"""The time at the service."""
ARRIVED: Final = timedelta(minutes=10)
REFUSED: Final = coded(409, "UNRESOLVED_FEE_TYPE")


def dated(result: Answer, at: datetime) -> Answer:
    """The same answer, with a `Date`."""
    return Answer(result.status_code, [*result.raw_headers, (b"date", format_datetime(at).encode())], result.content)


def at_noon(*script: Step, off: timedelta) -> Desk:
    """A client whose machine has a clock that is off."""
    at = desk(*script)
    at.machine_time = NOON + off
    return at


async def lost_fee(at: Desk) -> OutcomeUnknown:
    """A fee whose answers were lost."""
    with pytest.raises(OutcomeUnknown) as unknown:
        await at.acme.fees.charge(fee_type="FEE", source=managed_account("220"), idempotency_ref="fee-1")
    return unknown.value


async def read(at: Desk, *answers: Answer) -> None:
    """Hear some answers, and ask for the time after each."""
    at.engine.script.extendleft(reversed(answers))
    for _ in answers:
        with suppress(CallError):
            await at.acme.managed_cards.get("331")
        at.client_state.clock.now()


@pytest.mark.asyncio
@pytest.mark.parametrize("minutes", [-11, 11])
@pytest.mark.parametrize(
    "page",
    [
        answer(200, b"<html>Welcome</html>"),
        dated(answer(200, b"<html>Welcome</html>"), NOON - timedelta(days=400)),
        dated(answer(200, b""), NOON + timedelta(days=400)),
        dated(answer(404, b"{}"), NOON + timedelta(days=400)),
        answer(200, {"status": "ok"}),
        answer(200, {"status": "ok"}, date="yesterday"),
    ],
)
async def test_a_page_of_something_before_the_service_does_not_move_its_time(minutes: int, page: Answer) -> None:
    """Neither by having no `Date` nor by having one that is not the service's."""
    at = at_noon(*[LOST] * 4, off=timedelta(minutes=minutes))
    await read(at, dated(card(), NOON), page)
    error = await lost_fee(at)
    assert (error.first_sent_at, error.last_sent_at) == (NOON, NOON)


@pytest.mark.asyncio
async def test_of_two_dates_on_one_answer_the_last_counts() -> None:
    """As with every other header."""
    at = at_noon(off=timedelta(hours=5))
    await read(at, dated(dated(card(), NOON - timedelta(days=1)), NOON))
    assert at.client_state.clock.now() == NOON


@pytest.mark.asyncio
@pytest.mark.parametrize("hours", [-20, -1, 1, 20])
async def test_one_wrong_date_before_a_sending_is_no_reason_to_say_no(hours: int) -> None:
    """It may still be on its way, whatever the gateway's clock said."""
    at = at_noon(*[LOST] * 4, off=timedelta())
    await read(at, dated(card(), NOON), dated(card(), NOON + timedelta(hours=hours)))
    error = await lost_fee(at)
    asked = at_noon(REFUSED, off=timedelta())
    await read(asked, dated(card(), NOON))
    settlement = await asked.settle(error.settle_token(), now=NOON + timedelta(minutes=1))
    assert settlement.verdict is SettlementVerdict.STILL_UNKNOWN


@pytest.mark.asyncio
@pytest.mark.parametrize("hours", [-20, -1, 1, 20])
async def test_one_wrong_date_while_settling_is_no_reason_to_say_no(hours: int) -> None:
    """Nor does it end the settling."""
    error = await lost_fee(at_noon(*[LOST] * 4, off=timedelta()))
    asked = at_noon(REFUSED, off=timedelta())
    await read(asked, dated(card(), NOON), dated(card(), NOON + timedelta(hours=hours)))
    settlement = await asked.settle(error.settle_token(), now=NOON + timedelta(minutes=1))
    asked.engine.script.clear()  # it need not ask
    assert settlement.verdict is SettlementVerdict.STILL_UNKNOWN
    assert settlement.settle_again_at is not None


@pytest.mark.asyncio
@pytest.mark.parametrize("days", [-2, 2])
async def test_a_reference_is_not_trusted_where_dates_disagree_about_its_age(days: int) -> None:
    """Nothing is sent that could act again, and later the right dates are believed."""
    error = await lost_fee(at_noon(*[LOST] * 4, off=timedelta()))
    asked = at_noon(off=timedelta())
    await read(asked, dated(card(), NOON), dated(card(), NOON + timedelta(days=days)))
    settlement = await asked.settle(error.settle_token(), now=NOON + timedelta(minutes=11))
    assert settlement.verdict is SettlementVerdict.STILL_UNKNOWN
    assert settlement.settle_again_at is not None
    asked.engine.script.append(REFUSED)
    asked.machine_time = NOON + timedelta(minutes=11)
    await read(asked, *[dated(card(), asked.machine_time)] * 2)
    settlement = await asked.settle(error.settle_token(), now=NOON + timedelta(minutes=11))
    assert settlement.verdict is SettlementVerdict.NOT_DONE


@pytest.mark.asyncio
@pytest.mark.parametrize("hours", [-20, -3])
async def test_a_single_date_makes_an_old_reference_no_younger(hours: int) -> None:
    """A process that was just started has heard one `Date`, which a gateway may have put there."""
    error, later = await lost_fee(at_noon(*[LOST] * 4, off=timedelta())), NOON + timedelta(hours=25)
    asked = at_noon(off=timedelta(hours=25))
    await read(asked, dated(card(), later + timedelta(hours=hours)))
    sent = len(asked.engine.sent)
    settlement = await asked.settle(error.settle_token(), now=later)
    assert settlement.verdict is SettlementVerdict.STILL_UNKNOWN
    assert len(asked.engine.sent) == sent


@pytest.mark.asyncio
async def test_what_is_said_twice_is_believed() -> None:
    """The machine's clock was put right, or the service's was."""
    later = NOON + timedelta(hours=1)
    at = at_noon(*[LOST] * 4, off=timedelta())
    await read(at, *[dated(card(), time) for time in (NOON, later, later)])
    error = await lost_fee(at)
    assert (error.first_sent_at, error.last_sent_at) == (later, later)


@pytest.mark.asyncio
async def test_what_was_sent_in_the_future_can_be_settled_once_that_is_the_past() -> None:
    """Nothing but asking again tells what became of a fee, so there is a time for it."""
    error = await lost_fee(at_noon(*[LOST] * 4, off=timedelta(hours=1)))
    at = at_noon(off=timedelta())
    settlement = await at.settle(error.settle_token(), now=NOON)
    assert settlement.verdict is SettlementVerdict.STILL_UNKNOWN
    assert settlement.settle_again_at == error.last_sent_at + ARRIVED
    at.engine.script.append(REFUSED)
    settlement = await at.settle(error.settle_token(), now=settlement.settle_again_at)
    assert settlement.verdict is SettlementVerdict.NOT_DONE


@pytest.mark.asyncio
async def test_a_sending_counts_from_the_moment_at_which_nobody_had_answered_it() -> None:
    """It may have waited for a connection until shortly before."""

    async def half_a_minute(_request: EngineRequest) -> Failure:
        assert at.machine_time is not None
        at.machine_time += timedelta(seconds=30)
        return LOST

    at = at_noon(half_a_minute, half_a_minute, *[answer(503)] * 2, off=timedelta())
    error = await lost_fee(at)
    assert error.first_sent_at == NOON
    assert error.last_sent_at == NOON + timedelta(minutes=1)


@pytest.mark.asyncio
async def test_a_refusal_counts_from_when_it_was_asked_for() -> None:
    """It came back late, but the first sending may have overtaken it."""
    error = await lost_fee(at_noon(*[LOST] * 4, off=timedelta()))

    async def a_minute(_request: EngineRequest) -> Answer:
        assert at.machine_time is not None
        at.machine_time += timedelta(minutes=1)
        return REFUSED

    at = at_noon(a_minute, off=timedelta())
    settlement = await at.settle(error.settle_token(), now=NOON + ARRIVED - timedelta(seconds=30))
    assert settlement.verdict is SettlementVerdict.STILL_UNKNOWN
    assert isinstance(settlement.error, Conflict)
    assert settlement.settle_again_at == NOON + ARRIVED


IMPOSSIBLE: Final = [datetime(1970, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)]
"""What clocks show that were never set, or were set wrongly."""


@pytest.mark.asyncio
@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("date", IMPOSSIBLE)
async def test_an_impossible_date_that_is_all_that_was_heard_dates_no_sending(date: datetime, times: int) -> None:
    """A sending of 1970 would count as long over, one of 2100 as never."""
    at = at_noon(*[LOST] * 4, off=timedelta())
    await read(at, *[dated(card(), date)] * times)

    error = await lost_fee(at)

    assert (error.first_sent_at, error.last_sent_at) == (NOON, NOON)


@pytest.mark.asyncio
@pytest.mark.parametrize("date", IMPOSSIBLE)
async def test_an_impossible_date_that_is_all_that_was_heard_ends_no_settling(date: datetime) -> None:
    """Neither with an early no, nor with a no that never comes."""
    error = await lost_fee(at_noon(*[LOST] * 4, off=timedelta()))
    asked = at_noon(REFUSED, REFUSED, off=timedelta())
    await read(asked, dated(card(), date))

    early = await asked.settle(error.settle_token(), now=NOON + timedelta(minutes=1))
    late = await asked.settle(error.settle_token(), now=NOON + ARRIVED)

    assert (early.verdict, early.settle_again_at) == (SettlementVerdict.STILL_UNKNOWN, NOON + ARRIVED)
    assert late.verdict is SettlementVerdict.NOT_DONE


@pytest.mark.asyncio
@pytest.mark.parametrize("date", IMPOSSIBLE)
async def test_a_list_that_came_with_an_impossible_date_is_no_early_no(date: datetime) -> None:
    """The transfer does not stand in it, but may still be on its way."""
    at = at_noon(*[LOST] * 4, off=timedelta())
    with pytest.raises(OutcomeUnknown) as unknown:
        await at.pay()
    empty = answer(200, {"transfer": [], "count": 0, "responseCount": 0})
    asked = at_noon(coded(409, "FUNDS_INSUFFICIENT"), dated(empty, date), off=timedelta())
    await read(asked, dated(card(), date))

    settlement = await asked.settle(unknown.value.settle_token(), now=NOON + timedelta(minutes=1))

    assert settlement.verdict is SettlementVerdict.STILL_UNKNOWN
