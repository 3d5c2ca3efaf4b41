"""What sends calls: for an identity, with its token, or without one."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Final, ParamSpec, TypeVar

from weavr_async._calls.attempt import Call
from weavr_async._calls.readback import read_back
from weavr_async.values.references import wire_ref

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    from weavr_async._calls.client_state import ClientState
    from weavr_async._calls.readback import Finding
    from weavr_async._calls.settle_token import FrozenCall, Sendings
    from weavr_async._engine.base import Answer
    from weavr_async.values.identities import Identity
    from weavr_async.values.references import IdempotencyRef
    from weavr_backoffice.client import Operation, Request, Response
    from weavr_backoffice.operations import Endpoint

__all__ = ["AnonymousCalls", "IdentityCalls"]

P = ParamSpec("P")
T = TypeVar("T")


class IdentityCalls:
    """The calls of one identity: what resources send through. Cheap to make; nothing is sent by making it."""

    __slots__ = ("client_state", "identity", "timeout")

    def __init__(self, client_state: ClientState, identity: Identity, timeout: float | None = None) -> None:
        self.client_state: Final = client_state
        self.identity: Final = identity
        self.timeout: Final = timeout

    def run(self, endpoint: Endpoint[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Coroutine[None, None, T]:
        """Run an operation that takes no reference, such as `api.managed_cards.managed_card_get`."""
        call = Call(self.client_state, self.identity, self.timeout, read_back=self.read_back)
        return call.run(endpoint.prepare, endpoint.parse, *args, **kwargs)

    def run_once(
        self, ref: IdempotencyRef, endpoint: Endpoint[P, T], /, *args: P.args, **kwargs: P.kwargs
    ) -> Coroutine[None, None, T]:
        """Run an operation under a reference, which the call binds and adds to what it sends."""
        journal = self.client_state.journal
        if journal is not None:
            prepare = partial(endpoint.prepare, *args, **kwargs)
            return journal.run(
                self.client_state,
                self.identity,
                ref,
                prepare=prepare,
                parse=endpoint.parse,
                timeout=self.timeout,
            )
        call = Call(self.client_state, self.identity, self.timeout, ref=ref, read_back=self.read_back)
        return call.run(endpoint.prepare, endpoint.parse, *args, **kwargs)

    def send(
        self,
        request: Request,
        parse: Callable[[Response], T],
        *,
        ref: IdempotencyRef | None = None,
        arrived: Callable[[], Awaitable[object]] | None = None,
    ) -> Coroutine[None, None, T]:
        """Send a request that is already prepared, exactly as it is, and parse its answer.

        Args:
            request: What is sent.
            parse: Makes the result of the answer.
            ref: The reference to send it under, if its operation takes one.
            arrived: Awaited when the answer is there, before it is parsed.
        """
        call = Call(self.client_state, self.identity, self.timeout, ref=ref, read_back=self.read_back, arrived=arrived)
        return call.run(lambda: request, parse)

    def streamed(self, *, transfer_timeout: float) -> Call:
        """A call for `Call.stream`, which reads the answer as it arrives.

        Its total time runs from now, and bounds what comes before the answer; for the answer there is more.
        """
        return Call(self.client_state, self.identity, self.timeout, transfer_timeout=transfer_timeout)

    async def log_in(self) -> None:
        """Get the identity's token if none is held, as a call would."""
        state, loop = self.client_state, asyncio.get_running_loop()
        state.one_loop.enter(loop)
        if state.tokens is not None:
            total = state.total_timeout if self.timeout is None else self.timeout
            await state.tokens.get(self.identity, deadline=loop.time() + total)

    def bind(self, ref: IdempotencyRef, operation: Operation) -> str:
        """The reference that a call of this operation under `ref` is sent with, if it is needed before the call."""
        environment = self.client_state.environment.name
        return wire_ref(ref, environment=environment, identity=self.identity, operation=operation.id)

    async def read_back(self, call: FrozenCall, sendings: Sendings, seconds: float) -> Finding:
        """What the state of things shows about a call; reading it takes so many seconds at most."""
        state = self.client_state
        return await read_back(
            IdentityCalls(state, self.identity, seconds).run,
            call,
            sendings,
            arrives_within=state.arrives_within,
            memory=state.journal,
        )


class AnonymousCalls:
    """The calls that carry no token: the logins. A client for generated functions."""

    __slots__ = ("_client_state",)

    def __init__(self, client_state: ClientState) -> None:
        self._client_state: Final = client_state

    async def send(self, request: Request, /) -> Answer:
        """Send with the api key alone."""
        return await Call(self._client_state, None).send(request)
