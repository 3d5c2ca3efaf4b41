"""What errors tell: a class to catch, a sentence that helps, plain data that travels."""

from __future__ import annotations

import copy
import multiprocessing
import pickle
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.calls.scripted import ACME, BASE_URL, LOST, answer, coded, desk
from weavr_async import (
    PER_CALL,
    ApiError,
    BadRequest,
    Conflict,
    ErrorCode,
    FieldError,
    Forbidden,
    IdempotencyMismatch,
    InternalServerError,
    InvalidRequest,
    NotFound,
    Outcome,
    OutcomeUnknown,
    RateLimited,
    ServerError,
    ServiceUnavailable,
    Unauthorized,
    UnexpectedResponse,
    WeavrError,
    errors,
)
from weavr_async._calls.error_bodies import read_error_body
from weavr_async._calls.settle_token import FrozenCall, Sendings, seal_settle_token
from weavr_async._engine.base import Answer
from weavr_async.errors import CallError, Cause

if TYPE_CHECKING:
    from tests.calls.scripted import Step

WAITED_FOR = {"IDEMPOTENT_REQUEST_IN_PROGRESS", "TOO_MANY_REQUESTS"}
"""Codes after which a call is made again; what they end in stands in the tests of repeats."""
CONFLICTS = {
    "ALREADY_IMPERSONATED": "AlreadyImpersonated",
    "ALREADY_SUBMITTED": "BulkAlreadySubmitted",
    "BALANCE_NOT_ZERO": "BalanceNotZero",
    "CARD_HAS_REMAINING_BALANCE": "BalanceNotZero",
    "CURRENCY_MISMATCH": "CurrencyMismatch",
    "DESTINATION_INSTRUMENT_BLOCKED": "InstrumentBlocked",
    "DESTINATION_INSTRUMENT_DESTROYED": "InstrumentDestroyed",
    "EMAIL_NOT_UNIQUE": "EmailNotUnique",
    "FUNDS_INSUFFICIENT": "InsufficientFunds",
    "INSTRUMENT_ALREADY_BLOCKED": "CardAlreadyBlocked",
    "INSTRUMENT_ALREADY_REMOVED": "CardAlreadyRemoved",
    "INSTRUMENT_DESTROYED": "InstrumentDestroyed",
    "INSTRUMENT_NOT_BLOCKED": "CardNotBlocked",
    "INVALID_STATE": "BulkInvalidState",
    "INVITE_ALREADY_CONSUMED": "InviteAlreadyConsumed",
    "SOURCE_INSTRUMENT_BLOCKED": "InstrumentBlocked",
    "SOURCE_INSTRUMENT_DESTROYED": "InstrumentDestroyed",
    "SPEND_RULE_ALREADY_SET": "SpendRulesAlreadySet",
    "UNRESOLVED_IDENTITY": "UnresolvedIdentity",
}
FORBIDDEN = {
    "ACCESS_TOKEN_REQUIRED": "AccessTokenRequired",
    "INSUFFICIENT_PERMISSIONS": "InsufficientPermissions",
    "STEP_UP_REQUIRED": "StepUpRequired",
}
"""Which class a code is raised as, told apart by hand from what the classes say themselves."""


async def raised_by(*script: Step, read: bool = True) -> WeavrError:
    """The error that a call ends in."""
    at = desk(*script)
    with pytest.raises(WeavrError) as failed:
        await (at.acme.managed_cards.get("331") if read else at.pay("payout-7"))
    return failed.value


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("status", "error", "attempts"),
    [
        (400, BadRequest, 1),
        (401, Unauthorized, 2),
        (403, Forbidden, 2),
        (404, NotFound, 1),
        (409, Conflict, 1),
        (422, BadRequest, 1),
        (429, RateLimited, 4),
        (500, InternalServerError, 4),
        (502, ServerError, 4),
        (503, ServiceUnavailable, 4),
        (520, ServerError, 4),
        (418, ApiError, 1),
    ],
)
async def test_each_status_has_its_class(status: int, error: type[ApiError], attempts: int) -> None:
    """Exactly that one, with status and request-ref."""
    failed = await raised_by(*[answer(status)] * attempts)
    assert type(failed) is error
    assert failed.status == status
    assert failed.request_ref == "rr-1"
    assert failed.operation == "managedCardGet"
    assert failed.identity == ACME


@pytest.mark.asyncio
async def test_the_request_ref_stands_in_the_text() -> None:
    """It is what the service's support asks for."""
    assert "request-ref rr-1" in str(await raised_by(answer(404)))
    assert "idempotency-ref payout-7" in str(await raised_by(answer(400), read=False))


@pytest.mark.asyncio
async def test_a_missing_request_ref_is_no_trouble() -> None:
    """It may be missing."""
    failed = await raised_by(Answer(404, (), b""))
    assert failed.request_ref is None
    assert "request-ref" not in str(failed)


SHAPE_A = {
    "message": "Bad request",
    "validationErrors": [
        {
            "fieldName": "tag",
            "message": "too long",
            "error": "AT_MOST",
            "params": ["50"],
            "invalidValue": ["canary-value"],
        }
    ],
}
SHAPE_B = {"syntaxErrors": {"invalidFields": [{"fieldName": "tag", "error": "SIZE", "params": ["1", "50"]}]}}


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("body", "found"),
    [
        (SHAPE_A, FieldError("tag", "AT_MOST", ("50",), "too long")),
        (SHAPE_B, FieldError("tag", "SIZE", ("1", "50"), None)),
    ],
)
async def test_both_shapes_of_a_400_are_read_for_every_operation(body: dict[str, object], found: FieldError) -> None:
    """Which one comes is not reliable."""
    for read in (True, False):
        failed = await raised_by(answer(400, body), read=read)
        assert isinstance(failed, BadRequest)
        assert failed.field_errors == (found,)
        assert f"tag: {found.code} ({', '.join(found.params)})" in str(failed)


@pytest.mark.asyncio
async def test_a_value_that_was_sent_is_nowhere_in_the_error() -> None:
    """It may be anything about anybody; the body alone keeps it, in this process."""
    failed = await raised_by(answer(400, SHAPE_A), read=False)
    assert isinstance(failed, BadRequest)
    for text in (str(failed), repr(failed), repr(failed.field_errors), repr(failed.__reduce__())):
        assert "canary-value" not in text
    assert b"canary-value" not in pickle.dumps(failed)
    assert b"canary-value" in failed.body


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "refusal",
    [
        answer(400, {"message": "request.idempotency-ref: was used with another payload"}),
        answer(400, {"message": "Bad Request", "_embedded": {"errors": [{"message": "idempotency-ref is taken"}]}}),
        answer(400, {"validationErrors": [{"fieldName": "idempotency-ref", "error": "INVALID_REQUEST"}]}),
        answer(412),
        answer(422),
    ],
)
async def test_a_reference_used_for_another_payload_is_said_to_be(refusal: Answer) -> None:
    """As observed, announced, and documented for the sister API; only of a reference that may be an old one."""
    assert type(await raised_by(refusal, read=False)) is IdempotencyMismatch
    assert type(await raised_by(refusal)) is BadRequest
    with pytest.raises(BadRequest) as refused:
        await desk(refusal).pay(PER_CALL)
    assert type(refused.value) is BadRequest
    assert not refused.value.reference_may_be_taken


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "refusal",
    [
        answer(400, {"validationErrors": [{"fieldName": "x", "error": "INVALID_REQUEST"}]}),
        coded(400, "INVALID_REQUEST"),
        answer(400, {"code": "INVALID_REQUEST", "message": "…"}),
    ],
)
async def test_what_is_also_said_of_a_country_is_told_as_possible(refusal: Answer) -> None:
    """The code alone does not say that the reference is to blame."""
    refused = await raised_by(refusal, read=False)
    assert type(refused) is BadRequest
    assert refused.reference_may_be_taken
    assert "reference" in str(refused)
    with pytest.raises(BadRequest) as first:
        await desk(refusal).pay(PER_CALL)
    assert not first.value.reference_may_be_taken


@pytest.mark.asyncio
@pytest.mark.parametrize("code", sorted(set(ErrorCode.__members__) - WAITED_FOR))
async def test_every_code_is_reachable_on_the_error(code: str) -> None:
    """As `error.code`, and by its class where it has one."""
    conflict = await raised_by(coded(409, code), read=False)
    assert isinstance(conflict, Conflict)
    assert conflict.code is ErrorCode[code]
    assert type(conflict) is getattr(errors, CONFLICTS.get(code, "Conflict"))
    assert code in str(conflict)
    forbidden = await raised_by(coded(403, code), read=False)
    assert type(forbidden) is getattr(errors, FORBIDDEN.get(code, "Forbidden"))


@pytest.mark.asyncio
async def test_a_new_code_is_kept() -> None:
    """As its text, of a member that is not known."""
    failed = await raised_by(coded(409, "BRAND_NEW"), read=False)
    assert isinstance(failed, Conflict)
    assert failed.code == "BRAND_NEW"
    assert failed.code is not None
    assert not failed.code.is_known
    assert pickle.loads(pickle.dumps(failed)).code == "BRAND_NEW"


@pytest.mark.asyncio
async def test_a_redirect_is_never_followed() -> None:
    """It is an unexpected response; the place it points to is not asked."""
    at = desk(answer(307, location="https://elsewhere.test/"))
    with pytest.raises(UnexpectedResponse, match="redirect") as failed:
        await at.acme.managed_cards.get("331")
    assert failed.value.headers["location"] == "https://elsewhere.test/"
    assert len(at.engine.sent) == 1


@given(
    st.binary(max_size=200)
    | st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "errorCode",
                        "code",
                        "validationErrors",
                        "syntaxErrors",
                        "invalidFields",
                        "params",
                        "error",
                        "fieldName",
                    ]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=15,
    ).map(lambda value: orjson.dumps(value, option=orjson.OPT_PASSTHROUGH_SUBCLASS) if _fits(value) else b"")
)
def test_whatever_an_error_body_says_reading_it_never_raises(body: bytes) -> None:
    """Empty, cut off, HTML, or JSON of any shape."""
    envelope = read_error_body(body)
    assert all(isinstance(found.code, str) for found in envelope.field_errors)


def _fits(value: object) -> bool:
    try:
        orjson.dumps(value)
    except orjson.JSONEncodeError:
        return False
    return True


def _all_error_classes(base: type[WeavrError] = WeavrError) -> list[type[WeavrError]]:
    return [base, *(one for child in base.__subclasses__() for one in _all_error_classes(child))]


ERROR_CLASSES = sorted({one for one in _all_error_classes() if one.__module__ == errors.__name__}, key=str)


def made(kind: type[WeavrError]) -> WeavrError:
    """An error of a class, with everything set."""
    unexpected = UnexpectedResponse("odd", status=200, path="$.id", headers={"a": "b"}, content=b"bytes")
    call = FrozenCall("transferCreate", BASE_URL, "f" * 12, ACME, "/transfers", (), (), b"{}", "ref-1")
    sent_at = datetime(2030, 1, 1, tzinfo=UTC)
    special: dict[type[WeavrError], WeavrError] = {
        OutcomeUnknown: OutcomeUnknown(
            "lost",
            cause=Cause("answer", 409, "X", "rr"),
            first_sent_at=sent_at,
            last_sent_at=sent_at,
            body_fingerprint=call.body_fingerprint,
            settle_token=seal_settle_token(call, Sendings(sent_at, sent_at), b"key"),
            unexpected=unexpected,
        ),
        UnexpectedResponse: unexpected,
    }
    if kind in special:
        error = special[kind]
    elif issubclass(kind, ApiError):
        error = kind("no", status=400, code=ErrorCode("FUNDS_INSUFFICIENT"), body=b"body")
    elif issubclass(kind, errors.TransportError):
        error = kind("lost", kind="read_timeout")
    else:
        error = kind("no")
    if isinstance(error, BadRequest):
        error.field_errors = (FieldError("tag", "SIZE", ("1",), "m"),)
    if isinstance(error, CallError):
        error.identity = ACME
    error.operation, error.idempotency_ref, error.attempts = "transferCreate", "ref-1", 3
    error.request_ref, error.outcome = "rr-1", Outcome.UNKNOWN
    return error


def seen(error: WeavrError) -> dict[str, object]:
    """What an error carries from one process to another."""
    state = {name: value for name, value in vars(error).items() if name not in {"body", "content", "headers"}}
    if isinstance(state.get("unexpected"), WeavrError):
        state["unexpected"] = repr(state["unexpected"])
    return {"class": type(error).__name__, "text": str(error), **state}


def test_every_class_is_held_to_this_specification() -> None:
    """The tree of the module is the tree of the tests."""
    assert len(ERROR_CLASSES) > 30
    public = {getattr(errors, name) for name in errors.__all__}
    assert set(ERROR_CLASSES) <= public


@pytest.mark.parametrize("kind", ERROR_CLASSES, ids=lambda kind: str(kind.__name__))
def test_every_error_copies_and_pickles(kind: type[WeavrError]) -> None:
    """By plain data; what was answered word for word stays behind."""
    error = made(kind)
    for twin in (copy.copy(error), copy.deepcopy(error), *(pickle.loads(pickle.dumps(error, p)) for p in range(2, 6))):
        assert type(twin) is kind
        assert seen(twin) == seen(error)
        assert repr(twin) == repr(error)
        for name in ("body", "content"):
            assert getattr(twin, name, b"") == b""


def sent_back(error: WeavrError) -> WeavrError:
    """What a worker process returns."""
    return error


def raises(error: WeavrError) -> None:
    """What a worker process raises."""
    raise error


def test_every_error_round_trips_through_a_process_pool() -> None:
    """Returned and raised."""
    all_errors = [made(kind) for kind in ERROR_CLASSES]
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        for error, back in zip(all_errors, pool.map(sent_back, all_errors), strict=True):
            assert seen(back) == seen(error)
        for error in all_errors:
            raised = pool.submit(raises, error).exception()
            assert isinstance(raised, WeavrError)
            assert seen(raised) == seen(error)


def test_an_error_keeps_its_notes() -> None:
    """Added by whoever handles it."""
    error = made(NotFound)
    error.add_note("while paying invoice 7")
    assert pickle.loads(pickle.dumps(error)).__notes__ == ["while paying invoice 7"]


@pytest.mark.asyncio
async def test_an_error_has_no_exception_of_a_transport_behind_it() -> None:
    """Neither as its cause nor as its context: their frames hold headers."""
    for script in ([LOST] * 4, [answer(404)], [answer(200, b"<html>")]):
        failed = await raised_by(*script)
        assert failed.__cause__ is None
        assert failed.__context__ is None


def test_a_refused_argument_is_named_in_the_text() -> None:
    """Whoever reads a log knows which one to look at; `message` is the sentence alone."""
    error = InvalidRequest("This is a string, not int.", field="tag")
    assert str(error) == "tag: This is a string, not int."
    assert error.message == "This is a string, not int."
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
    assert str(InvalidRequest("This cannot be.")) == "This cannot be."


def test_an_error_before_anything_was_sent_is_not_sent() -> None:
    """Without being asked to say so."""
    assert errors.NotSent("no", kind="closed").outcome is Outcome.NOT_SENT
    assert errors.TransportError("lost", kind="read_timeout").outcome is Outcome.UNKNOWN
