"""The emulator itself: one state, the service that answers from it, and the ASGI application in front of both."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import httpx

from weavr_async.emulator import asgi
from weavr_async.emulator.asgi import BASE_PATH
from weavr_async.emulator.control.api import control_api
from weavr_async.emulator.errors import ConnectionCut
from weavr_async.emulator.handlers.due import due_actions
from weavr_async.emulator.records import IdentityKey
from weavr_async.emulator.rules import Profile, Switches
from weavr_async.emulator.saved import dump
from weavr_async.emulator.service import Service
from weavr_async.emulator.simulator import SIMULATOR_PATH, Simulator
from weavr_async.emulator.state import State
from weavr_async.emulator.state_file import StateFile, kept
from weavr_async.emulator.world import World

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from weavr_async.emulator.clock import Clock
    from weavr_async.emulator.state import Snapshot

__all__ = ["Emulator"]


class Emulator:
    """A stand-in for the Back-Office service; the object is the ASGI application.

    Args:
        world: What there is; `World.demo()` when left out.
        profile: Which service to stand in for.
        control: Whether to serve the control API under `/__emulator__`.
        seed: Seeds tokens and the chances of faults.
        log_size: How many requests the log keeps.
        state_file: Where everything is kept, whatever ends the process: what the file holds is restored, and nothing
            is answered before it stands there.
        switches: Single behaviours chosen differently from the profile; see `Switches`.

    Raises:
        TypeError: The world is no `World`, or there is no such switch.
        ValueError: There is no such profile, or a switch does not take its value.
        SavedStateError: The state file holds something else.
        OSError: The state file cannot be read or written, or another emulator keeps its state there.

    Attributes:
        world: Who and what there is, to be set up and checked.
        faults: What is to go wrong.
        requests: What arrived.
        webhooks: What is sent by itself, and who receives it.
        tokens: The live tokens; `tokens.minted` counts them by identity.
        references: The idempotency references that are remembered.
        profile: The service that is stood in for.
        switches: The behaviour in force.
        contract: The contract that requests are checked against.
    """

    def __init__(
        self,
        world: World | None = None,
        *,
        profile: Profile = Profile.OBSERVED,
        control: bool = False,
        seed: int = 0,
        log_size: int = 1_000,
        state_file: str | Path | None = None,
        **switches: Any,  # noqa: ANN401 - the fields of Switches, each of its type
    ) -> None:
        if world is not None and not isinstance(world, World):
            raise TypeError("a world is a World, such as World.demo() or read_world(path), not " + repr(world))
        profile = Profile(profile)
        state = State(world or World.demo(), profile, Switches.of(profile, **switches), seed=seed, log_size=log_size)
        state.world.agenda.actions = due_actions(state)
        self._state: Final = state
        services: dict[str, asgi.Service] = {BASE_PATH: Service(state), SIMULATOR_PATH: Simulator(state)}
        app = asgi.application(services, partial(control_api, state) if control else None)
        self._file: Final = None if state_file is None else StateFile(Path(state_file), state)
        self._application: Final = app if self._file is None else kept(app, self._file)
        self.world: Final = state.world
        self.faults: Final = state.faults
        self.requests: Final = state.requests
        self.webhooks: Final = state.webhooks
        self.tokens: Final = state.tokens
        self.references: Final = state.references
        self.profile: Final = state.profile
        self.switches: Final = state.switches
        self.contract: Final = state.contract

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: D102 - ASGI says it
        self.webhooks.wake()
        await self._application(scope, receive, send)

    @property
    def clock(self) -> Clock:
        """The world's clock."""
        return self._state.clock

    def transport(self) -> httpx.AsyncBaseTransport:
        """Give an httpx transport that calls this emulator in process; cuts show as httpx's own errors."""
        return _InProcess(self)

    def client(self) -> httpx.AsyncClient:
        """Give an httpx client on this emulator, in process, for requests written by hand."""
        return _Client(transport=self.transport(), base_url=f"http://emulator{BASE_PATH}")

    def mint(self, identity_id: str, kind: str = "CORPORATE") -> str:
        """Give a live token without a request, for tests that are about something else.

        Raises:
            ValueError: The world has no such identity.
        """
        if IdentityKey(kind, identity_id) not in self.world.identities:
            raise ValueError(f"this world has no identity {kind} {identity_id!r}")
        return self.tokens.mint(IdentityKey(kind, identity_id), self.world.api_keys[0], self.world.now_ms()).value

    def advance(self, seconds: float = 0, *, ms: int = 0) -> None:
        """Move the clock, and do what falls due."""
        self._state.advance(seconds, ms=ms)

    def check(self) -> None:
        """Check the books from the ground up.

        Raises:
            LedgerError: Money appeared or vanished, or a statement and its balance differ.
        """
        self.world.check()

    def snapshot(self) -> Snapshot:
        """Keep world, tokens, references, clock and webhooks, to come back to."""
        return self._state.snapshot()

    def restore(self, snapshot: Snapshot) -> None:
        """Come back to a snapshot; faults, log and rate windows stay as they are."""
        self._state.restore(snapshot)

    def export(self) -> bytes:
        """Write everything but faults, log and rate windows as JSON, for `read_snapshot` to read elsewhere."""
        return dump(self._state)

    def close(self) -> None:
        """Write the state file a last time, if there is one, and leave it to others."""
        if self._file is not None:
            self._file.close()

    def reset(self) -> None:
        """Come back to how the emulator was made, without faults, log or rate windows."""
        self._state.reset()


class _Client(httpx.AsyncClient):
    """A client that has no connections, and so may be used on one event loop after another."""

    runs_on_any_loop: Final = True


class _InProcess(httpx.ASGITransport):
    """httpx's own in-process transport, with the emulator's cuts as the errors a socket would give."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        try:
            return await super().handle_async_request(request)
        except ConnectionCut as cut:
            raise httpx.RemoteProtocolError(str(cut), request=request) from None
