"""Managed accounts: read them and their statements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weavr_async.resources._resource import Resource
from weavr_async.values._checks import check_id

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from weavr_async.statements import Checkpoint, Order, StatementReading
    from weavr_async.statements.download import Destination, Download, FileFormat, Progress
    from weavr_backoffice.models import ManagedAccount, StatementTransactionType

__all__ = ["ManagedAccounts"]


class ManagedAccounts(Resource):
    """The identity's accounts. Nothing lists them: bring the ids."""

    __slots__ = ()

    async def get(self, account_id: str) -> ManagedAccount:
        """Read an account with its balances and state as they are now (`managedAccountGet`).

        Raises:
            InvalidRequest: The id is no string of digits.
            NotFound: The identity has no such account.
        """
        from weavr_backoffice.api.managed_accounts.managed_account_get import managed_account_get

        return await self._calls.run(managed_account_get, check_id(account_id, "account_id"))

    def statement(
        self,
        account_id: str,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        order: Order = "ASC",
        types: Iterable[StatementTransactionType | str] | None = None,
        fund_movements_only: bool | None = None,
        single_entry_per_transaction: bool | None = None,
        page_size: int | None = None,
        prefetch: int | None = None,
        checkpoint: Checkpoint | str | None = None,
    ) -> StatementReading:
        """Read an account's statement, page by page as it is needed (`managedAccountStatement`).

        Use it as an async iterator of entries, or of pages by `.pages()`. Nothing is sent before the first entry
        is asked for. What a reading promises while the account lives on is said at `StatementReading`.

        Args:
            account_id: The account.
            since: From this moment on (aware); from the beginning when absent.
            until: Before this moment (aware); up to the newest entry at the time of reading when absent.
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
        from weavr_async.statements.query import PREFETCH, account_source

        source = account_source(
            self._calls,
            account_id,
            since=since,
            until=until,
            order=order,
            types=types,
            fund_movements_only=fund_movements_only,
            single_entry_per_transaction=single_entry_per_transaction,
        )
        return source.read(
            page_size=page_size, prefetch=PREFETCH if prefetch is None else prefetch, checkpoint=checkpoint
        )

    async def download_statement(
        self,
        account_id: str,
        to: Destination,
        *,
        format: FileFormat,  # noqa: A002 - the word for it
        since: datetime | None = None,
        until: datetime | None = None,
        order: Order = "ASC",
        types: Iterable[StatementTransactionType | str] | None = None,
        fund_movements_only: bool | None = None,
        single_entry_per_transaction: bool | None = None,
        max_bytes: int | None = None,
        progress: Progress | None = None,
    ) -> Download:
        """Fetch an account's statement as a PDF or CSV file (`managedAccountStatement`).

        The file is streamed to a temporary one beside `to` and renamed when it is whole, or written to a sink.
        Its columns, encoding and paging are not documented, so it is handed on as it comes.

        Args:
            account_id: The account.
            to: A path, or an object with an async `write(bytes)`.
            format: `"pdf"` or `"csv"`.
            since: See `statement`, as for the other arguments about what is in it.
            until: See `statement`.
            order: See `statement`.
            types: See `statement`.
            fund_movements_only: See `statement`.
            single_entry_per_transaction: See `statement`.
            max_bytes: The largest file that is accepted.
            progress: Called with the bytes so far and, where the service tells, the bytes in all.

        Raises:
            InvalidRequest: An argument cannot be right; nothing was sent.
            UnexpectedResponse: The answer is of another kind than was asked for, or too large.
            TransportError: The answer broke off; no file is left.
        """
        from weavr_async.statements.download import MOST_BYTES, download
        from weavr_async.statements.query import account_source

        source = account_source(
            self._calls,
            account_id,
            since=since,
            until=until,
            order=order,
            types=types,
            fund_movements_only=fund_movements_only,
            single_entry_per_transaction=single_entry_per_transaction,
        )
        return await download(
            source, to, format=format, max_bytes=MOST_BYTES if max_bytes is None else max_bytes, progress=progress
        )
