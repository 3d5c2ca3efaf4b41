"""Run a probe in a fresh process, so that no measurement inherits another's imports, heap or warm caches."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
_TIMEOUT: Final = 300.0


class ProbeError(Exception):
    """A probe ended without a result; the message is the last line that it wrote."""


def command(probe: str, *arguments: object) -> list[str]:
    """The command line of a probe."""
    return [sys.executable, "-m", f"benchmarks.probes.{probe}", *map(str, arguments)]


def environment(generated: Path | None) -> dict[str, str]:
    """Our own tree and the package generated for the run on the path, and hashes that repeat."""
    paths = [ROOT, *([generated] if generated else [])]
    return os.environ | {"PYTHONPATH": os.pathsep.join(map(str, paths)), "PYTHONHASHSEED": "0"}


def run(arguments: list[str], generated: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command to its end.

    Raises:
        ProbeError: It did not end well, or not in time.
    """
    try:
        return subprocess.run(
            arguments,
            env=environment(generated),
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=_TIMEOUT,
            check=True,
        )
    except subprocess.CalledProcessError as error:
        said = [
            line for line in error.stderr.splitlines() if line and not line.startswith("==")
        ]  # valgrind's own lines
        raise ProbeError(said[-1] if said else f"ended with status {error.returncode}") from None
    except subprocess.TimeoutExpired:
        raise ProbeError(f"no result within {_TIMEOUT:.0f} s") from None


def probe(name: str, *arguments: object, generated: Path | None = None) -> Any:  # noqa: ANN401 - each probe has its own shape
    """What the probe printed, parsed from JSON."""
    return json.loads(run(command(name, *arguments), generated).stdout)
