"""What chaos makes of answers is still HTTP, except where it is meant not to be."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

import pytest

from scripts.proofs.chaos.bad_answers import LISTS, made_up, misdated, spoiled_list

HEAD: Final = b"HTTP/1.1 200 OK\r\nDate: Thu, 26 Nov 2026 12:00:00 GMT\r\ncontent-length: %d\r\n\r\n"
ONE: Final = b'{"transfer":[{"id":"1"}],"count":1,"responseCount":1}'
NONE: Final = b'{"transfer":[],"count":0,"responseCount":0}'


def parsed(answer: bytes) -> tuple[dict[bytes, bytes], bytes]:
    """Headers and body."""
    head, _, body = answer.partition(b"\r\n\r\n")
    _, *lines = head.split(b"\r\n")
    headers = dict(line.split(b": ", 1) for line in lines)
    assert int(headers[b"content-length"]) == len(body)
    return headers, body


@pytest.mark.parametrize("fate", LISTS)
@pytest.mark.parametrize("body", [ONE, NONE])
def test_a_spoiled_list_never_looks_whole(fate: str, body: bytes) -> None:
    """Or it would prove what is not so."""
    _, changed = parsed(spoiled_list(fate, HEAD % len(body), body))
    shown = json.loads(changed)
    assert "transfer" not in shown or "count" not in shown or shown["count"] > len(shown["transfer"])


def test_an_error_is_not_taken_for_a_list() -> None:
    """It goes on as it is."""
    answer = b"HTTP/1.1 401 X\r\ncontent-length: 0\r\n\r\n"
    assert spoiled_list(LISTS[0], answer, b"") == answer


@pytest.mark.parametrize("fate", ["answered 400 JSON instead", "answered 200 HTML after the service acted"])
def test_an_answer_of_the_proxys_own_is_an_answer(fate: str) -> None:
    """With and without a `Date`."""
    dates = set()
    for seed in range(8):
        answer = made_up(fate, random.Random(seed))
        assert answer.startswith(f"HTTP/1.1 {fate.split()[1]} ".encode())
        headers, _ = parsed(answer)
        dates.add(b"date" in headers)
    assert dates == {True, False}


def test_a_wrong_date_replaces_the_right_one() -> None:
    """By more than clocks differ."""
    headers, _ = parsed(misdated(HEAD % 0, random.Random(1)))
    assert b"Date" not in headers
    assert abs((parsedate_to_datetime(headers[b"date"].decode()) - datetime.now(UTC)).total_seconds()) > 10
