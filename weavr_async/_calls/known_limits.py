"""The rate limits of an api key, as far as they are known: set by the user, documented, or learned from a 429."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, TypeAlias, final

import orjson
from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from weavr_async._calls.error_bodies import RateLimits

__all__ = ["DOCUMENTED", "KnownLimit", "KnownLimits", "LimitSource"]

LimitSource: TypeAlias = Literal["set", "documented", "learned"]
"""Where a limit is known from: `RateLimit.limits`, Weavr's documentation, or a 429 of the service."""

DOCUMENTED: Final = ((100, 60.0), (1_000, 3_600.0), (10_000, 86_400.0))
"""What Weavr documents as its defaults, as (calls, seconds)."""
_LONGEST_WINDOW: Final = 86_400
"""Seconds. A longer one is a slip of a server: it would hold every call of the api key back."""
_MOST_WINDOWS: Final = 20
_HELD_FOR: Final = 10
"""Windows for which a limit that was learned holds after the last 429 that named it; after that it grows."""
_GROWTH: Final = 1.1
"""By which a limit grows in a window, towards what it was before or what the service named."""
_FORGOTTEN_AFTER: Final = 25
"""Windows of growth after which a learned limit is forgotten where nothing else is known: it is ten times as high."""
_LEAST_MARGIN: Final = 0.02


@final
@frozen
class KnownLimit:
    """One limit: so many calls in so many seconds."""

    calls: int
    seconds: float
    source: LimitSource


@final
@frozen(eq=False, repr=False)
class _Learned:
    """What a 429 said about a window."""

    start: int
    """The limit that was kept from then on."""
    at: float
    """When, in seconds since 1970."""
    named: int
    """The limit that the service named: it is more than `start` where less was assumed before."""

    def now(self, now: float, seconds: float) -> int | None:
        """The limit to keep now; None when it is forgotten, unless something else is known."""
        windows = max(int((now - self.at) // seconds), 0)
        if self.named > self.start:
            return int(min(self.start * _GROWTH ** min(windows, 200), self.named))
        grown = max(windows - _HELD_FOR, 0)
        return None if grown > _FORGOTTEN_AFTER else int(self.start * _GROWTH**grown)


@final
class KnownLimits:
    """The limits in force.

    A lower limit is learned at once. A higher one counts by setting, or step by step: a tenth more with each window.

    Args:
        set_limits: By the user, as (calls, seconds); what is learned is never above them.
        documented: Those to start from where none are set.
        learn: Whether to learn from a 429.
        margin: Seconds that a window lasts longer here than at the service; see `RateLimit.margin`.
    """

    __slots__ = ("_documented", "_hit", "_learned", "_margin", "_set", "learns", "note")

    def __init__(
        self,
        set_limits: Iterable[tuple[int, float]] = (),
        *,
        documented: Iterable[tuple[int, float]] = (),
        learn: bool = True,
        margin: float = 1.0,
    ) -> None:
        self._set: Final = _lowest(set_limits)
        self._documented: Final = _lowest(() if self._set else documented)
        self._margin: Final = margin
        self._learned: dict[float, _Learned] = {}
        self._hit: int | None = None
        self.learns: Final = learn
        self.note: str = ""
        """What was learned, as processes tell it each other through a store."""

    def in_force(self, now: float) -> tuple[KnownLimit, ...]:
        """The limits at a time (seconds since 1970), the shortest window first."""
        found = [
            self._of(seconds, now) for seconds in sorted(self._set.keys() | self._assumed() | self._learned.keys())
        ]
        return tuple(limit for limit in found if limit is not None)

    def windows(self, limits: tuple[KnownLimit, ...]) -> tuple[tuple[int, float], ...]:
        """The same as (places, seconds), with the margin for the way to the service."""
        return tuple(
            (limit.calls, limit.seconds + max(_LEAST_MARGIN * limit.seconds, min(self._margin, limit.seconds / 2)))
            for limit in limits
        )

    def hit(self, limits: tuple[KnownLimit, ...]) -> KnownLimit | None:
        """The limit that the last 429 was about, if it can be told."""
        about = [limit for limit in limits if self._hit in {limit.calls, self._named(limit.seconds)}]
        return about[0] if len(about) == 1 else None

    def learn(self, said: RateLimits, now: float) -> None:
        """Take over what a 429 said."""
        named = {
            float(window.seconds): window.limit
            for window in said.limits[: _MOST_WINDOWS + 1]
            if window.limit > 0 and window.seconds is not None and window.seconds <= _LONGEST_WINDOW
        }
        self._hit = next((window.limit for window in said.limits if window.seconds is None), None)
        if named:
            in_force = {limit.seconds: limit.calls for limit in self.in_force(now)}
            self._learned = {
                seconds: _Learned(min(limit, in_force.get(seconds, limit)), now, limit)
                for seconds, limit in named.items()
            }
        self.note = self._written()

    def adopt(self, note: str) -> None:
        """Take over what another process learned. Of a note that cannot be read, nothing is learned."""
        self.note = note
        try:
            said = orjson.loads(note)
            self._hit = said["hit"] if isinstance(said["hit"], int) else None
            self._learned = {
                float(seconds): _Learned(int(start), float(at), int(named))
                for seconds, start, at, named in said["windows"][:_MOST_WINDOWS]
                if 0 < float(seconds) <= _LONGEST_WINDOW and int(start) > 0 and int(named) > 0
            }
        except (ValueError, TypeError, KeyError, AttributeError):
            self._hit, self._learned = None, {}

    def _written(self) -> str:
        windows = [[seconds, one.start, round(one.at, 3), one.named] for seconds, one in sorted(self._learned.items())]
        return orjson.dumps({"hit": self._hit, "windows": windows}).decode()

    def _of(self, seconds: float, now: float) -> KnownLimit | None:
        """The limit of one window: the lowest of what is set and learned; what is documented, where nothing is."""
        mine, learned = self._set.get(seconds), self._learned.get(seconds)
        calls = None if learned is None else learned.now(now, seconds)
        assumed = self._documented.get(seconds)
        if learned is not None and assumed is not None and learned.named <= assumed <= (calls or assumed):
            calls = None  # it was lower for a while, and has grown back
        if mine is not None and (calls is None or mine <= calls):
            return KnownLimit(mine, seconds, "set")
        if calls is not None:
            return KnownLimit(calls, seconds, "learned")
        return None if assumed is None else KnownLimit(assumed, seconds, "documented")

    def _assumed(self) -> set[float]:
        """The windows that are documented; the service names all that are in force, so only until it has done so."""
        return set() if self._learned else set(self._documented)

    def _named(self, seconds: float) -> int | None:
        learned = self._learned.get(seconds)
        return None if learned is None else learned.named


def _lowest(limits: Iterable[tuple[int, float]]) -> Mapping[float, int]:
    lowest: dict[float, int] = {}
    for calls, seconds in limits:
        lowest[float(seconds)] = min(calls, lowest.get(float(seconds), calls))
    return lowest
