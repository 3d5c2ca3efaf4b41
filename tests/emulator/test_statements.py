"""Statements: what happened, in order, in pages, in three formats."""

from __future__ import annotations

import csv
import io
import json
import re
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.emulator.conftest import Api
from weavr_async.emulator import CardDeclined, Emulator, Profile
from weavr_async.emulator.records import Entry
from weavr_async.emulator.statements import select

ADJUSTMENTS = ("availableBalanceAdjustment", "actualBalanceAdjustment")


async def history(api: Api, steps: int) -> None:
    """Make one deposit each second."""
    for number in range(steps):
        api.emulator.advance(1)
        api.emulator.world.deposit("220", 100 + number)


@pytest.mark.asyncio
async def test_a_statement_is_newest_first_unless_asked_otherwise(api: Api) -> None:
    """And says how many entries there are in all."""
    await history(api, 3)
    newest_first = await api.read("managedAccountStatement", id="220")
    oldest_first = await api.read("managedAccountStatement", id="220", query={"orderByTimestamp": "ASC"})
    assert newest_first["entry"] == oldest_first["entry"][::-1]
    assert [entry["transactionAmount"]["amount"] for entry in newest_first["entry"]] == [102, 101, 100, 500_000]
    assert (newest_first["count"], newest_first["responseCount"]) == (4, 4)
    assert newest_first["startBalance"]["amount"] == 0
    assert newest_first["endBalance"]["amount"] == 500_303


@pytest.mark.asyncio
async def test_the_lower_bound_is_inclusive_or_not_by_profile(api: Api) -> None:
    """Documented as after, observed inclusive; the upper bound takes its own moment in."""
    await history(api, 3)
    entries = (await api.read("managedAccountStatement", id="220"))["entry"]
    second = entries[1]["processedTimestamp"]
    since = await api.read("managedAccountStatement", id="220", query={"fromTimestamp": second})
    until = await api.read("managedAccountStatement", id="220", query={"toTimestamp": second})
    assert since["count"] == (1 if api.emulator.profile is Profile.DOCUMENTED else 2)
    assert until["count"] == 3


@pytest.mark.asyncio
async def test_limits_are_those_of_the_contract(api: Api) -> None:
    """Of the rows on a page: not the same for an account and for a card."""
    parameters = json.loads((files("weavr_backoffice") / "contract.json").read_bytes())["components"]["parameters"]
    for operation, instrument, name, parameter in (
        ("managedAccountStatement", "220", "statementLimit", "StatementLimit"),
        ("managedCardStatement", "331", "limit", "Limit"),
    ):
        most = parameters[parameter]["schema"]["maximum"]
        assert (await api(operation, id=instrument, query={name: most})).status_code == 200
        assert (await api(operation, id=instrument, query={name: most + 1})).status_code == 400


@pytest.mark.asyncio
async def test_entries_are_filtered_by_type(api: Api) -> None:
    """A type may be sent several times."""
    await api.transfer()
    for types, expected in ((["TRANSFER"], 1), (["DEPOSIT", "TRANSFER"], 2), (["SEND"], 0)):
        query = {"transactionType": types}
        assert (await api.read("managedAccountStatement", id="220", query=query))["count"] == expected


@pytest.mark.asyncio
async def test_a_purchase_is_two_rows_with_two_ids(api: Api) -> None:
    """What is available goes with the AUTHORISATION, what is there with the SETTLEMENT, which takes the fee."""
    world = api.emulator.world
    payment = world.authorise("331", 700, merchant="Bakery")
    settlement = world.settle("331", payment, fee=15)
    settled, authorised, _ = (await api.read("managedCardStatement", id="331"))["entry"]
    assert [row["transactionId"] for row in (authorised, settled)] == [
        {"type": "AUTHORISATION", "id": payment}, {"type": "SETTLEMENT", "id": settlement},
    ]  # fmt: skip
    sums = [
        tuple(row[name]["amount"] for name in (*ADJUSTMENTS, "transactionAmount", "cardholderFee"))
        for row in (authorised, settled)
    ]
    assert sums == [(-700, 0, -700, 0), (-15, -715, -700, 15)]
    assert {row["entryState"] for row in (authorised, settled)} == {"COMPLETED"}
    assert settled["additionalFields"]["authorisationRelatedId"] == payment


@pytest.mark.asyncio
async def test_a_refund_gives_back_the_amount_without_the_fee(api: Api) -> None:
    """And the limit with it; fees may drive what is left below zero."""
    world = api.emulator.world
    world.limit("332", 700)
    world.settle("332", world.authorise("332", 700), fee=15)
    [spent] = (await api.read("managedCardGet", id="332"))["availableToSpend"]
    world.refund("332", 700)
    [left] = (await api.read("managedCardGet", id="332"))["availableToSpend"]
    assert (spent["value"]["amount"], left["value"]["amount"]) == (-15, 685)
    assert (await api.read("managedCardStatement", id="332"))["entry"][0]["transactionId"]["type"] == "MERCHANT_REFUND"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("rules", "purchase"),
    [
        ({}, {}),
        ({"maxTransactionAmount": 0}, {}),
        ({"minTransactionAmount": 701}, {}),
        ({"allowAtm": False}, {"way": "allowAtm"}),
        ({"blockedMerchantCountries": ["GB"], "allowedMerchantCountries": ["GB"]}, {}),
        ({"allowedMerchantCategories": ["5411"]}, {"category": "7995"}),
        ({"blockedMerchantIds": ["m-1"]}, {"merchant_id": "m-1"}),
    ],
)
async def test_what_the_spend_rules_forbid_is_declined(
    api: Api, rules: dict[str, Any], purchase: dict[str, str]
) -> None:
    """A debit card without any limit spends nothing; what is allowed and blocked is blocked."""
    world = api.emulator.world
    if rules:
        world.limit("332", 10_000)
        world.authorise("332", 700, **purchase)
        world.cards["332"].spend_rules = {**(world.cards["332"].spend_rules or {}), **rules}
    with pytest.raises(CardDeclined, match="DENIED_SPEND_CONTROL"):
        world.authorise("332", 700, **purchase)


@pytest.mark.asyncio
async def test_a_held_deposit_is_there_before_it_is_available(api: Api) -> None:
    """Its fee is stated on the PENDING row alone, and only funds that moved leave that row out."""
    world = api.emulator.world
    held = world.deposit("220", 1_000, fee=90, held=True)
    only_moved = {"showFundMovementsOnly": "true"}
    assert (await api.read("managedAccountStatement", id="220", query=only_moved))["count"] == 1
    world.release("220", held)
    released, pending, _ = (await api.read("managedAccountStatement", id="220"))["entry"]
    sums = [
        tuple(row[name]["amount"] for name in (*ADJUSTMENTS, "transactionAmount", "transactionFee"))
        for row in (pending, released)
    ]
    assert sums == [(0, 910, 1_000, 90), (910, 0, 1_000, 0)]


@pytest.mark.asyncio
@pytest.mark.parametrize("completion", ["append", "in_place"])
async def test_an_outgoing_wire_is_not_available_at_once_and_gone_later(api: Api, completion: str) -> None:
    """Its fee stands in both rows and comes on top; what is stated of the transaction leaves it out (observed)."""
    emulator = Emulator(api.emulator.world, statement_completion=completion)
    async with emulator.client() as client:
        other, world = Api(emulator, client), emulator.world
        wire = world.outgoing_wire("220", 1_000, fee=90)
        (pending, _) = (await other.read("managedAccountStatement", id="220"))["entry"]
        assert pending["transactionId"] == {"type": "OUTGOING_WIRE_TRANSFER", "id": wire}
        assert [pending[name]["amount"] for name in ADJUSTMENTS] == [-1_090, 0]
        world.wired("220", wire)
        rows = (await other.read("managedAccountStatement", id="220"))["entry"][:-1]
        with pytest.raises(KeyError, match="under way"):
            world.wired("220", wire)
    assert [row["entryState"] for row in rows] == (
        ["COMPLETED", "PENDING"] if completion == "append" else ["COMPLETED"]
    )
    assert {(row["transactionAmount"]["amount"], row["cardholderFee"]["amount"]) for row in rows} == {(-1_000, 90)}
    assert [sum(row[name]["amount"] for row in rows) for name in ADJUSTMENTS] == [-1_090, -1_090]
    emulator.check()


@pytest.mark.asyncio
async def test_an_authorisation_says_what_it_is_for_and_has_a_code(api: Api) -> None:
    """One that was declined has none (observed, assumed)."""
    world = api.emulator.world
    world.limit("332", 5_000)
    world.authorise("332", 1_000)
    with pytest.raises(CardDeclined):
        world.authorise("332", 9_000)
    declined, authorised = (await api.read("managedCardStatement", id="332"))["entry"]
    assert authorised["additionalFields"]["merchantTransactionType"] == "SALE_PURCHASE"
    assert re.fullmatch("[0-9]{6}", authorised["additionalFields"]["authorisationCode"])
    assert declined["additionalFields"]["merchantTransactionType"] == "SALE_PURCHASE"
    assert "authorisationCode" not in declined["additionalFields"]


@pytest.mark.asyncio
@pytest.mark.switches(statement_completion="in_place")
async def test_a_card_payment_is_pending_until_it_settles(api: Api) -> None:
    """Where rows complete in place. A debit card's statement has no balances; the parent account's has."""
    world = api.emulator.world
    world.limit("332", 10_000)
    payment = world.authorise("332", 700)
    [on_card] = (await api.read("managedCardStatement", id="332"))["entry"]
    assert on_card["entryState"] == "PENDING"
    assert "balanceAfter" not in on_card
    assert "startBalance" not in await api.read("managedCardStatement", id="332")
    world.settle("332", payment)
    account = await api.read("managedAccountGet", id="220")
    assert account["balances"] == {"availableBalance": 499_300, "actualBalance": 499_300}
    entry = (await api.read("managedAccountStatement", id="220"))["entry"][0]
    assert (entry["entryState"], entry["actualBalanceAfter"]["amount"]) == ("COMPLETED", 499_300)


@pytest.mark.asyncio
async def test_a_reversed_payment_gives_the_money_back(api: Api) -> None:
    """By an entry of its own."""
    payment = api.emulator.world.authorise("331", 700)
    api.emulator.world.reverse("331", payment)
    statement = await api.read("managedCardStatement", id="331")
    kinds = [entry["transactionId"]["type"] for entry in statement["entry"]]
    assert kinds == ["AUTHORISATION_REVERSAL", "AUTHORISATION", "DEPOSIT"]
    assert api.emulator.world.balance("331") == 12_500


@pytest.mark.asyncio
@pytest.mark.parametrize("card_id", ["331", "332"])
async def test_a_blocked_card_declines(api: Api, card_id: str) -> None:
    """The statement tells of it, unless only what moves is asked for."""
    await api("managedCardBlock", id=card_id)
    before = api.emulator.world.balance(card_id)
    with pytest.raises(CardDeclined):
        api.emulator.world.authorise(card_id, 700)
    assert api.emulator.world.balance(card_id) == before
    entry = (await api.read("managedCardStatement", id=card_id))["entry"][0]
    assert entry["transactionId"]["type"] == "AUTHORISATION_DECLINE"
    assert entry["availableBalanceAdjustment"]["amount"] == 0
    query = {"showFundMovementsOnly": "true", "transactionType": "AUTHORISATION_DECLINE"}
    assert (await api.read("managedAccountStatement", id="220", query=query))["count"] == 0


@pytest.mark.asyncio
async def test_csv_holds_the_whole_range(api: Api) -> None:
    """One line of columns, one line for each entry."""
    await history(api, 20)
    answer = await api("managedAccountStatement", id="220", headers={"accept": "text/csv"})
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert answer.headers["content-type"].startswith("text/csv")
    assert len(rows) == 21
    assert rows[0]["transactionAmount"] == "119"


@pytest.mark.asyncio
async def test_pdf_is_a_pdf(api: Api) -> None:
    """Its cross-reference table points at its objects, whatever stands in the text."""
    api.emulator.world.accounts["220"].friendly_name = "(odd \\ name)"
    await history(api, 150)
    answer = await api("managedAccountStatement", id="220", headers={"accept": "application/pdf"})
    assert answer.headers["content-type"] == "application/pdf"
    pdf = answer.content
    assert pdf.startswith(b"%PDF-1.4")
    table = int(pdf.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    offsets = [int(line[:10]) for line in pdf[table:].split(b"\n") if line.endswith(b" n ")]
    assert len(offsets) > 5
    for number, offset in enumerate(offsets, start=1):
        assert re.match(rb"%d 0 obj\n" % number, pdf[offset:])


@pytest.mark.asyncio
async def test_any_other_accept_gives_json(api: Api) -> None:
    """A wrong value is no error."""
    answer = await api("managedAccountStatement", id="220", headers={"accept": "image/png"})
    assert answer.headers["content-type"] == "application/json"


@given(
    moments=st.lists(st.integers(0, 50), max_size=40).map(sorted),
    size=st.integers(1, 15),
    newest_first=st.booleans(),
    low=st.integers(0, 50),
    high=st.integers(0, 50),
)
def test_pages_put_together_are_the_whole(
    moments: list[int], size: int, newest_first: bool, low: int, high: int
) -> None:
    """Whatever the page size, the order and the range: no entry is lost and none comes twice."""
    entries = [Entry("DEPOSIT", str(n), "COMPLETED", at, "GBP", 1, 1, 1, n + 1, n + 1) for n, at in enumerate(moments)]
    query = {"fromTimestamp": low, "toTimestamp": high, "orderByTimestamp": "DESC" if newest_first else "ASC"}
    gathered: list[Entry] = []
    while True:
        page = select(
            entries, {**query, "offset": len(gathered), "limit": size}, from_inclusive=True, page_size=None
        ).page
        if not page:
            break
        gathered += page
    expected = [entry for entry in entries if low <= entry.at_ms <= high]
    assert gathered == (expected[::-1] if newest_first else expected)
