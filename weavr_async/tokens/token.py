"""A token as a source mints it, and as calls use it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final, Never, Protocol, final

from attrs import frozen

from weavr_async.errors import ConfigurationError
from weavr_async.values._checks import has_methods, is_visible_ascii, kind_of, takes
from weavr_async.values._secret import Secret, wrapped

if TYPE_CHECKING:
    from weavr_async.stores.protocols import TokenStore
    from weavr_async.values.identities import Identity

__all__ = ["ForbiddenPeriod", "HeldToken", "Token", "TokenSource"]


@final
@frozen(init=False)
class Token:
    """An identity's token, as a `TokenSource` hands it over. Its `repr` does not show the value.

    Args:
        value: The token itself, opaque; a `str` is wrapped.
        expires_at: When the token ends for certain, as an aware `datetime`; leave it out when nobody said so.
            With a stated end, the SDK gets the next token shortly before it. Without one, a token is used until it
            was idle for too long or is refused.

    Raises:
        ConfigurationError: The value is empty or cannot stand in a header, or `expires_at` has no time zone.
    """

    value: Secret
    expires_at: datetime | None

    def __init__(self, value: str | Secret, expires_at: datetime | None = None) -> None:
        value = wrapped(value)  # under its own name, so that no frame that raises holds a token in clear
        if not _is_token(value):
            raise ConfigurationError(
                "The token source returned a token that is empty or has characters that no header can carry."
            )
        if not _is_end(expires_at):
            raise ConfigurationError("The token source returned an expires_at that is not a datetime with a time zone.")
        object.__setattr__(self, "value", value)
        object.__setattr__(self, "expires_at", expires_at)


def _is_end(expires_at: object) -> bool:
    return expires_at is None or (isinstance(expires_at, datetime) and expires_at.tzinfo is not None)


def _is_token(value: Secret) -> bool:
    text: object = value.reveal()
    return isinstance(text, str) and is_visible_ascii(text)


class TokenSource(Protocol):
    """Where an identity's tokens come from.

    Write your own for another way of login, or for a fixed token in a test::

        class FixedToken:
            async def mint(self, identity: Identity, /) -> Token:
                return Token("…")

    A source is asked only when a token is missing, was idle for too long, was refused, or is about to reach an
    end that the source itself stated. For each identity, one task at a time asks it. That task is not the call that
    needs the token: it goes on when the call is cancelled, and has an empty `contextvars` context.
    """

    async def mint(self, identity: Identity, /) -> Token:
        """Get a new token for the identity.

        An error of this SDK that is raised here reaches the calls that wait. Of any other error they get the class
        and the line it came from, but not the text, which may hold a secret.
        """
        ...


def checked_source(source: TokenSource) -> TokenSource:
    """A token source that was handed in.

    Raises:
        ConfigurationError: It has no async method `mint`.
    """
    if not has_methods(source, "mint"):
        raise ConfigurationError(
            f"The token_source is an object with an async method mint(identity), not {kind_of(source)}."
        )
    if not takes(source.mint, 1):
        raise ConfigurationError("The mint of a token_source takes one argument, the identity.")
    return source


def checked_store(store: TokenStore) -> TokenStore:
    """A token store that was handed in.

    Raises:
        ConfigurationError: It is no `TokenStore`.
    """
    if not has_methods(store, "claim_token", "save_token", "release_token", "extend_token"):
        raise ConfigurationError(
            f"shared is the address of a Redis or a store such as RedisStore, not {kind_of(store)}."
        )
    return store


@final
@frozen(eq=False, repr=False)
class ForbiddenPeriod:
    """For how long an operation counts as forbidden to an identity, whatever its token."""

    until: float
    """When it ends."""
    seconds: float
    """How long it is in all."""


@final
class HeldToken:
    """A token in use, with its header ready to be sent and what is known about it.

    Times are in seconds of the token manager's clock.
    """

    __slots__ = (
        "accepted_at",
        "expires_at",
        "forbidden",
        "fresh_until",
        "handed_out_at",
        "header",
        "identity",
        "obtained_at",
        "refresh_at",
        "refused",
        "reported_at",
    )

    def __init__(
        self,
        identity: Identity,
        header: str,
        *,
        now: float,
        accepted_at: float,
        expires_at: float,
        refresh_at: float,
    ) -> None:
        self.identity: Final = identity
        """Whose token it is."""
        self.header: Final = header
        """The value of the `authorization` header."""
        self.accepted_at: float = accepted_at
        """When the service last accepted the token, or when it was minted."""
        self.expires_at: Final = expires_at
        """The end that its source stated; infinite when it stated none."""
        self.refresh_at: float = refresh_at
        """When a refresh starts, ahead of that end."""
        self.fresh_until: float = accepted_at
        """Until when it is used without any other check; moves with `accepted_at`."""
        self.refused: bool = False
        """Whether the service refused it. That is final."""
        self.obtained_at: Final = now
        """When this process got it."""
        self.handed_out_at: float = now
        """When it was last handed out. The token for which that is longest ago makes room for others."""
        self.reported_at: float = now
        """When its use was last reported to the shared store."""
        self.forbidden: dict[str, ForbiddenPeriod] = {}
        """By operation, when a 401, or a 403 without a code, is not the token's fault; the next token inherits it."""

    @property
    def value(self) -> Secret:
        """The token without the header around it."""
        return Secret(self.header.removeprefix("Bearer "))

    def __repr__(self) -> str:
        return "HeldToken('***')"

    def __reduce__(self) -> Never:
        raise TypeError("A token in use cannot be pickled: another process gets its own, or shares a token store.")
