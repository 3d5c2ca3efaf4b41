"""A write that may have happened: where it lies, and how it is settled."""

from __future__ import annotations

import asyncio
import json
import signal
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from weavr_async.client import BackOffice
from weavr_async.emulator import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from weavr_async.emulator import Emulator

PAYMENT = (
    "transfers create --corporate 109876 --profile-id 7 --source account:220 --destination card:331 "
    "--tag invoice-1 --ref payout:invoice-1"
)
AMOUNT = ("--amount", "10.00 GBP")


@pytest.fixture
def lost(weavr_emulator: Emulator) -> None:
    """All answers of one payment are lost, though the first sending acted."""
    weavr_emulator.faults.inject(Fault.cut_after(), operation="transferCreate", times=4)


@pytest.mark.usefixtures("lost")
def test_an_unknown_outcome_ends_with_5_and_names_the_file_with_its_settle_token(weavr: Callable[..., Any]) -> None:
    ended = weavr(f"{PAYMENT} --json", *AMOUNT)
    assert ended.code == 5
    assert ended.error["outcome"] == "unknown"
    path = Path(ended.error["settle_token_in"])
    assert json.loads(path.read_text())["operation"] == "transferCreate"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert ended.error["next"] == f"weavr settle {path}"


@pytest.mark.usefixtures("lost")
def test_it_is_listed_until_it_is_settled_and_moves_once(weavr: Callable[..., Any], weavr_emulator: Emulator) -> None:
    weavr(PAYMENT, *AMOUNT)
    [waiting] = weavr("unresolved --json").objects
    assert waiting["operation"] == "transferCreate"
    settled = weavr("settle --json")
    assert settled.code == 0
    assert settled.objects[0]["verdict"] == "done"
    assert settled.objects[0]["result"]["destinationAmount"] == {"currency": "GBP", "amount": 1000}
    assert weavr("unresolved --json").objects == []
    assert len(weavr_emulator.world.transfers) == 1


@pytest.mark.usefixtures("lost")
def test_with_a_journal_the_intent_is_named_and_settled(weavr: Callable[..., Any], tmp_path: Path) -> None:
    journal = f"--journal sqlite:///{tmp_path}/weavr.db"
    ended = weavr(f"{PAYMENT} --json {journal}", *AMOUNT)
    assert (ended.code, ended.error["next"]) == (5, "weavr settle")
    [waiting] = weavr(f"unresolved --json {journal}").objects
    assert waiting["id"] == ended.error["intent"]


def test_a_file_that_holds_no_settle_token_is_refused(weavr: Callable[..., Any], tmp_path: Path) -> None:
    file = tmp_path / "other.json"
    for content in ("[]", "{", "{}"):
        file.write_text(content)
        assert weavr(f"settle {file}").code == 2
    assert weavr(f"settle {tmp_path}/none.json").code == 2
    assert file.exists()


@pytest.mark.usefixtures("lost")
def test_a_settle_token_that_no_file_can_take_is_printed(
    weavr: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "taken").write_text("no folder")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "taken"))
    ended = weavr(f"{PAYMENT} --json", *AMOUNT)
    assert ended.code == 5
    file = tmp_path / "token.json"
    file.write_text(ended.error["settle_token"])
    assert weavr(f"settle {file}").code == 0


@pytest.mark.usefixtures("lost")
def test_a_damaged_file_hides_no_other_settle_token(weavr: Callable[..., Any], weavr_emulator: Emulator) -> None:
    path = Path(weavr(f"{PAYMENT} --json", *AMOUNT).error["settle_token_in"])
    (path.parent / "0.json").write_text("{")
    assert [each["operation"] for each in weavr("unresolved --json").objects] == ["cannot be read", "transferCreate"]
    settled = weavr("settle --json")
    assert (settled.code, settled.objects[0]["verdict"]) == (2, "done")
    assert len(weavr_emulator.world.transfers) == 1


@pytest.mark.usefixtures("lost")
def test_a_settle_token_of_another_environment_is_left_alone(
    weavr: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = Path(weavr(f"{PAYMENT} --json", *AMOUNT).error["settle_token_in"])
    monkeypatch.setenv("WEAVR_ENVIRONMENT", "live")
    settled = weavr("settle")
    assert (settled.code, str(path) in settled.err) == (0, True)
    assert path.exists()


def test_nothing_to_settle_is_said(weavr: Callable[..., Any]) -> None:
    assert weavr("settle").err.strip() == "Nothing to settle."


@pytest.mark.parametrize(("command", "code"), [("unresolved", 4), ("settle", 5), ("doctor", 4)])
def test_a_journal_that_cannot_be_opened_is_told_in_a_sentence(
    weavr: Callable[..., Any], tmp_path: Path, command: str, code: int
) -> None:
    ended = weavr(f"{command} --journal sqlite:///{tmp_path}/none/weavr.db")
    assert (ended.code, "cannot be opened" in " ".join((ended.out + ended.err).split())) == (code, True)


@pytest.fixture
def interrupt(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Interrupt as Ctrl-C does, while the client closes: all has been answered by then."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored, where tests run in the background
    close = BackOffice.aclose

    async def interrupted(client: BackOffice) -> None:
        signal.raise_signal(signal.SIGINT)
        await close(client)

    monkeypatch.setattr(BackOffice, "aclose", interrupted)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interrupt")
@pytest.mark.parametrize("is_lost", [False, True])
def test_an_interruption_after_the_answer_does_not_say_that_nothing_was_sent(
    weavr: Callable[..., Any], weavr_emulator: Emulator, *, is_lost: bool
) -> None:
    if is_lost:
        weavr_emulator.faults.inject(Fault.cut_after(), operation="transferCreate", times=4)
    ended = weavr(f"{PAYMENT} --json", *AMOUNT)
    assert (ended.code, ended.error["outcome"], ended.error["operation"]) == (5, "unknown", "transferCreate")
    assert "--ref" in ended.error["message"]
    assert len(weavr_emulator.world.transfers) == 1


@pytest.mark.usefixtures("interrupt")
def test_what_has_no_reference_is_to_be_looked_for_after_an_interruption(weavr: Callable[..., Any]) -> None:
    ended = weavr("cards block 331 --corporate 109876")
    assert (ended.code, "Look before you do it anew." in ended.err) == (5, True)


@pytest.mark.usefixtures("interrupt")
@pytest.mark.parametrize("command", ["accounts get 220", "cards block 999"])
def test_an_interruption_after_what_had_no_effect_says_so(weavr: Callable[..., Any], command: str) -> None:
    ended = weavr(f"{command} --corporate 109876 --json")
    assert (ended.code, ended.error["outcome"]) == (130, "not_sent")


@pytest.mark.parametrize("ended_by", [signal.SIGTERM, signal.SIGHUP])
def test_what_runs_in_the_background_of_a_script_is_ended_by_signals_too(
    weavr: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, ended_by: signal.Signals
) -> None:
    """A shell starts it with Ctrl-C ignored."""
    close = BackOffice.aclose

    async def closing(client: BackOffice) -> None:
        signal.raise_signal(ended_by)
        try:
            await asyncio.Event().wait()
        finally:
            await close(client)

    monkeypatch.setattr(BackOffice, "aclose", closing)
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    others = signal.signal(ended_by, signal.SIG_DFL)
    try:
        ended = weavr("accounts get 220 --corporate 109876 --json")
    finally:
        signal.signal(signal.SIGINT, before)
        signal.signal(ended_by, others)
    assert (ended.code, ended.error["error"]) == (130, "Interrupted")
