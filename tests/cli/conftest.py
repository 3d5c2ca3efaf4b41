"""The command line against an emulator at a socket, with settings and files of its own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from attrs import frozen

from weavr_async.cli import main
from weavr_async.emulator import DEMO_API_KEY

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from weavr_async.emulator import Emulator


@frozen
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def objects(self) -> list[Any]:
        """The JSON objects that were written, one a line."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def error(self) -> dict[str, Any]:
        """The JSON object of the error."""
        found: dict[str, Any] = json.loads(self.err.splitlines()[-1])
        return found


@pytest.fixture
def settings(weavr_emulator_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Set what the command line reads from the environment, and give the emulator's address."""
    for name in ("WEAVR_ENVIRONMENT", "WEAVR_JOURNAL", "WEAVR_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("WEAVR_API_KEY", DEMO_API_KEY)
    monkeypatch.setenv("WEAVR_BASE_URL", weavr_emulator_url)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("COLUMNS", "120")
    return weavr_emulator_url


@pytest.fixture
def weavr(settings: str, capsys: pytest.CaptureFixture[str]) -> Callable[[str], Ended]:
    """Run a command as it is typed."""

    def run(command: str, *words: str) -> Ended:
        capsys.readouterr()
        code = main([*command.split(), *words])
        out, err = capsys.readouterr()
        return Ended(code, out, err)

    return run


@pytest.fixture
def sent(weavr_emulator: Emulator) -> Callable[[], list[str]]:
    """What the emulator received, logins left out, as method and path."""

    def requests() -> list[str]:
        found = [f"{one.method} {one.path}" for one in weavr_emulator.requests]
        return [one for one in found if not one.endswith("/access_token")]

    return requests
