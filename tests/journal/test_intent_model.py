"""The rules of the journal, in the small model of `scripts/proofs/intent_model.py`."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from types import ModuleType

_SCRIPT = Path(__file__).parents[2] / "scripts" / "proofs" / "intent_model.py"
_RULES = (
    "open_before_sending",
    "lost_commit_is_unknown",
    "no_is_written_first",
    "nothing_after_the_lease",
    "close_carries_the_fence",
    "window_is_kept",
    "no_is_late",
    "late_from_the_last",
    "late_when_asked",
)


@pytest.fixture(scope="module")
def model() -> ModuleType:
    """The script, as a module."""
    spec = importlib.util.spec_from_file_location("intent_model", _SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["intent_model"] = module
    spec.loader.exec_module(module)
    return module


def test_with_all_rules_no_order_of_events_ends_badly(model: ModuleType) -> None:
    """Nothing is paid twice, and no yes is untrue."""
    way, states = model.search(model.Rules())
    assert way is None
    assert states > 30_000


@pytest.mark.parametrize("rule", _RULES)
def test_without_any_of_the_rules_some_order_ends_badly(model: ModuleType, rule: str) -> None:
    """So each of them is needed."""
    way, _ = model.search(model.Rules(**{rule: False}))
    assert way
