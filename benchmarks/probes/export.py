"""Export a statement as CSV; prints the seconds it took, and the CPU seconds among them.

Arguments: base URL, pages, page size, pages in flight.
"""

import asyncio
import json
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.statements import statement


async def main(base_url: str, pages: int, page_size: int, in_flight: int) -> dict[str, float]:
    """Count the entries, so that a short file cannot pass for a fast one."""
    with tempfile.TemporaryDirectory() as folder:
        async with statement(base_url, pages * page_size, page_size=page_size, in_flight=in_flight) as reading:
            start, cpu = time.perf_counter(), time.process_time()
            written = (await reading.export(Path(folder) / "statement.csv", format="csv")).entries
            wall, cpu = time.perf_counter() - start, time.process_time() - cpu
    if written != pages * page_size:
        raise AssertionError(f"the statement has {pages * page_size} entries, {written} were written")
    return {"wall": wall, "cpu": cpu}


if __name__ == "__main__":
    _, base_url, *numbers = sys.argv
    print(json.dumps(asyncio.run(main(base_url, *map(int, numbers)))))
