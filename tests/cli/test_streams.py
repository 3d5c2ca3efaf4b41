"""What is written where: to terminals of any width, pipes that close, disks that are full."""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest

from weavr_async.cli import main
from weavr_async.cli.tables import table_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import TextIO

    from weavr_async.emulator import Emulator

ACME = "--corporate 109876"
LIST = f"transfers list {ACME}"
PAY = [*f"transfers create {ACME} --profile-id 7 --source account:220 --destination card:331".split(), "--amount"]


@pytest.fixture
def paid(weavr: Callable[..., Any]) -> None:
    """Three transfers to list."""
    for number in range(3):
        assert weavr(" ".join(PAY), "1.00 GBP", "--ref", f"payout:{number}", "--tag", f"invoice-{number}").code == 0


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Make a stream one that cannot be written to, as on a full disk."""
    opened: list[TextIO] = []

    def make(name: str) -> None:
        opened.append(open("/dev/full", "w"))  # noqa: PTH123, SIM115 - closed below
        monkeypatch.setattr(sys, name, opened[-1])

    if not os.path.exists("/dev/full"):  # noqa: PTH110
        pytest.skip("this system has no /dev/full")
    yield make
    for each in opened:
        with suppress(OSError):
            each.close()


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Standard output is a pipe whose reader has gone."""
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        yield


@pytest.mark.usefixtures("paid")
@pytest.mark.parametrize("width", [80, 120])
def test_a_list_is_a_table_whose_columns_stand_below_each_other(
    weavr: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    head, *rows = weavr(LIST).out.splitlines()
    assert head.split() == ["TIME", "ID", "STATE", "FROM", "TO", "AMOUNT", "TAG"]
    assert len(rows) == 3
    for title, cell in {"STATE": "COMPLETED", "FROM": "220", "TO": "331", "TAG": "invoice-"}.items():
        assert all(row.index(cell, head.index(title) - 2) == head.index(title) for row in rows)
    assert max(map(len, [head, *rows])) <= width


@pytest.mark.usefixtures("paid")
def test_where_a_table_does_not_fit_its_rows_stand_one_below_the_other(
    weavr: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    shown = weavr(LIST).out
    assert max(map(len, shown.splitlines())) <= 40
    assert shown.count("amount  1.00 GBP") == shown.count("state   COMPLETED") == 3


def test_a_column_is_narrowed_between_words_only() -> None:
    row = {"found": "one two three four", "amount": "-10.00 GBP"}
    [table] = table_of([row], {"found": "found", "amount": "amount", "empty": "empty"}, 20)
    assert [column.width for column in table.columns] == [8, 10]  # type: ignore[union-attr]


@pytest.mark.usefixtures("paid")
def test_what_goes_to_a_pipe_or_a_file_has_no_colour_and_no_width(
    weavr: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLUMNS")
    shown = weavr(f"statement show 220 {ACME}").out
    assert "\x1b" not in shown
    refused = weavr("cards get 999 --corporate 109876").err
    assert max(map(len, refused.splitlines())) > 100


@pytest.mark.usefixtures("paid", "closed")
@pytest.mark.parametrize("words", [LIST, f"{LIST} --json", f"{LIST} --json --limit 0", "--help", "cards --help"])
def test_a_reader_that_has_seen_enough_ends_a_command_well(words: str) -> None:
    assert main(words.split()) == 0


@pytest.mark.usefixtures("closed", "settings")
@pytest.mark.parametrize("more", [[], ["--json"]])
def test_a_payment_is_made_also_when_nobody_reads_of_it(weavr_emulator: Emulator, more: list[str]) -> None:
    assert main([*PAY, "1.00 GBP", "--ref", "payout:1", *more]) == 0
    assert len(weavr_emulator.world.transfers) == 1


@pytest.mark.usefixtures("settings")
@pytest.mark.parametrize("more", [[], ["--json"]])
def test_a_payment_whose_result_cannot_be_written_may_have_been_made(
    full: Callable[[str], None], capsys: pytest.CaptureFixture[str], more: list[str]
) -> None:
    full("stdout")
    assert main([*PAY, "1.00 GBP", "--ref", "payout:1", *more]) == 5
    said = capsys.readouterr().err
    assert "standard output: No space left on device" in said
    assert "--ref" in said


@pytest.mark.usefixtures("settings")
@pytest.mark.parametrize("words", [f"accounts get 220 {ACME}", f"accounts get 220 {ACME} --json", "--help"])
def test_a_read_that_cannot_be_written_is_without_effect(full: Callable[[str], None], words: str) -> None:
    full("stdout")
    assert main(words.split()) == 4


@pytest.mark.usefixtures("paid")
@pytest.mark.parametrize("kind", ["csv", "jsonl", "xlsx"])
def test_an_export_of_which_a_part_was_not_read_is_not_done(
    request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    request.getfixturevalue("closed")  # only now, for `capsys` puts a standard output of its own in place
    assert main(f"statement export 220 {ACME} -o - --format {kind}".split()) == 4
    assert "what came out is not whole" in capsys.readouterr().err


@pytest.mark.usefixtures("paid")
def test_an_export_to_a_stream_that_is_closed_is_not_done(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    assert main(f"statement export 220 {ACME} -o - --format csv".split()) == 4
    assert "what came out is not whole" in capsys.readouterr().err


@pytest.mark.usefixtures("settings")
@pytest.mark.parametrize("words", ["cards get 331", "cards gett 331", f"cards get 999 {ACME} --json"])
def test_an_error_that_cannot_be_written_ends_with_its_code(
    full: Callable[[str], None], capsys: pytest.CaptureFixture[str], words: str
) -> None:
    full("stderr")
    assert main(words.split()) == (3 if "999" in words else 2)
    assert capsys.readouterr().out == ""


@pytest.mark.usefixtures("settings")
@pytest.mark.parametrize("more", [[], ["--json"]])
def test_closed_streams_are_no_failure(monkeypatch: pytest.MonkeyPatch, more: list[str]) -> None:
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, name, None)
    assert main(["cards", "get", "331", *ACME.split(), *more]) == 0
    assert main(["cards", "get", "999", *ACME.split(), *more]) == 3


def test_a_command_that_is_none_is_told_as_json_to_programs(weavr: Callable[..., Any]) -> None:
    ended = weavr("cards get 331 --nope --json")
    assert (ended.code, ended.error["error"], ended.error["outcome"]) == (2, "UsageError", "not_sent")
    assert "weavr cards get --help" in ended.error["message"]


def test_a_program_is_told_that_a_list_goes_on(weavr: Callable[..., Any], paid: None) -> None:
    ended = weavr(f"{LIST} --json --limit 2")
    assert len(ended.objects) == 2
    assert "--limit 0" in json.loads(ended.err)["note"]


def test_no_limit_is_below_zero(weavr: Callable[..., Any]) -> None:
    assert weavr(f"{LIST} --limit -3").code == 2
    assert weavr(f"statement show 220 {ACME} --limit -1").code == 2


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_letters_that_a_terminal_does_not_know_are_no_failure(
    weavr_emulator: Emulator, settings: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, encoding: str
) -> None:
    weavr_emulator.world.accounts["220"].friendly_name = "Zürich → 東京"
    with (tmp_path / "out").open("w", encoding=encoding) as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        assert main(["accounts", "get", "220", *ACME.split()]) == 0
        assert main(["accounts", "get", "220", *ACME.split(), "--json"]) == 0
    assert "Zürich → 東京" in (tmp_path / "out").read_bytes().splitlines()[-1].decode()
