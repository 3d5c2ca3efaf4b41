"""How one call goes through the rate gate, and comes back to it after a 429."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final, final

from weavr_async._calls.decide import Action
from weavr_async._calls.errors_from_answers import held_back
from weavr_async._calls.rate_gate import NoPlaceInTime
from weavr_async.hooks import CallHeldBack
from weavr_async.tokens.mint_time import MINT_TIME

if TYPE_CHECKING:
    from weavr_async._calls.call_record import CallRecord
    from weavr_async._calls.decide import Decision
    from weavr_async._calls.rate_gate import Gate

__all__ = ["Admission"]

_TOO_MANY: Final = 429


@final
class Admission:
    """One call's way through the gate.

    Args:
        gate: The gate.
        record: What has happened in the call so far.
        deadline: When its time ends, by the event loop.
    """

    __slots__ = ("_comes_first", "_gate", "_record", "deadline", "refusals")

    def __init__(self, gate: Gate, record: CallRecord, deadline: float) -> None:
        self._gate: Final = gate
        self._record: Final = record
        self._comes_first = False
        self.deadline = deadline
        """It moves on while a login waits: others want the token, and each of them has a time of its own."""
        self.refusals: int = 0
        """How often the service refused it with a 429 whose wait was the gate's. These are no failed attempts."""

    async def wait(self) -> bool:
        """Wait for a place among the calls of the api key; gives whether a limit held this call back.

        Raises:
            RateLimited: The call's time is too short. Nothing was sent by this attempt.
            OutcomeUnknown: The same, for a write whose earlier attempt nobody answered.
        """
        record, loop = self._record, asyncio.get_running_loop()
        began, held, was_held_back = loop.time(), None, True
        try:
            was_held_back = await self._enter(began)
        except NoPlaceInTime as late:
            held = late
        if was_held_back:
            record.publish(CallHeldBack(record.request.operation.id, loop.time() - began, held is None))
        if held is None:
            return was_held_back
        raise held_back(record, held)

    async def _enter(self, now: float) -> bool:
        record, first, self._comes_first = self._record, self._comes_first, False
        latest = min(self.deadline, now + record.state.retries.max_server_wait)
        is_login = record.identity is None
        mint_time = MINT_TIME.get() if is_login else None
        if mint_time is None:
            is_write = is_login or record.policy.is_write
            return await self._gate.enter(record.identity, is_write=is_write, deadline=latest, first=first)
        latest = max(latest, mint_time.wanted_until)
        with mint_time.not_counted():
            was_held_back = await self._gate.enter(None, is_write=True, deadline=latest, first=first)
        self.deadline += asyncio.get_running_loop().time() - now
        return was_held_back

    def waits_out(self, decision: Decision) -> bool:
        """Whether the wait that a 429 asks for is the gate's, as it is for all other calls of the api key."""
        is_limit = decision.cause.status == _TOO_MANY and decision.action is Action.WAIT
        return is_limit and bool(decision.wait) and self._gate.learns

    def come_back(self) -> None:
        """Go through the gate once more, before those who have not had their turn yet."""
        self.refusals += 1
        self._comes_first = True
