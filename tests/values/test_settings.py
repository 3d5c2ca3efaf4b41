"""Settings are named, frozen, and refused when they make no sense."""

from __future__ import annotations

import math
import pickle
from typing import TYPE_CHECKING

import attrs
import pytest
from attrs import evolve

from weavr_async.errors import ConfigurationError
from weavr_async.values.settings import Limits, RateLimit, Retries, Timeouts, TokenSettings

if TYPE_CHECKING:
    from attrs import AttrsInstance

KINDS: list[type[AttrsInstance]] = [Timeouts, Limits, Retries, RateLimit, TokenSettings]
NUMBERS = [
    (kind, attribute.name)
    for kind in KINDS
    for attribute in attrs.fields(kind)
    if isinstance(attribute.default, int | float) and not isinstance(attribute.default, bool)
]


@pytest.mark.parametrize("kind", KINDS)
def test_defaults_are_valid_and_frozen(kind: type[AttrsInstance]) -> None:
    """Every setting has a default; nothing can be changed afterwards; it goes to other processes."""
    settings = kind()
    assert pickle.loads(pickle.dumps(settings)) == settings
    for attribute in attrs.fields(kind):
        with pytest.raises(AttributeError):
            setattr(settings, attribute.name, 1)


@pytest.mark.parametrize("kind", KINDS)
def test_settings_are_given_by_name(kind: type[AttrsInstance]) -> None:
    """Which of five numbers is the read timeout cannot be mixed up."""
    with pytest.raises(TypeError):
        kind(1)  # type: ignore[call-arg]  # the point of the test


@pytest.mark.parametrize(("kind", "name"), NUMBERS)
@pytest.mark.parametrize("bad", [-1, math.nan, "5", None, True, -math.inf])
def test_a_number_out_of_range_is_refused_by_its_name(kind: type[AttrsInstance], name: str, bad: object) -> None:
    """Negative, not a number, or of another type."""
    with pytest.raises(ConfigurationError, match=rf"{kind.__name__}\.{name} is"):
        kind(**{name: bad})


ENDLESS: list[tuple[type[AttrsInstance], str]] = [
    (TokenSettings, "idle"),
    (Timeouts, "pool"),
    (Retries, "max_server_wait"),
]


@pytest.mark.parametrize(("kind", "name"), [case for case in NUMBERS if case not in ENDLESS])
def test_only_tokens_and_queues_may_be_without_an_end(kind: type[AttrsInstance], name: str) -> None:
    """Every other time, count and delay has a bound; waiting in a queue is bounded by the call's time."""
    with pytest.raises(ConfigurationError):
        kind(**{name: math.inf})


@pytest.mark.parametrize(("kind", "name"), ENDLESS)
def test_without_an_end_is_said_by_infinity(kind: type[AttrsInstance], name: str) -> None:
    """Tokens are kept until they are refused; a call waits in queues for as long as it has time."""
    assert getattr(kind(**{name: math.inf}), name) == math.inf


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        *((Timeouts, name) for name in ("connect", "read", "write", "pool", "total")),
        *((Limits, name) for name in ("max_connections", "keepalive_expiry", "max_answer_bytes")),
        *((Retries, name) for name in ("max_attempts", "base_delay", "max_delay", "budget")),
        *((TokenSettings, name) for name in ("idle", "mint_timeout", "max_cached")),
    ],
)
def test_no_time_and_no_room_at_all_is_refused(kind: type[AttrsInstance], name: str) -> None:
    """Zero would not mean "without a limit" but that nothing works."""
    with pytest.raises(ConfigurationError):
        kind(**{name: 0})


@pytest.mark.parametrize(
    ("kind", "name"), [(Retries, "max_server_wait"), (Retries, "budget_refill"), (TokenSettings, "forbidden_for")]
)
def test_zero_turns_a_tolerance_off(kind: type[AttrsInstance], name: str) -> None:
    """Where none at all is a sensible choice, zero says it."""
    assert getattr(kind(**{name: 0}), name) == 0


def test_counts_are_integers() -> None:
    """There is no half attempt."""
    with pytest.raises(ConfigurationError, match="an integer from 1 on"):
        Retries(max_attempts=2.5)  # type: ignore[arg-type]  # what an untyped caller may pass


def test_a_changed_copy_is_checked_as_well() -> None:
    """A copy cannot slip past the checks."""
    assert evolve(Timeouts(), total=20).total == 20
    with pytest.raises(ConfigurationError):
        evolve(Timeouts(), total=0)


def test_there_are_two_logins() -> None:
    """Any other operation gives no token."""
    assert TokenSettings(login="impersonate_identity_login").login == "impersonate_identity_login"
    with pytest.raises(ConfigurationError, match="access_token or impersonate_identity_login"):
        TokenSettings(login="login")  # type: ignore[arg-type]  # the point of the test


def test_known_rate_limits_are_calls_and_seconds() -> None:
    """Any iterable of pairs will do."""
    assert RateLimit(limits=[(100, 60), (1000, 3600.0)]).limits == ((100, 60), (1000, 3600.0))


@pytest.mark.parametrize(
    "limits", [5, [5], [(1, 2, 3)], [(0, 60)], [(1, 0)], [(1.0, 60)], [("100", 60)], [(1, math.inf)], "ab"]
)
def test_rate_limits_that_make_no_sense_are_refused(limits: object) -> None:
    """A limit of no calls would stop everything."""
    with pytest.raises(ConfigurationError, match="calls"):
        RateLimit(limits=limits)  # type: ignore[arg-type]  # what an untyped caller may pass


def test_learning_is_on_or_off() -> None:
    """Not some truthy value."""
    with pytest.raises(ConfigurationError, match="True or False"):
        RateLimit(learn=1)  # type: ignore[arg-type]  # the point of the test
