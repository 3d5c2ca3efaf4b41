"""The commands together, and what an error of one ends in."""

from __future__ import annotations

import asyncio
import inspect
import logging
import signal
import threading
from contextlib import contextmanager
from functools import cache, partial
from typing import TYPE_CHECKING, Final

from cyclopts import App, CycloptsError

from weavr_async._version import __version__
from weavr_async.cli import unresolved
from weavr_async.cli.doctor import doctor
from weavr_async.cli.emulator import emulator
from weavr_async.cli.kept_tokens import ended, interrupted
from weavr_async.cli.operations import GROUPS, group_of
from weavr_async.cli.options import WriteOptions
from weavr_async.cli.output import DONE, INTERRUPTED, NOT_SENT, UNKNOWN, USAGE, Output, exit_code_of
from weavr_async.cli.payouts import payouts
from weavr_async.cli.payouts import run as pay
from weavr_async.cli.statement import statement
from weavr_async.errors import Outcome, OutcomeUnknown, WeavrError
from weavr_async.stores.protocols import StoreUnavailable, StoreUncertain

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator, Sequence
    from inspect import BoundArguments
    from types import FrameType

__all__ = ["make_app", "run"]

_HELP: Final = """Weavr's Multi Back-Office API from the command line.

The key and the environment come from WEAVR_API_KEY and WEAVR_ENVIRONMENT (or WEAVR_BASE_URL), or from a file: see
--config. Exit codes: 0 done, 2 the command cannot be right, 3 refused, 4 not sent, 5 it may have taken effect.
"""
_SIGNALS: Final = ("SIGTERM", "SIGHUP")
"""They interrupt as Ctrl-C does, so that a write under way leaves its settle token."""


@cache
def make_app() -> App:
    """All commands."""
    app = App(name="weavr", help=_HELP, version=__version__)
    for group in GROUPS:
        app.command(group_of(group))
    app.command(statement)
    app.command(payouts)
    app.command(unresolved.unresolved)
    app.command(unresolved.settle)
    app.command(doctor)
    app.command(emulator)
    app.register_install_completion_command(add_to_startup=False)  # pyright: ignore[reportUnknownMemberType] # untyped upstream
    return app


def run(words: list[str]) -> int:
    """Run one command, and give its exit code."""
    output = Output(as_json="--json" in words)
    try:
        command, bound, _ = make_app().parse_args(words, exit_on_error=False, print_error=False)
    except CycloptsError as error:
        error.verbose = False
        advice = f"See {' '.join(['weavr', *(error.command_chain or ())])} --help."
        output.failure("UsageError", str(error), advice, outcome=Outcome.NOT_SENT)
        return USAGE
    acts = command is unresolved.settle or _is_write(bound)
    interrupted.clear()
    ended.clear()
    logging.getLogger("weavr_async").addHandler(logging.NullHandler())  # what it would say is told as an error
    try:
        return _ended(partial(command, *bound.args, **bound.kwargs), output)
    except (OSError, StoreUnavailable, StoreUncertain) as error:
        advice = f"It may have been done. {_next(command, bound)}" if acts else ""
        outcome = Outcome.UNKNOWN if acts else Outcome.NOT_SENT
        output.failure(type(error).__name__, _sentence(error), advice, outcome=outcome)
        return UNKNOWN if acts else NOT_SENT
    except KeyboardInterrupt:
        return _interrupted(output, _next(command, bound))


def _next(command: object, bound: BoundArguments) -> str:
    """What to do about a command that may have done its work."""
    if command in {pay, unresolved.settle}:
        return "Run the same command again: nothing is done twice."
    if bound.arguments.get("ref") or bound.arguments.get("raw_ref"):
        return "Run again under the same --ref, it is done once."
    return "Look before you do it anew."


def _sentence(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return str(error)


def _is_write(bound: BoundArguments) -> bool:
    return any(isinstance(each, WriteOptions) and not each.dry_run for each in bound.arguments.values())


def _ended(command: Callable[[], object], output: Output) -> int:
    try:
        code = command()
        if inspect.isawaitable(code):
            tasks: list[asyncio.Task[object]] = []
            with _ended_by_signals(tasks):
                code = asyncio.run(_awaited(code, tasks))
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None
    except OutcomeUnknown as error:
        error.advice = "It may have taken effect: settle it before doing it anew."
        output.error(error, unresolved.where(error))
        return exit_code_of(error)
    except WeavrError as error:
        output.error(error)
        return exit_code_of(error)
    except (SystemExit, BrokenPipeError):  # whoever read the help has read enough
        return DONE
    return code if isinstance(code, int) else DONE


def _interrupted(output: Output, advice: str) -> int:
    """Say what was under way, and where it lies; or else which write had ended: its result may not have been shown."""
    if not interrupted and not ended:
        output.failure("Interrupted", "Interrupted. No write was under way.", outcome=Outcome.NOT_SENT)
        return INTERRUPTED
    for facts in interrupted:
        message = "Interrupted while a write was under way: it may have taken effect."
        output.failure("Interrupted", message, outcome=Outcome.UNKNOWN, facts=facts)
    if not interrupted:
        message = "Interrupted when a write had ended: it may have taken effect."
        output.failure("Interrupted", message, advice, outcome=Outcome.UNKNOWN, facts=ended[-1])
    return UNKNOWN


@contextmanager
def _ended_by_signals(tasks: Sequence[asyncio.Task[object]]) -> Generator[None]:
    can_be_set = threading.current_thread() is threading.main_thread()
    found = [getattr(signal, name) for name in _SIGNALS if can_be_set and hasattr(signal, name)]
    ours = [number for number in found if signal.getsignal(number) is signal.SIG_DFL]  # not under nohup
    for number in ours:
        signal.signal(number, partial(_interrupt, tasks))
    try:
        yield
    finally:
        for number in ours:
            signal.signal(number, signal.SIG_DFL)


def _interrupt(tasks: Sequence[asyncio.Task[object]], _number: int, _frame: FrameType | None) -> None:
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.raise_signal(signal.SIGINT)
        return
    # Scripts start what runs in the background with Ctrl-C ignored, so the event loop does not listen to it.
    if not tasks or tasks[0].done():
        raise KeyboardInterrupt
    tasks[0].get_loop().call_soon_threadsafe(tasks[0].cancel)  # which wakes it


async def _awaited(code: Awaitable[object], tasks: list[asyncio.Task[object]]) -> object:
    task = asyncio.current_task()
    assert task is not None, "it runs in one"  # noqa: S101
    tasks.append(task)
    return await code
