"""Import modules into a bare interpreter; prints the CPU milliseconds and the megabytes that took.

Arguments: the modules.

Nothing else is imported here before the clock starts, `json` included: it would be missing from the cost.
"""

import sys
import time

from benchmarks.memory import resident_bytes


def main(modules: list[str]) -> None:
    """Import and print."""
    memory, start = resident_bytes(), time.process_time()
    for module in modules:
        __import__(module)
    cpu = time.process_time() - start
    print(f"[{cpu * 1e3:.3f}, {(resident_bytes() - memory) / 1e6:.3f}]")


if __name__ == "__main__":
    main(sys.argv[1:])
