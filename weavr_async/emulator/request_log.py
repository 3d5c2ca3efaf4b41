"""What arrived and how it was answered, for tests to look at; bounded, and without secrets."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["MOST_BODY", "LoggedRequest", "RequestLog", "redacted"]

_SECRET_HEADERS = frozenset({"api-key", "authorization", "cookie", "programme-key", "proxy-authorization"})
# Enough for any single call; a bulk of 10,000 items is cut.
MOST_BODY = 65_536


@dataclass(frozen=True, slots=True)
class LoggedRequest:
    """One request: which operation it was for, what it said, and the answer's status (None: cut without one).

    `body` and `answer` hold the first 64 KiB; the answers that hold a token are left out.
    """

    operation: str | None
    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    status: int | None
    request_ref: str
    at_ms: int
    replayed: bool
    fault: str | None
    answer: bytes = b""

    @property
    def idempotency_ref(self) -> str | None:
        """The reference it came under."""
        return self.headers.get("idempotency-ref")

    def __str__(self) -> str:
        """One line, as assertion helpers show it."""
        about = "".join(
            [f" ref={self.idempotency_ref}" if self.idempotency_ref else "", " replayed" if self.replayed else "",
             f" fault={self.fault}" if self.fault else ""]
        )  # fmt: skip
        return f"{self.method} {self.path} -> {self.status or 'cut'}{about}"


class RequestLog:
    """The newest requests; `total` counts all that ever came.

    Args:
        size: How many to keep.
    """

    def __init__(self, size: int = 1_000) -> None:
        self._rows: deque[LoggedRequest] = deque(maxlen=size)
        self.total: int = 0

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[LoggedRequest]:
        return iter(self._rows)

    def __getitem__(self, place: int) -> LoggedRequest:
        return self._rows[place]

    def add(self, row: LoggedRequest) -> None:
        """Keep one more; the oldest makes room."""
        self._rows.append(row)
        self.total += 1

    def of(self, operation: str) -> list[LoggedRequest]:
        """Give the kept requests for one operation id."""
        return [row for row in self._rows if row.operation == operation]

    def numbered(self, before: int | None, limit: int) -> list[tuple[int, LoggedRequest]]:
        """Give the newest rows, newest first, each with its number: the first that came is 1.

        Args:
            before: Only rows with a lower number.
            limit: How many at most.
        """
        last = self.total if before is None else min(before - 1, self.total)
        oldest = self.total - len(self._rows) + 1
        skipped = self.total - last
        rows = islice(reversed(self._rows), skipped, skipped + limit)
        return [(number, row) for number, row in zip(range(last, oldest - 1, -1), rows, strict=False)]

    def number(self, number: int) -> LoggedRequest | None:
        """Give the row of a number; None where the log never had it, or no longer has."""
        found = self.numbered(number + 1, 1)
        return found[0][1] if found and found[0][0] == number else None

    def clear(self) -> None:
        """Forget them all."""
        self._rows.clear()
        self.total = 0


def redacted(headers: Mapping[str, str]) -> dict[str, str]:
    """Copy headers without their secrets."""
    return {name: "[redacted]" if name in _SECRET_HEADERS else value for name, value in headers.items()}
