"""Stores: what outlives a process, or is shared by several of them.

A store implements the protocols whose data it can keep:

=================  ===========  ===========  ============  ============
protocol           MemoryStore  FileStore    RedisStore    SqlStore
=================  ===========  ===========  ============  ============
`TokenStore`       yes                       yes
`WebhookStore`     yes                       yes           yes
`ManifestStore`    yes          yes                        yes
`IntentStore`      yes                                     yes
=================  ===========  ===========  ============  ============

Write a store of your own by implementing one of the protocols, and run the suites of `weavr_async.testing.stores` on
it. They exchange strings, bytes, numbers and times only. `RedisStore` needs the extra ``redis``, `SqlStore` the extra
``journal`` (and ``postgresql`` for PostgreSQL); each is loaded when it is first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from weavr_async.stores.files import FileStore
from weavr_async.stores.memory import MemoryStore
from weavr_async.stores.protocols import (
    DeliveryState,
    IntentState,
    IntentStore,
    Lease,
    ManifestStore,
    NewIntent,
    ResultTaken,
    Sending,
    StoredIntent,
    StoredToken,
    StoreUnavailable,
    StoreUncertain,
    TokenStore,
    WebhookStore,
)

if TYPE_CHECKING:
    from weavr_async.stores.redis import RedisStore
    from weavr_async.stores.sql import SqlStore

__all__ = [
    "DeliveryState",
    "FileStore",
    "IntentState",
    "IntentStore",
    "Lease",
    "ManifestStore",
    "MemoryStore",
    "NewIntent",
    "RedisStore",
    "ResultTaken",
    "Sending",
    "SqlStore",
    "StoreUnavailable",
    "StoreUncertain",
    "StoredIntent",
    "StoredToken",
    "TokenStore",
    "WebhookStore",
]


def __getattr__(name: str) -> object:
    """Load the store that needs an extra when it is first asked for."""
    if name == "RedisStore":
        try:
            from weavr_async.stores.redis import RedisStore  # noqa: PLC0415 - an optional package
        except ModuleNotFoundError as error:
            raise ImportError("RedisStore needs the extra redis: pip install 'weavr-async[redis]'") from error
        return RedisStore
    if name == "SqlStore":
        try:
            from weavr_async.stores.sql import SqlStore  # noqa: PLC0415 - an optional package
        except ModuleNotFoundError as error:
            raise ImportError("SqlStore needs the extra journal: pip install 'weavr-async[journal]'") from error
        return SqlStore
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
