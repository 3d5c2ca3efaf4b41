"""`python -m scripts.proofs.dbos_through_kills [EVERY]`: the example with DBOS, killed at awaits.

DBOS and the journal are in two databases: two files of SQLite, then two of one PostgreSQL server.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from scripts.proofs import postgres_server

if TYPE_CHECKING:
    from collections.abc import Mapping

_EXAMPLE: Final = Path(__file__).parents[2] / "examples" / "dbos_payouts" / "through_kills.py"


def killed_at_awaits(arguments: list[str], where: Mapping[str, str]) -> int:
    """Run the example; its status is the number of payments that were not made once."""
    print(where or "two files of SQLite", flush=True)
    command = [sys.executable, str(_EXAMPLE), *arguments]
    return subprocess.run(command, env={**os.environ, **where}, check=False).returncode


def databases(server: postgres_server.PostgresServer) -> dict[str, str]:
    """Two databases of a server, in the example's variables."""
    return {
        "PAYOUTS_JOURNAL": server.make_database("payouts"),
        "PAYOUTS_WORKFLOWS": server.make_database("workflows"),
    }


def main(arguments: list[str]) -> int:
    """Run the example on each database."""
    binaries = postgres_server.found()
    if binaries is None:
        sys.stderr.write("PostgreSQL is not installed here.\n")
        return 2
    wrong = killed_at_awaits(arguments, {})
    with postgres_server.running(binaries) as server:
        return wrong + killed_at_awaits(arguments, databases(server))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
