"""What a service answers its own callers when a call to Weavr ends in an error: one table for all frameworks.

Two questions decide. *Whose fault is it?* A caller gets a 4xx only for what the caller sent. A refused api key is
not a 401 and an exhausted rate limit not a 429, because key and limit are the service's own. *Did anything happen?*
`OutcomeUnknown` is a 504: a gateway got no answer in time, and every client knows that the request may have been
carried out. A 202 would be taken for success, and a 503 as a request to send the payment again.

Nothing that Weavr wrote is sent on, except what has the form of a code or of a reference.
"""

from __future__ import annotations

import logging
import math
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, cast

import orjson
from attrs import frozen

from weavr_async.errors import (
    AccessTokenRequired,
    AlreadyImpersonated,
    ApiError,
    BadRequest,
    ConfigurationError,
    Conflict,
    Forbidden,
    IdempotencyMismatch,
    IdentityNotFound,
    InvalidRequest,
    NotFound,
    NotSent,
    Outcome,
    OutcomeUnknown,
    RateLimited,
    ServerError,
    ServiceUnavailable,
    Timeout,
    TooManyBulkRequests,
    TransportError,
    Unauthorized,
    UnexpectedResponse,
    UnresolvedIdentity,
    WeavrError,
)
from weavr_async.webhooks import WebhookRejected

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["ANSWERS", "PROBLEM", "AnswerRow", "HttpAnswer", "answer_for", "attachment", "only_member", "rows_by_status"]

_log: Final = logging.getLogger("weavr_async.integrations")
_CODE: Final = re.compile(r"[A-Z][A-Z0-9_]{0,63}", re.ASCII)
_REFERENCE: Final = re.compile(r"[!-~]{1,255}", re.ASCII)
_FILE_NAME: Final = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}", re.ASCII)

# An answer is about one caller's money: caches must not keep it, and browsers must not guess its type.
_PRIVATE: Final[Mapping[str, str]] = {"cache-control": "no-store", "x-content-type-options": "nosniff"}


@frozen
class HttpAnswer:
    """An answer, for a framework to send."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case; the content type is among them if there is a body."""
    body: bytes


@frozen
class AnswerRow:
    """How one class of errors is answered, its subclasses included unless they have rows of their own."""

    status: HTTPStatus
    code: str
    """For programs. If Weavr gave a code to a refusal that concerns the caller, that code is sent instead."""
    detail: str
    """For people."""

    @property
    def title(self) -> str:
        """The reason phrase of RFC 9110; Python before 3.13 calls 422 by an older name."""
        return _RENAMED.get(self.status, self.status.phrase)


_RENAMED: Final = {HTTPStatus.UNPROCESSABLE_ENTITY: "Unprocessable Content"}
_SAFE_TO_REPEAT: Final = "Nothing was done: the same request can be made again."
_UNKNOWN_WITHOUT_REFERENCE: Final = (
    "It may have been carried out. Find out by looking at the state of things: nothing keeps a second request from "
    "being carried out as well."
)
_MISCONFIGURED: Final = AnswerRow(
    HTTPStatus.INTERNAL_SERVER_ERROR, "service_misconfigured", "This service is not set up for that. Nothing was done."
)
_BUSY: Final = AnswerRow(HTTPStatus.SERVICE_UNAVAILABLE, "busy", f"Too much is asked at the moment. {_SAFE_TO_REPEAT}")
_PROVIDER_FAILED: Final = AnswerRow(
    HTTPStatus.BAD_GATEWAY, "provider_failed", "The payment provider's answer was of no use. Nothing was done."
)
_PROVIDER_UNAVAILABLE: Final = AnswerRow(
    HTTPStatus.SERVICE_UNAVAILABLE, "provider_unavailable", f"The payment provider is unavailable. {_SAFE_TO_REPEAT}"
)

ANSWERS: Final[Mapping[type[WeavrError], AnswerRow]] = {
    InvalidRequest: AnswerRow(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_request", "The request cannot be right."),
    BadRequest: AnswerRow(
        HTTPStatus.UNPROCESSABLE_ENTITY, "bad_request", "The payment provider found fault with it. Nothing was done."
    ),
    IdempotencyMismatch: AnswerRow(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "idempotency_mismatch",
        "This reference was used for another request, whose result stands. This one was not carried out.",
    ),
    Forbidden: AnswerRow(HTTPStatus.FORBIDDEN, "forbidden", "This is not allowed. Nothing was done."),
    NotFound: AnswerRow(HTTPStatus.NOT_FOUND, "not_found", "There is no such thing."),
    Conflict: AnswerRow(HTTPStatus.CONFLICT, "conflict", "The state of things does not allow it. Nothing was done."),
    OutcomeUnknown: AnswerRow(
        HTTPStatus.GATEWAY_TIMEOUT,
        "outcome_unknown",
        "It may have been carried out. Find out by making the same request again under the same idempotency key; "
        "under another key it could be carried out twice.",
    ),
    Timeout: AnswerRow(HTTPStatus.GATEWAY_TIMEOUT, "provider_timeout", "No answer came in time. Nothing was changed."),
    NotSent: _PROVIDER_UNAVAILABLE,
    ServiceUnavailable: _PROVIDER_UNAVAILABLE,
    AlreadyImpersonated: _BUSY,
    RateLimited: _BUSY,
    TooManyBulkRequests: _BUSY,
    ServerError: _PROVIDER_FAILED,
    ApiError: _PROVIDER_FAILED,
    TransportError: _PROVIDER_FAILED,
    UnexpectedResponse: _PROVIDER_FAILED,
    Unauthorized: _MISCONFIGURED,
    AccessTokenRequired: _MISCONFIGURED,
    IdentityNotFound: _MISCONFIGURED,
    UnresolvedIdentity: _MISCONFIGURED,
    ConfigurationError: _MISCONFIGURED,
    WeavrError: AnswerRow(HTTPStatus.INTERNAL_SERVER_ERROR, "internal_error", "This service failed."),
}
"""How every error is answered; the nearest class counts. A `WebhookRejected` says itself what its answer is."""

PROBLEM: Final[Mapping[str, object]] = {
    "title": "WeavrProblem",
    "description": "A problem of RFC 9457: what went wrong, and whether anything may have been done.",
    "type": "object",
    "required": ["title", "status", "code", "detail", "effect"],
    "properties": {
        "title": {"type": "string", "description": "The status in words."},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "For programs."},
        "detail": {"type": "string", "description": "For people."},
        "effect": {
            "type": "string",
            "enum": ["none", "unknown"],
            "description": "Whether it may have been carried out.",
        },
        "field": {"type": "string", "description": "The name of what was refused."},
        "idempotency_ref": {"type": "string", "description": "Names a write whose outcome is unknown."},
        "request_ref": {"type": "string", "description": "What Weavr's support asks for."},
    },
}
"""The body of an answer to an error, as a JSON schema."""


def rows_by_status(errors: Iterable[type[WeavrError]]) -> dict[int, list[AnswerRow]]:
    """How errors of these classes are answered, by the status of the answer."""
    rows = sorted({row_of(error) for error in errors}, key=lambda row: (row.status, row.code))
    return {status: [row for row in rows if row.status == status] for status in dict.fromkeys(r.status for r in rows)}


def row_of(error: type[WeavrError]) -> AnswerRow:
    """How errors of a class are answered: as the nearest class with a row."""
    return next(ANSWERS[cls] for cls in error.__mro__ if cls in ANSWERS)


_ON_THE_CALLER: Final = frozenset({HTTPStatus.FORBIDDEN, HTTPStatus.CONFLICT})
"""Refusals that callers distinguish by Weavr's own code."""


def answer_for(error: WeavrError) -> HttpAnswer:
    """Give the answer to an error, and write the error itself, with its details, to the log.

    The body is a problem of RFC 9457 with a `code`, an `effect` (``"none"`` or ``"unknown"``), Weavr's `request_ref`
    if there is one, the name of the `field` that was refused here, and the `idempotency_ref` of a write whose
    outcome is unknown.
    """
    if isinstance(error, WebhookRejected):
        # A sender who is not Weavr gets no hint at what was wrong.
        _log_error(error, error.status)
        return HttpAnswer(error.status, _PRIVATE, b"")
    row = row_of(type(error))
    _log_error(error, row.status)
    headers = {**_PRIVATE, "content-type": "application/problem+json"}
    if isinstance(error, RateLimited | ServiceUnavailable) and error.resets_in is not None:
        headers["retry-after"] = str(max(1, math.ceil(error.resets_in)))
    return HttpAnswer(row.status, headers, orjson.dumps(_problem(error, row)))


def only_member(error: BaseException) -> BaseException:
    """The only error in a group of exceptions, however deep; any other error, or a larger group, as it is."""
    inner = error
    while isinstance(inner, BaseExceptionGroup):
        members = cast("tuple[BaseException, ...]", inner.exceptions)
        if len(members) != 1:
            return error
        inner = members[0]
    return inner


def attachment(media_type: str, filename: str) -> dict[str, str]:
    """The headers of a file that is sent to be saved.

    Raises:
        InvalidRequest: The name is not made of letters, digits, ``.``, ``_`` and ``-`` alone, so it could be more
            than a name to whoever reads the header.
    """
    if not _FILE_NAME.fullmatch(filename):
        raise InvalidRequest("A file is named by up to 100 letters, digits, '.', '_' and '-'.", field="filename")
    return {**_PRIVATE, "content-type": media_type, "content-disposition": f'attachment; filename="{filename}"'}


def _problem(error: WeavrError, row: AnswerRow) -> dict[str, str | int]:
    problem: dict[str, str | int] = {
        "title": row.title,
        "status": row.status,
        "code": row.code,
        "detail": row.detail,
        "effect": "none",
    }
    if isinstance(error, InvalidRequest):
        problem["detail"] = error.message
        if error.field is not None:
            problem["field"] = error.field
    if isinstance(error, ApiError) and row.status in _ON_THE_CALLER:
        # Our own sentence about this class of refusals, not the service's.
        problem["detail"] = f"{error.happened}."
        if error.code is not None and _CODE.fullmatch(error.code):
            problem["code"] = str(error.code)
    if isinstance(error, OutcomeUnknown) and error.idempotency_ref is None:
        problem["detail"] = _UNKNOWN_WITHOUT_REFERENCE
    if isinstance(error, OutcomeUnknown) or (row is ANSWERS[WeavrError] and error.outcome is Outcome.UNKNOWN):
        problem["effect"] = "unknown"
        if error.idempotency_ref is not None:
            problem["idempotency_ref"] = error.idempotency_ref
    if error.request_ref is not None and _REFERENCE.fullmatch(error.request_ref):
        problem["request_ref"] = error.request_ref
    return problem


def _log_error(error: WeavrError, status: int) -> None:
    ours = status >= HTTPStatus.INTERNAL_SERVER_ERROR
    _log.log(logging.ERROR if ours else logging.INFO, "answered %d: %s: %s", status, type(error).__name__, error)
