"""The control API describes itself, truly; the page that uses it is served beside it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest
from openapi_spec_validator import validate

from weavr_async.emulator import Emulator
from weavr_async.emulator.asgi import CONTROL_PATH
from weavr_async.emulator.control.api import COMMANDS

if TYPE_CHECKING:
    from tests.emulator.conftest import Api
    from weavr_async.emulator.control.command import Command

ROOT = "http://emulator"
CONTROL = f"{ROOT}{CONTROL_PATH}"
HERE = {"id": "220", "name": "monday", "number": "1", "reference": "payout-1"}


def path_of(template: str) -> str:
    """A path with its parameters filled in."""
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: HERE[found[1]], template)


@pytest.mark.asyncio
async def test_the_document_is_valid_and_whole(api: Api) -> None:
    """OpenAPI, with an operation for each command."""
    document: dict[str, Any] = (await api.client.get(f"{CONTROL}/openapi.json")).json()
    validate(document)
    described = [one["operationId"] for item in document["paths"].values() for one in item.values()]
    assert sorted(described) == sorted(command.id for command in COMMANDS)
    assert len(set(described)) == len(described)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "command",
    [one for one in COMMANDS if one.method == "GET"],
    ids=[one.path for one in COMMANDS if one.method == "GET"],
)
async def test_what_can_be_read_is_as_described(api: Api, command: Command) -> None:
    """In a world in which something happened."""

    class Deaf:
        async def receive(self, topic: str, headers: dict[str, str], body: bytes) -> int | None:
            return 204

    api.emulator.webhooks.hand_to(Deaf())
    await api.transfer(reference="payout-1")
    await api.emulator.webhooks.deliver()
    await api.client.post(f"{CONTROL}/snapshots/monday")
    answer = await api.client.get(CONTROL + path_of(command.path))
    assert answer.status_code == 200, answer.text
    wrong = [error.message for error in jsonschema_rs.Draft202012Validator(command.answer).iter_errors(answer.json())]
    assert wrong == []


@pytest.mark.asyncio
async def test_the_log_is_read_in_pages(api: Api) -> None:
    """Newest first, by number; one of them with all there is to it, and no token in it."""
    for number in range(5):
        await api.transfer(reference=f"payout-{number}")
    await api("requestAccessToken", body={"identity": {"type": "CORPORATE", "id": "109876"}})
    page = (await api.client.get(f"{CONTROL}/requests/recent?limit=2")).json()
    assert ([row["number"] for row in page["requests"]], page["total"]) == ([6, 5], 6)
    older = (await api.client.get(f"{CONTROL}/requests/recent?limit=2&before=5")).json()
    assert [(row["number"], row["reference"], row["timesActed"]) for row in older["requests"]] == [
        (4, "payout-3", 1), (3, "payout-2", 1),
    ]  # fmt: skip
    of_one = (await api.client.get(f"{CONTROL}/requests/recent?reference=payout-2")).json()
    assert [row["number"] for row in of_one["requests"]] == [3]
    one = (await api.client.get(f"{CONTROL}/requests/5")).json()
    assert '"state":"COMPLETED"' in one["answer"]
    token = (await api.client.get(f"{CONTROL}/requests/6")).json()
    assert token["answer"] == '{"token":{"token":"[redacted]"}}'
    assert (await api.client.get(f"{CONTROL}/requests/7")).status_code == 404
    assert (await api.client.get(f"{CONTROL}/requests/recent?limit=0")).status_code == 400


@pytest.mark.asyncio
async def test_double_entries_are_found_by_account_and_by_transaction(api: Api) -> None:
    """Each sums to zero."""
    made = (await api.transfer()).json()
    by_id = (await api.client.get(f"{CONTROL}/ledger/postings?transaction={made['id']}")).json()["postings"]
    assert [(side["account"], side["available"]) for side in by_id[0]["sides"]] == [
        ("managed_accounts:220", -1_000), ("managed_accounts:221", 1_000),
    ]  # fmt: skip
    of_account = (await api.client.get(f"{CONTROL}/ledger/postings?account=managed_accounts:221")).json()["postings"]
    assert [row["type"] for row in of_account] == ["TRANSFER", "DEPOSIT"]
    for row in (await api.client.get(f"{CONTROL}/ledger/postings")).json()["postings"]:
        assert sum(side["actual"] for side in row["sides"]) == 0


@pytest.mark.asyncio
async def test_amounts_that_are_written_as_floats_are_integers(api: Api) -> None:
    """Otherwise large ones would lose their pennies, and the books their balance."""
    for amount in (7.0, float(2**53), 1.0):
        asked = {"instrumentId": "220", "amount": amount, "fee": 3.0}
        assert (await api.client.post(f"{CONTROL}/world/deposits", json=asked)).status_code == 200
    assert type(api.emulator.world.balance("220")) is int
    assert api.emulator.world.balance("220") == 500_000 + 2**53 + 8 - 9
    assert (await api.client.get(f"{CONTROL}/ledger")).json() == {"balanced": True}


@pytest.mark.asyncio
@pytest.mark.parametrize("path", ["/", "/page.css", "/page.js", "/views.js"])
async def test_the_page_names_nothing_that_lies_elsewhere(api: Api, path: str) -> None:
    """And forbids the browser to load any of it, or to show the page inside of another."""
    answer = await api.client.get(ROOT + path)
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    addresses = set(re.findall(r"https?://[^\s\"'`/]+", answer.text))
    assert addresses <= {"http://www.w3.org", "http://127.0.0.1:8000"}


@pytest.mark.asyncio
async def test_without_the_control_api_there_is_no_page() -> None:
    """The service is all there is then."""
    async with Emulator().client() as client:
        assert (await client.get(f"{ROOT}/")).status_code == 404


@pytest.mark.asyncio
async def test_a_path_says_which_methods_it_has(api: Api) -> None:
    """All of them, although each is a command of its own."""
    answer = await api.client.patch(f"{CONTROL}/faults")
    assert (answer.status_code, set(answer.headers["allow"].split(", "))) == (405, {"GET", "HEAD", "POST", "DELETE"})
