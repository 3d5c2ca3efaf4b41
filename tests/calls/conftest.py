"""A scripted test that passes without using up its script has tested something else than it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.calls.scripted import ScriptedEngine

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def _used_up() -> Iterator[None]:
    """Fail a test that leaves steps of a script behind."""
    ScriptedEngine.made.clear()
    yield
    left = [len(engine.script) for engine in ScriptedEngine.made if engine.script]
    assert not left, f"scripts were not used up: {left} steps are left"
