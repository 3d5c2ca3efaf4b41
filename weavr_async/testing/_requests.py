"""The requests that arrived at the emulator: asserted and listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from weavr_async.emulator import Emulator, LoggedRequest

__all__ = ["assert_requests", "shown"]


def assert_requests(emulator: Emulator, operation: str | None = None, *, times: int) -> list[LoggedRequest]:
    """Assert how many requests arrived, and give them, so that more can be said about them.

    Args:
        emulator: Where they arrived.
        operation: The operation id they were for, such as `transferCreate`; requests of any kind when left out.
        times: How many there are to be, those included that were refused, cut off or replayed.

    Raises:
        AssertionError: There are more or fewer; the text lists all that arrived, without secrets.
        ValueError: The contract has no such operation.
    """
    __tracebackhide__ = True
    if operation is not None and operation not in emulator.contract.operations:
        raise ValueError(f"the contract has no operation {operation!r}")
    found = [row for row in emulator.requests if operation in {None, row.operation}]
    if len(found) != times:
        what = f"requests for {operation}" if operation else "requests"
        raise AssertionError(f"{times} {what} expected, {len(found)} arrived. All that arrived:\n{shown(emulator)}")
    return found


def shown(emulator: Emulator) -> str:
    """The requests that arrived, line by line, with operation, answer, reference and fault, and without secrets."""
    lines = list(_lines(emulator.requests))
    forgotten = emulator.requests.total - len(lines)
    if forgotten:
        lines.insert(0, f"  … {forgotten} earlier requests, which the log no longer has")
    return "\n".join(lines) or "  none"


def _lines(rows: Iterable[LoggedRequest]) -> Iterable[str]:
    rows = list(rows)
    width = max((len(row.operation or "?") for row in rows), default=0)
    for place, row in enumerate(rows, start=1):
        yield f"  {place}. {row.operation or '?':<{width}}  {row}"
