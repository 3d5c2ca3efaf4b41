"""A string that does not show itself: api keys and tokens live in one of these until they are sent."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from typing import Final, Never, cast, final

from weavr_async.values._checks import is_visible_ascii
from weavr_async.values._refusals import ConfigurationError

__all__ = ["Secret", "check_api_key", "wrapped", "wrapped_all"]

_FINGERPRINT_DIGITS: Final = 12  # enough to tell a handful of keys apart, far too few to learn anything else


@final
class Secret:
    """Holds a secret string, and shows it only to who asks for it by `reveal`.

    Neither `repr`, `str`, formatting, logging, `vars` nor pickling gives it away; comparing takes the same time
    wherever two secrets differ.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The secret itself."""
        return self._value

    def fingerprint(self) -> str:
        """Twelve hexadecimal digits that tell secrets apart in logs and cache keys.

        They are the beginning of a SHA-256, which is safe for what cannot be guessed, as keys and tokens
        cannot, and would not be for a password.
        """
        return hashlib.sha256(self._bytes()).hexdigest()[:_FINGERPRINT_DIGITS]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._bytes(), other._bytes())

    def __hash__(self) -> int:
        return hash(self._value)

    def _bytes(self) -> bytes:
        return self._value.encode(errors="surrogatepass")  # a token out of JSON may hold a lone surrogate

    def __repr__(self) -> str:
        return "Secret('***')"

    def __str__(self) -> str:
        return "***"

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, memo: object) -> Secret:
        return self

    def __reduce__(self) -> Never:
        raise TypeError("A secret is not pickled: hand the other process its own, or reveal() it on purpose.")


def wrapped(value: str | Secret) -> Secret:
    """Wrap what is not wrapped yet, so that a frame that still raises errors holds no key in clear."""
    return value if isinstance(value, Secret) else Secret(value)


def wrapped_all(values: object) -> list[Secret] | None:
    """Wrap each of several secrets; nothing where they are not several, but a single one or none at all.

    A string would pass for several of one character each. Who refuses it does so in a frame that holds no secret.
    """
    if isinstance(values, str | bytes | Secret) or not isinstance(values, Iterable):
        return None
    return [wrapped(value) for value in cast("Iterable[str | Secret]", values)]  # of what, is checked with each


def check_api_key(value: str | Secret, what: str = "api key") -> Secret:
    """Wrap a key that can be put into a header.

    Args:
        value: The key.
        what: What kind of key it is, for the message.

    Raises:
        ConfigurationError: It is not a string, is empty, or holds what no key holds: spaces, control characters or
            characters beyond ASCII. Neither the message nor a frame of the traceback shows the key.
    """
    value = wrapped(value)
    fault = _fault(value.reveal(), what)
    if fault is not None:
        raise ConfigurationError(fault)
    return value


def _fault(key: object, what: str) -> str | None:
    if not isinstance(key, str):
        return f"The {what} is a string, not {type(key).__name__}."
    if not key:
        return f"The {what} is empty: set it to the one that Weavr gave you."
    if not is_visible_ascii(key):
        return (
            f"The {what} holds a space, a line end, a control character or a character beyond ASCII, which no key "
            "does: look for what was copied along with it."
        )
    return None
