"""Managed accounts: read them and their statements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weavr_async.identities import check_id
from weavr_async.resources._resource import Resource

if TYPE_CHECKING:
    from weavr_backoffice.models import ManagedAccount

__all__ = ["ManagedAccounts"]


class ManagedAccounts(Resource):
    """The identity's accounts. Nothing lists them: bring the ids."""

    __slots__ = ()

    async def get(self, account_id: str) -> ManagedAccount:
        """Read an account with its balances and state as they are now (`managedAccountGet`).

        Raises:
            InvalidRequest: the id is no string of digits.
            NotFound: the identity has no such account.
        """
        from weavr_backoffice.api.managed_accounts.managed_account_get import managed_account_get

        return await self._calls.run(managed_account_get, check_id(account_id, "managed account"))
