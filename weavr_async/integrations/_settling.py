"""The background pass of a journal, for as long as an application runs."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager, nullcontext
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import timedelta

    from weavr_async.client import BackOffice
    from weavr_async.journal.journal import Handler

__all__ = ["settling"]


def settling(client: BackOffice, every: timedelta | None, handle: Handler | None) -> AbstractAsyncContextManager[None]:
    """`Journal.settling`, if it was asked for."""
    return nullcontext() if every is None else client.journal.settling(every=every, handle=handle)
