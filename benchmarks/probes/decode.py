"""Decode a page of 500 entries that often; with `memory`, print the bytes that are kept per entry.

Arguments: decoder, repeats, `memory` or nothing.
"""

import gc
import json
import sys
import tracemalloc

from benchmarks.decoders import DECODERS
from benchmarks.payloads import PAGE_ENTRIES, statement_page


def main(key: str, repeats: int, *, memory: bool) -> None:
    """Decode, and forget what was decoded before the next time."""
    data = statement_page(PAGE_ENTRIES)
    decode = DECODERS[key].load()
    for _ in range(repeats):
        decode(data)
    if memory:
        gc.collect()
        tracemalloc.start()
        page = decode(data)
        gc.collect()
        print(json.dumps(tracemalloc.get_traced_memory()[0] / PAGE_ENTRIES))
        del page


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), memory="memory" in sys.argv[3:])
