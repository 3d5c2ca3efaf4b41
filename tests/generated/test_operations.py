"""Every operation's function works alone, over nothing but a plain `httpx.AsyncClient`."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from importlib import import_module
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl
from uuid import UUID

import httpx
import pytest

from tests.generated.contract_examples import CONTRACT, METHODS, example, resolve
from weavr_backoffice import HttpxClient, InvalidArgument, UnexpectedAnswer, models, operations
from weavr_backoffice.checks import path_segment
from weavr_backoffice.client import Operation, OwnId
from weavr_backoffice.operations import OPERATIONS, endpoint_of

if TYPE_CHECKING:
    from types import ModuleType

    from pytest_httpx import HTTPXMock

    from weavr_backoffice.types import JSON, JSONObject

BASE_URL = "https://backoffice.test/multi/backoffice"


def snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).replace("-", "_").lower()


@dataclass(frozen=True)
class Documented:
    """One operation, as the contract has it."""

    id: str
    method: str
    path: str
    tag: str
    node: JSONObject

    @property
    def module(self) -> ModuleType:
        """The generated module of this operation."""
        return import_module(f"weavr_backoffice.api.{self.tag}.{snake(self.id)}")

    def parameters(self, place: str) -> dict[str, JSON]:
        """Give the schemas of the parameters in `place`, by name."""
        listed = self.node.get("parameters", [])
        assert isinstance(listed, list)
        found = [resolve(parameter) for parameter in listed]
        return {str(parameter["name"]): parameter["schema"] for parameter in found if parameter["in"] == place}

    @property
    def body_schema(self) -> JSON:
        """The schema of the request's body, None without one."""
        return json_schema(resolve(self.node["requestBody"])) if "requestBody" in self.node else None

    @property
    def success(self) -> tuple[int, JSON]:
        """The documented success: its status and its body's schema."""
        answers = self.node["responses"]
        assert isinstance(answers, dict)
        status = next(status for status in answers if status.startswith("2"))
        return int(status), json_schema(resolve(answers[status]))


def json_schema(node: JSONObject) -> JSON:
    content = node.get("content")
    if content is None:
        return None
    assert isinstance(content, dict)
    media = content["application/json"]
    assert isinstance(media, dict)
    return media["schema"]


def documented() -> list[Documented]:
    found = []
    for path, item in CONTRACT["paths"].items():
        assert isinstance(item, dict)
        for method, node in item.items():
            if method in METHODS:
                assert isinstance(node, dict)
                tags = node["tags"]
                assert isinstance(tags, list)
                found.append(Documented(str(node["operationId"]), method.upper(), path, str(tags[0]), node))
    return found


def argument(schema: JSON, value: JSON) -> object:
    """Turn JSON into what a caller of the function would give."""
    node = schema if isinstance(schema, dict) else {}
    if isinstance(value, list):
        return [argument(resolve(schema)["items"], item) for item in value]
    if node.get("format") == "date-time":
        return datetime.fromisoformat(str(value))
    if node.get("format") == "date":
        return date.fromisoformat(str(value))
    if node.get("format") == "uuid":
        return UUID(str(value))
    if "$ref" in node and (isinstance(value, dict) or "enum" in resolve(node)):
        model = getattr(models, str(node["$ref"]).rpartition("/")[2])
        return model.from_dict(value) if isinstance(value, dict) else model(value)
    return value


def sample_body(operation: Documented) -> object:
    return argument(operation.body_schema, example(operation.body_schema))


def query_text(value: JSON) -> list[str]:
    if isinstance(value, list):
        return [text for item in value for text in query_text(item)]
    return [str(value).lower() if isinstance(value, bool) else str(value)]


OWN_IDS = {
    "chargeFee": "transactionId.id",
    "corporateChargeFee": "transactionId.id",
    "consumerChargeFee": "transactionId.id",
    "managedAccountGet": "id",
    "managedCardGet": "id",
    "transferCreate": "id",
    "transferGet": "id",
    "userCreate": "id",
    "bulksTransferCreate": "bulkId",
    "bulksManagedCardSpendRulesUpdate": "bulkId",
    "bulkId": "bulkId",
}
"""Where the success of an operation names what it is about."""
EVERY_OPERATION = pytest.mark.parametrize("operation", documented(), ids=lambda operation: operation.id)


@pytest.mark.asyncio
@EVERY_OPERATION
async def test_a_call_sends_what_the_contract_says_and_reads_what_it_promises(
    operation: Documented, httpx_mock: HTTPXMock
) -> None:
    """Method, path, query, headers and body go out as documented, and the success comes back as its model."""
    status, answer_schema = operation.success
    answer = None if answer_schema is None else example(answer_schema)
    httpx_mock.add_response(status_code=status, json=answer)
    ids = ["123" for _ in operation.parameters("path")]
    queries = {name: example(schema) for name, schema in operation.parameters("query").items()}
    headers = dict.fromkeys(operation.parameters("header"), "given")
    arguments = {
        snake(name): argument(operation.parameters("query")[name], value) for name, value in queries.items()
    } | {snake(name): value for name, value in headers.items()}
    body = None if operation.body_schema is None else example(operation.body_schema)
    if body is not None:
        arguments["body"] = argument(operation.body_schema, body)

    async with httpx.AsyncClient() as http:
        client = HttpxClient(http, base_url=BASE_URL, api_key="key", token="token")
        result = await getattr(operation.module, snake(operation.id))(client, *ids, **arguments)

    sent = httpx_mock.get_request()
    assert sent is not None
    assert sent.method == operation.method
    assert sent.url.path == "/multi/backoffice" + re.sub(r"\{\w+\}", "123", operation.path)
    expected_query = [(name, text) for name, value in queries.items() for text in query_text(value)]
    assert parse_qsl(sent.url.query.decode()) == expected_query
    assert {"accept": "application/json", **headers}.items() <= dict(sent.headers).items()
    assert (sent.headers["api-key"], sent.headers["authorization"]) == ("key", "Bearer token")
    assert (json.loads(sent.content) if sent.content else None) == body
    assert sent.headers.get("content-type") == (None if body is None else "application/json")
    assert (None if result is None else result.to_dict()) == answer


@EVERY_OPERATION
@pytest.mark.parametrize("status", [202, 302, 400, 401, 403, 404, 409, 429, 500, 503, 520])
def test_any_status_but_the_success_keeps_the_whole_answer(operation: Documented, status: int) -> None:
    """An error status is not decoded: status, headers and bytes are handed on, none of them in the message."""
    answer = httpx.Response(status, headers={"Request-Ref": "ref-1"}, content=b"<html>secret</html>")

    with pytest.raises(UnexpectedAnswer) as caught:
        operation.module.parse(answer)

    assert caught.value.operation == operation.module.OPERATION
    assert (caught.value.status_code, caught.value.content) == (status, b"<html>secret</html>")
    assert caught.value.headers["request-ref"] == "ref-1"
    assert "secret" not in f"{caught.value} {caught.value!r}"


@pytest.mark.parametrize(
    "operation", [found for found in documented() if found.parameters("path")], ids=lambda operation: operation.id
)
@pytest.mark.parametrize("name", ["", ".", ".."])
def test_an_id_that_would_name_another_path_is_refused(operation: Documented, name: str) -> None:
    """`..` survives percent-encoding and would turn one operation into another."""
    body = {} if operation.body_schema is None else {"body": sample_body(operation)}

    with pytest.raises(InvalidArgument, match="has to be digits only"):
        operation.module.prepare(name, **body)


@pytest.mark.parametrize("name", ["", ".", ".."])
def test_a_segment_that_would_name_another_path_is_refused_whatever_the_contract_says_of_ids(name: str) -> None:
    """The limits of the contract may be loosened; this one may not."""
    with pytest.raises(ValueError, match="cannot stand in a path"):
        path_segment(name)


def test_a_segment_is_percent_encoded() -> None:
    """Slashes, question marks and spaces stay inside it."""
    assert path_segment("a/b?c d") == "a%2Fb%3Fc%20d"


def test_a_segment_from_an_enum_of_strings_is_its_value() -> None:
    """Such a member equals its value, and writes itself as its name."""

    class Ours(str, Enum):  # noqa: UP042 - a `StrEnum` would write itself as its value
        MAIN = "331"

    assert f"/{path_segment(Ours.MAIN)}" == "/331"


# ---- the table of operations ----


@EVERY_OPERATION
def test_the_table_holds_each_operation_as_the_contract_has_it(operation: Documented) -> None:
    """Under its operationId and as a constant: all that is needed before its module is loaded."""
    row = OPERATIONS[operation.id]

    assert row == Operation(
        id=operation.id,
        method=operation.method,
        path=operation.path,
        module=f"{operation.tag}.{snake(operation.id)}",
        takes_reference="idempotency-ref" in operation.parameters("header"),
        success=operation.success[0],
        own_id=OwnId(OWN_IDS[operation.id]) if operation.id in OWN_IDS else None,
    )
    assert getattr(operations, snake(operation.id).upper()) is row
    assert row.only_reads == (operation.method == "GET")


@pytest.mark.parametrize(("name", "path"), OWN_IDS.items())
def test_the_own_id_is_found_in_the_json_and_in_the_model(name: str, path: str) -> None:
    """Wherever it stands, and only if it says something."""
    own_id = OPERATIONS[name].own_id
    (operation,) = (found for found in documented() if found.id == name)
    answer = example(operation.success[1])
    nothing: JSON = " "
    for step in reversed(path.split(".")):
        nothing = {step: nothing}

    assert own_id is not None
    found = own_id.in_json(answer)
    assert isinstance(found, str)
    assert own_id.of(operation.module.parse(httpx.Response(operation.success[0], json=answer))) == found
    assert [own_id.in_json(other) for other in ({}, [], None, nothing)] == [None] * 4


@pytest.mark.parametrize("name", [name for name in OWN_IDS if OPERATIONS[name].only_reads])
def test_what_reads_one_thing_is_asked_for_it_by_the_last_part_of_its_path(name: str) -> None:
    """So the id of an answer can be compared with what was asked for."""
    assert OPERATIONS[name].path.endswith("}")


def test_the_table_holds_nothing_else() -> None:
    """It has the contract's operations and their order."""
    assert list(OPERATIONS) == [operation.id for operation in documented()]


@EVERY_OPERATION
def test_an_operation_leads_to_the_module_that_sends_it_and_reads_its_answer(operation: Documented) -> None:
    """Whoever knows nothing but the operationId can prepare a request and read an answer of that operation."""
    endpoint = endpoint_of(OPERATIONS[operation.id])
    given = {} if operation.body_schema is None else {"body": sample_body(operation)}
    request = endpoint.prepare(*["123" for _ in operation.parameters("path")], **given)
    status, schema = operation.success
    answer = None if schema is None else example(schema)
    read: Any = endpoint.parse(httpx.Response(status, json=answer))  # what it reads depends on the operation

    assert endpoint is operation.module
    assert endpoint.OPERATION is request.operation is OPERATIONS[operation.id]
    assert (None if read is None else read.to_dict()) == answer
