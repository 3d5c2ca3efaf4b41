"""The token manager: carries out what the token cache decides.

A refresh runs in its own task, with its own time limit and an empty context. Calls wait for it, each until its own
deadline; when one is cancelled, the refresh goes on for the others. There is no lock.
"""

from __future__ import annotations

import asyncio
import copy
import time
from contextlib import nullcontext
from contextvars import Context
from inspect import isawaitable
from math import inf
from os.path import basename
from typing import TYPE_CHECKING, Final, final

from weavr_async.errors import CallError, NotSent, Outcome, WeavrError
from weavr_async.hooks import TokenMinted, publish
from weavr_async.tokens.cache import Refresh, TokenCache, Use, Wait
from weavr_async.tokens.mint_time import MINT_TIME, MintTime
from weavr_async.tokens.shared import Obtained, SharedTokens
from weavr_async.tokens.token import HeldToken, Token

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence
    from contextlib import AbstractAsyncContextManager

    from weavr_async.hooks import Hook
    from weavr_async.stores.protocols import TokenStore
    from weavr_async.tokens.token import TokenSource
    from weavr_async.values.identities import Identity
    from weavr_async.values.settings import TokenSettings

__all__ = ["TokenManager"]

_REPORTS_PER_IDLE_TIME: Final = 8
_LEAST_SECONDS_BETWEEN_REPORTS: Final = 1.0
_MOST_SECONDS_BETWEEN_REPORTS: Final = 60.0
_NOT_ASYNC: Final = object()


@final
class TokenManager:
    """Keeps the tokens of all identities of one api key in one environment.

    It works on one event loop after another. Tokens outlive a loop; refreshes in progress do not.

    Args:
        source: Where tokens come from.
        settings: How long they are kept, and how many.
        base_url: The environment's address, part of the key in a shared store.
        api_key_fingerprint: The other part.
        store: Shares tokens with other processes. It belongs to the caller, who closes it.
        hooks: Called for every mint.
        most_at_once: How many tokens may be requested at the same time; any number when absent. Further requests wait
            for their turn, which does not count as time of minting.
        clock: Seconds of a clock that never goes back, for the ages of tokens.
        wall_clock: Seconds since 1970, to compare a stated end with.
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
        most_at_once: int | None = None,
        clock: Callable[[], float] = time.monotonic,
        wall_clock: Callable[[], float] = time.time,
    ) -> None:
        self._source = source
        self._idle = settings.idle
        self._mint_timeout = settings.mint_timeout
        self._shared = (
            None
            if store is None
            else SharedTokens(
                store,
                base_url=base_url,
                api_key_fingerprint=api_key_fingerprint,
                idle=settings.idle,
                lease=settings.lease,
            )
        )
        self.is_shared: Final = store is not None
        """Whether other processes use these tokens too, and are to be told by `report_use`."""
        self._report_after = _report_interval(self._idle)
        self._hooks = tuple(hooks)
        self.clock: Final = clock
        """Seconds, for the ages of tokens."""
        self._wall_clock = wall_clock
        self.cache: Final = TokenCache(
            idle=self._idle,
            refresh_ahead=settings.refresh_ahead,
            forbidden_for=settings.forbidden_for,
            max_cached=settings.max_cached,
        )
        """What is known of the tokens. Whoever only looks or tells something asks it, by the time of `clock`."""
        self._most_at_once = most_at_once
        self._turns = _turns(most_at_once)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._refreshes: dict[Refresh, asyncio.Task[None]] = {}
        self._wanted_until: dict[Refresh, float] = {}
        self._reports: set[asyncio.Task[None]] = set()
        self._closed = False

    async def get(self, identity: Identity, *, deadline: float) -> HeldToken:
        """The identity's token, minted if need be.

        Args:
            identity: Whose token.
            deadline: How long this caller waits, in the running loop's `time()`. The refresh goes on after it.

        Raises:
            NotSent: The deadline passed, the manager is closed, or the source failed with an error of its own.
            WeavrError: What the source raised, copied for each caller. Its outcome is `not_sent`: whatever became of
                the mint, the call that needed the token was not sent.
        """
        found = self._held_or_refresh(identity)
        if isinstance(found, HeldToken):
            return found
        self._wanted_until[found] = max(deadline, self._wanted_until.get(found, deadline))
        task = self._refreshes[found]
        # Not awaited itself: the task must survive the caller's cancellation, and has no exception to give.
        await asyncio.wait((task,), timeout=max(deadline - asyncio.get_running_loop().time(), 0))
        if isinstance(found.outcome, HeldToken):
            return found.outcome
        if found.outcome is None:
            raise _not_sent(
                "No token for this identity arrived in the time that the call was given.", "deadline", identity
            )
        raise copy.copy(found.outcome)

    def report_use(self, held: HeldToken) -> None:
        """Tell the other processes that the service has just accepted a token, unless they were told lately."""
        now = self.clock()
        due = now - held.reported_at >= self._report_after
        if due and self._shared is not None and not held.refused and not self._closed:
            held.reported_at = now
            report = self._spawn(self._shared.report_use(held.identity, held.value))
            self._reports.add(report)
            report.add_done_callback(self._reports.discard)

    async def aclose(self) -> None:
        """End refreshes in progress; calls that wait for one get `NotSent`. A store that was handed in stays open."""
        self._closed = True
        if self._loop is not asyncio.get_running_loop():
            return
        tasks = [*self._refreshes.values(), *self._reports]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _held_or_refresh(self, identity: Identity) -> HeldToken | Refresh:
        if self._closed:
            raise _not_sent("The client is closed.", "closed", identity)
        loop = asyncio.get_running_loop()
        if loop is not self._loop:
            # What was in progress on another loop ended with it, or will end without us.
            self._loop = loop
            self.cache.forget_refreshes()
            self._refreshes = {}
            self._reports = set()
            self._turns = _turns(self._most_at_once)
        match self.cache.next_step(identity, self.clock()):
            case Use(held, refresh):
                if refresh is not None:
                    self._start(refresh)
                return held
            case Wait(refresh, start):
                if start:
                    self._start(refresh)
                return refresh

    def _start(self, refresh: Refresh) -> None:
        refreshes = self._refreshes

        def ended(_: asyncio.Task[None]) -> None:
            refreshes.pop(refresh, None)
            self._wanted_until.pop(refresh, None)
            if refresh.outcome is None:  # cancelled, maybe before its first step
                error = _not_sent("Getting a token was cancelled.", "closed", refresh.identity)
                self.cache.failed(refresh, error, self.clock())

        task = refreshes[refresh] = self._spawn(self._carry_out(refresh))
        task.add_done_callback(ended)

    def _spawn(self, work: Coroutine[object, object, None]) -> asyncio.Task[None]:
        # An empty context: the caller that happens to be first lends the others neither its span nor its user.
        return asyncio.get_running_loop().create_task(work, name="weavr_async token", context=Context())

    async def _carry_out(self, refresh: Refresh) -> None:
        identity = refresh.identity
        error: WeavrError
        limit = asyncio.timeout(self._mint_timeout)
        MINT_TIME.set(MintTime(limit, lambda: self._wanted_until.get(refresh, -inf)))
        try:
            async with self._turns, limit:
                obtained = await self._obtain(refresh)
        except WeavrError as raised:
            error = copy.copy(raised)  # without the traceback, whose frames hold what was answered
            error.outcome = Outcome.NOT_SENT
            if isinstance(error, CallError):
                error.identity = identity
        except Exception as raised:  # noqa: BLE001 - a source is anybody's code, and callers handle our errors
            error = (
                _not_sent(f"No token arrived within {self._mint_timeout:g} s.", "token_timeout", identity)
                if limit.expired()
                else _not_sent(f"The token source failed: {_class_and_line(raised)}.", "token_source", identity)
            )
        else:
            expires_at = obtained.token.expires_at
            lifetime = inf if expires_at is None else expires_at.timestamp() - self._wall_clock()
            self.cache.succeeded(
                refresh, obtained.token, self.clock(), lifetime=lifetime, unused_for=obtained.unused_for
            )
            return
        self.cache.failed(refresh, error, self.clock())

    async def _obtain(self, refresh: Refresh) -> Obtained:
        async def mint() -> Token:
            return await self._mint(refresh.identity)

        if self._shared is None:
            return Obtained(await mint(), unused_for=None)
        replaces = None if refresh.replaces is None else refresh.replaces.value
        return await self._shared.obtain(refresh.identity, mint, replaces=replaces)

    async def _mint(self, identity: Identity) -> Token:
        started = self.clock()
        succeeded = False
        try:
            minted = await _awaited(self._source.mint(identity))
            succeeded = isinstance(minted, Token)
        finally:
            publish(self._hooks, TokenMinted(seconds=self.clock() - started, succeeded=succeeded))
        if minted is _NOT_ASYNC:
            message = "The token source's mint is not async: write `async def mint(self, identity)`."
            raise _not_sent(message, "token_source", identity)
        if not isinstance(minted, Token):
            kind = type(minted).__name__
            del minted  # it may be the token itself
            raise _not_sent(
                f"The token source returned {kind}, not a Token: return Token(value).", "token_source", identity
            )
        return minted


async def _awaited(minting: object) -> object:
    return await minting if isawaitable(minting) else _NOT_ASYNC


def _turns(most: int | None) -> AbstractAsyncContextManager[object]:
    """Lets so many in at the same time, on one event loop."""
    return nullcontext() if most is None else asyncio.Semaphore(most)


def _report_interval(idle: float) -> float:
    """Seconds between two reports that a token is in use."""
    return min(max(idle / _REPORTS_PER_IDLE_TIME, _LEAST_SECONDS_BETWEEN_REPORTS), _MOST_SECONDS_BETWEEN_REPORTS)


def _not_sent(message: str, kind: str, identity: Identity) -> NotSent:
    error = NotSent(message, kind=kind, attempts=0)
    error.identity = identity
    return error


def _class_and_line(error: BaseException) -> str:
    """An error's class and the line it came from; its text may hold a secret."""
    traceback = error.__traceback__
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    if traceback is None:
        return type(error).__name__
    file = basename(traceback.tb_frame.f_code.co_filename)  # noqa: PTH119 - pathlib is slow to load, for this alone
    return f"{type(error).__name__} in {file}, line {traceback.tb_lineno}"
