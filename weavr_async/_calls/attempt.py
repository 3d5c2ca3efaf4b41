"""One call: attempt after attempt, from a request to its answer or to one of our errors.

`Call` is the client that a generated request function is given. Nothing else in the package sends a request. What acts
outside of it is handed to it: the engine that sends, the function that reads the state back, and `sleep`.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, ParamSpec, TypeAlias, TypeVar
from urllib.parse import urlencode

from weavr_async._calls.decide import Action, Decision, decide
from weavr_async._calls.error_bodies import rate_limits
from weavr_async._calls.errors_from_answers import (
    api_error,
    over_rate_limit,
    transport_error,
    undecodable,
    unknown_outcome,
)
from weavr_async._calls.policies import POLICIES
from weavr_async._calls.settle_token import FrozenCall
from weavr_async._engine.base import NOT_SENT_NOTE, Answer, EngineRequest, Failure, StreamedAnswer
from weavr_async.errors import CallError, Cause, InvalidRequest, Outcome, WeavrError
from weavr_async.hooks import AttemptStarted, CallEnded, CallRetried, WriteAbandoned, publish
from weavr_async.values._limits import invalid_request
from weavr_backoffice import InvalidArgument, UnexpectedAnswer

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable

    from weavr_async._calls.client_state import ClientState
    from weavr_async._calls.policies import Policy
    from weavr_async._calls.rate_gate import RateGate
    from weavr_async.errors import OutcomeUnknown, UnexpectedResponse
    from weavr_async.hooks import Event
    from weavr_async.tokens import HeldToken, TokenManager
    from weavr_async.values.identities import Identity
    from weavr_async.values.references import IdempotencyRef
    from weavr_backoffice.client import Request, Response

    ReadBack: TypeAlias = Callable[[FrozenCall, float], Awaitable[bool | None]]

__all__ = ["Call"]

P = ParamSpec("P")
T = TypeVar("T")
_E = TypeVar("_E", bound=CallError)

_log: Final = logging.getLogger("weavr_async.calls")
_OK: Final = 200
_MULTIPLE: Final = 300
_NO_CONTENT: Final = 204
_TOKEN_WAS_CHECKED: Final = frozenset({404, 409})
"""Refusals that only somebody who knows the identity can give. Proxies answer 5xx, and a limit may come first."""
_UNAUTHORIZED: Final = 401
_FORBIDDEN: Final = 403
_TOO_MANY: Final = 429
_LONGEST_ERROR_BODY: Final = 1_048_576


class Call:
    """One call, from its first attempt to its last.

    Args:
        state: What it shares with the other calls of the api key.
        identity: On whose behalf it is made; absent for a login, which carries no token.
        timeout: Seconds for all of it, from now on; the client's total time when absent.
        ref: The reference it is made under, if its operation takes one.
        read_back: Asked, with the seconds that are left, whether an earlier attempt was carried out.
        arrived: Awaited when a good answer is there, before it is parsed.
    """

    __slots__ = (
        "_arrived",
        "_attempts",
        "_deadline",
        "_first_sent_at",
        "_held",
        "_identity",
        "_in_flight",
        "_last",
        "_outcome",
        "_paid",
        "_policy",
        "_read_back",
        "_ref",
        "_reference",
        "_replaced_token",
        "_request",
        "_started",
        "_state",
    )

    _request: Request
    _policy: Policy

    def __init__(
        self,
        state: ClientState,
        identity: Identity | None,
        timeout: float | None = None,
        *,
        ref: IdempotencyRef | None = None,
        read_back: ReadBack | None = None,
        arrived: Callable[[], Awaitable[object]] | None = None,
    ) -> None:
        self._state: Final = state
        self._identity: Final = identity
        self._started: Final = asyncio.get_running_loop().time()
        self._deadline: Final = self._started + (state.total_timeout if timeout is None else timeout)
        self._ref: Final = ref
        self._read_back: Final = read_back
        self._arrived: Final = arrived
        self._reference: str | None = None
        self._attempts = 0
        self._paid = 0
        self._first_sent_at: datetime | None = None
        self._held: HeldToken | None = None
        self._replaced_token = False
        self._in_flight = False
        self._last: Answer | Failure | StreamedAnswer | None = None
        self._outcome = Outcome.NOT_SENT

    async def run(
        self,
        prepare: Callable[P, Request],
        parse: Callable[[Response], T],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Prepare a request, send it and parse its answer; ends with the result or one of our errors."""
        try:
            answer = await self.send(prepare(*args, **kwargs))
            if self._arrived is not None:
                await self._arrived()
            result = parse(answer)
        except UnexpectedAnswer as unexpected:
            error: WeavrError = self._undecodable(unexpected)
        except InvalidArgument as beyond:
            error = invalid_request(beyond)
        except InvalidRequest:
            raise  # refused before the call began
        except WeavrError as raised:
            self._ended(raised, raised.outcome)
            raise
        except asyncio.CancelledError as cancelled:
            self._ended(cancelled, self._outcome)
            raise
        else:
            self._ended()
            return result
        # Raised outside of the handler: the frames of the generated error hold what was being decoded or checked.
        if not isinstance(error, InvalidRequest):
            self._ended(error, error.outcome)
        raise error

    async def send(self, request: Request, /) -> Answer:
        """Send, and retry where that is safe, until there is a success or a final error."""
        self._begin(request)
        try:
            while True:
                if not self._is_ready():
                    await self._get_ready()
                self._in_flight = True
                result = self._last = await self._state.engine.exchange(self._engine_request(), deadline=self._deadline)
                self._in_flight = False
                if isinstance(result, Answer) and _OK <= result.status_code < _MULTIPLE:
                    self._succeeded()
                    return result
                confirmed = await self._after(result)
                if confirmed is not None:
                    return confirmed
        except asyncio.CancelledError as cancelled:
            self._cancelled(cancelled)
            raise

    @asynccontextmanager
    async def stream(self, request: Request, /) -> AsyncGenerator[StreamedAnswer]:
        """Send a call that only reads, and hand its answer out as it arrives; retries happen only before that."""
        self._begin(request)
        try:
            async with self._opened() as answer:
                yield answer
        except WeavrError as raised:
            self._ended(raised, raised.outcome)
            raise
        except BaseException as left:
            self._ended(left, self._outcome)
            raise
        else:
            self._ended()

    @asynccontextmanager
    async def _opened(self) -> AsyncGenerator[StreamedAnswer]:
        """The answer of a streamed call, once there is a good one."""
        while True:
            if not self._is_ready():
                await self._get_ready()
            async with self._state.engine.stream(self._engine_request(), deadline=self._deadline) as opened:
                self._last = opened
                if isinstance(opened, StreamedAnswer) and _OK <= opened.status_code < _MULTIPLE:
                    self._succeeded()
                    yield opened
                    return
                result = opened if isinstance(opened, Failure) else await _read_whole(opened)
            self._last = result
            await self._after(result)

    # -- before an attempt ---------------------------------------------------------------------------

    def _begin(self, request: Request) -> None:
        """Take the request, and bind the reference to its operation."""
        operation = request.operation
        if operation.takes_reference is (self._ref is None):
            needs = "needs an idempotency reference" if operation.takes_reference else "takes no idempotency reference"
            raise InvalidRequest(f"This operation {needs}.", field="idempotency_ref", operation=operation.id)
        if self._ref is not None:
            self._reference = self._state.bind(self._ref, self._on_behalf_of(), operation)
        self._request = request
        self._policy = POLICIES[operation.id]

    def _on_behalf_of(self) -> Identity:
        assert self._identity is not None, "only logins have none"  # noqa: S101 - by construction
        return self._identity

    def _is_ready(self) -> bool:
        """Whether an attempt can start at once: no limit holds calls back, and the identity's token is at hand."""
        gate, tokens = self._state.gate, self._state.tokens
        if gate is not None and gate.is_in_force:
            return False
        if self._identity is None or tokens is None:
            return True
        self._held = tokens.peek(self._identity)
        return self._held is not None

    async def _get_ready(self) -> None:
        """Wait for what an attempt needs: a place among the calls of this api key, and the identity's token."""
        if self._state.gate is not None:
            await self._wait_for_place(self._state.gate)
        if self._identity is not None and self._state.tokens is not None:
            await self._get_token(self._state.tokens, self._identity)

    async def _wait_for_place(self, gate: RateGate) -> None:
        """Wait for a place among the calls of this api key; raises if the wait would be too long."""
        while True:
            now = asyncio.get_running_loop().time()
            wait = gate.wait(now)
            if wait > self._state.retries.max_server_wait or not self._in_time(wait):
                if self._may_have_acted:
                    raise self._unknown(Cause("rate_limited"))
                raise self._with_facts(over_rate_limit(wait, outcome=self._outcome))
            gate.enter(now)
            if not wait:
                return
            closings = gate.closings
            await self._state.sleep(wait)
            if gate.closings == closings:
                return

    async def _get_token(self, tokens: TokenManager, identity: Identity) -> None:
        """Get the identity's token; an error in getting it is raised as what it means for this call."""
        try:
            self._held = await tokens.get(identity, deadline=self._deadline)
        except WeavrError as refused:
            if not self._may_have_acted:
                refused.outcome = self._outcome
                raise
        else:
            return
        raise self._unknown(Cause("no_token"))

    def _engine_request(self) -> EngineRequest:
        """The request as it is sent. Headers are made anew for each attempt, for the token may be another one."""
        request, operation = self._request, self._request.operation
        headers = list(self._state.static_headers)
        if self._held is not None:
            headers.append(("authorization", self._held.header))
        headers += request.headers
        if self._reference is not None:
            headers.append(("idempotency-ref", self._reference))
        target = f"{request.path}?{urlencode(request.query)}" if request.query else request.path
        self._attempts += 1
        if self._first_sent_at is None and self._policy.is_write:
            self._first_sent_at = datetime.now(UTC)
        if self._state.hooks:
            self._publish(AttemptStarted(operation.id, self._attempts, self._reference))
        return EngineRequest(operation.method, target, headers, request.body)

    # -- after an attempt ----------------------------------------------------------------------------

    @property
    def _may_have_acted(self) -> bool:
        return self._outcome is Outcome.UNKNOWN and self._policy.is_write

    def _succeeded(self) -> None:
        self._token_was_accepted()
        self._state.budget.succeeded(self._paid)

    async def _after(self, result: Answer | Failure) -> Answer | None:
        """Go on after an attempt that was no success: the call is done after all, is retried, or ends in an error."""
        decision = self._decide(result)
        if isinstance(result, Answer):
            self._learn(result, decision)
        if decision.outcome.severity > self._outcome.severity:
            self._outcome = decision.outcome
        if await self._is_done(decision):
            self._succeeded()
            return Answer(_NO_CONTENT, () if isinstance(result, Failure) else result.raw_headers, b"")
        pause = self._pause(decision)
        if pause is None or not self._in_time(pause):
            raise self._error(result, decision)
        if self._state.hooks:
            self._publish_retry(decision, pause)
        if pause:
            await self._state.sleep(pause)
        return None

    def _decide(self, result: Answer | Failure) -> Decision:
        held, tokens = self._held, self._state.tokens
        acted_before = self._may_have_acted
        # A needless refresh matters less than a write that has to be reported as unknown.
        token_suspect = (
            held is not None
            and tokens is not None
            and (acted_before or not tokens.is_forbidden(held, self._request.operation.id))
        )
        return decide(
            self._policy,
            result,
            acted_before=acted_before,
            token_suspect=token_suspect,
            may_refresh=token_suspect and not self._replaced_token,
        )

    def _learn(self, answer: Answer, decision: Decision) -> None:
        """Note what an answer says in passing: about the token, and about the rate limits."""
        status, held, tokens = answer.status_code, self._held, self._state.tokens
        if status in _TOKEN_WAS_CHECKED:
            self._token_was_accepted()
        blames_token = status == _UNAUTHORIZED or (status == _FORBIDDEN and decision.error_body.code is None)
        if blames_token and self._replaced_token and held is not None and tokens is not None:
            tokens.forbidden(held, self._request.operation.id)
        if status == _TOO_MANY and self._state.gate is not None:
            self._state.gate.learn(rate_limits(answer.headers), asyncio.get_running_loop().time())

    def _token_was_accepted(self) -> None:
        if self._held is not None and self._state.tokens is not None:
            self._state.tokens.accepted(self._held)

    async def _is_done(self, decision: Decision) -> bool:
        """Whether an earlier attempt of this call was carried out, by what came back or by reading the state."""
        if decision.action is not Action.READ_BACK or self._read_back is None:
            return decision.action is Action.CONFIRMED
        left = self._deadline - asyncio.get_running_loop().time()
        try:
            return await self._read_back(self._frozen(), left) is True
        except Exception:  # noqa: BLE001 - whatever went wrong with reading, the caller is told of the write
            return False

    def _pause(self, decision: Decision) -> float | None:
        """Seconds until the next attempt, or nothing when this one was the last."""
        if decision.action is Action.REFRESH_TOKEN:
            self._drop_token()
            return 0.0
        retries = self._state.retries
        if decision.action not in {Action.WAIT, Action.RETRY} or self._attempts >= retries.max_attempts:
            return None
        backoff = self._state.uniform(0.0, min(retries.max_delay, retries.base_delay * 2 ** (self._attempts - 1)))
        if decision.wait is not None:
            return decision.wait + backoff if decision.wait <= retries.max_server_wait else None
        if not self._state.budget.take():
            return None
        self._paid += 1
        return backoff

    def _drop_token(self) -> None:
        """Drop the token that was refused, unless somebody has replaced it already."""
        self._replaced_token = True
        if self._held is not None and self._state.tokens is not None:
            self._state.tokens.refused(self._held)

    def _in_time(self, pause: float) -> bool:
        """Whether the deadline leaves room for another attempt after a pause."""
        return asyncio.get_running_loop().time() + pause < self._deadline

    # -- the end -------------------------------------------------------------------------------------

    def _error(self, result: Answer | Failure, decision: Decision) -> CallError:
        """The error for a final result: what matters first is whether a write may have happened."""
        if self._may_have_acted:
            return self._unknown(decision.cause)
        if isinstance(result, Failure):
            return self._with_facts(transport_error(result, outcome=self._outcome))
        return self._with_facts(
            api_error(
                result,
                decision,
                outcome=self._outcome,
                with_reference=self._reference is not None,
                for_token=self._identity is None,
                sent=self._request.body,
            )
        )

    def _undecodable(self, unexpected: UnexpectedAnswer) -> CallError:
        """The error for a success that cannot be decoded."""
        error = self._with_facts(undecodable(unexpected))
        if not self._policy.is_write:
            return error
        return self._unknown(Cause("unexpected_response", error.status, None, error.request_ref), error)

    def _unknown(self, cause: Cause, unexpected: UnexpectedResponse | None = None) -> OutcomeUnknown:
        assert self._first_sent_at is not None, "unknown only after sending"  # noqa: S101 - by construction
        call = self._frozen().sealed(self._state.seal_key, self._first_sent_at)
        return self._with_facts(
            unknown_outcome(cause, call=call, first_sent_at=self._first_sent_at, unexpected=unexpected)
        )

    def _frozen(self) -> FrozenCall:
        request = self._request
        return FrozenCall(
            operation=request.operation.id,
            base_url=self._state.base_url,
            api_key_fingerprint=self._state.api_key_fingerprint,
            identity=self._on_behalf_of(),
            path=request.path,
            query=tuple(request.query),
            headers=tuple(request.headers),
            body=request.body,
            idempotency_ref=self._reference,
        )

    def _with_facts(self, error: _E) -> _E:
        """The error with what this call knows."""
        error.operation = self._request.operation.id
        error.identity = self._identity
        error.idempotency_ref = self._reference
        error.attempts = self._attempts
        return error

    def _ended(self, error: BaseException | None = None, outcome: Outcome | None = None) -> None:
        """Tell hooks and log how the call ended."""
        if not self._state.hooks and not _log.isEnabledFor(logging.DEBUG):
            return
        answer = None if isinstance(self._last, Failure) else self._last
        operation = self._request.operation
        event = CallEnded(
            operation=operation.id,
            method=operation.method,
            path_template=operation.path,
            status=None if answer is None else answer.status_code,
            outcome=outcome,
            seconds=asyncio.get_running_loop().time() - self._started,
            attempts=self._attempts,
            request_ref=None if answer is None else answer.headers.get("request-ref"),
            idempotency_ref=self._reference,
            error=None if error is None else type(error).__name__,
        )
        _log.debug(
            "%s ended: status %s, request-ref %s, attempts %d, %.3f s, %s",
            event.operation,
            event.status,
            event.request_ref,
            event.attempts,
            event.seconds,
            event.error or "done",
        )
        self._publish(event)

    def _cancelled(self, cancelled: asyncio.CancelledError) -> None:
        """A write whose caller went away while it was under way: only hooks and the log still learn of it."""
        if self._in_flight and NOT_SENT_NOTE not in getattr(cancelled, "__notes__", ()):
            self._outcome = Outcome.UNKNOWN
        if self._may_have_acted:
            operation = self._request.operation.id
            _log.warning("%s was cancelled under way, its outcome is unknown", operation)
            self._publish(WriteAbandoned(operation, self._reference, self._outcome, self._attempts))

    def _publish_retry(self, decision: Decision, pause: float) -> None:
        cause = decision.cause
        reason = "token refused" if decision.action is Action.REFRESH_TOKEN else str(cause)
        self._publish(
            CallRetried(self._request.operation.id, self._attempts, reason, pause, cause.status, cause.request_ref)
        )

    def _publish(self, event: Event) -> None:
        publish(self._state.hooks, event)


async def _read_whole(opened: StreamedAnswer) -> Answer | Failure:
    """The body of an error answer to a streamed call; what is longer than any error body is left unread."""
    content = bytearray()
    async for chunk in opened.chunks:
        if isinstance(chunk, Failure):
            return chunk
        content += chunk
        if len(content) > _LONGEST_ERROR_BODY:
            break
    return Answer(opened.status_code, opened.raw_headers, bytes(content))
