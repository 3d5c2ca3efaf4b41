"""Statements: what happened, in order, in pages, in three formats."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weavr_async.emulator import CardDeclined, Profile
from weavr_async.emulator.records import Entry
from weavr_async.emulator.statements import select

if TYPE_CHECKING:
    from tests.emulator.conftest import Api


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
    """500 rows for an account, 100 for a card."""
    for operation, instrument, name, most in (
        ("managedAccountStatement", "220", "statementLimit", 500),
        ("managedCardStatement", "331", "limit", 100),
    ):
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
async def test_a_card_payment_is_pending_until_it_settles(api: Api) -> None:
    """A debit card's statement has no balances; the parent account's has."""
    world = api.emulator.world
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
