"""Keep calls in flight for some time; prints the calls, the CPU seconds of client and server, and the wall time.

Arguments: contender, base URL, seconds, numbers of calls in flight.
"""

import asyncio
import json
import sys
import time

from benchmarks import server
from benchmarks.contenders import CONTENDERS, Contender
from benchmarks.payloads import CARD_NAME

_WARM_UP = 0.25
"""The part of the measured time that runs unmeasured before: it opens the connections and fills the caches."""


async def call_for(seconds: float, contender: Contender, in_flight: int) -> int:
    """Keep `in_flight` calls going for that long; the number of calls done."""
    end = time.perf_counter() + seconds

    async def one_after_another() -> int:
        calls = 0
        while time.perf_counter() < end:
            if await contender.card_name() != CARD_NAME:
                raise AssertionError("the contender read another name than the server sent")
            calls += 1
        return calls

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one_after_another()) for _ in range(in_flight)]
    return sum(task.result() for task in tasks)


async def main(key: str, base_url: str, seconds: float, levels: list[int]) -> list[dict[str, float]]:
    """Measure one contender at each number of calls in flight."""
    contender = CONTENDERS[key].load()(base_url)
    results = []
    for in_flight in levels:
        await call_for(seconds * _WARM_UP, contender, in_flight)
        server_cpu, wall, cpu = server.cpu_seconds(base_url), time.perf_counter(), time.process_time()
        calls = await call_for(seconds, contender, in_flight)
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        results.append(
            {"calls": calls, "cpu": cpu, "wall": wall, "server_cpu": server.cpu_seconds(base_url) - server_cpu}
        )
    await contender.aclose()
    return results


if __name__ == "__main__":
    _, key, base_url, seconds, *levels = sys.argv
    print(json.dumps(asyncio.run(main(key, base_url, float(seconds), [int(level) for level in levels]))))
