"""Models and enums stand in pydantic's models as they stand in the contract: read, written and described."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any, Literal, TypeAlias

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError

from tests.generated.contract_examples import CONTRACT, example, object_schemas, schema_of, values, without_null_options
from tests.properties import examples
from weavr_backoffice import models
from weavr_backoffice.models import DebitModeCard, ManagedAccount, ManagedCard, PrepaidModeCard, TransactionState

# One test for all classes, which is more than a type checker can follow.
Adapter: TypeAlias = "TypeAdapter[Any]"
Json: TypeAlias = Any


def sample(name: str) -> Json:
    """A new object of a schema, with every field."""
    return json.loads(json.dumps(example(schema_of(name))))


class Report(BaseModel):
    accounts: list[ManagedAccount]
    state: TransactionState = TransactionState.COMPLETED


@pytest.mark.parametrize("name", object_schemas())
@settings(max_examples=examples(8), suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data())
def test_every_model_comes_back_from_pydantic_as_it_went_in(name: str, data: st.DataObject) -> None:
    """From a JSON object, from an instance, and through JSON text."""
    adapter: Adapter = TypeAdapter(getattr(models, name))
    value = data.draw(values(schema_of(name)))

    read = adapter.validate_python(value)

    assert adapter.validate_python(read) is read
    assert adapter.dump_python(read) == without_null_options(schema_of(name), value)
    assert adapter.validate_json(adapter.dump_json(read)) == read
    items = {key: item.to_dict() if hasattr(item, "to_dict") else item for key, item in dict(read).items()}
    assert items == read.to_dict()


@pytest.mark.parametrize("mode", ["validation", "serialization"])
@pytest.mark.parametrize("name", sorted(models.__all__))
def test_every_model_and_enum_is_described_by_the_contract(
    name: str, mode: Literal["validation", "serialization"]
) -> None:
    """Field by field with type, limits and meaning; references lead to pydantic's own place for other models."""
    adapter: Adapter = TypeAdapter(getattr(models, name))

    described = adapter.json_schema(mode=mode, ref_template="#/components/schemas/{model}")

    schemas = CONTRACT["components"]["schemas"]
    assert isinstance(schemas, dict)
    for described_name, schema in (described.pop("$defs", {}) | {name: described}).items():
        assert schema.pop("title") == described_name
        assert schema == as_pydantic_has_it(schemas[described_name])


def as_pydantic_has_it(node: Json) -> Json:
    """A schema of the contract without what only this project reads; a union has no model, so it stands in place."""
    if isinstance(node, list):
        return [as_pydantic_has_it(item) for item in node]
    if not isinstance(node, dict):
        return node
    name = str(node.get("$ref", "")).rpartition("/")[2]
    if name and not hasattr(models, name):
        return as_pydantic_has_it(schema_of(name))
    return {key: as_pydantic_has_it(item) for key, item in node.items() if not key.startswith("x-")}


def test_every_fault_is_told_with_its_place() -> None:
    """All of them at once, as pydantic's users are used to."""
    account = sample("ManagedAccount")
    del account["id"]
    account["balances"]["availableBalance"] = "10"
    account["tag"] = 5

    with pytest.raises(ValidationError) as caught:
        Report.model_validate({"accounts": [sample("ManagedAccount"), account, 7]})

    assert [(error["loc"], error["type"]) for error in caught.value.errors()] == [
        (("accounts", 1, "id"), "missing"),
        (("accounts", 1, "balances", "availableBalance"), "unexpected"),
        (("accounts", 1, "tag"), "unexpected"),
        (("accounts", 2), "model_type"),
    ]


def test_another_model_is_not_taken_for_this_one() -> None:
    """Not even one that has the same fields and more."""
    with pytest.raises(ValidationError, match="instance of ManagedCard"):
        TypeAdapter(ManagedCard).validate_python(DebitModeCard.from_dict(sample("DebitModeCard")))


def test_a_card_of_several_kinds_is_written_as_what_it_is() -> None:
    """In whatever order the kinds stand."""
    adapter: Adapter = TypeAdapter(ManagedCard | DebitModeCard | PrepaidModeCard)
    card = DebitModeCard.from_dict(sample("DebitModeCard"))

    assert json.loads(adapter.dump_json(card)) == card.to_dict()


def test_an_enum_value_that_is_new_is_kept() -> None:
    """As everywhere else in the SDK."""
    report = Report.model_validate({"accounts": [], "state": "ARCHIVED"})

    assert report.state == "ARCHIVED"
    assert json.loads(report.model_dump_json())["state"] == "ARCHIVED"


def test_what_is_no_string_is_no_enum_value() -> None:
    with pytest.raises(ValidationError, match="valid string"):
        Report.model_validate({"accounts": [], "state": 5})


def test_a_fault_shows_no_secret() -> None:
    """The input of each fault is shown; never that of a sensitive field, nor what stands around it."""
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(models.SensitiveCvv).validate_python({"value": 31337})
    with pytest.raises(ValidationError) as around:
        TypeAdapter(models.PhysicalCardDetails).validate_python([{"cvv": "31337"}])

    assert "31337" not in f"{caught.value} {around.value}"


def test_a_model_is_no_list_of_its_fields() -> None:
    """It can be made a dict, and unpacked into one."""
    account = ManagedAccount.from_dict(sample("ManagedAccount"))

    assert {**account} == account.to_dict()
    assert account["profileId"] == account.profile_id
    with pytest.raises(TypeError, match="not iterable"):
        list(account)  # type: ignore[call-overload]  # what is tested


def test_pydantic_is_not_loaded_by_us() -> None:
    """Only who has it asks for what stands on it."""
    code = "import sys; from weavr_backoffice.models import Transfer; print('pydantic_core' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "False"
