"""Stores: what outlives a process, or is shared by several of them.

A store implements the protocols whose data it can keep:

=================  ===========  =========
protocol           MemoryStore  FileStore
=================  ===========  =========
`TokenStore`       yes
`WebhookStore`     yes
`ManifestStore`    yes          yes
=================  ===========  =========

Write a store of your own by implementing one of the protocols. They exchange strings, bytes, numbers and times only.
"""

from __future__ import annotations

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

__all__ = [
    "DeliveryState",
    "FileStore",
    "Lease",
    "ManifestStore",
    "MemoryStore",
    "StoreUnavailable",
    "StoredToken",
    "TokenStore",
    "WebhookStore",
]
