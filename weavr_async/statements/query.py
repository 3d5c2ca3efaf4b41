"""Which entries a statement holds, and how the service is asked for them: of an account and of a card alike.

The two differ in the operation, in how many entries one answer holds, and in what the size of a page is called.
"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from attrs import frozen

from weavr_async.values._checks import check_choice, check_flag, check_id, check_known, check_list
from weavr_async.values._limits import largest
from weavr_async.values._refusals import InvalidRequest
from weavr_async.values._times import epoch_ms, month_of, start_of
from weavr_backoffice import limits, models
from weavr_backoffice.operations import MANAGED_ACCOUNT_STATEMENT, MANAGED_CARD_STATEMENT, endpoint_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime, tzinfo

    from weavr_async.values.identities import Identity
    from weavr_backoffice.client import Operation, Request
    from weavr_backoffice.operations import Endpoint

__all__ = ["ACCOUNT", "CARD", "KINDS", "Order", "PageRequest", "StatementKind", "StatementQuery", "before"]

Order: TypeAlias = Literal["ASC", "DESC"]
"""Oldest first, or newest first."""

_ORDERS: Final = ("ASC", "DESC")


@frozen
class StatementKind:
    """What the statements of accounts and those of cards do not have in common."""

    operation: Operation
    argument: str
    """What the instrument's id is called, in errors."""
    most_entries: int
    """The most entries of one answer."""
    instrument_type: str
    """What the API calls the kind of instrument."""
    limit: str
    """What the operation calls the number of entries to give."""


ACCOUNT: Final = StatementKind(
    MANAGED_ACCOUNT_STATEMENT,
    "account_id",
    largest(limits.MANAGED_ACCOUNT_STATEMENT["statement_limit"]),
    "managed_accounts",
    "statement_limit",
)
CARD: Final = StatementKind(
    MANAGED_CARD_STATEMENT, "card_id", largest(limits.MANAGED_CARD_STATEMENT["limit"]), "managed_cards", "limit"
)

KINDS: Final[Mapping[str, StatementKind]] = {kind.operation.id: kind for kind in (ACCOUNT, CARD)}
"""By operationId."""


@frozen(kw_only=True)
class PageRequest:
    """One page of a part of a statement."""

    offset: int
    """How many entries of the part to skip."""
    limit: int
    """The most entries to give."""
    order: str | None = None
    """Another order than the statement's."""
    after_ms: int | None = None
    """The service gives entries after this time, and has been seen to give those of exactly this time too."""
    to_ms: int | None = None
    """The service gives entries up to this time, and those of exactly this time."""
    repeats_border: bool = False
    """Whether the first entry is the last one of the page before."""


@frozen(kw_only=True)
class StatementQuery:
    """Which entries: the account or card, the range of time, the order, the filters. Plain data."""

    kind: StatementKind
    """Whether it is of an account or of a card."""
    identity: str
    instrument_id: str
    order: str
    since_ms: int | None
    """The first millisecond of the range."""
    until_ms: int | None
    """The first millisecond after the range."""
    types: tuple[str, ...]
    fund_movements_only: bool | None
    single_entry_per_transaction: bool | None

    @classmethod
    def of(
        cls,
        kind: StatementKind,
        identity: Identity,
        instrument_id: str,
        *,
        since: datetime | date | None = None,
        until: datetime | date | None = None,
        order: Order = "ASC",
        month: str | None = None,
        zone: tzinfo = UTC,
        types: Iterable[models.StatementTransactionType | str] | None = None,
        fund_movements_only: bool | None = None,
        single_entry_per_transaction: bool | None = None,
    ) -> StatementQuery:
        """Check the arguments of `ManagedAccounts.statement` or `ManagedCards.statement`.

        Raises:
            InvalidRequest: An argument cannot be right.
        """
        if month is not None:
            if since is not None or until is not None:
                raise InvalidRequest("A month says both ends: leave out since and until.", field="month")
            since, until = month_of(month, "month")
        since_ms = None if since is None else epoch_ms(start_of(since, zone, "since"), "since")
        until_ms = None if until is None else epoch_ms(start_of(until, zone, "until"), "until")
        if since_ms is not None and until_ms is not None and until_ms <= since_ms:
            raise InvalidRequest("The end has to be after the start.", field="until")
        return cls(
            kind=kind,
            identity=str(identity),
            instrument_id=check_id(instrument_id, kind.argument),
            order=check_choice(order, _ORDERS, "order"),
            since_ms=since_ms,
            until_ms=until_ms,
            types=() if types is None else _types(types),
            fund_movements_only=_flag(fund_movements_only, "fund_movements_only"),
            single_entry_per_transaction=_flag(single_entry_per_transaction, "single_entry_per_transaction"),
        )

    @property
    def operation(self) -> str:
        """The contract's operationId."""
        return self.kind.operation.id

    @property
    def newest_first(self) -> bool:
        """Whether time runs backwards."""
        return self.order == "DESC"

    @property
    def is_whole(self) -> bool:
        """Whether nothing is filtered out of its range of time."""
        return not (self.types or self.fund_movements_only or self.single_entry_per_transaction)

    @property
    def endpoint(self) -> Endpoint[..., models.Statement]:
        """The generated module of the operation, loaded when it is needed."""
        # Any: what an endpoint gives back is not known of one that is found by its name.
        endpoint: Endpoint[..., Any] = endpoint_of(self.kind.operation)
        return endpoint

    def page_request(self, page: PageRequest) -> Request:
        """The request for a page."""
        return self._prepare(
            page.after_ms, page.to_ms, page.order or self.order, offset=page.offset, **{self.kind.limit: page.limit}
        )

    def file_request(self, media_type: str) -> Request:
        """The request for all of it as a file, with a millisecond to spare at either end."""
        return self._prepare(before(self.since_ms), self.until_ms, self.order, accept=media_type)

    def _prepare(self, after_ms: int | None, to_ms: int | None, order: str, **more: object) -> Request:
        arguments = {
            "order_by_timestamp": order,
            "from_timestamp": after_ms,
            "to_timestamp": to_ms,
            "show_fund_movements_only": self.fund_movements_only,
            "single_entry_per_transaction": self.single_entry_per_transaction,
            "transaction_type": self.types or None,
        }
        given = {name: value for name, value in arguments.items() if value is not None}
        return self.endpoint.prepare(self.instrument_id, **given, **more)


def before(at_ms: int | None) -> int | None:
    """The millisecond before, if there is one: "after" is documented, but entries of exactly that time were seen."""
    return at_ms - 1 if at_ms else None


def _types(types: Iterable[models.StatementTransactionType | str]) -> tuple[str, ...]:
    known = {
        check_known(kind, models.StatementTransactionType, "types") for kind in check_list(types, "types", "types")
    }
    if not known:
        raise InvalidRequest("An empty list would not be sent, and give every entry: leave it out.", field="types")
    return tuple(sorted(map(str, known)))


def _flag(value: bool | None, argument: str) -> bool | None:
    return None if value is None else check_flag(value, argument)
