"""A process that dies at a given turn of its event loop: in a thread, with a loop that stops turning."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

__all__ = ["MOST_TURNS", "Mortal", "bury"]

MOST_TURNS: Final = 600
_dead: Final[list[Mortal]] = []


class Killed(BaseException):
    """Nothing of the process runs after this."""


class Mortal(asyncio.SelectorEventLoop):
    """An event loop with so many turns to live."""

    turns: int | None = None

    def _run_once(self) -> None:
        if self.turns is not None:
            if not self.turns:
                raise Killed
            self.turns -= 1
        super()._run_once()  # type: ignore[misc]

    @classmethod
    async def lives(cls, work: Callable[[], Coroutine[Any, Any, object]], turns: int) -> bool:
        """Run something in a process of its own, for so many turns; whether it ended before."""
        ended: list[bool | BaseException] = []

        def live() -> None:
            loop = cls()
            _dead.append(loop)
            loop.turns = turns
            try:
                loop.run_until_complete(work())
            except Killed:
                ended.append(False)
            except BaseException as error:  # noqa: BLE001 - handed on
                ended.append(error)
            else:
                ended.append(True)

        await asyncio.to_thread(live)
        (end,) = ended
        if isinstance(end, BaseException):
            raise end
        return end


def bury() -> None:
    """When all is judged, clean up after all: a killed process cleans nothing up."""

    def all_() -> None:
        while _dead:
            loop = _dead.pop()
            loop.turns = None
            loop.set_exception_handler(lambda *_: None)
            tasks = asyncio.all_tasks(loop)
            for task in tasks:
                task.cancel()
            with suppress(BaseException):
                loop.run_until_complete(asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), 5))
            with suppress(BaseException):
                loop.run_until_complete(loop.shutdown_asyncgens())
            loop.close()

    thread = threading.Thread(target=all_)
    thread.start()
    thread.join()
