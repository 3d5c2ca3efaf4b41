"""Settling: finding out, safely and at any later time, what became of a write whose outcome is unknown.

A "yes" needs proof: a success that names what was made, or a state that shows it. So does a "no", because whoever
believes it makes the payment again: the service's own refusal or a whole list without it, and nothing unanswered that
can still be on its way. Everything else is `STILL_UNKNOWN`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias, cast

from attrs import evolve, field, frozen

from weavr_async._calls.about import repeats
from weavr_async._calls.identity_calls import IdentityCalls
from weavr_async._calls.odd_answers import read_odd_success
from weavr_async._calls.raw_requests import RawResponse, endpoint_for
from weavr_async._calls.readback import NOTHING_FOUND, can_be_read_back, read_back
from weavr_async._calls.refusals import MAY_BE_ITS_OWN_EFFECT, NO_REFUSAL, is_own_refusal
from weavr_async._calls.settle_token import read_settle_token, seal_settle_token
from weavr_async._engine.base import Answer
from weavr_async.errors import ApiError, BadRequest, Conflict, InvalidRequest, NotFound, OutcomeUnknown, WeavrError
from weavr_async.values.json_values import JSONValue
from weavr_backoffice.client import Request

if TYPE_CHECKING:
    from datetime import datetime

    from weavr_async._calls.client_state import ClientState
    from weavr_async._calls.readback import Finding
    from weavr_async._calls.settle_token import FrozenCall, Sendings
    from weavr_async.errors import SettleToken
    from weavr_backoffice.models import BulkSubmission, FeeCharge, Transfer, User

__all__ = ["Settlement", "SettlementVerdict", "read_token", "settle", "settle_call"]

SettledResult: TypeAlias = "Transfer | FeeCharge | User | BulkSubmission | RawResponse | None"


class SettlementVerdict(StrEnum):
    """What is now known about a call under its reference."""

    DONE = "done"
    """It took effect, once."""
    NOT_DONE = "not_done"
    """It did not take effect under this reference, and cannot any more: it may be made anew."""
    STILL_UNKNOWN = "still_unknown"
    """Nothing more is known. Do not make it anew: settle it again (see `settle_again_at`), or look at the accounts."""


@frozen
class Settlement(JSONValue):
    """The result of settling a call."""

    verdict: SettlementVerdict
    operation: str
    """The contract's operationId of the call."""
    idempotency_ref: str | None
    result: SettledResult = None
    """What the call made, when that came back and could be read."""
    error: WeavrError | None = None
    """Why the call was not done, or why it could not be settled."""
    result_id: str | None = None
    """The id of what the call made, when that came back; also where the rest of the answer could not be read."""
    answer: bytes | None = field(default=None, repr=False)
    """The answer that proved it done, word for word, where it could not be read as the contract has it."""
    settle_again_at: datetime | None = None
    """With `STILL_UNKNOWN`: the time (aware) from which settling again can tell more. Absent when it never will:
    then only a look at the accounts helps."""
    settle_token: SettleToken | None = field(default=None, repr=False)
    """With `STILL_UNKNOWN`: the token to settle again with. It replaces the one that was given, because the call may
    have been sent again meanwhile."""


async def settle(client_state: ClientState, settle_token: Mapping[str, object]) -> Settlement:
    """Settle a call in the one way that is safe for it.

    Under a reference that is still kept, the frozen bytes are sent again: the service answers with
    the first result, or carries the call out now if it never arrived. Otherwise nothing is sent
    that could act, and the state is read back.
    """
    call, sendings = read_token(client_state, settle_token)
    return await settle_call(client_state, call, sendings)


async def settle_call(client_state: ClientState, call: FrozenCall, sendings: Sendings) -> Settlement:
    """Settle a call that is known without its token; see `settle`."""
    return await _Case(client_state, IdentityCalls(client_state, call.identity), call, sendings).settle()


def read_token(client_state: ClientState, settle_token: Mapping[str, object]) -> tuple[FrozenCall, Sendings]:
    """Check that the token is one of ours and belongs to this client."""
    if not isinstance(settle_token, Mapping):
        raise InvalidRequest(
            f"A settle token is a mapping, as settle_token() gave it, not {type(settle_token).__name__}.",
            field="settle_token",
        )
    if "seal" not in settle_token:
        raise InvalidRequest("This is no settle token, or a part of it is missing.", field="settle_token")
    key = client_state.seal_keys.get(str(settle_token.get("api_key_fingerprint")))
    if key is None or settle_token.get("environment") != client_state.environment.name:
        raise InvalidRequest(
            "This settle token belongs to another environment or api key: settle it with the client it came from. If "
            "the key was replaced, give the old one to BackOffice(former_api_keys=...).",
            field="settle_token",
        )
    try:
        return read_settle_token(settle_token, key)
    except ValueError as error:
        raise InvalidRequest(f"This settle token cannot be used: {error}.", field="settle_token") from None


@frozen(eq=False, repr=False)
class _Case:
    """One call that is being settled."""

    state: ClientState
    calls: IdentityCalls
    call: FrozenCall
    sendings: Sendings

    async def settle(self) -> Settlement:
        """Ask again where that is safe, else read back."""
        clock = self.state.clock
        try:
            # The answer to a login is the first that tells the service's time, and every way needs the token.
            await self.calls.log_in()
        except WeavrError as error:
            return self.still_unknown(error, clock.now())
        reference = self.call.idempotency_ref
        if reference is not None and self._is_kept(*clock.witnesses()):
            return await self._ask_again(reference)
        return await self._look()

    def _is_kept(self, *times: datetime) -> bool:
        """Whether the reference is as good as when it was first sent, at all of these times at the service."""
        # Another key may be another tenant to the service, where this reference was never used.
        is_same_key = self.call.api_key_fingerprint == self.state.api_key_fingerprint
        return is_same_key and self.state.keeps_reference(self.sendings.first, *times)

    async def _ask_again(self, reference: str) -> Settlement:
        """Send the same bytes under the same reference."""
        operation, call = self.call.known_operation, self.call
        request = Request(operation, call.path, call.query, call.headers, call.body)
        asked_at = self.state.clock.machine()  # of which the service's time is known once it has answered
        try:
            answer = await self.calls.send(request, endpoint_for(operation).parse, ref=reference)
        except OutcomeUnknown as error:
            return self._proved_by(error) or self._sent_again(error)
        except (BadRequest, Conflict) as error:
            return await self._refused(error, asked_at)
        except WeavrError as error:
            # A 404 is said of an unknown transfer profile and of rules that are not there (observed), and by any proxy:
            # it proves nothing, but the state can.
            if isinstance(error, NotFound) and can_be_read_back(call):
                return await self._look(error)
            return self.still_unknown(error, self.state.clock.now())
        result = cast("SettledResult", answer)  # the operation's own answer, whichever it is
        return self._settlement(SettlementVerdict.DONE, result=result, result_id=_id_of(call, result))

    def _proved_by(self, error: OutcomeUnknown) -> Settlement | None:
        """The success that an answer proves although it cannot be read."""
        unexpected = error.unexpected
        if unexpected is None:
            return None
        answer = Answer(unexpected.status, _raw(unexpected.headers), unexpected.content)
        odd = read_odd_success(self.call.known_operation, answer)
        if odd is None or not repeats(self.call.body, odd.shown):
            return None
        return self._settlement(
            SettlementVerdict.DONE, error=unexpected, result_id=odd.own_id, answer=unexpected.content
        )

    def _sent_again(self, error: OutcomeUnknown) -> Settlement:
        """Nobody answered this time either: what was sent now is on its way as well."""
        again = evolve(self, sendings=self.sendings.and_then(error.last_sent_at))
        return again.still_unknown(error, self.state.clock.now())

    async def _refused(self, error: ApiError, asked_at: datetime) -> Settlement:
        """An answer about this very reference: had a sending acted, its result would have come back."""
        refused_at = self.state.clock.at(asked_at)
        is_about_the_reference = isinstance(error, BadRequest) and error.reference_may_be_taken
        is_proof = is_own_refusal(self.call.operation, error.status, error.body) and error.code not in NO_REFUSAL
        if is_about_the_reference or not is_proof:
            return self.still_unknown(error, refused_at)
        # The time of a scheduled order may have passed in between, and the write itself may have taken the money: a
        # refusal then says nothing about the first sending.
        is_scheduled = b'"scheduledTimestamp"' in (self.call.body or b"")
        may_be_its_effect = error.code in MAY_BE_ITS_OWN_EFFECT and can_be_read_back(self.call)
        if is_scheduled or may_be_its_effect:
            return await self._look(error)
        if not self._is_late(asked_at):
            return self.still_unknown(error, refused_at)
        return self._settlement(SettlementVerdict.NOT_DONE, error=error)

    async def _look(self, refusal: WeavrError | None = None) -> Settlement:
        """Read back, and send nothing that could act."""
        asked_at = self.state.clock.machine()
        can_be_read = can_be_read_back(self.call)
        try:
            finding = await self._found() if can_be_read else NOTHING_FOUND
        except WeavrError as error:
            return self.still_unknown(error, self.state.clock.now())
        if finding.is_done:
            result_id = _id_of(self.call, finding.result)
            return self._settlement(SettlementVerdict.DONE, result=finding.result, result_id=result_id)
        if finding.is_done is False and self._is_late(asked_at):
            return self._settlement(SettlementVerdict.NOT_DONE, error=refusal)
        # Clocks may have kept us from asking again: a sending that lies in the future, or dates that disagree.
        earliest, _ = self.state.clock.span()
        can_be_asked = self.call.idempotency_ref is not None and self._is_kept(max(earliest, self.sendings.first))
        can_tell = can_be_asked or (can_be_read and not finding.is_final)
        return self.still_unknown(refusal, self.state.clock.at(asked_at), can_tell=can_tell)

    async def _found(self) -> Finding:
        state = self.state
        return await read_back(
            self.calls.run, self.call, self.sendings, arrives_within=state.arrives_within, memory=state.journal
        )

    def _is_late(self, asked_at: datetime) -> bool:
        """Whether it was asked when nothing unanswered could still be on its way. What lies in the future can be."""
        earliest = min(self.state.clock.witnesses(asked_at))
        return earliest - self.sendings.last >= timedelta(seconds=self.state.in_transit)

    def still_unknown(self, error: WeavrError | None, now: datetime, *, can_tell: bool = True) -> Settlement:
        """The verdict, with what is needed to settle again."""
        arrived = self.sendings.last + timedelta(seconds=self.state.in_transit)
        key = self.state.seal_keys.get(self.call.api_key_fingerprint, self.state.seal_key)
        return self._settlement(
            SettlementVerdict.STILL_UNKNOWN,
            error=error,
            settle_again_at=max(arrived, now) if can_tell else None,
            settle_token=seal_settle_token(self.call, self.sendings, key),
        )

    def _settlement(
        self,
        verdict: SettlementVerdict,
        *,
        result: SettledResult = None,
        error: WeavrError | None = None,
        result_id: str | None = None,
        answer: bytes | None = None,
        settle_again_at: datetime | None = None,
        settle_token: SettleToken | None = None,
    ) -> Settlement:
        return Settlement(
            verdict,
            self.call.operation,
            self.call.idempotency_ref,
            result,
            error,
            result_id,
            answer,
            settle_again_at,
            settle_token,
        )


def _id_of(call: FrozenCall, result: SettledResult) -> str | None:
    """The id of what was made."""
    own_id = call.known_operation.own_id
    if own_id is None or isinstance(result, RawResponse | None):
        return None
    return own_id.in_json(result.to_dict())


def _raw(headers: Mapping[str, str]) -> tuple[tuple[bytes, bytes], ...]:
    return tuple((name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items())
