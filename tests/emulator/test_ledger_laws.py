"""Laws that hold whatever is done: money neither appears nor vanishes, and a reference acts at most once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tests.properties import examples
from weavr_async.emulator import DEMO_API_KEY, CardDeclined, Clock, Emulator, Fault, World

if TYPE_CHECKING:
    import httpx

INSTRUMENTS = [("managed_accounts", "220"), ("managed_accounts", "221"), ("managed_cards", "331")]
REFERENCES = st.sampled_from([None, "a", "b", "c"])


class Bank(RuleBasedStateMachine):
    """The emulator beside a model of a few lines."""

    def __init__(self) -> None:
        super().__init__()
        self.emulator = Emulator(
            World.demo(Clock(1_750_000_000_000, frozen=True)), transfer_pending_ms=1_000, token_idle_ms=None
        )
        self.token = self.emulator.mint("109876")
        self.deposited = 0
        self.charged = 0
        self.first: dict[tuple[str, str], tuple[object, bytes, int]] = {}

    @rule(
        source=st.sampled_from(INSTRUMENTS),
        destination=st.sampled_from(INSTRUMENTS),
        amount=st.sampled_from([-1, 0, 1, 250, 12_500, 20_000, 500_000, 2**62]),
        reference=REFERENCES,
        after=st.sampled_from([None, 500]),
    )
    def transfer(
        self,
        source: tuple[str, str],
        destination: tuple[str, str],
        amount: int,
        reference: str | None,
        after: int | None,
    ) -> None:
        """Make a transfer, now or soon."""
        body: dict[str, Any] = {
            "profileId": "7",
            "source": dict(zip(("type", "id"), source, strict=True)),
            "destination": dict(zip(("type", "id"), destination, strict=True)),
            "destinationAmount": {"currency": "GBP", "amount": amount},
        }
        if after is not None:
            body["scheduledTimestamp"] = str(self.emulator.clock.now_ms() + after)
        self._write("transferCreate", "/transfers", body, reference)

    @rule(source=st.sampled_from(INSTRUMENTS), reference=REFERENCES)
    def charge(self, source: tuple[str, str], reference: str | None) -> None:
        """Charge the monthly fee."""
        body = {"feeType": "MONTHLY_FEE", "source": dict(zip(("type", "id"), source, strict=True))}
        if self._write("chargeFee", "/fees/charge", body, reference):
            self.charged += 250

    @rule(amount=st.integers(1, 1_000), instrument=st.sampled_from(INSTRUMENTS))
    def deposit(self, amount: int, instrument: tuple[str, str]) -> None:
        """Let money arrive."""
        self.emulator.world.deposit(instrument[1], amount)
        self.deposited += amount

    @rule(amount=st.integers(1, 100), settled=st.sampled_from([True, False, None]))
    def pay_by_card(self, amount: int, settled: bool | None) -> None:
        """Hold an amount on the debit card; take it, give it back, or leave it held."""
        world = self.emulator.world
        world.limit("332", 10**9)
        if world.balance("332") < amount:
            with pytest.raises(CardDeclined):
                world.authorise("332", amount)
            return
        payment = world.authorise("332", amount)
        if settled is True:
            world.settle("332", payment)
            self.charged += amount
        elif settled is False:
            world.reverse("332", payment)

    @rule(ms=st.sampled_from([1, 500, 1_000, 3_600_000, 90_000_000]))
    def wait(self, ms: int) -> None:
        """Let time pass; references older than a day are forgotten."""
        self.emulator.advance(ms=ms)
        now = self.emulator.clock.now_ms()
        self.first = {key: kept for key, kept in self.first.items() if now - kept[2] < 86_400_000}

    @rule(fault=st.sampled_from([Fault.cut_before(), Fault.answer(503), Fault.dead_token()]))
    def break_before(self, fault: Fault) -> None:
        """Let a request fail before it acts."""
        self.emulator.faults.inject(fault)
        body = {"feeType": "MONTHLY_FEE", "source": {"type": "managed_accounts", "id": "220"}}
        try:
            assert not asyncio.run(self._post("/fees/charge", body, "broken")).is_success
        except Exception as error:  # noqa: BLE001 - whatever a cut looks like
            assert type(error).__name__ == "RemoteProtocolError"  # noqa: PT017 - raised by one of the faults only
        self.token = self.emulator.mint("109876")

    @invariant()
    def the_books_balance(self) -> None:
        """Everything sums to zero, and each statement to its balance."""
        self.emulator.check()

    @invariant()
    def what_is_there_is_what_came_less_what_went(self) -> None:
        """Over all pound instruments of the identity; what is held has not gone yet."""
        actual = sum(self._actual(one) for _, one in INSTRUMENTS)
        assert actual == 500_000 + 20_000 + 12_500 + self.deposited - self.charged

    @invariant()
    def nothing_is_overdrawn(self) -> None:
        """No instrument gives what it does not have."""
        for _, one in INSTRUMENTS:
            assert self.emulator.world.balance(one) >= 0

    def _actual(self, instrument_id: str) -> int:
        balance = self.emulator.world.holder(instrument_id).balance
        assert balance is not None
        return balance.actual

    def _write(self, operation: str, path: str, body: dict[str, Any], reference: str | None) -> bool:
        """Write, hold the answer against the model of references, and tell whether it took effect now."""
        answer = asyncio.run(self._post(path, body, reference))
        if reference is None:
            return answer.is_success
        known = self.first.get((operation, reference))
        if known is None:
            if answer.is_success:
                self.first[operation, reference] = (body, answer.content, self.emulator.clock.now_ms())
            return answer.is_success
        if known[0] == body:
            assert answer.content == known[1]
        else:
            assert answer.status_code == 400
        return False

    async def _post(self, path: str, body: dict[str, Any], reference: str | None) -> httpx.Response:
        headers = {"api-key": DEMO_API_KEY, "authorization": f"Bearer {self.token}"}
        if reference is not None:
            headers["idempotency-ref"] = reference
        async with self.emulator.client() as client:
            return await client.post(path, json=body, headers=headers)


TestLaws = Bank.TestCase
TestLaws.settings = settings(max_examples=examples(25), stateful_step_count=25, deadline=None)
