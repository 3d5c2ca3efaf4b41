"""Statements of accounts and of cards: the same entries, behind operations with other names and bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, TypeAlias, TypedDict, TypeVar

from attrs import frozen

from weavr_async.errors import InvalidRequest
from weavr_async.statements.checkpoint import Question
from weavr_async.statements.reading import StatementReading
from weavr_async.values._checks import check_id, check_integer, check_known
from weavr_async.values._times import epoch_ms
from weavr_backoffice.types import UNSET

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from weavr_async._calls.attempt import IdentityCalls
    from weavr_async.statements.checkpoint import Checkpoint
    from weavr_async.statements.prefetch import Arrived
    from weavr_backoffice.client import Client, Request, Response
    from weavr_backoffice.models import Statement, StatementOrder, StatementTransactionType
    from weavr_backoffice.types import Unset

__all__ = ["PREFETCH", "Order", "Part", "Source", "account_source", "card_source"]

_T = TypeVar("_T")

Order: TypeAlias = Literal["ASC", "DESC"]
"""Oldest first, or newest first."""

_MOST_OF_ACCOUNT: Final = 500
_MOST_OF_CARD: Final = 100
_MOST_PREFETCH: Final = 64
PREFETCH: Final = 8
"""Pages under way at once, if nothing else is said. It takes two pages to get there."""


@frozen(kw_only=True)
class Part:
    """The part of a statement that one request asks for, in the terms of the wire."""

    order: str | None = None
    offset: int | None = None
    limit: int | None = None
    from_ms: int | None = None
    to_ms: int | None = None
    accept: str = "application/json"


@frozen
class Source:
    """The statement of one account or card, asked for in one way."""

    calls: IdentityCalls
    question: Question
    prepare: Callable[[Part], Request]
    parse: Callable[[Response], Statement]
    most: int
    """The most entries in one answer."""

    def read(
        self, *, page_size: int | None = None, prefetch: int = PREFETCH, checkpoint: Checkpoint | str | None = None
    ) -> StatementReading:
        """Read its entries.

        Raises:
            InvalidRequest: An argument cannot be right, or the checkpoint is of another statement.
        """
        return StatementReading(
            self._ask,
            self.question,
            page_size=self.most
            if page_size is None
            else check_integer(page_size, "page_size", lowest=1, highest=self.most),
            most=self.most,
            prefetch=_checked_prefetch(prefetch),
            checkpoint=checkpoint,
        )

    async def _ask(
        self,
        *,
        offset: int,
        limit: int,
        order: str,
        from_ms: int | None,
        to_ms: int | None,
        arrived: Arrived,
    ) -> Statement:
        part = Part(order=order, offset=offset, limit=limit, from_ms=from_ms, to_ms=to_ms)
        return await self.calls.run(self._exchange, self.prepare(part), arrived)

    async def _exchange(self, client: Client, request: Request, arrived: Arrived) -> Statement:
        response = await client.send(request)
        await arrived()
        return self.parse(response)


def account_source(
    calls: IdentityCalls,
    account_id: str,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    order: Order = "ASC",
    types: Iterable[StatementTransactionType | str] | None = None,
    fund_movements_only: bool | None = None,
    single_entry_per_transaction: bool | None = None,
) -> Source:
    """The statement of an account (`managedAccountStatement`); see `ManagedAccounts.statement`.

    Raises:
        InvalidRequest: An argument cannot be right.
    """
    # Imported here, as in all modules of the facade: importing `weavr_async` loads no generated model.
    from weavr_backoffice.api.managed_accounts import managed_account_statement as generated

    instrument_id = check_id(account_id, "account_id")
    chosen = _types(types)

    def prepare(part: Part) -> Request:
        return generated.prepare(
            instrument_id,
            offset=_or_unset(part.offset),
            statement_limit=_or_unset(part.limit),
            order_by_timestamp=_wire_order(part.order),
            from_timestamp=_or_unset(part.from_ms),
            to_timestamp=_or_unset(part.to_ms),
            show_fund_movements_only=_or_unset(fund_movements_only),
            single_entry_per_transaction=_or_unset(single_entry_per_transaction),
            transaction_type=_or_unset(chosen or None),
            accept=part.accept,
        )

    question = Question(
        operation=generated.OPERATION.id,
        identity=str(calls.identity),
        instrument_id=instrument_id,
        order=_checked_order(order),
        types=tuple(map(str, chosen)),
        fund_movements_only=fund_movements_only,
        single_entry_per_transaction=single_entry_per_transaction,
        **_range(since, until),
    )
    return Source(calls, question, prepare, generated.parse, _MOST_OF_ACCOUNT)


def card_source(
    calls: IdentityCalls,
    card_id: str,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    order: Order = "ASC",
    types: Iterable[StatementTransactionType | str] | None = None,
    single_entry_per_transaction: bool | None = None,
) -> Source:
    """The statement of a card (`managedCardStatement`); see `ManagedCards.statement`.

    Raises:
        InvalidRequest: An argument cannot be right.
    """
    from weavr_backoffice.api.managed_cards import managed_card_statement as generated

    instrument_id = check_id(card_id, "card_id")
    chosen = _types(types)

    def prepare(part: Part) -> Request:
        return generated.prepare(
            instrument_id,
            offset=_or_unset(part.offset),
            limit=_or_unset(part.limit),
            order_by_timestamp=_wire_order(part.order),
            from_timestamp=_or_unset(part.from_ms),
            to_timestamp=_or_unset(part.to_ms),
            single_entry_per_transaction=_or_unset(single_entry_per_transaction),
            transaction_type=_or_unset(chosen or None),
            accept=part.accept,
        )

    question = Question(
        operation=generated.OPERATION.id,
        identity=str(calls.identity),
        instrument_id=instrument_id,
        order=_checked_order(order),
        types=tuple(map(str, chosen)),
        fund_movements_only=None,
        single_entry_per_transaction=single_entry_per_transaction,
        **_range(since, until),
    )
    return Source(calls, question, prepare, generated.parse, _MOST_OF_CARD)


class _Range(TypedDict):
    since_ms: int | None
    until_ms: int | None


def _range(since: datetime | None, until: datetime | None) -> _Range:
    since_ms = None if since is None else epoch_ms(since, "since")
    until_ms = None if until is None else epoch_ms(until, "until")
    if since_ms is not None and until_ms is not None and until_ms <= since_ms:
        raise InvalidRequest("The end has to be after the start.", field="until")
    return {"since_ms": since_ms, "until_ms": until_ms}


def _types(types: Iterable[StatementTransactionType | str] | None) -> list[StatementTransactionType]:
    from weavr_backoffice.models.statement_transaction_type import StatementTransactionType

    if isinstance(types, str):
        raise InvalidRequest("Types are several: give a list of them.", field="types")
    return sorted({check_known(kind, StatementTransactionType, "types") for kind in types or ()})


def _checked_order(order: object) -> str:
    if not isinstance(order, str) or order not in {"ASC", "DESC"}:
        raise InvalidRequest('The order is "ASC" (oldest first) or "DESC" (newest first).', field="order")
    return str(order)


def _checked_prefetch(prefetch: object) -> int:
    if not isinstance(prefetch, int) or isinstance(prefetch, bool) or not 1 <= prefetch <= _MOST_PREFETCH:
        raise InvalidRequest(f"1 to {_MOST_PREFETCH} pages can be under way at once.", field="prefetch")
    return prefetch


def _wire_order(order: str | None) -> StatementOrder | Unset:
    from weavr_backoffice.models.statement_order import StatementOrder

    return _or_unset(None if order is None else StatementOrder(order))


def _or_unset(value: _T | None) -> _T | Unset:
    return UNSET if value is None else value
