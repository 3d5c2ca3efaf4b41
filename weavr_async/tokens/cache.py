"""Which token serves a call, and when a new one is due: decisions only.

There is no task, no lock and no clock in here: the time is an argument, what to do is the answer, and
`TokenManager` does it. For each identity there is at most one token and at most one flight, the
attempt to get the next one::

    nothing ──ask──▶ in flight ──landed──▶ held ──ask──▶ used again … until it
       ▲                 │                  │            idles out, is refused, or reaches its end
       └─────failed──────┘                  └──ask──▶ in flight, and so on

Nobody knows how long the service lets a token live, and a new one may end the older one. So a flight
starts only when there is no token, or when the one there is was idle for too long or refused; ahead of
time only where the source states when the token ends.
"""

from __future__ import annotations

import heapq
from math import inf
from typing import TYPE_CHECKING, TypeAlias, final

from attrs import define, field, frozen

from weavr_async.tokens.token import Belief, HeldToken

if TYPE_CHECKING:
    from weavr_async.errors import WeavrError
    from weavr_async.tokens.token import Token
    from weavr_async.values.identities import Identity

__all__ = ["Decision", "Flight", "Join", "Renew", "Start", "TokenCache", "TokenStatistics", "Use"]

_RENEWAL_SHARE = 0.2
"""At most this share of a token's life is given to renewing it: a token of 20 s is not renewed all the time."""
_LONGEST_BELIEF = 60.0


@final
@frozen
class TokenStatistics:
    """What the token manager has done since it was made."""

    hits: int
    """Calls served by a token that was there."""
    mints: int
    """Tokens the source handed over."""
    joins: int
    """Calls that waited for a mint which another call had started."""
    shared: int
    """Tokens taken from the shared store instead of being minted."""
    failures: int
    """Attempts to get a token that ended in an error."""
    idle_outs: int
    """Tokens dropped because they had not been used for too long."""
    refusals: int
    """Tokens dropped because the service refused them."""
    renewals: int
    """Tokens fetched ahead of the end that the source had stated."""
    evictions: int
    """Tokens dropped to make room for other identities."""
    cached: int
    """Tokens held now, those included that will not be used again."""


@final
@define(eq=False, repr=False)
class Flight:
    """One attempt to get an identity's next token."""

    identity: Identity
    replaces: HeldToken | None
    """The token that must not come back: the one refused, or about to end."""
    outcome: HeldToken | WeavrError | None = field(default=None)


@final
@frozen(eq=False)
class Use:
    """Use this token."""

    held: HeldToken


@final
@frozen(eq=False)
class Renew:
    """Use this token, and start the flight for the next one beside it."""

    held: HeldToken
    flight: Flight


@final
@frozen(eq=False)
class Start:
    """Start this flight and wait for it."""

    flight: Flight


@final
@frozen(eq=False)
class Join:
    """Wait for this flight, which another call started."""

    flight: Flight


Decision: TypeAlias = Use | Renew | Start | Join


@final
class TokenCache:
    """The tokens and flights of all identities of one api key.

    Args:
        idle: Seconds without use after which a token is taken for dead; infinite to never do so.
        renew_ahead: Seconds before a stated end from which on the next token is fetched.
        trust: Seconds for which it is believed at first that an operation is forbidden; see `forbidden`.
        max_cached: How many tokens are held.
    """

    def __init__(self, *, idle: float, renew_ahead: float, trust: float, max_cached: int) -> None:
        self._idle = idle
        self._renew_ahead = renew_ahead
        self._trust = trust
        self._max_cached = max_cached
        self._held: dict[str, HeldToken] = {}
        self._flights: dict[Identity, Flight] = {}
        # One entry for each held token, under the time it was handed out when the entry was written. Keeping the
        # order up to date on every hit would cost more than the hit; it is put right when room is needed.
        self._oldest: list[tuple[float, int, str]] = []
        self._serial = 0
        self._hits = self._mints = self._joins = self._shared = self._failures = 0
        self._idle_outs = self._refusals = self._renewals = self._evictions = 0

    def peek(self, identity: Identity, now: float) -> HeldToken | None:
        """The token, when there is one that needs no further look."""
        held = self._held.get(identity.key)
        if held is None or now >= held.fresh_until:
            return None
        held.seen_at = now
        self._hits += 1
        return held

    def ask(self, identity: Identity, now: float) -> Decision:
        """What serves a call now."""
        held = self._held.get(identity.key)
        flight = self._flights.get(identity)
        if held is not None and self._alive(held, now):
            held.seen_at = now
            self._hits += 1
            if now < held.renew_at or flight is not None:
                return Use(held)
            self._renewals += 1
            return Renew(held, self._start(identity, replaces=held))
        if flight is not None:
            self._joins += 1
            return Join(flight)
        if held is None:
            return Start(self._start(identity, replaces=None))
        if not held.refused and now < held.expires_at:
            self._idle_outs += 1
        # An idle token is not ruled out: another process may have kept it alive, and a shared store knows.
        return Start(self._start(identity, replaces=None if not held.refused and now < held.expires_at else held))

    def landed(self, flight: Flight, token: Token, now: float, *, lifetime: float, unused: float | None) -> HeldToken:
        """The flight brought a token.

        Args:
            flight: The flight.
            token: What it brought.
            now: The time.
            lifetime: Seconds until the end that the source stated; infinite when it stated none. One that is
                already over says more about the clocks than about the token, and is not believed.
            unused: For a token out of a shared store: how long it has not been used by anybody. None for one that
                was minted.
        """
        lifetime = lifetime if lifetime > 0 else inf
        expires_at = now + lifetime
        held = HeldToken(
            flight.identity,
            f"Bearer {token.value.reveal()}",
            now=now,
            accepted_at=now - (unused or 0.0),
            expires_at=expires_at,
            renew_at=expires_at - min(self._renew_ahead, lifetime * _RENEWAL_SHARE) if lifetime < inf else inf,
        )
        held.fresh_until = min(held.accepted_at + self._idle, held.renew_at)
        if unused is None:
            self._mints += 1
        else:
            self._shared += 1
        flight.outcome = held
        if self._flights.get(flight.identity) is flight:
            del self._flights[flight.identity]
            before = self._held.get(flight.identity.key)
            if before is not None:
                held.forbidden = before.forbidden
            self._hold(flight.identity.key, held)
        return held

    def failed(self, flight: Flight, error: WeavrError, now: float) -> None:
        """The flight brought nothing. Nothing of it is kept: the next call starts another one."""
        flight.outcome = error
        self._failures += 1
        if self._flights.get(flight.identity) is flight:
            del self._flights[flight.identity]
        held = flight.replaces
        if held is not None and self._alive(held, now):
            # A renewal failed, and the token still serves: try again after half of the time that is left.
            held.renew_at = now + (held.expires_at - now) / 2
            held.fresh_until = min(held.accepted_at + self._idle, held.renew_at)

    def abandon_flights(self) -> None:
        """Forget the flights of an event loop that is no more. They land nowhere."""
        self._flights.clear()

    def accepted(self, held: HeldToken, now: float) -> None:
        """The service answered a call with this token, and did not object to it."""
        if not held.refused:
            held.accepted_at = now
            idle_until = now + self._idle
            held.fresh_until = min(held.renew_at, idle_until)

    def is_forbidden(self, held: HeldToken, operation: str, now: float) -> bool:
        """Whether a 403 without a code that this operation meets is believed to be about something else."""
        believed = held.forbidden.get(operation)
        return believed is not None and now < believed.until

    def forbidden(self, held: HeldToken, operation: str, now: float) -> None:
        """An operation met a 403 without a code, and met another one with a new token.

        That is remembered beyond the token, and longer each time: whoever asks again and again for what is forbidden
        would otherwise have a token minted each time.
        """
        before = held.forbidden.get(operation)
        seconds = self._trust
        if before is not None and now < before.until + before.seconds:
            seconds = max(seconds, min(before.seconds * 2, _LONGEST_BELIEF))
        held.forbidden[operation] = Belief(now + seconds, seconds)

    def refused(self, held: HeldToken) -> None:
        """The service refused this very token; a newer one of the same identity is not touched."""
        if not held.refused:
            held.refused = True
            held.fresh_until = -inf
            self._refusals += 1

    @property
    def statistics(self) -> TokenStatistics:
        """The counts up to now."""
        return TokenStatistics(
            hits=self._hits,
            mints=self._mints,
            joins=self._joins,
            shared=self._shared,
            failures=self._failures,
            idle_outs=self._idle_outs,
            refusals=self._refusals,
            renewals=self._renewals,
            evictions=self._evictions,
            cached=len(self._held),
        )

    def _alive(self, held: HeldToken, now: float) -> bool:
        return not held.refused and now < held.expires_at and now < held.accepted_at + self._idle

    def _start(self, identity: Identity, *, replaces: HeldToken | None) -> Flight:
        flight = self._flights[identity] = Flight(identity, replaces)
        return flight

    def _hold(self, key: str, held: HeldToken) -> None:
        if key not in self._held:
            if len(self._held) >= self._max_cached:
                self._make_room()
            self._serial += 1
            heapq.heappush(self._oldest, (held.seen_at, self._serial, key))
        self._held[key] = held

    def _make_room(self) -> None:
        """Drop the token that was handed out the longest ago."""
        while True:
            noted, serial, key = self._oldest[0]
            seen_at = self._held[key].seen_at
            if seen_at == noted:
                heapq.heappop(self._oldest)
                del self._held[key]
                self._evictions += 1
                return
            heapq.heapreplace(self._oldest, (seen_at, serial, key))
