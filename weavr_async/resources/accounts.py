"""Managed accounts: read them and their statements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weavr_async.resources._resource import Resource
from weavr_async.statements.query import ACCOUNT
from weavr_async.statements.statement import Statement
from weavr_async.values._checks import check_id
from weavr_backoffice import api

if TYPE_CHECKING:
    from typing import Unpack

    from weavr_async.statements.options import StatementOptions
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
        self, account_id: str, *, fund_movements_only: bool | None = None, **options: Unpack[StatementOptions]
    ) -> Statement:
        """The statement of an account: to iterate over, export, reconcile or download (`managedAccountStatement`).

        Use it as an async iterator of entries, or of pages by `.pages()`. Nothing is sent before the first entry
        is asked for. For what a reading promises while new entries arrive, see `Statement`.

        Args:
            account_id: The account.
            fund_movements_only: Leave out entries that moved no money.
            options: The range, the order and more: see `StatementOptions`.

        Raises:
            InvalidRequest: An argument cannot be right; nothing was sent.
        """
        return Statement.of(self._calls, ACCOUNT, account_id, fund_movements_only=fund_movements_only, **options)
