"""What the contract limits never leaves the machine, and is told by the name of the user's argument."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import pytest

from tests.calls.scripted import UNAVAILABLE, desk
from weavr_async import (
    InvalidRequest,
    Money,
    Retries,
    SpendRules,
    TransferOrder,
    UnknownValueWarning,
    WeavrError,
    managed_account,
    managed_card,
)

A_PERSON: Final[dict[str, Any]] = {"name": "Ada", "surname": "Byron", "email": "ada@example.com"}

ODD: Final[list[tuple[str, object]]] = [
    ("mobile", ("356", "79123456")),
    ("mobile", ("+35600", "79123456")),
    ("mobile", ("+356", "79-12-34-56")),
    ("mobile", ("+356", "1234567890123")),
    ("date_of_birth", date(1850, 1, 1)),
    ("date_of_birth", date(2150, 1, 1)),
    ("country_of_residence", "mt"),
    ("country_of_residence", "MLT"),
    ("locale", "english"),
    ("locale", "EN_gb"),
    ("brand", "our brand"),
    ("brand", "a" * 26),
    ("email", "ada@"),
    ("email", "a b@example.com"),
    ("email", "@example.com"),
    ("name", ""),
    ("surname", "x" * 10_000),
    ("tag", "two words"),
]


@pytest.mark.asyncio
@pytest.mark.parametrize(("argument", "value"), ODD, ids=[f"{name}={value!r}" for name, value in ODD])
async def test_a_user_that_the_contract_refuses_is_not_sent(argument: str, value: object) -> None:
    """The error names the argument, begins with it, and shows nothing of its value."""
    at = desk()

    with pytest.raises(InvalidRequest) as refused:
        await at.acme.users.create(**A_PERSON | {argument: value})

    assert refused.value.field == argument
    assert str(refused.value).startswith(f"{argument}: ")
    assert refused.value.__context__ is None
    assert not at.engine.sent


@pytest.mark.asyncio
async def test_a_part_of_an_argument_is_named_within_it() -> None:
    """So that it is clear which half of a mobile number is meant."""
    with pytest.raises(InvalidRequest, match=r"^mobile: The country code has to be a \+ and digits, such as \+356\.$"):
        await desk().acme.users.create(**A_PERSON, mobile=("356", "79123456"))


@pytest.mark.parametrize(
    ("argument", "value", "text"),
    [
        ("tag", "two words", "This has to be letters from A to Z, digits, _ and -."),
        ("tag", "t" * 10_000, "This has at most "),
        ("description", "café", "This has to be letters from A to Z, digits, white space and the signs "),
        ("description", "d" * 10_000, "This has at most "),
    ],
)
def test_a_transfer_beyond_a_limit_cannot_be_made(argument: str, value: str, text: str) -> None:
    """So that a bulk is not frozen with one that the service would refuse."""
    order: dict[str, Any] = {
        "profile_id": "7",
        "source": managed_account("220"),
        "destination": managed_card("331"),
        "amount": Money("10.00", "GBP"),
    }

    with pytest.raises(InvalidRequest) as refused:
        TransferOrder(**order | {argument: value})

    assert str(refused.value).startswith(f"{argument}: {text}")
    assert value not in str(refused.value)


@pytest.mark.parametrize("page_size", [0, 100_000, True, "10"])
def test_the_size_of_a_page_is_the_contract_s(page_size: int) -> None:
    """And refused before the list is iterated over."""
    with pytest.raises(InvalidRequest, match=r"^page_size: This has to be "):
        desk().acme.transfers.list(page_size=page_size)


def test_an_item_beyond_a_limit_is_told_by_its_number() -> None:
    """Counted from zero, as in Python."""
    with pytest.raises(InvalidRequest, match=r"^allowed_merchant_countries: Item 1 has at most 2 characters\.$"):
        SpendRules(allowed_merchant_countries=["MT", "Malta"])


@pytest.mark.asyncio
async def test_a_role_that_is_new_is_sent_with_a_warning() -> None:
    """The service may know more roles than this release."""
    at = desk(UNAVAILABLE, retries=Retries(max_attempts=1))

    with pytest.warns(UnknownValueWarning, match="'AUDITOR' is sent"), pytest.raises(WeavrError):
        await at.acme.users.create(**A_PERSON, roles=["AUDITOR"])

    assert b'"AUDITOR"' in (at.engine.sent[0].body or b"")
