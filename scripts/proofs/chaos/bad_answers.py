"""Answers that are not what the service said: a proxy's own, and the service's with something changed in them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import random

__all__ = ["LISTS", "made_up", "misdated", "spoiled_list"]

LISTS: Final = ("a list without its count", "a list that ends early", "a list that is missing")
"""What can happen to a list."""
_HTML: Final = b"<html><body><h1>Bad Gateway</h1></body></html>"
_JSON: Final = b'{"error": "denied by policy", "code": 1020}'
_WRONG_BY: Final = (-3600, -20, 20)
"""Seconds. An hour ahead would be waited for, and chaos has no hour."""


def made_up(fate: str, dice: random.Random) -> bytes:
    """An answer of the proxy's own; half of them have a `Date`, by a clock that is wrong."""
    if fate == "answered with garbage":
        return b"\x00\x01 this is not HTTP\r\n\r\n"
    status = fate.split()[1]
    body = _HTML if "HTML" in fate else _JSON if "JSON" in fate else b""
    headers = b"x-ratelimit-reset: 1\r\n" if fate == "answered 429 with a second to wait" else b""
    if dice.choice((True, False)):
        headers += b"date: %s\r\n" % _date(dice)
    return b"HTTP/1.1 %s X\r\ncontent-length: %d\r\n%s\r\n%s" % (status.encode(), len(body), headers, body)


def misdated(head: bytes, dice: random.Random) -> bytes:
    """The head of an answer with another `Date`."""
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"date:")]
    return b"\r\n".join([lines[0], b"date: " + _date(dice), *lines[1:]])


def _date(dice: random.Random) -> bytes:
    wrong = datetime.now(UTC) + timedelta(seconds=dice.choice(_WRONG_BY))
    return format_datetime(wrong, usegmt=True).encode()


def spoiled_list(fate: str, head: bytes, body: bytes) -> bytes:
    """An answer that holds a list of transfers, with something changed in it; any other as it is."""
    if not head.startswith(b"HTTP/1.1 200"):
        return head + body
    shown = json.loads(body)
    if fate == "a list without its count":
        shown.pop("count", None)
        shown["transfer"] = []
    elif fate == "a list that ends early":
        shown["count"] = shown.get("count", 0) + 1
    else:
        shown.pop("transfer", None)
        shown["count"] = max(shown.get("count", 0), 1)
    changed = json.dumps(shown).encode()
    lines = [line for line in head.rstrip(b"\r\n").split(b"\r\n") if not line.lower().startswith(b"content-length:")]
    return b"\r\n".join([*lines, b"content-length: %d" % len(changed), b"", changed])
