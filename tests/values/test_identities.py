"""Identities, instruments and ids are right or refused."""

from __future__ import annotations

import copy
import pickle
from enum import Enum
from typing import TYPE_CHECKING

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weavr_async.errors import InvalidRequest
from weavr_async.values._checks import check_id
from weavr_async.values.identities import (
    Identity,
    IdentityType,
    Instrument,
    managed_account,
    managed_card,
)

if TYPE_CHECKING:
    from collections.abc import Callable

MAKERS = [Identity.corporate, Identity.consumer, managed_account, managed_card]
NOT_IDS = [
    "",
    " ",
    "123\n",
    "\n123",
    " 123",
    "..",
    ".",
    "a/b",
    "12/34",
    "12?a=b",
    "12#",
    "%31",
    "-1",
    "+1",
    "1.0",
    "1e3",
]
FOREIGN_DIGITS = ["١٢٣", "１２３", "²", "৪"]  # noqa: RUF001 - digits to str.isdigit, and not to the API


class Ours(str, Enum):  # noqa: UP042 - a `StrEnum` writes itself as its value, this one as its name
    """Ids that a program gave names to."""

    MAIN = "331"


def test_an_identity_is_a_company_or_a_person() -> None:
    """Type and id are there to read."""
    assert Identity.corporate("109876") == Identity(IdentityType.CORPORATE, "109876")
    assert Identity.consumer("5") == Identity(IdentityType.CONSUMER, "5")
    assert Identity.corporate("5") != Identity.consumer("5")


def test_an_identity_is_restored_from_the_strings_it_was_stored_as() -> None:
    """A database column holds the type as text."""
    assert Identity("CORPORATE", "109876") == Identity.corporate("109876")
    assert Instrument("managed_cards", "331") == managed_card("331")


@pytest.mark.parametrize("make", MAKERS)
def test_a_short_way_to_write_it_makes_the_same_value(make: Callable[[str], Identity | Instrument]) -> None:
    """Equal to the one of type and id, found under it in a dict, and written the same."""
    short = make("331")
    spelled_out = type(short)(short.type, short.id)
    assert short == spelled_out
    assert {short: 1}[spelled_out] == 1
    assert (str(short), repr(short), short.to_dict()) == (str(spelled_out), repr(spelled_out), spelled_out.to_dict())


@pytest.mark.parametrize(
    ("make", "argument"), [*zip(MAKERS, ["identity_id", "identity_id", "account_id", "card_id"], strict=True)]
)
def test_a_wrong_id_is_refused_under_the_name_of_the_argument(make: Callable[[str], object], argument: str) -> None:
    """As the user wrote it, not as the value keeps it."""
    with pytest.raises(InvalidRequest) as refused:
        make("..")
    assert refused.value.field == argument


def test_instruments_carry_the_type_names_of_the_api() -> None:
    """What is sent is spelled as the API spells it."""
    assert str(managed_account("220").type) == "managed_accounts"
    assert str(managed_card("331").type) == "managed_cards"
    assert managed_card("331").id == "331"


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("bad", NOT_IDS + FOREIGN_DIGITS + ["1" * 65])
def test_an_id_that_is_not_digits_is_refused(make: Callable[[str], object], bad: str) -> None:
    """Neither paths, line ends, signs nor the digits of other scripts pass."""
    with pytest.raises(InvalidRequest, match="digits from 0 to 9") as refused:
        make(bad)
    assert refused.value.field is not None


@pytest.mark.parametrize("make", MAKERS)
def test_a_member_of_an_enum_of_strings_is_the_id_that_it_equals(make: Callable[[str], Identity | Instrument]) -> None:
    """Its name would stand in paths and keys."""
    assert make(Ours.MAIN) == make("331")
    assert str(make(Ours.MAIN)) == str(make("331"))
    assert f"/{check_id(Ours.MAIN)}" == "/331"


@pytest.mark.parametrize("make", MAKERS)
def test_an_int_is_refused_with_the_string_to_write(make: Callable[[str], object]) -> None:
    """Ids are strings, and the sentence shows which."""
    with pytest.raises(InvalidRequest, match='write "331"'):
        make(331)  # type: ignore[arg-type]  # what an untyped caller may pass


@pytest.mark.parametrize("bad", [None, True, -1, 1.0, b"331", ["331"]])
def test_an_id_of_another_type_is_refused(bad: object) -> None:
    """Nothing is turned into a string silently."""
    with pytest.raises(InvalidRequest, match="is a string of digits") as refused:
        check_id(bad, "card_id")
    assert refused.value.field == "card_id"


@given(st.text())
def test_only_ascii_digits_are_an_id(text: str) -> None:
    """An id comes back unchanged, or not at all."""
    if text and set(text) <= set("0123456789") and len(text) <= 64:
        assert check_id(text, "card_id") == text
    else:
        with pytest.raises(InvalidRequest):
            check_id(text, "card_id")


@given(st.text("0123456789", min_size=1, max_size=64))
def test_digits_are_kept_as_they_are(digits: str) -> None:
    """Leading zeros belong to an id."""
    assert check_id(digits, "card_id") == digits


@pytest.mark.parametrize("bad", ["corporate", "", "COMPANY", None, 1])
def test_an_unknown_type_is_refused(bad: object) -> None:
    """There are two kinds of identity, and two of instrument."""
    with pytest.raises(InvalidRequest, match="CORPORATE or CONSUMER"):
        Identity(bad, "1")  # type: ignore[arg-type]  # what an untyped caller may pass
    with pytest.raises(InvalidRequest, match="managed_accounts or managed_cards"):
        Instrument(bad, "1")  # type: ignore[arg-type]  # what an untyped caller may pass


def test_identities_and_instruments_are_keys_and_read_well() -> None:
    """Equal ones are one key; logs show what is meant."""
    assert len({Identity.corporate("1"), Identity.corporate("1"), Identity.consumer("1")}) == 2


@pytest.mark.parametrize(
    "again",
    [
        copy.copy,
        copy.deepcopy,
        lambda identity: pickle.loads(pickle.dumps(identity)),
        lambda identity: Identity(**attrs.asdict(identity)),
        lambda identity: attrs.evolve(attrs.evolve(identity, id="1"), id="109876"),
    ],
    ids=["copy", "deepcopy", "pickle", "fields", "evolve"],
)
def test_an_identity_made_again_is_the_same(again: Callable[[Identity], Identity]) -> None:
    """What follows from its fields comes along."""
    identity = Identity.corporate("109876")
    other = again(identity)
    assert (other, hash(other), str(other), other.key) == (identity, hash(identity), str(identity), identity.key)
    assert len({managed_card("1"), managed_card("1"), managed_account("1")}) == 2
    assert str(Identity.corporate("109876")) == "CORPORATE 109876"
    assert str(managed_account("220")) == "managed_accounts 220"


@pytest.mark.parametrize("value", [Identity.corporate("109876"), managed_card("331")])
def test_they_are_frozen_and_survive_copy_and_pickle(value: object) -> None:
    """They go through queues and process pools, unchanged."""
    assert copy.deepcopy(value) == pickle.loads(pickle.dumps(value)) == value
    with pytest.raises(AttributeError):
        value.id = "2"  # type: ignore[attr-defined]  # the point of the test
