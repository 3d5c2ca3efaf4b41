"""Every error the SDK raises, and what each one says about the money.

The tree::

    WeavrError
    ├─ ConfigurationError                the client was set up wrongly; nothing was sent
    ├─ InvalidRequest                    an argument was refused here; nothing was sent
    └─ CallError                         a call to the service failed
        ├─ ApiError                      the service answered, and the answer is an error
        │   ├─ BadRequest                400, 412 and 422
        │   │   └─ IdempotencyMismatch   the reference is already bound to another payload
        │   ├─ Unauthorized              401
        │   ├─ Forbidden                 403
        │   │   ├─ StepUpRequired
        │   │   ├─ AccessTokenRequired
        │   │   └─ InsufficientPermissions
        │   ├─ NotFound                  404
        │   │   └─ IdentityNotFound      no token can be had for this identity
        │   ├─ Conflict                  409
        │   │   └─ one class for each code that callers branch on
        │   ├─ RateLimited               429
        │   └─ ServerError               500 and above, on a read
        │       ├─ InternalServerError   500
        │       └─ ServiceUnavailable    503
        ├─ TransportError                no answer arrived, on a read or before anything was sent
        │   ├─ NotSent                   proved: no byte of the request left this machine
        │   └─ Timeout
        ├─ OutcomeUnknown                a write that may have happened
        └─ UnexpectedResponse            an answer that does not fit the contract

Errors hold plain data only, so they can be copied, pickled and sent to another process. What was
answered word for word (`body`, `content`) stays in the process that received it: it may hold what
a log or a queue must not, so a pickled error does not carry it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, Literal, TypedDict

from attrs import frozen

from weavr_async.values._refusals import ConfigurationError, InvalidRequest, Outcome, WeavrError
from weavr_backoffice.checks import UnknownValueWarning
from weavr_backoffice.error_codes import ErrorCode

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from typing import Unpack

    from weavr_async.values._refusals import Facts
    from weavr_async.values.identities import Identity

__all__ = [
    "AccessTokenRequired",
    "AlreadyImpersonated",
    "ApiError",
    "BadRequest",
    "BalanceNotZero",
    "BulkAlreadySubmitted",
    "BulkInvalidState",
    "CallError",
    "CardAlreadyBlocked",
    "CardAlreadyRemoved",
    "CardNotBlocked",
    "Cause",
    "ConfigurationError",
    "Conflict",
    "CurrencyMismatch",
    "EmailNotUnique",
    "FieldError",
    "Forbidden",
    "IdempotencyMismatch",
    "IdentityNotFound",
    "InstrumentBlocked",
    "InstrumentDestroyed",
    "InsufficientFunds",
    "InsufficientPermissions",
    "InternalServerError",
    "InvalidRequest",
    "InviteAlreadyConsumed",
    "NotFound",
    "NotSent",
    "Outcome",
    "OutcomeUnknown",
    "RateLimited",
    "RateWindow",
    "ServerError",
    "ServiceUnavailable",
    "SettleToken",
    "SpendRulesAlreadySet",
    "StepUpRequired",
    "Timeout",
    "TooManyBulkRequests",
    "TransportError",
    "Unauthorized",
    "UnexpectedResponse",
    "UnknownValueWarning",
    "UnresolvedIdentity",
    "WeavrError",
]

_SERVER: Final = 500


@frozen
class FieldError:
    """One field the service did not accept, from any of the shapes of a 400."""

    field_name: str
    """Name of the field or header, as the service spells it, such as `sends[1].source.id`; empty when it named none."""
    code: str
    """What is wrong with it, for example `REQUIRED` or `AT_MOST`; new codes may appear. Empty where the service only
    wrote a sentence: see `message`."""
    params: tuple[str, ...] = ()
    """The limits behind the code, for example the longest length allowed."""
    message: str | None = None
    """The service's own sentence, when it sent one."""


@frozen
class RateWindow:
    """One rate limit: so many calls in so many seconds."""

    limit: int
    seconds: float | None
    """Length of the window; absent for the limit that was hit, which is named without its window."""


@frozen
class Cause:
    """Why the last attempt of a call did not show its outcome, as plain data."""

    kind: str
    """`"answer"` when the service answered, otherwise how the exchange failed, for example `"read_timeout"`."""
    status: int | None = None
    code: str | None = None
    request_ref: str | None = None

    def __str__(self) -> str:
        """One phrase for a sentence."""
        if self.status is None:
            return self.kind.replace("_", " ")
        return f"status {self.status}" + (f" {self.code}" if self.code else "")


class SettleToken(TypedDict):
    """The JSON form of a call whose outcome is unknown. Treat it as opaque, and protect it like business data."""

    version: Literal[2]
    operation: str
    environment: str
    api_key_fingerprint: str
    identity_type: str
    identity_id: str
    path: str
    query: list[list[str]]
    headers: list[list[str]]
    body: str | None
    idempotency_ref: str | None
    first_sent_at_ms: int
    last_sent_at_ms: int
    seal: str


class CallError(WeavrError):
    """A call to the service ended in an error."""

    identity: Identity | None = None
    """On whose behalf the call was made."""
    asked_wait: float | None = None
    """Seconds that the service asked to wait before the call is made again; absent when it did not say."""


class ApiError(CallError):
    """The service answered with an error status."""

    happened: ClassVar[str] = "The service refused the call in a way the contract does not describe"
    """What `str(error)` begins with."""
    advice = "If it lasts, tell Weavr's support the request-ref."
    statuses: ClassVar[tuple[int, ...]] = ()
    """The HTTP statuses that are raised as this class."""
    codes: ClassVar[tuple[ErrorCode, ...]] = ()
    """The codes under these statuses that are raised as this class; empty where the status alone decides."""
    _stays_here: ClassVar[frozenset[str]] = frozenset({"body"})
    body: bytes = b""
    """The answer word for word; not carried through pickle or copy, see the module's text."""

    outcome: Outcome = Outcome.REFUSED
    attempts: int = 1

    def __init__(
        self, message: str, *, status: int, code: ErrorCode | None = None, body: bytes = b"", **facts: Unpack[Facts]
    ) -> None:
        super().__init__(message, **facts)
        self.status = status
        """The HTTP status."""
        self.code = code
        """The service's `errorCode` (or `code`), as an open enum; absent when it sent none."""
        self.body = body

    def __init_subclass__(cls) -> None:
        """Register the class for its statuses and codes."""
        super().__init_subclass__()
        if cls.codes:
            _CLASSES.update({(status, code): cls for status in cls.statuses for code in cls.codes})
        elif "statuses" in cls.__dict__:
            _CLASSES.update({(status, None): cls for status in cls.statuses})


_CLASSES: Final[dict[tuple[int, ErrorCode | None], type[ApiError]]] = {}


def error_class(status: int, code: ErrorCode | None) -> type[ApiError]:
    """The class that an answer with this status and code is raised as."""
    for key in ((status, code), (status, None)):
        if key in _CLASSES:
            return _CLASSES[key]
    return ServerError if status >= _SERVER else ApiError


class BadRequest(ApiError):
    """400: the service found fault with the request. See `field_errors`."""

    statuses: ClassVar[tuple[int, ...]] = (400, 412, 422)
    happened = "The service found fault with the request"
    advice = "Correct what `field_errors` names."

    field_errors: tuple[FieldError, ...] = ()
    """The faults, in the service's order. Values that were sent are left out on purpose."""
    reference_may_be_taken: bool = False
    """Whether this may be about the reference instead: it was used before with another payload. The service was seen to
    answer that with `INVALID_REQUEST`, which it also uses for other faults, such as a country that does not exist."""


class IdempotencyMismatch(BadRequest):
    """The reference was used before with another payload. Whatever came of the first payload stands.

    That need not be a success: some operations bind a reference to the payload of a call that they refused. And it is
    observed, not documented, that another payload is refused at all.
    """

    happened = "The idempotency reference was used before with another payload; whatever came of that stands"
    advice = (
        "Find out what came of the first one. Use a reference only for the payload it was first sent with, and choose "
        "a new one for new business."
    )


class Unauthorized(ApiError):
    """401: the api key or the identity's token was not accepted, a newly minted token neither.

    The service was also seen to answer like this when a card belongs to another identity: for reading it and for its
    spend rules.
    """

    statuses: ClassVar[tuple[int, ...]] = (401,)
    happened = "The service did not accept the api key or the identity's token, or the card is another identity's"
    advice = (
        "Check that the api key belongs to this environment, that the identity is one of this innovator's, and that "
        "a card belongs to this identity."
    )


class Forbidden(ApiError):
    """403: not allowed for this key, identity, instrument or user."""

    statuses: ClassVar[tuple[int, ...]] = (403,)
    happened = "The service does not allow this"
    advice = (
        "Check that the feature is enabled for your account, and that the instrument or user belongs to this identity."
    )


class StepUpRequired(Forbidden):
    """The operation needs a step-up by the logged-in user; the Back-Office API offers none, so this is final."""

    codes: ClassVar[tuple[ErrorCode, ...]] = (ErrorCode.STEP_UP_REQUIRED,)
    happened = "The service wants a step-up by the logged-in user, which this API does not offer"
    advice = "The identity's user has to do this in your customer-facing application."


class AccessTokenRequired(Forbidden):
    """The bearer token is of the wrong kind for this operation."""

    codes: ClassVar[tuple[ErrorCode, ...]] = (ErrorCode.ACCESS_TOKEN_REQUIRED,)
    happened = "The service does not take this kind of token here"
    advice = "Use token login 'access_token' instead of 'impersonate_identity_login'."


class InsufficientPermissions(Forbidden):
    """The identity or key lacks a permission; asking again does not help."""

    codes: ClassVar[tuple[ErrorCode, ...]] = (ErrorCode.INSUFFICIENT_PERMISSIONS,)
    happened = "The identity or the api key lacks the permission"
    advice = "Ask Weavr to enable the permission, or act for an identity that has it."


class NotFound(ApiError):
    """404: no such thing for this identity."""

    statuses: ClassVar[tuple[int, ...]] = (404,)
    happened = "The service knows no such thing for this identity"
    advice = "Check the id, and that it belongs to the identity this view was made for."


class IdentityNotFound(NotFound):
    """404 to a request for a token: the service knows no such identity for this api key. Observed, not documented."""

    happened = "The service knows no such identity under this api key"
    advice = (
        "Check the identity's id, whether it is a corporate or a consumer, and that it is one of this innovator's. "
        "Nothing of the call itself was sent."
    )


class Conflict(ApiError):
    """409: the state of things does not allow it. `code` says why."""

    statuses: ClassVar[tuple[int, ...]] = (409,)
    happened = "The state of things does not allow this; nothing was done"
    advice = "Read the state of what it is about: the same call would be refused again."


class InsufficientFunds(Conflict):
    """`FUNDS_INSUFFICIENT`: the source does not hold enough available balance. Nothing moved."""

    codes: ClassVar[tuple[ErrorCode, ...]] = (ErrorCode.FUNDS_INSUFFICIENT,)
    happened = "The source does not hold enough available balance; nothing moved"
    advice = "Put money on the source, or ask for less under another reference."


class CurrencyMismatch(Conflict):
    """`CURRENCY_MISMATCH`: source, destination and amount are not all in one currency. Nothing moved."""

    codes: ClassVar[tuple[ErrorCode, ...]] = (ErrorCode.CURRENCY_MISMATCH,)
    happened = "Source, destination and amount are not all in one currency; nothing moved"
    advice = "Use the currency that source and destination have in common."


class InstrumentBlocked(Conflict):
    """The source or the destination is blocked; `code` says which. Nothing moved."""

    codes: ClassVar[tuple[ErrorCode, ...]] = (
        ErrorCode.SOURCE_INSTRUMENT_BLOCKED,
        ErrorCode.DESTINATION_INSTRUMENT_BLOCKED,
    )
    happened = "The source or the destination is blocked; nothing moved"
    advice = "Unblock it first, or use another one."


class InstrumentDestroyed(Conflict):
    """The instrument was removed for good."""

    codes: ClassVar[tuple[ErrorCode, ...]] = (
        ErrorCode.INSTRUMENT_DESTROYED,
        ErrorCode.SOURCE_INSTRUMENT_DESTROYED,
        ErrorCode.DESTINATION_INSTRUMENT_DESTROYED,
    )
    happened = "The instrument was removed for good; nothing was done"
    advice = "Use another one: it does not come back."


class CardAlreadyBlocked(Conflict):
    """`INSTRUMENT_ALREADY_BLOCKED`: the card was blocked before this call."""

    codes: ClassVar[tuple[ErrorCode, ...]] = (ErrorCode.INSTRUMENT_ALREADY_BLOCKED,)
    happened = "The card was blocked before this call"
    advice = "It is blocked: there is nothing left to do."


class CardNotBlocked(Conflict):
    """`INSTRUMENT_NOT_BLOCKED`: there is no block to lift."""

    codes: ClassVar[tuple[ErrorCode, ...]] = (ErrorCode.INSTRUMENT_NOT_BLOCKED,)
    happened = "The card has no block that could be lifted"
    advice = "It is not blocked: there is nothing left to do."


class CardAlreadyRemoved(Conflict):
    """`INSTRUMENT_ALREADY_REMOVED`: the card was removed before this call."""

    codes: ClassVar[tuple[ErrorCode, ...]] = (ErrorCode.INSTRUMENT_ALREADY_REMOVED,)
    happened = "The card was removed before this call"
    advice = "It is removed: there is nothing left to do."


class BalanceNotZero(Conflict):
    """The card still holds money, so it cannot be removed, nor its user deactivated."""

    codes: ClassVar[tuple[ErrorCode, ...]] = (ErrorCode.BALANCE_NOT_ZERO, ErrorCode.CARD_HAS_REMAINING_BALANCE)
    happened = "A card still holds money; nothing was done"
    advice = "Move the balance away first."


class SpendRulesAlreadySet(Conflict):
    """`SPEND_RULE_ALREADY_SET`: the card already has its own rules; update them instead of creating them."""

    codes: ClassVar[tuple[ErrorCode, ...]] = (ErrorCode.SPEND_RULE_ALREADY_SET,)
    happened = "The card already has its own spend rules; nothing was done"
    advice = "Use `update_spend_rules`."


class UnresolvedIdentity(Conflict):
    """`UNRESOLVED_IDENTITY`: no token can be had for this identity."""

    codes: ClassVar[tuple[ErrorCode, ...]] = (ErrorCode.UNRESOLVED_IDENTITY,)
    happened = "No token can be had for this identity"
    advice = (
        "The service knows no such identity under this api key: check the id, and whether it is a corporate or a "
        "consumer. Weavr does not document the code further."
    )


class AlreadyImpersonated(Conflict):
    """`ALREADY_IMPERSONATED`: the service says a login on this identity's behalf exists already."""

    codes: ClassVar[tuple[ErrorCode, ...]] = (ErrorCode.ALREADY_IMPERSONATED,)
    happened = "The service says that a login on this identity's behalf exists already"
    advice = (
        "Another process of yours may hold the token: share tokens between processes (RedisStore) or wait until "
        "the other login idles out, about five minutes. Weavr does not document the code further."
    )


class EmailNotUnique(Conflict):
    """`EMAIL_NOT_UNIQUE`: another user has this e-mail address."""

    codes: ClassVar[tuple[ErrorCode, ...]] = (ErrorCode.EMAIL_NOT_UNIQUE,)
    happened = "Another user has this e-mail address; nothing was done"
    advice = "Use that user, or another address."


class InviteAlreadyConsumed(Conflict):
    """`INVITE_ALREADY_CONSUMED`: the user accepted an earlier invitation."""

    codes: ClassVar[tuple[ErrorCode, ...]] = (ErrorCode.INVITE_ALREADY_CONSUMED,)
    happened = "The user accepted an earlier invitation; nothing was sent"
    advice = "No other invitation is needed."


class BulkInvalidState(Conflict):
    """`INVALID_STATE`: the bulk process is not in a state that allows this step."""

    codes: ClassVar[tuple[ErrorCode, ...]] = (ErrorCode.INVALID_STATE,)
    happened = "The bulk is not in a state that allows this step; nothing was done"
    advice = "Read the bulk, and take the step that its state allows."


class BulkAlreadySubmitted(Conflict):
    """`ALREADY_SUBMITTED`: the bulk process was submitted before."""

    codes: ClassVar[tuple[ErrorCode, ...]] = (ErrorCode.ALREADY_SUBMITTED,)
    happened = "The bulk was submitted before; nothing was done"
    advice = "Read the bulk, and go on from the state that it has."


class TooManyBulkRequests(Conflict):
    """`TOO_MANY_REQUESTS`: the throttle of bulk submissions, which is not the general rate limit."""

    codes: ClassVar[tuple[ErrorCode, ...]] = (ErrorCode.TOO_MANY_REQUESTS,)
    happened = "The throttle of bulk submissions is closed; nothing was done"
    advice = "Submit again later, under the same reference."


class RateLimited(ApiError):
    """429: a rate limit was reached, and the call's own time is too short to wait for the next place.

    With the outcome `not_sent` nothing was sent: the limits that are known held the call back. Its text names the
    limit, its window, the seconds until the next place, and where the limit is known from.
    """

    statuses: ClassVar[tuple[int, ...]] = (429,)
    happened = "A rate limit was reached; nothing was done"
    advice = "Nothing was done: the call may be made again once the limit resets."
    limits: tuple[RateWindow, ...] = ()
    """Every limit that the service named, or that is known here, beginning with the one that was reached."""
    resets_in: float | None = None
    """Seconds until the limit resets, as the service said, or until the next place; absent when it did not say."""


class ServerError(ApiError):
    """500 and above, for a call that changes nothing. A write that ends so is `OutcomeUnknown`."""

    happened = "The service, or something before it, failed"
    advice = "Ask again later."


class InternalServerError(ServerError):
    """500."""

    statuses: ClassVar[tuple[int, ...]] = (500,)
    happened = "The service failed"


class ServiceUnavailable(ServerError):
    """503."""

    statuses: ClassVar[tuple[int, ...]] = (503,)
    happened = "The service is unavailable"
    resets_in: float | None = None
    """Seconds until it takes calls again, as the service said; absent when it did not say."""


class TransportError(CallError):
    """No answer arrived. For a write that may have reached the service, see `OutcomeUnknown`."""

    outcome: Outcome = Outcome.UNKNOWN
    attempts: int = 1

    def __init__(self, message: str, *, kind: str, **facts: Unpack[Facts]) -> None:
        super().__init__(message, **facts)
        self.kind = kind
        """How the exchange failed, for example `connect_refused` or `read_timeout`."""


_NOT_BY_CALLING_AGAIN: Final = {
    "closed": (
        "Nothing was sent, and nothing can be any more: call while the client is open (inside of its `async with`), or "
        "make a new one."
    ),
    "tls": "Nothing was sent. Calling again changes nothing: check the address, and which certificates are trusted.",
    "token_source": "Nothing was sent. Mend the token source, then call again.",
}
"""What to do where calling again does not help, by the kind of failure."""


class NotSent(TransportError):
    """Proved that no byte of the request left: the call can be made again without any risk."""

    advice: str = "Nothing was sent: it is safe to call again."
    outcome: Outcome = Outcome.NOT_SENT

    def __init__(self, message: str, *, kind: str, **facts: Unpack[Facts]) -> None:
        super().__init__(message, kind=kind, **facts)
        if kind in _NOT_BY_CALLING_AGAIN:
            self.advice = _NOT_BY_CALLING_AGAIN[kind]


class Timeout(TransportError):
    """The time allowed ran out before an answer arrived."""

    advice = "The call changes nothing: ask again, or allow more time."


class OutcomeUnknown(CallError):
    """A write that may have happened: the answer was lost, or the service failed while acting.

    Do not make the call again under a new reference. Either give `settle_token()` to
    `BackOffice.settle`, now or later and in any process, or look at the accounts.
    """

    advice = "It may have taken effect: settle it with BackOffice.settle(error.settle_token()) before doing it anew."
    outcome: Outcome = Outcome.UNKNOWN
    attempts: int = 1

    def __init__(
        self,
        message: str,
        *,
        cause: Cause,
        first_sent_at: datetime,
        last_sent_at: datetime,
        body_fingerprint: str,
        settle_token: SettleToken,
        unexpected: UnexpectedResponse | None = None,
        **facts: Unpack[Facts],
    ) -> None:
        super().__init__(message, **facts)
        self.cause = cause
        """Why the last attempt did not show the outcome."""
        self.unexpected = unexpected
        """The answer that said success but could not be read, when that is the cause."""
        self.first_sent_at = first_sent_at
        """When the call was first sent (aware, UTC): references are promised to be kept for 24 hours from then."""
        self.last_sent_at = last_sent_at
        """The last sending that nobody answered: it may still be on its way for some minutes."""
        self.body_fingerprint = body_fingerprint
        """Fingerprint of the body as it was sent: equal bodies have equal fingerprints."""
        self._settle_token = settle_token
        self.intent: str | None = None
        """The id of the intent in the journal, where there is one: `weavr.journal` finishes it."""

    def settle_token(self) -> SettleToken:
        """All that is needed to settle the call, as JSON-able data.

        It holds no api key and no token, but it does hold what the call was about (the body),
        so keep it where you keep business data.
        """
        return self._settle_token.copy()


class UnexpectedResponse(CallError):
    """An answer that does not fit the contract: an unknown status, media type or shape.

    The status and the headers are kept; `content` holds the bytes in the process that received
    them. Met by a write, it is the `unexpected` of an `OutcomeUnknown`.
    """

    advice = "If it lasts, tell Weavr's support the request-ref, and this project what the answer looked like."
    _stays_here: ClassVar[frozenset[str]] = frozenset({"content", "headers"})
    content: bytes = b""
    """The answer's bytes; not carried through pickle or copy."""
    headers: Mapping[str, str] = {}
    """The answer's headers; not carried through pickle or copy."""

    outcome: Outcome = Outcome.UNKNOWN
    attempts: int = 1

    def __init__(
        self,
        message: str,
        *,
        status: int,
        path: str | None = None,
        headers: Mapping[str, str] | None = None,
        content: bytes = b"",
        **facts: Unpack[Facts],
    ) -> None:
        super().__init__(message, **facts)
        self.status = status
        self.path = path
        """JSON path of what did not fit, such as `$.entry[3].transactionAmount.amount`; absent for other misfits."""
        self.headers = headers or {}
        self.content = content

    def _details(self) -> list[tuple[str, object]]:
        return [("status", self.status), ("at", self.path), *super()._details()]
