"""Choosing switches: in Python, and on the command line for users of other languages."""

from __future__ import annotations

from typing import Any

import pytest

from weavr_async.emulator import Profile, Switches
from weavr_async.emulator.__main__ import main


@pytest.mark.parametrize(
    "chosen",
    [
        {"dead_token_status": 418},
        {"dead_token_status": "401"},
        {"failures_stored": 1},
        {"token_idle_ms": True},
        {"token_idle_ms": 1.5},
        {"default_page_size": None},
        {"reference_scope": "planet"},
        {"rate_limits": ((1, 2, 3),)},
        {"rate_limits": (1, 2)},
        {"rate_limits": [(1, 2)]},
        {"rate_limit_windows": "rolling"},
    ],
    ids=str,
)
def test_a_position_that_a_switch_does_not_have_is_refused(chosen: dict[str, Any]) -> None:
    """By name, rather than ignored or taken for another."""
    (name,) = chosen
    with pytest.raises(ValueError, match=f"the switch {name} takes"):
        Switches.of(Profile.OBSERVED, **chosen)


@pytest.mark.parametrize(
    "chosen",
    [{"token_idle_ms": None}, {"rate_limits": ((100, 60), (1_000, 3_600))}, {"unknown_identity": "not_found"}],
    ids=str,
)
def test_every_position_of_a_switch_can_be_chosen(chosen: dict[str, Any]) -> None:
    """In either profile."""
    (name,) = chosen
    for profile in Profile:
        assert getattr(Switches.of(profile, **chosen), name) == chosen[name]


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        ("no_such_switch=1", "there is no switch 'no_such_switch'"),
        ("dead_token_status=418", "the switch dead_token_status takes Literal[401, 403], not 418"),
        ("failures_stored=yes", "the switch failures_stored takes bool, not 'yes'"),
    ],
)
def test_the_command_line_refuses_what_is_no_switch(
    written: str, complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """And says what it would take."""
    with pytest.raises(SystemExit):
        main(["--switch", written])
    assert complaint in capsys.readouterr().err
