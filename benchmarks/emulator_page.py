"""What an open page costs the emulator: processor time for each read, with 10,000 requests in the log.

`python -m benchmarks.emulator_page` needs Chromium. Processor time of the emulator's own process is measured, because
the clock on the wall also shows what the browser and the client take from the machine.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

import httpx
from playwright.sync_api import sync_playwright

from weavr_async.emulator import DEMO_API_KEY, Emulator, serve
from weavr_async.emulator.asgi import BASE_PATH

ROUNDS = 7
READS = 1_000


async def emulate() -> None:
    """Serve an emulator whose log is full, until the standard input ends."""
    emulator = Emulator(control=True, log_size=10_000, token_idle_ms=None)
    async with emulator.client() as client:
        asked = {"identity": {"type": "CORPORATE", "id": "109876"}}
        await client.post("/access_token", json=asked, headers={"api-key": DEMO_API_KEY})
    for _ in range(10_000):
        emulator.requests.add(emulator.requests[0])
    async with serve(emulator) as url:
        print(url, emulator.mint("109876"), flush=True)
        await asyncio.to_thread(sys.stdin.read)


def seconds(pid: int) -> float:
    """Processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Read with and without the page, in turns, and compare."""
    command = [sys.executable, "-m", "benchmarks.emulator_page", "--serve"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url, token = process.stdout.readline().split()
        headers = {"api-key": DEMO_API_KEY, "authorization": f"Bearer {token}"}

        def microseconds() -> float:
            before = seconds(process.pid)
            for _ in range(READS):
                client.get("/managed_accounts/220")
            return (seconds(process.pid) - before) / READS * 1_000_000

        with httpx.Client(base_url=url, headers=headers) as client, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            microseconds()
            without, watched = [], []
            for _ in range(ROUNDS):
                without.append(microseconds())
                page = browser.new_page()
                page.goto(url.removesuffix(BASE_PATH) + "/")
                page.get_by_text("live", exact=True).wait_for()
                watched.append(microseconds())
                page.close()
            browser.close()
        process.communicate("")
    print(f"without the page {statistics.median(without):.0f} us a read, {[round(one) for one in without]}")
    print(f"with the page    {statistics.median(watched):.0f} us a read, {[round(one) for one in watched]}")
    print(f"ratio            {statistics.median(watched) / statistics.median(without):.3f}")


if __name__ == "__main__":
    asyncio.run(emulate()) if "--serve" in sys.argv else main()
