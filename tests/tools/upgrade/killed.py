"""Ends an upgrade by a signal at chosen moments, and prints what it left each time.

    python -m tests.tools.upgrade.killed ROOT DOCUMENT COUNT

A moment is a number of function calls, so that it does not depend on how fast the machine is. Half of the moments lie
anywhere in the run, half between the first and the last file that is put in its place.
"""

import contextlib
import hashlib
import io
import json
import os
import random
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from scripts.renewal.upgrade import main
from scripts.renewal.upgrading import workshop

SIGNALS = (signal.SIGTERM, signal.SIGKILL)
Watch = Callable[[FrameType, str, object], None]


def run(root: Path, document: Path) -> int:
    """Follow the document, without a word."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        return main([str(document), "--root", str(root), "--no-regen", "--no-tests"])


def state(root: Path) -> str:
    """Give a fingerprint of all files but what an upgrade prepares aside."""
    files = sorted(
        path for path in root.rglob("*") if path.is_file() and not path.parts[len(root.parts)].startswith(".")
    )
    said = [f"{path.relative_to(root)} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in files]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def in_a_child(body: Callable[[], object]) -> int:
    """Run something in a process of its own, and give how it ended, as `os.waitstatus_to_exitcode` does."""
    child = os.fork()
    if child == 0:
        code = 70
        try:
            body()
            code = 0
        except SystemExit as end:
            code = int(end.code or 0)
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def calls(root: Path, document: Path) -> tuple[int, int, int]:
    """Count the function calls of a run, and tell between which of them files are put in place."""
    count, first, last = 0, 0, 0

    def watch(frame: FrameType, event: str, _: object) -> None:
        nonlocal count, first, last
        count += event == "call"
        if event == "call" and frame.f_code is workshop.swap.__code__:
            first = count
        if event == "return" and frame.f_code is workshop.swap.__code__:
            last = count

    sys.setprofile(watch)
    try:
        run(root, document)
    finally:
        sys.setprofile(None)
    return count, first, last


def end_at(moment: int, number: int) -> Watch:
    """Make a watch that sends this process a signal at a moment."""
    count = 0

    def watch(_frame: FrameType, event: str, _: object) -> None:
        nonlocal count
        count += event == "call"
        if event == "call" and count == moment:
            os.kill(os.getpid(), number)

    return watch


def ended(source: Path, document: Path, moment: int, number: int, states: tuple[str, str]) -> dict[str, object]:
    """End a run at a moment; tell what it left, and what the next run made of it."""
    root = source.with_name("killed")
    shutil.copytree(source, root)

    def body() -> None:
        sys.setprofile(end_at(moment, number))
        run(root, document)

    code = in_a_child(body)
    names = {states[0]: "before", states[1]: "after"}
    left, aside = names.get(state(root), "half"), len(list(root.glob(".upgrade.*")))
    found = {"signal": signal.Signals(number).name, "moment": moment, "code": code, "left": left, "aside": aside}
    if left != "before" or aside:  # else it is the tree that it was, and the next run would be like any other
        in_a_child(lambda: run(root, document))
        found |= {"next": names.get(state(root), "half"), "aside then": len(list(root.glob(".upgrade.*")))}
    shutil.rmtree(root)
    return found


def everything(root: Path, document: Path, count: int) -> list[dict[str, object]]:
    """End as many runs as asked for."""
    done = root.with_name("done")
    shutil.copytree(root, done)
    total, first, last = calls(done, document)
    states = (state(root), state(done))
    chosen = random.Random(16)
    found = []
    for number in range(count):
        low, high = (first, last) if number % 2 else (1, total)
        found.append(ended(root, document, chosen.randint(low, high), SIGNALS[number // 2 % 2], states))
    return found


if __name__ == "__main__":
    sys.stdout.write(json.dumps(everything(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))))
