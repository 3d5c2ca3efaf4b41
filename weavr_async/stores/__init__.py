"""Stores: what outlives a process, or is shared by several of them.

A store implements the protocols whose data it can keep:

=================  ===========  ===========  ============  ============
protocol           MemoryStore  FileStore    RedisStore    SqlStore
=================  ===========  ===========  ============  ============
`TokenStore`       yes                       yes
`RateStore`        yes                       yes
`WebhookStore`     yes                       yes           yes
`ManifestStore`    yes          yes                        yes
`IntentStore`      yes                                     yes
=================  ===========  ===========  ============  ============

Write a store of your own by implementing one of the protocols, and run the suites of `weavr_async.testing.stores` on
it. They exchange strings, bytes, numbers and times only. `RedisStore` needs the extra ``redis``, `SqlStore` the extra
``journal`` (and ``postgresql`` for PostgreSQL); each is loaded when it is first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from weavr_async._loading import loaded_when_used
from weavr_async.stores.protocols import (
    DeliveryState,
    Lease,
    ManifestStore,
    PlacesGiven,
    PlacesWanted,
    RateStore,
    StoredToken,
    StoreUnavailable,
    StoreUncertain,
    TokenStore,
    WebhookStore,
)

if TYPE_CHECKING:
    from weavr_async.stores.files import FileStore
    from weavr_async.stores.intents import IntentState, IntentStore, NewIntent, ResultTaken, Sending, StoredIntent
    from weavr_async.stores.memory import MemoryStore
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
    "PlacesGiven",
    "PlacesWanted",
    "RateStore",
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


# Hidden from type checkers, to whom any name would be an attribute otherwise.
if not TYPE_CHECKING:
    _EXTRAS: Final = {"RedisStore": "redis", "SqlStore": "journal"}
    _loaded, __dir__ = loaded_when_used(
        __name__,
        {
            f"{__name__}.files": ("FileStore",),
            f"{__name__}.intents": (
                "IntentState",
                "IntentStore",
                "NewIntent",
                "ResultTaken",
                "Sending",
                "StoredIntent",
            ),
            f"{__name__}.memory": ("MemoryStore",),
            f"{__name__}.redis": ("RedisStore",),
            f"{__name__}.sql": ("SqlStore",),
        },
    )

    def __getattr__(name: str) -> object:
        try:
            return _loaded(name)
        except ModuleNotFoundError as error:
            if (extra := _EXTRAS.get(name)) is None:
                raise
            raise ImportError(f"{name} needs the extra {extra}: pip install 'weavr-async[{extra}]'") from error
