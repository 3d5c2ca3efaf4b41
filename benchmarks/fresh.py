"""Run a probe in a fresh process, so that no measurement inherits another's imports, heap or warm caches."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
_TIMEOUT: Final = 300.0


class ProbeError(Exception):
    """A probe ended without a result; the message is the last line that it wrote."""


def command(probe: str, *arguments: object) -> list[str]:
    """The command line of a probe."""
    return [sys.executable, "-m", f"benchmarks.probes.{probe}", *map(str, arguments)]


def environment(generated: Path | None) -> dict[str, str]:
    """Our own tree and the package generated for the run on the path, and hashes that repeat.

    Bytecode is written, as it is where users install: else each process would compile what it loads while it is timed.
    """
    paths = [ROOT, *([generated] if generated else [])]
    given = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return given | {"PYTHONPATH": os.pathsep.join(map(str, paths)), "PYTHONHASHSEED": "0"}


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
        raise _failure(error.stderr, error.returncode) from None
    except subprocess.TimeoutExpired:
        raise ProbeError(f"no result within {_TIMEOUT:.0f} s") from None


def probe(name: str, *arguments: object, generated: Path | None = None) -> Any:  # noqa: ANN401 - each probe has its own shape
    """What the probe printed, parsed from JSON."""
    return json.loads(run(command(name, *arguments), generated).stdout)


class Dialogue:
    """A probe that stays and is asked again and again, so that two of them can take turns within a second."""

    def __init__(self, process: subprocess.Popen[str], errors: IO[str]) -> None:
        self._process = process
        self._errors = errors

    def ask(self, *words: object) -> Any:  # noqa: ANN401 - each probe has its own shape
        """What the probe answers to one line, parsed from JSON.

        Raises:
            ProbeError: It ended instead.
        """
        assert self._process.stdin is not None  # both were asked for in `dialogue`
        assert self._process.stdout is not None
        try:
            print(*words, file=self._process.stdin, flush=True)
            answer = self._process.stdout.readline()
        except BrokenPipeError:
            answer = ""
        if not answer:
            self._errors.seek(0)
            raise _failure(self._errors.read(), self._process.wait(_TIMEOUT))
        return json.loads(answer)


@contextmanager
def dialogue(name: str, *arguments: object, generated: Path | None = None) -> Iterator[Dialogue]:
    """A probe that answers lines for as long as the block runs."""
    with (
        tempfile.TemporaryFile("w+") as errors,
        subprocess.Popen(
            command(name, *arguments),
            env=environment(generated),
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as process,
    ):
        try:
            yield Dialogue(process, errors)
        finally:
            process.terminate()


def _failure(stderr: str, status: int) -> ProbeError:
    said = [line for line in stderr.splitlines() if line and not line.startswith("==")]  # valgrind's own lines
    return ProbeError(said[-1] if said else f"ended with status {status}")
