"""A client works on one event loop after another, and never on two at once."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, Final, final

from weavr_async.errors import ConfigurationError

if TYPE_CHECKING:
    import asyncio

__all__ = ["OneLoop"]


@final
class OneLoop:
    """The event loop that a client works on: its tokens and its waiting calls belong to that one."""

    __slots__ = ("_lock", "_process", "loop")

    def __init__(self) -> None:
        self.loop: asyncio.AbstractEventLoop | None = None
        """The last one that was entered."""
        self._process = 0
        self._lock: Final = threading.Lock()

    def enter(self, loop: asyncio.AbstractEventLoop) -> None:
        """Work on the running loop from now on.

        Raises:
            ConfigurationError: The loop that the client works on runs at this moment, in another thread.
        """
        if loop is self.loop:
            return
        with self._lock:
            # A process that was forked while a loop ran sees that one run for ever.
            ours = self._process == os.getpid()
            if ours and self.loop is not None and self.loop.is_running():
                raise ConfigurationError(
                    "This client is in use on an event loop that runs in another thread. A client works on one event "
                    "loop at a time: make one for each thread, or hand the calls to the loop that has it by "
                    "asyncio.run_coroutine_threadsafe. Nothing was sent."
                )
            self.loop, self._process = loop, os.getpid()
