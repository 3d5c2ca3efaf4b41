"""What is shown: tables for people on standard output, JSON for programs, and notes on standard error."""

from __future__ import annotations

import io
import os
import re
import signal
import sys
from typing import TYPE_CHECKING, Final, Protocol, cast

import orjson
from attrs import frozen
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn
from rich.prompt import Confirm
from rich.text import Text

from weavr_async.cli.tables import clean, fields_of, table_of
from weavr_async.errors import (
    ApiError,
    BadRequest,
    ConfigurationError,
    InvalidRequest,
    Outcome,
    OutcomeUnknown,
    WeavrError,
)
from weavr_async.values._times import from_epoch_ms
from weavr_async.values.json_values import to_json
from weavr_async.values.money import Money

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
    from typing import IO, TextIO

    from rich.console import RenderableType

    from weavr_backoffice.types import JSON

__all__ = ["DONE", "INTERRUPTED", "NOT_SENT", "REFUSED", "UNKNOWN", "USAGE", "Output", "ask", "exit_code_of", "write"]

DONE: Final = 0
USAGE: Final = 2
"""The command cannot be right; nothing was sent."""
REFUSED: Final = 3
NOT_SENT: Final = 4
"""Or not answered, and without effect."""
UNKNOWN: Final = 5
"""It may have taken effect."""
INTERRUPTED: Final = 130
"""By a person or a signal, before any write had an effect."""

_PADDING: Final = re.compile(r" +\n")
_WORDS: Final = re.compile(r"_|(?<=[a-z])(?=[A-Z])")
_AMOUNT: Final = {"currency", "amount"}
_WIDEST: Final = 8
"""Columns of a list at most; --json has all."""
_UNBOUNDED: Final = 10_000
"""How wide what is no terminal is."""


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


class _List(Protocol):
    def __aiter__(self) -> AsyncIterator[object]: ...

    async def collect(self, limit: int | None = None) -> Sequence[object]: ...


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
            self.item(value)
            return
        console = _console()
        fields = [(name, text) for name, text in _flat(_plain(value)) if text]
        _print(console, [*_title(title), fields_of(fields, console.width)])

    def results(
        self, values: Sequence[object], *, title: str | None = None, columns: Mapping[str, str] | None = None
    ) -> None:
        """Show several things of one kind; people see these columns, or the first ones."""
        if self.as_json:
            for value in values:
                self.item(value)
            return
        if not values:
            self.note(f"{title}: none." if title else "None.")
            return
        console, rows = _console(), [dict(_flat(_plain(value))) for value in values]
        names = list(dict.fromkeys(name for row in rows for name in row))[:_WIDEST]
        titles = columns or {name: _WORDS.sub(" ", name) for name in names}
        _print(console, [*_title(title), *table_of(rows, titles, console.width)])

    async def first(self, given: _List, limit: int, *, columns: Mapping[str, str] | None, which: str = "first") -> None:
        """Show the first of a list, or all of it; as JSON all of it while it is read."""
        if limit < 0:
            raise InvalidRequest("This is a number from 0 on; 0 is for all.", field="--limit")
        if self.as_json and not limit:
            async for item in given:
                if not self.item(item):
                    return
            return
        found = await given.collect(limit + 1 if limit else None)
        self.results(found[: limit or None], columns=columns)
        if limit and len(found) > limit:
            more = f"The {which} {limit}. There are more: --limit 0 gives all."
            write(sys.stderr, orjson.dumps({"note": more}) + b"\n") if self.as_json else self.note(more)

    def item(self, value: object) -> bool:
        """Write one thing as JSON, and say whether somebody reads on."""
        return write(sys.stdout, orjson.dumps(value, default=to_json) + b"\n")

    def note(self, text: str) -> None:
        """Say something that is no result."""
        if not self.as_json:
            _print(_console(stderr=True), [clean(text)])

    def error(self, error: WeavrError, where: Mapping[str, object] | None = None) -> None:
        """Say what went wrong, and where it lies."""
        kind, outcome, places = type(error).__name__, error.outcome, where or {}
        if self.as_json:
            self.failure(kind, str(error), outcome=outcome, facts={**_facts(error), **places})
            return
        blamed = f"{error.field}: " if isinstance(error, InvalidRequest) and error.field else ""
        faults = error.field_errors if isinstance(error, BadRequest) else ()
        told = {fault.field_name: fault.message or fault.code for fault in faults if fault.field_name}
        named = {"operation": error.operation, "request-ref": error.request_ref, "reference": error.idempotency_ref}
        facts = {**told, **{name: value for name, value in named.items() if value is not None}, **places}
        self.failure(kind, blamed + error.message, error.advice, outcome=outcome, facts=facts)

    def failure(
        self, error: str, message: str, advice: str = "", *, outcome: Outcome, facts: Mapping[str, object] | None = None
    ) -> None:
        """Say what went wrong, what to do about it, and what is known of it."""
        known = facts or {}
        if self.as_json:
            told = {"error": error, "message": f"{message} {advice}".rstrip(), "outcome": outcome, **known}
            write(sys.stderr, orjson.dumps(told, default=to_json) + b"\n")
            return
        console = _console(stderr=True)
        first = Text.assemble(("Error: ", "bold red"), clean(message))
        _print(console, [first, *([clean(advice)] if advice else [])])
        lines = [clean(f"  {name.replace('_', ' ')}: {value}", "dim") for name, value in known.items()]
        _print(console, lines, soft_wrap=True)  # never broken, for they are copied

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


def ask(question: str) -> bool:
    """Ask a person, on standard error, for a result may be read by a program. No answer is a no."""
    console = _console(stderr=True)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # the event loop's waits for the answer
    try:
        return Confirm.ask(clean(question), console=console, default=False)
    except EOFError:
        console.print()
        return False
    finally:
        signal.signal(signal.SIGINT, before)


class _Stream(io.TextIOBase):
    """Standard output or error, as rich writes to it."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream: Final = stream

    @property
    def encoding(self) -> str:  # type: ignore[override] # a variable there
        return getattr(self._stream, "encoding", None) or "utf-8"

    def isatty(self) -> bool:
        return self._stream is not None and self._stream.isatty()

    def write(self, text: str, /) -> int:
        write(self._stream, _PADDING.sub("\n", text).encode(self.encoding, "replace"))
        return len(text)


def _console(*, stderr: bool = False) -> Console:
    stream = cast("IO[str]", _Stream(sys.stderr if stderr else sys.stdout))  # which has all of it that rich uses
    console = Console(file=stream, highlight=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = _UNBOUNDED
    return console


def _print(console: Console, shown: Iterable[RenderableType], *, soft_wrap: bool = False) -> None:
    console.print(*shown, sep="\n", soft_wrap=soft_wrap)


def write(stream: TextIO | None, data: bytes) -> bool:
    """Write, and say whether somebody reads on.

    Raises:
        OSError: What standard output should have taken cannot be written.
    """
    if stream is None:  # closed by who started this
        return False
    try:
        stream.flush()
        stream.buffer.write(data)
        stream.flush()
    except OSError as error:
        # What Python still holds back of it would fail once more when the process ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        if isinstance(error, BrokenPipeError) or stream is sys.stderr:
            return False
        raise OSError(error.errno, error.strerror, "standard output") from None
    return True


def _title(title: str | None) -> list[Text]:
    return [] if title is None else [clean(title, "italic")]


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
    if name.endswith("Timestamp") and str(value).isdecimal():
        return _time(int(str(value)))
    if name.endswith("TransactionAmount") and isinstance(value, int):
        return f"{value} minor units"  # of the card's currency, which spend rules do not name
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _time(milliseconds: int) -> str:
    try:
        return f"{from_epoch_ms(milliseconds):%Y-%m-%d %H:%M:%SZ}"
    except OverflowError:
        return str(milliseconds)


def _amount(amount: object, currency: object) -> str:
    if isinstance(amount, int) and isinstance(currency, str):
        try:
            return str(Money.from_minor(amount, currency))
        except InvalidRequest:
            return f"{amount} minor units of {currency}"
    return f"{amount} {currency}"
