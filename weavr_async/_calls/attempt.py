"""One call: attempt after attempt, from a request to its answer or to one of our errors.

`Call` is the client that a generated request function is given. Nothing else in the package sends a request. What acts
outside of it is handed to it: the engine that sends, the function that reads the state back, and `sleep`.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from logging import DEBUG
from typing import TYPE_CHECKING, Final, ParamSpec, TypeAlias, TypeVar, cast
from urllib.parse import urlencode

from weavr_async._calls.about import is_about
from weavr_async._calls.admission import Admission
from weavr_async._calls.call_record import CallRecord, log
from weavr_async._calls.decide import Action, Decision, decide
from weavr_async._calls.error_bodies import rate_limits, read_whole
from weavr_async._calls.errors_from_answers import (
    about_something_else,
    final_error,
    read_leniently,
    unknown_outcome,
)
from weavr_async._calls.policies import POLICIES, policy_of
from weavr_async._calls.readback import NOTHING_FOUND, Finding
from weavr_async._calls.retry_budget import backoff
from weavr_async._calls.settle_token import Sendings
from weavr_async._calls.token_trials import says_nothing_of_tokens
from weavr_async._engine.base import NOT_SENT_NOTE, Answer, EngineRequest, Failure, StreamedAnswer
from weavr_async.errors import Cause, InvalidRequest, Outcome, WeavrError
from weavr_async.hooks import HOOKS_HERE, AttemptStarted, RateLimitReached, ReferenceMade
from weavr_async.values._limits import invalid_request
from weavr_async.values.references import PER_CALL, DerivedRef, wire_ref
from weavr_backoffice import InvalidArgument, UnexpectedAnswer

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable
    from datetime import datetime

    from weavr_async._calls.client_state import ClientState
    from weavr_async._calls.rate_gate import Gate
    from weavr_async._calls.settle_token import FrozenCall
    from weavr_async.tokens import HeldToken, TokenManager
    from weavr_async.values.identities import Identity
    from weavr_async.values.references import IdempotencyRef
    from weavr_backoffice.client import Request, Response

    ReadBack: TypeAlias = Callable[[FrozenCall, Sendings, float], Awaitable[Finding]]

__all__ = ["Call"]

P = ParamSpec("P")
T = TypeVar("T")
_OK: Final = 200
_MULTIPLE: Final = 300
_NO_CONTENT: Final = 204
_TOKEN_WAS_CHECKED: Final = frozenset({404, 409})
"""Refusals that only somebody who knows the identity can give. Proxies answer 5xx, and a limit may come first."""
_UNAUTHORIZED: Final = 401
_FORBIDDEN: Final = 403
_TOO_MANY: Final = 429


class Call:
    """One call, from its first attempt to its last.

    Args:
        state: What it shares with the other calls of the api key.
        identity: On whose behalf it is made; absent for a login, which carries no token.
        timeout: Seconds for all of it, from now on; the client's total time when absent.
        ref: The reference it is made under, if its operation takes one.
        read_back: Reads, within the seconds that are left, whether an earlier sending was carried out.
        arrived: Awaited when a good answer is there, before it is parsed.
    """

    __slots__ = (
        "_admission",
        "_arrived",
        "_deadline",
        "_held",
        "_in_flight",
        "_on_trial",
        "_paid",
        "_polls",
        "_read_back",
        "_record",
        "_replaced_token",
        "_state",
        "_transfer_timeout",
    )

    def __init__(
        self,
        state: ClientState,
        identity: Identity | None,
        timeout: float | None = None,
        *,
        ref: IdempotencyRef | None = None,
        read_back: ReadBack | None = None,
        arrived: Callable[[], Awaitable[object]] | None = None,
        transfer_timeout: float = 0.0,
    ) -> None:
        loop = asyncio.get_running_loop()
        if state.one_loop.loop is not loop:
            state.one_loop.enter(loop)
        started = loop.time()
        self._state: Final = state
        self._record: Final = CallRecord(state, identity, ref, started)
        self._deadline = started + (state.total_timeout if timeout is None else timeout)
        self._transfer_timeout: Final = transfer_timeout
        self._read_back: Final = read_back
        self._arrived: Final = arrived
        self._paid = 0
        self._polls = 0
        self._admission: Admission | None = None
        self._held: HeldToken | None = None
        self._replaced_token = False
        self._in_flight = False
        self._on_trial = False

    async def run(
        self,
        prepare: Callable[P, Request],
        parse: Callable[[Response], T],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Prepare a request, send it and parse its answer; ends with the result or one of our errors."""
        record = self._record
        try:
            answer = await self.send(prepare(*args, **kwargs))
            if self._arrived is not None:
                await self._arrived()
            result = parse(answer)
            error: WeavrError | None = None
            if not is_about(record.request, result, answer.content, is_new=record.ref is PER_CALL):
                error = about_something_else(record)
        except UnexpectedAnswer as unexpected:
            found, error = read_leniently(record, unexpected)
            result = cast("T", found)  # what the operation's own reader made of the mended answer
        except InvalidArgument as beyond:
            result, error = cast("T", None), invalid_request(beyond)
        except InvalidRequest:
            raise  # refused before the call began
        except WeavrError as raised:
            self._ended(raised, raised.outcome)
            raise
        except asyncio.CancelledError as cancelled:
            self._ended(cancelled, record.outcome)
            raise
        if error is None:
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
            ref = self._record.ref
            if isinstance(ref, DerivedRef) and ref.first_asked_at is not None:
                known = await self._done_long_ago(ref.first_asked_at)
                if known is not None:
                    return known
            while True:
                if not self._is_ready():
                    await self._get_ready()
                self._in_flight = True
                result = self._record.last = await self._state.engine.exchange(
                    self._engine_request(), deadline=self._deadline
                )
                self._in_flight = False
                if isinstance(result, Answer) and _OK <= result.status_code < _MULTIPLE:
                    self._succeeded(result)
                    return result
                confirmed = await self._after(result)
                if confirmed is not None:
                    return confirmed
        except asyncio.CancelledError as cancelled:
            self._cancelled(cancelled)
            raise
        finally:
            if self._on_trial:
                self._trial_ended()

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
            self._ended(left, self._record.outcome)
            raise
        else:
            self._ended()
        finally:
            self._trial_ended()

    @asynccontextmanager
    async def _opened(self) -> AsyncGenerator[StreamedAnswer]:
        """The answer of a streamed call, once there is a good one."""
        while True:
            if not self._is_ready():
                await self._get_ready()
            deadline = self._deadline + self._transfer_timeout
            async with self._state.engine.stream(self._engine_request(), deadline=deadline) as opened:
                self._record.last = opened
                if isinstance(opened, StreamedAnswer) and _OK <= opened.status_code < _MULTIPLE:
                    self._succeeded(opened)
                    yield opened
                    return
                result = opened if isinstance(opened, Failure) else await read_whole(opened)
            self._record.last = result
            await self._after(result)

    # -- before an attempt ---------------------------------------------------------------------------

    def _begin(self, request: Request) -> None:
        """Take the request, and bind the reference to its operation."""
        operation, record = request.operation, self._record
        if operation.takes_reference is (record.ref is None):
            needs = "takes no idempotency reference"
            if operation.takes_reference:
                needs = "needs an idempotency reference: derive_ref(...), a string of your own, or PER_CALL"
            raise InvalidRequest(f"This operation {needs}.", field="idempotency_ref", operation=operation.id)
        record.request = request
        record.policy = POLICIES.get(operation.id) or policy_of(operation)
        ref, identity, environment = record.ref, record.identity, self._state.environment.name
        if ref is not None and identity is not None:
            record.reference = wire_ref(ref, environment=environment, identity=identity, operation=operation.id)
            if ref is PER_CALL:
                record.publish(ReferenceMade(operation.id, record.reference))

    async def _done_long_ago(self, first_asked_at: datetime) -> Answer | None:
        """What came of it then, if the service may have forgotten the reference since.

        Nothing when it still keeps the reference, or when a complete answer shows that it was never done.

        Raises:
            OutcomeUnknown: That cannot be told. Nothing was sent now.
        """
        record, clock = self._record, self._state.clock
        earliest, latest = clock.span()
        record.first_sent_at = min(first_asked_at, earliest)
        # It was noted by a machine's clock, so that one is asked as well: looking is safe where sending is not.
        times = (earliest, latest, clock.machine())
        if self._state.keeps_reference(first_asked_at, *times):
            return None
        finding = await self._finding()
        if finding.is_done is False:
            return None
        if finding.is_done is None:
            is_to_come = first_asked_at > max(times)
            raise unknown_outcome(record, Cause("first_asked_in_the_future" if is_to_come else "reference_too_old"))
        record.last = Answer(_NO_CONTENT if finding.content is None else _OK, (), finding.content or b"")
        return record.last

    def _is_ready(self) -> bool:
        """Whether an attempt can start at once: no limit holds calls back, and the identity's token is at hand."""
        gate, tokens = self._state.gate, self._state.tokens
        if gate is not None and gate.is_in_force:
            return False
        if self._record.identity is None or tokens is None:
            return True
        self._held = tokens.cache.peek(self._record.identity, tokens.clock())
        return self._held is not None

    async def _get_ready(self) -> None:
        """Wait for what an attempt needs: the identity's token, and a place among the calls of this api key."""
        gate, tokens, identity = self._state.gate, self._state.tokens, self._record.identity
        if identity is not None and tokens is not None:
            await self._get_token(tokens, identity)
        if gate is None or not gate.is_in_force:
            return
        # The place comes last, because it counts from now. Meanwhile the token may have come to its end.
        held_back = await self._through(gate).wait()
        self._deadline = self._through(gate).deadline
        if held_back and identity is not None and tokens is not None:
            await self._get_token(tokens, identity)

    def _through(self, gate: Gate) -> Admission:
        """This call's way through the gate."""
        if self._admission is None:
            self._admission = Admission(gate, self._record, self._deadline)
        return self._admission

    async def _get_token(self, tokens: TokenManager, identity: Identity) -> None:
        """Get the identity's token; an error in getting it is raised as what it means for this call."""
        try:
            self._held = await tokens.get(identity, deadline=self._deadline)
        except WeavrError as refused:
            self._trial_ended(lost=not says_nothing_of_tokens(refused))
            if not self._record.may_have_acted:
                refused.outcome = self._record.outcome
                raise
        else:
            return
        raise unknown_outcome(self._record, Cause("no_token"))

    def _engine_request(self) -> EngineRequest:
        """The request as it is sent. Headers are made anew for each attempt, for the token may be another one."""
        record = self._record
        request, operation = record.request, record.request.operation
        record.attempts += 1
        if record.policy.is_write:
            earliest, record.sent_at = self._state.clock.span()
            record.first_sent_at = record.first_sent_at or earliest
        if self._state.hooks:  # before the headers are there: a hook may end the process, and show this frame
            record.publish(AttemptStarted(operation.id, record.attempts, record.reference))
        headers = list(self._state.static_headers)
        if self._held is not None:
            headers.append(("authorization", self._held.header))
        headers += request.headers
        if record.reference is not None:
            headers.append(("idempotency-ref", record.reference))
        target = f"{request.path}?{urlencode(request.query)}" if request.query else request.path
        return EngineRequest(operation.method, target, headers, request.body)

    # -- after an attempt ----------------------------------------------------------------------------

    def _succeeded(self, answer: Answer | StreamedAnswer) -> None:
        self._token_accepted()
        # A page of something before the service has the clock of that.
        if isinstance(answer, Answer) and answer.content[:1] == b"{":
            self._state.clock.heard(answer)
        if not self._state.budget.is_full:
            self._state.budget.succeeded(self._paid)

    def _token_accepted(self) -> None:
        """The service did not object to the token."""
        held, tokens = self._held, self._state.tokens
        if held is not None and tokens is not None:
            tokens.cache.accepted(held, tokens.clock())
            if tokens.is_shared:
                tokens.report_use(held)
        if self._on_trial:
            self._trial_ended()

    def _ended(self, error: BaseException | None = None, outcome: Outcome | None = None) -> None:
        """Publish and log how the call ended, if anybody listens."""
        if self._state.hooks or HOOKS_HERE.get() or log.isEnabledFor(DEBUG):
            self._record.ended(error, outcome)

    async def _after(self, result: Answer | Failure) -> Answer | None:
        """Go on after an attempt without success: the call is done after all, is retried, or ends in an error."""
        record = self._record
        decision = self._decide(result)
        if isinstance(result, Answer):
            self._learn(result, decision)
        if decision.outcome.severity > record.outcome.severity:
            record.outcome = decision.outcome
        if decision.outcome is Outcome.UNKNOWN:
            record.nobody_answered()
        if await self._is_done(decision):
            done = Answer(_NO_CONTENT, () if isinstance(result, Failure) else result.raw_headers, b"")
            self._succeeded(done)
            return done
        pause = await self._pause(decision)
        if pause is None or not self._in_time(pause) or self._record.is_forgotten_after(pause):
            raise final_error(record, result, decision)
        if self._state.hooks:
            reason = "token refused" if decision.action is Action.REFRESH_TOKEN else str(decision.cause)
            record.retried(reason, decision.cause, pause)
        gate = self._state.gate
        if gate is not None and self._through(gate).waits_out(decision):
            self._through(gate).come_back()
        elif pause:
            await self._state.sleep(pause)
        return None

    def _decide(self, result: Answer | Failure) -> Decision:
        held, tokens = self._held, self._state.tokens
        acted_before = self._record.may_have_acted
        # A needless refresh matters less than a write that has to be reported as unknown.
        token_suspect = (
            held is not None
            and tokens is not None
            and (acted_before or not tokens.cache.is_forbidden(held, self._record.request.operation.id, tokens.clock()))
        )
        return decide(
            self._record.policy,
            result,
            acted_before=acted_before,
            token_suspect=token_suspect,
            may_refresh=token_suspect and not self._replaced_token,
        )

    def _learn(self, answer: Answer, decision: Decision) -> None:
        """Note what an answer says in passing: about the token, and about the rate limits."""
        status, held, tokens = answer.status_code, self._held, self._state.tokens
        if status in _TOKEN_WAS_CHECKED:
            self._token_accepted()
        blames_token = status == _UNAUTHORIZED or (status == _FORBIDDEN and decision.error_body.code is None)
        if blames_token and self._replaced_token and held is not None and tokens is not None:
            self._trial_ended(lost=True)
            tokens.cache.forbidden(held, self._record.request.operation.id, tokens.clock())
        if status == _TOO_MANY:
            said = rate_limits(answer.headers)
            limit = said.limits[0].limit if said.limits else None
            self._record.publish(RateLimitReached(self._record.request.operation.id, limit, said.resets_in))
            if self._state.gate is not None:
                self._state.gate.refused(said)

    async def _is_done(self, decision: Decision) -> bool:
        """Whether an earlier attempt of this call was carried out, by what came back or by reading the state."""
        if decision.action is not Action.READ_BACK or self._read_back is None:
            return decision.action is Action.CONFIRMED
        return (await self._finding()).is_done is True

    async def _finding(self) -> Finding:
        """What the state of things shows about this call; an error in reading shows nothing."""
        if self._read_back is None:
            return NOTHING_FOUND
        record, left = self._record, self._deadline - asyncio.get_running_loop().time()
        now = self._state.clock.now()
        try:
            return await self._read_back(record.frozen(), Sendings(record.first_sent_at or now, now), left)
        except Exception:  # noqa: BLE001 - whatever went wrong with reading, the error is about the write
            return NOTHING_FOUND

    async def _pause(self, decision: Decision) -> float | None:
        """Seconds until the next attempt, or nothing when this one was the last."""
        if decision.action is Action.REFRESH_TOKEN:
            return 0.0 if await self._may_try_new_token() else None
        retries = self._state.retries
        if decision.action is Action.POLL:  # no failure of an attempt: the service is at work on it
            self._polls += 1
            return backoff(retries, self._polls, self._state.uniform)
        wait, gate = decision.wait or 0.0, self._state.gate
        if gate is not None and self._through(gate).waits_out(decision):
            return self._pay(wait, price=min(self._through(gate).refusals, 1))
        refusals = 0 if self._admission is None else self._admission.refusals
        attempts = self._record.attempts - self._polls - refusals
        if decision.action not in {Action.WAIT, Action.RETRY} or attempts >= retries.max_attempts:
            return None
        # A wait that the service asks for is paid as well: it may ask every call, with a wait of nothing.
        paid = self._pay(wait, price=1)
        return None if paid is None else paid + backoff(retries, attempts, self._state.uniform)

    def _pay(self, wait: float, *, price: int) -> float | None:
        """The wait that the service asked for, if it is allowed and paid for.

        A 429 that the gate waits out is free, unless it repeats.
        """
        if wait > self._state.retries.max_server_wait or (price and not self._state.budget.take()):
            return None
        self._paid += price
        return wait

    async def _may_try_new_token(self) -> bool:
        """Drop the token that was refused, unless somebody has replaced it already, and see whether to try another."""
        self._replaced_token = True
        held, tokens = self._held, self._state.tokens
        assert held is not None, "it was refused"  # noqa: S101 - by construction
        assert tokens is not None, "it came from there"  # noqa: S101 - by construction
        if not tokens.cache.is_untried(held, tokens.clock()):
            tokens.cache.refused(held)
        self._on_trial = await self._state.token_trials.begin(self._deadline)
        if self._on_trial:
            tokens.cache.refused(held)
        # Where a write may have acted already, a needless login matters less.
        return self._on_trial or self._record.may_have_acted

    def _trial_ended(self, *, lost: bool = False) -> None:
        """The new token helped, as far as is known; or it was refused as well, or there was none."""
        if self._on_trial:
            self._on_trial = False
            self._state.token_trials.end(lost=lost)

    def _in_time(self, pause: float) -> bool:
        """Whether the deadline leaves room for another attempt after a pause."""
        return asyncio.get_running_loop().time() + pause < self._deadline

    def _cancelled(self, cancelled: asyncio.CancelledError) -> None:
        """Note that a write was cancelled while it was under way."""
        record = self._record
        if self._in_flight and NOT_SENT_NOTE not in getattr(cancelled, "__notes__", ()):
            record.outcome = Outcome.UNKNOWN
            record.nobody_answered()
        if record.may_have_acted:
            record.abandoned()
