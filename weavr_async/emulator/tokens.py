"""Access tokens: minted for one identity and api key, alive while they are used."""

from __future__ import annotations

import base64
import random
from collections import Counter
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Literal, NamedTuple

import orjson

if TYPE_CHECKING:
    from weavr_async.emulator.records import IdentityKey
    from weavr_async.emulator.rules import Switches

__all__ = ["Token", "TokenKind", "Tokens", "TokensState"]

TokenKind = Literal["impersonated", "login", "logged_out", "user", "console"]
"""How a token was got: by a token call, by a login of the root user (later logged out), of another user, or by the
tenant's own console. Only the first kind is good for anything here."""

_MOST_TOKENS = 100_000


@dataclass(slots=True)
class Token:
    """One live token: whose it is, by which api key it was minted, when it was used last, and how it was got."""

    value: str
    identity: IdentityKey
    api_key: str
    minted_ms: int
    used_ms: int
    kind: TokenKind = "impersonated"


class TokensState(NamedTuple):
    """What a snapshot keeps of tokens: those that live, the values of those that ended, and how many were minted."""

    live: list[Token]
    dead: list[str]
    minted: list[tuple[IdentityKey, int]]


class Tokens:
    """All live tokens; `minted` counts how many each identity was given, for tests of stampedes."""

    def __init__(self, switches: Switches, seed: int = 0) -> None:
        self._switches = switches
        self._seed = seed
        self._random = random.Random(seed)  # noqa: S311 - the emulator guards nothing; a seed makes runs repeatable
        self._live: dict[str, Token] = {}
        self._dead: dict[str, None] = {}
        self.minted: Counter[IdentityKey] = Counter()

    def __len__(self) -> int:
        return len(self._live)

    def newest(self, most: int) -> list[Token]:
        """Give the tokens that were minted last and not ended, newest first."""
        return list(islice(reversed(self._live.values()), most))

    def save(self) -> TokensState:
        """Copy everything."""
        minted = [(key, count) for key, count in self.minted.items()]
        return TokensState([replace(token) for token in self._live.values()], list(self._dead), minted)

    def load(self, saved: TokensState) -> None:
        """Come back to what `save` gave; later tokens are the same each time."""
        self._live = {token.value: replace(token) for token in saved.live}
        self._dead = dict.fromkeys(saved.dead)
        self.minted = Counter(dict(saved.minted))
        self._random = random.Random(f"{self._seed} {len(self._live) + len(self._dead)}")  # noqa: S311 - as above

    def mint(self, identity: IdentityKey, api_key: str, now_ms: int, *, kind: TokenKind = "impersonated") -> Token:
        """Give a new token, which may end the older ones."""
        if self._switches.new_token_ends_older:
            self.kill(identity)
        token = Token(self._value(identity, now_ms), identity, api_key, now_ms, now_ms, kind)
        self._live[token.value] = token
        self.minted[identity] += kind == "impersonated"
        while len(self._live) > _MOST_TOKENS:
            self._end(next(iter(self._live)))
        return token

    def state_of(self, value: str) -> Literal["live", "dead", "unknown"]:
        """Tell a token that lives, whatever it is good for, from one that ended, and from what nobody minted."""
        if value in self._live:
            return "live"
        return "dead" if value in self._dead else "unknown"

    def use(self, value: str, api_key: str, now_ms: int) -> Token | None:
        """Find a live token and note its use; None for one that is unknown, too old, or another key's."""
        token = self._live.get(value)
        if token is None or token.api_key != api_key or token.kind != "impersonated":
            return None
        if self._is_over(token, now_ms):
            self._end(value)
            return None
        token.used_ms = now_ms
        return token

    def lives(self, identity: IdentityKey, now_ms: int) -> bool:
        """Whether any token of this identity would be accepted now."""
        return any(token.identity == identity and not self._is_over(token, now_ms) for token in self._live.values())

    def kill(self, identity: IdentityKey | None = None, value: str | None = None) -> int:
        """End one token, those of one identity, or all; gives how many ended."""
        dead = [
            token.value
            for token in self._live.values()
            if (value is None or token.value == value) and (identity is None or token.identity == identity)
        ]
        for one in dead:
            self._end(one)
        return len(dead)

    def _end(self, value: str) -> None:
        del self._live[value]
        self._dead[value] = None
        if len(self._dead) > _MOST_TOKENS:
            del self._dead[next(iter(self._dead))]

    def _is_over(self, token: Token, now_ms: int) -> bool:
        idle, lifetime = self._switches.token_idle_ms, self._switches.token_lifetime_ms
        idled_out = idle is not None and now_ms - token.used_ms >= idle
        return idled_out or (lifetime is not None and now_ms - token.minted_ms >= lifetime)

    def _value(self, identity: IdentityKey, now_ms: int) -> str:
        secret = f"{self._random.getrandbits(160):040x}"
        if not self._switches.jwt_tokens:
            return f"emulated-{secret}"
        claims: dict[str, object] = {"sub": identity.id, "jti": secret, "iat": now_ms // 1000}
        lifetime = self._switches.token_lifetime_ms
        if lifetime is not None:
            claims["exp"] = (now_ms + lifetime) // 1000
        parts = (orjson.dumps({"alg": "HS256", "typ": "JWT"}), orjson.dumps(claims), bytes.fromhex(secret))
        return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)
