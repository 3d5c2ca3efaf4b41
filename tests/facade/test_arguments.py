"""Arguments that cannot be right are refused by name, before anything is sent, whatever their type."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import httpx
import pytest

from tests.calls.scripted import DONE, desk
from weavr_async import (
    BackOffice,
    CardSpendLimit,
    ConfigurationError,
    Environment,
    InvalidRequest,
    Money,
    SpendRules,
    Timeouts,
    managed_account,
)
from weavr_async.stores import MemoryStore

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from weavr_async import IdentityView

TEN: Final = Money("10.00", "GBP")
A_PERSON: Final[dict[str, Any]] = {"name": "Ada", "surname": "Byron", "email": "ada@example.com"}
TO_PAY: Final[dict[str, Any]] = {
    "profile_id": "7",
    "source": managed_account("220"),
    "destination": managed_account("221"),
    "amount": TEN,
    "idempotency_ref": "r",
}
HALF_A_CHARACTER: Final = "Caf\ud83d"

REFUSED: Final[dict[str, tuple[str, Callable[[IdentityView], Coroutine[Any, Any, object]]]]] = {
    # What would count as true, or as the other of two choices, and change more than was asked for.
    "renewing 'no'": ("renew", lambda acme: acme.managed_cards.set_renewal("331", renew="no")),  # type: ignore[arg-type]
    "renewing None": ("renew", lambda acme: acme.managed_cards.set_renewal("331", renew=None)),  # type: ignore[arg-type]
    "a misspelt increment of one card": (
        "spend_limits",
        lambda acme: acme.managed_cards.update_spend_rules("331", SpendRules(), spend_limits="INCREMENT"),  # type: ignore[arg-type]
    ),
    "a misspelt increment of many cards": (
        "spend_limits",
        lambda acme: acme.bulks.submit_spend_rules(
            [("331", SpendRules())],
            spend_limits="add",  # type: ignore[arg-type]
            idempotency_ref="r",
        ),
    ),
    # Other types.
    "rules as a dict": ("rules", lambda acme: acme.managed_cards.create_spend_rules("331", {"allow_atm": True})),  # type: ignore[arg-type]
    "orders that are none": ("orders", lambda acme: acme.bulks.submit_transfers([TO_PAY], idempotency_ref="r")),  # type: ignore[list-item]
    "updates that are no pairs": (
        "updates",
        lambda acme: acme.bulks.submit_spend_rules([SpendRules()], idempotency_ref="r"),  # type: ignore[list-item]
    ),
    "a fee from a bare id": (
        "source",
        lambda acme: acme.fees.charge(fee_type="MONTHLY", source="220", idempotency_ref="r"),  # type: ignore[arg-type]
    ),
    "a fee type that is a number": (
        "fee_type",
        lambda acme: acme.fees.charge(fee_type=7, source=managed_account("220"), idempotency_ref="r"),  # type: ignore[arg-type]
    ),
    "a tag that is a number": ("tag", lambda acme: acme.transfers.create(**{**TO_PAY, "tag": 7})),
    "a description of broken Unicode": (
        "description",
        lambda acme: acme.transfers.create(**{**TO_PAY, "description": HALF_A_CHARACTER}),
    ),
    "a description that is bytes": (
        "description",
        lambda acme: acme.transfers.create(**{**TO_PAY, "description": b"x"}),
    ),
    "a name of broken Unicode": ("name", lambda acme: acme.users.create(**{**A_PERSON, "name": HALF_A_CHARACTER})),
    "a name that is too long": ("name", lambda acme: acme.users.create(**{**A_PERSON, "name": "x" * 10_000})),
    "an empty surname": ("surname", lambda acme: acme.users.create(**{**A_PERSON, "surname": ""})),
    "an e-mail address that is none": ("email", lambda acme: acme.users.create(**{**A_PERSON, "email": None})),
    "a mobile number in one piece": (
        "mobile",
        lambda acme: acme.users.create(**{**A_PERSON, "mobile": "+35679123456"}),
    ),
    "a mobile number in three pieces": (
        "mobile",
        lambda acme: acme.users.create(**{**A_PERSON, "mobile": ("+356", "79", "12")}),
    ),
    "a birthday that is text": (
        "date_of_birth",
        lambda acme: acme.users.create(**{**A_PERSON, "date_of_birth": "1815-12-10"}),
    ),
    "one role in place of a list": ("roles", lambda acme: acme.users.create(**{**A_PERSON, "roles": "ADMIN"})),
}


@pytest.mark.asyncio
@pytest.mark.parametrize("what", REFUSED)
async def test_an_argument_of_a_wrong_type_is_refused_by_its_name(what: str) -> None:
    """Nothing is sent, no token is asked for, and the argument is named."""
    at = desk()
    field, call = REFUSED[what]
    with pytest.raises(InvalidRequest) as refused:
        await call(at.acme)
    assert refused.value.field == field
    assert at.engine.sent == []
    assert at.source.minted == 0


@pytest.mark.asyncio
async def test_spend_limits_go_out_as_they_are_said() -> None:
    """Whether they replace or are added."""
    at = desk(DONE, DONE)
    await at.acme.managed_cards.update_spend_rules("331", SpendRules(allow_atm=True), spend_limits="overwrite")
    await at.acme.managed_cards.update_spend_rules("331", SpendRules(allow_atm=True), spend_limits="increment")
    bodies = [sent.body or b"" for sent in at.engine.sent]
    assert [b'"OVERWRITE"' in bodies[0], b'"INCREMENT"' in bodies[1]] == [True, True]


@pytest.mark.parametrize(
    ("field", "filters"),
    [
        ("instrument", {"instrument": "220"}),
        ("tag", {"tag": ""}),
        ("tag", {"tag": HALF_A_CHARACTER}),
        ("states", {"states": []}),
        ("states", {"states": "COMPLETED"}),
        ("states", {"states": 7}),
        ("created_since", {"created_since": datetime(2026, 1, 1)}),  # noqa: DTZ001 - naive on purpose
    ],
)
def test_a_filter_that_would_be_lost_is_refused(field: str, filters: dict[str, Any]) -> None:
    """A list of more than was asked for looks like an answer."""
    with pytest.raises(InvalidRequest) as refused:
        desk().acme.transfers.list(**filters)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("field", "rules"),
    [
        ("allow_atm", {"allow_atm": "no"}),
        ("rollover_negative", {"rollover_negative": 0}),
        ("min_transaction_amount", {"min_transaction_amount": 1000}),
        ("spend_limits", {"spend_limits": [TEN]}),
        ("spend_limits", {"spend_limits": CardSpendLimit(TEN, "DAILY")}),
        ("rules", {"allowed_merchant_categories": "5411"}),
        ("rules", {"allowed_merchant_categories": [5411]}),
    ],
)
def test_spend_rules_are_checked_when_they_are_written_down(field: str, rules: dict[str, Any]) -> None:
    """An amount without a currency, a switch that is a word, one code in place of a list."""
    with pytest.raises(InvalidRequest) as refused:
        SpendRules(**rules)
    assert refused.value.field == field


@pytest.mark.parametrize("timeout", [math.nan, math.inf, 0, -1, True, "5", 10**400])
def test_a_timeout_that_never_or_always_ends_is_refused(timeout: float) -> None:
    """A NaN in the event loop's timers would disturb everything that runs on it."""
    weavr = BackOffice(api_key="k", environment=Environment.SANDBOX)
    with pytest.raises(InvalidRequest) as refused:
        weavr.corporate("109876", timeout=timeout)
    assert refused.value.field == "timeout"
    with pytest.raises(ConfigurationError, match=r"Timeouts\.total"):
        Timeouts(total=timeout)


@pytest.mark.parametrize("proxy", ["proxy.internal:3128", "socks5://proxy.internal", "http://", "http://p:99999", 7])
def test_a_proxy_that_is_none_is_refused_when_the_client_is_made(proxy: str) -> None:
    """The first call would be too late, and would blame something else."""
    with pytest.raises(ConfigurationError, match="proxy"):
        BackOffice(api_key="k", environment=Environment.SANDBOX, proxy=proxy)


def test_a_client_without_await_is_refused() -> None:
    """It would send, stop the event loop meanwhile, and then fail in a way that leaves the outcome unknown."""
    with httpx.Client() as client, pytest.raises(ConfigurationError, match="AsyncClient"):
        BackOffice(api_key="k", environment=Environment.SANDBOX, http_client=client)  # type: ignore[arg-type]


@pytest.mark.parametrize("environment", ["sandbox", "https://sandbox.weavr.io", None])
def test_an_environment_is_no_string(environment: Environment) -> None:
    """The message says how to write one."""
    with pytest.raises(ConfigurationError, match=r"Environment\.at\(base_url\)"):
        BackOffice(api_key="k", environment=environment)


def test_an_identity_is_no_string() -> None:
    """An id alone does not tell a company from a person."""
    with pytest.raises(InvalidRequest, match=r"Identity\.corporate"):
        BackOffice(api_key="k", environment=Environment.SANDBOX).on_behalf_of("109876")  # type: ignore[arg-type]


def test_filters_that_are_right_are_taken() -> None:
    """So that the refusals above are about what is wrong with the others."""
    desk().acme.transfers.list(
        created_since=datetime(2026, 1, 1, tzinfo=UTC),
        tag="invoice-1",
        states=["COMPLETED"],
        instrument=managed_account("220"),
    )


async def listens(event: object) -> None:
    """A hook that nothing would await."""


class Listener:
    """The same, as an object."""

    async def __call__(self, event: object) -> None:
        """Await nothing."""


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("timeouts", 30),
        ("retries", 3),
        ("limits", 10),
        ("tokens", 5),
        ("rate_limit", 100),
        ("timeouts", None),
        ("hooks", print),
        ("hooks", [5]),
        ("hooks", "print"),
        ("hooks", [listens]),
        ("hooks", [partial(listens)]),
        ("hooks", [Listener()]),
        ("token_source", "token"),
        ("token_source", listens),
        ("shared", {}),
        ("shared", MemoryStore),
        ("ssl_context", "/etc/ssl/ca.pem"),
        ("http_client", httpx.AsyncClient),
        ("http_client", "https://"),
        ("trust_env", "yes"),
    ],
)
def test_an_argument_of_another_type_is_refused_when_the_client_is_made(argument: str, value: object) -> None:
    """By its name: the first call would be too late, and would end as an error of the internals."""
    arguments: Any = {argument: value}
    with pytest.raises(ConfigurationError, match=argument):
        BackOffice(api_key="k", environment=Environment.SANDBOX, **arguments)


@pytest.mark.parametrize("proxy", [{"proxy": "http://proxy"}, {"trust_env": True}])
def test_a_proxy_is_set_on_the_client_that_is_handed_in(proxy: dict[str, Any]) -> None:
    """Else it would be ignored, and calls would go another way."""
    with pytest.raises(ConfigurationError, match="http_client"):
        BackOffice(api_key="k", environment=Environment.SANDBOX, http_client=httpx.AsyncClient(), **proxy)
