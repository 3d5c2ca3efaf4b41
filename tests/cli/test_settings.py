"""Where the key and the environment come from, and what the doctor says about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from weavr_async.emulator import DEMO_API_KEY

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

READ = "cards get 331 --corporate 109876"


@pytest.fixture
def file(settings: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A settings file instead of environment variables."""
    monkeypatch.delenv("WEAVR_API_KEY")
    monkeypatch.delenv("WEAVR_BASE_URL")
    path = tmp_path / "weavr.toml"
    path.write_text(f'api_key = "{DEMO_API_KEY}"\nbase_url = "{settings}"\n')
    path.chmod(0o600)
    return path


def test_settings_come_from_a_file(weavr: Callable[..., Any], file: Path) -> None:
    assert weavr(f"{READ} --config {file}").code == 0


def test_the_file_in_its_usual_place_needs_no_naming(weavr: Callable[..., Any], file: Path, tmp_path: Path) -> None:
    place = tmp_path / "config" / "weavr"
    place.mkdir(parents=True)
    file.rename(place / "config.toml")
    assert weavr(READ).code == 0


def test_an_environment_variable_wins_over_the_file(
    weavr: Callable[..., Any], file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEAVR_API_KEY", "another-key")
    assert weavr(f"{READ} --config {file}").code == 3


def test_a_file_with_a_key_that_others_may_read_is_refused(weavr: Callable[..., Any], file: Path) -> None:
    file.chmod(0o644)
    ended = weavr(f"{READ} --json --config {file}")
    assert ended.code == 2
    assert "chmod 600" in ended.error["message"]


@pytest.mark.parametrize("content", ["api_key = 3", 'apikey = "x"', "api_key ="])
def test_a_file_that_says_something_else_is_refused_without_showing_it(
    weavr: Callable[..., Any], file: Path, content: str
) -> None:
    file.write_text(content)
    ended = weavr(f"{READ} --config {file}")
    assert ended.code == 2
    assert "Traceback" not in ended.err


def test_a_file_that_is_not_there_is_named(weavr: Callable[..., Any], settings: str, tmp_path: Path) -> None:
    ended = weavr(f"{READ} --json --config {tmp_path}/none.toml")
    assert (ended.code, "none.toml" in ended.error["message"]) == (2, True)


def test_no_command_takes_a_key_as_an_argument(weavr: Callable[..., Any]) -> None:
    assert weavr(f"{READ} --api-key secret").code == 2


def test_the_doctor_finds_all_well(weavr: Callable[..., Any]) -> None:
    ended = weavr("doctor --json --corporate 109876")
    assert ended.code == 0
    found = [check["what"] for check in ended.objects]
    assert found == ["versions", "proxies", "settings", "network", "clock", "login"]
    assert all(check["is_well"] for check in ended.objects)


def test_the_doctor_says_what_is_wrong_with_the_key(weavr: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEAVR_API_KEY", "another-key")
    ended = weavr("doctor --json")
    [login] = [check for check in ended.objects if check["what"] == "login"]
    assert (ended.code, login["is_well"]) == (4, False)
    assert "api key" in login["found"] + login["do"]


def test_the_doctor_says_what_to_set(weavr: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WEAVR_API_KEY")
    ended = weavr("doctor --json")
    assert ended.code == 4
    assert "WEAVR_API_KEY" in ended.objects[-1]["found"]


def test_the_doctor_says_that_nothing_answers(weavr: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEAVR_BASE_URL", "http://127.0.0.1:9/multi/backoffice")
    ended = weavr("doctor --json")
    assert (ended.code, ended.objects[-1]["what"]) == (4, "network")
