"""The token manager: carries out what the table of tokens decides.

A mint runs in a task of its own, with its own time limit and an empty context. Calls wait for it, each
until its own deadline; one that is cancelled leaves the mint to the others. Nobody takes a lock.
"""

from __future__ import annotations

import asyncio
import copy
import time
from contextvars import Context
from math import inf
from pathlib import PurePath
from typing import TYPE_CHECKING, Final, final

from weavr_async.errors import CallError, NotSent, Outcome, WeavrError
from weavr_async.hooks import TokenMinted, publish
from weavr_async.stores.tokens_protocol import SharedToken, TokenKey
from weavr_async.tokens.cache import Flight, Join, Renew, Start, TokenCache, TokenStatistics, Use
from weavr_async.tokens.token import HeldToken

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence

    from weavr_async.hooks import Hook
    from weavr_async.stores.tokens_protocol import TokenStore
    from weavr_async.tokens.token import Token, TokenSource
    from weavr_async.values.identities import Identity
    from weavr_async.values.settings import TokenSettings

__all__ = ["TokenManager"]

_TOUCHES_PER_IDLE_TIME: Final = 8
_LEAST_SECONDS_BETWEEN_TOUCHES: Final = 1.0
_MOST_SECONDS_BETWEEN_TOUCHES: Final = 60.0


@final
class TokenManager:
    """Keeps the tokens of all identities of one api key in one environment.

    Works on one event loop after another; tokens outlive a loop, mints under way do not.

    Args:
        source: Where tokens come from.
        settings: How long they are kept, and how many.
        base_url: The environment's address, part of the key in a shared store.
        api_key_fingerprint: The other part.
        store: Shares tokens with other processes. It belongs to the caller, who closes it.
        hooks: Told of every mint.
        clock: Seconds that only grow; the ages of tokens are told by it.
        wall_clock: Seconds since 1970, against which a stated end is read.
    """

    def __init__(
        self,
        source: TokenSource,
        settings: TokenSettings,
        *,
        base_url: str,
        api_key_fingerprint: str,
        store: TokenStore | None = None,
        hooks: Sequence[Hook] = (),
        clock: Callable[[], float] = time.monotonic,
        wall_clock: Callable[[], float] = time.time,
    ) -> None:
        self._source = source
        self._idle = settings.idle
        self._mint_timeout = settings.mint_timeout
        self._base_url = base_url
        self._api_key_fingerprint = api_key_fingerprint
        self._store = store
        self._touch_after = min(
            max(self._idle / _TOUCHES_PER_IDLE_TIME, _LEAST_SECONDS_BETWEEN_TOUCHES), _MOST_SECONDS_BETWEEN_TOUCHES
        )
        self._hooks = tuple(hooks)
        self._clock = clock
        self._wall_clock = wall_clock
        self._table = TokenCache(
            idle=self._idle,
            renew_ahead=settings.renew_ahead,
            trust=settings.trust,
            max_cached=settings.max_cached,
        )
        self._loop: asyncio.AbstractEventLoop | None = None
        self._flights: dict[Flight, asyncio.Task[None]] = {}
        self._touches: set[asyncio.Task[None]] = set()
        self._closed = False

    def peek(self, identity: Identity) -> HeldToken | None:
        """The identity's token, when there is one that can be used as it stands."""
        return self._table.peek(identity, self._clock())

    async def get(self, identity: Identity, *, deadline: float) -> HeldToken:
        """The identity's token, minted if need be.

        Args:
            identity: Whose token.
            deadline: In the running loop's `time()`: how long this caller waits. The mint goes on after it.

        Raises:
            NotSent: The deadline passed, the manager is closed, or the source failed with an error of its own.
            WeavrError: What the source raised, afresh for each caller. Its outcome is `not_sent`: whatever
                became of the mint, the call that needed the token did not take place.
        """
        flight = self._flight_for(identity)
        if isinstance(flight, HeldToken):
            return flight
        task = self._flights[flight]
        # Not awaited itself: the task must survive the caller's cancellation, and has no exception to give.
        await asyncio.wait((task,), timeout=max(deadline - asyncio.get_running_loop().time(), 0))
        if isinstance(flight.outcome, HeldToken):
            return flight.outcome
        if flight.outcome is None:
            raise _not_sent(
                "No token for this identity arrived in the time that the call was given.", "deadline", identity
            )
        raise copy.copy(flight.outcome)

    def accepted(self, held: HeldToken) -> None:
        """An answer came back that does not object to the token: it is alive, and was used just now."""
        now = self._clock()
        self._table.accepted(held, now)
        due = now - held.touched_at >= self._touch_after
        if due and self._store is not None and not held.refused and not self._closed:
            held.touched_at = now
            touch = self._spawn(self._store.touch(self._key(held.identity), held.value, idle=self._idle))
            self._touches.add(touch)
            touch.add_done_callback(self._touches.discard)

    def is_forbidden(self, held: HeldToken, operation: str) -> bool:
        """Whether a 403 without a code that this operation meets is believed to be about something else."""
        return self._table.is_forbidden(held, operation, self._clock())

    def forbidden(self, held: HeldToken, operation: str) -> None:
        """An operation met a 403 without a code with a new token too: the token was not to blame."""
        self._table.forbidden(held, operation, self._clock())

    def refused(self, held: HeldToken) -> None:
        """The service refused this very token (401, or a 403 without a code): it is not used again.

        If the identity has another token by now, that one stays.
        """
        self._table.refused(held)

    @property
    def statistics(self) -> TokenStatistics:
        """What was done up to now."""
        return self._table.statistics

    async def aclose(self) -> None:
        """End mints under way; calls that wait for one get `NotSent`. A store that was handed in stays open."""
        self._closed = True
        if self._loop is not asyncio.get_running_loop():
            return
        tasks = [*self._flights.values(), *self._touches]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _flight_for(self, identity: Identity) -> HeldToken | Flight:
        if self._closed:
            raise _not_sent("The client is closed.", "closed", identity)
        loop = asyncio.get_running_loop()
        if loop is not self._loop:
            # What was under way on another loop ended with it, or will end without us.
            self._loop = loop
            self._table.abandon_flights()
            self._flights = {}
            self._touches = set()
        decision = self._table.ask(identity, self._clock())
        match decision:
            case Use(held):
                return held
            case Renew(held, flight):
                self._depart(flight)
                return held
            case Start(flight):
                self._depart(flight)
                return flight
            case Join(flight):
                return flight

    def _depart(self, flight: Flight) -> None:
        flights = self._flights

        def over(_: asyncio.Task[None]) -> None:
            flights.pop(flight, None)
            if flight.outcome is None:  # cancelled, maybe before it took its first step
                self._table.failed(
                    flight,
                    _not_sent("Getting a token was cancelled.", "closed", flight.identity),
                    self._clock(),
                )

        task = flights[flight] = self._spawn(self._fly(flight))
        task.add_done_callback(over)

    def _spawn(self, work: Coroutine[object, object, None]) -> asyncio.Task[None]:
        # An empty context: the caller that happens to be first lends the others neither its span nor its user.
        return asyncio.get_running_loop().create_task(work, name="weavr_async token", context=Context())

    async def _fly(self, flight: Flight) -> None:
        identity = flight.identity
        error: WeavrError
        limit = asyncio.timeout(self._mint_timeout)
        try:
            async with limit:
                shared = await self._obtain(flight)
        except WeavrError as raised:
            error = copy.copy(raised)  # without the traceback, whose frames hold what was answered
            error.outcome = Outcome.NOT_SENT
            if isinstance(error, CallError):
                error.identity = identity
        except Exception as raised:  # noqa: BLE001 - a source is anybody's code, and callers handle our errors
            error = (
                _not_sent(f"No token arrived within {self._mint_timeout:g} s.", "token_timeout", identity)
                if limit.expired()
                else _not_sent(f"The token source failed: {_whereabouts(raised)}.", "token_source", identity)
            )
        else:
            self._land(flight, shared)
            return
        self._table.failed(flight, error, self._clock())

    def _land(self, flight: Flight, shared: SharedToken) -> None:
        expires_at = shared.token.expires_at
        self._table.landed(
            flight,
            shared.token,
            self._clock(),
            lifetime=inf if expires_at is None else expires_at.timestamp() - self._wall_clock(),
            unused=shared.unused_for,
        )

    async def _obtain(self, flight: Flight) -> SharedToken:
        async def mint() -> Token:
            return await self._mint(flight.identity)

        if self._store is None:
            return SharedToken(await mint(), unused_for=None)
        replaced = flight.replaces
        return await self._store.obtain(
            self._key(flight.identity), mint, idle=self._idle, not_this=None if replaced is None else replaced.value
        )

    async def _mint(self, identity: Identity) -> Token:
        started = self._clock()
        succeeded = False
        try:
            token = await self._source.mint(identity)
            succeeded = True
        finally:
            publish(self._hooks, TokenMinted(seconds=self._clock() - started, succeeded=succeeded))
        return token

    def _key(self, identity: Identity) -> TokenKey:
        return TokenKey(self._base_url, self._api_key_fingerprint, identity)


def _not_sent(message: str, kind: str, identity: Identity) -> NotSent:
    error = NotSent(message, kind=kind, attempts=0)
    error.identity = identity
    return error


def _whereabouts(error: BaseException) -> str:
    """An error's class and the line it came from; its text may hold a secret."""
    traceback = error.__traceback__
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    if traceback is None:
        return type(error).__name__
    return (
        f"{type(error).__name__} in {PurePath(traceback.tb_frame.f_code.co_filename).name}, line {traceback.tb_lineno}"
    )
