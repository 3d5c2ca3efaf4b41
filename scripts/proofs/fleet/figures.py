"""What a run came to."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from attrs import field, frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["Figures", "Observed", "jain"]


@frozen(kw_only=True)
class Observed:
    """What the service and the processes say after a run. Times are in seconds from its beginning."""

    taken: Sequence[float]
    refused: Sequence[float]
    reads: Sequence[Sequence[tuple[float, float]]]
    """For each process: when each call ended well, and how long it took."""
    writes: Sequence[Sequence[tuple[float, float]]]
    failed: Sequence[str]
    cancelled: int
    left_waiting: int


@frozen(kw_only=True)
class Figures:
    """The figures of one run."""

    calls: int
    failed: int
    requests: int
    refused: float
    """The part of all requests."""
    used: float
    """The part of the quota that was used while there was demand."""
    fairness: float
    """Jain's index of what the processes got after the first window."""
    write_wait: float
    """Median seconds of a write, from asking to having."""
    read_wait: float
    refused_lately: float
    """The part of the requests that was refused after `settled_at`."""
    left_waiting: int
    failures: tuple[str, ...] = field(default=())

    @classmethod
    def of(cls, seen: Observed, *, seconds: float, window: float, quota: float, settled_at: float) -> Figures:
        """Count.

        Args:
            seen: What was seen.
            seconds: For how long calls were asked for.
            window: Of the limit that holds, in seconds.
            quota: Requests a second that the service takes.
            settled_at: When all should be well again.
        """
        reads = [ended for process in seen.reads for ended in process]
        writes = [ended for process in seen.writes for ended in process]
        got = [
            sum(window < at <= seconds for at, _ in (*process_reads, *process_writes))
            for process_reads, process_writes in zip(seen.reads, seen.writes, strict=True)
        ]
        taken_lately = sum(at > settled_at for at in seen.taken)
        refused_lately = sum(at > settled_at for at in seen.refused)
        return cls(
            calls=len(reads) + len(writes) + len(seen.failed) + seen.cancelled,
            failed=len(seen.failed),
            requests=len(seen.taken) + len(seen.refused),
            refused=len(seen.refused) / max(len(seen.taken) + len(seen.refused), 1),
            used=sum(at <= seconds for at in seen.taken) / (quota * seconds),
            fairness=jain(got),
            write_wait=median([took for _, took in writes] or [0.0]),
            read_wait=median([took for _, took in reads] or [0.0]),
            refused_lately=refused_lately / max(taken_lately + refused_lately, 1),
            left_waiting=seen.left_waiting,
            failures=tuple(seen.failed[:5]),
        )


def jain(shares: Iterable[float]) -> float:
    """Jain's index of fairness: 1 when all have the same."""
    shares = list(shares)
    squares = sum(share * share for share in shares)
    return sum(shares) ** 2 / (len(shares) * squares) if squares else 1.0
