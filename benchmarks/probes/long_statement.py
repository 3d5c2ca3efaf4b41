"""Read a long statement entry by entry, or export it; prints the resident megabytes twice, and the seconds.

Arguments: base URL, entries, "read", "export" (to a sink) or "file". The memory is looked at after
a tenth of the entries, or of what is written, and at the end.
"""

import asyncio
import json
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.memory import resident_bytes
from benchmarks.statements import statement

BYTES_OF_AN_ENTRY = 500
"""Of CSV, at least."""


class Sink:
    """Keeps nothing, and looks at the memory once."""

    def __init__(self, early: int) -> None:
        self.resident = 0
        self._early = early
        self._written = 0

    async def write(self, data: bytes, /) -> None:
        """Count."""
        self._written += len(data)
        if not self.resident and self._written >= self._early:
            self.resident = resident_bytes()


async def read(base_url: str, count: int) -> tuple[int, int]:
    """Keep nothing of what is read; the number of entries, and the memory after a tenth of them."""
    number = early = 0
    async with statement(base_url, count, page_size=500, in_flight=4) as reading:
        async for _ in reading:
            number += 1
            if number == count // 10:
                early = resident_bytes()
    return number, early


async def export(base_url: str, count: int) -> tuple[int, int]:
    """The same as CSV."""
    sink = Sink(count * BYTES_OF_AN_ENTRY // 10)
    async with statement(base_url, count, page_size=500, in_flight=8) as reading:
        done = await reading.export(sink, format="csv")
    return done.entries, sink.resident


async def export_to_file(base_url: str, count: int) -> tuple[int, int]:
    """The same to a file."""
    with TemporaryDirectory() as folder:
        looking = asyncio.create_task(asyncio.to_thread(_look, Path(folder), count * BYTES_OF_AN_ENTRY // 10))
        async with statement(base_url, count, page_size=500, in_flight=8) as reading:
            done = await reading.export(Path(folder) / "statement.csv", format="csv")
        return done.entries, await looking


def _look(folder: Path, early: int) -> int:
    """The memory once the files of a folder have so many bytes."""
    while sum(file.stat().st_size for file in folder.iterdir()) < early:
        time.sleep(0.05)
    return resident_bytes()


async def main(base_url: str, count: int, way: str) -> dict[str, float]:
    """Go through all of it."""
    start = time.perf_counter()
    number, early = await {"read": read, "export": export, "file": export_to_file}[way](base_url, count)
    if number != count:
        raise AssertionError(f"the statement has {count} entries, {number} came")
    return {"early": early / 1e6, "late": resident_bytes() / 1e6, "seconds": time.perf_counter() - start}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(main(sys.argv[1], int(sys.argv[2]), sys.argv[3]))))
