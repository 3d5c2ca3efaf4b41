"""What one attempt's result means: a table of results and policies, without clock, chance or socket."""

from __future__ import annotations

import pytest

from tests.calls.scripted import answer, coded, limited
from weavr_async import POLICIES
from weavr_async._calls.decide import Action, Decision, decide
from weavr_async._engine.base import Answer, Failure, FailureKind, Sent
from weavr_async.errors import Outcome

READ, PAY, BLOCK, UNBLOCK, INVITE, DELETE = (
    POLICIES[name]
    for name in (
        "managedCardGet",
        "transferCreate",
        "managedCardBlock",
        "managedCardUnblock",
        "userInviteSend",
        "managedCardSpendRulesDelete",
    )
)
ROWS = {"read": READ, "pay": PAY, "block": BLOCK, "unblock": UNBLOCK, "invite": INVITE, "delete": DELETE}
REPEATABLE = [name for name in ROWS if name != "invite"]
WRITES = [name for name in ROWS if name != "read"]


def decided(
    row: str, result: Answer | Failure, *, before: bool = False, suspect: bool = True, may_refresh: bool = True
) -> Decision:
    """Decide in the circumstances that most tests share."""
    return decide(ROWS[row], result, acted_before=before, token_suspect=suspect, may_refresh=may_refresh)


@pytest.mark.parametrize("row", ROWS)
@pytest.mark.parametrize(
    "kind", [FailureKind.CONNECT_REFUSED, FailureKind.CONNECT_TIMEOUT, FailureKind.NAME_RESOLUTION, FailureKind.PROXY]
)
def test_what_was_provably_not_sent_is_repeated_whatever_it_is(row: str, kind: FailureKind) -> None:
    """Even an invitation: no byte of it left."""
    decision = decided(row, Failure(kind, Sent.NO))
    assert (decision.action, decision.outcome) == (Action.RETRY, Outcome.NOT_SENT)


@pytest.mark.parametrize("kind", [FailureKind.TLS, FailureKind.CLOSED, FailureKind.DEADLINE])
def test_what_would_fail_again_at_once_is_not_repeated(kind: FailureKind) -> None:
    """A certificate does not become valid within a call."""
    assert decided("pay", Failure(kind, Sent.NO)).action is Action.FAIL


@pytest.mark.parametrize("row", REPEATABLE)
@pytest.mark.parametrize(
    "kind", [FailureKind.READ_TIMEOUT, FailureKind.CONNECTION_LOST, FailureKind.TRUNCATED, FailureKind.PROTOCOL]
)
def test_a_lost_answer_is_unknown_and_repeated_where_the_row_allows(row: str, kind: FailureKind) -> None:
    """The same failure kinds leave an invitation alone, see below."""
    decision = decided(row, Failure(kind, Sent.MAYBE))
    assert (decision.action, decision.outcome) == (Action.RETRY, Outcome.UNKNOWN)


def test_a_refused_connection_of_unknown_history_counts_as_sent() -> None:
    """Not sent is a whitelist: what counts is the proof, not the kind."""
    decision = decided("invite", Failure(FailureKind.CONNECT_REFUSED, Sent.MAYBE))
    assert (decision.action, decision.outcome) == (Action.FAIL, Outcome.UNKNOWN)


@pytest.mark.parametrize("result", [Failure(FailureKind.READ_TIMEOUT, Sent.MAYBE), answer(500), answer(503)])
def test_an_invitation_that_may_have_left_is_not_repeated(result: Answer | Failure) -> None:
    """It is reported unknown."""
    decision = decided("invite", result)
    assert (decision.action, decision.outcome) == (Action.FAIL, Outcome.UNKNOWN)


@pytest.mark.parametrize("row", REPEATABLE)
@pytest.mark.parametrize("status", [408, 500, 502, 503, 504, 520, 599])
def test_a_failure_of_the_service_is_unknown_and_repeated(row: str, status: int) -> None:
    """It may have failed after acting."""
    decision = decided(row, answer(status, b"<html>"))
    assert (decision.action, decision.outcome) == (Action.RETRY, Outcome.UNKNOWN)


@pytest.mark.parametrize("row", ROWS)
@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_final_and_proves_nothing(row: str, status: int) -> None:
    """Who redirected, and after what, is not known."""
    decision = decided(row, answer(status, location="https://elsewhere.test/"))
    assert (decision.action, decision.outcome) == (Action.FAIL, Outcome.UNKNOWN)


@pytest.mark.parametrize("row", ROWS)
@pytest.mark.parametrize("status", [400, 404, 409, 413, 415, 422])
def test_a_refusal_is_final_and_nothing_happened(row: str, status: int) -> None:
    """On a first attempt."""
    decision = decided(row, answer(status))
    assert (decision.action, decision.outcome) == (Action.FAIL, Outcome.REFUSED)


@pytest.mark.parametrize("result", [answer(401), answer(403)])
def test_a_refused_token_is_replaced_once(result: Answer) -> None:
    """The second time it is final."""
    assert decided("pay", result).action is Action.REFRESH_TOKEN
    assert decided("pay", result, may_refresh=False).action is Action.FAIL


def test_a_403_is_not_about_the_token_where_a_new_one_did_not_help_lately() -> None:
    """A 401 still is."""
    assert decided("pay", answer(403), suspect=False).action is Action.FAIL
    assert decided("pay", answer(401), suspect=False).action is Action.REFRESH_TOKEN


@pytest.mark.parametrize("code", ["INSUFFICIENT_PERMISSIONS", "STEP_UP_REQUIRED", "ACCESS_TOKEN_REQUIRED", "NEW_CODE"])
def test_a_403_with_a_code_is_final(code: str) -> None:
    """A new token would not help."""
    assert decided("pay", coded(403, code)).action is Action.FAIL


@pytest.mark.parametrize("row", ROWS)
def test_a_rate_limit_waits_as_long_as_it_says(row: str) -> None:
    """Nothing was done, so even an invitation is made again."""
    decision = decided(row, limited("17"))
    assert (decision.action, decision.wait, decision.outcome) == (Action.WAIT, 17.0, Outcome.REFUSED)


def test_a_rate_limit_that_does_not_say_how_long_backs_off() -> None:
    """As any other repeat."""
    assert decided("pay", answer(429)).action is Action.RETRY
    assert decided("pay", coded(409, "TOO_MANY_REQUESTS")).action is Action.RETRY


def test_a_request_in_progress_under_the_reference_is_undecided() -> None:
    """The other one may act yet."""
    decision = decided("pay", coded(409, "IDEMPOTENT_REQUEST_IN_PROGRESS"))
    assert (decision.action, decision.outcome) == (Action.POLL, Outcome.UNKNOWN)


@pytest.mark.parametrize(
    ("row", "refusal", "action"),
    [
        ("block", coded(409, "INSTRUMENT_ALREADY_BLOCKED"), Action.CONFIRMED),
        ("unblock", coded(409, "INSTRUMENT_NOT_BLOCKED"), Action.READ_BACK),
        ("delete", answer(404), Action.CONFIRMED),
    ],
)
def test_a_guard_means_something_only_after_this_very_call_may_have_acted(
    row: str, refusal: Answer, action: Action
) -> None:
    """On a first attempt it is a conflict."""
    assert decided(row, refusal).action is Action.FAIL
    assert decided(row, refusal, before=True).action is action


@pytest.mark.parametrize(
    ("row", "refusal"),
    [
        ("block", coded(409, "INSTRUMENT_NOT_BLOCKED")),
        ("block", coded(409, "INSTRUMENT_DESTROYED")),
        ("block", answer(409)),
        ("block", answer(404)),
        ("pay", coded(409, "FUNDS_INSUFFICIENT")),
        ("pay", answer(404)),
        ("delete", coded(409, "SPEND_RULE_ALREADY_SET")),
    ],
)
def test_no_other_refusal_settles_an_earlier_attempt(row: str, refusal: Answer) -> None:
    """A code is a guard for its own operation only."""
    assert decided(row, refusal, before=True).action is Action.FAIL


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"errorCode":', b"[1]", b'{"errorCode": 7}', b"\xff\xfe", b"null"])
def test_a_body_that_says_nothing_changes_no_verdict(body: bytes) -> None:
    """Reading it never raises."""
    assert decided("pay", answer(409, body)).action is Action.FAIL
    assert decided("pay", answer(403, body)).action is Action.REFRESH_TOKEN
    assert decided("pay", answer(500, body)).action is Action.RETRY


@pytest.mark.parametrize("row", REPEATABLE)
@pytest.mark.parametrize("status", [408, 500, 503])
def test_a_service_in_trouble_that_says_when_to_come_back_is_waited_for(row: str, status: int) -> None:
    """As long as it says, in full or not at all."""
    decision = decided(row, answer(status, retry_after="7"))
    assert (decision.action, decision.outcome, decision.wait) == (Action.WAIT, Outcome.UNKNOWN, 7.0)


@pytest.mark.parametrize("result", [coded(409, "FUNDS_INSUFFICIENT"), answer(404), answer(400), answer(302)])
def test_what_asks_for_no_wait_has_none(result: Answer) -> None:
    """Nothing at all, which is not the same as no time."""
    assert decided("pay", result).wait is None


def test_the_cause_says_that_it_was_an_answer_and_which_one() -> None:
    """Without an answer, it says the kind of failure."""
    cause = decided("pay", coded(409, "FUNDS_INSUFFICIENT")).cause
    assert (cause.kind, cause.status, cause.code, cause.request_ref) == ("answer", 409, "FUNDS_INSUFFICIENT", "rr-1")
    assert decided("pay", Failure(FailureKind.PROXY, Sent.NO)).cause.kind == FailureKind.PROXY.value
