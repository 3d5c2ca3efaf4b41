"""Secrets that sing: unique fake ones go through every kind of success and failure, and are looked for everywhere.

One exception is agreed: an `OutcomeUnknown` carries the frozen body, so the settle token (and with it the pickle) of
a user's creation holds the user's e-mail address. It shows neither in a text nor in a traceback.
"""

from __future__ import annotations

import asyncio
import base64
import logging
import pickle
import traceback
from typing import TYPE_CHECKING, Final

import orjson
import pytest
import pytest_asyncio
from attrs import define, field

from tests.calls.scripted import card
from weavr_async import BackOffice, Environment, OutcomeUnknown, Retries, WeavrError
from weavr_async.emulator import Emulator, Fault, World, serve
from weavr_async.errors import Conflict, Forbidden

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from weavr_async import IdentityView
    from weavr_async.hooks import Event

API_KEY: Final = "canary-api-key-5f0c"
PAN: Final = "4929000000000canary"
CVV: Final = "canary-cvv-91"
EMAIL: Final = "canary-7d1e@example.com"
ECHO: Final = orjson.dumps({"email": EMAIL, "cardNumber": {"value": PAN}, "cvv": {"value": CVV}, "key": API_KEY})


@define
class Ward:
    """A client with an emulator behind it, and everything that both let out."""

    emulator: Emulator
    weavr: BackOffice
    log: pytest.LogCaptureFixture
    events: list[Event] = field(factory=list)
    found: list[str] = field(factory=list)

    @property
    def acme(self) -> IdentityView:
        """The identity of these tests."""
        return self.weavr.corporate("109876")

    def secrets(self) -> dict[str, str]:
        """What must not be found, by what it is."""
        tokens = {f"token {number}": value for number, value in enumerate(self.emulator.tokens._live)}
        return {"api key": API_KEY, "pan": PAN, "cvv": CVV, "e-mail": EMAIL, **tokens}

    def look(self, where: str, text: str | bytes, *, except_for: str = "") -> None:
        """Look for every secret, in plain and in base64."""
        data = text.encode() if isinstance(text, str) else text
        for what, secret in self.secrets().items():
            forms = (secret.encode(), base64.b64encode(secret.encode()).rstrip(b"=")[:-2])
            if what != except_for and any(form in data for form in forms):
                self.found.append(f"{what} in {where}")

    def look_into(self, error: WeavrError) -> None:
        """Its texts, its pickle, and its traceback with the variables of every frame that is ours."""
        name = type(error).__name__
        agreed = "e-mail" if isinstance(error, OutcomeUnknown) and error.operation == "userCreate" else ""
        self.look(f"str of {name}", str(error))
        self.look(f"repr of {name}", repr(error))
        self.look(f"pickle of {name}", pickle.dumps(error), except_for=agreed)
        told = traceback.TracebackException.from_exception(error, capture_locals=True)
        while told is not None:
            for frame in told.stack:
                if "/tests/" not in frame.filename:
                    self.look(f"locals of {frame.name} under {name}", repr(frame.locals))
            told = told.__cause__ or told.__context__  # type: ignore[assignment]  # until there is none
        for attribute, value in vars(error).items():
            if attribute not in {"body", "content"}:
                self.look(f"{name}.{attribute}", repr(value))

    def conclude(self) -> None:
        """Look through what was logged and told to hooks, and judge."""
        for record in self.log.records:
            self.look(f"log of {record.name}", record.getMessage() + repr(record.args) + str(record.exc_text))
        for event in self.events:
            self.look(f"{type(event).__name__} event", repr(event))
        for thing in (self.weavr, self.acme, self.acme.users, self.weavr._client_state, self.weavr._tokens):
            self.look("a repr", repr(thing))
        assert self.found == []


@pytest_asyncio.fixture
async def ward(caplog: pytest.LogCaptureFixture) -> AsyncIterator[Ward]:
    """Everything is logged, by every library."""
    caplog.set_level(logging.DEBUG)
    world = World.demo()
    world.api_keys = [API_KEY]
    emulator = Emulator(world, dead_token_status=401)
    events: list[Event] = []
    async with (
        serve(emulator) as url,
        BackOffice(
            api_key=API_KEY,
            environment=Environment.at(url),
            hooks=[events.append],
            retries=Retries(max_attempts=2, base_delay=0.001),
        ) as weavr,
    ):
        yield Ward(emulator, weavr, caplog, events)


def _refused(status: int, **body: object) -> Fault:
    return Fault.answer(status, orjson.dumps(body), headers={"content-type": "application/json"})


FAULTS: Final[dict[str, Fault]] = {
    "400 A": _refused(400, validationErrors=[{"fieldName": "email", "error": "REGEX", "invalidValue": [EMAIL, PAN]}]),
    "400 B": _refused(400, syntaxErrors={"invalidFields": [{"fieldName": "email", "error": "REGEX"}]}),
    "400 mismatch": _refused(400, validationErrors=[{"fieldName": "x", "error": "INVALID_REQUEST"}]),
    **{str(status): Fault.answer(status, ECHO) for status in (401, 403, 404, 409, 422, 429, 500, 502, 503, 520, 302)},
    **{f"409 {code}": Fault.error_code(409, code) for kind in Conflict.__subclasses__() for code in kind.codes},
    **{f"403 {code}": Fault.error_code(403, code) for kind in Forbidden.__subclasses__() for code in kind.codes},
    "200 that echoes": Fault.answer(200, ECHO, headers={"content-type": "application/json"}, acted=True),
    "200 HTML": Fault.answer(200, b"<html>" + ECHO, headers={"content-type": "text/html"}, acted=True),
    "cut": Fault.cut_after(),
    "cut in the middle": Fault.cut_mid_answer(),
}


async def create_user(acme: IdentityView) -> object:
    """A write with personal data in its body."""
    return await acme.users.create(name="Ada", surname="Byron", email=EMAIL)


async def read_card(acme: IdentityView) -> object:
    """A read whose answer may hold card data."""
    return await acme.managed_cards.get("331")


@pytest.mark.asyncio
@pytest.mark.parametrize("call", [create_user, read_card])
@pytest.mark.parametrize("fault", FAULTS)
async def test_a_failed_call_gives_no_secret_away(
    ward: Ward, fault: str, call: Callable[[IdentityView], Awaitable[object]]
) -> None:
    """Not in a text, a pickle, a log line, an event, or a variable of any frame."""
    ward.emulator.faults.inject(FAULTS[fault], operation="userCreate", times=None)
    ward.emulator.faults.inject(FAULTS[fault], operation="managedCardGet", times=None)
    with pytest.raises(WeavrError) as failed:
        await call(ward.acme)
    ward.look_into(failed.value)
    ward.conclude()


@pytest.mark.asyncio
@pytest.mark.parametrize("fault", ["401", "403", "404", "409 UNRESOLVED_IDENTITY", "500", "200 that echoes", "cut"])
async def test_a_failed_login_gives_no_secret_away(ward: Ward, fault: str) -> None:
    """Its answer may hold a token, wherever that stands."""
    ward.emulator.faults.inject(FAULTS[fault], operation="requestAccessToken", times=None)
    with pytest.raises(WeavrError) as failed:
        await create_user(ward.acme)
    ward.look_into(failed.value)
    ward.conclude()


@pytest.mark.asyncio
async def test_a_successful_day_gives_no_secret_away(ward: Ward) -> None:
    """Tokens refused and minted anew, a user, a card with its numbers, a cancelled write."""
    ward.emulator.faults.inject(Fault.dead_token(), operation="managedCardGet")
    with_numbers = {**orjson.loads(card().content), "cardNumber": {"value": PAN}, "cvv": {"value": CVV}}
    ward.emulator.faults.inject(
        Fault.answer(200, orjson.dumps(with_numbers), headers={"content-type": "application/json"}),
        operation="managedCardGet",
    )
    for _ in range(2):
        ward.look("repr of a card", repr(await ward.acme.managed_cards.get("331")))
    await create_user(ward.acme)
    ward.emulator.faults.inject(Fault.delay(5), operation="userCreate")
    task = asyncio.create_task(create_user(ward.acme))
    await asyncio.sleep(0.05)
    task.cancel()
    await asyncio.wait([task])
    assert any("cancelled under way" in record.getMessage() for record in ward.log.records)
    ward.conclude()


@pytest.mark.asyncio
async def test_the_watch_would_notice(ward: Ward) -> None:
    """A secret in an event, a log line or a variable is found."""
    logging.getLogger("some.library").debug("sending %s", API_KEY)
    with pytest.raises(AssertionError, match="api key in log of some"):
        ward.conclude()
