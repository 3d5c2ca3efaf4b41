"""Stores: what outlives a process, or is shared by several of them.

A store implements the protocols whose data it can keep:

=================  ===========  ===========  ============
protocol           MemoryStore  FileStore    RedisStore
=================  ===========  ===========  ============
`TokenStore`       yes                       yes
`WebhookStore`     yes
`ManifestStore`    yes          yes
=================  ===========  ===========  ============

Write a store of your own by implementing one of the protocols. They exchange strings, bytes, numbers and times only.
`RedisStore` needs the extra ``redis`` and is loaded when it is first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from weavr_async.stores.files import FileStore
from weavr_async.stores.memory import MemoryStore
from weavr_async.stores.protocols import (
    DeliveryState,
    Lease,
    ManifestStore,
    StoredToken,
    StoreUnavailable,
    TokenStore,
    WebhookStore,
)

if TYPE_CHECKING:
    from weavr_async.stores.redis import RedisStore

__all__ = [
    "DeliveryState",
    "FileStore",
    "Lease",
    "ManifestStore",
    "MemoryStore",
    "RedisStore",
    "StoreUnavailable",
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
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
