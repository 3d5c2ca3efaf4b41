"""Prepares the files of an upgrade aside, and puts them in the place of the old ones at once, or not at all."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

_REGEN = Path(__file__).resolve().parents[2] / "regen.sh"
_STANDARD_ERROR = 2


class WorkshopError(Exception):
    """Something could not be prepared; the tree is as it was."""


@contextmanager
def workshop(root: Path) -> Iterator[Path]:
    """Give a folder to prepare files in, on the same file system as the tree; it is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix=".upgrade.", dir=root))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def regenerate(contract: Path, target: Path) -> None:
    """Emit the generated package for a contract into a new folder.

    Raises:
        WorkshopError: The generator, or a check of what it wrote, says no.
    """
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    ran = subprocess.run(
        [str(_REGEN), str(contract), str(target)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PATH": path},
    )
    if ran.returncode:
        raise WorkshopError(f"the generated code could not be emitted:\n{ran.stdout}{ran.stderr}".rstrip())


def swap(prepared: Mapping[Path, Path]) -> None:
    """Put what was prepared (values) in the place of what is there (keys); when one fails, none is changed."""
    with ExitStack() as undo:
        for number, (place, new) in enumerate(prepared.items()):
            old = new.with_name(f"old-{number}")
            if place.exists():
                place.rename(old)
                undo.callback(_put_back, old, place)
            new.rename(place)
        undo.pop_all()


def _put_back(old: Path, place: Path) -> None:
    if place.is_dir():
        shutil.rmtree(place)
    old.replace(place)


def run_tests(root: Path) -> int:
    """Run the tests of the tree, told on standard error, and give pytest's exit code."""
    command = [sys.executable, "-m", "pytest", "-q"]
    return subprocess.run(command, cwd=root, check=False, stdout=_STANDARD_ERROR).returncode
