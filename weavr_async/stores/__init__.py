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

from importlib import import_module
from typing import TYPE_CHECKING, Final

from weavr_async.stores.protocols import (
    DeliveryState,
    IntentState,
    IntentStore,
    Lease,
    ManifestStore,
    NewIntent,
    PlacesGiven,
    PlacesWanted,
    RateStore,
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
    from weavr_async.stores.files import FileStore
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
    _MODULES: Final = {"FileStore": "files", "MemoryStore": "memory", "RedisStore": "redis", "SqlStore": "sql"}
    _EXTRAS: Final = {"RedisStore": "redis", "SqlStore": "journal"}

    def __getattr__(name: str) -> object:
        """Load a store when it is first asked for."""
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        try:
            module = import_module(f"{__name__}.{_MODULES[name]}")
        except ModuleNotFoundError as error:
            if (extra := _EXTRAS.get(name)) is None:
                raise
            raise ImportError(f"{name} needs the extra {extra}: pip install 'weavr-async[{extra}]'") from error
        found = globals()[name] = getattr(module, name)
        return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
