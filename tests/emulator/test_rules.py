"""The table of rules is whole, and the command line prints it."""

from __future__ import annotations

from dataclasses import fields

import pytest

from weavr_async.emulator import RULES, Profile, Switches
from weavr_async.emulator.__main__ import main


def test_every_switch_has_its_rule() -> None:
    """And no rule names a switch that is none."""
    switches = [rule.switch for rule in RULES if rule.switch]
    assert sorted(switches) == sorted(field.name for field in fields(Switches))


def test_the_profiles_differ_where_something_was_observed() -> None:
    """Each switch that differs stands on an observation."""
    documented, observed = Switches.of(Profile.DOCUMENTED), Switches.of(Profile.OBSERVED)
    differing = {
        field.name for field in fields(Switches) if getattr(documented, field.name) != getattr(observed, field.name)
    }
    assert differing == {rule.switch for rule in RULES if rule.differs}
    unseen = {rule.switch for rule in RULES if rule.differs and not rule.source.startswith("observed")}
    assert unseen == {"dead_token_status"}


def test_explain_prints_every_rule(capsys: pytest.CaptureFixture[str]) -> None:
    """With its source."""
    assert main(["--explain"]) == 0
    printed = capsys.readouterr().out
    for rule in RULES:
        assert rule.text in printed
    assert {line.split()[0] for line in printed.splitlines() if not line.startswith(" ")} >= {
        "documented", "observed", "assumed", "open",
    }  # fmt: skip


def test_a_switch_that_is_none_is_refused() -> None:
    """Rather than ignored."""
    with pytest.raises(TypeError):
        Switches.of(Profile.OBSERVED, no_such_switch=True)
