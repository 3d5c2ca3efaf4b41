"""What the contract limits is refused before it is sent, by the name of the argument; answers are never held to it."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.generated.contract_examples import CONTRACT, METHODS, resolve, schema_of
from weavr_backoffice import HttpxClient, InvalidArgument, api, limits
from weavr_backoffice.checks import UnknownValueWarning
from weavr_backoffice.models import (
    BulkTransferItem,
    CardLevelSpendRules,
    CurrencyAmount,
    DateOfBirth,
    InstrumentId,
    InstrumentType,
    MobileNumber,
    Transfer,
    TransferCreateRequest,
    UserCreateRequest,
    UserRole,
)
from weavr_backoffice.operations import OPERATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_httpx import HTTPXMock

    from weavr_backoffice.types import JSON, JSONObject


def limit_of(schema: str, field: str, keyword: str) -> int:
    """Give a limit that the contract sets for a field, so that a looser one of tomorrow is no failure."""
    found = resolve(resolve(schema_of(schema)["properties"])[field])[keyword]
    assert isinstance(found, int)
    return found


def longest(name: str) -> object:
    """The most characters of a field of a new user."""
    schema = resolve(schema_of("UserCreateRequest"))["properties"]
    assert isinstance(schema, dict)
    return resolve(schema[name])["maxLength"]


def user(**changes: object) -> UserCreateRequest:
    """A user as the contract has it, but for `changes`."""
    body = UserCreateRequest(
        name="Ada",
        surname="Byron",
        email="ada@example.com",
        mobile=MobileNumber(country_code="+356", number="79123456"),
        date_of_birth=DateOfBirth(year=1990, month=12, day=31),
        country_of_residence="MT",
        locale="en-GB",
        tag="invoice-1",
        brand="acme",
    )
    for name, value in changes.items():
        setattr(body, name, value)
    return body


def transfer(**changes: object) -> TransferCreateRequest:
    """A transfer as the contract has it, but for `changes`."""
    body = TransferCreateRequest(
        profile_id="7",
        source=InstrumentId(type_=InstrumentType.MANAGED_ACCOUNTS, id="220"),
        destination=InstrumentId(type_=InstrumentType.MANAGED_CARDS, id="331"),
        destination_amount=CurrencyAmount(currency="GBP", amount=1000),
    )
    for name, value in changes.items():
        setattr(body, name, value)
    return body


def test_what_keeps_to_the_limits_passes() -> None:
    """At their very ends as well."""
    api.users.user_create.prepare(body=user(name="x" * 50, brand="a" * 25, tag="t" * 50, locale="en"))
    api.transfers.transfer_create.prepare(body=transfer(description="d" * 255, scheduled_timestamp="1750000000000"))
    api.transfers.transfers_get.prepare(offset=0, limit=100)


@pytest.mark.parametrize(
    ("body", "path", "reason"),
    [
        (user(name=""), "body.name", "has at least 1 character"),
        (user(surname="x" * 10_000), "body.surname", f"has at most {longest('surname')} characters"),
        (user(email="ada"), "body.email", "has to be an e-mail address"),
        (user(email="a b@example.com"), "body.email", "has to be an e-mail address"),
        (
            user(mobile=MobileNumber(country_code="356", number="7")),
            "body.mobile.countryCode",
            "has to be a + and digits, such as +356",
        ),
        (
            user(mobile=MobileNumber(country_code="+356", number="79-12")),
            "body.mobile.number",
            "has to be 1 to 12 digits",
        ),
        (
            user(date_of_birth=DateOfBirth(year=1899, month=1, day=1)),
            "body.dateOfBirth.year",
            "has to be at least 1900",
        ),
        (user(date_of_birth=DateOfBirth(year=2101, month=1, day=1)), "body.dateOfBirth.year", "has to be at most 2100"),
        (user(country_of_residence="mt"), "body.countryOfResidence", "has to be capital letters from A to Z"),
        (user(country_of_residence="MLT"), "body.countryOfResidence", "has at most 2 characters"),
        (user(country_of_residence=5), "body.countryOfResidence", "has to be text"),
        (user(brand="our brand"), "body.brand", "has to be letters from A to Z and digits"),
        (user(tag="t\n"), "body.tag", "has to be letters from A to Z, digits, _ and -"),
        (user(tag="٣"), "body.tag", "has to be letters from A to Z, digits, _ and -"),
    ],
)
def test_a_user_beyond_a_limit_is_refused_by_the_name_of_the_field(
    body: UserCreateRequest, path: str, reason: str
) -> None:
    """The text says which limit it is, and does not show the value."""
    with pytest.raises(InvalidArgument) as caught:
        api.users.user_create.prepare(body=body)

    assert (caught.value.path, caught.value.reason) == (path, reason)
    assert str(caught.value) == f"{path} {reason}"
    assert (pickle.loads(pickle.dumps(caught.value)).path) == path


@pytest.mark.parametrize(
    ("amount", "path"),
    [
        (CurrencyAmount(currency="gbp", amount=1), "body.destinationAmount.currency"),
        (CurrencyAmount(currency="GBPX", amount=1), "body.destinationAmount.currency"),
        (CurrencyAmount(currency="GBP", amount=2**63), "body.destinationAmount.amount"),
        (CurrencyAmount(currency="GBP", amount=10.5), "body.destinationAmount.amount"),  # type: ignore[arg-type]  # on purpose
        (CurrencyAmount(currency="GBP", amount=True), "body.destinationAmount.amount"),
    ],
)
def test_an_amount_that_cannot_be_right_is_refused(amount: CurrencyAmount, path: str) -> None:
    """A fraction, a number of more than 64 bits, a currency that is none."""
    with pytest.raises(InvalidArgument) as caught:
        api.transfers.transfer_create.prepare(body=transfer(destination_amount=amount))

    assert caught.value.path == path


def test_items_are_counted_and_told_by_their_index() -> None:
    """In a body that is an array, and in an array within a body."""
    with pytest.raises(InvalidArgument, match=r"^body has at least 1 item$"):
        api.bulks.bulks_transfer_create.prepare(body=[])
    longest = limit_of("TransferCreateRequest", "tag", "maxLength")
    tagged = transfer(tag="t" * (longest + 1))
    with pytest.raises(InvalidArgument, match=rf"^body\[1\]\.requestBody\.tag has at most {longest} characters$"):
        api.bulks.bulks_transfer_create.prepare(
            body=[BulkTransferItem(request_body=transfer()), BulkTransferItem(request_body=tagged)]
        )
    create = api.managed_cards.managed_card_spend_rules_create
    with pytest.raises(InvalidArgument, match=r"^body\.allowedMerchantCountries\[0\] "):
        create.prepare("331", body=CardLevelSpendRules(allowed_merchant_countries=["Malta"]))
    most = limit_of("CommonSpendRules", "allowedMerchantIds", "maxItems")
    with pytest.raises(InvalidArgument, match=rf"^body\.allowedMerchantIds has at most {most} items$"):
        create.prepare("331", body=CardLevelSpendRules(allowed_merchant_ids=["m"] * (most + 1)))


def test_parameters_are_held_to_their_limits_too() -> None:
    """Those of the path and those of the query."""
    with pytest.raises(InvalidArgument, match=r"^id has to be digits only$"):
        api.managed_cards.managed_card_block.prepare("a/b")
    highest = resolve(resolve({"$ref": "#/components/parameters/Limit"})["schema"])["maximum"]
    assert isinstance(highest, int)
    with pytest.raises(InvalidArgument, match=rf"^limit has to be at most {highest}$"):
        api.transfers.transfers_get.prepare(limit=highest + 1)
    with pytest.raises(InvalidArgument, match=r"^offset has to be at least 0$"):
        api.transfers.transfers_get.prepare(offset=-1)
    with pytest.raises(InvalidArgument, match=r"^instrument_id has to be digits only$"):
        api.transfers.transfers_get.prepare(instrument_id="card")


def test_a_value_that_is_new_is_sent_with_a_warning() -> None:
    """The service may know more values than this package."""
    with pytest.warns(UnknownValueWarning, match="'AUDITOR' is sent"):
        request = api.users.user_create.prepare(body=user(roles=[UserRole("AUDITOR")]))

    assert b'"AUDITOR"' in (request.body or b"")


@pytest.mark.asyncio
async def test_nothing_is_sent_of_what_is_beyond_a_limit(httpx_mock: HTTPXMock) -> None:
    """The check comes before the request."""
    async with httpx.AsyncClient() as http:
        client = HttpxClient(http, base_url="https://host.test", api_key="key")
        with pytest.raises(InvalidArgument):
            await api.users.user_create.user_create(client, body=user(brand="our brand"))

    assert not httpx_mock.get_requests()


def test_answers_are_not_held_to_limits() -> None:
    """What the service gives out is decoded, whatever the contract says about lengths and patterns."""
    read = Transfer.from_dict(
        {
            "id": "not digits",
            "profileId": "x",
            "tag": "t" * 500,
            "source": {"type": "managed_cards", "id": "also not"},
            "destination": {"type": "managed_cards", "id": "1"},
            "destinationAmount": {"currency": "gbp coin", "amount": 1},
            "description": "€",
            "state": "COMPLETED",
            "creationTimestamp": -1,
        }
    )

    assert (read.id, read.tag) == ("not digits", "t" * 500)


def limited(node: JSON, path: str) -> Iterator[tuple[str, JSONObject]]:
    """Find every limit of pattern, length, range or number of items, with the path under which it is told."""
    schema = resolve(node)
    if schema.keys() & {"pattern", "minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems"}:
        yield path, schema
    parts, properties = schema.get("allOf", []), schema.get("properties", {})
    assert isinstance(parts, list)
    assert isinstance(properties, dict)
    for part in parts:
        yield from limited(part, path)
    for name, value in properties.items():
        yield from limited(value, f"{path}.{name}")
    if "items" in schema:
        yield from limited(schema["items"], f"{path}[0]")


def limits_of_bodies() -> Iterator[tuple[str, str, JSONObject]]:
    for item in CONTRACT["paths"].values():
        for method, node in resolve(item).items():
            operation = resolve(node) if method in METHODS else {}
            if "requestBody" in operation:
                content = resolve(resolve(operation["requestBody"])["content"])
                for path, schema in limited(resolve(content["application/json"])["schema"], "body"):
                    yield str(operation["operationId"]), path, schema


def nested(path: str, value: JSON) -> JSON:
    """Wrap a value in the objects and arrays that lead to it."""
    for step in reversed(path.removeprefix("body").replace("[", ".[").split(".")[1:]):
        value = [value] if step == "[0]" else {step: value}
    return value


@pytest.mark.parametrize(
    ("operation", "path", "schema"),
    list(limits_of_bodies()),
    ids=[f"{operation}:{path}" for operation, path, _ in limits_of_bodies()],
)
def test_every_limit_of_every_body_is_held(operation: str, path: str, schema: JSONObject) -> None:
    """One value beyond each limit of the contract is refused, and under that very path."""
    check = getattr(limits, OPERATIONS[operation].module.rpartition(".")[2].upper())
    beyond: list[JSON] = []
    if "pattern" in schema:
        beyond.append("\x00")
    if isinstance(longest := schema.get("maxLength"), int):
        beyond.append("A" * (longest + 1))
    if isinstance(shortest := schema.get("minLength"), int) and shortest > 0:
        beyond.append("A" * (shortest - 1))
    if isinstance(lowest := schema.get("minimum"), int):
        beyond.append(lowest - 1)
    if isinstance(highest := schema.get("maximum"), int):
        beyond.append(highest + 1)
    if isinstance(most := schema.get("maxItems"), int):
        beyond.append([None] * (most + 1))
    if schema.get("minItems"):
        beyond.append([])
    for value in beyond:
        with pytest.raises(InvalidArgument) as caught:
            check({"body": nested(path, value)})
        assert caught.value.path == path
