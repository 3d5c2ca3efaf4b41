"""What a server says goes into messages, logs and hooks in one line of bounded length."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import attrs
import pytest

from tests.facade.raw_service import RawService, logged_in, raw_answer
from weavr_async import BackOffice, Environment, Money, Retries, WeavrError, managed_account

if TYPE_CHECKING:
    from weavr_async import ClientOptions
    from weavr_async.hooks import Event

pytestmark = pytest.mark.asyncio

LONGEST = 6_000
ODD = "\x1b[2J\r\nINFO paid\u202e\x00\x9b"
LONG = ODD + "x" * 1_000
FAULT = {"fieldName": LONG, "error": LONG, "params": [LONG] * 30, "message": LONG}
BODIES: dict[str, object] = {
    "coded faults": {"validationErrors": [FAULT] * 12, "message": LONG, "errorCode": LONG},
    "syntax faults": {"syntaxErrors": {"invalidFields": [FAULT] * 12}},
    "told faults": {"message": f"request.{LONG}: {LONG}", "_embedded": {"errors": [{"message": LONG}] * 120}},
    "a page": f"<html>{LONG}".encode(),
    "a list": [LONG],
    "odd models": {"id": LONG, LONG: LONG, "state": LONG, "destinationAmount": {"currency": LONG, LONG: LONG}},
}
STATUSES = [200, 302, 400, 403, 404, 409, 429, 503, 599]


def is_harmless(text: str) -> bool:
    """One line of bounded length, which moves no cursor and turns no text around."""
    return len(text) <= LONGEST and text.isprintable()


def shown(events: list[Event]) -> list[str]:
    """What a hook would write down."""
    return [text for event in events for text in (repr(event), *map(str, vars_of(event)))]


def vars_of(event: Event) -> list[object]:
    """The values of an event that are texts."""
    return [value for value in attrs.asdict(event, recurse=False).values() if isinstance(value, str)]


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("body", BODIES)
async def test_no_text_of_an_answer_goes_further_than_one_line(
    body: str, status: int, options: ClientOptions, events: list[Event], caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever is asked for, and whatever becomes of it."""
    caplog.set_level(logging.DEBUG, "weavr_async")
    told = raw_answer(BODIES[body], status, ("request-ref", "\x9b" + "r" * 8_000))
    options["retries"] = Retries(max_attempts=2, base_delay=0.001)
    async with (
        RawService(lambda *_: told) as service,
        BackOffice(api_key="k", environment=Environment.at(service.url), **options) as weavr,
    ):
        acme = weavr.corporate("1")
        for call in (
            acme.managed_accounts.get("220"),
            acme.users.invite("5"),
            acme.transfers.create(
                profile_id="7",
                source=managed_account("220"),
                destination=managed_account("221"),
                amount=Money("1.00", "GBP"),
                idempotency_ref="r-1",
            ),
        ):
            try:
                await call
            except WeavrError as error:
                texts = [str(error), repr(error), error.message, str(error.request_ref)]
                assert [text[:200] for text in texts if not is_harmless(text)] == []

    assert [text[:200] for text in shown(events) if not is_harmless(text)] == []
    assert [line[:200] for line in caplog.messages if not is_harmless(line)] == []


async def test_a_login_is_no_exception(options: ClientOptions, events: list[Event]) -> None:
    """A refusal to log in is quoted as carefully."""
    refusal = raw_answer(BODIES["coded faults"], 400, ("request-ref", "\x9b" + "r" * 8_000))

    async with (
        RawService(lambda *_: b"", lambda body: refusal if body else logged_in(body)) as service,
        BackOffice(api_key="k", environment=Environment.at(service.url), **options) as weavr,
    ):
        with pytest.raises(WeavrError) as refused:
            await weavr.corporate("1").managed_accounts.get("220")

    assert is_harmless(str(refused.value))
    assert [text[:200] for text in shown(events) if not is_harmless(text)] == []
