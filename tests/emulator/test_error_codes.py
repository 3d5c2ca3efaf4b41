"""Every errorCode of the contract can be provoked: by the state of the world, or else by a fault."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from weavr_async.emulator import Fault
from weavr_async.emulator.contract import load_contract

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    from tests.emulator.conftest import Api
    from weavr_async.emulator import World

START_MS = 1_750_000_000_000
ACCOUNT, PAYROLL, EUROS = ({"type": "managed_accounts", "id": one} for one in ("220", "221", "222"))
PREPAID, DEBIT, MISSING = ({"type": "managed_cards", "id": one} for one in ("331", "332", "999"))
USER = {"email": "grace@acme.example", "name": "Grace", "surname": "Hopper"}
DAILY = {"value": {"currency": "GBP", "amount": 500}, "interval": "DAILY"}


class Provoked(NamedTuple):
    """What to do to the world first, and the arguments of the call that is refused then."""

    arrange: Callable[[World], object]
    arguments: dict[str, Any]


def nothing(world: World) -> None:
    """Leave the world as it is."""


def by(arrange: Callable[[World], object] = nothing, /, **arguments: object) -> Provoked:
    """Write one provocation."""
    return Provoked(arrange, arguments)


def transfer(arrange: Callable[[World], object] = nothing, /, **changes: object) -> Provoked:
    """Write one provocation of a transfer."""
    body = {
        "profileId": "7",
        "source": ACCOUNT,
        "destination": PAYROLL,
        "destinationAmount": {"currency": "GBP", "amount": 100},
        **changes,
    }
    return Provoked(arrange, {"body": body})


def fee(
    arrange: Callable[[World], object] = nothing, /, source: object = ACCOUNT, kind: str = "MONTHLY_FEE"
) -> Provoked:
    """Write one provocation of a fee."""
    return Provoked(arrange, {"body": {"feeType": kind, "source": source}})


def destroyed(card_id: str, reason: str = "USER") -> Callable[[World], object]:
    """Give what ends a card."""
    return lambda world: setattr(world.cards[card_id], "destroyed", reason)


def blocked(card_id: str, reason: str = "USER") -> Callable[[World], object]:
    """Give what blocks a card."""
    return lambda world: world.cards[card_id].blocks.add(reason)


def ruled(world: World) -> None:
    """Set the rules of the prepaid card."""
    world.cards["331"].spend_rules = {}


def limited(world: World) -> None:
    """Set rules for both cards, so that there are some to change."""
    world.cards["331"].spend_rules = {}
    world.cards["332"].spend_rules = {}


def also(first: Callable[[World], object], then: Callable[[World], object]) -> Callable[[World], object]:
    """Give what does one thing after the other."""
    return lambda world: (first(world), then(world))


def in_yen(world: World) -> None:
    """Make the debit card's user think in yen."""
    world.cards["332"].user_currency = "JPY"


def denied(code: str) -> Callable[[World], object]:
    """Give what makes the operating account refuse everything with one code."""
    return lambda world: setattr(world.accounts["220"], "denial", code)


def limits(*spend_limits: object, card: str = "332") -> dict[str, Any]:
    """Give the arguments of a call that sets spend limits."""
    return {"id": card, "body": {"spendLimit": list(spend_limits)}}


FOREIGN = {"type": "managed_accounts", "id": "223"}
FEES = {
    "UNRESOLVED_FEE_TYPE": fee(kind="NO_SUCH_FEE"),
    "UNRESOLVED_CURRENCY": fee(lambda world: world.fee_type("MONTHLY_FEE", EUR=1)),
    "UNRESOLVED_INSTRUMENT": fee(source=MISSING),
    "FUNDS_INSUFFICIENT": fee(lambda world: world.fee_type("MONTHLY_FEE", GBP=10**9)),
    "IDENTITY_NOT_OWNER_OF_INSTRUMENT": fee(source=FOREIGN),
    "FEE_AMOUNT_NOT_SET": fee(lambda world: world.fee_type("MONTHLY_FEE")),
}
SPEND_LIMITS = {
    "SPEND_LIMIT_CURRENCY_DIFFERENT_FROM_CARD_CURRENCY": by(
        **limits({**DAILY, "value": {"currency": "EUR", "amount": 1}})
    ),
    "SPEND_LIMIT_NOT_SUPPORTED_FOR_PREPAID_MODE_CARD": by(**limits(DAILY, card="331")),
    "SPEND_LIMIT_DUPLICATE_INTERVAL": by(**limits(DAILY, DAILY)),
    "SPEND_LIMIT_AMOUNT_INVALID": by(**limits({**DAILY, "value": {"currency": "GBP", "amount": 0}})),
    "SPEND_LIMIT_CURRENCY_DIFFERENT_FROM_USER_CURRENCY": by(in_yen, **limits(DAILY)),
}
CHANGED_LIMITS = {
    code: by(also(limited, provoked.arrange), **provoked.arguments) for code, provoked in SPEND_LIMITS.items()
}
UNRESOLVED = {"identity": {"type": "CORPORATE", "id": "1"}}
TRANSFERS = {
    "PROFILE_INACTIVE": transfer(lambda world: world.transfer_profile("7", active=False)),
    "MODEL_CONSTRAINTS_VIOLATED": transfer(profileId="999"),
    "INTERCEPTOR_DENIED_TRANSACTION": transfer(denied("INTERCEPTOR_DENIED_TRANSACTION")),
    "INSTRUMENT_DENIED_TRANSACTION": transfer(denied("INSTRUMENT_DENIED_TRANSACTION")),
    "FOREX_TRADE_DENIED_TRANSACTION": transfer(denied("FOREX_TRADE_DENIED_TRANSACTION")),
    "SOURCE_INSTRUMENT_DESTROYED": transfer(destroyed("331"), source=PREPAID),
    "DESTINATION_INSTRUMENT_DESTROYED": transfer(destroyed("331"), destination=PREPAID),
    "CURRENCY_MISMATCH": transfer(destination=EUROS),
    "SOURCE_INSTRUMENT_BLOCKED": transfer(blocked("331"), source=PREPAID),
    "DESTINATION_INSTRUMENT_BLOCKED": transfer(blocked("331"), destination=PREPAID),
    "FUNDS_INSUFFICIENT": transfer(destinationAmount={"currency": "GBP", "amount": 10**9}),
    "AMOUNT_INVALID": transfer(destinationAmount={"currency": "GBP", "amount": 0}),
    "SOURCE_NOT_FOUND": transfer(source=MISSING),
    "DESTINATION_NOT_FOUND": transfer(destination=MISSING),
    "FEE_NOT_CONFIGURED_FOR_CURRENCY": transfer(lambda world: world.transfer_profile("7", currencies=["EUR"])),
    "DESTINATION_LIMIT_EXCEEDED": transfer(lambda world: setattr(world.accounts["221"], "most_balance", 1)),
    "SOURCE_CANNOT_BE_DEBIT_MODE_CARD": transfer(source=DEBIT),
    "DESTINATION_CANNOT_BE_DEBIT_MODE_CARD": transfer(destination=DEBIT),
    "TRANSFER_BETWEEN_INSTRUMENTS_UNSUPPORTED": transfer(lambda world: world.transfer_profile("7", pairs=[])),
    "SOURCE_AND_DESTINATION_MUST_BE_DIFFERENT": transfer(destination=ACCOUNT),
    "SCHEDULED_TIMESTAMP_INVALID": transfer(scheduledTimestamp=str(START_MS)),
}
USERS = {
    "EMAIL_NOT_UNIQUE": by(body={**USER, "email": "ADA@acme.example"}),
    "MOBILE_OR_COUNTRY_CODE_INVALID": by(body={**USER, "mobile": {"countryCode": "+0", "number": "1"}}),
    "EMAIL_DOMAIN_NOT_ALLOWED": by(lambda world: world.email_domains_refused.add("acme.example"), body=USER),
    "COUNTRY_OF_RESIDENCE_INVALID": by(body={**USER, "countryOfResidence": "ZZ"}),
    "ROLE_NOT_FOUND": by(lambda world: setattr(world, "roles", set()), body={**USER, "roles": ["ADMIN"]}),
}


def card_of_user(world: World) -> None:
    """Give the user a card with money on it."""
    world.corporate("109876").prepaid_card(balance=5, user_id="441")


STATES: dict[str, dict[str, Provoked]] = {
    "requestAccessToken": {"UNRESOLVED_IDENTITY": by(body=UNRESOLVED)},
    "impersonateIdentityLogin": {"UNRESOLVED_IDENTITY": by(body=UNRESOLVED)},
    "chargeFee": FEES,
    "corporateChargeFee": FEES | {"INSUFFICIENT_PERMISSIONS": by(
        body={"feeType": "MONTHLY_FEE", "source": FOREIGN}, identity=("CONSUMER", "209876"))},
    "consumerChargeFee": {"INSUFFICIENT_PERMISSIONS": fee()},
    "managedCardBlock": {
        "INSTRUMENT_ALREADY_BLOCKED": by(blocked("331"), id="331"),
        "INSTRUMENT_DESTROYED": by(destroyed("331"), id="331"),
        "INSTRUMENT_MARKED_LOST_STOLEN": by(destroyed("331", "STOLEN"), id="331"),
    },
    "managedCardUnblock": {
        "INSTRUMENT_NOT_BLOCKED": by(id="331"),
        "INSTRUMENT_DESTROYED": by(destroyed("331"), id="331"),
        "INSTRUMENT_MARKED_LOST_STOLEN": by(blocked("331", "LOST"), id="331"),
    },
    "managedCardRemove": {
        "BALANCE_NOT_ZERO": by(id="331"),
        "INSTRUMENT_ALREADY_REMOVED": by(destroyed("331"), id="331"),
    },
    "managedCardRenewalTypeUpdate": {
        "INSUFFICIENT_PERMISSIONS": by(
            lambda world: world.features.clear(), id="331", body={"renewalType": "RENEW"}),
        "INSTRUMENT_DESTROYED": by(destroyed("331"), id="331", body={"renewalType": "RENEW"}),
        "RENEWAL_TYPE_NOT_SUPPORTED_BY_PROFILE": by(
            lambda world: setattr(world.cards["331"], "renewal_supported", False),
            id="331", body={"renewalType": "RENEW"},
        ),
    },
    "managedCardSpendRulesCreate": SPEND_LIMITS | {"SPEND_RULE_ALREADY_SET": by(ruled, id="331", body={})},
    "managedCardSpendRulesUpdate": CHANGED_LIMITS,
    "transferCreate": TRANSFERS,
    "userCreate": USERS | {"INSUFFICIENT_PERMISSIONS": by(lambda world: world.features.clear(), body=USER)},
    "userInviteSend": {"INVITE_ALREADY_CONSUMED": by(
        lambda world: setattr(world.users["441"], "invite_accepted", True), user_id="441")},
    "userDeactivate": {"CARD_HAS_REMAINING_BALANCE": by(card_of_user, user_id="441")},
}  # fmt: skip
ALL_CODES = [
    (operation.id, status, code)
    for operation in load_contract().operations.values()
    for status in ("403", "409")
    for code in operation.error_codes(status)
]


def refused_with(answer: httpx.Response, status: str, code: str) -> None:
    """Check the documented shape of a refusal."""
    assert (answer.status_code, answer.json()) == (int(status), {"errorCode": code})


@pytest.mark.asyncio
@pytest.mark.parametrize(("operation", "status", "code"), ALL_CODES, ids="-".join)
async def test_every_error_code_can_be_provoked(documented: Api, operation: str, status: str, code: str) -> None:
    """By state where this table has one, by an injected fault otherwise."""
    provoked = STATES.get(operation, {}).get(code)
    if provoked is None:
        documented.emulator.faults.inject(Fault.error_code(int(status), code), operation=operation)
        arguments: dict[str, Any] = dict.fromkeys(
            (one.name for one in documented.emulator.contract.operations[operation].parameters_in("path")), "1"
        )
    else:
        provoked.arrange(documented.emulator.world)
        arguments = provoked.arguments
    before = documented.emulator.world.balance("220")
    refused_with(await documented(operation, **arguments), status, code)
    assert documented.emulator.world.balance("220") == before
    documented.emulator.check()


def test_the_table_names_only_codes_of_the_contract() -> None:
    """So that a provocation is never skipped by a misspelt name."""
    named = {(operation, code) for operation, codes in STATES.items() for code in codes}
    assert named <= {(operation, code) for operation, _, code in ALL_CODES}


# Known to the contract, with no state of the emulator's world behind them: only a fault gives these.
INJECTED_ONLY = {
    "ACCESS_TOKEN_REQUIRED", "STEP_UP_REQUIRED",
    "ALREADY_SUBMITTED", "NO_CONFIG_FOUND", "USER_VALIDATION_FAILED", "VALIDATION_FAILED",
    "ADMIN_ROLE_REMOVAL_NOT_ALLOWED", "CANNOT_MODIFY_OWN_ROLES",
    "AUTH_FORWARDING_NOT_ENABLED", "BIOMETRIC_AUTHENTICATION_NOT_SUPPORTED", "CANNOT_REASSIGN_ACTIVE_CARD",
    "CARRIER_TYPE_INVALID", "CONFIG_ERROR_CARD_BUREAU", "CONTACT_NUMBER_NEEDED_FOR_BULK_DELIVERY", "COUNTRY_INVALID",
    "DELIVERY_METHOD_INVALID", "INSTRUMENT_NOT_PHYSICAL", "INVALID_CHANNELS_SELECTED",
    "INVALID_PRIMARY_CHANNEL_SELECTED", "LINKED_USER_NOT_FOUND", "MOBILE_NUMBER_ALREADY_EXISTS",
    "MORE_THAN_ONE_MOBILE_NUMBER_PROVIDED", "PRODUCT_REFERENCE_INVALID", "PUSHPROVISIONING_NOT_ENABLED",
    "THREEDS_DETAILS_NOT_PROVIDED", "TWILIO_AUTHY_AUTHENTICATION_NOT_SUPPORTED", "USER_INACTIVE",
    "USER_MOBILE_NUMBER_DOES_NOT_EXIST", "USER_NOT_ENROLLED_FOR_BIOMETRICS", "USER_NOT_ENROLLED_FOR_TWILIO_AUTHY",
    "WALLETS_NOT_ENABLED", "WALLET_ARTWORK_INVALID", "WALLET_ARTWORK_NOT_SPECIFIED",
}  # fmt: skip
# Provoked by a switch or by the bulks' own states, in the tests of tokens and bulks.
BY_SWITCH_OR_BULK = {"ALREADY_IMPERSONATED", "DUPLICATE_OPERATION_TYPE", "INVALID_STATE", "TOO_MANY_REQUESTS"}


def test_what_only_a_fault_can_provoke_is_written_down() -> None:
    """So that the list of states is not mistaken for a whole one. A code that is new has no state either, as yet."""
    by_state = {code for codes in STATES.values() for code in codes}
    assert {code for _, _, code in ALL_CODES} >= INJECTED_ONLY
    assert not INJECTED_ONLY & (by_state | BY_SWITCH_OR_BULK)
