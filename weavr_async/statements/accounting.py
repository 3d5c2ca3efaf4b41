"""Entries as accountants keep them: a row for each, with one signed amount, the fee, the balance and the other side.

A row adds up with the one before it: the balance is the balance before, plus the amount, less the fee.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from typing import TYPE_CHECKING, Final, TypeAlias

from weavr_async.errors import UnexpectedResponse
from weavr_async.values._times import from_epoch_ms
from weavr_async.values.money import minor_as_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from weavr_async.statements.parsed import AmountJSON, EntryJSON

__all__ = ["ACCOUNTING_COLUMNS", "ACCOUNTING_NUMBERS", "Cell", "accounting_row"]

Cell: TypeAlias = str | int | Decimal | date | time | None
"""What stands in a cell: nothing where there is nothing to tell. An amount is its digits."""

ACCOUNTING_COLUMNS: Final = (
    "date",
    "time",
    "utc_offset",
    "time_zone",
    "type",
    "state",
    "counterparty",
    "description",
    "tag",
    "amount",
    "fee",
    "balance",
    "currency",
    "original_amount",
    "original_currency",
    "transaction",
    "instrument",
)
"""The columns of an export with the profile ``"accounting"``. New ones will only be added at the end.

- `date`, `time`, `utc_offset`, `time_zone`: when the entry was made, on the clocks of the zone that was asked for.
- `type`, `state`: as the service names them.
- `counterparty`: the merchant, the sender, or the other account or card by its name and id.
- `description`, `tag`: what was written with it, where the service shows it.
- `amount`: what it changed, without the fee: negative where money left. 0 for a hold and its release, which change no
  balance in the books; the settlement does.
- `fee`: what was charged with it, as a positive number. Empty where nothing was.
- `balance`: after it, of the money that is held (the actual balance). Empty for debit mode cards, which hold none.
- `currency`: of all three.
- `original_amount`, `original_currency`: what was paid where another currency took part.
- `transaction`: type and id in one text, such as ``TRANSFER 1140``, which no spreadsheet takes for a number and rounds.
- `instrument`: the account or card, likewise, such as ``managed_accounts 220``.
"""

ACCOUNTING_NUMBERS: Final = frozenset({"amount", "fee", "balance", "original_amount"})
"""The columns that hold amounts."""

_SIDES: Final = ("destinationInstrument", "sourceInstrument")


def accounting_row(entry: EntryJSON, *, zone: tzinfo, zone_name: str, instrument: str | None) -> list[Cell]:
    """The cells of an entry, in the order of `ACCOUNTING_COLUMNS`."""
    facts = entry.get("additionalFields", _NO_FACTS)
    currency, at = entry["transactionAmount"]["currency"], _local(entry["processedTimestamp"], zone)
    change, fee = _change_and_fee(entry)
    balance, original = _balance(entry), entry.get("originalAmount")
    transaction = entry["transactionId"]
    return [
        None if at is None else at.date(),
        None if at is None else at.time().replace(microsecond=0),
        None if at is None else _offset(at),
        zone_name,
        transaction["type"],
        entry["entryState"],
        _counterparty(facts),
        facts.get("description") or facts.get("reference"),
        facts.get("tag"),
        _decimal(change, currency),
        _decimal(fee, currency) if fee else None,
        None if balance is None else _decimal(balance["amount"], balance["currency"]),
        currency,
        None if original is None else _decimal(original["amount"], original["currency"]),
        None if original is None else original["currency"],
        f"{transaction['type']} {transaction['id']}",
        instrument,
    ]


_NO_FACTS: Final[Mapping[str, str]] = {}


def _change_and_fee(entry: EntryJSON) -> tuple[int, int]:
    """What an entry did to the money that is held, without the fee, and the fee.

    Adjustments are net of fees, and a transaction's entries may repeat its fee (observed), so it is taken where the
    money moves. Where no balance stands behind the entry (of a debit mode card), the amount is all there is.
    """
    fee = max(_minor(entry.get("cardholderFee")), _minor(entry.get("transactionFee")))
    adjustment = entry.get("actualBalanceAdjustment")
    if adjustment is None or (not adjustment["amount"] and "actualBalanceAfter" not in entry):
        return entry["transactionAmount"]["amount"], fee
    if not adjustment["amount"]:
        return 0, 0
    return adjustment["amount"] + fee, fee


def _minor(fee: AmountJSON | None) -> int:
    return 0 if fee is None else abs(fee["amount"])


def _balance(entry: EntryJSON) -> AmountJSON | None:
    return entry.get("actualBalanceAfter") or entry.get("balanceAfter")


def _decimal(minor: int, currency: str) -> str:
    """The amount in major units.

    Raises:
        UnexpectedResponse: The decimals of its currency are not known, and a book cannot do without.
    """
    decimal = minor_as_text(minor, currency)
    if decimal is None:
        raise UnexpectedResponse(
            f"An entry is in {currency}, whose decimals ISO 4217 does not tell: export it with the profile complete, "
            "which has the minor units.",
            status=200,
        )
    return decimal


def _local(at_ms: int, zone: tzinfo) -> datetime | None:
    """The time in a zone, if it is one of this calendar."""
    try:
        return from_epoch_ms(at_ms).astimezone(zone)
    except OverflowError:
        return None


def _offset(at: datetime) -> str:
    offset = at.utcoffset() or timedelta()
    sign, minutes = ("-", -offset) if offset < timedelta() else ("+", offset)
    hours, rest = divmod(minutes, timedelta(hours=1))
    return f"UTC{sign}{hours:02}:{rest // timedelta(minutes=1):02}"


def _counterparty(facts: Mapping[str, str]) -> str | None:
    named = facts.get("merchantName") or facts.get("sender") or facts.get("senderName")
    if named:
        return named
    for side in _SIDES:
        other = facts.get(f"{side}Id")
        if other:
            name, kind = facts.get(f"{side}FriendlyName"), facts.get(f"{side}Type", "")
            account = f"{kind} {other}".strip()
            return f"{name} ({account})" if name else account
    return None
