"""Requests and answers as they pass between the ASGI side and the service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

__all__ = ["Answer", "Request"]


class Request(NamedTuple):
    """A request as it arrived; the path still percent-encoded, header names in lower case."""

    method: str
    path: str
    query: bytes
    headers: dict[str, str]
    body: bytes

    @property
    def bearer(self) -> str:
        """The token it brings, or nothing."""
        scheme, _, value = self.headers.get("authorization", "").partition(" ")
        return value.strip() if scheme.lower() == "bearer" else ""


@dataclass(slots=True)
class Answer:
    """An answer as it is sent, and how that goes wrong: `cut` hangs up, `dribble` waits seconds after each byte."""

    status: int
    headers: dict[str, str]
    body: bytes = b""
    cut: str | None = None
    dribble: float = 0.0
