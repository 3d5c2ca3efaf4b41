"""Entries as they were parsed, without models made of them: what an export reads.

Whatever is not quite as the contract says goes through the models after all. So an entry that they refuse is refused
here with the same error, and all others are what the models would give back, up to the order of fields.
"""

from __future__ import annotations

from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, Required, TypedDict, cast

from attrs import define
from orjson import loads

from weavr_backoffice import DecodeError
from weavr_backoffice.client import UNREADABLE, media_type, refuse, unreadable
from weavr_backoffice.models.statement import decode_statement
from weavr_backoffice.models.statement_entry import StatementEntry, decode_statement_entry
from weavr_backoffice.types import MISFIT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
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
    "as_json",
    "as_models",
    "in_contract_order",
    "parse_entries",
    "time_of",
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


@define
class ParsedStatement:
    """A page of a statement, like the model of that name, with entries of which no models were made."""

    entry: Sequence[EntryJSON]
    count: int | Unset
    start_balance: models.CurrencyAmount | Unset
    end_balance: models.CurrencyAmount | Unset


if TYPE_CHECKING:
    AnyEntry: TypeAlias = StatementEntry | EntryJSON
    AnyStatement: TypeAlias = models.Statement | ParsedStatement


def as_json(entry: AnyEntry) -> EntryJSON:
    """The JSON object of an entry; not to be changed."""
    return cast("EntryJSON", entry.to_dict()) if isinstance(entry, StatementEntry) else entry


def time_of(entry: AnyEntry) -> int:
    """When the entry was processed, in epoch milliseconds."""
    return entry.processed_timestamp if isinstance(entry, StatementEntry) else entry["processedTimestamp"]


def as_models(entries: Sequence[AnyEntry]) -> list[models.StatementEntry]:
    """The entries as models; those that are models stay what they are."""
    return [entry if isinstance(entry, StatementEntry) else decode_statement_entry(entry) for entry in entries]


def parse_entries(operation: Operation, response: Response) -> AnyStatement:
    """Read the answer to a request for a statement, as the operation's own `parse` does, but make no models.

    Raises:
        UnexpectedAnswer: The answer is no documented success, or its body does not fit the contract.
    """
    if response.status_code != operation.success:
        raise refuse(operation, response)
    if media_type(response) != "application/json":
        raise unreadable(operation, response, DecodeError("the body is not JSON"))
    try:
        return _statement(loads(response.content))
    except UNREADABLE as error:
        unexpected = unreadable(operation, response, error)
    raise unexpected


def _statement(data: Raw) -> AnyStatement:
    page = cast("JSONObject", data) if type(data) is dict else {}
    listed = page.get("entry")
    if not isinstance(listed, list):
        return decode_statement(data)
    try:
        entries = _parsed(listed)
    except DecodeError:
        return decode_statement(data)  # which says where
    around = decode_statement({**page, "entry": None})
    return ParsedStatement(entries, around.count, around.start_balance, around.end_balance)


def _parsed(entries: list[Raw]) -> list[EntryJSON]:
    """The entries as they are; those that are not plain as their models give them back.

    Raises:
        DecodeError: One of them does not fit the contract.
    """
    try:
        are_plain = _are_plain(entries)
    except MISFIT:
        are_plain = False
    if are_plain:
        return entries
    if len(entries) == 1:
        return [as_json(decode_statement_entry(entries[0]))]
    half = len(entries) // 2  # most are plain, and looking at many at once costs least
    return _parsed(entries[:half]) + _parsed(entries[half:])


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


def _are_plain(entries: list[Raw]) -> bool:
    """Whether every field is of its type, and no part has a field that the contract does not name.

    Raises:
        KeyError, TypeError, AttributeError: It is not so.
    """
    amounts = [value for entry in entries for name, value in entry.items() if name in _AMOUNTS]
    rates = [entry["forexRate"] for entry in entries if "forexRate" in entry]
    facts = [entry["additionalFields"].values() for entry in entries if "additionalFields" in entry]
    return (
        not any("userCurrencyTransactionDetails" in entry for entry in entries)  # rare
        and all("transactionAmount" in entry for entry in entries)
        and _consist_of(amounts, currency=str, amount=int)
        and _consist_of([entry["transactionId"] for entry in entries], type=str, id=str)
        and _consist_of(rates, value=int, scale=int)
        and _are_all(str, [entry["entryState"] for entry in entries])
        and _are_all(int, [entry["processedTimestamp"] for entry in entries])
        and _are_all(str, chain.from_iterable(facts))
    )


def _consist_of(parts: list[Raw], **fields: type) -> bool:
    """Whether each of the parts has these fields, of these types, and no other."""
    sizes = [*map(len, parts)]
    return sizes.count(len(fields)) == len(sizes) and all(
        _are_all(kind, map(itemgetter(name), parts)) for name, kind in fields.items()
    )


def _are_all(kind: type, values: Iterable[Raw]) -> bool:
    types = [*map(type, values)]
    return types.count(kind) == len(types)


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
