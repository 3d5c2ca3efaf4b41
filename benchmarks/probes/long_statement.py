"""Read a long statement entry by entry; prints the resident megabytes after a tenth and at the end, and the seconds.

Arguments: base URL, entries.
"""

import asyncio
import json
import sys
import time

from benchmarks.memory import resident_bytes
from benchmarks.statements import statement


async def main(base_url: str, count: int) -> dict[str, float]:
    """Keep nothing of what is read."""
    read, early, start = 0, 0, time.perf_counter()
    async with statement(base_url, count, page_size=500, in_flight=4) as reading:
        async for _ in reading:
            read += 1
            if read == count // 10:
                early = resident_bytes()
    if read != count:
        raise AssertionError(f"the statement has {count} entries, {read} were read")
    return {"early": early / 1e6, "late": resident_bytes() / 1e6, "seconds": time.perf_counter() - start}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(main(sys.argv[1], int(sys.argv[2])))))
