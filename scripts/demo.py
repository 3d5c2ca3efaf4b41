"""A day in the back office, told line by line, against the emulator in a process of its own.

Everything goes over a loopback socket through the same road that a service would use; nothing is
mocked. Ends with a summary of what moved, and with exit status 1 if anything is not as told.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import warnings
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import httpx
from attrs import define, field

from weavr_async import (
    BackOffice,
    BadRequest,
    CardAlreadyBlocked,
    CardSpendLimit,
    Environment,
    Identity,
    InstrumentBlocked,
    InsufficientFunds,
    Money,
    SpendRules,
    SpendRulesAlreadySet,
    Timeouts,
    TokenSettings,
    derive_ref,
    managed_account,
    managed_card,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weavr_async import IdentityView

ACME = Identity.corporate("109876")
JANE = Identity.consumer("209876")
ACCOUNT, PAYROLL, PREPAID_CARD, DEBIT_CARD, JANES_ACCOUNT, PROFILE = "220", "221", "331", "332", "223", "7"
LEASE = 5.0
"""Seconds for which a process may be at work on a payment."""


@define
class Day:
    """What is told, and whether it came out as told."""

    step: int = 0
    failed: list[str] = field(factory=list)

    def title(self, text: str) -> None:
        """Begin a chapter."""
        self.step += 1
        print(f"\n{self.step}. {text}")

    def tell(self, text: str) -> None:
        """Say what happened."""
        print(f"   {text}")

    def check(self, text: str, holds: bool) -> None:
        """Say what must hold, and remember when it does not."""
        print(f"   {'✓' if holds else '✗'} {text}")
        if not holds:
            self.failed.append(text)


@contextmanager
def emulator() -> Iterator[tuple[str, str]]:
    """The emulator on a free loopback port, as another process; gives its base URL and an api key."""
    command = [sys.executable, "-m", "weavr_async.emulator", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield _after("base URL", process), _after("api-key", process)
        finally:
            process.terminate()


def _after(name: str, process: subprocess.Popen[str]) -> str:
    """The value behind a name in the next line the emulator prints."""
    line = process.stdout.readline() if process.stdout is not None else ""
    if not line.startswith(name):
        sys.exit("the emulator did not start; what it said stands above")
    return line.removeprefix(name).strip()


async def balance(view: IdentityView, account_id: str) -> Money:
    """What an account holds and may spend."""
    account = await view.managed_accounts.get(account_id)
    return Money.from_minor(account.balances.available_balance or 0, account.currency)


async def tokens_both_ways(day: Day, url: str, key: str) -> None:
    """The two logins give the same view of the world."""
    day.title("Tokens, both ways")
    for login in ("access_token", "impersonate_identity_login"):
        async with BackOffice(api_key=key, environment=Environment.at(url), tokens=TokenSettings(login=login)) as weavr:
            acme = weavr.on_behalf_of(ACME)
            await asyncio.gather(*(acme.managed_accounts.get(ACCOUNT) for _ in range(20)))
            mints = weavr.token_statistics.mints
            day.check(f"{login}: 20 calls at once, {mints} token asked for", mints == 1)


async def read(day: Day, acme: IdentityView) -> None:
    """An account and the two kinds of card."""
    day.title("Reading an account and two cards")
    account = await acme.managed_accounts.get(ACCOUNT)
    day.tell(f"account {account.id} “{account.friendly_name}” holds {await balance(acme, ACCOUNT)}")
    for card_id in (PREPAID_CARD, DEBIT_CARD):
        card = await acme.managed_cards.get(card_id)
        day.tell(f"card {card.id} “{card.friendly_name}” is a {type(card).__name__}, {card.state.state}")


async def fees(day: Day, acme: IdentityView, jane: IdentityView) -> None:
    """A fee for a company and one for a person, through the older operations and the newer one."""
    day.title("Charging fees")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # shown on purpose: the operations Weavr is leaving behind
        charged = await acme.fees.charge_corporate(
            fee_type="MONTHLY_FEE", source=managed_account(ACCOUNT), idempotency_ref=derive_ref("fee", "2026-11")
        )
        day.tell(f"a corporate, the older way: {Money.of(charged.available_balance_adjustment)}, {charged.state}")
        charged = await jane.fees.charge_consumer(
            fee_type="MONTHLY_FEE", source=managed_account(JANES_ACCOUNT), idempotency_ref=derive_ref("fee", "2026-11")
        )
        day.tell(f"a consumer, the older way: {Money.of(charged.available_balance_adjustment)}, {charged.state}")
    charged = await acme.fees.charge(
        fee_type="MONTHLY_FEE", source=managed_account(PAYROLL), idempotency_ref=derive_ref("fee", "2026-11")
    )
    day.tell(f"either, the newer way:      {Money.of(charged.available_balance_adjustment)}, {charged.state}")


async def transfer_twice(day: Day, acme: IdentityView) -> None:
    """One reference, one movement, however often it is asked for."""
    day.title("A transfer, asked for twice under one reference")
    before = await balance(acme, ACCOUNT)
    ref = derive_ref("payout", "invoice-1001")

    async def pay(amount: str) -> str:
        transfer = await acme.transfers.create(
            profile_id=PROFILE,
            source=managed_account(ACCOUNT),
            destination=managed_card(PREPAID_CARD),
            amount=Money(amount, "GBP"),
            tag="invoice-1001",
            idempotency_ref=ref,
        )
        day.tell(f"transfer {transfer.id}: {Money.of(transfer.destination_amount)}, {transfer.state}")
        return transfer.id

    first, second = await pay("25.00"), await pay("25.00")
    moved = before - await balance(acme, ACCOUNT)
    day.check(f"both answers name one transfer, and {moved} moved", first == second and moved == Money("25.00", "GBP"))
    try:
        await pay("26.00")
    except BadRequest as error:
        day.check("another amount under the same reference is refused", error.reference_may_be_taken)
    listed = [transfer.id async for transfer in acme.transfers.list(tag="invoice-1001")]
    day.check(f"the list of transfers with this tag: {', '.join(listed)}", listed == [first])
    try:
        await acme.transfers.create(
            profile_id=PROFILE,
            source=managed_account(ACCOUNT),
            destination=managed_card(PREPAID_CARD),
            amount=Money("1000000.00", "GBP"),
            idempotency_ref=derive_ref("payout", "invoice-1002"),
        )
    except InsufficientFunds as error:
        day.check(f"more than there is: {error.code}", error.outcome == "refused")


async def block(day: Day, acme: IdentityView) -> None:
    """A blocked card takes no money."""
    day.title("Blocking a card, and being refused")
    await acme.managed_cards.block(PREPAID_CARD)
    day.tell(f"card {PREPAID_CARD} is blocked")
    try:
        await acme.transfers.create(
            profile_id=PROFILE,
            source=managed_account(ACCOUNT),
            destination=managed_card(PREPAID_CARD),
            amount=Money("5.00", "GBP"),
            idempotency_ref=derive_ref("payout", "invoice-1003"),
        )
    except InstrumentBlocked as error:
        day.check(f"a transfer to it is refused: {error.code}", error.outcome == "refused")
    try:
        await acme.managed_cards.block(PREPAID_CARD)
    except CardAlreadyBlocked as error:
        day.check(f"so is blocking it again: {error.code}", error.outcome == "refused")
    await acme.managed_cards.unblock(PREPAID_CARD)
    state = (await acme.managed_cards.get(PREPAID_CARD)).state.state
    day.check(f"unblocked, it is {state}", state == "ACTIVE")


async def spend_rules(day: Day, acme: IdentityView) -> None:
    """What a card may be used for, from creation to deletion."""
    day.title("Spend rules of a card")
    await acme.managed_cards.create_spend_rules(
        DEBIT_CARD,
        SpendRules(
            allowed_merchant_countries=("GB", "MT"),
            allow_atm=False,
            spend_limits=(CardSpendLimit(Money("200.00", "GBP"), "DAILY"),),
        ),
    )
    try:
        await acme.managed_cards.create_spend_rules(DEBIT_CARD, SpendRules(allow_atm=True))
    except SpendRulesAlreadySet as error:
        day.check(f"created once, not twice: {error.code}", error.outcome == "refused")
    await acme.managed_cards.update_spend_rules(DEBIT_CARD, SpendRules(allow_atm=True))
    rules = (await acme.managed_cards.get_spend_rules(DEBIT_CARD)).card_level_spend_rules
    day.check("updated: cash machines are allowed now", bool(rules and rules.allow_atm))
    await acme.managed_cards.delete_spend_rules(DEBIT_CARD)
    day.tell("deleted")


async def statement(day: Day, acme: IdentityView) -> None:
    """The day as the account's statement tells it."""
    day.title("The statement of the account")
    since = datetime.now(UTC) - timedelta(days=1)
    total = Money.zero("GBP")
    async for entry in acme.managed_accounts.statement(ACCOUNT, since=since):
        moved = Money.of(entry.available_balance_adjustment) if entry.available_balance_adjustment else None
        day.tell(f"{entry.transaction_id.type_:<12} {entry.transaction_id.id:>6}  {moved!s:>14}  {entry.entry_state}")
        total += moved or Money.zero("GBP")
    now = await balance(acme, ACCOUNT)
    day.check(f"the entries add up to the balance, {now}", total == now)


def with_journal(url: str, key: str, journal: str) -> BackOffice:
    """A client that remembers its writes, and gives each call few seconds."""
    environment = Environment.at(url, name="demo")
    return BackOffice(api_key=key, environment=environment, journal=journal, timeouts=Timeouts(total=LEASE))


async def pay(weavr: BackOffice) -> str:
    """The payment of the process that is killed, and of the one that comes after it."""
    transfer = await weavr.on_behalf_of(ACME).transfers.create(
        profile_id=PROFILE,
        source=managed_account(ACCOUNT),
        destination=managed_account(PAYROLL),
        amount=Money("40.00", "GBP"),
        tag="invoice-2001",
        idempotency_ref=derive_ref("payout", "invoice-2001"),
    )
    return transfer.id


async def be_killed(url: str, journal: str) -> None:
    """What the process does that is killed."""
    async with with_journal(url, os.environ["WEAVR_API_KEY"], journal) as weavr:
        await pay(weavr)


async def killed_in_the_middle(day: Day, url: str, key: str) -> None:
    """A process is killed while its transfer is under way; the journal brings it to an end, a day later."""
    day.title("Killed in the middle of a transfer, and started again a day later")
    with tempfile.TemporaryDirectory() as folder:
        journal = f"sqlite:///{folder}/weavr.db"
        async with httpx.AsyncClient(base_url=f"{url.removesuffix('/multi/backoffice')}/__emulator__") as control:
            # The service acts, and its answer takes minutes.
            await control.post("/faults", json={"fault": "dribble", "seconds": 5, "operation": "transferCreate"})
            process = await asyncio.create_subprocess_exec(
                sys.executable, __file__, url, journal, env={**os.environ, "WEAVR_API_KEY": key}
            )
            ended = asyncio.create_task(process.wait())
            while not ended.done() and await _acted(control) == 0:
                await asyncio.wait([ended], timeout=0.05)
            process.kill()
            await ended
            day.tell("the service has moved 40.00 GBP, and the process was killed before it heard of it (SIGKILL)")
            await control.post("/clock", json={"advanceSeconds": 25 * 3600})
            day.tell("25 hours pass: the service has forgotten the reference")
            await asyncio.sleep(LEASE)  # the journal's lease is by this machine's clock
            async with with_journal(url, key, journal) as weavr:
                async for intent in weavr.journal.unresolved():
                    day.tell(f"in the journal: {intent.operation}, {intent.state}")
                settled = await weavr.journal.settle_due()
                day.check(f"settled: done {settled.done}, nothing was sent", settled.done == 1)
                transfer = await pay(weavr)
                day.check(f"asked for again, it is transfer {transfer}, and there is one", await _acted(control) == 1)


async def _acted(control: httpx.AsyncClient) -> int:
    """How many transfers of this scene the service has made."""
    found = (await control.get("/transfers")).text
    return found.count('"invoice-2001"')


async def work(day: Day, url: str, key: str) -> None:
    """The whole day."""
    await tokens_both_ways(day, url, key)
    async with BackOffice(api_key=key, environment=Environment.at(url)) as weavr:
        acme, jane = weavr.on_behalf_of(ACME), weavr.on_behalf_of(JANE)
        before = {account: await balance(acme, account) for account in (ACCOUNT, PAYROLL)}
        await read(day, acme)
        await fees(day, acme, jane)
        await transfer_twice(day, acme)
        await block(day, acme)
        await spend_rules(day, acme)
        await statement(day, acme)
        print("\nWhat moved")
        for account, held in before.items():
            now = await balance(acme, account)
            print(f"   account {account}: {held} → {now}  ({now - held})")
        statistics = weavr.token_statistics
        print(f"   tokens asked for: {statistics.mints}, used again: {statistics.hits}")
    await killed_in_the_middle(day, url, key)


def main() -> int:
    """Start the emulator, work through the day, and say whether all came out as told."""
    if len(sys.argv) > 1:
        asyncio.run(be_killed(*sys.argv[1:]))
        return 0
    day = Day()
    with emulator() as (url, key):
        print(f"A day in the back office, against the emulator at {url}")
        asyncio.run(work(day, url, key))
    if day.failed:
        print(f"\n{len(day.failed)} of the checks above do not hold.")
        return 1
    print("\nAll as told.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
