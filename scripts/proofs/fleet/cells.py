"""The runs, and what has to hold in each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from attrs import evolve, frozen

if TYPE_CHECKING:
    from scripts.proofs.fleet.figures import Figures

__all__ = ["CELLS", "QUICK", "Cell"]

FEW, MOST, FAIR = 0.01, 0.95, 0.95


@frozen(kw_only=True)
class Cell:
    """One run."""

    name: str
    gate: Literal["shared", "own", "static share"] = "shared"
    """How the processes keep the limits."""
    service: Literal["fixed", "sliding"] = "sliding"
    limits: tuple[tuple[int, float], ...] = ((100, 20.0),)
    windows: float = 3.0
    """For how many of the last window calls are asked for."""
    processes: int = 8
    bursts: bool = False
    cancels: float = 0.0
    lowered_to: float | None = None
    """The part of the limits that is left from the middle on."""
    redis: Literal["healthy", "killed", "frozen", "restarted"] = "healthy"
    """What happens to Redis after the first window; it is well again after half of a window."""
    compared: bool = False
    """Whether this is here for comparison: then nothing has to hold."""

    @property
    def window(self) -> float:
        """Seconds of the window that holds."""
        return self.limits[-1][1]

    @property
    def seconds(self) -> float:
        """For how long calls are asked for."""
        return self.windows * self.window

    @property
    def quota(self) -> float:
        """Requests a second."""
        return self.limits[-1][0] / self.window

    @property
    def is_disturbed(self) -> bool:
        """Whether something happens in the middle."""
        return self.redis != "healthy" or self.lowered_to is not None

    @property
    def settled_at(self) -> float:
        """When all has to be well again: one window after it was."""
        if self.lowered_to is not None:
            return self.seconds / 2 + self.window
        return 2.5 * self.window if self.redis != "healthy" else 0.0

    def complaints(self, figures: Figures) -> list[str]:
        """What does not hold."""
        if self.compared:
            return []
        held = {
            f"no call fails, but {figures.failed} did: {figures.failures}": figures.failed == 0,
            f"at most 1 % of the requests are refused, not {figures.refused_lately:.1%}": figures.refused_lately <= FEW,
            "nobody is left waiting": figures.left_waiting == 0,
        }
        if not self.is_disturbed:
            held |= {
                f"95 % of the quota are used, not {figures.used:.1%}": figures.used >= MOST,
                f"processes get the same, not {figures.fairness:.3f}": figures.fairness >= FAIR,
                "writes wait for a shorter time than reads": figures.write_wait < figures.read_wait,
            }
        return [what for what, holds in held.items() if not holds]


CELLS: Final = (
    *(
        Cell(
            name=f"{gate}, {service}, {'bursts' if bursts else 'steady'}",
            gate=gate,
            service=service,
            bursts=bursts,
            compared=gate != "shared",
        )
        for gate in ("shared", "own", "static share")
        for service in ("sliding", "fixed")
        for bursts in (False, True)
        if gate == "shared" or service == "sliding"
    ),
    Cell(name="two windows, sliding", limits=((20, 1.0), (300, 60.0)), windows=2.0),
    Cell(name="two windows, fixed", limits=((20, 1.0), (300, 60.0)), windows=2.0, service="fixed"),
    Cell(name="lowered in the middle", lowered_to=0.6, windows=5.0),
    Cell(name="Redis killed", redis="killed", windows=5.0),
    Cell(name="Redis frozen", redis="frozen", windows=5.0),
    Cell(name="Redis restarted", redis="restarted", windows=5.0),
    Cell(name="a fifth of the calls cancelled", cancels=0.2),
)

QUICK: Final = (
    evolve(CELLS[0], name="quick, sliding", processes=4, limits=((60, 15.0),), windows=3.0),
    Cell(name="quick, Redis killed", redis="killed", service="fixed", processes=4, limits=((40, 10.0),), windows=4.0),
)
