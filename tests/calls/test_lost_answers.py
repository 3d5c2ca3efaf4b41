"""A write whose answer is lost: what happens next depends on its row, and the worst outcome sticks to the call."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from tests.calls.scripted import DONE, LOST, OK, UNAVAILABLE, answer, card, coded, desk
from weavr_async import (
    BulkInvalidState,
    CardAlreadyBlocked,
    CardAlreadyRemoved,
    CardNotBlocked,
    Identity,
    InsufficientFunds,
    NotFound,
    OutcomeUnknown,
    RateLimited,
    Retries,
    SpendRules,
    SpendRulesAlreadySet,
    Token,
    Unauthorized,
)
from weavr_async.errors import Outcome, UnexpectedResponse

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.calls.scripted import Step
    from weavr_async import IdentityView, WeavrError
    from weavr_async._engine.base import Answer, EngineRequest, Failure

RULES = SpendRules(allow_atm=False, allowed_merchant_countries=("GB", "MT"))
RULES_READ = {"allowAtm": False, "allowedMerchantCountries": ["MT", "GB"], "allowContactless": True}


@pytest.mark.asyncio
async def test_a_lost_answer_is_repeated_with_the_same_reference_and_the_same_bytes() -> None:
    """The service then answers with the first result."""
    at = desk(LOST, UNAVAILABLE, OK)
    assert (await at.pay("payout-7")).id == "9001"
    assert at.engine.references == ["payout-7"] * 3
    assert len({parts.body for parts in at.engine.sent}) == 1


@pytest.mark.asyncio
async def test_a_write_that_is_never_answered_ends_unknown() -> None:
    """With everything that is needed to settle it."""
    at = desk(*[LOST] * 4)
    with pytest.raises(OutcomeUnknown, match=r"BackOffice\.settle") as unknown:
        await at.pay("payout-7")
    error = unknown.value
    assert (error.outcome, error.idempotency_ref, error.attempts) == (Outcome.UNKNOWN, "payout-7", 4)
    assert (error.cause.kind, error.cause.status) == ("read_timeout", None)
    assert error.first_sent_at.tzinfo is not None


@pytest.mark.asyncio
@pytest.mark.parametrize("status", [500, 502, 503, 504, 520])
async def test_a_failure_of_the_service_leaves_a_write_unknown(status: int) -> None:
    """It may have failed after acting."""
    at = desk(*[answer(status, b"<html>")] * 4)
    with pytest.raises(OutcomeUnknown) as unknown:
        await at.pay()
    assert (unknown.value.cause.status, unknown.value.request_ref) == (status, "rr-1")


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("refusal", "code"),
    [
        (coded(409, "FUNDS_INSUFFICIENT"), "FUNDS_INSUFFICIENT"),
        (answer(400, {"validationErrors": []}), None),
        (answer(403, {"errorCode": "INSUFFICIENT_PERMISSIONS"}), "INSUFFICIENT_PERMISSIONS"),
        (answer(404), None),
        (answer(429, x_ratelimit_reset="9999"), None),
        (answer(302), None),
    ],
)
async def test_lost_and_then_refused_ends_unknown(refusal: Answer, code: str | None) -> None:
    """The outcome is sticky: the refusal is about the second attempt, the first may have been carried out."""
    at = desk(LOST, refusal)
    with pytest.raises(OutcomeUnknown) as unknown:
        await at.pay()
    assert (unknown.value.cause.status, unknown.value.cause.code) == (refusal.status_code, code)
    assert unknown.value.request_ref == "rr-1"


@pytest.mark.asyncio
async def test_refused_at_once_is_refused() -> None:
    """The same refusal on a first attempt is certain."""
    at = desk(coded(409, "FUNDS_INSUFFICIENT"))
    with pytest.raises(InsufficientFunds) as refused:
        await at.pay()
    assert refused.value.outcome is Outcome.REFUSED


@pytest.mark.asyncio
async def test_a_success_under_the_same_reference_settles_what_was_lost() -> None:
    """Also after a refusal in between, which was not final."""
    at = desk(LOST, answer(401), coded(409, "IDEMPOTENT_REQUEST_IN_PROGRESS"), OK)
    assert (await at.pay()).id == "9001"


@pytest.mark.asyncio
async def test_a_request_in_progress_is_waited_for_under_the_same_reference() -> None:
    """It is this very call, or another process's, and its result is the one wanted."""
    at = desk(coded(409, "IDEMPOTENT_REQUEST_IN_PROGRESS"), coded(409, "IDEMPOTENT_REQUEST_IN_PROGRESS"), OK)
    assert (await at.pay("payout-7")).id == "9001"
    assert at.engine.references == ["payout-7"] * 3
    assert at.slept == [0.2, 0.4]


@pytest.mark.asyncio
async def test_a_request_that_stays_in_progress_ends_unknown() -> None:
    """It is not a conflict that would let the caller pay again. It is asked for until the call's time is over."""
    at = desk(*[coded(409, "IDEMPOTENT_REQUEST_IN_PROGRESS")] * 10, retries=Retries(max_delay=1000.0))
    with pytest.raises(OutcomeUnknown):
        await at.pay()
    assert len(at.engine.sent) == 10
    assert at.slept[-1] < 60 < at.slept[-1] * 2


@pytest.mark.asyncio
async def test_a_request_in_progress_is_asked_for_again_however_often_it_takes() -> None:
    """Waiting for the service is no failed attempt, and costs nothing of the budget for retries."""
    at = desk(*[coded(409, "IDEMPOTENT_REQUEST_IN_PROGRESS")] * 30, LOST, OK, retries=Retries(budget=1.0))
    assert (await at.pay()).id == "9001"
    assert len(set(at.engine.references)) == 1


@pytest.mark.asyncio
async def test_an_invitation_whose_answer_is_lost_is_not_repeated() -> None:
    """A person would get a second e-mail."""
    for lost in (LOST, UNAVAILABLE):
        at = desk(lost)
        with pytest.raises(OutcomeUnknown):
            await at.acme.users.invite("441")
        assert len(at.engine.sent) == 1


@pytest.mark.asyncio
async def test_an_invitation_that_was_refused_for_its_token_is_made_again() -> None:
    """Refused is not lost."""
    at = desk(answer(401), DONE)
    await at.acme.users.invite("441")


@pytest.mark.asyncio
async def test_a_lost_block_that_meets_its_code_is_done() -> None:
    """Blocked is what was asked for."""
    at = desk(LOST, coded(409, "INSTRUMENT_ALREADY_BLOCKED"))
    await at.acme.managed_cards.block("331")


@pytest.mark.asyncio
async def test_a_lost_removal_that_meets_its_code_is_done() -> None:
    """It is final, so nothing needs to be read."""
    at = desk(UNAVAILABLE, coded(409, "INSTRUMENT_ALREADY_REMOVED"))
    await at.acme.managed_cards.remove("331")


@pytest.mark.asyncio
async def test_a_lost_deletion_that_meets_nothing_is_done() -> None:
    """A DELETE is idempotent by itself; gone is gone."""
    at = desk(LOST, answer(404, {"code": "NOT_FOUND", "message": "x"}))
    await at.acme.managed_cards.delete_spend_rules("331")


@pytest.mark.asyncio
async def test_a_lost_deactivation_is_repeated() -> None:
    """However often asked, the user is inactive once."""
    at = desk(LOST, DONE)
    await at.acme.users.deactivate("441")


@pytest.mark.asyncio
async def test_a_lost_unblock_that_meets_its_code_is_read_back() -> None:
    """Active, or blocked for another reason than a user's: done."""
    for read in (card("ACTIVE"), card("BLOCKED", blocked_reason="SYSTEM")):
        at = desk(LOST, coded(409, "INSTRUMENT_NOT_BLOCKED"), read)
        await at.acme.managed_cards.unblock("331")
        assert at.engine.lines[-1] == "GET /managed_cards/331"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "read", [card("BLOCKED", blocked_reason="USER"), card("DESTROYED"), answer(404), LOST, answer(200, b"<html>")]
)
async def test_a_lost_unblock_that_reading_cannot_confirm_ends_unknown(read: Step) -> None:
    """The guard's code alone says too little."""
    at = desk(LOST, coded(409, "INSTRUMENT_NOT_BLOCKED"), *([read] * 4 if read is LOST else [read]))
    with pytest.raises(OutcomeUnknown) as unknown:
        await at.acme.managed_cards.unblock("331")
    assert unknown.value.cause.code == "INSTRUMENT_NOT_BLOCKED"


@pytest.mark.asyncio
async def test_whatever_goes_wrong_with_reading_the_caller_is_told_of_the_write() -> None:
    """Even a defect there must not hide that the write may have happened."""

    async def broken(_parts: EngineRequest) -> Answer:
        raise ImportError("the SDK was replaced under a running process")

    with pytest.raises(OutcomeUnknown):
        await desk(LOST, coded(409, "INSTRUMENT_NOT_BLOCKED"), broken).acme.managed_cards.unblock("331")


@pytest.mark.asyncio
async def test_lost_spend_rules_that_meet_their_code_are_read_back_and_compared() -> None:
    """Ours are there: done, in whatever order a list comes back and whatever else the service adds."""
    at = desk(LOST, coded(409, "SPEND_RULE_ALREADY_SET"), answer(200, {"cardLevelSpendRules": RULES_READ}))
    await at.acme.managed_cards.create_spend_rules("331", RULES)


@pytest.mark.asyncio
@pytest.mark.parametrize("found", [{**RULES_READ, "allowAtm": True}, {"allowAtm": False}])
async def test_lost_spend_rules_that_meet_other_rules_end_unknown(found: dict[str, object]) -> None:
    """Somebody else may have set them, before ours or after."""
    at = desk(LOST, coded(409, "SPEND_RULE_ALREADY_SET"), answer(200, {"cardLevelSpendRules": found}))
    with pytest.raises(OutcomeUnknown):
        await at.acme.managed_cards.create_spend_rules("331", RULES)


BULK_STEPS: list[tuple[str, str, bool]] = [
    ("execute", "RUNNING", True),
    ("execute", "COMPLETED", True),
    ("execute", "SUBMITTED", False),
    ("execute", "CANCELLED", False),
    ("pause", "PAUSED", True),
    ("pause", "COMPLETED", False),
    ("resume", "RUNNING", True),
    ("resume", "PAUSED", False),
    ("cancel", "CANCELLED", True),
    ("cancel", "COMPLETED", False),
    ("cancel", "A_NEW_STATUS", False),
]


async def _step(view: IdentityView, step: str) -> None:
    if step == "execute":
        await view.bulks.execute("55", on_failure="stop")
    else:
        await {"pause": view.bulks.pause, "resume": view.bulks.resume, "cancel": view.bulks.cancel}[step]("55")


@pytest.mark.asyncio
@pytest.mark.parametrize(("step", "status", "done"), BULK_STEPS)
async def test_a_lost_step_of_a_bulk_that_meets_its_code_is_read_back(step: str, status: str, done: bool) -> None:
    """The bulk's status tells whether this step was taken."""
    bulk = {"id": "55", "operation": "MANAGED_CARD_SPEND_RULE_UPDATE", "status": status, "operationCount": 1}
    at = desk(LOST, coded(409, "INVALID_STATE"), answer(200, bulk))
    if done:
        await _step(at.acme, step)
    else:
        with pytest.raises(OutcomeUnknown):
            await _step(at.acme, step)


FIRST_ATTEMPTS: list[tuple[Callable[[IdentityView], Awaitable[None]], Answer, type[WeavrError]]] = [
    (lambda acme: acme.managed_cards.block("331"), coded(409, "INSTRUMENT_ALREADY_BLOCKED"), CardAlreadyBlocked),
    (lambda acme: acme.managed_cards.unblock("331"), coded(409, "INSTRUMENT_NOT_BLOCKED"), CardNotBlocked),
    (lambda acme: acme.managed_cards.remove("331"), coded(409, "INSTRUMENT_ALREADY_REMOVED"), CardAlreadyRemoved),
    (
        lambda acme: acme.managed_cards.create_spend_rules("331", RULES),
        coded(409, "SPEND_RULE_ALREADY_SET"),
        SpendRulesAlreadySet,
    ),
    (lambda acme: acme.managed_cards.delete_spend_rules("331"), answer(404), NotFound),
    (lambda acme: acme.bulks.cancel("55"), coded(409, "INVALID_STATE"), BulkInvalidState),
]


@pytest.mark.asyncio
@pytest.mark.parametrize(("call", "refusal", "error"), FIRST_ATTEMPTS)
async def test_a_guard_on_a_first_attempt_is_an_error(
    call: Callable[[IdentityView], Awaitable[None]], refusal: Answer, error: type[WeavrError]
) -> None:
    """Somebody else had done it before this call."""
    at = desk(refusal)
    with pytest.raises(error) as refused:
        await call(at.acme)
    assert refused.value.outcome is Outcome.REFUSED
    assert len(at.engine.sent) == 1


@pytest.mark.asyncio
@pytest.mark.parametrize(("call", "refusal", "error"), FIRST_ATTEMPTS)
async def test_a_guard_after_a_refused_attempt_is_an_error_too(
    call: Callable[[IdentityView], Awaitable[None]], refusal: Answer, error: type[WeavrError]
) -> None:
    """Only an attempt that may have acted lets the guard stand for success; one refused for its token did not."""
    at = desk(answer(401), refusal)
    with pytest.raises(error):
        await call(at.acme)


@pytest.mark.asyncio
async def test_a_token_that_cannot_be_had_after_a_lost_answer_leaves_the_write_unknown() -> None:
    """That the second attempt was not sent says nothing about the first."""

    class OneToken:
        minted = 0

        async def mint(self, _identity: Identity, /) -> Token:
            self.minted += 1
            if self.minted > 1:
                raise Unauthorized("no", status=401)
            return Token("token-1")

    at = desk(LOST, answer(401), source=OneToken())
    with pytest.raises(OutcomeUnknown) as unknown:
        await at.pay()
    assert unknown.value.cause.kind == "no_token"


@pytest.mark.asyncio
@pytest.mark.parametrize("success", [answer(200, b"<html>hello"), answer(200), answer(202, {"id": "1"}), answer(204)])
async def test_a_success_that_cannot_be_read_leaves_a_write_unknown(success: Answer) -> None:
    """It says success, but not of what: the bytes are kept."""
    at = desk(success)
    with pytest.raises(OutcomeUnknown) as unknown:
        await at.pay()
    assert unknown.value.cause.kind == "unexpected_response"
    assert isinstance(unknown.value.unexpected, UnexpectedResponse)
    assert unknown.value.unexpected.content == success.content
    assert unknown.value.unexpected.status == success.status_code


@pytest.mark.asyncio
async def test_a_success_that_cannot_be_read_is_an_unexpected_response_to_a_read() -> None:
    """There is nothing to settle."""
    at = desk(answer(200, {"id": "331", "mode": "PREPAID_MODE"}))
    with pytest.raises(UnexpectedResponse) as unexpected:
        await at.acme.managed_cards.get("331")
    assert unexpected.value.path
    assert unexpected.value.request_ref == "rr-1"


@pytest.mark.asyncio
async def test_a_read_is_never_of_unknown_outcome_as_a_write_is() -> None:
    """A limit after a lost answer is a limit."""
    at = desk(LOST, answer(429, x_ratelimit_reset="9999"))
    with pytest.raises(RateLimited):
        await at.acme.managed_cards.get("331")


@pytest.mark.asyncio
async def test_a_lost_write_says_when_it_was_sent_first_however_often_it_was_sent() -> None:
    """The 24 hours of its reference run from then."""
    arrived: list[datetime] = []

    async def lost(_request: EngineRequest) -> Failure:
        arrived.append(datetime.now(UTC))
        return LOST

    with pytest.raises(OutcomeUnknown) as unknown:
        await desk(*[lost] * 4).pay()
    assert unknown.value.first_sent_at <= arrived[0]
    assert len(arrived) == 4
