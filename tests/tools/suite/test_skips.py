"""What a machine lacks is skipped with a hint, and never in CI."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[3]
HINT: Final = "redis-server is not installed: `apt-get install redis-server`"


@pytest.mark.parametrize(("variables", "passes"), [({"CI": "true"}, False), ({}, True)])
def test_a_test_whose_server_is_missing_is_skipped_but_fails_in_ci(variables: dict[str, str], *, passes: bool) -> None:
    """One line says how to get the server."""
    environment = {name: value for name, value in os.environ.items() if name not in {"CI", "PATH"}}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/tokens/test_redis_fleet.py"]
    run = subprocess.run(
        command, cwd=ROOT, env={**environment, **variables, "PATH": ""}, capture_output=True, text=True, check=False
    )
    assert "no tests ran" not in run.stdout, run.stderr
    assert (run.returncode == 0) is passes
    assert (run.stdout.count(HINT) == 1) is passes, run.stdout
