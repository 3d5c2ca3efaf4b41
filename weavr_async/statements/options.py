"""What the statements of accounts and of cards can be asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime, tzinfo

    from weavr_async.statements.checkpoint import Checkpoint
    from weavr_async.statements.query import Order
    from weavr_backoffice import models

__all__ = ["EntryOptions", "StatementOptions"]


class EntryOptions(TypedDict, total=False):
    """Which entries of a statement are read, and in which order."""

    since: datetime | date | None
    """From this moment on (aware), or from the start of a plain date; from the first entry when absent."""
    until: datetime | date | None
    """Before this moment (aware), or before the start of a plain date; up to the newest entry at the time of reading
    when absent."""
    month: str | None
    """All of a month, such as ``"2026-10"``, instead of both."""
    order: Order
    """`"ASC"`, oldest first, or `"DESC"`; oldest first when absent."""
    types: Iterable[models.StatementTransactionType | str] | None
    """Only entries of these types."""
    single_entry_per_transaction: bool | None
    """One entry for each transaction instead of one for each step."""


class StatementOptions(EntryOptions, total=False):
    """The keyword arguments of `managed_accounts.statement` and `managed_cards.statement`; all may be left out."""

    zone: str | tzinfo
    """Where plain dates and months begin, such as ``"Europe/London"``; in UTC when absent."""
    page_size: int | None
    """Entries for each request: 1 to 500 of an account, 1 to 100 of a card; the largest when absent."""
    prefetch: int | None
    """Pages under way at once, at most; 1 reads one after the other."""
    checkpoint: Checkpoint | str | None
    """Where an earlier reading of the same statement ended; a `Checkpoint`, or its JSON."""
