"""What can be done on behalf of an identity, one module for each kind of thing, in the user's words.

Each module is loaded when its class is first asked for: whoever makes no bulk job does not load what a bulk job needs.
"""

from __future__ import annotations

import asyncio
import sys
from functools import cache
from typing import TYPE_CHECKING

from weavr_async._loading import loaded_when_used
from weavr_backoffice.operations import OPERATIONS, endpoint_of

if TYPE_CHECKING:
    from weavr_async.resources.accounts import ManagedAccounts
    from weavr_async.resources.bulks import Bulks
    from weavr_async.resources.cards import ManagedCards
    from weavr_async.resources.fees import Fees
    from weavr_async.resources.transfers import Transfers
    from weavr_async.resources.users import Users

__all__ = ["Bulks", "Fees", "ManagedAccounts", "ManagedCards", "Transfers", "Users"]

# Hidden from type checkers, to whom any name would be an attribute otherwise.
if not TYPE_CHECKING:
    __getattr__, __dir__ = loaded_when_used(
        __name__,
        {
            f"{__name__}.accounts": ("ManagedAccounts",),
            f"{__name__}.bulks": ("Bulks",),
            f"{__name__}.cards": ("ManagedCards",),
            f"{__name__}.fees": ("Fees",),
            f"{__name__}.transfers": ("Transfers",),
            f"{__name__}.users": ("Users",),
        },
    )


async def load_all() -> None:
    """Load every resource and every operation, in a thread; once they are loaded, do nothing.

    Otherwise the first call does, and stops the event loop meanwhile.
    """
    if not _load_all.cache_info().currsize:
        await asyncio.to_thread(_load_all)


@cache
def _load_all() -> None:
    for name in __all__:
        getattr(sys.modules[__name__], name)
    for operation in OPERATIONS.values():
        endpoint_of(operation)
