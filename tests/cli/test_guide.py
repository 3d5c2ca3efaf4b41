"""What the guide shows is what the commands print; `…` stands for what differs from run to run."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from weavr_async.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "command-line.md"


def transcripts() -> Iterator[tuple[str, str]]:
    """Each command of the guide that is run, and what it is said to print."""
    for block in re.findall(r"<!-- run -->\n```console\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL):
        for part in block.split("$ ")[1:]:
            command, _, printed = part.partition("\n")
            yield command, printed


@pytest.mark.usefixtures("settings")
def test_the_transcripts_of_the_guide_are_what_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    found = list(transcripts())
    assert len(found) == 5
    for command, expected in found:
        name, *words = shlex.split(command)
        assert name == "weavr"
        main(words)
        printed = "".join(capsys.readouterr())
        pattern = ".*".join(re.escape(part) for part in expected.split("…"))
        assert re.fullmatch(pattern, printed), (command, printed)
