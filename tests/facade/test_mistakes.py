"""Mistakes that users make: each ends in a sentence that says what is wrong, and what to do.

What is refused here is refused before anything is sent.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import pytest
import pytest_asyncio

from weavr_async import (
    BackOffice,
    Environment,
    Identity,
    IdentityNotFound,
    Money,
    NotSent,
    OutcomeUnknown,
    RateLimit,
    RateLimited,
    Retries,
    ServiceUnavailable,
    Timeouts,
    Unauthorized,
    derive_ref,
    managed_account,
)
from weavr_async.emulator import DEMO_API_KEY, Emulator, Fault, serve

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from weavr_async import IdempotencyRef, IdentityView
    from weavr_async.models import Transfer

ACME: Final = Identity.corporate("109876")
NOWHERE: Final = Environment.at("https://emulator.invalid/multi/backoffice", name="emulator")


async def pay(acme: IdentityView, ref: IdempotencyRef = "invoice-1") -> Transfer:
    """A transfer."""
    return await acme.transfers.create(
        profile_id="7",
        source=managed_account("220"),
        destination=managed_account("221"),
        amount=Money("10.00", "GBP"),
        idempotency_ref=ref,
        tag="invoice-1",
    )


@pytest.fixture
def emulator() -> Emulator:
    """The demo world."""
    return Emulator()


@pytest_asyncio.fixture
async def weavr(emulator: Emulator) -> AsyncIterator[BackOffice]:
    """A client of the demo world, in this process."""
    async with (
        emulator.client() as http_client,
        BackOffice(
            api_key=DEMO_API_KEY, environment=NOWHERE, http_client=http_client, retries=Retries(base_delay=0.001)
        ) as client,
    ):
        yield client


class TestAClosedClient:
    """It stays closed."""

    @pytest.mark.asyncio
    async def test_it_is_not_told_to_be_called_again(self, weavr: BackOffice) -> None:
        """Whatever was asked for: with the handed-in client, and with the built-in engine."""
        await weavr.aclose()
        async with BackOffice(api_key=DEMO_API_KEY, environment=NOWHERE) as built_in:
            pass
        for client in (weavr, built_in):
            acme = client.on_behalf_of(ACME)
            for call in (
                pay(acme),
                acme.managed_cards.get("331"),
                acme.managed_accounts.statement("220").collect(),
                client.verify(),
            ):
                with pytest.raises(NotSent, match=r"Nothing was sent, and nothing can be .* make a new one") as closed:
                    await call
                assert "safe to call again" not in str(closed.value)

    @pytest.mark.asyncio
    async def test_nor_is_one_whose_http_client_was_closed(self, emulator: Emulator) -> None:
        """By whoever made it."""
        async with (
            emulator.client() as http_client,
            BackOffice(api_key=DEMO_API_KEY, environment=NOWHERE, http_client=http_client) as weavr,
        ):
            await http_client.aclose()
            with pytest.raises(NotSent, match=r"handed-in client was closed.*make a new one"):
                await pay(weavr.on_behalf_of(ACME))

    @pytest.mark.asyncio
    async def test_nor_is_settling(self, weavr: BackOffice, emulator: Emulator) -> None:
        """The verdict says why nothing was found out."""
        emulator.faults.inject(Fault.cut_after(), operation="transferCreate", times=None)
        with pytest.raises(OutcomeUnknown) as unknown:
            await pay(weavr.on_behalf_of(ACME))
        await weavr.aclose()

        settlement = await weavr.settle(unknown.value.settle_token())

        assert "make a new one" in str(settlement.error)


class TestWrongSettings:
    """A wrong key, a wrong address, a limit of one's own."""

    @pytest.mark.asyncio
    async def test_a_limit_that_was_set_is_not_called_learned(self, weavr: BackOffice, emulator: Emulator) -> None:
        """It is one's own to change."""
        async with emulator.client() as http_client:
            client = BackOffice(
                api_key=DEMO_API_KEY,
                environment=NOWHERE,
                http_client=http_client,
                rate_limit=RateLimit(limits=[(2, 60)]),
                timeouts=Timeouts(total=2),
            )
            acme = client.on_behalf_of(ACME)
            await acme.managed_cards.get("331")
            with pytest.raises(RateLimited, match=r"2 calls in 60 s \(set by RateLimit\)") as held_back:
                await acme.managed_cards.get("331")
            assert "learned" not in str(held_back.value)
            await client.aclose()

    @pytest.mark.asyncio
    async def test_a_wrong_api_key_is_blamed_alone(self, emulator: Emulator) -> None:
        """No identity, no token and no card had a part in it."""
        async with (
            emulator.client() as http_client,
            BackOffice(api_key="wrong", environment=NOWHERE, http_client=http_client) as weavr,
        ):
            for call in (weavr.verify(), pay(weavr.on_behalf_of(ACME))):
                with pytest.raises(Unauthorized, match=r"^The service did not accept the api key \(status 401\)") as it:
                    await call
                assert "card" not in str(it.value)

    @pytest.mark.asyncio
    async def test_another_identitys_card_is_named_where_it_can_be_meant(
        self, weavr: BackOffice, emulator: Emulator
    ) -> None:
        """Reading a card is answered so; a transfer is not."""
        acme = weavr.on_behalf_of(ACME)
        emulator.faults.inject(Fault.answer(401), operation="managedCardGet", times=None)
        emulator.faults.inject(Fault.answer(401), operation="transferGet", times=None)
        with pytest.raises(Unauthorized, match="or the card is another identity's"):
            await acme.managed_cards.get("331")
        with pytest.raises(Unauthorized, match=r"^The service did not accept the api key or the identity's token \("):
            await acme.transfers.get("1")

    @pytest.mark.asyncio
    @pytest.mark.parametrize("path", ["/multi", "/multi/back-office", "/backoffice"])
    async def test_an_address_with_a_wrong_path_is_not_verified(self, path: str, emulator: Emulator) -> None:
        """What answers there is not the service, though it answers with a 404 as well."""
        async with emulator.client() as http_client:
            environment = Environment.at(f"https://emulator.invalid{path}")
            client = BackOffice(api_key=DEMO_API_KEY, environment=environment, http_client=http_client)
            with pytest.raises(IdentityNotFound, match="the base URL may be wrong"):
                await client.verify()
            await client.aclose()

    @pytest.mark.asyncio
    @pytest.mark.parametrize("answer", [Fault.answer(404), Fault.error_code(409, "UNRESOLVED_IDENTITY")])
    async def test_a_service_that_knows_no_such_identity_accepts_the_api_key(
        self, answer: Fault, weavr: BackOffice, emulator: Emulator
    ) -> None:
        """In each of the ways it has to say so."""
        emulator.faults.inject(answer, times=None)
        await weavr.verify()

    @pytest.mark.asyncio
    async def test_no_tls_is_not_told_to_be_tried_again(self, emulator: Emulator) -> None:
        """It fails the same way every time."""
        async with serve(emulator) as url:
            environment = Environment.at(url.replace("http:", "https:"))
            async with BackOffice(api_key=DEMO_API_KEY, environment=environment) as weavr:
                with pytest.raises(NotSent, match=r"Nothing was sent\. Calling again changes nothing: check"):
                    await pay(weavr.on_behalf_of(ACME))


@pytest.mark.asyncio
@pytest.mark.parametrize(("said", "resets_in"), [("120", 120.0), (None, None)])
async def test_a_service_that_is_unavailable_tells_for_how_long(
    said: str | None, resets_in: float | None, weavr: BackOffice, emulator: Emulator
) -> None:
    """As a rate limit does, where the service said so."""
    headers = {} if said is None else {"retry-after": said}
    emulator.faults.inject(Fault.answer(503, headers=headers), operation="managedCardGet", times=None)
    with pytest.raises(ServiceUnavailable) as unavailable:
        await weavr.on_behalf_of(ACME).managed_cards.get("331")
    assert unavailable.value.resets_in == resets_in


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("first_asked_at", "why"),
    [
        (datetime(2099, 1, 1, tzinfo=UTC), "first asked in the future"),
        (datetime(2020, 1, 1, tzinfo=UTC), "reference too old"),
    ],
)
async def test_a_call_that_sent_nothing_is_not_said_to_have_tried(
    first_asked_at: datetime, why: str, weavr: BackOffice, emulator: Emulator
) -> None:
    """An earlier one may have acted, which is why the outcome is unknown."""
    emulator.faults.inject(Fault.answer(500), operation="transfersGet", times=None)
    with pytest.raises(OutcomeUnknown, match=f"^Nothing was sent by this call, and .* {why}") as unknown:
        await pay(weavr.on_behalf_of(ACME), derive_ref("payout", "1", first_asked_at=first_asked_at))
    assert unknown.value.attempts == 0
