"""The settings of a client: how long, how much and how often, each with its unit and the reason for its default.

All are frozen, take keyword arguments, and are checked when they are made: what is out of range is a
`ConfigurationError`. ``attrs.evolve(settings, total=20)`` makes a changed copy.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, final

from attrs import field, frozen

from weavr_async.values._checks import is_count, is_duration, is_number
from weavr_async.values._refusals import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from attrs import Attribute

    _Field: TypeAlias = Attribute[Any]  # whatever the type of its value: that is what is checked

__all__ = ["Limits", "Login", "RateLimit", "Retries", "Timeouts", "TokenSettings"]

Login: TypeAlias = Literal["access_token", "impersonate_identity_login"]
"""The operation that tokens come from."""

_LOGINS: Final = ("access_token", "impersonate_identity_login")
_MIB: Final = 1024 * 1024


def _above_zero(instance: object, attribute: _Field, value: float) -> None:
    if not is_duration(value):
        raise _refused(instance, attribute, "a number above 0")


def _above_zero_or_infinite(instance: object, attribute: _Field, value: float) -> None:
    if not is_number(value) or not value > 0:
        raise _refused(instance, attribute, "a number above 0, or infinity")


def _from_zero(instance: object, attribute: _Field, value: float) -> None:
    if not is_number(value) or not 0 <= value < math.inf:
        raise _refused(instance, attribute, "a number from 0 on")


def _from_zero_or_infinite(instance: object, attribute: _Field, value: float) -> None:
    if not is_number(value) or not value >= 0:
        raise _refused(instance, attribute, "a number from 0 on, or infinity")


def _count(instance: object, attribute: _Field, value: object) -> None:
    if not is_count(value):
        raise _refused(instance, attribute, "an integer from 1 on")


def _boolean(instance: object, attribute: _Field, value: object) -> None:
    if not isinstance(value, bool):
        raise _refused(instance, attribute, "True or False")


def _login(instance: object, attribute: _Field, value: object) -> None:
    if value not in _LOGINS:
        raise _refused(instance, attribute, " or ".join(_LOGINS))


def _refused(instance: object, attribute: _Field, what: str) -> ConfigurationError:
    return ConfigurationError(f"{type(instance).__name__}.{attribute.name} is {what}.")


@final
@frozen(kw_only=True)
class Timeouts:
    """How long a call may take, in seconds."""

    connect: float = field(default=5.0, validator=_above_zero)
    """Until a connection stands, TLS included. Short, because nothing was sent yet: retrying is safe."""
    read: float = field(default=30.0, validator=_above_zero)
    """Between two pieces of an answer. Long, because giving up on a write leaves its outcome unknown."""
    write: float = field(default=30.0, validator=_above_zero)
    """Between two pieces of a request, where the engine can tell; `total` bounds it in any case."""
    pool: float = field(default=math.inf, validator=_above_zero_or_infinite)
    """Until a connection is free. By default a call waits for as long as it has time: waiting for a connection of its
    own client says nothing about the network."""
    total: float = field(default=60.0, validator=_above_zero)
    """For a whole call: tokens, waits and retries included. Room for one slow answer and one retry."""
    in_transit: float = field(default=600.0, validator=_from_zero)
    """How long a request that nobody answered may still be on its way to the service, held up in the network or in a
    queue before it. Until then, settling does not say `NOT_DONE`."""


@final
@frozen(kw_only=True)
class Limits:
    """How much a client does at once."""

    max_connections: int = field(default=100, validator=_count)
    """Connections of one event loop; further calls wait for one, in their order. As many as in httpx and aiohttp.
    Logins use a quarter of them at most, so that many identities without a token do not hold up one that has it."""
    keepalive_expiry: float = field(default=15.0, validator=_above_zero)
    """Seconds an idle connection is kept. Below the 60 s that load balancers commonly allow (an assumption about
    Weavr's), because a write on a connection that was just closed may have to be reported as unknown."""
    max_answer_bytes: int = field(default=64 * _MIB, validator=_count)
    """Largest answer read into memory. A full page of 500 statement entries is about half a megabyte."""
    max_header_bytes: int = field(default=64 * 1024, validator=_count)
    """Longest header of an answer that the built-in engine reads. Gateways send some of 9,000 bytes. A handed-in client
    has a limit of its own: httpx reads 100 KiB of headers in all."""
    max_headers: int = field(default=1_000, validator=_count)
    """Most headers of an answer that the built-in engine reads."""


@final
@frozen(kw_only=True)
class Retries:
    """How often a call is retried, and with what pauses, where retrying is safe; `max_attempts=1` turns it off."""

    max_attempts: int = field(default=4, validator=_count)
    """Attempts of one call, the first included."""
    base_delay: float = field(default=0.2, validator=_above_zero)
    """Seconds. The wait before the first retry is random, up to this; the bound doubles with each retry."""
    max_delay: float = field(default=5.0, validator=_above_zero)
    """Seconds. The bound stops doubling here."""
    max_server_wait: float = field(default=math.inf, validator=_from_zero_or_infinite)
    """The longest wait, in seconds, that a call accepts because of a rate limit or because the service asks for it. By
    default as long as the call's own time allows. It waits in full or not at all."""
    budget: float = field(default=100.0, validator=_above_zero)
    """Retries that all calls of a client may make together before successes have paid for more, so that an outage is
    not made worse. A retry costs 1; a call that succeeds gives back what its retries cost. The same number, counted
    apart, bounds calls that are made once more with a new token in vain; see `TokenSettings.forbidden_for`."""
    budget_refill: float = field(default=0.1, validator=_from_zero)
    """What a call that succeeds at once adds to the budget. So at most a tenth of all calls are retries."""


_EXAMPLES: Final = {
    "timeouts": "Timeouts(total=30)",
    "limits": "Limits(max_connections=20)",
    "retries": "Retries(max_attempts=3)",
    "tokens": "TokenSettings(idle=240)",
    "rate_limit": "RateLimit(limits=[(100, 60)]), or None",
}


def check_settings(*, tokens: object, timeouts: object, limits: object, retries: object, rate_limit: object) -> None:
    """Refuse settings of another type, naming the argument: a plain number is what people try first.

    Raises:
        ConfigurationError: One of them is of another type than it should be.
    """
    given: dict[str, tuple[object, type | tuple[type, ...]]] = {
        "tokens": (tokens, TokenSettings),
        "timeouts": (timeouts, Timeouts),
        "limits": (limits, Limits),
        "retries": (retries, Retries),
        "rate_limit": (rate_limit, (RateLimit, type(None))),
    }
    for argument, (value, kind) in given.items():
        if not isinstance(value, kind):
            raise ConfigurationError(f"{argument} is a {_EXAMPLES[argument]}, not {type(value).__name__}.")


def _windows(values: Iterable[tuple[int, float]]) -> tuple[tuple[int, float], ...]:
    try:
        windows = tuple((calls, seconds) for calls, seconds in values)
    except (TypeError, ValueError):
        raise ConfigurationError("RateLimit.limits is a list of (calls, seconds), such as [(100, 60)].") from None
    for calls, seconds in windows:
        if not is_count(calls) or not is_duration(seconds):
            raise ConfigurationError(
                "RateLimit.limits is a list of (calls from 1 on, seconds above 0), such as [(100, 60)]."
            )
    return windows


@final
@frozen(kw_only=True)
class RateLimit:
    """How calls are spaced, so that they wait in the client instead of being refused by the service."""

    limits: tuple[tuple[int, float], ...] = field(default=(), converter=_windows)
    """Limits that are known beforehand, as (calls, seconds); what is learned never raises them. Empty by default: then
    a client that shares its limits with other processes starts from what Weavr documents as its defaults, 100 a
    minute, 1,000 an hour and 10,000 a day, and any other client from none. Set yours if they are higher."""
    learn: bool = field(default=True, validator=_boolean)
    """Heed a 429: no call is sent before the limit resets, and the limits that it names are kept from then on, lower
    ones at once, higher ones by a tenth more with each window. What was learned ends some time after the last 429 that
    said so: a limit begins to grow again when ten of its windows have passed."""
    margin: float = field(default=1.0, validator=_from_zero)
    """Seconds that a window lasts longer here than at the service, because requests are under way for different times;
    at least 2 % of the window, and apart from that no more than half of it."""


@final
@frozen(kw_only=True)
class TokenSettings:
    """Where tokens come from, and how long they are kept.

    For this API, it is not documented how long a token lives. The defaults assume what Weavr documents for the
    end users of its sister API: five minutes since the last use. A token that ends earlier costs one more
    request; for the one case in which it can fail a call, see `forbidden_for`.
    """

    login: Login = field(default="access_token", validator=_login)
    """The operation to get them by; Weavr deprecates ``impersonate_identity_login``."""
    idle: float = field(default=270.0, validator=_above_zero_or_infinite)
    """Seconds without use after which a token is taken to have ended: five minutes, less a margin for clocks and for
    the way to the service. ``math.inf`` keeps it until it is refused."""
    refresh_ahead: float = field(default=30.0, validator=_from_zero)
    """Seconds before a token's end at which the next one is minted, if the source states an end."""
    forbidden_for: float = field(default=5.0, validator=_from_zero)
    """Seconds. After a 401, or a 403 without a code, the call is made once more with a new token. If the
    answer is the same, the operation counts as forbidden to the identity for this long, and no more tokens are minted
    for it. The time doubles, up to a minute, while the operation stays forbidden. Where new tokens help no identity,
    because the api key was rejected, `Retries.budget` bounds how many calls try one; one more each second may."""
    mint_timeout: float = field(default=30.0, validator=_above_zero)
    """Seconds that minting a token may take, retries included. This is separate from the timeouts of calls, because
    many calls may wait for one mint, each with its own deadline."""
    lease: float = field(default=10.0, validator=_above_zero)
    """Seconds after which another process may mint a shared token, when the process that started to has not delivered
    it. It should be longer than a mint usually takes: a slower one costs a second mint."""
    max_cached: int = field(default=10_000, validator=_count)
    """How many tokens are held, one for each identity. The one that was not used for the longest time goes first."""
