"""Read a statement to its end; prints the seconds it took, and the CPU seconds among them.

Arguments: base URL, pages, page size, pages in flight.
"""

import asyncio
import json
import sys
import time

from benchmarks.statements import statement


async def main(base_url: str, pages: int, page_size: int, in_flight: int) -> dict[str, float]:
    """Count the entries, so that a short read cannot pass for a fast one."""
    read, start, cpu = 0, time.perf_counter(), time.process_time()
    async with statement(base_url, pages * page_size, page_size=page_size, in_flight=in_flight) as reading:
        async for _ in reading:
            read += 1
    if read != pages * page_size:
        raise AssertionError(f"the statement has {pages * page_size} entries, {read} were read")
    return {"wall": time.perf_counter() - start, "cpu": time.process_time() - cpu}


if __name__ == "__main__":
    _, base_url, *numbers = sys.argv
    print(json.dumps(asyncio.run(main(base_url, *map(int, numbers)))))
