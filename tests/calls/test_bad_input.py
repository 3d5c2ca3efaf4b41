"""What cannot be right is refused before anything is sent, with a sentence that helps."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio

from tests.calls.scripted import desk
from weavr_async import (
    BackOffice,
    ConfigurationError,
    Environment,
    InvalidRequest,
    Money,
    NotSent,
    Outcome,
    Retries,
    SpendRules,
    TransferOrder,
    WeavrError,
    managed_account,
)
from weavr_async.emulator import DEMO_API_KEY, Emulator, serve

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from weavr_async import IdentityView

BAD_IDS = ["..", ".", "a/b", "123\n", "", " 1", "١٢", "-1", "1.0", "0x1", "1" * 65, "331?x=1", "331#", "%32"]


@pytest_asyncio.fixture
async def counting() -> AsyncIterator[tuple[Emulator, BackOffice]]:
    """A client, and the emulator behind it, which counts what arrives."""
    emulator = Emulator()
    async with serve(emulator) as url, BackOffice(api_key=DEMO_API_KEY, environment=Environment.at(url)) as weavr:
        yield emulator, weavr


@pytest.mark.parametrize("key", ["", " ", "a key", "key\n", "kéy", None, 7])
def test_an_api_key_that_is_none_is_refused(key: str) -> None:
    """Empty, or with what no key holds; the message does not repeat it."""
    with pytest.raises(ConfigurationError, match="api key") as refused:
        BackOffice(api_key=key, environment=Environment.SANDBOX)
    assert refused.value.outcome is Outcome.NOT_SENT


def test_an_environment_without_an_api_key_says_which_variable_to_set() -> None:
    """From the process's variables."""
    with pytest.raises(ConfigurationError, match="WEAVR_API_KEY"):
        BackOffice.from_env({"WEAVR_ENVIRONMENT": "sandbox"})


def test_live_needs_its_url() -> None:
    """It is never guessed."""
    with pytest.raises(ConfigurationError, match="base URL"):
        Environment.live()
    with pytest.raises(ConfigurationError, match="WEAVR_BASE_URL"):
        BackOffice.from_env({"WEAVR_API_KEY": "k", "WEAVR_ENVIRONMENT": "live"})


@pytest.mark.parametrize("url", ["http://weavr.test", "http://10.0.0.1/multi", "http://127.0.0.1.evil.test"])
def test_plain_http_to_another_machine_is_refused(url: str) -> None:
    """The api key would travel in the clear."""
    with pytest.raises(ConfigurationError, match="https"):
        Environment.at(url)


BY_ID: list[Callable[[IdentityView, str], Any]] = [
    lambda acme, bad: acme.managed_accounts.get(bad),
    lambda acme, bad: acme.managed_cards.get(bad),
    lambda acme, bad: acme.managed_cards.block(bad),
    lambda acme, bad: acme.managed_cards.unblock(bad),
    lambda acme, bad: acme.managed_cards.remove(bad),
    lambda acme, bad: acme.managed_cards.set_renewal(bad, renew=True),
    lambda acme, bad: acme.managed_cards.get_spend_rules(bad),
    lambda acme, bad: acme.managed_cards.create_spend_rules(bad, SpendRules(allow_atm=True)),
    lambda acme, bad: acme.managed_cards.update_spend_rules(bad, SpendRules(allow_atm=True)),
    lambda acme, bad: acme.managed_cards.delete_spend_rules(bad),
    lambda acme, bad: acme.transfers.get(bad),
    lambda acme, bad: acme.users.invite(bad),
    lambda acme, bad: acme.users.deactivate(bad),
    lambda acme, bad: acme.bulks.get(bad),
    lambda acme, bad: acme.bulks.execute(bad, on_failure="stop"),
    lambda acme, bad: acme.bulks.pause(bad),
    lambda acme, bad: acme.bulks.resume(bad),
    lambda acme, bad: acme.bulks.cancel(bad),
    lambda acme, bad: acme.bulks.submit_spend_rules([(bad, SpendRules())], idempotency_ref="r"),
]


@pytest.mark.asyncio
@pytest.mark.parametrize("bad", BAD_IDS)
async def test_an_id_that_is_no_string_of_digits_never_gets_near_a_url(bad: str) -> None:
    """`..` would turn the block of a card into the block of another; for every operation that takes an id."""
    at = desk()
    for call in BY_ID:
        with pytest.raises(InvalidRequest, match="digits") as refused:
            await call(at.acme, bad)
        assert refused.value.outcome is Outcome.NOT_SENT
    assert at.engine.sent == []
    assert at.source.minted == 0


@pytest.mark.parametrize("bad", BAD_IDS)
def test_an_identity_and_an_instrument_are_checked_when_they_are_written_down(bad: str) -> None:
    """Not when they are used."""
    weavr = BackOffice(api_key="k", environment=Environment.SANDBOX)
    for make in (weavr.corporate, weavr.consumer, managed_account):
        with pytest.raises(InvalidRequest, match="digits"):
            make(bad)


@pytest.mark.asyncio
@pytest.mark.parametrize("amount", ["-1.00", "0.00"])
async def test_an_amount_that_is_not_above_zero_is_not_sent(counting: tuple[Emulator, BackOffice], amount: str) -> None:
    """Negative or nothing."""
    emulator, weavr = counting
    with pytest.raises(InvalidRequest, match="above zero") as refused:
        await weavr.corporate("109876").transfers.create(
            profile_id="7",
            source=managed_account("220"),
            destination=managed_account("221"),
            amount=Money(amount, "GBP"),
            idempotency_ref="r",
        )
    assert refused.value.field == "amount"
    assert emulator.requests.total == 0


@pytest.mark.parametrize("currency", ["", "gbp", "GB", "POUND", "QQQ", "G B"])
def test_a_currency_that_is_none_makes_no_money(currency: str) -> None:
    """Known by ISO 4217."""
    with pytest.raises(WeavrError):
        Money("1.00", currency)


def test_an_amount_finer_than_its_currency_makes_no_money() -> None:
    """Nothing is rounded; nothing is a float."""
    for bad in ("1.001", 1.1):
        with pytest.raises(WeavrError):
            Money(bad, "GBP")  # type: ignore[arg-type]  # what a careless caller does


@pytest.mark.asyncio
@pytest.mark.parametrize("ref", ["", "a\nb", " a", "é", "x" * 256, None, 7])
async def test_a_reference_that_cannot_travel_is_not_sent(ref: str) -> None:
    """Or that would arrive as another one."""
    at = desk()
    with pytest.raises(InvalidRequest) as refused:
        await at.pay(ref)
    assert refused.value.field == "idempotency_ref"
    assert at.engine.sent == []


def test_a_transfer_order_is_checked_when_it_is_made() -> None:
    """The same rules as for a single transfer."""
    good: dict[str, Any] = {
        "profile_id": "7",
        "source": managed_account("220"),
        "destination": managed_account("221"),
        "amount": Money("1.00", "GBP"),
    }
    TransferOrder(**good)
    bad_ones: list[dict[str, Any]] = [
        {"profile_id": ".."},
        {"source": "220"},
        {"amount": 5},
        {"amount": Money("0.00", "GBP")},
        {"tag": "a b"},
        {"tag": "x" * 10_000},
        {"description": "x" * 10_000},
    ]
    for bad in bad_ones:
        with pytest.raises(InvalidRequest):
            TransferOrder(**{**good, **bad})


@pytest.mark.asyncio
async def test_empty_bulks_and_fees_without_a_type_are_not_sent(counting: tuple[Emulator, BackOffice]) -> None:
    """Nor lists longer than a bulk may be."""
    emulator, weavr = counting
    acme = weavr.corporate("109876")
    with pytest.raises(InvalidRequest, match="1 to 10,000"):
        await acme.bulks.submit_transfers([], idempotency_ref="r")
    with pytest.raises(InvalidRequest, match="1 to 10,000"):
        await acme.bulks.submit_spend_rules([("331", SpendRules())] * 10_001, idempotency_ref="r")
    with pytest.raises(InvalidRequest, match="fee type"):
        await acme.fees.charge(fee_type=" ", source=managed_account("220"), idempotency_ref="r")
    with pytest.raises(InvalidRequest, match="stop"):
        await acme.bulks.execute("1", on_failure="explode")  # type: ignore[arg-type]  # what a careless caller does
    assert emulator.requests.total == 0


@pytest.mark.asyncio
async def test_an_unreachable_host_ends_in_not_sent() -> None:
    """Whatever the call, nothing can have happened."""
    listener = await asyncio.start_server(lambda _r, w: w.close(), "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    listener.close()
    await listener.wait_closed()
    async with BackOffice(
        api_key="k", environment=Environment.at(f"http://127.0.0.1:{port}"), retries=Retries(base_delay=0.001)
    ) as weavr:
        with pytest.raises(NotSent, match="could not be reached") as failed:
            await weavr.corporate("109876").users.invite("441")
    assert failed.value.outcome is Outcome.NOT_SENT
    assert failed.value.kind == "connect_refused"


@pytest.mark.asyncio
async def test_a_settle_token_that_is_none_sends_nothing(counting: tuple[Emulator, BackOffice]) -> None:
    """Through the client."""
    emulator, weavr = counting
    with pytest.raises(InvalidRequest):
        await weavr.settle({"version": 1})
    assert emulator.requests.total == 0
