"""What is shown: tables for people on standard output, JSON for programs, and notes on standard error."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

import orjson
from attrs import frozen
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from weavr_async.errors import ApiError, BadRequest, ConfigurationError, InvalidRequest, OutcomeUnknown, WeavrError
from weavr_async.values._times import from_epoch_ms
from weavr_async.values.json_values import to_json
from weavr_async.values.money import Money

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weavr_backoffice.types import JSON

__all__ = ["DONE", "NOT_SENT", "REFUSED", "UNKNOWN", "USAGE", "Output", "exit_code_of"]

DONE: Final = 0
USAGE: Final = 2
"""The command cannot be right; nothing was sent."""
REFUSED: Final = 3
NOT_SENT: Final = 4
"""Or not answered, and without effect."""
UNKNOWN: Final = 5
"""It may have taken effect."""

_AMOUNT: Final = {"currency", "amount"}
_WIDEST: Final = 8
"""Columns of a list at most; --json has all."""


def exit_code_of(error: WeavrError) -> int:
    """Which exit code an error ends a command with."""
    match error:
        case OutcomeUnknown():
            return UNKNOWN
        case ApiError():
            return REFUSED
        case InvalidRequest() | ConfigurationError():
            return USAGE
        case _:  # what was read, or never left: without effect
            return NOT_SENT


@frozen
class Output:
    """Where a command's results, notes and progress go.

    Args:
        as_json: Write results as JSON, one object a line, and errors as JSON too.
    """

    as_json: bool

    def result(self, value: object, *, title: str | None = None) -> None:
        """Show one thing."""
        if self.as_json:
            self._write_json(value)
            return
        table = Table(title=title, show_header=False, title_justify="left")
        table.add_column(style="bold")
        table.add_column(overflow="fold")
        for name, text in _flat(_plain(value)):
            table.add_row(_clean(name), _clean(text))
        _console().print(table)

    def results(self, values: Sequence[object], *, title: str | None = None, columns: Sequence[str] = ()) -> None:
        """Show several things of one kind; people see these columns, or the first ones."""
        if self.as_json:
            for value in values:
                self._write_json(value)
            return
        rows = [dict(_flat(_plain(value))) for value in values]
        names = [*columns] or list(dict.fromkeys(name for row in rows for name in row))[:_WIDEST]
        if not rows:
            self.note(f"{title}: none." if title else "None.")
            return
        table = Table(title=title, title_justify="left")
        for name in names:
            table.add_column(_clean(name.rpartition(".")[2] if columns else name), overflow="fold")
        for row in rows:
            table.add_row(*(_clean(row.get(name, "")) for name in names))
        _console().print(table)

    def note(self, text: str) -> None:
        """Say something that is no result."""
        if not self.as_json:
            _console(stderr=True).print(_clean(text))

    def error(self, error: WeavrError, **more: object) -> None:
        """Say what went wrong."""
        if self.as_json:
            facts = {"error": type(error).__name__, "message": str(error), "outcome": error.outcome, **_facts(error)}
            sys.stderr.write(orjson.dumps(facts | more, default=to_json).decode() + "\n")
            return
        console = _console(stderr=True)
        console.print(Text("Error: ", style="bold red") + _clean(str(error)))
        for fault in error.field_errors if isinstance(error, BadRequest) else ():
            console.print(_clean(f"  {fault.field_name}: {fault.message or fault.code}"))
        for name, value in more.items():
            console.print(_clean(f"  {name.replace('_', ' ')}: {value}"))

    def progress(self) -> Progress:
        """A progress bar on standard error; quiet where that is no terminal, and for programs."""
        console = _console(stderr=True)
        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
        )
        return Progress(*columns, console=console, transient=True, disable=self.as_json or not console.is_terminal)

    def _write_json(self, value: object) -> None:
        sys.stdout.write(orjson.dumps(value, default=to_json).decode() + "\n")
        sys.stdout.flush()


def _console(*, stderr: bool = False) -> Console:
    return Console(stderr=stderr, highlight=False)


def _facts(error: WeavrError) -> dict[str, object]:
    names = ("status", "code", "operation", "request_ref", "idempotency_ref", "field", "intent")
    found = {name: getattr(error, name, None) for name in names}
    return {name: value for name, value in found.items() if value is not None}


def _plain(value: object) -> JSON:
    """What JSON shows of a value."""
    plain: JSON = orjson.loads(orjson.dumps(value, default=to_json))
    return plain


def _flat(value: JSON, name: str = "", currency: object = None) -> list[tuple[str, str]]:
    """The fields of a JSON value and of those within it, one line each."""
    if isinstance(value, dict):
        if value.keys() == _AMOUNT:
            return [(name, _amount(value["amount"], value["currency"]))]
        own = value.get("currency", currency)
        return [line for key, inner in value.items() for line in _flat(inner, f"{name}.{key}" if name else key, own)]
    if isinstance(value, list):
        return [line for place, inner in enumerate(value, 1) for line in _flat(inner, f"{name}[{place}]", currency)]
    if name.endswith("Balance") and isinstance(value, int) and currency is not None:
        return [(name, _amount(value, currency))]
    return [(name, _text(name, value))]


def _text(name: str, value: object) -> str:
    if name.endswith("Timestamp") and isinstance(value, int):
        return _time(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _time(milliseconds: int) -> str:
    try:
        return from_epoch_ms(milliseconds).isoformat(sep=" ", timespec="seconds")
    except OverflowError:
        return str(milliseconds)


def _amount(amount: object, currency: object) -> str:
    if isinstance(amount, int) and isinstance(currency, str):
        try:
            return str(Money.from_minor(amount, currency))
        except InvalidRequest:
            return f"{amount} minor units of {currency}"
    return f"{amount} {currency}"


def _clean(text: str) -> Text:
    """A text without what would steer the terminal: it may come from a server."""
    return Text("".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text))
