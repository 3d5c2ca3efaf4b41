"""Calls over an engine that follows a script, with everything it did on record.

Sleeping takes no time and is written down; random waits take their upper bound. A script that is not used up fails
the test (see `conftest.py`): what it says of the end of a call would be true of nothing.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar, Final, TypeAlias

import orjson
from attrs import define, evolve, field

from weavr_async import Environment, Identity, IdentityView, Money, Retries, Token, TokenSettings, managed_account
from weavr_async._calls.client_state import ClientState
from weavr_async._calls.identity_calls import IdentityCalls
from weavr_async._calls.retry_budget import RetryBudget
from weavr_async._calls.service_clock import ServiceClock
from weavr_async._calls.settle import settle
from weavr_async._engine.base import Answer, EngineRequest, Failure, FailureKind, Sent, StreamedAnswer
from weavr_async.tokens import TokenManager
from weavr_async.values._secret import Secret

if TYPE_CHECKING:
    from weavr_async import IdempotencyRef, Settlement, TokenSource
    from weavr_async._calls.attempt import Call
    from weavr_async._calls.rate_gate import Gate
    from weavr_async.hooks import Event, Hook
    from weavr_backoffice.models import Transfer

ACME: Final = Identity.corporate("109876")
API_KEY: Final = "canary-api-key"
BASE_URL: Final = "https://weavr.test/multi/backoffice"
ENVIRONMENT: Final = Environment.at(BASE_URL)

TRANSFER: Final = {
    "id": "9001",
    "profileId": "7",
    "source": {"type": "managed_accounts", "id": "220"},
    "destination": {"type": "managed_accounts", "id": "221"},
    "destinationAmount": {"currency": "GBP", "amount": 1000},
    "state": "COMPLETED",
    "creationTimestamp": 1_750_000_000_000,
    "tag": "invoice-1",
}

Result: TypeAlias = Answer | Failure
Step: TypeAlias = Result | Callable[[EngineRequest], Awaitable[Result]]


def answer(status: int, body: object = b"", **headers: str) -> Answer:
    """An answer as an engine gives it; header names are written with underscores."""
    content = body if isinstance(body, bytes) else orjson.dumps(body)
    named = {"request-ref": "rr-1", **{name.replace("_", "-"): value for name, value in headers.items()}}
    return Answer(status, [(name.encode(), value.encode()) for name, value in named.items()], content)


def coded(status: int, code: str) -> Answer:
    """An answer with an `errorCode`."""
    return answer(status, {"errorCode": code})


def limited(resets_in: str = "3") -> Answer:
    """A 429 as documented."""
    return answer(429, x_ratelimit_limit="2, 2;w=60", x_ratelimit_reset=resets_in)


def card(state: str = "ACTIVE", *, blocked_reason: str | None = None, card_id: str = "331") -> Answer:
    """A card, read."""
    status = {"state": state} if blocked_reason is None else {"state": state, "blockedReason": blocked_reason}
    return answer(200, {**_CARD, "id": card_id, "state": status})


_CARD: Final[Mapping[str, object]] = {
    "id": "331",
    "mode": "PREPAID_MODE",
    "type": "VIRTUAL",
    "profileId": "2",
    "externalHandle": "handle-331",
    "friendlyName": "Marketing card",
    "nameOnCard": "Acme",
    "currency": "GBP",
    "cardBrand": "MASTERCARD",
    "cardLevelClassification": "CORPORATE",
    "cardNumberFirstSix": "522093",
    "cardNumberLastFour": "0331",
    "startMmyy": "1126",
    "expiryMmyy": "1129",
    "expiryPeriodMonths": 36,
    "renewalType": "NO_RENEW",
    "billingAddress": {"addressLine1": "1 High Street", "city": "London", "postCode": "E1 6AN", "country": "GB"},
    "digitalWallets": {"walletsEnabled": False, "pushProvisioningEnabled": False},
    "creationTimestamp": 1_750_000_000_000,
}

OK: Final = answer(200, TRANSFER, content_type="application/json")
DONE: Final = answer(204)
LOST: Final = Failure(FailureKind.READ_TIMEOUT, Sent.MAYBE)
REFUSED_CONNECTION: Final = Failure(FailureKind.CONNECT_REFUSED, Sent.NO)
UNAVAILABLE: Final = answer(503)


class ScriptedEngine:
    """Gives back what its script says, in order, and keeps what was sent and by when it had to be answered."""

    made: ClassVar[list[ScriptedEngine]] = []
    """Those of the running test."""

    def __init__(self, *script: Step) -> None:
        self.made.append(self)
        self.script = deque(script)
        self.sent: list[EngineRequest] = []
        self.deadlines: list[float] = []

    async def exchange(self, request: EngineRequest, *, deadline: float) -> Result:
        """Take the next step."""
        self.sent.append(request)
        self.deadlines.append(deadline)
        await asyncio.sleep(0)
        step = self.script.popleft()
        return step if isinstance(step, Answer | Failure) else await step(request)

    @asynccontextmanager
    async def stream(self, request: EngineRequest, *, deadline: float) -> AsyncGenerator[StreamedAnswer | Failure]:
        """Take the next step, and hand its body out."""
        result = await self.exchange(request, deadline=deadline)
        yield (
            result
            if isinstance(result, Failure)
            else StreamedAnswer(result.status_code, result.raw_headers, _chunks(result.content))
        )

    async def aclose(self) -> None:
        """Nothing was opened."""

    @property
    def references(self) -> list[str | None]:
        """The reference of each request, in order."""
        return [header(request, "idempotency-ref") for request in self.sent]

    @property
    def tokens(self) -> list[str | None]:
        """The `authorization` of each request, in order."""
        return [header(request, "authorization") for request in self.sent]

    @property
    def lines(self) -> list[str]:
        """Method and target of each request, in order."""
        return [f"{request.method} {request.target}" for request in self.sent]


async def _chunks(content: bytes) -> AsyncGenerator[bytes | Failure]:
    yield content


def header(request: EngineRequest, name: str) -> str | None:
    """A header of a request."""
    return next((value for key, value in request.headers if key == name), None)


class CountingSource:
    """Mints `token-1`, `token-2` and so on."""

    def __init__(self) -> None:
        self.minted = 0

    async def mint(self, identity: Identity, /) -> Token:
        """The next one."""
        self.minted += 1
        return Token(f"token-{self.minted}")


@define
class Desk:
    """A client with its script, and a view of one identity."""

    engine: ScriptedEngine
    client_state: ClientState
    tokens: TokenManager
    source: CountingSource
    clock: Clock
    slept: list[float]
    events: list[Event] = field(factory=list)
    machine_time: datetime | None = None
    """What the clock of this machine shows; the real time when absent."""

    def show_time(self) -> datetime:
        """The clock of this machine."""
        return self.machine_time or datetime.now(UTC)

    @property
    def acme(self) -> IdentityView:
        """The identity that the calls are for."""
        return IdentityView(IdentityCalls(self.client_state, ACME))

    def within(self, seconds: float) -> IdentityView:
        """The same with a total time of its own."""
        return IdentityView(IdentityCalls(self.client_state, ACME, seconds))

    def streamed(self) -> Call:
        """A call to stream an answer with."""
        return IdentityCalls(self.client_state, ACME).streamed(transfer_timeout=60.0)

    async def pay(self, ref: IdempotencyRef = "payout-1", *, tag: str | None = "invoice-1") -> Transfer:
        """Make the transfer of these tests."""
        return await self.acme.transfers.create(
            profile_id="7",
            source=managed_account("220"),
            destination=managed_account("221"),
            amount=Money("10.00", "GBP"),
            idempotency_ref=ref,
            tag=tag,
        )

    async def settle(self, token: Mapping[str, object], *, now: datetime | None = None) -> Settlement:
        """Settle, at a time of the test's choosing by the clock of this machine."""
        self.machine_time = now
        return await settle(self.client_state, token)

    def told(self, kind: type[Event]) -> list[Event]:
        """The events of one kind, in order."""
        return [event for event in self.events if isinstance(event, kind)]


class Clock:
    """Seconds, moved by hand; ages of tokens are told by it."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """Now."""
        return self.now


def desk(
    *script: Step,
    retries: Retries | None = None,
    gate: Gate | None = None,
    hooks: tuple[Hook, ...] = (),
    source: TokenSource | None = None,
    sleep: Callable[[float], Awaitable[None]] | None = None,
    total_timeout: float = 60.0,
    api_key: str = API_KEY,
    environment: Environment = ENVIRONMENT,
    former_api_keys: tuple[str, ...] = (),
) -> Desk:
    """Put a client together."""
    retries = retries or Retries()
    engine, counting, clock = ScriptedEngine(*script), CountingSource(), Clock()
    slept: list[float] = []
    events: list[Event] = []

    async def no_time_passes(seconds: float) -> None:
        slept.append(seconds)
        await asyncio.sleep(0)

    key = Secret(api_key)
    client_state = ClientState(
        engine=engine,
        environment=environment,
        api_key=key,
        user_agent="tests",
        retries=retries,
        total_timeout=total_timeout,
        budget=RetryBudget(retries.budget, retries.budget_refill),
        gate=gate,
        former_api_keys=tuple(map(Secret, former_api_keys)),
        clock=ServiceClock(lambda: at.show_time()),  # noqa: PLW0108 - there is no desk yet
        hooks=(*hooks, events.append),
        sleep=sleep or no_time_passes,
        uniform=lambda _low, high: high,
    )
    tokens = TokenManager(
        counting if source is None else source,
        TokenSettings(),
        base_url=environment.base_url,
        api_key_fingerprint=key.fingerprint(),
        hooks=client_state.hooks,
        clock=clock,
    )
    at = Desk(engine, evolve(client_state, tokens=tokens), tokens, counting, clock, slept, events)
    return at
