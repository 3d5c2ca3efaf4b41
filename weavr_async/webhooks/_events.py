"""Events: the payload of each topic, typed as Weavr's document of its webhooks has it, and everything else as data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypedDict, cast, final

from attrs import field, frozen

from weavr_async.errors import InvalidRequest
from weavr_async.webhooks._deliveries import json_object
from weavr_backoffice.error_codes import ErrorCode
from weavr_backoffice.errors import DecodeError
from weavr_backoffice.webhooks import TOPICS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from weavr_async.webhooks._deliveries import Delivery
    from weavr_backoffice.types import JSONObject
    from weavr_backoffice.webhooks import Payload

__all__ = ["ParsedEvent", "WebhookEvent", "parse_event", "raw_body", "read_event", "rest_code", "topic_of"]

# The first pair is known to mean the same; the others are assumed to, from their names.
_REST_CODES: Final[Mapping[str, ErrorCode]] = {
    "INSUFFICIENT_FUNDS": ErrorCode.FUNDS_INSUFFICIENT,
    "DENIED_BY_INTERCEPTOR": ErrorCode.INTERCEPTOR_DENIED_TRANSACTION,
    "DENIED_BY_INSTRUMENT": ErrorCode.INSTRUMENT_DENIED_TRANSACTION,
}
# Weavr documents the first name, and says that it will be replaced by the second.
_OTHER_NAMES: Final = {"bulk_process_progress/watch": "bulk_process_end/watch"}
_NAMES: Final = frozenset((*TOPICS, *_OTHER_NAMES))
_MOST_SEGMENTS: Final = max(name.count("/") + 1 for name in _NAMES)


class _Fields(TypedDict):
    topic: str
    payload: Payload | None
    raw: JSONObject
    body: bytes
    problem: str | None


def rest_code(code: str) -> ErrorCode:
    """The code that the API uses for what a webhook calls `code`, where the two are spelled differently.

    ``INSUFFICIENT_FUNDS`` becomes ``FUNDS_INSUFFICIENT``; a code that has no other spelling stays as it is.
    """
    return _REST_CODES.get(code) or ErrorCode(code)


@frozen(kw_only=True)
class ParsedEvent:
    """What happened at Weavr. Its payload may hold personal data, so `repr` shows none of it."""

    topic: str
    """The kind of event, by its path below your URL, such as ``transfers/watch``."""
    payload: Payload | None = field(repr=False, hash=False)
    """Typed: a class of `weavr_backoffice.webhooks` for each topic, such as `TransferEvent`. Fields and values that are
    new are kept. Absent for a topic that this release does not know, and for a body that does not fit (`problem`)."""
    raw: JSONObject = field(repr=False, hash=False)
    """The body as JSON; empty if it is not a JSON object."""
    body: bytes = field(repr=False)
    """The body as it came."""
    problem: str | None = None
    """The place in the body that does not fit the document, such as ``$.transfer.id``."""


@final
@frozen(kw_only=True)
class WebhookEvent(ParsedEvent):
    """An event as it was delivered, and proved."""

    delivery: Delivery
    """The delivery that it arrived in."""


def parse_event(topic: str, body: bytes | bytearray | memoryview | str) -> ParsedEvent:
    """Read an event that was verified before, such as one from a queue. Nothing is proved by this.

    Args:
        topic: The path it was posted to, or `WebhookEvent.topic`.
        body: As it was posted.

    Raises:
        InvalidRequest: The topic or the body is of another type.
    """
    return ParsedEvent(**_read(topic_of(topic, "topic"), body.encode() if isinstance(body, str) else raw_body(body)))


def raw_body(body: object) -> bytes:
    """The bytes of a body, as any framework gives them.

    Raises:
        InvalidRequest: It is something else.
    """
    if isinstance(body, (bytes, bytearray, memoryview)):
        return bytes(cast("bytes", body))
    raise InvalidRequest(
        f"The body of a webhook is the raw bytes that arrived, not {type(body).__name__}.",
        field="body",
    )


def topic_of(path: str, argument: str = "path") -> str:
    """The topic of the path that a delivery was posted to; the path itself if no topic ends it.

    Raises:
        InvalidRequest: It is not a string.
    """
    if not isinstance(path, str):
        raise InvalidRequest(f"A {argument} is a string, not {type(path).__name__}.", field=argument)
    tidy = path.partition("?")[0].strip("/")
    segments = tidy.rsplit("/", _MOST_SEGMENTS)[-_MOST_SEGMENTS:]
    for place in range(len(segments)):
        if (end := "/".join(segments[place:])) in _NAMES:
            return end
    return tidy


def read_event(topic: str, body: bytes, delivery: Delivery) -> WebhookEvent:
    """Read the body of a delivery."""
    return WebhookEvent(**_read(topic, body), delivery=delivery)


def _read(topic: str, body: bytes) -> _Fields:
    payload: Payload | None = None
    raw = json_object(body)
    problem = None if raw is not None else "$"
    known = TOPICS.get(_OTHER_NAMES.get(topic, topic))
    if known is not None and raw is not None:
        try:
            payload = known.decode(raw)
        except DecodeError as misfit:
            problem = misfit.path
    return {"topic": topic, "payload": payload, "raw": raw or {}, "body": body, "problem": problem}
