"""Mistakes that are refused where they are made: what was given, and the sentence that comes of it.

Nothing is sent by any of them.
"""
# ruff: noqa: ANN401 - what is of another type than it should be is the matter here

from __future__ import annotations

import copy
import io
import pickle
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.calls.scripted import desk
from weavr_async import (
    BackOffice,
    ConfigurationError,
    Environment,
    Identity,
    IdentityView,
    InvalidRequest,
    Money,
    RateLimit,
    TransferOrder,
    managed_account,
)
from weavr_async.bulk_jobs import SpendRulesOrder
from weavr_async.hooks import CallEnded
from weavr_async.integrations.opentelemetry import OpenTelemetryHook
from weavr_async.stores import FileStore, MemoryStore
from weavr_async.webhooks import WebhookReceiver, parse_event

if TYPE_CHECKING:
    from pathlib import Path

TEN: Final = Money("10.00", "GBP")
ACME: Final = Identity.corporate("109876")
ORDER: Final = TransferOrder(
    profile_id="7", source=managed_account("220"), destination=managed_account("221"), amount=TEN
)
BROKEN_PROMISES: Final[Any] = None
"""What an annotation promises, nobody checks while a program runs."""


class Synchronous:
    """A token source whose `mint` is not async, or takes nothing."""

    def mint(self) -> str:
        """No identity."""
        return "token"


def client(**options: Any) -> BackOffice:
    """A client that sends nothing."""
    return BackOffice(api_key="k", environment=Environment.SANDBOX, **options)


def from_env(variables: Any = None, **options: Any) -> BackOffice:
    """The same from variables."""
    named = {"WEAVR_API_KEY": "k", "WEAVR_ENVIRONMENT": "sandbox"} if variables is None else variables
    return BackOffice.from_env(named, **options)


MADE_WRONGLY: Final[dict[str, tuple[str, Callable[[], object]]]] = {
    # A string passes for a list of its characters, and each of them would be a key.
    "one former key": ("former_api_keys is a list of keys", lambda: client(former_api_keys="old")),
    "no former keys": ("former_api_keys is a list of keys", lambda: client(former_api_keys=None)),
    "one former key, from_env": ("former_api_keys is a list of keys", lambda: from_env(former_api_keys="old")),
    "a former key that is a number": ("The former api key is a string, not int", lambda: client(former_api_keys=[5])),
    "one more key": ("more_api_keys is a list of keys", lambda: WebhookReceiver("k", more_api_keys="old")),
    "no more keys": ("more_api_keys is a list of keys", lambda: WebhookReceiver("k", more_api_keys=BROKEN_PROMISES)),
    "a file of variables": ("The variables are a mapping", lambda: from_env(".env")),
    # What counts as true.
    "http that is 'no'": (
        "allow_insecure_http is True or False",
        lambda: Environment.at("http://10.0.0.1/p", allow_insecure_http="no"),  # type: ignore[arg-type]
    ),
    "a signature of the time alone that is 'no'": (
        "accept_timestamp_signature is True or False",
        lambda: WebhookReceiver("k", accept_timestamp_signature="no"),  # type: ignore[arg-type]
    ),
    # What would fail at each call, or be logged and forgotten.
    "a hook without an argument": ("takes one argument, the event", lambda: client(hooks=[lambda: None])),
    "a hook with two": ("takes one argument, the event", lambda: client(hooks=[lambda name, event: None])),
    "the class of a hook": ("not the class OpenTelemetryHook itself", lambda: client(hooks=[OpenTelemetryHook])),
    "the class of an event": ("not the class CallEnded itself", lambda: client(hooks=[CallEnded])),
    "a source without an identity": ("takes one argument, the identity", lambda: client(token_source=Synchronous())),
    "one limit without its list": (r"such as \[\(100, 60\)\]", lambda: RateLimit(limits=(100, 60))),  # type: ignore[arg-type]
    # Stores of another kind.
    "an address as the store of webhooks": ("store is an object", lambda: WebhookReceiver("k", store="redis://r")),  # type: ignore[arg-type]
    "the class of a store": ("not the class MemoryStore itself", lambda: WebhookReceiver("k", store=MemoryStore)),  # type: ignore[arg-type]
    "files as the store of webhooks": ("not FileStore", lambda: WebhookReceiver("k", store=FileStore("jobs"))),  # type: ignore[arg-type]
    "a folder that is a number": ("the folder is a path, not int", lambda: FileStore(5)),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("what", MADE_WRONGLY)
def test_what_is_made_wrongly_is_refused_when_it_is_made(what: str) -> None:
    """By the name of the argument: the first call would be too late."""
    sentence, make = MADE_WRONGLY[what]
    with pytest.raises(ConfigurationError, match=sentence):
        make()


@pytest.mark.parametrize("hook", [print, [].append, lambda event: None, partial(print, "event:")])
def test_functions_of_one_argument_are_hooks(hook: Callable[[object], None]) -> None:
    """Those too that do not say what they take."""
    client(hooks=[hook])


VALUES: Final[dict[str, tuple[str, Callable[[], object]]]] = {
    "an amount as a dict": ("currency_amount: .* not dict", lambda: Money.of({"amount": 5})),  # type: ignore[arg-type]
    "no amount": ("currency_amount: .* not NoneType", lambda: Money.of(BROKEN_PROMISES)),
    "an amount that is one already": ("currency_amount: .* not Money", lambda: Money.of(TEN)),  # type: ignore[arg-type]
    "parts as a float": ("into: .* a list of weights, or a number", lambda: TEN.allocate(1.5)),  # type: ignore[arg-type]
    "no parts": ("into: .* a list of weights, or a number", lambda: TEN.allocate(BROKEN_PROMISES)),
    "money out of a text": ("an object with amount and currency, not str", lambda: Money.from_dict("10 GBP")),  # type: ignore[arg-type]
    "an identity out of a text": ("an object with type and id, not str", lambda: Identity.from_dict("109876")),  # type: ignore[arg-type]
    "rules as a dict": ("^rules: .* not dict", lambda: SpendRulesOrder("331", {})),  # type: ignore[arg-type]
    "a topic that is bytes": ("^topic: .* not bytes", lambda: parse_event(b"transfers/watch", b"{}")),  # type: ignore[arg-type]
    "no path of a delivery": ("^path: .* not NoneType", lambda: WebhookReceiver("k").verify(BROKEN_PROMISES, {}, b"")),
    "a path that is bytes": ("^path: .* not bytes", lambda: WebhookReceiver("k").verify(b"x", {}, b"")),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("what", VALUES)
def test_a_value_of_another_type_is_refused(what: str) -> None:
    """By name, and never as an error of our depths."""
    sentence, make = VALUES[what]
    with pytest.raises(InvalidRequest, match=sentence):
        make()


@pytest.mark.parametrize("divided", [lambda: TEN / 3, lambda: TEN // 3, lambda: TEN % 3])
def test_money_is_not_divided(divided: Callable[[], object]) -> None:
    """In none of the ways there are."""
    with pytest.raises(TypeError, match="share it out by `allocate"):
        divided()


@pytest.mark.parametrize("copied", [pickle.dumps, copy.copy, copy.deepcopy])
def test_a_client_is_not_copied(copied: Callable[[object], object]) -> None:
    """Connections belong to one process."""
    with pytest.raises(TypeError, match="make one in each process"):
        copied(client())


Call = Callable[[IdentityView], object]


def job(acme: IdentityView, **options: Any) -> Any:
    """A job of transfers."""
    return acme.bulks.transfer_job("payroll", **{"store": MemoryStore(), **options})


def statement(acme: IdentityView, **options: Any) -> Any:
    """A statement of an account."""
    return acme.managed_accounts.statement("220", **options)


async def export(acme: IdentityView, to: Any) -> object:
    """Write a statement."""
    return await statement(acme).export(to, format="csv")


CALLED_WRONGLY: Final[dict[str, tuple[str, Call]]] = {
    # An empty list is left out of a request, and everything comes.
    "no types of entries": ("^types: An empty list", lambda acme: statement(acme, types=[])),
    "a checkpoint that is a number": ("^checkpoint: .* not int", lambda acme: statement(acme, checkpoint=5)),
    "a checkpoint that is a dict": ("^checkpoint: .* not dict", lambda acme: statement(acme, checkpoint={})),
    "an end before the start": (
        "^created_until: The end has to be after the start",
        lambda acme: acme.transfers.list(
            created_since=datetime(2026, 2, 1, tzinfo=UTC), created_until=datetime(2026, 1, 1, tzinfo=UTC)
        ),
    ),
    "a file opened for text": ("^to: Its `write` is not async", lambda acme: export(acme, io.StringIO())),
    "a file opened for bytes": ("^to: Its `write` is not async", lambda acme: export(acme, io.BytesIO())),
    "a job in a folder by its name": ("^store: .* FileStore.* not str", lambda acme: job(acme, store="/jobs")),
    "a job in the class of a store": ("^store: .* the class MemoryStore", lambda acme: job(acme, store=MemoryStore)),
    "patience in words": ("^patience: ", lambda acme: job(acme, patience="1h")),
    "orders without keys": ("^items: An item is a pair of key and order", lambda acme: job(acme).submit([ORDER])),
    "orders with too much": ("^items: An item is a pair", lambda acme: job(acme).submit([("a", ORDER, 1)])),
    "orders in a dict": (r"^items: .* write items\.items\(\)", lambda acme: job(acme).submit({"a": ORDER})),
    "orders in a string": ("^items: The items are pairs .* not str", lambda acme: job(acme).submit("abc")),
    "one order": ("^items: The items are pairs .* not TransferOrder", lambda acme: job(acme).submit(ORDER)),
    "rules of many cards as a dict": (
        "^rules: .* not dict",
        lambda acme: acme.bulks.submit_spend_rules([("331", SpendRulesOrder("331", {}).rules)], idempotency_ref="r"),  # type: ignore[arg-type]
    ),
    "no reference": (
        r"^idempotency_ref: .* derive_ref\(...\), a string of your own, or PER_CALL",
        lambda acme: acme.fees.charge(fee_type="F", source=managed_account("220"), idempotency_ref=BROKEN_PROMISES),
    ),
    "parameters in a string": ("^query: .* not str", lambda acme: acme.request("GET", "/x", query="a=1")),  # type: ignore[arg-type]
    "JSON that is written already": ("^json: Give the values", lambda acme: acme.request("POST", "/x", json="{}")),
}


@pytest.mark.asyncio
@pytest.mark.parametrize("what", CALLED_WRONGLY)
async def test_what_is_called_wrongly_is_refused_before_anything_is_sent(what: str) -> None:
    """By the name of the argument."""
    at = desk()
    sentence, call = CALLED_WRONGLY[what]
    with pytest.raises(InvalidRequest, match=sentence):
        await _done(call(at.acme))
    assert at.engine.sent == []
    assert at.source.minted == 0


async def _done(made: object) -> None:
    if isinstance(made, Awaitable):
        await made


@pytest.mark.asyncio
@pytest.mark.parametrize("name", ["no/such/folder/october.csv", ""])
async def test_a_place_where_no_file_can_be_is_named_before_anything_is_sent(name: str, tmp_path: Path) -> None:
    """Not by the name that a file has while it is written."""
    at, to = desk(), tmp_path / name
    with pytest.raises((FileNotFoundError, IsADirectoryError)) as refused:
        await export(at.acme, to)
    assert refused.value.filename in {str(to), str(to.parent)}
    assert at.engine.sent == []


def test_an_option_that_a_statement_does_not_have_is_named_as_its() -> None:
    """As Python names one."""
    with pytest.raises(TypeError, match=r"^statement\(\) got an unexpected keyword argument 'limit'"):
        statement(desk().acme, limit=5)


JOURNAL: Final[dict[str, tuple[str, Callable[[Any], Awaitable[object]]]]] = {
    "no reference": ("^reference: ", lambda journal: journal.find(reference=None, identity=ACME)),
    "an identity by its id": ("^identity: ", lambda journal: journal.find(reference="r", identity="109876")),
    # Nothing found would read as nothing done.
    "an operation that is none": (
        "^operation: The contract has no operation 'transfers.create'",
        lambda journal: journal.find(reference="r", identity=ACME, operation="transfers.create"),
    ),
    "a handler that is none": ("^handle: .* not int", lambda journal: journal.settle_due(handle=5)),
    "a pause in seconds": ("^every: .* timedelta, not int", lambda journal: journal.settling(every=60).__aenter__()),
    "an age in days": ("^older_than: .* timedelta, not int", lambda journal: journal.forget(older_than=30)),
    # It would empty what was closed a moment ago, too.
    "an age below zero": ("^older_than: ", lambda journal: journal.forget(older_than=timedelta(days=-1))),
    "no intent to resolve": ("^intent: ", lambda journal: journal.resolve(None, note="x", done=False)),
    "no intent to cancel": ("^intent: ", lambda journal: journal.cancel(None)),
    "no note": ("^note: ", lambda journal: journal.resolve("i", note=None, done=False)),
    # What counts as true would say that money has moved.
    "done in words": ("^done: ", lambda journal: journal.resolve("i", note="x", done="no")),
    "a result by its number": ("^result_id: ", lambda journal: journal.resolve("i", note="x", result_id=9001)),
    "no topic": ("^topic: ", lambda journal: journal.heard(None, b"{}")),
    "a body that is none": ("^body: .* not date", lambda journal: journal.heard("fees/watch", date(2026, 1, 1))),
}


@pytest.mark.asyncio
@pytest.mark.parametrize("what", JOURNAL)
async def test_what_a_journal_cannot_mean_is_refused_by_name(what: str) -> None:
    """Nothing is settled, decided or forgotten by it."""
    sentence, call = JOURNAL[what]
    with pytest.raises(InvalidRequest, match=sentence):
        await call(client(journal=MemoryStore()).journal)


@pytest.mark.asyncio
@pytest.mark.parametrize("token", [{}, {"version": 2}])
async def test_what_is_no_settle_token_is_not_said_to_belong_elsewhere(token: dict[str, object]) -> None:
    """It belongs nowhere."""
    with pytest.raises(InvalidRequest, match=r"^settle_token: This is no settle token"):
        await client().settle(token)
    with pytest.raises(InvalidRequest, match=r"^settle_token: A settle token is a mapping.*not str"):
        await client().settle("{}")  # type: ignore[arg-type]
