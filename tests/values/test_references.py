"""References are derived from business facts by a published algorithm, and checked when they are the caller's own."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, date, datetime
from enum import Enum
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weavr_async.errors import InvalidRequest
from weavr_async.values.identities import Identity
from weavr_async.values.references import (
    PER_CALL,
    BusinessKeyPart,
    DerivedRef,
    IdempotencyRef,
    check_ref,
    derive_ref,
    fingerprint,
    new_ref,
    wire_ref,
)

ACME = Identity.corporate("109876")
TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
PARTS = st.lists(st.one_of(TEXT, st.integers(), st.uuids(), st.dates()), min_size=1, max_size=4)


def bound(ref: DerivedRef) -> str:
    """The reference as a transfer of one company sends it."""
    return ref.bind(environment="sandbox", identity=ACME, operation="transferCreate")


def sent(ref: IdempotencyRef) -> str:
    """The string that a transfer of one company sends for a reference of any kind."""
    return wire_ref(ref, environment="sandbox", identity=ACME, operation="transferCreate")


# Computed with printf, sha256sum and base32, from the text of the module alone.
@pytest.mark.parametrize(
    ("environment", "identity", "operation", "ref", "wire"),
    [
        (
            "sandbox",
            ACME,
            "transferCreate",
            derive_ref("payout", "INV-2024-0042"),
            "wv2-o7udgjunj6vykuj4j46insdtfhshvd57rmdsfmmx3xv3n2cfe7rq",
        ),
        (
            "sandbox",
            Identity.consumer("109876"),
            "transferCreate",
            derive_ref("payout", "INV-2024-0042"),
            "wv2-t4ozkgdbisaauejmez3cnatcgcm7vkv6lq3reqtsarrms74dzbfq",
        ),
        (
            "sandbox",
            ACME,
            "chargeFee",
            derive_ref("payout", "INV-2024-0042"),
            "wv2-rr2mhko75sb2rhqlv2c5beg3zf3h7rgduy3ktf5n56dakygi2ctq",
        ),
        (
            "live",
            ACME,
            "transferCreate",
            derive_ref("payout", "INV-2024-0042"),
            "wv2-bkdkocvqlkwi5gh3zf7yniitimp5cfkouv4jxkd76izzf5tv2yra",
        ),
        (
            "sandbox",
            ACME,
            "transferCreate",
            derive_ref("payout", 42),
            "wv2-aejybfq3n7h2pcfu4sej4ymkivpiczung4h6bbrj2q7n6vfnidtq",
        ),
        (
            "sandbox",
            ACME,
            "transferCreate",
            derive_ref("payout", UUID("12345678-1234-5678-1234-567812345678"), date(2024, 2, 29), -1),
            "wv2-pvszcvjq7p2ugkg7m33wt77bwjs26tennmelve5a2kpi7nmrt4pa",
        ),
        (
            "sandbox",
            ACME,
            "transferCreate",
            derive_ref("Überweisung", "請求書 7"),
            "wv2-5rwn6kcb6fqbbp7ghvidlbfqb44fkmn4talexa2lgjan4gpaxtla",
        ),
        (
            "sandbox",
            ACME,
            "bulksTransferCreate",
            derive_ref("salaries", date(2024, 2, 29), 0),
            "wv2-zvephp7d5tqu2yx2pen53eo7sjzgvz4budsmfc3q3xrylw5s7oxq",
        ),
        (
            "https://gateway.example/weavr",
            ACME,
            "transferCreate",
            derive_ref("payout", "INV-2024-0042"),
            "wv2-f34kdpotjcj2b6zkzthrjgvszij4sqqdpfxmcdfndyp27wa7x3uq",
        ),
    ],
)
def test_the_published_vectors_hold(
    environment: str, identity: Identity, operation: str, ref: DerivedRef, wire: str
) -> None:
    """These strings never change: a stored invoice must find its transfer after an upgrade."""
    assert ref.bind(environment=environment, identity=identity, operation=operation) == wire


@given(TEXT, PARTS, TEXT, PARTS)
def test_different_facts_never_share_a_reference(
    one: str, parts: list[BusinessKeyPart], other: str, other_parts: list[BusinessKeyPart]
) -> None:
    """Two references are the same string exactly when purpose and typed parts are the same."""
    same = [one, *map(repr, parts)] == [other, *map(repr, other_parts)]
    assert (bound(derive_ref(one, *parts)) == bound(derive_ref(other, *other_parts))) == same


@given(st.lists(TEXT, min_size=2, max_size=5), st.data())
def test_where_one_part_ends_and_the_next_begins_matters(pieces: list[str], data: st.DataObject) -> None:
    """Parts that read the same when written in a row are still different keys."""
    text = "".join(pieces)
    cut = data.draw(st.integers(1, len(text) - 1))
    refs = {bound(derive_ref("payout", text)), bound(derive_ref("payout", text[:cut], text[cut:]))}
    assert len(refs) == 2


def test_look_alike_parts_of_different_types_are_different() -> None:
    """A number, its digits, and a date and its text are four facts."""
    parts: list[BusinessKeyPart] = [5, "5", date(2024, 2, 29), "2024-02-29", "i5", "s5"]
    assert len({bound(derive_ref("payout", part)) for part in parts}) == len(parts)


@given(TEXT, PARTS)
def test_a_derived_reference_can_be_sent(purpose: str, parts: list[BusinessKeyPart]) -> None:
    """It passes the check of the caller's own strings, and is short."""
    wire = bound(derive_ref(purpose, *parts))
    assert check_ref(wire) == wire
    assert len(wire) == 56


def test_an_enum_counts_by_its_value() -> None:
    """Python versions differ in how such a value formats; the reference does not."""

    class Kind(str, Enum):  # noqa: UP042 - the kind of enum whose formatting changed
        MONTHLY = "monthly"

    class Number(int, Enum):
        FIRST = 1

    assert bound(derive_ref("salary", Kind.MONTHLY, Number.FIRST)) == bound(derive_ref("salary", "monthly", 1))


@pytest.mark.parametrize("part", [1.5, True, None, b"x", datetime(2024, 1, 1, tzinfo=UTC), ["a"], ("a",), {}])
def test_what_is_no_business_key_is_refused(part: object) -> None:
    """Floats are not exact, times differ between attempts, and the rest has no one spelling."""
    with pytest.raises(
        InvalidRequest, match=f"strings, integers, UUIDs and dates, not from {type(part).__name__}"
    ) as refused:
        derive_ref("payout", part)  # type: ignore[arg-type]  # what an untyped caller may pass
    assert refused.value.field == "idempotency_ref"


@pytest.mark.parametrize("purpose", [5, None, True])
def test_a_purpose_is_text(purpose: object) -> None:
    """`derive_ref(invoice.id)`, with the purpose forgotten, is noticed when the id is a number."""
    with pytest.raises(InvalidRequest, match=f"strings, integers.*not from {type(purpose).__name__}") as refused:
        derive_ref(purpose, "INV-1")  # type: ignore[arg-type]  # what an untyped caller may pass
    assert refused.value.field == "idempotency_ref"


@pytest.mark.parametrize("then", [datetime(2026, 1, 1), "2026-01-01", 5])  # noqa: DTZ001 - what is refused
def test_the_time_of_the_first_asking_has_a_zone(then: object) -> None:
    """Or it would be another time on another machine; it is no part of the reference."""
    with pytest.raises(InvalidRequest, match="first_asked_at is a datetime with a time zone") as refused:
        derive_ref("payout", "INV-1", first_asked_at=then)  # type: ignore[arg-type]  # what an untyped caller may pass
    assert refused.value.field == "first_asked_at"
    known = derive_ref("payout", "INV-1", first_asked_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert known.first_asked_at == datetime(2026, 1, 1, tzinfo=UTC)
    assert bound(known) == bound(derive_ref("payout", "INV-1"))


def test_a_purpose_alone_is_no_reference() -> None:
    """Otherwise the second payout ever made would be taken for a repetition of the first."""
    with pytest.raises(InvalidRequest, match="needs a business key") as refused:
        derive_ref("payout")
    assert refused.value.field == "idempotency_ref"


def test_empty_and_broken_text_is_refused() -> None:
    """An invoice whose number is missing must not share a reference with the next such invoice."""
    for purpose, part in (("payout", ""), ("", "INV-1")):
        with pytest.raises(InvalidRequest, match="empty string") as refused:
            derive_ref(purpose, part)
        assert refused.value.field == "idempotency_ref"
    for purpose, part in (("payout", "\ud800"), ("\ud800", "INV-1")):
        with pytest.raises(InvalidRequest, match="broken Unicode") as refused:
            derive_ref(purpose, part)
        assert refused.value.field == "idempotency_ref"
        assert refused.value.__suppress_context__


def test_a_derived_reference_is_plain_data() -> None:
    """Equal facts are one key; it survives copy and pickle."""
    ref = derive_ref("payout", "INV-1", 5)
    assert copy.deepcopy(ref) == pickle.loads(pickle.dumps(ref)) == derive_ref("payout", "INV-1", 5)
    assert len({ref, derive_ref("payout", "INV-1", 5)}) == 1


def test_a_reference_per_call_is_new_each_time() -> None:
    """It can be sent, and no two are alike."""
    refs = {sent(PER_CALL) for _ in range(100)}
    assert len(refs) == 100
    assert all(check_ref(ref).startswith("wvr-") and len(ref) == 36 for ref in refs | {new_ref()})
    assert pickle.loads(pickle.dumps(PER_CALL)) is PER_CALL


def test_a_reference_of_any_kind_becomes_the_string_to_send() -> None:
    """The caller's own string goes out as it is, a derived one bound to the call."""
    derived = derive_ref("payout", "INV-1")
    assert sent("my own") == "my own"
    assert sent(derived) == bound(derived)
    with pytest.raises(InvalidRequest, match="empty"):
        sent("")


@pytest.mark.parametrize(
    ("ref", "why"),
    [
        ("", "is empty"),
        (" a", "space"),
        ("a ", "space"),
        (" ", "space"),
        ("a\n", "printable ASCII"),
        ("a\r\nx: y", "printable ASCII"),
        ("a\tb", "printable ASCII"),
        ("é", "printable ASCII"),
        ("a\x7f", "printable ASCII"),
        ("a" * 256, "longer than 255"),
    ],
)
def test_a_reference_that_would_not_arrive_as_written_is_refused(ref: str, why: str) -> None:
    """The sentence says why."""
    with pytest.raises(InvalidRequest, match=why) as refused:
        check_ref(ref)
    assert refused.value.field == "idempotency_ref"


@pytest.mark.parametrize("ref", [None, 5, b"ref", UUID(int=1)])
def test_a_reference_of_another_type_is_refused(ref: object) -> None:
    """A UUID is written as a string by the caller, who knows how it was stored."""
    with pytest.raises(InvalidRequest, match=f"is a string, derive_ref.*not {type(ref).__name__}") as refused:
        check_ref(ref)  # type: ignore[arg-type]  # what an untyped caller may pass
    assert refused.value.field == "idempotency_ref"


@pytest.mark.parametrize("ref", ["a" * 255, "~", "a b", "!"])
def test_a_reference_is_kept_up_to_its_greatest_length(ref: str) -> None:
    """With spaces inside too."""
    assert check_ref(ref) == ref


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=255))
def test_any_printable_reference_is_kept_as_it_is(ref: str) -> None:
    """The caller's own string is never changed."""
    assert check_ref(ref) == ref


@given(st.binary(), st.binary())
def test_fingerprints_tell_bodies_apart(one: bytes, other: bytes) -> None:
    """Equal bodies, and only those, have equal fingerprints."""
    assert (fingerprint(one) == fingerprint(other)) == (one == other)
