"""How a request is answered: route, fault, admission, idempotency reference, handler, answer."""

from __future__ import annotations

import asyncio
import itertools
import re
from typing import TYPE_CHECKING, Final, NamedTuple

import orjson

from weavr_async.emulator import errors
from weavr_async.emulator.admission import admit
from weavr_async.emulator.bad_requests import other_payload
from weavr_async.emulator.contract import NoRoute
from weavr_async.emulator.errors import Refusal
from weavr_async.emulator.faults import Fault, spoil
from weavr_async.emulator.handlers import HANDLERS, READ_AGAIN, TOKEN_CALLS
from weavr_async.emulator.idempotency import InProgress, OtherPayload, Recorded, ReferenceKey
from weavr_async.emulator.messages import Answer, Request
from weavr_async.emulator.request_log import MOST_BODY, LoggedRequest, redacted
from weavr_async.emulator.world import Act

if TYPE_CHECKING:
    from weavr_async.emulator.contract import Match, Operation
    from weavr_async.emulator.handlers.call import Call
    from weavr_async.emulator.state import State

__all__ = ["Service"]

_SLASHES = re.compile("/{2,}")

_JSON = "application/json"
_REFUSALS_THAT_BIND = {"userCreate", "managedCardSpendRulesCreate", "managedCardSpendRulesUpdate"}


class _Claim(NamedTuple):
    """A reference that this request claimed, with the fingerprint of what it asks for."""

    key: ReferenceKey
    payload: bytes


class Service:
    """Answers requests from a state."""

    def __init__(self, state: State) -> None:
        self._state: Final = state
        self._request_numbers = itertools.count(1)

    @property
    def now_ms(self) -> int:
        """The time at the service, in epoch milliseconds."""
        return self._state.clock.now_ms()

    async def answer(self, request: Request) -> Answer:
        """Answer one request, and log it."""
        state = self._state
        request_ref = f"emulated-{next(self._request_numbers):012d}"
        match: Match | None = None
        fault: Fault | None = None
        replayed = False
        try:
            match = self._route(request)
            fault = state.faults.pick(match.operation.id)
            answer, replayed = await self._answer_with(request, match, fault)
        except Refusal as refusal:
            answer = _refused(refusal)
        answer.headers["request-ref"] = request_ref
        state.requests.add(
            LoggedRequest(
                operation=None if match is None else match.operation.id,
                method=request.method,
                path=request.path,
                query=request.query.decode("latin-1"),
                headers=redacted(request.headers),
                body=request.body[:MOST_BODY],
                status=None if answer.cut == "before head" else answer.status,
                request_ref=request_ref,
                at_ms=state.clock.now_ms(),
                replayed=replayed,
                fault=None if fault is None else fault.name,
                answer=_shown(match, answer),
            )
        )
        return answer

    def _route(self, request: Request) -> Match:
        path = request.path
        if self._state.switches.empty_path_id == "folded":
            path = _SLASHES.sub("/", path)
        try:
            return self._state.contract.route(request.method, path)
        except NoRoute as unknown:
            if not unknown.allowed:
                raise errors.not_found("path") from None
            body = {"code": "METHOD_NOT_ALLOWED", "message": f"{request.method} is not allowed here"}
            raise Refusal(405, body, {"allow": ", ".join(unknown.allowed)}) from None

    async def _answer_with(self, request: Request, match: Match, fault: Fault | None) -> tuple[Answer, bool]:
        """Answer with the fault applied, before or after acting; also tells whether the answer is a replayed one."""
        if fault is None:
            return await self._carry_out(request, match, 0.0)
        if fault.kind == "dead_token":
            self._state.tokens.kill(value=request.bearer)
        if fault.kind == "cut_before":
            return Answer(0, {}, cut="before head"), False
        if fault.kind == "answer" and not fault.acted:
            return Answer(fault.status, dict(fault.headers), fault.body), False
        try:
            answer, replayed = await self._carry_out(request, match, fault.seconds if fault.kind == "delay" else 0.0)
        except Refusal as refusal:
            answer, replayed = _refused(refusal), False
        return _damaged(answer, fault), replayed

    async def _carry_out(self, request: Request, match: Match, delay: float) -> tuple[Answer, bool]:
        call, payload = admit(self._state, request, match)
        if call.reference is None:
            if delay:
                await asyncio.sleep(delay)
            return _replied(self._handle(call)), False
        claim = _Claim(self._reference_key(call), payload)
        recorded = await self._begin(call.operation, claim)
        if recorded is not None:
            return self._repeated(call, recorded), True
        kept: Recorded | None = None
        binds = self._binds(call.operation)
        try:
            if delay:
                await asyncio.sleep(delay)
            kept = self._handle(call)
            self._state.world.acts.setdefault(call.reference, []).append(
                Act(call.operation.id, self._state.world.now_ms())
            )
            return _replied(kept), False
        except Refusal as refusal:
            if self._state.switches.failures_stored:
                refused = _refused(refusal)
                kept = Recorded(refused.status, refused.headers.get("content-type"), refused.body)
            raise
        finally:
            self._state.references.end(claim.key, claim.payload, kept, binds=binds)

    def _binds(self, operation: Operation) -> bool:
        """Whether a refusal of this operation binds its reference to what was asked for."""
        wanted = self._state.switches.refusals_bind
        return wanted == "always" or (wanted == "by_operation" and operation.id in _REFUSALS_THAT_BIND)

    def _repeated(self, call: Call, recorded: Recorded) -> Answer:
        """Give an answer again: the same thing, as it is now."""
        body = recorded.body
        if recorded.thing_id is not None and self._state.switches.repeat_shows == "now":
            self._state.world.run_due()
            body = orjson.dumps(READ_AGAIN[call.operation.id](self._state.world, recorded.thing_id))
        return Answer(recorded.status, _content(recorded.content_type), body)

    def _reference_key(self, call: Call) -> ReferenceKey:
        by_identity = self._state.switches.reference_scope == "identity"
        scope = f"{call.identity.type}:{call.identity.id}" if by_identity else call.api_key
        return ReferenceKey(scope, call.operation.id, "/".join(call.path.values()), call.reference or "")

    async def _begin(self, operation: Operation, claim: _Claim) -> Recorded | None:
        while True:
            try:
                return self._state.references.begin(claim.key, claim.payload, self._state.world.now_ms())
            except OtherPayload:
                raise other_payload(operation, self._state.switches) from None
            except InProgress:
                if self._state.switches.reference_in_progress == "conflict":
                    raise errors.conflict("IDEMPOTENT_REQUEST_IN_PROGRESS") from None
                await self._state.references.answered(claim.key, claim.payload)

    def _handle(self, call: Call) -> Recorded:
        state = self._state
        state.world.run_due()
        try:
            reply = HANDLERS[call.operation.id](call)
        finally:
            state.world.check_touched()
            if call.operation.method != "GET":
                state.changed()
        if reply.body is None:
            return Recorded(reply.status, None, b"")
        # Copied, because what orjson gives keeps the whole buffer it was written in, and records are kept for long.
        body = reply.body if isinstance(reply.body, bytes) else bytes(memoryview(orjson.dumps(reply.body)))
        return Recorded(reply.status, reply.content_type, body, reply.thing_id)


def _shown(match: Match | None, answer: Answer) -> bytes:
    """What the log keeps of an answer, which may have been cut: never a token."""
    if match is not None and match.operation.id in TOKEN_CALLS and answer.body:
        return b'{"token":{"token":"[redacted]"}}' if answer.status == 200 else answer.body[:MOST_BODY]  # noqa: PLR2004
    return answer.body[:MOST_BODY]


def _content(content_type: str | None) -> dict[str, str]:
    return {} if content_type is None else {"content-type": content_type}


def _replied(recorded: Recorded) -> Answer:
    return Answer(recorded.status, _content(recorded.content_type), recorded.body)


def _refused(refusal: Refusal) -> Answer:
    if refusal.body is None:
        return Answer(refusal.status, dict(refusal.headers))
    return Answer(refusal.status, {"content-type": _JSON, **refusal.headers}, orjson.dumps(refusal.body))


def _damaged(answer: Answer, fault: Fault) -> Answer:
    if fault.kind == "answer":
        return Answer(fault.status, dict(fault.headers), fault.body)
    if fault.kind == "cut_after":
        answer.cut = "before head"
    elif fault.kind == "cut_mid_answer":
        answer.cut = "mid body"
    elif fault.kind == "dribble":
        answer.dribble = fault.seconds
    elif fault.spoiling is not None and answer.body:
        answer.body, answer.headers["content-type"] = spoil(answer.body, fault.spoiling)
    return answer
