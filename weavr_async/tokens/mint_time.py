"""How long minting a token may take. Time in which a login waits for its turn under a rate limit does not count."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final, final

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

__all__ = ["MINT_TIME", "MintTime"]


@final
class MintTime:
    """The time of one mint.

    Args:
        limit: Ends the mint.
        wanted_until: Until when somebody waits for the token, by the event loop.
    """

    __slots__ = ("_limit", "_wanted_until")

    def __init__(self, limit: asyncio.Timeout, wanted_until: Callable[[], float]) -> None:
        self._limit: Final = limit
        self._wanted_until: Final = wanted_until

    @property
    def wanted_until(self) -> float:
        """Until when somebody waits for the token, by the event loop."""
        return self._wanted_until()

    @contextmanager
    def not_counted(self) -> Generator[None]:
        """What happens inside does not count."""
        loop = asyncio.get_running_loop()
        end = self._limit.when()
        left = None if end is None else end - loop.time()
        self._limit.reschedule(None)
        try:
            yield
        finally:
            self._limit.reschedule(None if left is None else loop.time() + left)


MINT_TIME: Final[ContextVar[MintTime | None]] = ContextVar("MINT_TIME", default=None)
"""The time of the mint that a login is a part of."""
