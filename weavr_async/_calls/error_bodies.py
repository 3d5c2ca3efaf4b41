"""One tolerant reader for every error answer.

The service has two shapes for a 400 and does not keep strictly to which operation uses which;
403 and 409 carry an `errorCode`, 404 a `code`; bodies may be empty, HTML, or cut off. Whatever
arrives, reading it never raises, and a value that was sent (`invalidValue`) is never kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import orjson
from attrs import frozen

from weavr_async.errors import FieldError, RateWindow
from weavr_backoffice.error_codes import ErrorCode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from weavr_backoffice.types import JSON, JSONObject

__all__ = ["EMPTY", "ErrorBody", "RateLimits", "rate_limits", "read_error_body"]

_LONGEST_TEXT: Final = 200
"""Longer texts from an error body are cut: they go into messages."""
_LONGEST_BODY: Final = 1_048_576
"""A longer body is not read."""
_MOST_FIELDS: Final = 100
_LONGEST_NUMBER: Final = 9
"""Digits of a number in a rate limit header: thirty years in seconds."""


@frozen
class ErrorBody:
    """What an error body says."""

    code: ErrorCode | None = None
    field_errors: tuple[FieldError, ...] = ()


EMPTY: Final = ErrorBody()


def read_error_body(body: bytes) -> ErrorBody:
    """Read an error body of any shape."""
    if not body or len(body) > _LONGEST_BODY:
        return EMPTY
    try:
        data: JSON = orjson.loads(body)
    except orjson.JSONDecodeError:
        return EMPTY
    if not isinstance(data, dict):
        return EMPTY
    code = _text(data.get("errorCode")) or _text(data.get("code"))
    return ErrorBody(
        code=ErrorCode(code) if code else None,
        field_errors=tuple(_field_errors(data)),
    )


def _field_errors(data: JSONObject) -> Iterator[FieldError]:
    """The faults of both shapes, in order."""
    syntax = data.get("syntaxErrors")
    invalid = syntax.get("invalidFields") if isinstance(syntax, dict) else None
    for found in (data.get("validationErrors"), invalid):
        if not isinstance(found, list):
            continue
        for item in found[:_MOST_FIELDS]:
            if isinstance(item, dict):
                params = item.get("params")
                yield FieldError(
                    field_name=_text(item.get("fieldName")) or "",
                    code=_text(item.get("error")) or "",
                    params=tuple(p for p in map(_text, params) if p is not None) if isinstance(params, list) else (),
                    message=_text(item.get("message")),
                )


def _text(value: object) -> str | None:
    """A short printable text, or nothing."""
    if isinstance(value, str):
        return "".join(c for c in value[:_LONGEST_TEXT] if c.isprintable())
    return None


@frozen
class RateLimits:
    """What a 429 says about itself."""

    limits: tuple[RateWindow, ...] = ()
    resets_in: float | None = None


def rate_limits(headers: Mapping[str, str]) -> RateLimits:
    """Read `x-ratelimit-limit` and `x-ratelimit-reset`; what cannot be read is left out."""
    windows: list[RateWindow] = []
    for part in headers.get("x-ratelimit-limit", "").split(","):
        count, _, rest = part.strip().partition(";")
        seconds = rest.strip().removeprefix("w=") if rest else None
        if _is_number(count) and (seconds is None or (_is_number(seconds) and int(seconds) > 0)):
            windows.append(RateWindow(limit=int(count), seconds=None if seconds is None else int(seconds)))
    reset = headers.get("x-ratelimit-reset", "").strip()
    return RateLimits(limits=tuple(windows), resets_in=float(reset) if _is_number(reset) else None)


def _is_number(text: str) -> bool:
    """Plain ASCII digits, few enough to be meant."""
    return text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER
