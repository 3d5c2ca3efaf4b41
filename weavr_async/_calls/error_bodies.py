"""One tolerant reader for all error answers.

The contract has two shapes for a 400, and the service does not keep strictly to which operation uses which. A third one
is the commonest: a sentence for each fault, which begins with the path of a field (observed). 403 and 409 carry an
`errorCode`, 404 a `code`; bodies may be empty, HTML, or cut off. Whatever arrives, reading it never raises, and a value
that was sent (`invalidValue`) is never kept. Sentences may repeat such values: see `without_values`.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import orjson
from attrs import evolve, frozen

from weavr_async._calls.odd_answers import load_json
from weavr_async._calls.service_clock import http_date
from weavr_async._engine.base import Answer, Failure
from weavr_async.errors import FieldError, RateWindow
from weavr_backoffice.error_codes import ErrorCode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from weavr_async._engine.base import StreamedAnswer
    from weavr_backoffice.types import JSON, JSONObject

__all__ = [
    "EMPTY",
    "ErrorBody",
    "RateLimits",
    "asked_wait",
    "rate_limits",
    "read_error_body",
    "read_whole",
    "without_values",
]

_LONGEST_TEXT: Final = 200
"""Longer texts from an error body are cut: they go into messages."""
_LONGEST_BODY: Final = 1_048_576
"""A longer body is not read."""
_MOST_FIELDS: Final = 100
_MOST_PARAMS: Final = 20
_ABOUT_A_FIELD: Final = re.compile(r"request\.([^\s:]+)\s*:\s*(.*)", re.DOTALL)
"""A sentence about a field: ``request.sends[1].source.id: must not be blank``."""
_SAYS_NOTHING: Final = frozenset({"", "bad request"})
"""What stands above the sentences when there are several, and says no more than the status."""
_SHORTEST_VALUE: Final = 4
"""Shorter texts may stand in a sentence by chance."""
_CUT_AFTER: Final = 20
_SECONDS: Final = re.compile(r"[0-9]+(\.[0-9]*)?", re.ASCII)
_LONGEST_SECONDS: Final = 40
_DAY: Final = 86_400.0
"""The longest wait that is believed: the longest documented window is a day, and a server's mistake must not stop calls
for years."""
_LONGEST_NUMBER: Final = 9
"""Digits of a number in a rate limit header: thirty years in seconds."""


@frozen(eq=False, repr=False)
class ErrorBody:
    """What an error body says."""

    code: ErrorCode | None = None
    field_errors: tuple[FieldError, ...] = ()
    message: str | None = None
    """The service's own sentence, where it names no field."""


EMPTY: Final = ErrorBody()


async def read_whole(opened: StreamedAnswer) -> Answer | Failure:
    """The body of an error answer to a streamed call; what is longer than any error body is left unread."""
    content = bytearray()
    async for chunk in opened.chunks:
        if isinstance(chunk, Failure):
            return chunk
        content += chunk
        if len(content) > _LONGEST_BODY:
            break
    return Answer(opened.status_code, opened.raw_headers, bytes(content))


def read_error_body(body: bytes, content_type: str = "") -> ErrorBody:
    """Read an error body of any shape, in spite of flaws in texts that nobody needs."""
    if not body or len(body) > _LONGEST_BODY:
        return EMPTY
    try:
        data: JSON = orjson.loads(body)
    except orjson.JSONDecodeError:
        data = load_json(body, content_type)
    if not isinstance(data, dict):
        return EMPTY
    code = _text(data.get("errorCode")) or _text(data.get("code"))
    message = _text(data.get("message"))
    return ErrorBody(
        code=ErrorCode(code) if code else None,
        field_errors=(*_coded_faults(data), *_told_faults(data)),
        message=None
        if message is None or message.lower() in _SAYS_NOTHING or _ABOUT_A_FIELD.match(message)
        else message,
    )


def _told_faults(data: JSONObject) -> Iterator[FieldError]:
    """The faults that are sentences: the body's own if it is about a field, and those embedded in it."""
    embedded = data.get("_embedded")
    errors = embedded.get("errors") if isinstance(embedded, dict) else None
    own = _text(data.get("message"))
    if own is not None and _ABOUT_A_FIELD.match(own):
        yield _told_fault(own)
    for item in errors[:_MOST_FIELDS] if isinstance(errors, list) else ():
        text = _text(item.get("message")) if isinstance(item, dict) else None
        if text:
            yield _told_fault(text)


def _told_fault(text: str) -> FieldError:
    about = _ABOUT_A_FIELD.match(text)
    return FieldError("", "", message=text) if about is None else FieldError(about[1], "", message=about[2])


def _coded_faults(data: JSONObject) -> Iterator[FieldError]:
    """The faults of the contract's two shapes, in order."""
    syntax = data.get("syntaxErrors")
    invalid = syntax.get("invalidFields") if isinstance(syntax, dict) else None
    for found in (data.get("validationErrors"), invalid):
        if not isinstance(found, list):
            continue
        for item in found[:_MOST_FIELDS]:
            if isinstance(item, dict):
                params = item.get("params")
                limits = map(_text, params[:_MOST_PARAMS]) if isinstance(params, list) else ()
                yield FieldError(
                    field_name=_text(item.get("fieldName")) or "",
                    code=_text(item.get("error")) or "",
                    params=tuple(limit for limit in limits if limit is not None),
                    message=_text(item.get("message")),
                )


def without_values(body: ErrorBody, sent: bytes | None) -> ErrorBody:
    """What an error body says, with the texts of the request left out of its sentences."""
    told = body.message is not None or any(fault.message for fault in body.field_errors)
    if not (told and sent):
        return body
    values = sorted({text for text in _texts(orjson.loads(sent)) if len(text) >= _SHORTEST_VALUE}, key=len)

    def redacted(sentence: str | None) -> str | None:
        for value in reversed(values) if sentence else ():
            sentence = (sentence or "").replace(value, "…")
            if len(value) > _CUT_AFTER:  # the sentence may have been cut within it
                start, found, _ = sentence.partition(value[:_CUT_AFTER])
                sentence = f"{start}…" if found else sentence
        return sentence

    faults = tuple(evolve(fault, message=redacted(fault.message)) for fault in body.field_errors)
    return evolve(body, message=redacted(body.message), field_errors=faults)


def _texts(value: JSON) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _texts(one)


def _text(value: object) -> str | None:
    """A short printable text, or nothing."""
    if isinstance(value, str):
        return "".join(filter(str.isprintable, value[:_LONGEST_TEXT]))
    return None


@frozen(eq=False, repr=False)
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
    return RateLimits(limits=tuple(windows), resets_in=asked_wait(headers))


def asked_wait(headers: Mapping[str, str]) -> float | None:
    """Seconds that an answer asks to wait, by `x-ratelimit-reset` or `retry-after`; at most a day."""
    reset = headers.get("x-ratelimit-reset", "").strip()
    after = headers.get("retry-after", "").strip()
    for text in (reset, after):
        if len(text) <= _LONGEST_SECONDS and _SECONDS.fullmatch(text):
            return min(float(text), _DAY)
    return _until_date(after, headers.get("date", ""))


def _until_date(after: str, date: str) -> float | None:
    """Seconds from the answer's own date, or from now, until the one that it names."""
    then = http_date(after)
    now = http_date(date) if date else datetime.now(UTC)
    return None if then is None or now is None else min(max((then - now).total_seconds(), 0.0), _DAY)


def _is_number(text: str) -> bool:
    """Plain ASCII digits, few enough to be meant."""
    return text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER
