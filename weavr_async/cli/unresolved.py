"""Writes of which nobody knows yet whether they were done: list them, settle them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from cyclopts import Parameter

from weavr_async._calls.settle import SettlementVerdict
from weavr_async.cli.kept_tokens import forget, keep, kept, read, replace
from weavr_async.cli.options import Options
from weavr_async.cli.output import DONE, REFUSED, UNKNOWN, Output

if TYPE_CHECKING:
    from weavr_async.client import BackOffice
    from weavr_async.errors import OutcomeUnknown

__all__ = ["settle", "unresolved", "where"]

_OPTIONS: Final = Options()
_CODES: Final = {
    SettlementVerdict.DONE: DONE,
    SettlementVerdict.NOT_DONE: REFUSED,
    SettlementVerdict.STILL_UNKNOWN: UNKNOWN,
}


def where(error: OutcomeUnknown) -> dict[str, object]:
    """Where an unknown outcome lies: in the journal, or in a file that is written now."""
    if error.intent is not None:
        return {"intent": error.intent, "next": "weavr settle"}
    path = keep(error.settle_token())
    return {"settle_token_in": str(path), "next": f"weavr settle {path}"}


async def unresolved(*, options: Options = _OPTIONS) -> int:
    """List writes that may have been done: those in the journal, and settle tokens kept on this machine."""
    output = Output(options.json)
    found: list[object] = [
        {"settle_token_in": str(path), "operation": token.get("operation"), "reference": token.get("idempotency_ref")}
        for path, token in kept()
    ]
    async with options.client() as client:
        if options.journal_address:
            found += [intent async for intent in client.journal.unresolved()]
    output.results(found, title="Unresolved")
    return DONE


async def settle(
    token: Annotated[Path | None, Parameter(help="A file with a settle token; everything when absent.")] = None,
    /,
    *,
    options: Options = _OPTIONS,
) -> int:
    """Find out what became of writes whose outcome is unknown. What never arrived is carried out now."""
    output = Output(options.json)
    paths = [token] if token is not None else [path for path, _ in kept()]
    async with options.client() as client:
        codes = [DONE, *[await _settle_file(client, path, output) for path in paths]]
        if token is None and options.journal_address:
            settled = await client.journal.settle_due()
            output.result(settled, title="Of the journal")
            codes.append(UNKNOWN if settled.undecided or settled.still_open else DONE)
    return max(codes)


async def _settle_file(client: BackOffice, path: Path, output: Output) -> int:
    settlement = await client.settle(read(path))
    output.result(settlement, title=str(path))
    if settlement.verdict is not SettlementVerdict.STILL_UNKNOWN:
        forget(path)
    elif settlement.settle_token is not None:
        replace(path, settlement.settle_token)
    return _CODES[settlement.verdict]
