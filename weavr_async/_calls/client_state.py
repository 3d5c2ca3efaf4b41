"""What all calls of one api key share."""

from __future__ import annotations

import asyncio
import hmac
import random
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol, TypeVar

from attrs import Factory, field, frozen

from weavr_async._calls.one_loop import OneLoop
from weavr_async._calls.service_clock import ServiceClock
from weavr_async._calls.settle_token import FrozenCall
from weavr_async._calls.token_trials import TokenTrials

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from datetime import datetime

    from weavr_async._calls.rate_gate import Gate
    from weavr_async._calls.retry_budget import RetryBudget
    from weavr_async._engine.base import Engine
    from weavr_async.hooks import Hook
    from weavr_async.tokens import TokenManager
    from weavr_async.values._secret import Secret
    from weavr_async.values.environments import Environment
    from weavr_async.values.identities import Identity
    from weavr_async.values.references import IdempotencyRef
    from weavr_async.values.settings import Retries
    from weavr_backoffice.client import Request, Response

__all__ = ["ClientState", "Remembering"]


T = TypeVar("T")


class Remembering(Protocol):
    """Runs writes that are remembered before they are sent."""

    async def run(
        self,
        state: ClientState,
        identity: Identity,
        ref: IdempotencyRef,
        *,
        prepare: Callable[[], Request],
        parse: Callable[[Response], T],
        timeout: float | None,  # noqa: ASYNC109 - the time for a whole call
    ) -> T:
        """Run an operation under a reference, with the client `state`."""
        ...

    async def results_of_others(
        self, environment: str, operation: str, result_ids: tuple[str, ...]
    ) -> frozenset[str] | None:
        """Those of these ids that are results of remembered writes; nothing where that cannot be asked."""
        ...


def _from_self(make: Callable[[ClientState], T]) -> T:
    """A field that follows from the others."""
    return field(init=False, default=Factory(make, takes_self=True))


def _secret_from_self(make: Callable[[ClientState], T]) -> T:
    """The same for a secret: tools that show local variables go by the marks of the fields."""
    return field(init=False, default=Factory(make, takes_self=True), repr=False)


def _seal_key(api_key: Secret) -> bytes:
    return hmac.digest(api_key.reveal().encode("ascii"), b"weavr_async settle token", "sha256")


@frozen(kw_only=True, repr=False, eq=False)
class ClientState:
    """Complete from the start: one without `tokens` makes the calls that carry none, the logins that tokens come from.

    Engine, budget, gate and event loop are shared by a state and the ones that `attrs.evolve` makes from it.
    """

    engine: Engine
    environment: Environment
    api_key: Secret
    user_agent: str
    retries: Retries
    total_timeout: float
    """Seconds for a whole call, unless it is given its own."""
    budget: RetryBudget
    gate: Gate | None
    in_transit: float = 600.0
    """Seconds for which a request that nobody answered may still be on its way."""
    former_api_keys: tuple[Secret, ...] = ()
    """Keys that this client used to have; what was first sent with one of them is only read back."""
    clock: ServiceClock = field(factory=ServiceClock)
    one_loop: OneLoop = field(factory=OneLoop)
    hooks: tuple[Hook, ...] = ()
    tokens: TokenManager | None = None
    token_trials: TokenTrials = field(factory=TokenTrials)
    journal: Remembering | None = None
    """Remembers the writes that are made under a reference."""
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    uniform: Callable[[float, float], float] = random.uniform
    api_key_fingerprint: str = _from_self(lambda self: self.api_key.fingerprint())
    seal_key: bytes = _secret_from_self(lambda self: _seal_key(self.api_key))
    """Seals settle tokens: only a client with this api key accepts them."""
    seal_keys: Mapping[str, bytes] = _secret_from_self(
        lambda self: {key.fingerprint(): _seal_key(key) for key in (*self.former_api_keys, self.api_key)}
    )
    """By the fingerprint of the api key."""
    static_headers: tuple[tuple[str, str], ...] = _secret_from_self(
        lambda self: (("api-key", self.api_key.reveal()), ("user-agent", self.user_agent))
    )

    @property
    def arrives_within(self) -> timedelta:
        """How long after a sending what it asked for may still be made: on its way, or asked for again elsewhere."""
        return timedelta(seconds=max(self.in_transit, self.environment.reference_window))

    def keeps_reference(self, first_sent_at: datetime, *times: datetime) -> bool:
        """Whether a reference first used then can be sent under again, whichever of these times it is there."""
        keeps, in_transit = self.environment.keeps_reference, self.in_transit
        return all(keeps(first_sent_at, time, in_transit=in_transit) for time in times)

    def frozen(self, request: Request, identity: Identity, reference: str | None) -> FrozenCall:
        """A call as it is sent."""
        return FrozenCall(
            operation=request.operation.id,
            environment=self.environment.name,
            api_key_fingerprint=self.api_key_fingerprint,
            identity=identity,
            path=request.path,
            query=tuple(request.query),
            headers=tuple(request.headers),
            body=request.body,
            idempotency_ref=reference,
        )
