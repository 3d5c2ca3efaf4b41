"""`python -m scripts.proofs.dbos_on_postgresql [EVERY]`: the example with DBOS, killed at its awaits, on PostgreSQL.

DBOS and the journal are in two databases of one server. Needs `dbos` and the extras `emulator` and `postgresql`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from scripts.proofs import postgres_server

_EXAMPLE: Final = Path(__file__).parents[2] / "examples" / "dbos_payouts" / "through_kills.py"


def main(arguments: list[str]) -> int:
    """Start a server, and run the example on it."""
    binaries = postgres_server.found()
    if binaries is None:
        sys.stderr.write("PostgreSQL is not installed here.\n")
        return 2
    with postgres_server.running(binaries) as server:
        where = {
            "PAYOUTS_JOURNAL": server.make_database("payouts"),
            "PAYOUTS_WORKFLOWS": server.make_database("workflows"),
        }
        command = [sys.executable, str(_EXAMPLE), *arguments]
        return subprocess.run(command, env={**os.environ, **where}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
