"""What a token is: as a source mints it, and as calls use it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Never, Protocol, final

from attrs import field, frozen

from weavr_async.errors import ConfigurationError
from weavr_async.values._secret import Secret, wrapped

if TYPE_CHECKING:
    from datetime import datetime

    from weavr_async.values.identities import Identity

__all__ = ["Belief", "HeldToken", "Token", "TokenSource"]


@final
@frozen
class Token:
    """An identity's token, as a `TokenSource` hands it over. Its `repr` does not show the value.

    Args:
        value: The token itself, opaque; a `str` is wrapped.
        expires_at: When the token ends for certain, as an aware `datetime`; leave it out when nobody said so.
            A stated end makes the SDK fetch the next token shortly before; without one a token is used until it
            was idle for too long or is refused.

    Raises:
        ConfigurationError: The value is empty or cannot stand in a header, or `expires_at` has no time zone.
    """

    value: Secret = field(converter=wrapped)
    expires_at: datetime | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse what no request can carry."""
        text = self.value.reveal()
        if not text or not text.isascii() or not text.isprintable() or " " in text:
            raise ConfigurationError(
                "The token source returned a token that is empty or has characters that no header can carry."
            )
        if self.expires_at is not None and self.expires_at.tzinfo is None:
            raise ConfigurationError("The token source returned an expires_at without a time zone.")


class TokenSource(Protocol):
    """Where an identity's tokens come from.

    Write your own for another way of login, or for a fixed token in a test::

        class FixedToken:
            async def mint(self, identity: Identity, /) -> Token:
                return Token("…")

    A source is asked only when a token is missing, was idle for too long, was refused, or is about to reach an
    end that the source itself stated; and by one task at a time for each identity. That task is not the call
    that needs the token: it runs on when the call is cancelled, with an empty `contextvars` context.
    """

    async def mint(self, identity: Identity, /) -> Token:
        """Get a new token for the identity.

        An error of this SDK that is raised here reaches the calls that wait. Any other is told to them by its
        class and the line it came from, without its text, which may hold a secret.
        """
        ...


@final
@frozen
class Belief:
    """That an operation is forbidden to an identity, whatever its token: until when, and for how long in all."""

    until: float
    seconds: float


@final
class HeldToken:
    """A token in use, with its header ready for the wire and what is known about it.

    Times are in seconds of the token manager's clock.
    """

    __slots__ = (
        "accepted_at",
        "expires_at",
        "forbidden",
        "fresh_until",
        "header",
        "identity",
        "refused",
        "renew_at",
        "seen_at",
        "touched_at",
    )

    def __init__(
        self,
        identity: Identity,
        header: str,
        *,
        now: float,
        accepted_at: float,
        expires_at: float,
        renew_at: float,
    ) -> None:
        self.identity: Final = identity
        """Whose token it is."""
        self.header: Final = header
        """The value of the `authorization` header."""
        self.accepted_at: float = accepted_at
        """When the service last took the token for good; minting it counts."""
        self.expires_at: Final = expires_at
        """The end its source stated; infinite when it stated none."""
        self.renew_at: float = renew_at
        """From when on the next token is fetched ahead of that end."""
        self.fresh_until: float = accepted_at
        """Until when it is used without a further look; moves with `accepted_at`."""
        self.refused: bool = False
        """Whether the service refused it: final."""
        self.seen_at: float = now
        """When it was last handed out; the one that is longest ago makes room for others."""
        self.touched_at: float = now
        """When a shared store was last told that the token is in use."""
        self.forbidden: dict[str, Belief] = {}
        """By operation, where a token is not to blame for a 403 without a code; handed on to the next token."""

    @property
    def value(self) -> Secret:
        """The token without the header around it."""
        return Secret(self.header.removeprefix("Bearer "))

    def __repr__(self) -> str:
        return "HeldToken('***')"

    def __reduce__(self) -> Never:
        raise TypeError("A token in use is not pickled: another process gets its own, or shares a token store.")
