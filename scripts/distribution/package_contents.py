"""Checks what sdist and wheel carry.

The wheel: both packages with their type markers, the contracts and the emulator's page, and nothing else. The sdist:
all that it takes to build, test and document the project, and nothing that tools leave behind.
"""

from __future__ import annotations

import sys
import tarfile
import zipfile
from pathlib import Path, PurePosixPath
from typing import Final

IN_WHEELS: Final = (
    "weavr_async/py.typed",
    "weavr_async/client.py",
    "weavr_async/emulator/__main__.py",
    "weavr_async/emulator/page/index.html",
    "weavr_async/emulator/page/page.css",
    "weavr_async/emulator/page/page.js",
    "weavr_async/emulator/page/views.js",
    "weavr_backoffice/py.typed",
    "weavr_backoffice/contract.json",
    "weavr_backoffice/simulator.json",
    "weavr_backoffice/webhooks.json",
    "weavr_backoffice/webhooks/topics.py",
    "weavr_backoffice/api/transfers/transfer_create.py",
)
PACKAGES: Final = {"weavr_async", "weavr_backoffice"}
SUFFIXES: Final = {".py", ".typed", ".json", ".html", ".css", ".js"}

IN_SDISTS: Final = (
    "CHANGELOG.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "docs/index.md",
    "docs/pages.css",
    "examples/settings.py",
    "generated/weavr_backoffice/contract.json",
    "llms.txt",
    "mkdocs.yml",
    "openapi/backoffice.yaml",
    "pyproject.toml",
    "requirements/dev.txt",
    "scripts/regen.sh",
    "tests/conftest.py",
    "weavr_async/client.py",
)
TOP_OF_SDISTS: Final = {"benchmarks", "docs", "examples", "generated", "openapi", "requirements", "scripts", "tests"}


def faults_of_wheel(names: list[str]) -> list[str]:
    """What is missing, and what should not be there."""
    found = [f"missing: {name}" for name in IN_WHEELS if name not in names]
    for name in names:
        path = PurePosixPath(name)
        if path.parts[0].endswith(".dist-info"):
            continue
        if path.parts[0] not in PACKAGES or path.suffix not in SUFFIXES:
            found.append(f"not expected: {name}")
    return found


def faults_of_sdist(names: list[str]) -> list[str]:
    """What is missing, and what should not be there."""
    inside = [PurePosixPath(*PurePosixPath(name).parts[1:]) for name in names]
    found = [f"missing: {name}" for name in IN_SDISTS if PurePosixPath(name) not in inside]
    for path in inside:
        folders = path.parts[:-1]
        if (folders and folders[0] not in {*TOP_OF_SDISTS, "weavr_async"}) or any(
            folder.startswith(".") or folder == "__pycache__" for folder in folders
        ):
            found.append(f"not expected: {path}")
    return found


def faults(file: Path) -> list[str]:
    """What is wrong with one of the two."""
    if file.suffix == ".whl":
        with zipfile.ZipFile(file) as wheel:
            return faults_of_wheel(wheel.namelist())
    with tarfile.open(file) as sdist:
        return faults_of_sdist(sdist.getnames())


def main(files: list[str]) -> int:
    """Print the faults of each file."""
    found = {file: faults(Path(file)) for file in files}
    for file, its in found.items():
        print(f"{Path(file).name}: {'all there, nothing else' if not its else ''}", *its, sep="\n  " if its else "")
    return 1 if any(found.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
