"""Sends schemathesis at the emulator's documented profile: `make fuzz`.

All checks, valid and invalid data, all phases (stateful too), a fixed seed, one worker, credentials by header.
Fails when schemathesis finds anything, when an answer was a 5xx, when the books do not balance afterwards, or when
fewer requests were sent than asked for.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Final

from weavr_async.emulator import DEMO_API_KEY, Emulator, Profile, World, serve_in_thread

CONTRACT: Final = Path(__file__).parents[2] / "openapi" / "backoffice.yaml"
COMPANY: Final = "1"
SERVER_ERRORS: Final = 500


def simple_world() -> World:
    """A world of ids that a generator of test data comes upon: much of what it sends is accepted then."""
    world = World()
    for number in range(4):
        world.transfer_profile(str(number))
        world.fee_type(str(number), GBP=number, EUR=number)
    company = world.corporate(COMPANY)
    for number in range(4):
        company.account(str(number), balance=10**12)
    for number in range(4, 7):
        company.prepaid_card(str(number), balance=10**9)
    for number in range(7, 10):
        company.debit_card(str(number), parent="0")
    for number in range(4):
        company.user(str(number), email=f"{number}@example.com")
    return world


def main(arguments: list[str] | None = None) -> int:
    """Run it, and say what was sent and answered."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=260, help="test cases for each operation, more or less")
    parser.add_argument("--at-least", type=int, default=10_000, help="requests, or the run proves too little")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--phases", default="examples,coverage,fuzzing,stateful")
    options = parser.parse_args(arguments)
    emulator = Emulator(simple_world(), profile=Profile.DOCUMENTED, token_idle_ms=None, log_size=1_000_000)
    token = emulator.mint(COMPANY)
    # Elsewhere than here: it keeps a cache of what failed, and a run must not depend on the one before.
    with serve_in_thread(emulator) as url, tempfile.TemporaryDirectory() as elsewhere:
        command = [
            *(str(Path(sys.executable).with_name("st")), "run", str(CONTRACT), "--url", url),
            *("-H", f"api-key: {DEMO_API_KEY}", "-H", f"Authorization: Bearer {token}"),
            *("--checks", "all", "--mode", "all", "--phases", options.phases, "--workers", "1"),
            *("--seed", str(options.seed), "--max-examples", str(options.examples)),
            *("--generation-database", "none", "--suppress-health-check", "all", "--no-color"),
        ]
        variables = {**os.environ, "SCHEMATHESIS_HOOKS": "fuzz_hooks", "PYTHONPATH": str(Path(__file__).parent)}
        found = subprocess.run(command, cwd=elsewhere, env=variables, check=False).returncode
    statuses = Counter(row.status for row in emulator.requests)
    failed = sum(count for status, count in statuses.items() if status is None or status >= SERVER_ERRORS)
    print(f"\n{emulator.requests.total} requests; answers: {dict(sorted(statuses.items(), key=str))}")
    done = Counter(row.operation for row in emulator.requests if row.status in {200, 201, 204})
    print("done:", ", ".join(f"{operation} {done[operation]}" for operation in emulator.contract.operations))
    emulator.check()
    if emulator.requests.total < options.at_least:
        print(f"fewer than {options.at_least} requests: raise --examples")
        return 1
    return 1 if found or failed else 0


if __name__ == "__main__":
    sys.exit(main())
