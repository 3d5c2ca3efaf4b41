"""Payouts from a file: a CSV as a bulk job that survives being killed, with a result for each line."""

from __future__ import annotations

import asyncio
import csv
import io
from collections import Counter
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated, Final

from attrs import evolve, frozen
from cyclopts import App, Parameter

from weavr_async.bulk_jobs import ManifestError
from weavr_async.cli.kept_tokens import interrupted, state_folder
from weavr_async.cli.operations import confirm
from weavr_async.cli.options import WriteOptions
from weavr_async.cli.output import DONE, REFUSED, UNKNOWN, Output, exit_code_of
from weavr_async.cli.words import order_of, read_orders, to_be_written
from weavr_async.errors import InvalidRequest, Outcome, WeavrError
from weavr_async.statements.destination import opened
from weavr_async.stores.files import FileStore
from weavr_async.values.json_values import JSONValue

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import TypeAlias

    from weavr_async.bulk_jobs import BulkJob, BulkResult
    from weavr_async.values.transfer_orders import TransferOrder
    from weavr_backoffice import models

    Job: TypeAlias = BulkJob[TransferOrder, models.Transfer]
    Result: TypeAlias = BulkResult[TransferOrder, models.Transfer]

__all__ = ["payouts"]

payouts: Final = App(name="payouts", help="Many transfers from a file.")
_OPTIONS: Final = WriteOptions()
_CHANGED: Final = "Another job pays all of its lines: give it a file with the new or corrected ones only."
_COLUMNS: Final = {"line": "line", "key": "key", "status": "status", "error": "error"}


@frozen(kw_only=True)
class _Line(JSONValue):
    """What became of one line of the file."""

    line: int
    key: str
    status: str
    transfer: str = ""
    error: str = ""


@frozen(kw_only=True)
class _Summary(JSONValue):
    lines: int
    completed: int
    failed: int
    refused_here: int
    results: str


@payouts.command
async def run(
    file: Annotated[Path, Parameter(help="A CSV: profile_id,source,destination,amount,currency[,tag,…][,key].")],
    /,
    *,
    name: Annotated[str | None, Parameter(help="The job's name; the file's when absent.")] = None,
    round_number: Annotated[int, Parameter(name="--round", help="Which round of this name, from 1 on.")] = 1,
    results: Annotated[Path | None, Parameter(help="Where the results go; FILE.results.csv when absent.")] = None,
    options: WriteOptions = _OPTIONS,
) -> int:
    """Pay what a file says, once, however often this is run.

    Each line has profile_id, source (account:220), destination, amount (10.00) and currency, and may have tag,
    description, scheduled_at, and a key of your own (the line's number otherwise). A line that cannot be right is
    reported and left out. Killed and run again, it goes on. A file that has changed is refused: lines that were
    corrected go into a file of their own, because another --name for the whole file would pay its lines again.
    """
    output = Output(options.json)
    orders, refused = _read(file)
    to = results or file.with_suffix(".results.csv")
    if options.dry_run:
        planned = refused + [_planned(line, order) for line, order in orders.values()]
        output.results(_in_order(planned), title="Not sent", columns=_COLUMNS)
        return REFUSED if refused else DONE
    if not orders:
        raise InvalidRequest(f"{file} has no line that can be sent: {refused[0].error if refused else 'it is empty.'}")
    to_be_written(to)
    async with options.client() as client:
        confirm(client, options, f"{len(orders)} payouts, {_total(orders)}, of {file}", needs_journal=False)
        bulks = client.on_behalf_of(options.identity).bulks
        job = bulks.transfer_job(name or file.stem, store=FileStore(state_folder() / "jobs"), round_number=round_number)
        again = {"job": job.name, "next": "run the same command again: it goes on, and pays nothing twice"}
        try:
            lines = await _pay(job, orders, refused, to, output)
        except WeavrError as error:
            output.error(error, again)
            return UNKNOWN if error.outcome is Outcome.UNKNOWN else exit_code_of(error)
        except asyncio.CancelledError:
            interrupted.append(again)
            raise
    summary = _summary(lines, to)
    output.result(summary)
    return DONE if summary.completed == summary.lines else REFUSED


async def _pay(
    job: Job, orders: Mapping[str, tuple[_Line, TransferOrder]], refused: list[_Line], to: Path, output: Output
) -> list[_Line]:
    """Carry the job out, and write what became of each line."""
    try:
        await job.submit([(key, order) for key, (_, order) in orders.items()])
    except ManifestError as error:
        raise InvalidRequest(f"{error} {_CHANGED}") from None
    try:
        await job.execute(on_failure="continue")
        await _follow(job, output)
        found = [_ended(orders[each.key][0], each) async for each in job.results()]
        lines = _in_order(refused + found)
        await _write(to, lines)
    except WeavrError as error:
        error.outcome = Outcome.UNKNOWN  # payouts may be under way, whatever became of this call
        raise
    return lines


def _summary(lines: list[_Line], to: Path) -> _Summary:
    statuses = Counter(line.status for line in lines)
    completed, refused = statuses["COMPLETED"], statuses["REFUSED_HERE"]
    failed = len(lines) - completed - refused
    return _Summary(lines=len(lines), completed=completed, failed=failed, refused_here=refused, results=str(to))


def _in_order(lines: list[_Line]) -> list[_Line]:
    return sorted(lines, key=lambda line: line.line)


def _total(orders: Mapping[str, tuple[_Line, TransferOrder]]) -> str:
    amounts = [order.amount for _, order in orders.values()]
    currencies = dict.fromkeys(amount.currency for amount in amounts)
    return " and ".join(str(sum(each for each in amounts if each.currency == currency)) for currency in currencies)


def _read(file: Path) -> tuple[dict[str, tuple[_Line, TransferOrder]], list[_Line]]:
    """The orders of a file by their keys, and the lines that cannot be right."""
    orders: dict[str, tuple[_Line, TransferOrder]] = {}
    refused: list[_Line] = []
    for line, row in _numbered(read_orders(file)):
        try:
            order = order_of(row)
        except InvalidRequest as error:
            refused.append(evolve(line, status="REFUSED_HERE", error=str(error)))
            continue
        if line.key in orders:
            refused.append(evolve(line, status="REFUSED_HERE", error=f"The key {line.key} is used twice."))
            continue
        orders[line.key] = line, order
    return orders, refused


def _numbered(rows: Iterator[Mapping[str, str | None]]) -> Iterator[tuple[_Line, Mapping[str, str | None]]]:
    for number, row in enumerate(rows, 2):  # as an editor counts, below the names
        key = (row.get("key") or "").strip() or f"line-{number}"
        yield _Line(line=number, key=key, status=""), {name: text for name, text in row.items() if name != "key"}


def _planned(line: _Line, order: TransferOrder) -> _Line:
    return evolve(line, status=f"{order.amount} from {order.source} to {order.destination}")


def _ended(line: _Line, result: Result) -> _Line:
    """What the service says about a line's transfer."""
    faults = "; ".join(f"{fault.field_name}: {fault.message or fault.code}" for fault in result.field_errors)
    return evolve(
        line,
        status="UNKNOWN" if result.status is None else result.status.value,
        transfer="" if result.answer is None else result.answer.id,
        error=": ".join(filter(None, ("" if result.error_code is None else result.error_code.value, faults))),
    )


async def _follow(job: Job, output: Output) -> None:
    with output.progress() as bar:
        task, began, at_first = bar.add_task("payouts", total=None, rate=""), monotonic(), None
        async for progress in job.watch():
            at_first = progress.done if at_first is None else at_first  # what was done before this run has no rate
            speed = (progress.done - at_first) / max(monotonic() - began, 1.0)
            bar.update(task, total=progress.total, completed=progress.done, rate=f"{speed:.0f}/s" if speed else "")


async def _write(to: Path, lines: list[_Line]) -> None:
    """Write the results whole, or leave the file as it was."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(_Line.__annotations__))
    writer.writeheader()
    writer.writerows(line.to_dict() for line in lines)
    async with opened(to) as writing:
        await writing.write(text.getvalue().encode())
