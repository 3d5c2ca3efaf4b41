"""FastAPI answers with models, takes them, and describes them and our errors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import pytest
from fastapi import Body, FastAPI
from fastapi.testclient import TestClient
from openapi_spec_validator import validate

from tests.generated.contract_examples import example, object_schemas, schema_of
from weavr_async import Conflict, Identity, InsufficientFunds, Money, OutcomeUnknown, models
from weavr_async.integrations.fastapi import error_responses
from weavr_async.resources.paging import Page

if TYPE_CHECKING:
    from collections.abc import Callable

JSON: TypeAlias = Any


def answered(value: object, **options: Any) -> JSON:  # noqa: ANN401 - whatever `FastAPI.get` takes
    """What a caller gets whose handler returns `value`."""
    app = FastAPI()

    async def handler() -> object:
        return value

    app.get("/", **({"response_model": None} | options))(handler)
    answer = TestClient(app).get("/")
    assert answer.status_code == 200
    return answer.json()


@pytest.mark.parametrize("name", object_schemas())
def test_every_model_is_answered_taken_and_described(name: str) -> None:
    """With a type and without one, alone and in a list; the document is valid OpenAPI."""
    model = getattr(models, name)
    data = example(schema_of(name))
    app = FastAPI()

    async def echo(value: object = Body()) -> object:
        return value

    echo.__annotations__["value"] = model
    app.post("/", response_model=model)(echo)
    caller = TestClient(app)

    assert answered(model.from_dict(data)) == data
    many: Any = list[model]  # type: ignore[valid-type]  # of each class in turn
    assert answered([model.from_dict(data)], response_model=many) == [data]
    assert caller.post("/", json=data).json() == data
    document = caller.get("/openapi.json").json()
    validate(document)
    assert name in document["components"]["schemas"]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Money("10.00", "GBP"), {"amount": "10.00", "currency": "GBP"}),
        (Identity.corporate("1"), {"type": "CORPORATE", "id": "1"}),
        ({"total": [Money("1", "JPY")]}, {"total": [{"amount": "1", "currency": "JPY"}]}),
        (Page([Money("1", "JPY")], 1), {"items": [{"amount": "1", "currency": "JPY"}], "count": 1}),
        (models.TransactionState.COMPLETED, "COMPLETED"),
        (models.TransactionState("ARCHIVED"), "ARCHIVED"),
    ],
)
def test_other_values_are_answered_as_their_json(value: object, written: JSON) -> None:
    """Without a type, which is how most handlers are written first."""
    assert answered(value) == written


def test_a_card_is_answered_as_what_it_is() -> None:
    """Whichever of the three kinds comes."""
    card = models.PrepaidModeCard.from_dict(example(schema_of("PrepaidModeCard")))  # type: ignore[arg-type]  # an object

    any_card = models.DebitModeCard | models.PrepaidModeCard | models.ManagedCard
    assert answered(card, response_model=any_card) == card.to_dict()


def document_of(responses: dict[int | str, dict[str, Any]]) -> JSON:
    """The OpenAPI document of an application whose one route has these answers."""
    app = FastAPI()

    @app.get("/", responses=responses)
    async def handler() -> None: ...

    document = TestClient(app).get("/openapi.json").json()
    validate(document)
    return document["paths"]["/"]["get"]["responses"]


@pytest.mark.parametrize(
    ("responses", "statuses"),
    [
        (error_responses, {"403", "404", "409", "422", "500", "502", "503", "504"}),
        (lambda: error_responses(Conflict), {"409"}),
        (lambda: error_responses(InsufficientFunds, OutcomeUnknown), {"409", "504"}),
    ],
)
def test_errors_are_described_with_the_body_they_are_answered_with(
    responses: Callable[[], dict[int | str, dict[str, Any]]], statuses: set[str]
) -> None:
    """All of them, or those that a route can end in."""
    described = document_of(responses())

    assert set(described) - {"200"} == statuses
    schema = described[min(statuses)]["content"]["application/problem+json"]["schema"]
    assert {"code", "detail", "effect"} <= set(schema["properties"])
