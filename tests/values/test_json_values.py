"""Values of the SDK in the hands of `json`, `orjson`, `attrs` and pydantic."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeAlias

import attrs
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError

from weavr_async import (
    UNSET,
    Conflict,
    Identity,
    Money,
    Settlement,
    SettlementVerdict,
    TransferOrder,
    managed_account,
    managed_card,
    to_json,
)
from weavr_async.hooks import CallEnded, WriteAbandoned
from weavr_async.resources.paging import Page
from weavr_async.statements import Export
from weavr_async.stores.protocols import StoredToken
from weavr_async.tokens.token import HeldToken
from weavr_async.values._secret import Secret
from weavr_backoffice.models import CurrencyAmount, ManagedAccount

JSON: TypeAlias = Any

AMOUNT = CurrencyAmount(currency="GBP", amount=1000)
ACCOUNT: dict[str, JSON] = {
    "id": "220",
    "profileId": "7",
    "friendlyName": "Main",
    "currency": "GBP",
    "balances": {"availableBalance": 1000, "actualBalance": 1000},
    "state": {"state": "ACTIVE"},
    "creationTimestamp": 1700000000000,
}
TEN = Money("10.00", "GBP")
TEN_AS_JSON = {"amount": "10.00", "currency": "GBP"}


class Order(BaseModel):
    amount: Money
    customer: Identity


ORDER = {"amount": TEN_AS_JSON, "customer": {"type": "CORPORATE", "id": "109876"}}


def through_json(value: object) -> JSON:
    """What `json` and `orjson` make of a value; they have to agree."""
    written: JSON = json.loads(json.dumps(value, default=to_json))
    assert orjson.loads(orjson.dumps(value, default=to_json)) == written
    return written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (AMOUNT, {"currency": "GBP", "amount": 1000}),
        (TEN, TEN_AS_JSON),
        (Identity.consumer("1"), {"type": "CONSUMER", "id": "1"}),
        (managed_card("331"), {"type": "managed_cards", "id": "331"}),
        (UNSET, None),
        (Decimal("1.50"), "1.50"),
        (date(2026, 11, 1), "2026-11-01"),
        (datetime(2026, 11, 1, tzinfo=UTC), "2026-11-01T00:00:00+00:00"),
        (Path("october.csv"), "october.csv"),
        (MappingProxyType({"a": TEN}), {"a": TEN_AS_JSON}),
        ((TEN, AMOUNT), [TEN_AS_JSON, {"currency": "GBP", "amount": 1000}]),
        (frozenset({"a"}), ["a"]),
        (Page([AMOUNT], None), {"items": [{"currency": "GBP", "amount": 1000}], "count": None}),
        (Export(5, 70, "ab", Path("x.csv")), {"entries": 5, "size": 70, "sha256": "ab", "path": "x.csv"}),
    ],
)
def test_every_kind_of_value_is_written(value: object, written: JSON) -> None:
    """On its own and inside of another one."""
    assert through_json(value) == written
    assert through_json({"in": [value]}) == {"in": [written]}


def test_a_model_that_attrs_made_a_dict_of_is_written() -> None:
    """With Python's names; what is absent is null."""
    written = through_json(attrs.asdict(ManagedAccount.from_dict(ACCOUNT)))

    assert written["balances"]["available_balance"] == 1000
    assert written["tag"] is None


def test_what_no_repr_shows_is_not_written() -> None:
    """Settle tokens hold whole bodies, and the answer's bytes may hold personal data."""
    settlement = Settlement(SettlementVerdict.DONE, "transferCreate", "r1", answer=b"{}", settle_token=None)

    written = through_json(settlement)

    assert written["verdict"] == "done"
    assert not {"answer", "settle_token"} & set(written)


def test_an_error_inside_of_a_result_is_written_without_what_was_answered() -> None:
    """Its sentence and its class, by `json` and by `dict`: the body may hold personal data."""
    error = Conflict("x", status=409, body=b"secret body")
    settlement = Settlement(SettlementVerdict.NOT_DONE, "transferCreate", "r1", error=error)
    written = {"error": "Conflict", "outcome": "refused", "message": str(error)}

    assert through_json(settlement)["error"] == written
    assert dict(settlement)["error"] == written
    assert "secret body" not in json.dumps(settlement, default=to_json)


def test_what_is_inside_of_a_result_is_written_too() -> None:
    """Orders of users included, to the last level."""
    order = TransferOrder(profile_id="7", source=managed_account("220"), destination=managed_card("331"), amount=TEN)

    written = through_json(Page([order], 1))["items"][0]

    assert written["amount"] == TEN_AS_JSON
    assert written["source"] == {"type": "managed_accounts", "id": "220"}


@pytest.mark.parametrize("cls", [StoredToken, HeldToken])
def test_what_holds_tokens_is_not_written(cls: type) -> None:
    """However it is asked for."""
    with pytest.raises(TypeError, match="is not JSON serializable"):
        json.dumps(object.__new__(cls), default=to_json)


def test_events_of_hooks_are_written_for_logs() -> None:
    """Without the settle token of an abandoned write."""
    ended = CallEnded("transferCreate", "POST", "/transfers", 200, None, 0.5, 1, "rr", "r1", None)

    assert through_json(ended)["path_template"] == "/transfers"
    assert "settle_token" in {field.name for field in attrs.fields(WriteAbandoned) if not field.repr}


@pytest.mark.parametrize("value", [Secret("key"), object(), b"bytes", json.JSONDecoder()])
def test_what_is_none_of_ours_is_refused_as_json_refuses_it(value: object) -> None:
    """A secret above all."""
    with pytest.raises(TypeError, match="is not JSON serializable"):
        json.dumps(value, default=to_json)


def test_values_are_fields_of_pydantic_models() -> None:
    """Read from JSON and from themselves, written as JSON, kept in Python."""
    order = Order.model_validate(ORDER)

    assert order == Order(amount=TEN, customer=Identity.corporate("109876"))
    assert order.model_dump() == {"amount": TEN, "customer": Identity.corporate("109876")}
    assert order.model_dump(mode="json") == ORDER
    assert Order.model_validate_json(order.model_dump_json()) == order


@pytest.mark.parametrize(
    ("change", "place", "reason"),
    [
        ({"amount": {"amount": 1000, "currency": "GBP"}}, ("amount", "amount"), "string in major units"),
        ({"amount": {"amount": 10.0, "currency": "GBP"}}, ("amount", "amount"), "string in major units"),
        ({"amount": {"amount": "10.001", "currency": "GBP"}}, ("amount", "amount"), "2 decimals"),
        ({"amount": {"amount": "10.00", "currency": "gbp"}}, ("amount", "currency"), "GBP"),
        ({"amount": {"amount": "10.00", "currency": None}}, ("amount", "currency"), "three capital letters"),
        ({"amount": {"amount": "10.00"}}, ("amount", "currency"), "required"),
        ({"amount": {**TEN_AS_JSON, "scale": 2}}, ("amount", "scale"), "no such field"),
        ({"amount": "10.00 GBP"}, ("amount",), "object or an instance of Money"),
        ({"customer": {"type": "PERSON", "id": "1"}}, ("customer", "type"), "CORPORATE or CONSUMER"),
        ({"customer": {"type": "CORPORATE", "id": ".."}}, ("customer", "id"), "digits"),
    ],
)
def test_a_fault_is_told_with_its_place(change: dict[str, JSON], place: tuple[str, ...], reason: str) -> None:
    """In the words of the SDK."""
    with pytest.raises(ValidationError) as caught:
        Order.model_validate(ORDER | change)

    (error,) = caught.value.errors()
    assert error["loc"] == place
    assert reason in error["msg"]


def test_values_are_described() -> None:
    """With the form of their fields."""
    described = Order.model_json_schema()["$defs"]

    assert described["Money"]["required"] == ["amount", "currency"]
    assert described["Money"]["properties"]["amount"]["type"] == "string"
    assert described["Identity"]["properties"]["type"]["enum"] == ["CORPORATE", "CONSUMER"]


def test_a_result_is_written_and_described_but_not_read() -> None:
    """Nobody sends us what we found out."""
    adapter = TypeAdapter(Export)

    assert json.loads(adapter.dump_json(Export(5, 70, "ab", Path("x.csv"))))["path"] == "x.csv"
    assert adapter.json_schema() == {"title": "Export", "type": "object"}
    with pytest.raises(ValidationError, match="not read from JSON"):
        adapter.validate_python({"entries": 5})


def test_a_result_with_models_inside_is_written_whole() -> None:
    """To the last level."""
    page = Page([ManagedAccount.from_dict(ACCOUNT)], 1)

    assert json.loads(TypeAdapter(Page).dump_json(page)) == {"items": [ACCOUNT], "count": 1}


@given(minor=st.integers(-(2**63), 2**63 - 1), currency=st.sampled_from(["GBP", "JPY", "KWD", "CLF"]))
def test_money_survives_the_way_through_json(minor: int, currency: str) -> None:
    """Whatever the amount and the decimals of the currency."""
    money = Money.from_minor(minor, currency)

    assert Money.from_dict(through_json(money)) == money
    assert TypeAdapter(Money).validate_json(orjson.dumps(money, default=to_json)) == money


def test_dict_of_a_value_is_its_json_object() -> None:
    """This is how FastAPI writes what it does not know; but a value is no list of its fields."""
    assert dict(TEN) == TEN_AS_JSON
    with pytest.raises(TypeError, match="not iterable"):
        tuple(TEN)  # type: ignore[arg-type]  # what is tested
