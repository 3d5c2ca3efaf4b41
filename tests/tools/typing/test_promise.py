"""The types of the public API, as the type checkers of users see them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[3]
SERVICE: Final = "tests/tools/typing/service.py"


def test_mypy_sees_in_a_service_what_it_states() -> None:
    """Under --strict."""
    run = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", SERVICE], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stdout) == (0, "Success: no issues found in 1 source file\n")


def test_pyright_sees_in_a_service_what_it_states() -> None:
    """In strict mode, which the project's settings ask for."""
    run = subprocess.run(
        [sys.executable, "-m", "pyright", "--pythonpath", sys.executable, "--outputjson", SERVICE],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    report = json.loads(run.stdout)
    assert [found["message"] for found in report["generalDiagnostics"]] == []
    assert report["summary"]["filesAnalyzed"] == 1
