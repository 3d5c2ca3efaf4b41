"""The guide to the emulator is true: its tests pass, its world can be read, its options and faults exist."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from weavr_async.emulator import read_world
from weavr_async.emulator.__main__ import main
from weavr_async.emulator.deliveries import DeliveryFaultKind

pytest_plugins = ["pytester"]

GUIDE = (Path(__file__).parents[3] / "docs" / "guides" / "emulator.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The blocks of the guide in one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


def test_the_tests_in_the_guide_pass(pytester: pytest.Pytester) -> None:
    """As they stand there."""
    pytester.makeini("[pytest]\nasyncio_default_fixture_loop_scope = function\nfilterwarnings = error\n")
    pytester.makepyfile(*[block for block in blocks("python") if "def test_" in block])
    pytester.runpytest_inprocess("--strict-markers").assert_outcomes(passed=1)


def test_the_world_in_the_guide_can_be_read(tmp_path: Path) -> None:
    """And has in it what it says."""
    path = tmp_path / "world.yaml"
    path.write_text(next(block for block in blocks("yaml") if "identities:" in block))
    world = read_world(path)
    assert (world.api_keys, sorted(world.accounts), sorted(world.cards)) == (["my-sandbox-key"], ["10"], ["20", "21"])
    world.settle("21", world.authorise("21", 50_000))


def test_the_options_in_the_guide_are_there(capsys: pytest.CaptureFixture[str]) -> None:
    """Those of the emulator."""
    with pytest.raises(SystemExit):
        main(["--help"])
    printed = capsys.readouterr().out
    options = set(re.findall(r"`?(--[a-z][a-z-]+)", GUIDE))
    assert {option for option in options if option not in printed} == set()
    assert options >= {"--host", "--world", "--state", "--webhooks", "--allow-host"}


def test_the_table_of_faults_of_webhooks_is_whole() -> None:
    """Each fault has its place."""
    table = GUIDE.partition("| fault |")[2].partition("\n\n")[0]
    first_cells = " ".join(row.split("|")[1] for row in table.splitlines()[2:])
    assert set(re.findall(r"`([a-z_]+)`", first_cells)) == set(get_args(DeliveryFaultKind))
