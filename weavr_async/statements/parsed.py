"""Entries as they were parsed, without models made of them: what an export reads.

Whatever is not quite as the contract says goes through the models after all. So an entry that they refuse is refused
here with the same error, and all others are what the models would give back, up to the order of fields.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Required, TypedDict, cast, final

from attrs import define

from weavr_backoffice import DecodeError
from weavr_backoffice.client import read_json, refuse
from weavr_backoffice.models.statement import decode_statement
from weavr_backoffice.models.statement_entry import StatementEntry, decode_statement_entry
from weavr_backoffice.types import MISFIT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import TypeAlias

    from weavr_backoffice import models
    from weavr_backoffice.client import Operation, Response
    from weavr_backoffice.types import JSON, JSONObject, Raw, Unset

__all__ = [
    "AMOUNTS",
    "AmountJSON",
    "AnyEntry",
    "AnyStatement",
    "EntryJSON",
    "ParsedEntry",
    "as_json",
    "as_models",
    "in_contract_order",
    "parse_entries",
]


class AmountJSON(TypedDict):
    """An amount, as the service writes it."""

    currency: str
    amount: int


class TransactionIdJSON(TypedDict):
    """Which transaction an entry belongs to."""

    type: str
    id: str


class EntryJSON(TypedDict, total=False):
    """An entry, as the service writes it. Fields that are absent are left out, never null."""

    transactionId: Required[TransactionIdJSON]
    entryState: Required[str]
    transactionAmount: Required[AmountJSON]
    processedTimestamp: Required[int]
    availableBalanceAdjustment: AmountJSON
    actualBalanceAdjustment: AmountJSON
    availableBalanceAfter: AmountJSON
    actualBalanceAfter: AmountJSON
    balanceAfter: AmountJSON
    transactionFee: AmountJSON
    cardholderFee: AmountJSON
    originalAmount: AmountJSON
    forexRate: Mapping[str, int]
    sourceAmount: AmountJSON
    userCurrencyTransactionDetails: Mapping[str, Any]
    additionalFields: Mapping[str, str]


@final
@define
class ParsedEntry:
    """An entry that was looked at, and of which no model was made."""

    data: EntryJSON
    processed_timestamp: int

    @property
    def entry_state(self) -> str:
        """Whether the step is final."""
        return self.data["entryState"]

    def to_dict(self) -> JSONObject:
        """The JSON object; not to be changed."""
        return cast("JSONObject", self.data)


@define
class ParsedStatement:
    """A page of a statement, like the model of that name, with entries of which no models were made."""

    entry: Sequence[ParsedEntry]
    count: int | Unset
    start_balance: models.CurrencyAmount | Unset
    end_balance: models.CurrencyAmount | Unset


if TYPE_CHECKING:
    AnyEntry: TypeAlias = StatementEntry | ParsedEntry
    AnyStatement: TypeAlias = models.Statement | ParsedStatement


def as_json(entry: AnyEntry) -> EntryJSON:
    """The JSON object of an entry."""
    return entry.data if isinstance(entry, ParsedEntry) else cast("EntryJSON", entry.to_dict())


def as_models(entries: Sequence[AnyEntry]) -> list[models.StatementEntry]:
    """The entries as models; those that are models stay what they are."""
    return [
        entry if isinstance(entry, StatementEntry) else decode_statement_entry(entry.to_dict()) for entry in entries
    ]


def parse_entries(operation: Operation, response: Response) -> AnyStatement:
    """Read the answer to a request for a statement, as the operation's own `parse` does, but make no models.

    Raises:
        UnexpectedAnswer: The answer is no documented success, or its body does not fit the contract.
    """
    if response.status_code != operation.success:
        raise refuse(operation, response)
    return read_json(operation, response, _statement, media_type="application/json")


def _statement(data: Raw) -> AnyStatement:
    page = cast("JSONObject", data) if type(data) is dict else {}
    listed = page.get("entry")
    if not isinstance(listed, list):
        return decode_statement(data)
    try:
        entries = [_parsed(entry) for entry in listed]
    except DecodeError:
        return decode_statement(data)  # which says where
    around = decode_statement({**page, "entry": None})
    return ParsedStatement(entries, around.count, around.start_balance, around.end_balance)


def _parsed(data: Raw) -> ParsedEntry:
    try:
        is_plain = _is_plain(data)
    except MISFIT:
        is_plain = False
    entry: EntryJSON = data if is_plain else as_json(decode_statement_entry(data))
    return ParsedEntry(entry, entry["processedTimestamp"])


# -- which entries the models would give back as they came ---------------------------------------------

AMOUNTS: Final = {
    "transaction_amount": "transactionAmount",
    "available_balance_adjustment": "availableBalanceAdjustment",
    "actual_balance_adjustment": "actualBalanceAdjustment",
    "available_balance_after": "availableBalanceAfter",
    "actual_balance_after": "actualBalanceAfter",
    "balance_after": "balanceAfter",
    "transaction_fee": "transactionFee",
    "cardholder_fee": "cardholderFee",
    "original_amount": "originalAmount",
    "source_amount": "sourceAmount",
}
"""The amounts of an entry: what the model and what JSON calls them."""

_AMOUNTS: Final = frozenset(AMOUNTS.values())
_ONLY_TEXTS: Final = frozenset({str})


def _is_plain(data: Raw) -> bool:
    """Whether every field is of its type, and no part has a field that the contract does not name.

    Raises:
        KeyError, TypeError, AttributeError: It is not.
    """
    for name, value in data.items():
        if name in _AMOUNTS and not (
            type(value["currency"]) is str and type(value["amount"]) is int and len(value) == 2  # noqa: PLR2004
        ):
            return False
    transaction, facts = data["transactionId"], data.get("additionalFields", _NO_FACTS)
    return (
        type(transaction["type"]) is type(transaction["id"]) is type(data["entryState"]) is str
        and len(transaction) == 2  # noqa: PLR2004
        and type(data["processedTimestamp"]) is int
        and ("forexRate" not in data or _is_rate(data["forexRate"]))
        and {*map(type, facts.values())} <= _ONLY_TEXTS
        and "userCurrencyTransactionDetails" not in data  # rare
        and "transactionAmount" in data
    )


_NO_FACTS: Final[Mapping[str, str]] = {}


def _is_rate(value: Raw) -> bool:
    return type(value["value"]) is type(value["scale"]) is int and len(value) == 2  # noqa: PLR2004


# -- the order of fields --------------------------------------------------------------------------------

_PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "transactionId": ("type", "id"),
    "forexRate": ("value", "scale"),
    **dict.fromkeys(AMOUNTS.values(), ("currency", "amount")),
}
_FIELDS: Final = tuple(EntryJSON.__annotations__)


def in_contract_order(entry: EntryJSON) -> JSONObject:
    """The entry as the model gives it: unknown fields first, then those of the contract in its order."""
    data = _ordered(cast("JSONObject", entry), _FIELDS)
    for name, order in _PARTS.items():
        part = data.get(name)
        if isinstance(part, dict):
            data[name] = _ordered(part, order)
    return data


def _ordered(data: JSONObject, order: tuple[str, ...]) -> JSONObject:
    known: dict[str, JSON] = {name: data[name] for name in order if name in data}
    if len(known) == len(data):
        return known
    return {name: value for name, value in data.items() if name not in known} | known
