"""Models keep what they do not know, refuse what would be wrong money, and tell where it stood."""

from __future__ import annotations

import copy
import pickle
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from orjson import dumps, loads

from tests.generated.contract_examples import (
    TEXT,
    UNKNOWN_NAMES,
    example,
    fields,
    is_object,
    object_schemas,
    schema_of,
    spoken_schemas,
    values,
    without_null_options,
)
from tests.properties import examples
from weavr_backoffice import UNSET, DecodeError, UnexpectedAnswer, Unset, models
from weavr_backoffice.api.managed_accounts import managed_account_statement
from weavr_backoffice.api.managed_cards import managed_card_get
from weavr_backoffice.models import (
    AccessToken,
    CurrencyAmount,
    DebitModeCard,
    ManagedCard,
    PrepaidModeCard,
    SensitiveCardNumber,
    SensitiveCvv,
    Statement,
    StatementEntryAdditionalFields,
    TransactionState,
    Transfer,
)

if TYPE_CHECKING:
    from weavr_backoffice.types import JSON, JSONObject


def sample(name: str, **changes: JSON) -> JSONObject:
    """Make an object of the schema `name` with every field, and with `changes`."""
    made = example(schema_of(name))
    assert isinstance(made, dict)
    return made | changes


def card(**changes: JSON) -> bytes:
    return dumps(sample("DebitModeCard", **changes))


class Answer:
    """An answer as an engine of one's own would give it: no httpx in sight."""

    def __init__(self, content: bytes, content_type: str = "application/json") -> None:
        self.status_code = 200
        self.headers = {"content-type": content_type}
        self.content = content


# ---- what comes in goes out again ----


@pytest.mark.parametrize("name", object_schemas())
@settings(max_examples=examples(12), deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None)
@given(data=st.data())
def test_every_model_gives_back_what_it_read(name: str, data: st.DataObject) -> None:
    """Reading and writing lose nothing but `null` for optional fields; unknown fields and enum values stay."""
    model: Any = getattr(models, name)  # one test for all classes: their common methods have no common base
    value = data.draw(values(schema_of(name)))

    read = model.from_dict(value)

    assert read.to_dict() == without_null_options(schema_of(name), value)
    assert model.from_dict(read.to_dict()) == read
    assert model.from_dict(loads(dumps(read.to_dict()))) == read
    assert pickle.loads(pickle.dumps(read)) == read
    assert copy.deepcopy(read) == read


@given(name=UNKNOWN_NAMES, value=TEXT)
def test_an_unknown_field_is_kept_beside_the_known_ones(name: str, value: str) -> None:
    """A field that the contract does not name stands in `additional_properties` and is written again."""
    amount = CurrencyAmount.from_dict({"currency": "GBP", "amount": 1, name: value})

    assert amount.additional_properties == {name: value}
    assert amount.to_dict() == {"currency": "GBP", "amount": 1, name: value}


def test_objects_without_unknown_fields_share_one_empty_mapping() -> None:
    """Half a million amounts do not carry half a million empty dictionaries."""
    one, other = (CurrencyAmount.from_dict({"currency": "GBP", "amount": amount}) for amount in (1, 2))

    assert one.additional_properties is other.additional_properties
    assert one.additional_properties == {}
    assert CurrencyAmount(currency="GBP", amount=1) == one


def test_null_for_an_optional_field_means_that_it_is_absent() -> None:
    """`null` reads as `UNSET` and is not written again, and an unknown field beside it is still found."""
    transfer = Transfer.from_dict(sample("Transfer", tag=None, description=None, aNewField=1))

    assert transfer.tag is UNSET
    assert "tag" not in transfer.to_dict()
    assert transfer.additional_properties == {"aNewField": 1}


def test_values_by_free_names_are_a_mapping() -> None:
    """The additional fields of a statement entry are used like any mapping."""
    more = StatementEntryAdditionalFields.from_dict({"merchantName": "Corner shop"})

    assert dict(more) == {"merchantName": "Corner shop"}
    assert more.get("nothing") is None
    assert len(more) == 1


def test_there_is_a_model_for_each_schema_that_is_sent_or_decoded_and_for_no_other() -> None:
    """The bodies of refusals are handed on as they came, so nothing is made for them."""
    spoken = {name for name in spoken_schemas() if is_object(schema_of(name)) or "enum" in schema_of(name)}
    assert set(models.__all__) == spoken - {"OtherModeCard"}


# ---- what does not fit ----


@pytest.mark.parametrize("amount", [10.0, 10.5, True, "10", None, [10], {"amount": 10}, 2**70])
def test_an_amount_that_is_no_integer_is_refused(amount: JSON) -> None:
    """Money is an integer of minor units: no fraction, no boolean, no text; one beyond 64 bits reads as a fraction."""
    entry = sample("StatementEntry", transactionAmount={"currency": "GBP", "amount": amount})
    page = b'{"entry":[%s,%s]}' % (
        dumps(sample("StatementEntry")),
        dumps(entry) if amount != 2**70 else dumps(sample("StatementEntry")).replace(b":5}", b":%d}" % 2**70, 1),
    )

    with pytest.raises(UnexpectedAnswer) as caught:
        managed_account_statement.parse(Answer(page))

    assert caught.value.path is not None
    assert caught.value.path.startswith("$.entry[1].")
    assert caught.value.path.endswith(".amount")
    assert caught.value.reason.startswith("expected an integer, found ")


@pytest.mark.parametrize(
    ("change", "path", "reason"),
    [
        ({"currency": 1}, "$.entry[0].transactionAmount.currency", "expected a string, found an integer"),
        ({"currency": None}, "$.entry[0].transactionAmount.currency", "expected a string, found null"),
        (None, "$.entry[0].transactionAmount", "expected an object, found null"),
        ([], "$.entry[0].transactionAmount", "expected an object, found an array"),
        ("GBP 1", "$.entry[0].transactionAmount", "expected an object, found a string"),
    ],
)
def test_an_error_names_the_path_and_the_kind_that_was_found(change: JSON, path: str, reason: str) -> None:
    """The first misfit is told by its JSON path; no value of the answer is part of the text."""
    whole: JSONObject = {"currency": "GBP", "amount": 1}
    amount = whole | change if isinstance(change, dict) else change

    with pytest.raises(DecodeError) as caught:
        Statement.from_dict({"entry": [sample("StatementEntry", transactionAmount=amount)]})

    assert (caught.value.path, caught.value.reason) == (path, reason)
    assert "GBP" not in str(caught.value)
    assert pickle.loads(pickle.dumps(caught.value)).path == path


@pytest.mark.parametrize("name", object_schemas())
def test_each_required_field_is_missed_by_its_name(name: str) -> None:
    """A required field that is not there is an error that names it, in every model."""
    model: Any = getattr(models, name)  # as above
    whole = sample(name)
    _, required = fields(schema_of(name))

    for field in whole.keys() - required:
        model.from_dict({key: value for key, value in whole.items() if key != field})
    for field in required:
        with pytest.raises(DecodeError) as caught:
            model.from_dict({key: value for key, value in whole.items() if key != field})
        assert (caught.value.path, caught.value.reason) == (f"$.{field}", "this field is required and missing")


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"<html>", b"NaN", b"[1]", b"null", b'"text"'])
def test_a_body_that_is_no_object_keeps_status_and_bytes(content: bytes) -> None:
    """Cut off, empty, HTML or other JSON: the whole answer is handed on, and the reason says which it was."""
    with pytest.raises(UnexpectedAnswer) as caught:
        managed_card_get.parse(Answer(content, "text/html"))

    assert (caught.value.status_code, caught.value.content) == (200, content)
    assert "text/html" in caught.value.reason
    assert pickle.loads(pickle.dumps(caught.value)).content == content


def test_a_statement_of_another_media_type_is_not_decoded() -> None:
    """CSV that was asked for by mistake is not taken for JSON, whatever it looks like."""
    with pytest.raises(UnexpectedAnswer, match=r"content type: text/csv"):
        managed_account_statement.parse(Answer(b"{}", "text/csv; charset=utf-8"))

    assert managed_account_statement.parse(Answer(b"{}", "Application/JSON;charset=utf-8")) == Statement()


# ---- cards by their mode ----


def test_a_card_is_read_as_the_kind_that_its_mode_names() -> None:
    """A mode that is new reads as the plain card, with all that it brings."""
    prepaid = managed_card_get.parse(Answer(dumps(sample("PrepaidModeCard"))))
    other = managed_card_get.parse(Answer(card(mode="CREDIT_MODE")))

    assert isinstance(managed_card_get.parse(Answer(card())), DebitModeCard)
    assert isinstance(prepaid, PrepaidModeCard)
    assert isinstance(other, ManagedCard)
    assert other.mode == "CREDIT_MODE"
    assert other.additional_properties["parentManagedAccountId"] == "123"


def test_a_malformed_debit_card_is_an_error_and_no_other_kind_of_card() -> None:
    """The kinds are not tried one after the other."""
    with pytest.raises(UnexpectedAnswer) as caught:
        managed_card_get.parse(Answer(card(parentManagedAccountId=7)))

    assert caught.value.path == "$.parentManagedAccountId"


# ---- open enums ----


@given(TEXT.filter(lambda text: text not in set(TransactionState)))
def test_an_unknown_enum_value_is_kept_as_its_string(text: str) -> None:
    """It compares, hashes, copies and pickles by its string, and says that it is not known."""
    state = Transfer.from_dict(sample("Transfer", state=text)).state

    assert isinstance(state, TransactionState)
    assert (state, state.value, str(state), f"{state}") == (text, text, text, text)
    assert not state.is_known
    assert hash(state) == hash(text)
    assert state == TransactionState(text)
    assert pickle.loads(pickle.dumps(state)) == state == copy.deepcopy(state)
    assert isinstance(copy.copy(state), TransactionState)


def test_unknown_enum_values_are_not_collected() -> None:
    """Whatever a server sends, the class does not grow."""
    before = len(list(TransactionState)), len(vars(TransactionState))

    for number in range(1000):
        TransactionState(f"NEW_{number}")

    assert (len(list(TransactionState)), len(vars(TransactionState))) == before


def test_a_known_enum_value_is_its_one_member() -> None:
    """Known values are the members themselves and say so."""
    state = Transfer.from_dict(sample("Transfer", state="COMPLETED")).state

    assert state is TransactionState.COMPLETED
    assert state.is_known
    assert pickle.loads(pickle.dumps(state)) is state


# ---- times ----


def test_every_timestamp_is_shown_as_an_aware_time_too() -> None:
    """Beside integers and strings of digits alike, and the wire's own value stays what it was."""
    transfer = Transfer.from_dict(
        sample(
            "Transfer", creationTimestamp=1_750_000_000_123, scheduledTimestamp="1750000000456", executionTimestamp=None
        )
    )
    assert transfer.creation_time == datetime(2025, 6, 15, 15, 6, 40, 123_000, tzinfo=UTC)
    assert transfer.scheduled_time == datetime(2025, 6, 15, 15, 6, 40, 456_000, tzinfo=UTC)
    assert transfer.execution_time is UNSET
    assert (transfer.creation_timestamp, transfer.scheduled_timestamp) == (1_750_000_000_123, "1750000000456")


def test_no_timestamp_of_the_contract_goes_without_its_time() -> None:
    """In whichever model it stands."""
    found = [(name, field) for name in object_schemas() for field in fields(schema_of(name))[0] if "Timestamp" in field]
    assert {field for _, field in found} >= {"creationTimestamp", "executionTimestamp", "processedTimestamp"}
    for name, field in found:
        time = re.sub("([A-Z])", r"_\1", field).lower().removesuffix("stamp")
        assert isinstance(getattr(getattr(models, name), time), property)


@pytest.mark.parametrize("timestamp", ["soon", "", "9" * 16, "9" * 5000])
def test_a_timestamp_that_no_datetime_can_show_is_an_error_only_when_it_is_looked_at(timestamp: str) -> None:
    """A transfer is not lost to the time it was scheduled for."""
    transfer = Transfer.from_dict(sample("Transfer", scheduledTimestamp=timestamp))
    assert transfer.scheduled_timestamp == timestamp
    with pytest.raises(ValueError, match=r"."):
        _ = transfer.scheduled_time


# ---- UNSET ----


def test_unset_is_one_object_whatever_is_done_to_it() -> None:
    """Copies and pickles of `UNSET` are `UNSET`, which is false and reads as its name."""
    assert copy.copy(UNSET) is UNSET
    assert copy.deepcopy({"a": UNSET})["a"] is UNSET
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(UNSET, protocol)) is UNSET
    assert isinstance(UNSET, Unset)
    assert not UNSET
    assert (repr(UNSET), str(UNSET)) == ("UNSET", "UNSET")


# ---- secrets ----


@pytest.mark.parametrize(
    "secret",
    [
        AccessToken(token="s3cret"),
        SensitiveCardNumber(value="s3cret"),
        SensitiveCvv(value="s3cret"),
        SensitiveCvv.from_dict({"aNewField": "s3cret"}),
    ],
    ids=lambda secret: type(secret).__name__,
)
def test_a_secret_is_not_in_the_repr(secret: object) -> None:
    """Tokens, card numbers, CVV, and whatever comes in fields that are not known yet."""
    assert "s3cret" not in repr(secret)
    assert "'***'" in repr(secret)


def test_an_absent_secret_shows_as_absent() -> None:
    """Redaction tells an absent value from a hidden one."""
    assert repr(AccessToken()) == "AccessToken(token=UNSET, additional_properties={})"
