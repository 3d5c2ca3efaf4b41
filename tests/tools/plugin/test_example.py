"""The tutorial of `examples/testing` is what it says: tests as a user would write them, that pass."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

EXAMPLE = Path(__file__).parents[3] / "examples" / "testing"
INI = "[pytest]\nasyncio_default_fixture_loop_scope = function\nfilterwarnings = error\n"
OFFLINE = """
import socket

def refuse(*arguments):
    raise OSError("this run is offline")

socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse
"""


def test_the_tutorial_passes_offline(tmp_path: Path) -> None:
    """In a process that cannot connect to anything."""
    (tmp_path / "offline.py").write_text(OFFLINE, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text(INI, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "offline", "-p", "no:cacheprovider", "-c", "pytest.ini", EXAMPLE],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 passed" in done.stdout


def test_the_tutorial_stays_short() -> None:
    """Under sixty lines, or nobody reads it."""
    assert len((EXAMPLE / "test_payouts.py").read_text(encoding="utf-8").splitlines()) < 60
