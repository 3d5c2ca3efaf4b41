"""Mistakes at the command line: each ends in a sentence and an exit code, none in a traceback."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ON_BEHALF: str = "--corporate 109876"


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (f"payouts run . {ON_BEHALF}", "Is a directory"),
        (f"payouts run none.csv {ON_BEHALF}", "none.csv cannot be read as a CSV in UTF-8"),
        (f"statement export 220 {ON_BEHALF} --month 2026-13 -o x.csv", "--month: A month is written as"),
        (f"statement export 220 {ON_BEHALF} --month 2026-10 -o no/folder/x.csv", "its folder must be there"),
        (f"statement export 220 {ON_BEHALF} --month 2026-10 -o x.pdf", "This is one of csv, jsonl, xlsx"),
        ("settle none.json", "is not a file with a settle token"),
    ],
)
def test_a_command_that_cannot_be_right_says_why(
    weavr: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, sentence: str
) -> None:
    """For people and for programs."""
    monkeypatch.chdir(tmp_path)
    for told in (weavr(command), weavr(f"{command} --json")):
        assert (told.code, sentence in " ".join(told.err.split())) == (2, True), told.err
        assert ".part" not in told.err


@pytest.mark.parametrize("command", ["unresolved", "doctor"])
def test_a_journal_that_cannot_be_used_is_named(
    weavr: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """Whoever asks for it."""
    monkeypatch.setenv("WEAVR_JOURNAL", f"sqlite:///{tmp_path}/no/folder/weavr.db")
    for told in (weavr(command), weavr(f"{command} --json")):
        assert told.code == 4
        assert "does its folder exist" in " ".join((told.out + told.err).split())


def test_a_wrong_path_in_the_address_is_found_by_the_doctor(
    weavr: Callable[..., Any], settings: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It does not say that the api key is accepted."""
    monkeypatch.setenv("WEAVR_BASE_URL", settings.removesuffix("/backoffice"))
    told = weavr("doctor --json")
    assert told.code == 4
    login = next(check for check in told.objects if check["what"] == "login")
    assert (login["is_well"], "base URL may be wrong" in login["found"]) == (False, True)
