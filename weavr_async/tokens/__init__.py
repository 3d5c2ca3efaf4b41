"""Tokens: where they come from, how long they are kept, and how processes share them.

A client gets its tokens by itself. Use this package to replace the source of tokens (`TokenSource`), or to look at
`TokenStatistics`. To share tokens between processes, give the client a `weavr_async.stores.RedisStore`, or a
`weavr_async.stores.TokenStore` of your own.
"""

from weavr_async.tokens.cache import TokenStatistics
from weavr_async.tokens.manager import TokenManager
from weavr_async.tokens.token import HeldToken, Token, TokenSource

__all__ = ["HeldToken", "Token", "TokenManager", "TokenSource", "TokenStatistics"]
