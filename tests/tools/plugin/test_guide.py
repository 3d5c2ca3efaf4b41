"""The guide to testing is true: its tests pass, and its shell sessions print what it says they print."""

from __future__ import annotations

import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from weavr_async.emulator.control.api import COMMANDS
from weavr_async.testing._made import FAULTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

pytest_plugins = ["pytester"]

GUIDE = (Path(__file__).parents[3] / "docs" / "guides" / "testing.md").read_text(encoding="utf-8")
SERVER = "python -m weavr_async.emulator --port 8099 --control"
END_OF_OUTPUT = "---- end of what this command prints"


def blocks(language: str) -> list[str]:
    """The blocks of the guide in one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


def commands_and_outputs() -> list[tuple[str, str]]:
    """What the console blocks show: each command, with what it prints."""
    session = "".join(blocks("console"))
    shown = re.findall(r"^\$ (.*\n(?:^> .*\n)*)((?:^(?!\$ ).*\n)*)", session, re.MULTILINE)
    return [(command.replace("\n> ", "\n").strip(), output) for command, output in shown]


@contextmanager
def served() -> Iterator[str]:
    """The emulator in a process of its own, started as the guide says but on a free port; gives host and port."""
    command = [sys.executable, *SERVER.replace("8099", "0").split()[1:]]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            found = re.search(r"127\.0\.0\.1:[0-9]+", process.stdout.readline())
            assert found is not None
            yield found[0]
        finally:
            process.terminate()


def test_the_shell_sessions_print_what_the_guide_says() -> None:
    """In one shell, from the first command to the last; `…` stands for anything."""
    shown = [(command, output) for command, output in commands_and_outputs() if not command.startswith("pip ")]
    assert shown.pop(0)[0] == SERVER
    with served() as address:
        script = "".join(f"{command}\necho\necho '{END_OF_OUTPUT}'\n" for command, _ in shown)
        done = subprocess.run(
            ["bash", "-o", "pipefail"],
            input=script.replace("127.0.0.1:8099", address),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    printed = [one.strip("\n") for one in done.stdout.split(END_OF_OUTPUT)]
    assert len(printed) == len(shown) + 1
    for (command, output), came in zip(shown, printed, strict=False):
        pattern = re.escape(output.strip("\n")).replace("…", ".*")
        assert re.fullmatch(pattern, came, re.DOTALL), f"$ {command}\n{came}\n{done.stderr}"


def test_the_tests_in_the_guide_pass(pytester: pytest.Pytester) -> None:
    """As they stand there."""
    pytester.makeini("[pytest]\nasyncio_default_fixture_loop_scope = function\nfilterwarnings = error\n")
    tests = [block for block in blocks("python") if "def test_" in block]
    pytester.makepyfile(**{f"test_{number}": block for number, block in enumerate(tests)})
    pytester.runpytest_inprocess("--strict-markers").assert_outcomes(passed=5)


def test_the_table_of_faults_is_whole() -> None:
    """Each fault that a marker can name has its place."""
    table = GUIDE.partition("| fault |")[2].partition("\n\n")[0]
    first_cells = " ".join(row.split("|")[1] for row in table.splitlines()[2:])
    named = set(re.findall(r"`([a-z_]+)`", first_cells))
    assert named == FAULTS.keys()


def test_the_table_of_the_control_api_is_whole() -> None:
    """Each command has its place."""
    table = GUIDE.partition("| under `/__emulator__` |")[2]
    paths = " ".join(command.path for command in COMMANDS)
    words = re.compile(r"/([a-z_]+)")
    assert {"clock", "world", "fee_types"} <= set(words.findall(paths)) <= set(words.findall(table))
