"""Writes of which nobody knows yet whether they were done: list them, settle them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from cyclopts import Parameter

from weavr_async._calls.settle import SettlementVerdict
from weavr_async.cli.kept_tokens import forget, keep, kept, read, replace
from weavr_async.cli.options import Options, has_journal
from weavr_async.cli.output import DONE, REFUSED, UNKNOWN, USAGE, Output, exit_code_of
from weavr_async.errors import InvalidRequest, WeavrError

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
_COLUMNS: Final = {
    "id": "intent",
    "settle_token_in": "settle token in",
    "operation": "operation",
    "state": "state",
    "reference": "reference",
}


def where(error: OutcomeUnknown) -> dict[str, object]:
    """Where an unknown outcome lies: in the journal, or in a file that is written now."""
    if error.intent is not None:
        return {"intent": error.intent, "next": "weavr settle"}
    return keep(error.settle_token())


async def unresolved(*, options: Options = _OPTIONS) -> int:
    """List writes that may have been done: those in the journal, and settle tokens kept on this machine."""
    output, found = Output(options.json), list[object](map(_listed, kept()))
    async with options.client() as client:
        if has_journal(client):
            found += [intent async for intent in client.journal.unresolved()]
    output.results(found, title="Unresolved", columns=_COLUMNS)
    return DONE


def _listed(path: Path) -> dict[str, object]:
    try:
        token = read(path)
    except InvalidRequest:
        return {"settle_token_in": str(path), "operation": "cannot be read"}
    return {
        "settle_token_in": str(path),
        "operation": token.get("operation"),
        "reference": token.get("idempotency_ref"),
    }


async def settle(
    token: Annotated[Path | None, Parameter(help="A file with a settle token; everything when absent.")] = None,
    /,
    *,
    options: Options = _OPTIONS,
) -> int:
    """Find out what became of writes whose outcome is unknown. What never arrived is carried out now."""
    output = Output(options.json)
    async with options.client() as client:
        if token is not None:
            return await _settle_file(client, token, output)
        codes = [await _settle_file(client, path, output) for path in kept() if _is_for(client, path, output)]
        if has_journal(client):
            settled = await client.journal.settle_due()
            output.result(settled, title="Of the journal")
            codes.append(UNKNOWN if settled.undecided or settled.still_open else DONE)
            codes.append(REFUSED if settled.not_done else DONE)
    if not codes:
        output.note("Nothing to settle.")
    return max(codes, default=DONE)


def _is_for(client: BackOffice, path: Path, output: Output) -> bool:
    """Whether a kept token is for this environment, or cannot be read, which settling it will say."""
    try:
        environment = read(path).get("environment")
    except InvalidRequest:
        return True
    if environment != client.environment.name:
        output.note(f"Left alone, for it belongs to {environment}: {path}")
    return environment == client.environment.name


async def _settle_file(client: BackOffice, path: Path, output: Output) -> int:
    try:
        settlement = await client.settle(read(path))
    except WeavrError as error:
        output.error(error, {"settle_token_in": str(path)})
        return USAGE if exit_code_of(error) == USAGE else UNKNOWN
    output.result(settlement, title=str(path))
    if settlement.verdict is not SettlementVerdict.STILL_UNKNOWN:
        forget(path)
    elif settlement.settle_token is not None:
        replace(path, settlement.settle_token)
    return _CODES[settlement.verdict]
