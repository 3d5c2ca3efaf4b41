"""The service of a fleet: the emulator behind rate limits of fixed or sliding windows, with delays of a network.

It runs in a process of its own: `python -m scripts.proofs.fleet.service '{"kind": "sliding", …}'`. It says its URL,
takes one line of JSON at a time (new limits, or nothing for the end), and says in the end what it took and refused.
"""

from __future__ import annotations

import asyncio
import json
import math
import random
import sys
import time
from collections import deque
from typing import TYPE_CHECKING, Final

from weavr_async.emulator import Emulator, serve

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

__all__ = ["Limiter"]

SHORTEST, LONGEST = 0.03, 0.3


class Limiter:
    """Counts requests in windows whose beginning nobody knows."""

    def __init__(self, kind: str, limits: list[tuple[int, float]], phase: float) -> None:
        self._sliding: Final = kind == "sliding"
        self._phase: Final = phase
        self._taken: Final[deque[float]] = deque(maxlen=100_000)
        self.limits = limits
        self.taken: list[float] = []
        self.refused: list[float] = []

    def take(self, now: float) -> tuple[int, float] | None:
        """Count a request; if it is over a limit, which one, and in how many seconds that resets."""
        for limit, seconds in self.limits:
            since = now - seconds if self._sliding else self._begin(now, seconds)
            inside = [at for at in self._taken if at > since]
            if len(inside) >= limit:
                self.refused.append(now)
                return limit, (inside[-limit] if self._sliding else since) + seconds - now
        self._taken.append(now)
        self.taken.append(now)
        return None

    def _begin(self, now: float, seconds: float) -> float:
        return math.floor((now + self._phase) / seconds) * seconds - self._phase


class Throttled:
    """The emulator behind a limiter and a network."""

    def __init__(self, app: ASGIApp, limiter: Limiter, dice: random.Random) -> None:
        self._app = app
        self._limiter = limiter
        self._dice = dice

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request arrive, and be answered, after a while."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        delay = min(SHORTEST + self._dice.lognormvariate(-2.5, 0.8), LONGEST)
        there = delay * self._dice.uniform(0.3, 0.7)
        await asyncio.sleep(there)
        hit = self._limiter.take(time.monotonic())
        await asyncio.sleep(delay - there)
        if hit is None:
            await self._app(scope, receive, send)
            return
        limit, resets_in = hit
        named = ", ".join([str(limit), *(f"{calls};w={seconds:g}" for calls, seconds in self._limiter.limits)])
        headers = [
            (b"x-ratelimit-limit", named.encode()),
            (b"x-ratelimit-reset", str(math.ceil(resets_in)).encode()),
            (b"content-length", b"0"),
        ]
        await send({"type": "http.response.start", "status": 429, "headers": headers})
        await send({"type": "http.response.body", "body": b""})


async def work(kind: str, limits: list[tuple[int, float]], seed: int) -> None:
    """Serve until the input ends."""
    dice = random.Random(seed)  # noqa: S311 - dice, made to be repeatable
    limiter = Limiter(kind, limits, dice.uniform(0, 60))
    async with serve(Throttled(Emulator(seed=seed, log_size=1), limiter, dice)) as url:
        sys.stdout.write(url + "\n")
        sys.stdout.flush()
        while line := (await asyncio.to_thread(sys.stdin.readline)).strip():
            limiter.limits = json.loads(line)
    sys.stdout.write(json.dumps({"taken": limiter.taken, "refused": limiter.refused}) + "\n")


if __name__ == "__main__":
    asyncio.run(work(**json.loads(sys.argv[1])))
