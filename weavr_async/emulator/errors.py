"""What the service refuses, raised inside and turned into answers by the service; a 400 is in bad_requests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from weavr_async.emulator.contract import JsonObject

__all__ = [
    "ConnectionCut",
    "Refusal",
    "conflict",
    "forbidden",
    "not_found",
    "rate_limited",
    "unauthorized",
]


class Refusal(Exception):
    """An answer that is not a success: status, JSON body or none, and extra headers."""

    def __init__(self, status: int, body: JsonObject | None = None, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, body)
        self.status = status
        self.body = body
        self.headers: Final = dict(headers or {})

    @property
    def code(self) -> str | None:
        """The `errorCode` inside, when there is one."""
        code = (self.body or {}).get("errorCode")
        return code if isinstance(code, str) else None


class ConnectionCut(Exception):
    """The connection ended without a whole answer; raised only where there is no socket to cut."""


def conflict(code: str) -> Refusal:
    """A 409 with its code."""
    return Refusal(409, {"errorCode": code})


def forbidden(code: str | None = None) -> Refusal:
    """A 403, with its code, or without any body as for a token that is not accepted."""
    return Refusal(403, None if code is None else {"errorCode": code})


def unauthorized() -> Refusal:
    """A 401, which has no body."""
    return Refusal(401)


def not_found(what: str) -> Refusal:
    """A 404 that names what is missing."""
    return Refusal(404, {"code": "NOT_FOUND", "message": f"{what} not found"})


def rate_limited(limits: Iterable[tuple[int, int]], hit: int, resets_in_s: int) -> Refusal:
    """A 429: the limit that was hit, every limit with its window in seconds, and the seconds until reset."""
    value = ", ".join([str(hit), *(f"{limit};w={window}" for limit, window in limits)])
    return Refusal(429, None, {"x-ratelimit-limit": value, "x-ratelimit-reset": str(resets_in_s)})
