"""What the example services do for their callers, over sockets from end to end; both do the same."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import logging
from typing import TYPE_CHECKING, Any

import pytest

from weavr_async.emulator import DEMO_API_KEY, Fault
from weavr_async.webhooks.testing import sign

if TYPE_CHECKING:
    from tests.tools.examples.conftest import Service

ORDER = {"from_account": "220", "to_card": "331", "amount": "10.00", "currency": "GBP"}
THOUSAND = 1000  # the order, in minor units


async def transfer(service: Service, *, token: str = "erp-token", key: str = "k-1", **order: Any) -> tuple[int, Any]:  # noqa: ANN401 - JSON
    headers = service.headers(token, key=key)
    async with service.http.post(f"{service.url}/transfers", json={**ORDER, **order}, headers=headers) as answer:
        return answer.status, await answer.json()


def paid(service: Service) -> int:
    """What has left the account so far, in minor units."""
    service.emulator.check()
    return 500_000 - service.emulator.world.balance("220")


@pytest.mark.asyncio
async def test_a_card_is_blocked_and_unblocked(service: Service) -> None:
    """On behalf of the company that the caller's token stands for."""
    for step, state in (("block", "BLOCKED"), ("unblock", "ACTIVE")):
        async with service.http.post(f"{service.url}/cards/331/{step}", headers=service.headers()) as answer:
            assert answer.status == 204
        assert service.emulator.world.cards["331"].state == state


@pytest.mark.asyncio
async def test_blocking_a_blocked_card_is_a_conflict_with_weavrs_code(service: Service) -> None:
    """So that a caller can tell the reasons apart."""
    await service.http.post(f"{service.url}/cards/331/block", headers=service.headers())
    async with service.http.post(f"{service.url}/cards/331/block", headers=service.headers()) as answer:
        assert (answer.status, answer.content_type) == (409, "application/problem+json")
        problem = await answer.json()
    assert (problem["code"], problem["effect"]) == ("INSTRUMENT_ALREADY_BLOCKED", "none")
    assert problem["request_ref"] == service.emulator.requests[-1].request_ref


@pytest.mark.asyncio
async def test_a_card_of_somebody_else_is_not_found(service: Service) -> None:
    """Card 331 is the company's, and the caller acts for a consumer."""
    async with service.http.post(f"{service.url}/cards/331/block", headers=service.headers("jane-token")) as answer:
        assert answer.status == 404
    assert service.emulator.world.cards["331"].state == "ACTIVE"


@pytest.mark.asyncio
async def test_an_id_that_is_none_is_refused_before_anything_is_sent(service: Service) -> None:
    """And the field is named."""
    async with service.http.post(f"{service.url}/cards/33x/block", headers=service.headers()) as answer:
        assert answer.status == 422
        assert (await answer.json())["code"] == "invalid_request"
    assert service.emulator.requests.total == 0


@pytest.mark.asyncio
@pytest.mark.parametrize("authorization", [None, "Bearer ", "Bearer guessed", "Basic erp-token"])
async def test_who_does_not_prove_to_be_a_caller_gets_nothing(service: Service, authorization: str | None) -> None:
    """No identity is taken from anything but an accepted token."""
    headers = {} if authorization is None else {"authorization": authorization}
    async with service.http.post(f"{service.url}/cards/331/block", headers=headers) as answer:
        assert (answer.status, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert service.emulator.requests.total == 0


@pytest.mark.asyncio
async def test_a_transfer_repeated_under_its_key_moves_money_once(service: Service) -> None:
    """The caller gets the first transfer again."""
    first = await transfer(service)
    again = await transfer(service)
    assert first == again == (201, first[1])
    assert paid(service) == THOUSAND


@pytest.mark.asyncio
async def test_two_callers_may_use_the_same_key(service: Service) -> None:
    """Even two that act for the same company: each has its own namespace."""
    erp = await transfer(service, token="erp-token", key="1")
    payroll = await transfer(service, token="payroll-token", key="1")
    assert erp[1]["id"] != payroll[1]["id"]
    assert paid(service) == 2 * THOUSAND


@pytest.mark.asyncio
async def test_a_callers_key_never_goes_out_as_it_is(service: Service) -> None:
    """Otherwise a caller could choose a reference that the service uses itself."""
    await transfer(service, key="payout-invoice-1")
    [sent] = service.emulator.requests.of("transferCreate")
    assert sent.idempotency_ref is not None
    assert sent.idempotency_ref.startswith("wv2-")


@pytest.mark.asyncio
async def test_a_key_used_for_another_order_is_refused(service: Service) -> None:
    """The first order stands. The service was seen to name no field then, so the code is the general one."""
    await transfer(service)
    status, problem = await transfer(service, amount="11.00")
    assert (status, problem["code"], problem["effect"]) == (422, "bad_request", "none")
    assert paid(service) == THOUSAND


@pytest.mark.asyncio
@pytest.mark.parametrize("key", ["", "k" * 201])
async def test_a_transfer_without_a_fit_key_is_refused(service: Service, key: str) -> None:
    """By the service, before anything is sent."""
    async with service.http.post(f"{service.url}/transfers", json=ORDER, headers=service.headers(key=key)) as answer:
        assert answer.status in {400, 422}
    assert service.emulator.requests.total == 0


@pytest.mark.asyncio
@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"{}", b'{"from_account": "220"}', b"\xff"])
async def test_an_order_that_cannot_be_read_is_refused(service: Service, body: bytes) -> None:
    """By the service, before anything is sent."""
    headers = {**service.headers(key="k-1"), "content-type": "application/json"}
    async with service.http.post(f"{service.url}/transfers", data=body, headers=headers) as answer:
        assert answer.status in {400, 422}
    assert service.emulator.requests.total == 0


@pytest.mark.asyncio
@pytest.mark.parametrize("amount", ["10.001", "ten", "1e3", ""])
async def test_an_amount_that_is_not_exact_is_refused(service: Service, amount: str) -> None:
    """The field is named, and nothing is rounded."""
    status, problem = await transfer(service, amount=amount)
    assert (status, problem["field"]) == (422, "amount")
    assert service.emulator.requests.total == 0


@pytest.mark.asyncio
async def test_a_transfer_beyond_the_balance_is_a_conflict(service: Service) -> None:
    """Nothing moved, and the code says why."""
    status, problem = await transfer(service, amount="9999.00")
    assert (status, problem["code"], problem["effect"]) == (409, "FUNDS_INSUFFICIENT", "none")
    assert paid(service) == 0


@pytest.mark.asyncio
async def test_a_lost_answer_tells_the_caller_that_money_may_have_moved(service: Service) -> None:
    """With the reference it went under; and asking again under the same key settles it, without a second transfer."""
    service.emulator.faults.inject(Fault.cut_after(), operation="transferCreate")
    status, problem = await transfer(service)
    assert (status, problem["code"], problem["effect"]) == (504, "outcome_unknown", "unknown")
    [sent] = service.emulator.requests.of("transferCreate")
    assert problem["idempotency_ref"] == sent.idempotency_ref
    settled, _ = await transfer(service)
    assert settled == 201
    assert paid(service) == THOUSAND


@pytest.mark.asyncio
async def test_a_rate_limit_is_the_services_own_and_says_when_to_come_back(service: Service) -> None:
    """503 and not 429: this caller may not have asked too much."""
    service.emulator.faults.inject(Fault.rate_limited(resets_in=120), operation="transferCreate")
    headers = service.headers(key="k-1")
    async with service.http.post(f"{service.url}/transfers", json=ORDER, headers=headers) as answer:
        assert (answer.status, answer.headers["retry-after"]) == (503, "120")
        assert (await answer.json())["effect"] == "none"
    assert paid(service) == 0


@pytest.mark.asyncio
async def test_a_statement_comes_as_csv(service: Service) -> None:
    """With the entries of the account, to be kept as a file, and by nobody else."""
    await transfer(service)
    url = f"{service.url}/accounts/220/statement.csv"
    async with service.http.get(url, headers=service.headers()) as answer:
        assert (answer.status, answer.headers["content-type"]) == (200, "text/csv; charset=utf-8")
        assert answer.headers["content-disposition"] == 'attachment; filename="statement-220.csv"'
        assert answer.headers["cache-control"] == "no-store"
        rows = list(csv.DictReader(io.StringIO(await answer.text())))
    assert [row["available_balance_adjustment"] for row in rows] == ["5000.00", "-10.00"]


@pytest.mark.asyncio
async def test_a_statement_comes_as_json_lines(service: Service) -> None:
    """One entry on each line."""
    url = f"{service.url}/accounts/220/statement.jsonl"
    async with service.http.get(url, headers=service.headers()) as answer:
        assert (answer.status, answer.content_type) == (200, "application/jsonl")
        entries = [json.loads(line) for line in (await answer.read()).splitlines()]
    assert [entry["transactionAmount"]["decimal"] for entry in entries] == ["5000.00"]


@pytest.mark.asyncio
async def test_a_statement_comes_as_weavr_prints_it(service: Service) -> None:
    """The PDF is passed on as it comes."""
    url = f"{service.url}/accounts/220/statement.pdf"
    async with service.http.get(url, headers=service.headers()) as answer:
        assert (answer.status, answer.content_type) == (200, "application/pdf")
        assert (await answer.read()).startswith(b"%PDF-")


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", ["csv", "jsonl", "pdf"])
async def test_a_statement_that_cannot_be_had_is_an_error_and_no_empty_file(service: Service, kind: str) -> None:
    """The head of the answer waits for the first bytes."""
    url = f"{service.url}/accounts/220/statement.{kind}"
    async with service.http.get(url, headers=service.headers("jane-token")) as answer:
        assert (answer.status, answer.content_type) == (404, "application/problem+json")


TRANSFER_CHANGED = json.dumps(
    {
        "publishedTimestamp": "1750000000000",
        "eventType": "COMPLETED",
        "transfer": {
            "id": {"type": "TRANSFER", "id": "901"},
            "profileId": "7",
            "source": {"type": "managed_accounts", "id": "220"},
            "destination": {"type": "managed_cards", "id": "331"},
            "destinationAmount": {"currency": "GBP", "amount": "1000"},
            "state": "COMPLETED",
            "creationTimestamp": "1750000000000",
        },
    }
).encode()


@pytest.mark.asyncio
async def test_a_webhook_is_handled_once(service: Service, caplog: pytest.LogCaptureFixture) -> None:
    """A second delivery of it is answered as well, and not handled."""
    headers = sign(TRANSFER_CHANGED, api_key=DEMO_API_KEY)
    url = f"{service.url}/weavr/transfers/watch"
    with caplog.at_level(logging.INFO, logger="example"):
        first = await service.http.post(url, data=TRANSFER_CHANGED, headers=headers)
        again = await service.http.post(url, data=TRANSFER_CHANGED, headers=headers)
    assert (first.status, again.status) == (204, 200)
    assert caplog.messages.count("transfer 901 is COMPLETED") == 1


@pytest.mark.asyncio
async def test_a_forged_webhook_gets_no_hint(service: Service, caplog: pytest.LogCaptureFixture) -> None:
    """It is refused without a word, and not handled."""
    headers = sign(TRANSFER_CHANGED, api_key="guessed")
    url = f"{service.url}/weavr/transfers/watch"
    with caplog.at_level(logging.INFO, logger="example"):
        async with service.http.post(url, data=TRANSFER_CHANGED, headers=headers) as answer:
            assert (answer.status, await answer.read()) == (401, b"")
    assert "transfer 901 is COMPLETED" not in caplog.messages


@pytest.mark.asyncio
async def test_two_hundred_requests_at_once_are_served_by_one_client(service: Service) -> None:
    """Each transfer is made once, and tokens are asked for once per company."""
    answers = await asyncio.gather(*(transfer(service, key=f"k-{n}", amount="0.01") for n in range(200)))
    assert {status for status, _ in answers} == {201}
    assert len({made["id"] for _, made in answers}) == paid(service) == 200
    assert len(service.emulator.requests.of("requestAccessToken")) == 1
