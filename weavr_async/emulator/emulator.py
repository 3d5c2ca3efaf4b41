"""The emulator itself: a world, the rules it follows, and the ASGI application that speaks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import httpx

from weavr_async.emulator.asgi import BASE_PATH, application
from weavr_async.emulator.contract import load_contract
from weavr_async.emulator.control import control_api
from weavr_async.emulator.errors import ConnectionCut
from weavr_async.emulator.faults import Faults
from weavr_async.emulator.handlers import bulks, cards, transfers
from weavr_async.emulator.handlers.call import Call
from weavr_async.emulator.idempotency import References
from weavr_async.emulator.rate_limits import RateWindows
from weavr_async.emulator.records import IdentityKey
from weavr_async.emulator.request_log import RequestLog
from weavr_async.emulator.rules import Profile, Switches
from weavr_async.emulator.service import Service
from weavr_async.emulator.tokens import Tokens
from weavr_async.emulator.world import World

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from weavr_async.emulator.clock import Clock, ClockState
    from weavr_async.emulator.idempotency import Recorded, ReferenceKey
    from weavr_async.emulator.world import Due

__all__ = ["Emulator", "Snapshot"]


class Snapshot(NamedTuple):
    """Everything `Emulator.restore` needs; opaque, and good for any number of restores."""

    world: bytes
    tokens: bytes
    references: list[tuple[ReferenceKey, bytes, int, Recorded]]
    clock: ClockState


class Emulator:
    """A stand-in for the Back-Office service; the object is the ASGI application.

    Args:
        world: What there is; `World.demo()` when left out.
        profile: Which service to stand in for.
        control: Whether to serve the control API under `/__emulator__`.
        seed: Seeds tokens and the dice of faults.
        log_size: How many requests the log keeps.
        switches: Single behaviours chosen otherwise than the profile does; see `Switches`.

    Attributes:
        world: The state, for setting up and for judging.
        faults: What shall go wrong.
        requests: What arrived.
        tokens: The live tokens; `tokens.minted` counts them by identity.
        switches: The behaviour in force.
    """

    def __init__(
        self,
        world: World | None = None,
        *,
        profile: Profile = Profile.OBSERVED,
        control: bool = False,
        seed: int = 0,
        log_size: int = 1_000,
        **switches: Any,  # noqa: ANN401 - the fields of Switches, each of its type
    ) -> None:
        self.world: Final = world or World.demo()
        self.profile = profile
        self.switches: Final = Switches.of(profile, **switches)
        self.contract: Final = load_contract()
        self.tokens: Final = Tokens(self.switches, seed)
        self.references: Final = References(self.switches)
        self.rate_windows: Final = RateWindows(self.switches)
        self.faults: Final = Faults(self.contract.operations, seed)
        self.requests: Final = RequestLog(log_size)
        self._application = application(Service(self), control_api(self) if control else None)
        self.world.runners = {
            "card expiry": lambda due: cards.expire(self.world, due),
            "scheduled transfer": self._run_transfer,
            "pending transfer": self._run_transfer,
            "bulk": self._run_bulk_item,
        }
        self._start = self.snapshot()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: D102 - ASGI says it
        await self._application(scope, receive, send)

    @property
    def clock(self) -> Clock:
        """The world's clock."""
        return self.world.clock

    def transport(self) -> httpx.AsyncBaseTransport:
        """Give an httpx transport that calls this emulator in process; cuts show as httpx's own errors."""
        return _InProcess(self)

    def client(self) -> httpx.AsyncClient:
        """Give an httpx client on this emulator, in process, for requests written by hand."""
        return httpx.AsyncClient(transport=self.transport(), base_url=f"http://emulator{BASE_PATH}")

    def mint(self, identity_id: str, kind: str = "CORPORATE") -> str:
        """Give a live token without a request, for tests that are about something else."""
        return self.tokens.mint(IdentityKey(kind, identity_id), self.world.api_keys[0], self.world.now_ms()).value

    def advance(self, seconds: float = 0, *, ms: int = 0) -> None:
        """Move the clock, and let happen what falls due."""
        self.clock.advance(seconds, ms=ms)
        self.world.run_due()

    def check(self) -> None:
        """Check the books from the ground up.

        Raises:
            LedgerError: When money appeared or vanished, or a statement and its balance differ.
        """
        self.world.check()

    def snapshot(self) -> Snapshot:
        """Keep world, tokens, references and clock, to come back to."""
        return Snapshot(self.world.snapshot(), self.tokens.snapshot(), self.references.save(), self.clock.save())

    def restore(self, snapshot: Snapshot) -> None:
        """Come back to a snapshot; faults, log and rate windows stay as they are."""
        self.world.restore(snapshot.world)
        self.tokens.restore(snapshot.tokens)
        self.references.load(snapshot.references)
        self.clock.load(snapshot.clock)

    def reset(self) -> None:
        """Come back to how it was made, without faults, log or rate windows."""
        self.restore(self._start)
        self.faults.clear()
        self.requests.clear()
        self.rate_windows.clear()

    def _run_transfer(self, due: Due) -> None:
        transfers.fall_due(self.world, due, self.switches.transfer_pending_ms)

    def _run_bulk_item(self, due: Due) -> None:
        bulk = self.world.bulks[due.id]
        call = Call(
            operation=self.contract.operations[bulk.operation],
            world=self.world,
            tokens=self.tokens,
            switches=self.switches,
            api_key="",
            identity=bulk.identity,
            path={},
            query={},
            body=None,
        )
        bulks.step(self.world, due, call)


class _InProcess(httpx.ASGITransport):
    """httpx's own in-process transport, with the emulator's cuts as the errors a socket would give."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        try:
            return await super().handle_async_request(request)
        except ConnectionCut as cut:
            raise httpx.RemoteProtocolError(str(cut), request=request) from None
