"""What is wrong with a request is said in the documented shapes; no garbage makes the emulator fail."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.emulator.conftest import transfer_body
from tests.properties import examples
from weavr_async.emulator import DEMO_API_KEY, Emulator, Profile
from weavr_async.emulator.asgi import BASE_PATH
from weavr_async.emulator.contract import NoRoute, load_contract
from weavr_async.emulator.handlers import HANDLERS

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from tests.emulator.conftest import Api

CONTRACT = load_contract()


def amount(value: float) -> dict[str, Any]:
    """The change that gives a transfer this amount."""
    return {"destinationAmount": {"currency": "GBP", "amount": value}}


def test_every_operation_of_the_contract_has_a_handler() -> None:
    """No more and no less."""
    assert HANDLERS.keys() == CONTRACT.operations.keys()


def test_literal_paths_win_over_parameters() -> None:
    """`/bulks/transfers` is no bulk named so, and `_id_` is to be taken by the letter."""
    assert CONTRACT.route("POST", "/bulks/transfers").operation.id == "bulksTransferCreate"
    spend_rules = CONTRACT.route("PATCH", "/bulks/managed_cards/_id_/spend_rules")
    assert spend_rules.operation.id == "bulksManagedCardSpendRulesUpdate"
    with pytest.raises(NoRoute):
        CONTRACT.route("GET", "/bulks/transfers")
    assert CONTRACT.route("GET", "/bulks/12").path == {"bulk_id": "12"}


SEEN = {
    ("profileId", "INVALID_TYPE_OR_VALUE"): [("profileId", "HAS_TEXT")],
    ("destinationAmount.currency", "AT_MOST"): [("destinationAmount.currency", "RANGE")],
    ("destinationAmount.amount", "INVALID_TYPE_OR_VALUE"): [
        ("destinationAmount", "INVALID_TYPE_OR_VALUE"), ("amount", "INVALID_TYPE_OR_VALUE"),
    ],
    ("source.type", "IN"): [("source", "INVALID_TYPE_OR_VALUE"), ("type", "INVALID_TYPE_OR_VALUE")],
}  # fmt: skip


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("body", "field", "error"),
    [
        ({"profileId": "x"}, "profileId", "REGEX"),
        ({"profileId": None}, "profileId", "INVALID_TYPE_OR_VALUE"),
        ({"destinationAmount": {"currency": "GBP"}}, "destinationAmount.amount", "REQUIRED"),
        ({"destinationAmount": {"currency": "POUND", "amount": 1}}, "destinationAmount.currency", "AT_MOST"),
        (amount(1.5), "destinationAmount.amount", "INVALID_TYPE_OR_VALUE"),
        (amount(2**63), "destinationAmount.amount", "AT_MOST"),
        (amount(-(2**63) - 1), "destinationAmount.amount", "AT_LEAST"),
        ({"source": {"type": "purse", "id": "1"}}, "source.type", "IN"),
    ],
)  # fmt: skip
async def test_a_bad_body_names_the_field(api: Api, body: dict[str, Any], field: str, error: str) -> None:
    """By its path inside the body, with the code of the documented list; the service seen has codes of its own."""
    answer = await api.transfer(**body)
    assert answer.status_code == 400
    rows = [(row["fieldName"], row["error"]) for row in answer.json()["validationErrors"]]
    if api.emulator.profile is Profile.OBSERVED:
        assert rows == SEEN.get((field, error), [(field, error)])
    else:
        assert rows == [(field, error)]


@pytest.mark.asyncio
@pytest.mark.switches(bad_request_body="message")
@pytest.mark.parametrize(
    ("body", "said"),
    [
        (amount(1.5), {"message": "request.destinationAmount.amount: type"}),
        (
            {"profileId": "x", "source": {"type": "purse", "id": "1"}},
            {
                "message": "Bad Request",
                "_embedded": {
                    "errors": [{"message": "request.profileId: pattern"}, {"message": "request.source.type: enum"}]
                },
            },
        ),
    ],
)
async def test_a_bad_request_may_be_told_in_sentences_alone(api: Api, body: dict[str, Any], said: object) -> None:
    """As the sister API mostly does: the path stands before the colon, several faults are embedded."""
    answer = await api.client.post("/transfers", json=transfer_body(**body), headers=api.headers())
    assert (answer.status_code, answer.json()) == (400, said)


@pytest.mark.asyncio
async def test_the_other_shape_is_used_where_the_contract_says_so(api: Api) -> None:
    """Users and bulks answer with syntaxErrors."""
    answer = await api("userCreate", body={"name": ""})
    rows = answer.json()["syntaxErrors"]["invalidFields"]
    assert {(row["fieldName"], row["error"]) for row in rows} == {
        ("email", "REQUIRED"),
        ("name", "SIZE"),
        ("surname", "REQUIRED"),
    }


@pytest.mark.asyncio
@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b'"\\ud800"', b"NaN", b"[" * 5_000, b"null", b"[]"])
async def test_a_body_that_is_no_json_object_is_400(api: Api, content: bytes) -> None:
    """Whatever it is instead."""
    answer = await api.client.post(
        "/transfers", content=content, headers={**api.headers(), "content-type": "application/json"}
    )
    assert answer.status_code == 400


@pytest.mark.asyncio
@pytest.mark.parametrize("number", ["1e300", "123456789012345678901234567890", "1e999"])
async def test_huge_numbers_in_unknown_fields_do_no_harm(api: Api, number: str) -> None:
    """They are carried, or refused as no JSON; never a failure."""
    body = b'{"email": "g@acme.example", "name": "G", "surname": "H", "unknown": %s}' % number.encode()
    headers = {**api.headers("huge"), "content-type": "application/json"}
    answers = [await api.client.post("/users", content=body, headers=headers) for _ in range(2)]
    assert {answer.status_code for answer in answers} <= {200, 400}
    assert answers[0].content == answers[1].content


@pytest.mark.asyncio
async def test_a_whole_float_is_an_integer(api: Api) -> None:
    """As JSON Schema counts it; the money moves in integers all the same."""
    assert (await api.transfer(destinationAmount={"currency": "GBP", "amount": 100.0})).status_code == 200
    entry = (await api.read("managedAccountStatement", id="220"))["entry"][0]
    assert repr(entry["transactionAmount"]["amount"]) == "-100"


@pytest.mark.asyncio
@pytest.mark.parametrize("path", ["/nowhere", "/managed_accounts", "/managed_accounts/", "/", ""])
async def test_an_unknown_path_is_404(api: Api, path: str) -> None:
    """With code and message."""
    answer = await api.client.get(path, headers=api.headers())
    assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND")


@pytest.mark.asyncio
@pytest.mark.parametrize(("method", "path", "seen"), [
    ("GET", "/managed_accounts//statement", 400),
    ("GET", "/managed_cards//spend_rules", 400),
    ("POST", "/managed_cards//block", 405),
    ("DELETE", "/managed_cards//spend_rules", 405),
])  # fmt: skip
async def test_an_empty_id_is_404_unless_the_word_after_it_is_taken_for_one(
    api: Api, method: str, path: str, seen: int
) -> None:
    """The service was seen to fold the slashes."""
    answer = await api.client.request(method, path, headers=api.headers())
    assert answer.status_code == (404 if api.emulator.profile is Profile.DOCUMENTED else seen)


@pytest.mark.asyncio
@pytest.mark.parametrize("segment", ["..", "%2e%2e", "a%2Fb", "12%0A", "%00", "%FF", "1 2"])
async def test_an_id_that_is_not_digits_is_400(api: Api, segment: str) -> None:
    """Percent-encoded slashes stay inside of it."""
    answer = await api.client.get(f"/managed_accounts/{segment}/statement", headers=api.headers())
    assert answer.status_code in ({404, 400} if segment == ".." else {400})


@pytest.mark.asyncio
async def test_another_method_is_405_and_names_those_allowed(api: Api) -> None:
    """In the header `allow`."""
    answer = await api.client.put("/managed_cards/331/spend_rules", headers=api.headers())
    assert (answer.status_code, answer.headers["allow"]) == (405, "DELETE, GET, PATCH, POST")


@pytest.mark.asyncio
async def test_another_content_type_is_415(api: Api) -> None:
    """JSON is what the contract knows."""
    headers = {**api.headers(), "content-type": "text/plain"}
    assert (await api.client.post("/transfers", content=b"{}", headers=headers)).status_code == 415


@pytest.mark.asyncio
@pytest.mark.switches(rate_limits=((2, 60), (100, 3600)))
async def test_a_full_window_is_429_until_it_ends(api: Api) -> None:
    """The headers name the limit that was hit, all limits, and the seconds to wait."""
    token = api.emulator.mint("109876")
    calls = [await api("managedAccountGet", id="220", token=token) for _ in range(3)]
    assert [call.status_code for call in calls] == [200, 200, 429]
    assert calls[2].headers["x-ratelimit-limit"] == "2, 2;w=60, 100;w=3600"
    api.emulator.advance(int(calls[2].headers["x-ratelimit-reset"]))
    assert (await api("managedAccountGet", id="220", token=token)).status_code == 200


async def statuses(api: Api, times: int) -> list[int]:
    """Read an account as often as asked, at one moment."""
    token = api.emulator.mint("109876")
    return [(await api("managedAccountGet", id="220", token=token)).status_code for _ in range(times)]


@pytest.mark.asyncio
@pytest.mark.switches(rate_limits=((3, 60),))
async def test_fixed_windows_let_twice_the_limit_in_around_a_boundary(api: Api) -> None:
    """The counter starts anew at each full minute."""
    to_the_minute = 60_000 - api.emulator.clock.now_ms() % 60_000
    api.emulator.advance(ms=to_the_minute - 1)
    assert await statuses(api, 4) == [200, 200, 200, 429]
    api.emulator.advance(ms=1)
    assert await statuses(api, 4) == [200, 200, 200, 429]


@pytest.mark.asyncio
@pytest.mark.switches(rate_limits=((3, 60), (5, 3600)), rate_limit_windows="sliding")
async def test_a_sliding_window_counts_each_request_for_its_whole_length(api: Api) -> None:
    """No boundary helps; a place is free again when the request that took it is as old as the window is long."""
    api.emulator.advance(ms=59_999 - api.emulator.clock.now_ms() % 60_000)
    assert await statuses(api, 1) == [200]
    api.emulator.advance(20)
    assert await statuses(api, 3) == [200, 200, 429]
    refused = await api("managedAccountGet", id="220")
    assert refused.headers["x-ratelimit-limit"] == "3, 3;w=60, 5;w=3600"
    assert refused.headers["x-ratelimit-reset"] == "40"
    api.emulator.advance(ms=39_999)
    assert await statuses(api, 1) == [429]
    api.emulator.advance(ms=1)
    assert await statuses(api, 2) == [200, 429]
    api.emulator.advance(60)
    assert await statuses(api, 2) == [200, 429]
    refused = await api("managedAccountGet", id="220")
    assert refused.headers["x-ratelimit-limit"].startswith("5, ")
    assert refused.headers["x-ratelimit-reset"] == "3480"


@pytest.mark.asyncio
async def test_the_log_tells_what_arrived_without_secrets(api: Api) -> None:
    """Operation, reference, body and status; keys and tokens redacted."""
    await api.transfer(reference="payout-1")
    [row] = api.emulator.requests.of("transferCreate")
    assert (row.method, row.path, row.status, row.idempotency_ref) == ("POST", "/transfers", 200, "payout-1")
    assert b"destinationAmount" in row.body
    assert row.headers["api-key"] == row.headers["authorization"] == "[redacted]"
    assert DEMO_API_KEY not in repr(row)
    assert str(row) == "POST /transfers -> 200 ref=payout-1"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.just("220"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
SEGMENT = st.sampled_from(["220", "331", "332", "441", "999", "..", "%2F", "%FF", "", "x"]) | st.text(max_size=5)


@pytest.mark.asyncio
@settings(max_examples=examples(300), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    operation=st.sampled_from(sorted(CONTRACT.operations)),
    segment=SEGMENT,
    query=st.binary(max_size=30) | st.sampled_from([b"offset=-1", b"limit=99999999999999999999", b"state=&state=x"]),
    body=JSON.map(lambda value: json.dumps(value).encode()) | st.binary(max_size=40),
    headers=st.lists(st.tuples(st.sampled_from([b"accept", b"idempotency-ref"]), st.binary(max_size=9))),
    profile=st.sampled_from(list(Profile)),
)  # fmt: skip
async def test_no_garbage_makes_it_fail(  # noqa: PLR0917 - one argument for each thing that is garbage
    operation: str, segment: str, query: bytes, body: bytes, headers: list[tuple[bytes, bytes]], profile: Profile
) -> None:
    """Whatever comes, the answer is no 5xx and fits the contract."""
    known = CONTRACT.operations[operation]
    emulator = EMULATORS[profile]
    path = "/".join(segment if one.startswith("{") else one for one in known.path.split("/"))
    raw_path = (BASE_PATH + path).encode("utf-8", "surrogatepass")
    token = emulator.mint("109876").encode()
    sent: list[MutableMapping[str, Any]] = []

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    authentic = [(b"api-key", DEMO_API_KEY.encode()), (b"authorization", b"Bearer " + token)]
    scope = {
        "type": "http",
        "method": known.method,
        "path": raw_path.decode("utf-8", "replace"),
        "raw_path": raw_path,
        "query_string": query,
        "headers": authentic + headers,
    }
    await emulator(scope, receive, send)
    status, answer = sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:])
    content_type = dict(sent[0]["headers"]).get(b"content-type", b"").decode()
    assert status < 500
    assert known.answer_problems(status, content_type, answer) == []
    emulator.check()


EMULATORS = {profile: Emulator(profile=profile) for profile in Profile}
