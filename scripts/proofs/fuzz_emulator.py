"""Sends schemathesis at the emulator: `make fuzz`.

At the documented profile of the service, at Weavr's Simulator, or at the control API by its own document. All checks,
valid and invalid data, all phases (stateful too), a fixed seed, one worker, credentials by header. Fails when
schemathesis finds anything, when an answer was a 5xx, when the books do not balance afterwards, or when fewer requests
were sent than asked for.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from weavr_async.emulator import DEMO_API_KEY, Emulator, Profile, World, serve_in_thread
from weavr_async.emulator.asgi import BASE_PATH, CONTROL_PATH
from weavr_async.emulator.control.api import COMMANDS
from weavr_async.emulator.control.document import describe
from weavr_async.emulator.simulator import SIMULATOR_PATH

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope, Send

ROOT: Final = Path(__file__).parents[2]
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


class Target(NamedTuple):
    """What is sent at: its document, its path, how it is proved who sends, and whether its requests are logged."""

    document: str
    path: str
    headers: tuple[str, ...]
    logged: bool = True


def targets(token: str) -> dict[str, Target]:
    """The three documents that the emulator answers by."""
    bearer = f"Authorization: Bearer {token}"
    service = (ROOT / "openapi" / "backoffice.yaml").read_text(encoding="utf-8")
    simulator = (ROOT / "generated" / "weavr_backoffice" / "simulator.json").read_text(encoding="utf-8")
    return {
        "service": Target(service, BASE_PATH, (f"api-key: {DEMO_API_KEY}", bearer)),
        "simulator": Target(simulator, SIMULATOR_PATH, (f"programme-key: {DEMO_API_KEY}", bearer)),
        "control": Target(json.dumps(describe(COMMANDS)), CONTROL_PATH, (), logged=False),
    }


def main(arguments: list[str] | None = None) -> int:
    """Run it, and say what was sent and answered."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", nargs="?", choices=["service", "simulator", "control"], default="service")
    parser.add_argument("--examples", type=int, default=260, help="test cases for each operation, more or less")
    parser.add_argument("--at-least", type=int, default=10_000, help="requests, or the run proves too little")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--phases", default="examples,coverage,fuzzing,stateful")
    options = parser.parse_args(arguments)
    emulator = Emulator(
        simple_world(), profile=Profile.DOCUMENTED, control=True, token_idle_ms=None, log_size=1_000_000
    )
    target = targets(emulator.mint(COMPANY))[options.target]
    counted = Counted(emulator)
    # Elsewhere than here: it keeps a cache of what failed, and a run must not depend on the one before.
    with serve_in_thread(counted) as url, tempfile.TemporaryDirectory() as elsewhere:
        document = Path(elsewhere, "document.yaml")
        document.write_text(target.document, encoding="utf-8")
        command = [
            *(str(Path(sys.executable).with_name("st")), "run", str(document)),
            *("--url", url.removesuffix(BASE_PATH) + target.path),
            *(word for header in target.headers for word in ("-H", header)),
            *("--checks", "all", "--mode", "all", "--phases", options.phases, "--workers", "1"),
            *("--seed", str(options.seed), "--max-examples", str(options.examples)),
            *("--generation-database", "none", "--suppress-health-check", "all", "--no-color"),
        ]
        variables = {**os.environ, "SCHEMATHESIS_HOOKS": "fuzz_hooks", "PYTHONPATH": str(Path(__file__).parent)}
        found = subprocess.run(command, cwd=elsewhere, env=variables, check=False).returncode
    failed = sum(count for status, count in counted.statuses.items() if status >= SERVER_ERRORS)
    print(f"\n{counted.statuses.total()} requests; answers: {dict(sorted(counted.statuses.items()))}")
    if target.logged:
        done = Counter(row.operation for row in emulator.requests if row.status in {200, 201, 204})
        print("done:", ", ".join(f"{operation} {count}" for operation, count in done.items()))
    emulator.check()
    if counted.statuses.total() < options.at_least:
        print(f"fewer than {options.at_least} requests: raise --examples")
        return 1
    return 1 if found or failed else 0


class Counted:
    """An application that counts the statuses of its answers."""

    def __init__(self, app: Emulator) -> None:
        self._app = app
        self.statuses: Counter[int] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count one answer."""

        async def counting(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.statuses[message["status"]] += 1
            await send(message)

        await self._app(scope, receive, counting)


if __name__ == "__main__":
    sys.exit(main())
