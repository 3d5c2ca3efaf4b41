"""The road of a request through the emulator: route, fault, authentication, contract, reference, handler, answer."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import orjson

from weavr_async.emulator import errors
from weavr_async.emulator.contract import NoRoute, Problem
from weavr_async.emulator.errors import Refusal
from weavr_async.emulator.faults import Fault, spoil
from weavr_async.emulator.handlers import HANDLERS, TOKEN_CALLS
from weavr_async.emulator.handlers.call import Call
from weavr_async.emulator.idempotency import InProgress, OtherPayload, Recorded, ReferenceKey
from weavr_async.emulator.records import IdentityKey
from weavr_async.emulator.request_log import MOST_BODY, LoggedRequest, redacted
from weavr_async.emulator.world import Act

if TYPE_CHECKING:
    from weavr_async.emulator.contract import JsonObject, Match, Operation
    from weavr_async.emulator.emulator import Emulator

__all__ = ["Answer", "Request", "Service"]

_JSON = "application/json"


class Request(NamedTuple):
    """What came over the wire; the path still percent-encoded, header names in lower case."""

    method: str
    path: str
    query: bytes
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class Answer:
    """What goes over the wire, and in which way it goes wrong: `cut` hangs up, `dribble` waits after each byte."""

    status: int
    headers: dict[str, str]
    body: bytes = b""
    cut: str | None = None
    dribble: float = 0.0


class _Claim(NamedTuple):
    """A reference that this request claimed, with the fingerprint of what it asks for."""

    key: ReferenceKey
    payload: bytes


class Service:
    """Answers requests; everything it decides by is the emulator's."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self._references = itertools.count(1)

    async def answer(self, request: Request) -> Answer:
        """Answer one request, and log it."""
        emulator = self._emulator
        request_ref = f"emulated-{next(self._references):012d}"
        match: Match | None = None
        fault: Fault | None = None
        replayed = False
        try:
            match = self._route(request)
            fault = emulator.faults.pick(match.operation.id)
            answer, replayed = await self._faulty(request, match, fault)
        except Refusal as refusal:
            answer = _refused(refusal)
        answer.headers["request-ref"] = request_ref
        emulator.requests.add(
            LoggedRequest(
                operation=None if match is None else match.operation.id,
                method=request.method,
                path=request.path,
                query=request.query.decode("latin-1"),
                headers=redacted(request.headers),
                body=request.body[:MOST_BODY],
                status=None if answer.cut == "before head" else answer.status,
                request_ref=request_ref,
                at_ms=emulator.clock.now_ms(),
                replayed=replayed,
                fault=None if fault is None else fault.spoiling or fault.kind,
            )
        )
        return answer

    def _route(self, request: Request) -> Match:
        try:
            return self._emulator.contract.route(request.method, request.path)
        except NoRoute as unknown:
            if not unknown.allowed:
                raise errors.not_found("path") from None
            body = {"code": "METHOD_NOT_ALLOWED", "message": f"{request.method} is not allowed here"}
            raise Refusal(405, body, {"allow": ", ".join(unknown.allowed)}) from None

    async def _faulty(self, request: Request, match: Match, fault: Fault | None) -> tuple[Answer, bool]:
        """Let the fault strike before and after acting; gives the answer, and whether it is a replayed one."""
        if fault is None:
            return await self._act(request, match, 0.0)
        if fault.kind == "dead_token":
            self._emulator.tokens.kill(value=_bearer(request))
        if fault.kind == "cut_before":
            return Answer(0, {}, cut="before head"), False
        if fault.kind == "answer" and not fault.acted:
            return Answer(fault.status, dict(fault.headers), fault.body), False
        try:
            answer, replayed = await self._act(request, match, fault.seconds if fault.kind == "delay" else 0.0)
        except Refusal as refusal:
            answer, replayed = _refused(refusal), False
        return _damaged(answer, fault), replayed

    async def _act(self, request: Request, match: Match, delay: float) -> tuple[Answer, bool]:
        call, payload = self._admit(request, match)
        if call.reference is None:
            if delay:
                await asyncio.sleep(delay)
            return _replied(self._handle(call)), False
        claim = _Claim(self._reference_key(call), payload)
        recorded = await self._begin(claim)
        if recorded is not None:
            return Answer(recorded.status, _content(recorded.content_type), recorded.body), True
        kept: Recorded | None = None
        try:
            if delay:
                await asyncio.sleep(delay)
            kept = self._handle(call)
            self._emulator.world.acts.setdefault(call.reference, []).append(
                Act(call.operation.id, self._emulator.world.now_ms())
            )
            return _replied(kept), False
        except Refusal as refusal:
            if self._emulator.switches.failures_stored:
                refused = _refused(refusal)
                kept = Recorded(refused.status, refused.headers.get("content-type"), refused.body)
            raise
        finally:
            self._emulator.references.end(claim.key, claim.payload, kept)

    def _reference_key(self, call: Call) -> ReferenceKey:
        by_identity = self._emulator.switches.reference_scope == "identity"
        scope = f"{call.identity.type}:{call.identity.id}" if by_identity else call.api_key
        return ReferenceKey(scope, call.operation.id, call.reference or "")

    async def _begin(self, claim: _Claim) -> Recorded | None:
        while True:
            try:
                return self._emulator.references.begin(claim.key, claim.payload, self._emulator.world.now_ms())
            except OtherPayload:
                problem = Problem("idempotency-ref", "INVALID_REQUEST")
                raise errors.bad_request([problem], "validation") from None
            except InProgress:
                if self._emulator.switches.reference_in_progress == "conflict":
                    raise errors.conflict("IDEMPOTENT_REQUEST_IN_PROGRESS") from None
                await self._emulator.references.settled(claim.key, claim.payload)

    def _handle(self, call: Call) -> Recorded:
        emulator = self._emulator
        emulator.world.run_due()
        try:
            reply = HANDLERS[call.operation.id](call)
        finally:
            emulator.world.check_touched()
        if reply.body is None:
            return Recorded(reply.status, None, b"")
        # Copied, because what orjson gives keeps the whole buffer it was written in, and records are kept for long.
        body = reply.body if isinstance(reply.body, bytes) else bytes(memoryview(orjson.dumps(reply.body)))
        return Recorded(reply.status, reply.content_type, body)

    def _admit(self, request: Request, match: Match) -> tuple[Call, bytes]:
        """Check keys, token and contract; gives the call, and the fingerprint of what it asks for."""
        emulator, operation = self._emulator, match.operation
        emulator.world.run_due()
        api_key = self._api_key(request, operation)
        emulator.rate_windows.count(api_key, emulator.world.now_ms())
        identity = self._identity(request, operation, api_key)
        query, problems = operation.read_query(request.query)
        if emulator.switches.unknown_state_filter == "ignore":
            query, problems = _without_unknown_states(operation, query, problems)
        problems += operation.read_path(match.path)
        problems += operation.read_headers(request.headers)
        body: Any = None
        if operation.body_validator is not None:
            _check_content_type(request)
            body, wrong = operation.read_body(request.body)
            problems += wrong
        if problems:
            raise errors.bad_request(problems, self._bad_request_shape(operation))
        if identity is None:
            identity = IdentityKey(body["identity"]["type"], body["identity"]["id"])
        reference = request.headers.get("idempotency-ref") if operation.takes_reference else None
        call = Call(
            operation=operation,
            world=emulator.world,
            tokens=emulator.tokens,
            switches=emulator.switches,
            api_key=api_key,
            identity=identity,
            path=match.path,
            query=query,
            body=body,
            accept=request.headers.get("accept", ""),
            reference=reference or None,
        )
        payload = orjson.dumps([request.path, body], option=orjson.OPT_SORT_KEYS) if reference else b""
        return call, hashlib.blake2b(payload, digest_size=16).digest()

    def _api_key(self, request: Request, operation: Operation) -> str:
        api_key = request.headers.get("api-key")
        if not api_key:
            if self._emulator.switches.missing_api_key_status == 400:  # noqa: PLR2004 - the status itself
                raise errors.bad_request([Problem("api-key", "required")], self._bad_request_shape(operation))
            raise errors.unauthorized()
        if api_key not in self._emulator.world.api_keys:
            raise errors.unauthorized()
        return api_key

    def _identity(self, request: Request, operation: Operation, api_key: str) -> IdentityKey | None:
        """Give the identity of the bearer; None for the token calls, whose body names it."""
        bearer = _bearer(request)
        if operation.id in TOKEN_CALLS:
            asks = operation.id == "impersonateIdentityLogin" and self._emulator.switches.impersonation_needs_bearer
            if asks and not bearer:
                raise errors.unauthorized()
            return None
        if not bearer:
            raise errors.unauthorized()
        token = self._emulator.tokens.use(bearer, api_key, self._emulator.world.now_ms())
        if token is not None:
            return token.identity
        raise errors.unauthorized() if self._emulator.switches.dead_token_status == 401 else errors.forbidden()  # noqa: PLR2004 - the status itself

    def _bad_request_shape(self, operation: Operation) -> Literal["validation", "syntax"]:
        if operation.id == "chargeFee" and self._emulator.switches.fee_bad_request_shape == "validation":
            return "validation"
        return operation.bad_request_shape


def _bearer(request: Request) -> str:
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    return value.strip() if scheme.lower() == "bearer" else ""


def _check_content_type(request: Request) -> None:
    media_type = request.headers.get("content-type", _JSON).partition(";")[0].strip().lower()
    if request.body and media_type != _JSON:
        raise Refusal(415, {"code": "UNSUPPORTED_MEDIA_TYPE", "message": "send application/json"})


def _without_unknown_states(
    operation: Operation, query: JsonObject, problems: list[Problem]
) -> tuple[JsonObject, list[Problem]]:
    """Drop the filter by state where a value of it is unknown; all rows come then."""
    if operation.id != "transfersGet" or not any(problem.field.startswith("state") for problem in problems):
        return query, problems
    rest = {name: value for name, value in query.items() if name != "state"}
    return rest, [problem for problem in problems if not problem.field.startswith("state")]


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
