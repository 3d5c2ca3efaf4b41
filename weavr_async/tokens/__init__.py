"""Tokens: where they come from, how they are kept, and how processes share them.

A client gets its tokens by itself. Use this package to replace the source of tokens (`TokenSource`), to share
tokens between processes (`RedisTokenStore`, or a `TokenStore` of your own), or to look at `TokenStatistics`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from weavr_async.stores.tokens_protocol import Mint, SharedToken, TokenKey, TokenStore
from weavr_async.tokens.cache import TokenStatistics
from weavr_async.tokens.manager import TokenManager
from weavr_async.tokens.token import HeldToken, Token, TokenSource

if TYPE_CHECKING:
    from weavr_async.stores.redis import RedisTokenStore

__all__ = [
    "HeldToken",
    "Mint",
    "RedisTokenStore",
    "SharedToken",
    "Token",
    "TokenKey",
    "TokenManager",
    "TokenSource",
    "TokenStatistics",
    "TokenStore",
]


def __getattr__(name: str) -> object:
    """Load the Redis store when it is asked for: it needs the extra ``redis``."""
    if name == "RedisTokenStore":
        try:
            from weavr_async.stores.redis import RedisTokenStore
        except ModuleNotFoundError as error:
            raise ImportError("RedisTokenStore needs the extra redis: pip install 'weavr-async[redis]'") from error
        return RedisTokenStore
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
