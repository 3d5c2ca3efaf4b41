"""Keep calls in flight as told, slice by slice; answers each slice with its calls, CPU seconds and wall time.

Arguments: contender, base URL. Each line of standard input is one slice: calls in flight, seconds.
"""

import asyncio
import json
import sys
import time

from benchmarks import server
from benchmarks.contenders import CONTENDERS, Contender
from benchmarks.payloads import CARD_NAME


async def call_for(seconds: float, contender: Contender, in_flight: int) -> int:
    """Keep `in_flight` calls going for that long; the number of calls done."""
    end = time.perf_counter() + seconds

    async def one_after_another() -> int:
        calls = 0
        while not calls or time.perf_counter() < end:
            if await contender.card_name() != CARD_NAME:
                raise AssertionError("the contender read another name than the server sent")
            calls += 1
        return calls

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one_after_another()) for _ in range(in_flight)]
    return sum(task.result() for task in tasks)


async def measured(seconds: float, contender: Contender, in_flight: int, base_url: str) -> dict[str, float]:
    """One slice, and what it took."""
    server_cpu, wall, cpu = server.cpu_seconds(base_url), time.perf_counter(), time.process_time()
    calls = await call_for(seconds, contender, in_flight)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    return {"calls": calls, "cpu": cpu, "wall": wall, "server_cpu": server.cpu_seconds(base_url) - server_cpu}


async def made(key: str, base_url: str) -> Contender:
    """The contender, inside the event loop on which it will run."""
    return CONTENDERS[key].load()(base_url)


def main(key: str, base_url: str) -> None:
    """Answer slices until there are no more; between two of them nothing runs here."""
    with asyncio.Runner() as runner:
        contender = runner.run(made(key, base_url))
        for line in sys.stdin:
            in_flight, seconds = line.split()
            print(json.dumps(runner.run(measured(float(seconds), contender, int(in_flight), base_url))), flush=True)
        runner.run(contender.aclose())


if __name__ == "__main__":
    main(*sys.argv[1:])
