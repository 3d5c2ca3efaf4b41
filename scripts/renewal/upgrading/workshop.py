"""Prepares the files of an upgrade aside, and puts them in the place of the old ones at once, or not at all.

A process that is killed while it swaps leaves a journal; the next run finishes the swap before it does anything else.
"""

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType

_REGEN = Path(__file__).resolve().parents[2] / "regen.sh"
_STANDARD_ERROR = 2
_PREFIX = ".upgrade."
_JOURNAL = "journal.json"
_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class WorkshopError(Exception):
    """Something could not be prepared; the tree is as it was."""


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """Hold the tree for one upgrade at a time, and finish or clear away what a killed one has left.

    Raises:
        WorkshopError: Another upgrade is at work.
    """
    folder = os.open(root, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        for left in root.glob(f"{_PREFIX}*"):
            _finish(root, left)
        yield
    except BlockingIOError:
        raise WorkshopError("another upgrade of this tree is at work") from None
    finally:
        os.close(folder)


def _finish(root: Path, left: Path) -> None:
    journal = left / _JOURNAL
    if journal.exists():
        for place, new in json.loads(journal.read_text(encoding="utf-8")).items():
            if (left / new).exists():
                _move(root / place, left / new)
    # What a killed run had started may still be writing here: then the rest goes with the next run.
    shutil.rmtree(left, ignore_errors=True)


@contextmanager
def orderly_end() -> Iterator[None]:
    """Make a signal that ends the program an exception, so that what was prepared is cleared away."""

    def end(number: int, _frame: FrameType | None) -> None:
        sys.exit(128 + number)

    before = {number: signal.signal(number, end) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def workshop(root: Path) -> Iterator[Path]:
    """Give a folder to prepare files in, on the same file system as the tree; it is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=root))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def regenerate(documents: Mapping[str, Path], target: Path) -> None:
    """Emit the generated package into a new folder, from the documents of the APIs by their names.

    Raises:
        WorkshopError: The generator, or a check of what it wrote, says no.
    """
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    # One that is not given is the project's own.
    contract, webhooks, simulator = (str(documents.get(name, "")) for name in ("backoffice", "webhooks", "simulator"))
    command = [str(_REGEN), contract, str(target), webhooks, simulator]
    code, said = _run(command, {**os.environ, "PATH": path})
    if code:
        raise WorkshopError(f"the generated code could not be emitted:\n{said}".rstrip())


def _run(command: Sequence[str], environment: Mapping[str, str]) -> tuple[int, str]:
    """Run a command, with all that it starts ended when this program ends; give its exit code and what it said."""
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
        try:
            code = process.wait()
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise
        log.seek(0)
        return code, log.read()


def swap(prepared: Mapping[Path, Path]) -> None:
    """Put what was prepared (values) in the place of what is there (keys); when one fails, none is changed.

    What was prepared stands in one workshop, the places in the tree around it. Signals wait until it is done.
    """
    folder = next(iter(prepared.values())).parent
    moves = {str(place.relative_to(folder.parent)): new.name for place, new in prepared.items()}
    signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        with ExitStack() as undo:
            _write_journal(folder, moves)
            undo.callback((folder / _JOURNAL).unlink)
            for place, new in prepared.items():
                undo.callback(_put_back, _move(place, new), place)
            undo.pop_all()
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)


def _write_journal(folder: Path, moves: Mapping[str, str]) -> None:
    """Write down what is to be moved, whole or not at all."""
    draft = folder / f"{_JOURNAL}.draft"
    with draft.open("w", encoding="utf-8") as file:
        json.dump(moves, file)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(folder / _JOURNAL)


def _move(place: Path, new: Path) -> Path:
    """Put a new file or folder in a place, and give where the old one went."""
    old = new.with_name(f"old-{new.name}")
    if place.exists():
        place.rename(old)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        new.rename(place)
    except OSError:
        if old.exists():
            old.rename(place)
        raise
    return old


def _put_back(old: Path, place: Path) -> None:
    if place.is_dir():
        shutil.rmtree(place)
    elif place.exists():
        place.unlink()
    if old.exists():
        old.rename(place)


def run_tests(root: Path) -> int:
    """Run the tests of the tree, told on standard error, and give pytest's exit code."""
    command = [sys.executable, "-m", "pytest", "-q"]
    return subprocess.run(command, cwd=root, check=False, stdout=_STANDARD_ERROR).returncode
