"""A service as users write it, whose types are a promise: what both type checkers must see in it is stated in it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import assert_type

from weavr_async import (
    UNSET,
    BackOffice,
    BadRequest,
    CardSpendLimit,
    DerivedRef,
    Environment,
    ErrorCode,
    FieldError,
    Identity,
    IdentityView,
    Instrument,
    InsufficientFunds,
    Money,
    Outcome,
    OutcomeUnknown,
    Settlement,
    SettlementVerdict,
    SettleToken,
    SpendRules,
    Timeouts,
    TokenStatistics,
    TransferOrder,
    Unset,
    WeavrError,
    derive_ref,
    managed_account,
    managed_card,
)
from weavr_async.hooks import CallEnded, Event, WriteAbandoned
from weavr_async.statements import Checkpoint, Download, Export, Reconciliation, Statement, export_entries
from weavr_backoffice.models import (
    CurrencyAmount,
    DebitModeCard,
    ManagedAccount,
    ManagedCard,
    PrepaidModeCard,
    StatementEntry,
    Transfer,
)


def listen(event: Event) -> None:
    """A hook narrows events by their class."""
    if isinstance(event, WriteAbandoned):
        assert_type(event, WriteAbandoned)
        assert_type(event.idempotency_ref, str | None)
    elif isinstance(event, CallEnded):
        assert_type(event, CallEnded)


def make() -> BackOffice:
    """Settings are typed as well."""
    return BackOffice(
        api_key="key",
        environment=Environment.live("https://weavr.example"),
        timeouts=Timeouts(total=5.0),
        hooks=[listen],
    )


async def read(weavr: BackOffice) -> int | Unset:
    """Answers are models, whose optional fields say so."""
    acme = weavr.corporate("109876")
    assert_type(acme, IdentityView)
    assert_type(weavr.on_behalf_of(Identity.consumer("209876")), IdentityView)
    account = await acme.managed_accounts.get("220")
    assert_type(account, ManagedAccount)
    card = await acme.managed_cards.get("331")
    assert_type(card, DebitModeCard | PrepaidModeCard | ManagedCard)
    assert_type(weavr.token_statistics, TokenStatistics)
    return account.balances.available_balance


async def read_statement(acme: IdentityView) -> Checkpoint:
    """A reading is an async iterator of entries, or of pages of them."""
    reading = acme.managed_accounts.statement("220", since=datetime.now(UTC))
    async for entry in reading:
        assert_type(entry, StatementEntry)
        assert_type(entry.transaction_amount, CurrencyAmount)
        assert_type(Money.of(entry.transaction_amount), Money)
    assert_type(reading, Statement)
    assert_type(await reading.export("statement.csv", format="csv"), Export)
    assert_type(await export_entries(reading, "statement.csv", format="csv"), Export)
    assert_type(await reading.reconcile(), Reconciliation)
    assert_type(await reading.download("statement.pdf", format="pdf"), Download)
    return reading.checkpoint


async def pay(acme: IdentityView, invoice: str) -> Transfer | SettleToken | None:
    """Moving money asks for a reference, and its errors carry what is needed to settle it."""
    ref = derive_ref("payout", invoice)
    assert_type(ref, DerivedRef)
    assert_type(managed_account("220"), Instrument)
    try:
        transfer = await acme.transfers.create(
            profile_id="7",
            source=managed_account("220"),
            destination=managed_card("331"),
            amount=Money("10.00", "GBP"),
            idempotency_ref=ref,
        )
    except InsufficientFunds as error:
        assert_type(error.code, ErrorCode | None)
        assert_type(error.status, int)
        return None
    except BadRequest as error:
        assert_type(error.field_errors, tuple[FieldError, ...])
        raise
    except OutcomeUnknown as error:
        assert_type(error.settle_token(), SettleToken)
        return error.settle_token()
    except WeavrError as error:
        assert_type(error.outcome, Outcome)
        assert_type(error.request_ref, str | None)
        raise
    assert_type(transfer, Transfer)
    return transfer


async def settle(weavr: BackOffice, token: SettleToken) -> bool:
    """A settlement has one of three verdicts."""
    settlement = await weavr.settle(token)
    assert_type(settlement, Settlement)
    assert_type(settlement.verdict, SettlementVerdict)
    return settlement.verdict is SettlementVerdict.DONE


async def limit(acme: IdentityView) -> None:
    """Rules are values of the SDK, and so are the orders of a bulk."""
    await acme.managed_cards.create_spend_rules(
        "332", SpendRules(allow_atm=False, spend_limits=[CardSpendLimit(Money("200.00", "GBP"), "DAILY")])
    )
    order = TransferOrder(
        profile_id="7", source=managed_account("220"), destination=managed_card("331"), amount=Money("1.00", "GBP")
    )
    assert_type(order.amount, Money)


def named(value: str | Unset) -> str:
    """What is absent is one value, and both checkers narrow by it."""
    return "no name" if value is UNSET else assert_type(value, str)
