"""Managed accounts: read them and their statements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weavr_async.resources._resource import Resource
from weavr_async.statements.query import ACCOUNT, StatementQuery
from weavr_async.statements.statement import Statement
from weavr_async.values._checks import check_id
from weavr_async.values._times import time_zone
from weavr_backoffice import api

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime, tzinfo

    from weavr_async.statements.checkpoint import Checkpoint
    from weavr_async.statements.query import Order
    from weavr_backoffice import models

__all__ = ["ManagedAccounts"]


class ManagedAccounts(Resource):
    """The identity's accounts. Nothing lists them: bring the ids."""

    __slots__ = ()

    async def get(self, account_id: str) -> models.ManagedAccount:
        """Read an account with its balances and state as they are now (`managedAccountGet`).

        Raises:
            InvalidRequest: The id is not a string of digits.
            NotFound: The identity has no such account.
        """
        return await self._calls.run(api.managed_accounts.managed_account_get, check_id(account_id, "account_id"))

    def statement(
        self,
        account_id: str,
        *,
        since: datetime | date | None = None,
        until: datetime | date | None = None,
        month: str | None = None,
        zone: str | tzinfo = "UTC",
        order: Order = "ASC",
        types: Iterable[models.StatementTransactionType | str] | None = None,
        fund_movements_only: bool | None = None,
        single_entry_per_transaction: bool | None = None,
        page_size: int | None = None,
        prefetch: int | None = None,
        checkpoint: Checkpoint | str | None = None,
    ) -> Statement:
        """The statement of an account: to iterate over, export, reconcile or download (`managedAccountStatement`).

        Use it as an async iterator of entries, or of pages by `.pages()`. Nothing is sent before the first entry
        is asked for. For what a reading promises while new entries arrive, see `Statement`.

        Args:
            account_id: The account.
            since: From this moment on (aware), or from the start of a plain date; from the first entry when absent.
            until: Before this moment (aware), or before the start of a plain date; up to the newest entry at the time
                of reading when absent.
            month: All of a month, such as ``"2026-10"``, instead of both.
            zone: Where plain dates and months begin, such as ``"Europe/London"``.
            order: `"ASC"`, oldest first, or `"DESC"`.
            types: Only entries of these types.
            fund_movements_only: Leave out entries that moved no money.
            single_entry_per_transaction: One entry for each transaction instead of one for each step.
            page_size: Entries for each request, 1 to 500; the largest when absent.
            prefetch: Pages under way at once, at most; 1 reads one after the other.
            checkpoint: Where an earlier reading of the same statement ended; a `Checkpoint`, or its JSON.

        Raises:
            InvalidRequest: An argument cannot be right; nothing was sent.
        """
        query = StatementQuery.of(
            ACCOUNT,
            self._calls.identity,
            account_id,
            since=since,
            until=until,
            month=month,
            zone=time_zone(zone, "zone"),
            order=order,
            types=types,
            fund_movements_only=fund_movements_only,
            single_entry_per_transaction=single_entry_per_transaction,
        )
        return Statement.of(
            self._calls, query, page_size=page_size, prefetch=prefetch, checkpoint=checkpoint, zone=zone
        )
