"""What the emulator costs: `make bench-emulator`.

Requests are handed over in process, as ASGI messages, so that no client and no socket is measured with it. Times are
the processor's, on one core. Memory is what the process holds (reads), or what is kept of the objects made (writes).
"""

from __future__ import annotations

import asyncio
import gc
import itertools
import os
import subprocess
import sys
import tempfile
import time
import tracemalloc
from pathlib import Path
from typing import TYPE_CHECKING, Final

import orjson

from benchmarks.memory import resident_bytes
from weavr_async.emulator import DEMO_API_KEY, Emulator, Profile
from weavr_async.emulator.asgi import BASE_PATH

if TYPE_CHECKING:
    from collections.abc import MutableMapping
    from typing import Any

READS: Final = 50_000
WRITES: Final = 5_000
TESTS: Final = 300
READ_PATHS: Final = ("/managed_accounts/220", "/managed_cards/331", "/managed_accounts/220/statement", "/transfers")
TRANSFER: Final = {
    "profileId": "7",
    "source": {"type": "managed_accounts", "id": "220"},
    "destination": {"type": "managed_accounts", "id": "221"},
    "destinationAmount": {"currency": "GBP", "amount": 1},
}


class Caller:
    """Hands requests over with a live token, and insists on 200."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self._headers = [
            (b"api-key", DEMO_API_KEY.encode()),
            (b"authorization", b"Bearer " + emulator.mint("109876").encode()),
            (b"content-type", b"application/json"),
        ]

    async def __call__(self, method: str, path: str, body: bytes = b"", reference: bytes = b"") -> None:
        """Make one request."""
        headers = [*self._headers, (b"idempotency-ref", reference)] if reference else self._headers
        path = BASE_PATH + path
        scope = {"type": "http", "method": method, "path": path, "raw_path": path.encode(), "query_string": b""}

        async def receive() -> MutableMapping[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: MutableMapping[str, Any]) -> None:
            if message.get("status", 200) != 200:
                sys.exit(f"{method} {path} was answered {message}")

        await self._emulator({**scope, "headers": headers}, receive, send)


async def read() -> None:
    """Read accounts, cards, statements and transfers in turn."""
    emulator = Emulator(profile=Profile.DOCUMENTED)
    call = Caller(emulator)
    paths = itertools.cycle(READ_PATHS)
    for _ in range(READS // 10):
        await call("GET", next(paths))
    gc.collect()
    kept, before, started = len(emulator.world.snapshot()), resident_bytes(), time.process_time()
    for _ in range(READS):
        await call("GET", next(paths))
    seconds = time.process_time() - started
    gc.collect()
    print(f"{READS} reads: {seconds / READS * 1e6:.0f} µs each, {READS / seconds:.0f} a second")
    print(f"  memory of the process: {before / 2**20:.1f} MiB before, {resident_bytes() / 2**20:.1f} MiB after")
    print(f"  size of a snapshot:    {kept} bytes before, {len(emulator.world.snapshot())} bytes after")


async def write() -> None:
    """Make transfers, each under a reference of its own, and weigh what is kept of them."""
    emulator = Emulator(profile=Profile.DOCUMENTED)
    call = Caller(emulator)
    body = orjson.dumps(TRANSFER)
    references = (f"payout-{number}".encode() for number in itertools.count())
    started = time.process_time()
    for _ in range(WRITES):
        await call("POST", "/transfers", body, next(references))
    seconds = time.process_time() - started
    gc.collect()
    tracemalloc.start()
    for _ in range(WRITES):
        await call("POST", "/transfers", body, next(references))
    gc.collect()
    kept = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    emulator.check()
    print(f"{WRITES} transfers: {seconds / WRITES * 1e6:.0f} µs each; {kept / WRITES:.0f} bytes kept of each")


def start() -> None:
    """Make emulators: the first of a process, and those that follow."""
    code = "import time; t = time.process_time(); from weavr_async.emulator import Emulator; u = time.process_time(); "
    code += "Emulator(); v = time.process_time(); print((u - t) * 1e3, (v - u) * 1e3)"
    imported, made = map(float, subprocess.check_output([sys.executable, "-c", code], text=True).split())
    started = time.process_time()
    for _ in range(TESTS):
        Emulator()
    again = (time.process_time() - started) / TESTS * 1e3
    print(f"start: {imported:.0f} ms to import, {made:.1f} ms for the first emulator, {again:.2f} ms for the next")


def plugin() -> None:
    """Run as many tests that do nothing, with the fixtures and without."""
    bare = _seconds_of_tests("")
    for fixtures in ("weavr_emulator", "backoffice"):
        added = (_seconds_of_tests(fixtures) - bare) / TESTS * 1e3
        print(f"pytest: {fixtures} adds {added:.2f} ms to a test after the first")


def _seconds_of_tests(fixtures: str) -> float:
    """From the first test to the last, in the best of three runs."""
    tests = f"""
import time, pytest
started = []

@pytest.mark.parametrize("n", range({TESTS + 1}))
def test_nothing(n{", " * bool(fixtures)}{fixtures}):
    started.append(time.process_time())

def test_last():
    print("took", time.process_time() - started[0])
"""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "test_nothing.py").write_text(tests, encoding="utf-8")
        (Path(folder) / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
        command = [sys.executable, "-m", "pytest", "-q", "-s", "-p", "no:asyncio", "-p", "no:cacheprovider", folder]
        runs = [subprocess.check_output(command, text=True) for _ in range(3)]
    return min(float(run.split("took ")[1].split()[0]) for run in runs)


def main() -> None:
    """Print the figures."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    start()
    asyncio.run(read())
    asyncio.run(write())
    plugin()


if __name__ == "__main__":
    main()
