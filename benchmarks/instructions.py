"""User-space instructions of a process: the cost of work that no neighbour on the machine disturbs."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from benchmarks import fresh

Count = Callable[[list[str], Path | None], int]


def _by_perf(command: list[str], generated: Path | None) -> int:
    stderr = fresh.run(["perf", "stat", "-x", ",", "-e", "instructions:u", "--", *command], generated).stderr
    return int(stderr.splitlines()[-1].partition(",")[0])


def _by_cachegrind(command: list[str], generated: Path | None) -> int:
    valgrind = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null", *command]
    found = re.search(r"I +refs: +([\d,]+)", fresh.run(valgrind, generated).stderr)
    if found is None:
        raise fresh.ProbeError("cachegrind gave no count")
    return int(found[1].replace(",", ""))


def _by_nothing(_command: list[str], _generated: Path | None) -> int:
    raise fresh.ProbeError("neither perf nor valgrind can count instructions on this machine")


def _perf_counts() -> bool:
    if not shutil.which("perf"):
        return False
    trial = ["perf", "stat", "-x", ",", "-e", "instructions:u", "true"]
    return subprocess.run(trial, capture_output=True, text=True, check=False).stderr[:1].isdigit()


def counter() -> tuple[str, Count]:
    """The processor's own counter where it may be read (a virtual machine often hides it), else valgrind's."""
    if _perf_counts():
        return "perf", _by_perf
    if shutil.which("valgrind"):
        return "cachegrind", _by_cachegrind
    return "nothing", _by_nothing
