"""What the callers of a service are told when a call to Weavr ends in an error: the same in both frameworks."""

from __future__ import annotations

import inspect
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import orjson
import pytest

from weavr_async import Identity, bulk_jobs, errors
from weavr_async._calls.settle_token import FrozenCall, Sendings, seal_settle_token
from weavr_async.errors import (
    ApiError,
    BadRequest,
    CallError,
    CardAlreadyBlocked,
    Cause,
    Conflict,
    FieldError,
    InvalidRequest,
    NotSent,
    Outcome,
    OutcomeUnknown,
    RateLimited,
    TransportError,
    UnexpectedResponse,
    WeavrError,
)
from weavr_backoffice.error_codes import ErrorCode

if TYPE_CHECKING:
    import aiohttp

    from tests.integrations.conftest import Told

ACME: Final = Identity.corporate("109876")
SECRET: Final = "what-nobody-shall-read"

CLASSES: Final = [
    kind for name in errors.__all__ if inspect.isclass(kind := getattr(errors, name)) and issubclass(kind, WeavrError)
]

EXPECTED: Final = {
    # The caller's own matter.
    "InvalidRequest": (422, "invalid_request"),
    "BadRequest": (422, "bad_request"),
    "IdempotencyMismatch": (422, "idempotency_mismatch"),
    "Forbidden": (403, "forbidden"),
    "StepUpRequired": (403, "forbidden"),
    "InsufficientPermissions": (403, "forbidden"),
    "NotFound": (404, "not_found"),
    **dict.fromkeys((c.__name__ for c in CLASSES if issubclass(c, Conflict)), (409, "conflict")),
    # The service's own key, set-up and limits.
    "Unauthorized": (500, "service_misconfigured"),
    "AccessTokenRequired": (500, "service_misconfigured"),
    "IdentityNotFound": (500, "service_misconfigured"),
    "UnresolvedIdentity": (500, "service_misconfigured"),
    "ConfigurationError": (500, "service_misconfigured"),
    "AlreadyImpersonated": (503, "busy"),
    "TooManyBulkRequests": (503, "busy"),
    "RateLimited": (503, "busy"),
    # Weavr, or the way to it.
    "ServerError": (502, "provider_failed"),
    "InternalServerError": (502, "provider_failed"),
    "ApiError": (502, "provider_failed"),
    "TransportError": (502, "provider_failed"),
    "UnexpectedResponse": (502, "provider_failed"),
    "ServiceUnavailable": (503, "provider_unavailable"),
    "NotSent": (503, "provider_unavailable"),
    "Timeout": (504, "provider_timeout"),
    "OutcomeUnknown": (504, "outcome_unknown"),
    "CallError": (500, "internal_error"),
    "WeavrError": (500, "internal_error"),
}


def made(kind: type[WeavrError]) -> WeavrError:
    """An error of a class, with a secret wherever the service's words could be."""
    error = _made(kind)
    if isinstance(error, CallError):
        error.identity = ACME
    return error


def _made(kind: type[WeavrError]) -> WeavrError:
    if issubclass(kind, ApiError):
        return kind(SECRET, status=499, body=SECRET.encode(), request_ref="req-1")
    if issubclass(kind, TransportError):
        return kind(SECRET, kind=SECRET)
    if issubclass(kind, UnexpectedResponse):
        return kind(SECRET, status=200, path=SECRET, headers={"x": SECRET}, content=SECRET.encode())
    if issubclass(kind, OutcomeUnknown):
        return outcome_unknown()
    return kind("our own words" if kind is InvalidRequest else SECRET)


def outcome_unknown() -> OutcomeUnknown:
    call = FrozenCall(
        operation="transferCreate",
        environment=f"https://{SECRET}",
        api_key_fingerprint=SECRET,
        identity=ACME,
        path="/transfers",
        query=(),
        headers=(("x", SECRET),),
        body=SECRET.encode(),
        idempotency_ref="wv2-reference",
    )
    now = datetime.now(UTC)
    error = OutcomeUnknown(
        SECRET,
        cause=Cause(SECRET),
        first_sent_at=now,
        last_sent_at=now,
        body_fingerprint=call.body_fingerprint,
        settle_token=seal_settle_token(call, Sendings(now, now), b"key"),
        operation="transferCreate",
        idempotency_ref="wv2-reference",
    )
    error.identity = ACME
    return error


async def answer_to(error: Exception, told: Told, url: str, http: aiohttp.ClientSession) -> tuple[int, Any, str]:
    """What the service answers when its handler ends in an error: status, headers and body."""

    async def fail() -> None:
        raise error

    told.work = fail
    async with http.post(f"{url}/work") as answer:
        return answer.status, answer.headers, await answer.text()


def problem(body: str) -> dict[str, Any]:
    parsed: dict[str, Any] = orjson.loads(body)
    return parsed


@pytest.mark.asyncio
async def test_every_error_has_its_answer(told: Told, url: str, http: aiohttp.ClientSession) -> None:
    """Blame and effect decide; whatever the service said stays inside."""
    assert {kind.__name__ for kind in CLASSES} == set(EXPECTED)
    for kind in CLASSES:
        status, headers, body = await answer_to(made(kind), told, url, http)
        assert (kind.__name__, status, problem(body)["code"]) == (kind.__name__, *EXPECTED[kind.__name__])
        assert problem(body)["status"] == status
        assert problem(body)["effect"] == ("unknown" if kind is OutcomeUnknown else "none")
        assert SECRET not in body
        assert ACME.id not in body
        assert headers["content-type"] == "application/problem+json"
        assert (headers["cache-control"], headers["x-content-type-options"]) == ("no-store", "nosniff")


@pytest.mark.asyncio
async def test_no_caller_is_told_to_log_in_for_the_services_own_key(
    told: Told, url: str, http: aiohttp.ClientSession
) -> None:
    """A 401 would have the caller's program throw its own credentials away."""
    for kind in CLASSES:
        status, _, _ = await answer_to(made(kind), told, url, http)
        assert status not in {401, 429}


@pytest.mark.asyncio
async def test_an_unknown_outcome_names_the_reference_to_ask_by(
    told: Told, url: str, http: aiohttp.ClientSession
) -> None:
    """It is an error, so nobody takes it for done, and says that it may have been carried out."""
    status, _, body = await answer_to(outcome_unknown(), told, url, http)
    told_caller = problem(body)
    assert status == 504
    assert told_caller["idempotency_ref"] == "wv2-reference"
    assert "may have been carried out" in told_caller["detail"]
    assert "same idempotency key" in told_caller["detail"]


@pytest.mark.asyncio
async def test_nobody_is_told_to_repeat_what_no_reference_protects(
    told: Told, url: str, http: aiohttp.ClientSession
) -> None:
    """An invitation would go out twice; another way of finding out is to look."""
    error = outcome_unknown()
    error.idempotency_ref = None
    status, _, body = await answer_to(error, told, url, http)
    told_caller = problem(body)
    assert (status, told_caller["effect"]) == (504, "unknown")
    assert "again" not in told_caller["detail"]
    assert "idempotency_ref" not in told_caller


@pytest.mark.asyncio
async def test_a_conflict_goes_out_by_weavrs_code_and_in_our_words(
    told: Told, url: str, http: aiohttp.ClientSession
) -> None:
    """With the request-ref, which is what support asks for."""
    error = CardAlreadyBlocked(
        SECRET, status=409, code=ErrorCode.INSTRUMENT_ALREADY_BLOCKED, body=SECRET.encode(), request_ref="req-1"
    )
    status, _, body = await answer_to(error, told, url, http)
    assert (status, problem(body)["code"]) == (409, "INSTRUMENT_ALREADY_BLOCKED")
    assert problem(body)["detail"] == "The card was blocked before this call."
    assert problem(body)["request_ref"] == "req-1"


@pytest.mark.asyncio
@pytest.mark.parametrize("odd", ["a sentence of the service", "<script>", "LINE\r\nEND", "", "X" * 65])
async def test_what_has_not_the_shape_of_a_code_or_reference_stays_inside(
    told: Told, url: str, http: aiohttp.ClientSession, odd: str
) -> None:
    """Even where a code and a reference are expected."""
    error = Conflict("refused", status=409, code=ErrorCode(odd), request_ref=f"{odd} {odd}")
    _, _, body = await answer_to(error, told, url, http)
    assert problem(body)["code"] == "conflict"
    assert "request_ref" not in problem(body)


@pytest.mark.asyncio
async def test_a_code_that_is_new_goes_out(told: Told, url: str, http: aiohttp.ClientSession) -> None:
    """Callers may know it before we do."""
    error = Conflict("refused", status=409, code=ErrorCode("CODE_OF_TOMORROW"))
    _, _, body = await answer_to(error, told, url, http)
    assert problem(body)["code"] == "CODE_OF_TOMORROW"


@pytest.mark.asyncio
async def test_the_faults_the_service_found_stay_inside(told: Told, url: str, http: aiohttp.ClientSession) -> None:
    """Their names are Weavr's and mean nothing to the caller of another API."""
    error = BadRequest("refused", status=400)
    error.field_errors = (FieldError("destinationAmount.amount", "AT_LEAST", (SECRET,), SECRET),)
    _, _, body = await answer_to(error, told, url, http)
    assert SECRET not in body
    assert "destinationAmount" not in body


@pytest.mark.asyncio
async def test_an_argument_that_was_refused_here_is_named(told: Told, url: str, http: aiohttp.ClientSession) -> None:
    """With our sentence, which holds no value."""
    error = InvalidRequest("An amount is a finite number.", field="amount")
    status, _, body = await answer_to(error, told, url, http)
    assert (status, problem(body)["field"]) == (422, "amount")
    assert problem(body)["detail"] == "An amount is a finite number."


@pytest.mark.asyncio
async def test_the_title_is_the_same_on_every_python(told: Told, url: str, http: aiohttp.ClientSession) -> None:
    """Python 3.13 took the reason phrase that RFC 9110 gave to 422."""
    _, _, body = await answer_to(InvalidRequest("An amount is a finite number."), told, url, http)
    assert problem(body)["title"] == "Unprocessable Content"


@pytest.mark.asyncio
@pytest.mark.parametrize(("resets_in", "retry_after"), [(59.2, "60"), (0.0, "1"), (None, None)])
async def test_a_rate_limit_says_when_to_come_back_if_that_is_known(
    told: Told, url: str, http: aiohttp.ClientSession, resets_in: float | None, retry_after: str | None
) -> None:
    """In whole seconds, never too early and never at once."""
    error = RateLimited("limited", status=429)
    error.resets_in = resets_in
    _, headers, _ = await answer_to(error, told, url, http)
    assert headers.get("retry-after") == retry_after


@pytest.mark.asyncio
async def test_an_error_of_another_kind_whose_outcome_is_unknown_says_so(
    told: Told, url: str, http: aiohttp.ClientSession
) -> None:
    """Such as that of a bulk job, which nobody's request should have met."""
    error = bulk_jobs.SubmissionUndecided(
        SECRET, chunk=1, items=2, first_sent_at=datetime.now(UTC), idempotency_ref="wv2-reference"
    )
    assert error.outcome is Outcome.UNKNOWN
    status, _, body = await answer_to(error, told, url, http)
    assert (status, problem(body)["effect"]) == (500, "unknown")
    assert problem(body)["idempotency_ref"] == "wv2-reference"


@pytest.mark.asyncio
async def test_the_error_itself_goes_to_the_log(
    told: Told, url: str, http: aiohttp.ClientSession, caplog: pytest.LogCaptureFixture
) -> None:
    """An error that was answered is reported by nobody else."""
    with caplog.at_level(logging.INFO, logger="weavr_async.integrations"):
        await answer_to(NotSent("could not connect", kind="connect_refused"), told, url, http)
        await answer_to(InvalidRequest("not an id", field="card_id"), told, url, http)
    lines = [(r.levelname, r.getMessage()) for r in caplog.records if r.name == "weavr_async.integrations"]
    assert lines == [
        ("ERROR", "answered 503: NotSent: could not connect Nothing was sent: it is safe to call again."),
        ("INFO", "answered 422: InvalidRequest: card_id: not an id"),
    ]


@pytest.mark.asyncio
async def test_an_error_that_is_not_the_sdks_is_left_alone(told: Told, url: str, http: aiohttp.ClientSession) -> None:
    """The framework answers it as it always does."""
    status, headers, body = await answer_to(KeyError(SECRET), told, url, http)
    assert status == 500
    assert "problem" not in headers["content-type"]
    assert SECRET not in body
