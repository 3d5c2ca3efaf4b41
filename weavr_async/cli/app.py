"""The commands together, and what an error of one ends in."""

from __future__ import annotations

import asyncio
import inspect
from typing import TYPE_CHECKING, Final

from cyclopts import App, CycloptsError

from weavr_async._version import __version__
from weavr_async.cli import unresolved
from weavr_async.cli.doctor import doctor
from weavr_async.cli.emulator import emulator
from weavr_async.cli.operations import GROUPS, group_of
from weavr_async.cli.output import DONE, USAGE, Output, exit_code_of
from weavr_async.cli.payouts import payouts
from weavr_async.cli.statement import statement
from weavr_async.errors import OutcomeUnknown, WeavrError

if TYPE_CHECKING:
    from collections.abc import Awaitable

__all__ = ["make_app", "run"]

_INTERRUPTED: Final = 130
_HELP: Final = """Weavr's Multi Back-Office API from the command line.

The key and the environment come from WEAVR_API_KEY and WEAVR_ENVIRONMENT (or WEAVR_BASE_URL), or from a file: see
--config. Exit codes: 0 done, 2 the command cannot be right, 3 refused, 4 not sent, 5 it may have taken effect.
"""


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
    try:
        command, bound, _ = make_app().parse_args(words, exit_on_error=False, print_error=True)
    except CycloptsError:
        return USAGE
    output = Output(as_json="--json" in words)
    try:
        code: object = command(*bound.args, **bound.kwargs)
        if inspect.isawaitable(code):
            code = asyncio.run(_awaited(code))
    except OutcomeUnknown as error:
        error.advice = "It may have taken effect: settle it before doing it anew."
        output.error(error, **unresolved.where(error))
        return exit_code_of(error)
    except WeavrError as error:
        output.error(error)
        return exit_code_of(error)
    except KeyboardInterrupt:
        output.note("Interrupted. weavr unresolved lists what may have taken effect.")
        return _INTERRUPTED
    except OSError as error:
        output.note(f"Error: {error}")
        return USAGE
    return code if isinstance(code, int) else DONE


async def _awaited(code: Awaitable[object]) -> object:
    return await code
