"""Checks what a wheel carries: both packages with their type markers and the contract, and nothing else."""

from __future__ import annotations

import sys
import zipfile
from pathlib import PurePosixPath
from typing import Final

WANTED: Final = (
    "weavr_async/py.typed",
    "weavr_async/client.py",
    "weavr_async/emulator/__main__.py",
    "weavr_backoffice/py.typed",
    "weavr_backoffice/contract.json",
    "weavr_backoffice/api/transfers/transfer_create.py",
)
SUFFIXES: Final = {".py", ".typed", ".json"}


def faults(names: list[str]) -> list[str]:
    """What is missing, and what should not be there."""
    found = [f"missing: {name}" for name in WANTED if name not in names]
    for name in names:
        path = PurePosixPath(name)
        top = path.parts[0]
        if top.endswith(".dist-info"):
            continue
        if top not in {"weavr_async", "weavr_backoffice"} or path.suffix not in SUFFIXES:
            found.append(f"not expected: {name}")
    return found


def main(wheel: str) -> int:
    """Print the faults of a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        found = faults(archive.namelist())
    print("\n".join(found) or f"{PurePosixPath(wheel).name}: all there, nothing else")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
