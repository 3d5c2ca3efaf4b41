"""Statements to files, and payouts from files."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from weavr_async import InvalidRequest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from weavr_async.emulator import Emulator

ACME = "--corporate 109876"
COLUMNS = "key,profile_id,source,destination,amount,currency,tag\n"


def rows_of(path: Path) -> list[dict[str, str]]:
    """The lines of a CSV file."""
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_a_statement_is_shown_newest_first(weavr: Callable[..., Any]) -> None:
    pay = f"transfers create {ACME} --profile-id 7 --source account:220 --destination card:331 --ref payout:1 --amount"
    weavr(pay, "10.00 GBP")
    entries = weavr(f"statement show 220 {ACME} --json").objects
    assert [entry["transactionId"]["type"] for entry in entries] == ["TRANSFER", "DEPOSIT"]
    assert "-10.00 GBP" in weavr(f"statement show 220 {ACME}").out


def test_a_statement_of_a_card_is_asked_for_by_a_flag(weavr: Callable[..., Any]) -> None:
    assert weavr(f"statement show 331 --card {ACME} --json").objects


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_an_export_says_what_was_written(weavr: Callable[..., Any], tmp_path: Path, ending: str) -> None:
    to = tmp_path / f"october.{ending}"
    [written] = weavr(f"statement export 220 {ACME} -o {to} --json").objects
    assert (written["entries"], written["size"]) == (1, to.stat().st_size)


def test_an_export_of_a_month_for_accountants(weavr: Callable[..., Any], tmp_path: Path) -> None:
    to = tmp_path / "month.csv"
    month = time.strftime("%Y-%m", time.gmtime())
    kind = f"--month {month} --zone Europe/London --profile accounting"
    ended = weavr(f"statement export 220 {ACME} -o {to} {kind} --json")
    assert (ended.code, ended.objects[0]["entries"]) == (0, 1)
    assert "5000.00" in to.read_text()


def test_a_format_that_does_not_exist_is_refused(weavr: Callable[..., Any], tmp_path: Path) -> None:
    assert weavr(f"statement export 220 {ACME} -o {tmp_path}/october.pages").code == 2
    assert not (tmp_path / "october.pages").exists()


def test_reconciling_says_yes(weavr: Callable[..., Any]) -> None:
    ended = weavr(f"statement reconcile 220 {ACME} --json")
    assert (ended.code, ended.objects[0]["verdict"]) == (0, "yes")


def test_payouts_give_a_result_for_each_line_and_are_made_once(
    weavr: Callable[..., Any], weavr_emulator: Emulator, tmp_path: Path
) -> None:
    file = tmp_path / "november.csv"
    file.write_text(
        COLUMNS + "a,7,account:220,card:331,1.00,GBP,a-1\n"
        "b,7,account:220,card:331,2.005,GBP,b-1\n"  # too many decimals
        "c,7,account:220,card:999,3.00,GBP,c-1\n"  # no such card
        "a,7,account:220,card:331,4.00,GBP,d-1\n"  # a key that is used
        "e,7,account:220,card:331,,GBP,e-1\n"
    )
    for _ in range(2):
        ended = weavr(f"payouts run {file} {ACME} --json")
        assert ended.code == 3
        assert ended.objects[0] | {"results": ""} == {
            "lines": 5, "completed": 1, "failed": 1, "refused_here": 3, "results": "",
        }  # fmt: skip
    statuses = [row["status"] for row in rows_of(tmp_path / "november.results.csv")]
    assert statuses == ["COMPLETED", "REFUSED_HERE", "FAILED", "REFUSED_HERE", "REFUSED_HERE"]
    assert len(weavr_emulator.world.transfers) == 1


def test_payouts_can_be_planned(weavr: Callable[..., Any], sent: Callable[[], list[str]], tmp_path: Path) -> None:
    file = tmp_path / "november.csv"
    file.write_text(COLUMNS + "a,7,account:220,card:331,1.00,GBP,a-1\n")
    [line] = weavr(f"payouts run {file} {ACME} --dry-run --json").objects
    assert line["status"] == "1.00 GBP from managed_accounts 220 to managed_cards 331"
    assert sent() == []


@pytest.mark.parametrize("place", ["/dev/null", "folder", "none/results.csv"])
def test_results_that_could_not_be_written_are_refused_before_anything_is_paid(
    weavr: Callable[..., Any], sent: Callable[[], list[str]], tmp_path: Path, place: str
) -> None:
    (tmp_path / "folder").mkdir()
    file = tmp_path / "november.csv"
    file.write_text(f"{COLUMNS}a,7,account:220,card:331,10.00,GBP,one\n")
    ended = weavr(f"payouts run {file} {ACME} --results {tmp_path / place}")
    assert (ended.code, "cannot be written" in ended.err, sent()) == (2, True, [])


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), InvalidRequest("It is no file.")])
def test_payouts_whose_results_could_not_be_written_have_been_paid_all_the_same(
    weavr: Callable[..., Any],
    weavr_emulator: Emulator,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    error: Exception,
) -> None:
    async def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("weavr_async.statements.destination.Writing.write", fail)
    file = tmp_path / "november.csv"
    file.write_text(f"{COLUMNS}a,7,account:220,card:331,10.00,GBP,one\n")
    ended = weavr(f"payouts run {file} {ACME}")
    assert (ended.code, len(weavr_emulator.world.transfers)) == (5, 1)
    assert "run the same command again" in ended.err.lower()
    assert "--ref" not in ended.err


def test_a_file_that_changed_after_it_was_begun_is_refused(
    weavr: Callable[..., Any], weavr_emulator: Emulator, tmp_path: Path
) -> None:
    file = tmp_path / "november.csv"
    file.write_text(COLUMNS + "a,7,account:220,card:331,1.00,GBP,a-1\n")
    weavr(f"payouts run {file} {ACME}")
    file.write_text(COLUMNS + "a,7,account:220,card:331,9.00,GBP,a-1\n")
    assert weavr(f"payouts run {file} {ACME}").code != 0
    assert len(weavr_emulator.world.transfers) == 1


@pytest.mark.parametrize("content", ["", "key,amount\n", COLUMNS, "\ufeff" + COLUMNS])
def test_a_file_without_payouts_is_refused(weavr: Callable[..., Any], tmp_path: Path, content: str) -> None:
    file = tmp_path / "november.csv"
    file.write_text(content)
    assert weavr(f"payouts run {file} {ACME}").code == 2


@pytest.mark.parametrize("after", [0.6, 1.2])
@pytest.mark.usefixtures("settings")
def test_killed_payouts_go_on_and_are_made_once(
    weavr: Callable[..., Any], weavr_emulator: Emulator, tmp_path: Path, after: float
) -> None:
    file = tmp_path / "november.csv"
    lines = [f"k{number},7,account:220,card:331,1.00,GBP,t-{number}\n" for number in range(300)]
    file.write_text(COLUMNS + "".join(lines) + "bad,7,account:220,card:331,x,GBP,t-x\n")
    command = [sys.executable, "-m", "weavr_async.cli", "payouts", "run", str(file), *ACME.split()]
    killed = subprocess.Popen(command, env=dict(os.environ), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        killed.wait(timeout=after)
    except subprocess.TimeoutExpired:
        killed.send_signal(signal.SIGKILL)
        killed.wait()
    ended = weavr(f"payouts run {file} {ACME} --json")
    assert ended.objects[0]["completed"] == 300
    assert len(weavr_emulator.world.transfers) == 300
