"""Answers that mean success and are not written as the contract has it: read as far as money allows.

A write is done when its success holds the id of what was made, whatever the number of the status and however odd the
rest; where the contract has no body, when there is none or an empty object. A page of a proxy is neither. What nobody
needs (a time that is a string, half of a surrogate pair in a name, 1000.0 for 1000) does not make an answer unreadable.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import orjson
from attrs import frozen

from weavr_async._calls.raw_requests import endpoint_for
from weavr_async._engine.base import Answer
from weavr_backoffice import UnexpectedAnswer

if TYPE_CHECKING:
    from weavr_backoffice.client import Operation, Response
    from weavr_backoffice.types import JSON

__all__ = ["OddSuccess", "load_json", "read_odd_success"]

_OK, _MULTIPLE = 200, 300
_NOTHING: Final = frozenset({b"", b"{}"})
_LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_DIGITS: Final = re.compile(r"[0-9]{1,19}", re.ASCII)
_TIMES: Final = frozenset({"creationTimestamp", "processedTimestamp", "renewalTimestamp", "startTimestamp"})
_TIMES_AS_TEXT: Final = frozenset({"scheduledTimestamp", "executionTimestamp"})
"""Strings of digits by the contract, where the other times are integers."""
_MOST_DIGITS: Final = 19  # of an integer of 64 bits


@frozen(eq=False, repr=False)
class OddSuccess:
    """What an odd answer gives."""

    result: object
    """The operation's result; absent when the answer cannot be read as one (or there is none, as after a 204)."""
    is_read: bool
    own_id: str | None = None
    """The id of what a write made."""
    shown: JSON = None
    """The answer's JSON, mended."""


def read_odd_success(operation: Operation, answer: Response) -> OddSuccess | None:
    """Read an answer that the operation's own reader refuses; nothing when it proves nothing."""
    if not _OK <= answer.status_code < _MULTIPLE:
        return None
    if operation.own_id is None and not operation.only_reads:
        return OddSuccess(None, is_read=True) if answer.content.strip() in _NOTHING else None
    shown = load_json(answer.content, answer.headers.get("content-type", ""))
    if operation.only_reads:
        return _parsed(operation, answer, shown) if answer.status_code == operation.success else None
    own_id = operation.own_id and operation.own_id.in_json(shown)
    if own_id is None:
        return None
    parsed = _parsed(operation, answer, shown)
    return OddSuccess(parsed and parsed.result, is_read=parsed is not None, own_id=own_id, shown=shown)


def _parsed(operation: Operation, answer: Response, shown: JSON) -> OddSuccess | None:
    if not isinstance(shown, dict):
        return None
    headers = tuple((name.encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers.items())
    try:
        result = endpoint_for(operation).parse(Answer(operation.success, headers, orjson.dumps(shown)))
    except (UnexpectedAnswer, TypeError):  # a number that no JSON of ours has
        return None
    return OddSuccess(result, is_read=True, shown=shown)


# -- tolerant JSON -----------------------------------------------------------------------------------------


def load_json(content: bytes, content_type: str = "") -> JSON:
    """Read JSON in spite of flaws that change no meaning; nothing when it cannot be read.

    A byte order mark is skipped, an announced Latin-1 is believed where UTF-8 fails, half of a surrogate pair is
    replaced, and a number without a fraction is an integer however it is written.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        if "8859-1" not in content_type and "latin" not in content_type.lower():
            return None
        text = content.decode("latin-1")
    try:
        found: JSON = json.loads(text, parse_float=_number)
    except (ValueError, RecursionError):
        return None
    return _mended(found)


def _number(text: str) -> int | float:
    number = Decimal(text)
    if number.is_finite() and number.adjusted() < _MOST_DIGITS and number == number.to_integral_value():
        return int(number)
    return float(text)


def _mended(value: JSON, name: str = "") -> JSON:
    if isinstance(value, dict):
        return {_text(key): _mended(item, key) for key, item in value.items()}
    if isinstance(value, list):
        return [_mended(item) for item in value]
    if isinstance(value, str):
        return int(value) if name in _TIMES and _DIGITS.fullmatch(value) else _text(value)
    if name in _TIMES_AS_TEXT and isinstance(value, int):
        return str(value)
    return value


def _text(value: str) -> str:
    return _LONE_SURROGATE.sub("\ufffd", value)
