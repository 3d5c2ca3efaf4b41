"""The guide to scripted answers is true: its tests pass as they stand there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

pytest_plugins = ["pytester"]

GUIDE: Final = Path(__file__).parents[3] / "docs" / "guides" / "scripted-answers.md"


@pytest.mark.parametrize("library", ["pytest_httpx", "respx"])
def test_the_test_with_each_library_passes(pytester: pytest.Pytester, library: str) -> None:
    """In a project of its own, whose warnings are errors."""
    blocks = re.findall(r"^```python\n(.*?)^```$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    [test] = [block for block in blocks if library in block and "def test_" in block]
    pytester.makeini("[pytest]\nasyncio_default_fixture_loop_scope = function\nfilterwarnings = error\n")
    pytester.makepyfile(test)
    pytester.runpytest_inprocess("--strict-markers").assert_outcomes(passed=1)
