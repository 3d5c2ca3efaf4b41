"""Everything an emulator holds: the world, its tokens and references, what is to go wrong, and what was received.

The parts of the emulator share this object, and none of them needs to know the emulator itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from weavr_async.emulator.contract import load_contract
from weavr_async.emulator.faults import Fault, Faults
from weavr_async.emulator.idempotency import References
from weavr_async.emulator.rate_limits import RateWindows
from weavr_async.emulator.request_log import RequestLog
from weavr_async.emulator.tokens import Tokens
from weavr_async.emulator.webhooks import Webhooks

if TYPE_CHECKING:
    from weavr_async.emulator.clock import Clock, ClockState
    from weavr_async.emulator.deliveries import DeliveriesState
    from weavr_async.emulator.idempotency import KeptReference
    from weavr_async.emulator.rules import Profile, Switches
    from weavr_async.emulator.tokens import TokensState
    from weavr_async.emulator.world import World

__all__ = ["Snapshot", "State"]


class Snapshot(NamedTuple):
    """Everything `State.restore` needs; opaque, and good for any number of restores."""

    world: bytes
    tokens: TokensState
    references: list[KeptReference]
    clock: ClockState
    deliveries: DeliveriesState


class State:
    """What there is, and the behaviour in force.

    Args:
        world: Who and what there is at the service.
        profile: The service that is stood in for.
        switches: The behaviour in force.
        seed: Seeds tokens and the chances of faults.
        log_size: How many requests the log keeps.
    """

    def __init__(self, world: World, profile: Profile, switches: Switches, *, seed: int, log_size: int) -> None:
        self.world: Final = world
        self.profile: Final = profile
        self.switches: Final = switches
        world.switches = switches
        self.contract: Final = load_contract()
        self.tokens: Final = Tokens(switches, seed)
        self.references: Final = References(switches)
        self.rate_windows: Final = RateWindows(switches)
        self.faults: Final = Faults(Fault, self.contract.operations, seed)
        self.webhooks: Final = Webhooks(world, seed)
        self.requests: Final = RequestLog(log_size)
        self._changes = 0
        self._start = self.snapshot()

    @property
    def version(self) -> int:
        """A number that grows with everything that changes what is kept."""
        return self._changes + self.world.agenda.ran + self.webhooks.sent

    def changed(self) -> None:
        """Say that a request or a command may have changed what is kept."""
        self._changes += 1

    @property
    def clock(self) -> Clock:
        """The world's clock."""
        return self.world.clock

    def advance(self, seconds: float = 0, *, ms: int = 0) -> None:
        """Move the clock, and do what falls due."""
        self.clock.advance(seconds, ms=ms)
        self.world.run_due()
        self.webhooks.wake()

    def snapshot(self) -> Snapshot:
        """Keep world, tokens, references, clock and webhooks, to come back to."""
        return Snapshot(
            self.world.snapshot(), self.tokens.save(), self.references.save(), self.clock.save(),
            self.webhooks.save(),
        )  # fmt: skip

    def restore(self, snapshot: Snapshot) -> None:
        """Come back to a snapshot; faults, log and rate windows stay as they are."""
        if not isinstance(snapshot, Snapshot):
            raise TypeError(
                f"a snapshot is what snapshot() or read_snapshot(bytes) gave, not {type(snapshot).__name__}"
            )
        self.world.restore(snapshot.world)
        self.tokens.load(snapshot.tokens)
        self.references.load(snapshot.references)
        self.clock.load(snapshot.clock)
        self.webhooks.load(snapshot.deliveries)
        self.changed()

    def reset(self) -> None:
        """Come back to the beginning, without faults, log or rate windows; who receives webhooks stays."""
        self.restore(self._start)
        self.faults.clear()
        self.requests.clear()
        self.rate_windows.clear()
        self.webhooks.clear()
