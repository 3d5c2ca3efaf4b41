"""Tokens: where they come from, how they are kept, and how processes share them.

A client gets its tokens by itself. Use this package to replace the source of tokens (`TokenSource`), to share
tokens between processes (`RedisTokenStore`, or a `TokenStore` of your own), or to look at `TokenStatistics`.
"""

from __future__ import annotations

from weavr_async.tokens._machine import TokenStatistics
from weavr_async.tokens._manager import TokenManager
from weavr_async.tokens._store import Mint, SharedToken, TokenKey, TokenStore
from weavr_async.tokens._token import HeldToken, Token, TokenSource

__all__ = [
    "HeldToken",
    "Mint",
    "SharedToken",
    "Token",
    "TokenKey",
    "TokenManager",
    "TokenSource",
    "TokenStatistics",
    "TokenStore",
]
