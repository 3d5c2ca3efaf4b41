"""Acting on live: asked for, and money with a journal only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BLOCK = "cards block 331 --corporate 109876"
FEE = "fees charge --corporate 109876 --fee-type MONTHLY_FEE --source account:220 --ref fee:2026-11"


@pytest.fixture(autouse=True)
def live(settings: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The emulator as if it were the live service."""
    monkeypatch.setenv("WEAVR_ENVIRONMENT", "live")


def test_a_write_is_refused_where_nobody_can_be_asked(weavr: Callable[..., Any], sent: Callable[[], list[str]]) -> None:
    ended = weavr(f"{BLOCK} --json")
    assert ended.code == 2
    assert "--yes" in ended.error["message"]
    assert sent() == []


def test_yes_answers_beforehand(weavr: Callable[..., Any]) -> None:
    assert weavr(f"{BLOCK} --yes").code == 0


def test_a_person_can_say_no(
    weavr: Callable[..., Any], sent: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda *_: "n")
    ended = weavr(BLOCK)
    assert (ended.code, sent()) == (2, [])


def test_a_person_can_say_yes(weavr: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda *_: "y")
    assert weavr(BLOCK).code == 0


def test_a_read_is_not_asked_about(weavr: Callable[..., Any]) -> None:
    assert weavr("cards get 331 --corporate 109876").code == 0


def test_money_needs_a_journal(weavr: Callable[..., Any], sent: Callable[[], list[str]], tmp_path: Path) -> None:
    ended = weavr(f"{FEE} --yes --json")
    assert ended.code == 2
    assert "--journal sqlite:///weavr.db" in ended.error["message"]
    assert sent() == []
    assert weavr(f"{FEE} --yes --journal sqlite:///{tmp_path}/weavr.db").code == 0


def test_a_dry_run_asks_nothing(weavr: Callable[..., Any], sent: Callable[[], list[str]]) -> None:
    assert weavr(f"{FEE} --dry-run").code == 0
    assert sent() == []


def test_an_address_that_may_be_live_s_is_asked_about_too(
    weavr: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WEAVR_ENVIRONMENT")
    monkeypatch.setenv("WEAVR_BASE_URL", "https://weavr.example/multi/backoffice")
    ended = weavr(f"{BLOCK} --json")
    assert (ended.code, "say --yes" in ended.error["message"]) == (2, True)


def test_an_end_of_the_input_is_no_yes(
    weavr: Callable[..., Any], sent: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def ended(*_: object) -> str:
        raise EOFError

    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", ended)
    assert (weavr(BLOCK).code, sent()) == (2, [])
