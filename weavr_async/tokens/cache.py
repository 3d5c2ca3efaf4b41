"""Which token serves a call, and when a new one is due: decisions only.

This module has no task, no lock and no clock: the time is an argument, the next step is the result, and
`TokenManager` carries it out. For each identity there is at most one token, and at most one refresh: the attempt to get
the next token::

    no token ──next_step──▶ refresh in progress ──succeeded──▶ token held, used again until it was
       ▲                            │                          idle for too long, was refused, or
       └───────────failed───────────┘                          reached its end: then a refresh again

Nobody knows how long the service lets a token live, and a new one may end the older one. So a refresh starts only when
there is no token, or when the token was idle for too long or refused. It starts ahead of time only if the source
states when the token ends.
"""

from __future__ import annotations

import heapq
from math import inf
from typing import TYPE_CHECKING, final

from attrs import define, field, frozen

from weavr_async.tokens.token import ForbiddenPeriod, HeldToken

if TYPE_CHECKING:
    from weavr_async.errors import WeavrError
    from weavr_async.tokens.token import Token
    from weavr_async.values.identities import Identity

__all__ = ["Refresh", "TokenCache", "TokenStatistics", "Use", "Wait"]

_REFRESH_SHARE = 0.2
"""A refresh ahead of time falls into at most this last share of a token's life: a token of 20 s is used for 16 s."""
_LONGEST_FORBIDDEN_PERIOD = 60.0


@final
@frozen
class TokenStatistics:
    """What the token manager has done since it was made."""

    hits: int
    """Calls that used a token that was already held."""
    mints: int
    """Tokens the source handed over."""
    joins: int
    """Calls that waited for a mint which another call had started."""
    shared: int
    """Tokens taken from the shared store instead of being minted."""
    failures: int
    """Refreshes that ended in an error."""
    idle_outs: int
    """Tokens dropped because they had not been used for too long."""
    refusals: int
    """Tokens dropped because the service refused them."""
    refreshes_ahead: int
    """Refreshes that were started ahead of the end that the source had stated."""
    evictions: int
    """Tokens dropped to make room for other identities."""
    cached: int
    """Tokens held now, those included that will not be used again."""


@final
@define(eq=False, repr=False)
class Refresh:
    """One attempt to get an identity's next token."""

    identity: Identity
    replaces: HeldToken | None
    """The token that must not come back: the one that was refused or is about to end."""
    outcome: HeldToken | WeavrError | None = field(default=None)
    """None while it is in progress."""


@final
@frozen(eq=False, repr=False)
class Use:
    """Use this token."""

    held: HeldToken
    start: Refresh | None = None
    """A refresh to start in the background."""


@final
@frozen(eq=False, repr=False)
class Wait:
    """Wait for this refresh."""

    refresh: Refresh
    start: bool
    """Whether to start it first; otherwise another call has."""


@final
class TokenCache:
    """The tokens and refreshes of all identities of one api key.

    Args:
        idle: Seconds without use after which a token counts as dead; infinite if it never does.
        refresh_ahead: Seconds before a stated end at which a refresh starts.
        forbidden_for: Seconds for which an operation counts as forbidden at first; see `forbidden`.
        max_cached: How many tokens are held.
    """

    def __init__(self, *, idle: float, refresh_ahead: float, forbidden_for: float, max_cached: int) -> None:
        self._idle = idle
        self._refresh_ahead = refresh_ahead
        self._forbidden_for = forbidden_for
        self._max_cached = max_cached
        self._held: dict[str, HeldToken] = {}
        self._refreshes: dict[Identity, Refresh] = {}
        # One entry for each held token, under the time at which it was last handed out when the entry was written.
        # Keeping the order correct on every hit would cost more than the hit; it is corrected when room is needed.
        self._oldest: list[tuple[float, int, str]] = []
        self._serial = 0
        self._hits = self._mints = self._joins = self._shared = self._failures = 0
        self._idle_outs = self._refusals = self._refreshes_ahead = self._evictions = 0

    def peek(self, identity: Identity, now: float) -> HeldToken | None:
        """The token, when there is one that needs no further look."""
        held = self._held.get(identity.key)
        if held is None or now >= held.fresh_until:
            return None
        held.handed_out_at = now
        self._hits += 1
        return held

    def next_step(self, identity: Identity, now: float) -> Use | Wait:
        """How to get the token for a call."""
        held = self._held.get(identity.key)
        refresh = self._refreshes.get(identity)
        if held is not None and self._alive(held, now):
            held.handed_out_at = now
            self._hits += 1
            if now < held.refresh_at or refresh is not None:
                return Use(held)
            self._refreshes_ahead += 1
            return Use(held, self._start(identity, replaces=held))
        if refresh is not None:
            self._joins += 1
            return Wait(refresh, start=False)
        idle = held is not None and not held.refused and now < held.expires_at
        self._idle_outs += idle
        # An idle token is still welcome: another process may have kept it alive, and the shared store knows.
        return Wait(self._start(identity, replaces=None if idle else held), start=True)

    def succeeded(
        self, refresh: Refresh, token: Token, now: float, *, lifetime: float, unused_for: float | None
    ) -> HeldToken:
        """The refresh brought a token.

        Args:
            refresh: The refresh.
            token: What it brought.
            now: The time.
            lifetime: Seconds until the end that the source stated; infinite when it stated none. One that is
                already over is ignored: it says more about the clocks than about the token.
            unused_for: For a token out of a shared store, how long no process has used it. None for one that was
                minted.
        """
        lifetime = lifetime if lifetime > 0 else inf
        expires_at = now + lifetime
        held = HeldToken(
            refresh.identity,
            f"Bearer {token.value.reveal()}",
            now=now,
            accepted_at=now - (unused_for or 0.0),
            expires_at=expires_at,
            refresh_at=expires_at - min(self._refresh_ahead, lifetime * _REFRESH_SHARE) if lifetime < inf else inf,
        )
        held.fresh_until = min(held.accepted_at + self._idle, held.refresh_at)
        if unused_for is None:
            self._mints += 1
        else:
            self._shared += 1
        refresh.outcome = held
        if self._refreshes.get(refresh.identity) is refresh:
            del self._refreshes[refresh.identity]
            before = self._held.get(refresh.identity.key)
            if before is not None:
                held.forbidden = before.forbidden
            self._hold(refresh.identity.key, held)
        return held

    def failed(self, refresh: Refresh, error: WeavrError, now: float) -> None:
        """The refresh brought no token. The failure is not remembered: the next call starts another refresh."""
        refresh.outcome = error
        self._failures += 1
        if self._refreshes.get(refresh.identity) is refresh:
            del self._refreshes[refresh.identity]
        held = refresh.replaces
        if held is not None and self._alive(held, now):
            # The token can still be used: try again after half of the time that it has left.
            held.refresh_at = now + (held.expires_at - now) / 2
            held.fresh_until = min(held.accepted_at + self._idle, held.refresh_at)

    def forget_refreshes(self) -> None:
        """Forget the refreshes of an event loop that has ended. What they still bring is not kept."""
        self._refreshes.clear()

    def accepted(self, held: HeldToken, now: float) -> None:
        """The service answered a call that carried this token, and did not object to the token."""
        if not held.refused:
            held.accepted_at = now
            idle_until = now + self._idle
            held.fresh_until = min(held.refresh_at, idle_until)

    def is_forbidden(self, held: HeldToken, operation: str, now: float) -> bool:
        """Whether the operation counts as forbidden, so that a 401 or a 403 without a code is not the token's fault."""
        period = held.forbidden.get(operation)
        return period is not None and now < period.until

    def forbidden(self, held: HeldToken, operation: str, now: float) -> None:
        """An operation was answered with a 401 or a 403 without a code, and again with a new token.

        That is how the service answers for what belongs to another identity, such as a card (observed).
        The next token inherits this, and the period grows each time. Otherwise, whoever keeps asking for something
        forbidden would have a token minted each time.
        """
        before = held.forbidden.get(operation)
        seconds = self._forbidden_for
        if before is not None and now < before.until + before.seconds:
            seconds = max(seconds, min(before.seconds * 2, _LONGEST_FORBIDDEN_PERIOD))
        held.forbidden[operation] = ForbiddenPeriod(now + seconds, seconds)

    def is_untried(self, held: HeldToken, now: float) -> bool:
        """Whether the token was obtained moments ago, and not accepted since."""
        return held.accepted_at <= held.obtained_at and now < held.obtained_at + self._forbidden_for

    def refused(self, held: HeldToken) -> None:
        """The service refused this very token. A newer one of the same identity stays."""
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
            refreshes_ahead=self._refreshes_ahead,
            evictions=self._evictions,
            cached=len(self._held),
        )

    def _alive(self, held: HeldToken, now: float) -> bool:
        return not held.refused and now < held.expires_at and now < held.accepted_at + self._idle

    def _start(self, identity: Identity, *, replaces: HeldToken | None) -> Refresh:
        refresh = self._refreshes[identity] = Refresh(identity, replaces)
        return refresh

    def _hold(self, key: str, held: HeldToken) -> None:
        if key not in self._held:
            if len(self._held) >= self._max_cached:
                self._make_room()
            self._serial += 1
            heapq.heappush(self._oldest, (held.handed_out_at, self._serial, key))
        self._held[key] = held

    def _make_room(self) -> None:
        """Drop the token that was not handed out for the longest time."""
        while True:
            noted, serial, key = self._oldest[0]
            handed_out_at = self._held[key].handed_out_at
            if handed_out_at == noted:
                heapq.heappop(self._oldest)
                del self._held[key]
                self._evictions += 1
                return
            heapq.heapreplace(self._oldest, (handed_out_at, serial, key))
