"""Words of a command read as the values that the resources take."""

from __future__ import annotations

import ast
import csv
import json
import os
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, cast

from attrs import frozen

from weavr_async.errors import InvalidRequest
from weavr_async.values.identities import Instrument, managed_account, managed_card
from weavr_async.values.money import Money
from weavr_async.values.references import derive_ref
from weavr_async.values.spend_rules import CardSpendLimit, SpendRules
from weavr_async.values.transfer_orders import TransferOrder
from weavr_backoffice import models

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from weavr_async.values.references import DerivedRef

__all__ = [
    "Word",
    "day_or_moment",
    "instrument",
    "moment",
    "money",
    "order_of",
    "read_orders",
    "reference",
    "to_be_written",
    "word_of",
]

_INSTRUMENTS: Final = {"account": managed_account, "card": managed_card}
_MOBILE_PARTS: Final = 2
ORDER_COLUMNS: Final = ("profile_id", "source", "destination", "amount", "currency")
"""What a file of orders must have; it may have `tag`, `description` and `scheduled_at` too."""


@frozen
class Word:
    """How one kind of argument is written on the command line."""

    kind: Any  # a type, or a form such as `Literal`, which has no type of its own
    read: Callable[[Any], object]
    example: str = ""


def word_of(annotation: str) -> Word | None:
    """How an argument of this annotation is written; `None` if it cannot be.

    Args:
        annotation: As it stands in the signature of a resource's method.
    """
    annotation = annotation.removesuffix(" | None")
    if annotation in _WORDS:
        return _WORDS[annotation]
    if annotation.startswith("Literal["):
        choices = ast.literal_eval(f"({annotation[8:-1]},)")
        return Word(Literal[choices], _as_it_is)
    many = annotation.removeprefix("Sequence[").removeprefix("Iterable[")
    name = many.removesuffix("]").removesuffix(" | str").removeprefix("models.")
    if f"models.{name} | str" not in annotation or not hasattr(models, name):
        return None
    known = ", ".join(each.value for each in getattr(models, name))
    return Word(str if many == annotation else list[str], _as_it_is, known)


def _as_it_is(value: object) -> object:
    return value


def instrument(text: str) -> Instrument:
    """Read ``account:220`` or ``card:331``."""
    kind, colon, id_ = text.partition(":")
    if not colon or kind not in _INSTRUMENTS:
        raise InvalidRequest(f"An instrument is written account:220 or card:331, not {text!r}.")
    return _INSTRUMENTS[kind](id_)


def money(text: str) -> Money:
    """Read ``"10.00 GBP"``."""
    match text.split():
        case [amount, currency]:
            return Money(amount, currency)
        case _:
            raise InvalidRequest(f'An amount is written with its currency, "10.00 GBP", not {text!r}.')


def moment(text: str) -> datetime:
    """Read ``2026-11-30T09:00:00Z``: a time with its zone."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidRequest(f"A time is written 2026-11-30T09:00:00Z, not {text!r}.") from None
    if found.tzinfo is None:
        raise InvalidRequest(f"The time {text!r} has no zone: add Z for UTC, or an offset such as +01:00.")
    return found


def day_or_moment(text: str) -> date:
    """Read ``2026-11-30``, the day's beginning where the zone is known, or a time."""
    return moment(text) if "T" in text or " " in text.strip() else _day(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidRequest(f"A date is written 2026-11-30, not {text!r}.") from None


def reference(text: str) -> DerivedRef:
    """Read ``payout:invoice-1001``, the purpose and the business key, as `derive_ref` takes them."""
    purpose, *parts = text.split(":")
    return derive_ref(purpose, *parts)


def _mobile(text: str) -> tuple[str, ...]:
    parts = tuple(text.split(None, 1))
    if len(parts) != _MOBILE_PARTS:
        raise InvalidRequest(f'A mobile number is written "+356 79123456", not {text!r}.')
    return parts


def _reason(error: Exception) -> str:
    """Why a file cannot be read, without its name, which is said already."""
    return str(getattr(error, "strerror", None) or error)


def _load(path: Path) -> object:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InvalidRequest(f"{path} cannot be read as JSON: {_reason(error)}") from None


def rules_of(data: object) -> SpendRules:
    """Spend rules from JSON: the fields of `SpendRules`, amounts as ``"10.00 GBP"``."""
    if not isinstance(data, dict):
        raise InvalidRequest("Spend rules are a JSON object.")
    given = cast("dict[str, Any]", data)
    amounts = ("min_transaction_amount", "max_transaction_amount")
    try:
        fields: dict[str, Any] = {name: money(value) if name in amounts else value for name, value in given.items()}
        if "spend_limits" in fields:
            fields["spend_limits"] = [
                CardSpendLimit(money(limit["value"]), limit["interval"]) for limit in fields["spend_limits"]
            ]
        return SpendRules(**fields)
    except (TypeError, KeyError, AttributeError):
        raise InvalidRequest(
            'Spend rules have the fields of SpendRules; a limit is {"value": "10.00 GBP", "interval": "DAILY"}.'
        ) from None


def _updates(path: Path) -> list[tuple[str, SpendRules]]:
    found = _load(path)
    try:
        return [(each["card_id"], rules_of(each["rules"])) for each in cast("list[dict[str, Any]]", found)]
    except (TypeError, KeyError):
        raise InvalidRequest(f'{path} is a JSON list of {{"card_id": "331", "rules": {{…}}}}.') from None


def to_be_written(path: Path) -> Path:
    """A file that can be written; one that is there is replaced."""
    if path.exists() and not path.is_file():
        raise InvalidRequest(f"{path} cannot be written: it is there, and is no file.")
    if not os.access(path.parent, os.W_OK):
        raise InvalidRequest(f"{path} cannot be written: its folder must be there, and yours to write in.")
    return path


def order_of(row: Mapping[str, str | None]) -> TransferOrder:
    """A transfer from one line of a file."""
    given = {name: (value or "").strip() for name, value in row.items() if name}
    missing = [name for name in ORDER_COLUMNS if not given.get(name)]
    if missing:
        raise InvalidRequest(f"{', '.join(missing)} is empty.")
    if None in row:
        raise InvalidRequest("The line has more cells than the first line has names.")
    return TransferOrder(
        profile_id=given["profile_id"],
        source=instrument(given["source"]),
        destination=instrument(given["destination"]),
        amount=Money(given["amount"], given["currency"]),
        tag=given.get("tag") or None,
        description=given.get("description") or None,
        scheduled_at=moment(given["scheduled_at"]) if given.get("scheduled_at") else None,
    )


def read_orders(path: Path) -> Iterator[dict[str, str | None]]:
    """The lines of a CSV file of transfers, as texts under the names of its first line."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = csv.DictReader(file)
            names = rows.fieldnames or ()
            missing = [name for name in ORDER_COLUMNS if name not in names]
            if missing:
                raise InvalidRequest(f"The first line of {path} names no column {', '.join(missing)}.")
            yield from rows
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InvalidRequest(f"{path} cannot be read as a CSV in UTF-8: {_reason(error)}") from None


def _orders(path: Path) -> list[TransferOrder]:
    return [order_of(row) for row in read_orders(path)]


_WORDS: Final[Mapping[str, Word]] = {
    "str": Word(str, _as_it_is),
    "int": Word(int, _as_it_is),
    "float": Word(float, _as_it_is),
    "bool": Word(bool, _as_it_is),
    "Instrument": Word(str, instrument, "account:220 or card:331"),
    "Money": Word(str, money, '"10.00 GBP"'),
    "datetime": Word(str, moment, "2026-11-30T09:00:00Z"),
    "date": Word(str, _day, "1990-03-07"),
    "tuple[str, str]": Word(str, _mobile, '"+356 79123456"'),
    "SpendRules": Word(Path, lambda path: rules_of(_load(path)), "a JSON file with the fields of SpendRules"),
    "Sequence[TransferOrder]": Word(Path, _orders, f"a CSV file with {', '.join(ORDER_COLUMNS)}"),
    "Sequence[tuple[str, SpendRules]]": Word(Path, _updates, 'a JSON file, a list of {"card_id": …, "rules": {…}}'),
}
