"""Statements: show the newest entries, write all of them to a file, or say whether they add up."""

from __future__ import annotations

import sys
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, cast

from attrs import field, frozen
from cyclopts import App, Parameter
from rich.progress import TaskID

from weavr_async.cli.options import IdentityOptions
from weavr_async.cli.output import DONE, REFUSED, Output, write
from weavr_async.cli.words import day_or_moment, to_be_written
from weavr_async.errors import InvalidRequest
from weavr_async.hooks import CallEnded
from weavr_async.statements.reconcile import ReconciliationVerdict

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping

    from rich.progress import Progress

    from weavr_async.hooks import Event
    from weavr_async.statements.statement import Statement

__all__ = ["statement"]

_COLUMNS: Final = {
    "processedTimestamp": "time",
    "transactionId.type": "type",
    "transactionId.id": "id",
    "entryState": "state",
    "transactionAmount": "amount",
    "actualBalanceAfter": "balance",
}

statement: Final = App(name="statement", help="Statements of accounts and cards.")


@Parameter(name="*")
@frozen(kw_only=True)
class Range:
    """Which entries."""

    card: Annotated[bool, Parameter(negative="", help="The id is a card's, not an account's.")] = False
    month: Annotated[str | None, Parameter(help="All of a month, such as 2026-10.")] = None
    since: Annotated[str | None, Parameter(help="From then on, such as 2026-10-01 or 2026-10-01T09:00:00Z.")] = None
    until: Annotated[str | None, Parameter(help="Before then.")] = None
    zone: Annotated[str | None, Parameter(help="Where days begin, such as Europe/London; UTC otherwise.")] = None
    types: Annotated[list[str] | None, Parameter(name="--type", negative="", help="Only entries of this type.")] = None

    def arguments(self) -> dict[str, Any]:
        """What was given, as the resources take it."""
        given: dict[str, object] = {"month": self.month, "zone": self.zone, "types": self.types}
        given |= {
            name: None if text is None else day_or_moment(text)
            for name, text in (("since", self.since), ("until", self.until))
        }
        return {name: value for name, value in given.items() if value is not None}


_RANGE: Final = Range()
_OPTIONS: Final = IdentityOptions()


@statement.command
async def show(
    id_: Annotated[str, Parameter(help="The account, or the card with --card.")],
    /,
    *,
    limit: Annotated[int, Parameter(help="The most to show; 0 for all.")] = 20,
    within: Range = _RANGE,
    options: IdentityOptions = _OPTIONS,
) -> int:
    """Show the newest entries, newest first."""
    async with _reading(options, id_, within, order="DESC") as entries:
        await Output(options.json).first(entries, limit, columns=_COLUMNS, which="newest")
    return DONE


@statement.command
async def export(
    id_: Annotated[str, Parameter(help="The account, or the card with --card.")],
    /,
    *,
    to: Annotated[
        Path,
        Parameter(
            name=["--output", "-o"],
            allow_leading_hyphen=True,
            help="The file to write; its ending says the format. - is standard output.",
        ),
    ],
    format: Annotated[str | None, Parameter(help="csv, jsonl or xlsx; by the file's ending when absent.")] = None,  # noqa: A002 - the word for it
    profile: Annotated[str | None, Parameter(help="Which columns: complete, or accounting.")] = None,
    within: Range = _RANGE,
    options: IdentityOptions = _OPTIONS,
) -> int:
    """Write all entries of a range to a file, oldest first, while they are read."""
    output, is_stream = Output(options.json), str(to) == "-"
    chosen: Mapping[str, Any] = {"format": format or to.suffix.removeprefix("."), "profile": profile}
    target = _StandardOutput() if is_stream else to_be_written(to)
    with output.progress() as bar:
        async with _reading(options, id_, within, order="ASC", hook=_Pages(bar)) as entries:
            written = await entries.export(
                target, **{name: value for name, value in chosen.items() if value is not None}
            )
    if not is_stream:
        output.result(written, title="Written")
    return DONE


@statement.command
async def reconcile(
    id_: Annotated[str, Parameter(help="The account, or the card with --card.")],
    /,
    *,
    within: Range = _RANGE,
    options: IdentityOptions = _OPTIONS,
) -> int:
    """Read the statement to its end and say whether it adds up; exit code 3 if it does not."""
    output = Output(options.json)
    with output.progress() as bar:
        async with _reading(options, id_, within, order="ASC", hook=_Pages(bar)) as entries:
            found = await entries.reconcile()
    output.result(found)
    return REFUSED if found.verdict is ReconciliationVerdict.NO else DONE


@asynccontextmanager
async def _reading(
    options: IdentityOptions, id_: str, within: Range, *, order: Literal["ASC", "DESC"], hook: _Pages | None = None
) -> AsyncGenerator[Statement]:
    """The statement, to be read."""
    arguments = within.arguments()
    async with options.client(hooks=[] if hook is None else [hook]) as client:
        view = client.on_behalf_of(options.identity)
        kind: Any = view.managed_cards if within.card else view.managed_accounts
        try:
            async with cast("Statement", kind.statement(id_, order=order, **arguments)) as entries:
                yield entries
        except InvalidRequest as error:
            error.field = error.field and f"--{error.field.removeprefix('--')}"
            raise


class _StandardOutput:
    """Takes the bytes of an export."""

    async def write(self, data: bytes, /) -> None:
        if not write(sys.stdout, data):
            raise OSError("Standard output was closed before all was written: what came out is not whole.")


@frozen
class _Pages:
    """Counts pages as they arrive, as a hook."""

    bar: Progress
    began: float = field(factory=monotonic)
    tasks: list[TaskID] = field(factory=list[TaskID])

    def __call__(self, event: Event) -> None:
        if not isinstance(event, CallEnded) or not event.operation.endswith("Statement"):
            return
        if not self.tasks:
            self.tasks.append(self.bar.add_task("pages read", total=None, rate=""))
        pages = self.bar.tasks[0].completed + 1
        self.bar.update(self.tasks[0], advance=1, rate=f"{pages / max(monotonic() - self.began, 0.001):.0f}/s")
