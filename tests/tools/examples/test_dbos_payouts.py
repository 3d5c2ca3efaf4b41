"""Payouts as workflows of DBOS, killed in the middle of a payment; `make prove` does it at every await."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from scripts.proofs.dbos_through_kills import databases

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scripts.proofs.postgres_server import PostgresServer

THROUGH_KILLS: Final = Path(__file__).parents[3] / "examples" / "dbos_payouts" / "through_kills.py"
PAID_ONCE: Final = re.compile(r"^killed at await \d+, started again \d+ h later: 1 transfer, status 0$", re.MULTILINE)


def killed_at_awaits(where: Mapping[str, str]) -> list[str]:
    """Run the example's own proof at every fourth await: what it prints about each killed process."""
    ended = subprocess.run(
        [sys.executable, str(THROUGH_KILLS), "4"],
        env={**os.environ, **where},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return PAID_ONCE.findall(ended.stdout)


@pytest.mark.timeout(600)
def test_a_killed_workflow_pays_once_on_sqlite() -> None:
    """Started again at once and 25 hours later."""
    assert len(killed_at_awaits({})) >= 2


@pytest.mark.timeout(600)
def test_a_killed_workflow_pays_once_on_postgresql(postgres_server: PostgresServer) -> None:
    """DBOS and the journal in two databases of one server."""
    assert len(killed_at_awaits(databases(postgres_server))) >= 2
