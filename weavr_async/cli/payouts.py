"""Payouts from a file: a CSV as a bulk job that survives being killed, with a result for each line."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated, Final

from attrs import evolve, frozen
from cyclopts import App, Parameter

from weavr_async.cli.kept_tokens import state_folder
from weavr_async.cli.operations import confirm
from weavr_async.cli.options import WriteOptions
from weavr_async.cli.output import DONE, REFUSED, Output
from weavr_async.cli.words import order_of, read_orders
from weavr_async.errors import InvalidRequest
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
    reported and left out. Killed and run again, it goes on; a file that has changed is refused: give another --name.
    """
    output, to = Output(options.json), results or file.with_suffix(".results.csv")
    orders, refused = _read(file)
    if options.dry_run:
        output.results([*refused, *(_planned(line, order) for line, order in orders.values())], title="Not sent")
        return REFUSED if refused else DONE
    if not orders:
        raise InvalidRequest(f"{file} has no line that can be sent: {refused[0].error if refused else 'it is empty.'}")
    confirm(options, f"{len(orders)} payouts of {file}", needs_journal=False)
    async with options.client() as client:
        bulks = client.on_behalf_of(options.identity).bulks
        job = bulks.transfer_job(name or file.stem, store=FileStore(state_folder() / "jobs"), round_number=round_number)
        await job.submit([(key, order) for key, (_, order) in orders.items()])
        await job.execute(on_failure="continue")
        await _follow(job, output)
        lines = refused + [_ended(orders[each.key][0], each) async for each in job.results()]
    lines.sort(key=lambda line: line.line)
    await _write(to, lines)
    completed = sum(line.status == "COMPLETED" for line in lines)
    failed = len(lines) - completed - len(refused)
    output.result(
        _Summary(lines=len(lines), completed=completed, failed=failed, refused_here=len(refused), results=str(to))
    )
    return DONE if completed == len(lines) else REFUSED


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
        task, began = bar.add_task("payouts", total=None, rate=""), monotonic()
        async for progress in job.watch():
            rate = f"{progress.done / max(monotonic() - began, 0.001):.0f}/s"
            bar.update(task, total=progress.total, completed=progress.done, rate=rate)


async def _write(to: Path, lines: list[_Line]) -> None:
    """Write the results whole, or leave the file as it was."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(_Line.__annotations__))
    writer.writeheader()
    writer.writerows(line.to_dict() for line in lines)
    async with opened(to) as writing:
        await writing.write(text.getvalue().encode())
