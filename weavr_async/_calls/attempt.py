"""The call road: from a prepared request to an answer, or to one of our errors.

`ClientState` holds what all calls of one api key share. `Call` is one call under way: it is the
client a generated request function is given, runs the attempt loop, and at the end knows what may
have happened. Nothing else in the package sends a request.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import random
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Concatenate, Final, ParamSpec, TypeVar
from urllib.parse import urlencode

from weavr_async._calls.decide import Action, Decision, decide
from weavr_async._calls.error_bodies import rate_limits
from weavr_async._calls.errors_from_answers import api_error, transport_error, unknown_outcome
from weavr_async._calls.policies import POLICIES
from weavr_async._calls.readback import is_done
from weavr_async._calls.settle_token import FrozenCall
from weavr_async._engine.base import NOT_SENT_NOTE, Answer, EngineRequest, Failure, StreamedAnswer
from weavr_async.errors import CallError, Cause, InvalidRequest, Outcome, RateLimited, UnexpectedResponse, WeavrError
from weavr_async.hooks import AttemptStarted, CallEnded, CallRetried, ReferenceMade, WriteAbandoned, publish
from weavr_async.values.references import PER_CALL, wire_ref
from weavr_backoffice import UnexpectedAnswer

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Sequence

    from weavr_async._calls.policies import Policy
    from weavr_async._calls.rate_gate import RateGate
    from weavr_async._calls.retry_budget import RetryBudget
    from weavr_async._engine.base import Engine
    from weavr_async.hooks import Event, Hook
    from weavr_async.tokens import HeldToken, TokenManager
    from weavr_async.values._secret import Secret
    from weavr_async.values.identities import Identity
    from weavr_async.values.references import IdempotencyRef
    from weavr_async.values.settings import Retries
    from weavr_backoffice.client import Client, Operation, Request

__all__ = ["AnonymousCalls", "Call", "ClientState", "IdentityCalls"]

P = ParamSpec("P")
T = TypeVar("T")
_E = TypeVar("_E", bound=CallError)

_log: Final = logging.getLogger("weavr_async.calls")
_OK: Final = 200
_MULTIPLE: Final = 300
_NO_CONTENT: Final = 204
_TOKEN_WAS_CHECKED: Final = frozenset({404, 409})
"""Refusals that only somebody who knows the identity can give. Proxies answer 5xx, and a limit may come first."""
_FORBIDDEN: Final = 403
_TOO_MANY: Final = 429
_LONGEST_ERROR_BODY: Final = 1_048_576


class ClientState:
    """What every call of one api key goes through."""

    tokens: TokenManager
    """Set once it is made: the built-in sources of tokens take this road themselves, without a token."""

    __slots__ = (
        "api_key_fingerprint",
        "base_url",
        "budget",
        "engine",
        "gate",
        "hooks",
        "retries",
        "seal_key",
        "sleep",
        "static_headers",
        "tokens",
        "total_timeout",
        "uniform",
    )

    def __init__(
        self,
        *,
        engine: Engine,
        base_url: str,
        api_key: Secret,
        user_agent: str,
        retries: Retries,
        total_timeout: float,
        budget: RetryBudget,
        gate: RateGate | None,
        hooks: Sequence[Hook] = (),
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        uniform: Callable[[float, float], float] = random.uniform,
    ) -> None:
        self.engine: Final = engine
        self.base_url: Final = base_url
        self.api_key_fingerprint: Final = api_key.fingerprint()
        self.seal_key: Final = hmac.digest(api_key.reveal().encode("ascii"), b"weavr_async settle token", "sha256")
        self.static_headers: Final = (
            ("api-key", api_key.reveal()),
            ("user-agent", user_agent),
        )
        self.retries: Final = retries
        self.total_timeout: Final = total_timeout
        self.budget: Final = budget
        self.gate: Final = gate
        self.hooks: Final = tuple(hooks)
        self.sleep: Final = sleep
        self.uniform: Final = uniform

    def begin(
        self, identity: Identity | None, *, timeout: float | None = None, ref: IdempotencyRef | None = None
    ) -> Call:
        """Start a call; its total time runs from now."""
        now = asyncio.get_running_loop().time()
        return Call(self, identity, now, now + (self.total_timeout if timeout is None else timeout), ref)

    def bind(self, ref: IdempotencyRef, identity: Identity, operation: Operation) -> str:
        """The reference as it is sent; one that is made here is announced before anything is sent."""
        reference = wire_ref(ref, base_url=self.base_url, identity=identity, operation=operation.id)
        if ref is PER_CALL:
            publish(self.hooks, ReferenceMade(operation.id, reference))
        return reference


class Call:
    """One call under way, from its first attempt to its last."""

    __slots__ = (
        "_attempts",
        "_client_state",
        "_deadline",
        "_first_sent_at",
        "_held",
        "_identity",
        "_in_flight",
        "_last",
        "_outcome",
        "_paid",
        "_policy",
        "_ref",
        "_reference",
        "_replaced_token",
        "_request",
        "_started",
    )

    _request: Request
    _policy: Policy

    def __init__(
        self,
        client_state: ClientState,
        identity: Identity | None,
        started: float,
        deadline: float,
        ref: IdempotencyRef | None = None,
    ) -> None:
        self._client_state: Final = client_state
        self._identity: Final = identity
        self._started: Final = started
        self._deadline: Final = deadline
        self._attempts = 0
        self._first_sent_at: datetime | None = None
        self._held: HeldToken | None = None
        self._in_flight = False
        self._last: Answer | Failure | StreamedAnswer | None = None
        self._outcome = Outcome.NOT_SENT
        self._paid = 0
        self._ref: Final = ref
        self._reference: str | None = None
        self._replaced_token = False

    async def run(
        self, operation: Callable[Concatenate[Client, P], Awaitable[T]], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a generated request function over this road; it ends with its result or as one of our errors."""
        try:
            result = await operation(self, *args, **kwargs)
        except UnexpectedAnswer as unexpected:
            error: WeavrError = self._misfit(unexpected)
        except InvalidRequest:
            raise  # the call was refused before it began
        except WeavrError as raised:
            self._ended(raised, raised.outcome)
            raise
        except asyncio.CancelledError as cancelled:
            self._ended(cancelled, self._outcome)
            raise
        else:
            self._ended()
            return result
        # Raised outside of the handler: the frames of the generated error hold what was being decoded.
        self._ended(error, error.outcome)
        raise error

    # -- sending -------------------------------------------------------------------------------------

    async def send(self, request: Request, /) -> Answer:
        """Send, and repeat where that is safe, until there is a success or a final error."""
        self._take(request)
        try:
            while True:
                if not self._is_ready():
                    await self._get_ready()
                self._in_flight = True
                result = self._last = await self._client_state.engine.exchange(self._parts(), deadline=self._deadline)
                self._in_flight = False
                if isinstance(result, Answer) and _OK <= result.status_code < _MULTIPLE:
                    self._succeeded()
                    return result
                settled = await self._after(result)
                if settled is not None:
                    return settled
        except asyncio.CancelledError as cancelled:
            self._abandoned(cancelled)
            raise

    @asynccontextmanager
    async def stream(self, request: Request, /) -> AsyncGenerator[StreamedAnswer]:
        """Send a call that only reads, and hand its answer out as it arrives; repeats happen only before that."""
        try:
            async with self._opened(request) as answer:
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
    async def _opened(self, request: Request) -> AsyncGenerator[StreamedAnswer]:
        """The answer of a streamed call, once there is a good one."""
        self._take(request)
        while True:
            if not self._is_ready():
                await self._get_ready()
            async with self._client_state.engine.stream(self._parts(), deadline=self._deadline) as opened:
                self._last = opened
                if isinstance(opened, StreamedAnswer) and _OK <= opened.status_code < _MULTIPLE:
                    self._succeeded()
                    yield opened
                    return
                result = opened if isinstance(opened, Failure) else await _read_whole(opened)
            self._last = result
            await self._after(result)

    def _take(self, request: Request) -> None:
        operation = request.operation
        self._request = request
        self._policy = POLICIES[operation.id]
        if operation.takes_reference is (self._ref is None):
            needs = "needs an idempotency reference" if operation.takes_reference else "takes no idempotency reference"
            raise InvalidRequest(f"This operation {needs}.", field="idempotency_ref", operation=operation.id)
        if self._ref is not None and self._identity is not None:
            self._reference = self._client_state.bind(self._ref, self._identity, operation)

    def _is_ready(self) -> bool:
        """Whether an attempt can start at once: nothing holds calls back, and the identity's token is at hand."""
        gate = self._client_state.gate
        if gate is not None and gate.holds(asyncio.get_running_loop().time()):
            return False
        if self._identity is None:
            return True
        self._held = self._client_state.tokens.peek(self._identity)
        return self._held is not None

    async def _get_ready(self) -> None:
        """Have what an attempt needs: a place among the calls of this api key, and the identity's token."""
        if self._client_state.gate is not None:
            await self._pass_gate(self._client_state.gate)
        if self._identity is not None:
            await self._hold_token(self._identity)

    async def _pass_gate(self, gate: RateGate) -> None:
        """Wait for a place among the calls of this api key, or say that the wait would be too long."""
        while True:
            now = asyncio.get_running_loop().time()
            wait = gate.wait(now)
            if wait > self._client_state.retries.max_server_wait or not self._in_time(wait):
                raise self._held_back(wait)
            gate.enter(now)
            if not wait:
                return
            closings = gate.closings
            await self._client_state.sleep(wait)
            if gate.closings == closings:
                return

    def _held_back(self, wait: float) -> WeavrError:
        """The error for a call that would have to wait too long for its place."""
        if self._may_have_acted:
            return self._unknown(Cause("rate_limited"))
        limited = RateLimited(
            f"A rate limit learned earlier holds this call back for {wait:.0f} s, longer than allowed.",
            status=_TOO_MANY,
            outcome=self._outcome,
        )
        limited.resets_in = wait
        return self._described(limited)

    async def _hold_token(self, identity: Identity) -> None:
        """Have the identity's token; an error in getting one is told by what it means for this call."""
        try:
            self._held = await self._client_state.tokens.get(identity, deadline=self._deadline)
        except WeavrError as refused:
            if not self._may_have_acted:
                refused.outcome = self._outcome
                raise
        else:
            return
        raise self._unknown(Cause("no_token"))

    def _parts(self) -> EngineRequest:
        """The request as bytes. Headers are made anew for each attempt, for the token may be another one."""
        request = self._request
        headers = list(self._client_state.static_headers)
        if self._held is not None:
            headers.append(("authorization", self._held.header))
        headers += request.headers
        if self._reference is not None:
            headers.append(("idempotency-ref", self._reference))
        target = f"{request.path}?{urlencode(request.query)}" if request.query else request.path
        self._attempts += 1
        if self._first_sent_at is None and self._policy.is_write:
            self._first_sent_at = datetime.now(UTC)
        if self._client_state.hooks:
            self._publish(AttemptStarted(request.operation.id, self._attempts, self._reference))
        return EngineRequest(request.operation.method, target, headers, request.body)

    # -- between attempts ----------------------------------------------------------------------------

    @property
    def _may_have_acted(self) -> bool:
        return self._outcome is Outcome.UNKNOWN and self._policy.is_write

    def _succeeded(self) -> None:
        self._token_was_accepted()
        self._client_state.budget.succeeded(self._paid)

    def _token_was_accepted(self) -> None:
        if self._held is not None:
            self._client_state.tokens.accepted(self._held)

    async def _after(self, result: Answer | Failure) -> Answer | None:
        """Judge an attempt that was no success: it is settled after all, or another one follows, or this raises."""
        held = self._held
        decision = decide(
            self._policy,
            result,
            acted_before=self._may_have_acted,
            # A needless mint is little beside a write that has to be reported as unknown.
            token_suspect=held is not None
            and (self._may_have_acted or not self._client_state.tokens.is_forbidden(held, self._request.operation.id)),
            may_mint=held is not None and not self._replaced_token,
        )
        if isinstance(result, Answer):
            self._learn(result, decision)
        if decision.outcome.severity > self._outcome.severity:
            self._outcome = decision.outcome
        if decision.action is Action.SETTLED or (
            decision.action is Action.READ_BACK and await self._is_done_by_reading()
        ):
            self._succeeded()
            return Answer(_NO_CONTENT, () if isinstance(result, Failure) else result.raw_headers, b"")
        pause = self._pause(decision)
        if pause is None or not self._in_time(pause):
            raise self._error(result, decision)
        if self._client_state.hooks:
            self._tell_repeat(decision, pause)
        if pause:
            await self._client_state.sleep(pause)
        return None

    def _learn(self, answer: Answer, decision: Decision) -> None:
        """What an answer tells beside itself: about the token, and about the rate limits."""
        if answer.status_code in _TOKEN_WAS_CHECKED:
            self._token_was_accepted()
        if answer.status_code == _FORBIDDEN and decision.envelope.code is None:
            held = self._held
            if held is not None and self._replaced_token:
                self._client_state.tokens.forbidden(held, self._request.operation.id)
        if answer.status_code == _TOO_MANY and self._client_state.gate is not None:
            self._client_state.gate.learn(rate_limits(answer.headers), asyncio.get_running_loop().time())

    def _pause(self, decision: Decision) -> float | None:
        """Seconds until the next attempt, or nothing when there shall be none."""
        if decision.action is Action.MINT:
            self._replace_token()
            return 0.0
        retries = self._client_state.retries
        if decision.action not in {Action.WAIT, Action.REPEAT} or self._attempts >= retries.max_attempts:
            return None
        backoff = self._client_state.uniform(
            0.0, min(retries.max_delay, retries.base_delay * 2 ** (self._attempts - 1))
        )
        if decision.wait is not None:
            return decision.wait + backoff if decision.wait <= retries.max_server_wait else None
        if not self._client_state.budget.take():
            return None
        self._paid += 1
        return backoff

    def _replace_token(self) -> None:
        """Drop the token that was refused, unless somebody has replaced it already."""
        self._replaced_token = True
        if self._held is not None:
            self._client_state.tokens.refused(self._held)

    def _in_time(self, pause: float) -> bool:
        """Whether the deadline leaves room for another attempt after a pause."""
        return asyncio.get_running_loop().time() + pause < self._deadline

    async def _is_done_by_reading(self) -> bool:
        """Whether the state shows that an earlier attempt of this call was carried out."""
        left = self._deadline - asyncio.get_running_loop().time()
        call = self._frozen()
        try:
            return await is_done(IdentityCalls(self._client_state, call.identity, left), call) is True
        except Exception:  # noqa: BLE001 - whatever went wrong with reading, the caller is told of the write
            return False

    # -- the end -------------------------------------------------------------------------------------

    def _frozen(self) -> FrozenCall:
        assert self._identity is not None, "writes are on behalf of an identity"  # noqa: S101 - by construction
        request = self._request
        return FrozenCall(
            operation=request.operation.id,
            base_url=self._client_state.base_url,
            api_key_fingerprint=self._client_state.api_key_fingerprint,
            identity=self._identity,
            path=request.path,
            query=tuple(request.query),
            headers=tuple(request.headers),
            body=request.body,
            idempotency_ref=self._reference,
        )

    def _error(self, result: Answer | Failure, decision: Decision) -> WeavrError:
        """The error for a final result: what matters first is whether a write may have happened."""
        if self._may_have_acted:
            return self._unknown(decision.cause)
        if isinstance(result, Failure):
            return self._described(transport_error(result, outcome=self._outcome))
        return self._described(
            api_error(
                result,
                decision,
                outcome=self._outcome,
                with_reference=self._reference is not None,
                for_token=self._identity is None,
            )
        )

    def _unknown(self, cause: Cause, unexpected: UnexpectedResponse | None = None) -> WeavrError:
        assert self._first_sent_at is not None, "unknown only after sending"  # noqa: S101 - by construction
        call = self._frozen().sealed(self._client_state.seal_key, self._first_sent_at)
        return self._described(
            unknown_outcome(cause, call=call, first_sent_at=self._first_sent_at, unexpected=unexpected)
        )

    def _misfit(self, unexpected: UnexpectedAnswer) -> WeavrError:
        """The error for a success that could not be decoded: the bytes are kept, and so is what is known."""
        request_ref = unexpected.headers.get("request-ref")
        error = self._described(
            UnexpectedResponse(
                f"The answer does not fit the contract: {unexpected.reason}.",
                status=unexpected.status_code,
                path=unexpected.path,
                headers=unexpected.headers,
                content=unexpected.content,
                request_ref=request_ref,
            )
        )
        if not self._policy.is_write:
            return error
        return self._unknown(Cause("unexpected_response", unexpected.status_code, None, request_ref), error)

    def _described(self, error: _E) -> _E:
        """The error with what this call knows."""
        error.operation = self._request.operation.id
        error.identity = self._identity
        error.idempotency_ref = self._reference
        error.attempts = self._attempts
        return error

    def _ended(self, error: BaseException | None = None, outcome: Outcome | None = None) -> None:
        """Tell hooks and log how the call ended."""
        if not self._client_state.hooks and not _log.isEnabledFor(logging.DEBUG):
            return
        last = self._last
        seconds = asyncio.get_running_loop().time() - self._started
        operation = self._request.operation
        event = CallEnded(
            operation=operation.id,
            method=operation.method,
            path_template=operation.path,
            status=None if last is None or isinstance(last, Failure) else last.status_code,
            outcome=outcome,
            seconds=seconds,
            attempts=self._attempts,
            request_ref=None if last is None or isinstance(last, Failure) else last.headers.get("request-ref"),
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

    def _abandoned(self, cancelled: asyncio.CancelledError) -> None:
        """A write whose caller went away while it was under way: nobody but the listeners will know."""
        if self._in_flight and NOT_SENT_NOTE not in getattr(cancelled, "__notes__", ()):
            self._outcome = Outcome.UNKNOWN
        if self._may_have_acted:
            operation = self._request.operation.id
            _log.warning("%s was cancelled under way, its outcome is unknown", operation)
            self._publish(WriteAbandoned(operation, self._reference, self._outcome, self._attempts))

    def _tell_repeat(self, decision: Decision, pause: float) -> None:
        cause = decision.cause
        reason = "token refused" if decision.action is Action.MINT else str(cause)
        self._publish(
            CallRetried(self._request.operation.id, self._attempts, reason, pause, cause.status, cause.request_ref)
        )

    def _publish(self, event: Event) -> None:
        publish(self._client_state.hooks, event)


class IdentityCalls:
    """The calls of one identity: what resources send through. Cheap to make; nothing is sent by making it."""

    __slots__ = ("client_state", "identity", "timeout")

    def __init__(self, client_state: ClientState, identity: Identity, timeout: float | None = None) -> None:
        self.client_state: Final = client_state
        self.identity: Final = identity
        self.timeout: Final = timeout

    def begin(self, ref: IdempotencyRef | None = None) -> Call:
        """Start one call; its total time runs from now."""
        return self.client_state.begin(self.identity, timeout=self.timeout, ref=ref)

    def run(
        self, operation: Callable[Concatenate[Client, P], Awaitable[T]], /, *args: P.args, **kwargs: P.kwargs
    ) -> Coroutine[None, None, T]:
        """Run a generated request function on behalf of the identity; for operations that take no reference."""
        return self.begin().run(operation, *args, **kwargs)

    def run_once(
        self,
        ref: IdempotencyRef,
        operation: Callable[Concatenate[Client, P], Awaitable[T]],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Coroutine[None, None, T]:
        """Run a generated request function under a reference, which the call binds and adds to what it sends."""
        return self.begin(ref).run(operation, *args, **kwargs)

    def bind(self, ref: IdempotencyRef, operation: Operation) -> str:
        """The reference that a call of this operation under `ref` is sent with, for who has to know it ahead."""
        return self.client_state.bind(ref, self.identity, operation)


class AnonymousCalls:
    """The calls that carry no token: the logins. A client for generated functions."""

    __slots__ = ("_client_state",)

    def __init__(self, client_state: ClientState) -> None:
        self._client_state: Final = client_state

    async def send(self, request: Request, /) -> Answer:
        """Send over the client_state, with the api key alone."""
        return await self._client_state.begin(None).send(request)


async def _read_whole(opened: StreamedAnswer) -> Answer | Failure:
    """The body of an error answer to a streamed call; what is beyond any envelope is left unread."""
    content = bytearray()
    async for chunk in opened.chunks:
        if isinstance(chunk, Failure):
            return chunk
        content += chunk
        if len(content) > _LONGEST_ERROR_BODY:
            break
    return Answer(opened.status_code, opened.raw_headers, bytes(content))
