"""Stores by their addresses, for users who need nothing but an address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weavr_async import stores
from weavr_async.errors import ConfigurationError

if TYPE_CHECKING:
    from weavr_async.stores.redis import RedisStore
    from weavr_async.stores.sql import SqlStore
    from weavr_async.values._secret import Secret

__all__ = ["journal_at", "shared_at"]

_REDIS = ("redis://", "rediss://", "unix://")


def shared_at(address: Secret, *, secret: Secret) -> RedisStore:
    """The store that processes share, at an address of Redis.

    Args:
        address: ``redis://…``, ``rediss://…`` or ``unix://…``.
        secret: The key that encrypts what is kept there, in base64.

    Raises:
        ConfigurationError: It is no such address, or the extra is missing.
    """
    if not address.reveal().startswith(_REDIS):
        raise ConfigurationError(
            "shared is the address of a Redis, redis://host:6379/0, or a store such as RedisStore."
        )
    try:
        kind = stores.RedisStore
    except ImportError as error:
        raise ConfigurationError(str(error)) from None
    return kind(address.reveal(), encryption_keys=[secret.reveal()])


def journal_at(address: Secret) -> SqlStore:
    """The store of a journal, at an address of a SQL database.

    Raises:
        ConfigurationError: It is no such address, or an extra is missing.
    """
    try:
        kind = stores.SqlStore
    except ImportError as error:
        raise ConfigurationError(str(error)) from None
    return kind(address)
