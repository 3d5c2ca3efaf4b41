"""`weavr` as a process of its own, in a real terminal, against an emulator at a socket."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from attrs import frozen

from weavr_async.emulator import DEMO_API_KEY, Emulator, Fault, serve_in_thread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ACME: Final = ["--corporate", "109876"]
_FROM_TO: Final = ["--profile-id", "7", "--source", "account:220", "--destination", "card:331"]
_WHAT: Final = ["--amount", "10.00 GBP", "--tag", "invoice-1", "--ref", "payout:invoice-1"]
PAYMENT: Final = ["transfers", "create", *ACME, *_FROM_TO, *_WHAT]
GUIDE: Final = Path(__file__).parents[3] / "docs" / "guides" / "command-line.md"
AGAIN: Final = 5.0
LONGEST: Final = 120.0
pytestmark = pytest.mark.timeout(600)  # each command is a process that starts
_STYLE: Final = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_OWN_TERMINAL: Final = """
import fcntl, os, signal, sys, termios
for number in (signal.SIGINT, signal.SIGHUP):  # which whoever runs the tests in the background ignores
    signal.signal(number, signal.SIG_DFL)
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.argv[1], sys.argv[1:])
"""


@frozen
class Shown:
    """What a terminal showed, and how the command in it ended."""

    code: int
    raw: str

    @property
    def text(self) -> str:
        """Without colours and movements of the cursor, as it can be copied from the screen."""
        return re.sub(r" +\n", "\n", _STYLE.sub("", self.raw).replace("\r\n", "\n"))

    @property
    def lines(self) -> list[str]:
        """Line by line."""
        return self.text.splitlines()


class Terminal:
    """A terminal of some width, in which commands run one after the other."""

    def __init__(self, url: str, folder: Path) -> None:
        self.folder: Final = folder
        self._variables: Final = {
            **{name: text for name, text in os.environ.items() if not name.startswith(("WEAVR_", "COLUMNS", "LINES"))},
            "WEAVR_API_KEY": DEMO_API_KEY,
            "WEAVR_BASE_URL": url,
            "XDG_STATE_HOME": str(folder / "state"),
            "XDG_CONFIG_HOME": str(folder / "config"),
            "TERM": "xterm-256color",
        }

    def run(
        self,
        *words: str,
        columns: int = 80,
        keys: bytes = b"",
        when: Callable[[str], bool] = bool,
        send: signal.Signals | None = None,
        again: bool = False,
        out: int | None = None,
        err: int | None = None,
        **variables: str,
    ) -> Shown:
        """Run a command; press keys, or send a signal, once what was shown is enough."""
        ours, its = pty.openpty()
        fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        command = [sys.executable, "-c", _OWN_TERMINAL, sys.executable, "-m", "weavr_async.cli", *words]
        with subprocess.Popen(
            command,
            env={**self._variables, **variables},
            cwd=self.folder,
            stdin=its,
            stdout=its if out is None else out,
            stderr=its if err is None else err,
            start_new_session=True,
        ) as running:
            os.close(its)
            raw = _read(ours, lambda shown: _act(running, ours, keys, send) if when(shown) else False, again=again)
            code = running.wait(LONGEST)
        os.close(ours)
        return Shown(code, raw)


def _act(running: subprocess.Popen[bytes], ours: int, keys: bytes, send: signal.Signals | None) -> bool:
    if keys:
        os.write(ours, keys)
    if send is not None:
        running.send_signal(send)
    return True


def _read(ours: int, act: Callable[[str], bool], *, again: bool) -> str:
    """Read to the end, and act once on what was read so far; or every few seconds, as a person would at a question.

    A Ctrl-C that comes just before Python waits for a line is only seen when something wakes it.
    """
    raw, ends, has_acted, acts_again = b"", time.monotonic() + LONGEST, False, 0.0
    while time.monotonic() < ends:
        if not has_acted or (again and time.monotonic() > acts_again):
            has_acted, acts_again = act(raw.decode(errors="replace")), time.monotonic() + AGAIN
        if not select.select([ours], [], [], 0.05)[0]:
            continue
        try:
            read = os.read(ours, 65_536)
        except OSError:  # how the end of a terminal is told
            break
        if not read:
            break
        raw += read
    return raw.decode(errors="replace")


@pytest.fixture
def emulator() -> Emulator:
    """A demo world whose bulks take a moment."""
    return Emulator(bulk_item_ms=10)


@pytest.fixture
def terminal(emulator: Emulator, tmp_path: Path) -> Iterator[Terminal]:
    """A terminal, and the emulator that its commands reach."""
    with serve_in_thread(emulator) as url:
        yield Terminal(url, tmp_path)


def captured(title: str) -> str:
    """A capture of the guide: the screen below a command, without what differs from run to run."""
    found = re.search(rf"<!-- terminal: {title} -->\n```console\n\$ [^\n]*\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    assert found is not None, title
    return found[1]


def is_as_captured(shown: Shown, title: str) -> bool:
    """Whether the guide shows what was seen; `…` stands for what differs."""
    pattern = ".*".join(re.escape(part) for part in captured(title).strip().split("…"))
    return re.fullmatch(pattern, shown.text.strip(), re.DOTALL) is not None


def test_a_table_has_columns_below_each_other_and_colours_in_a_terminal_only(terminal: Terminal) -> None:
    assert terminal.run(*PAYMENT).code == 0
    shown = terminal.run("statement", "show", "220", *ACME)
    assert is_as_captured(shown, "table"), shown.text
    assert "\x1b[32mCOMPLETED" in shown.raw
    head, first, second = shown.lines
    end = head.index("AMOUNT") + len("AMOUNT")
    assert first[:end].endswith("-10.00 GBP")
    assert second[:end].endswith("5000.00 GBP")
    assert max(map(len, shown.lines)) <= 80
    plain = terminal.run("statement", "show", "220", *ACME, NO_COLOR="1")
    assert "\x1b[32m" not in plain.raw
    assert "\x1b" not in terminal.run("statement", "show", "220", *ACME, TERM="dumb").raw
    with (terminal.folder / "out").open("w+") as file:
        terminal.run("statement", "show", "220", *ACME, out=file.fileno())
        file.seek(0)
        assert file.read() == "".join(f"{line}\n" for line in shown.lines)


def test_a_narrow_terminal_breaks_no_table(terminal: Terminal) -> None:
    assert terminal.run(*PAYMENT).code == 0
    shown = terminal.run("statement", "show", "220", *ACME, columns=40)
    assert is_as_captured(shown, "narrow"), shown.text
    assert max(map(len, shown.lines)) <= 40


def test_a_plan_shows_what_would_be_sent(terminal: Terminal, emulator: Emulator) -> None:
    shown = terminal.run(*PAYMENT, "--dry-run")
    assert shown.code == 0
    assert is_as_captured(shown, "plan"), shown.text
    assert len(emulator.requests) == 0


def test_a_refusal_says_what_is_wrong_and_ends_with_3(terminal: Terminal) -> None:
    terminal.run("cards", "block", "331", *ACME)
    shown = terminal.run("cards", "block", "331", *ACME)
    assert shown.code == 3
    assert is_as_captured(shown, "refusal"), shown.text
    assert "\x1b[1;31mError:" in shown.raw


def test_an_unknown_outcome_names_its_settle_token_and_is_settled(terminal: Terminal, emulator: Emulator) -> None:
    emulator.faults.inject(Fault.cut_after(), operation="transferCreate", times=4)
    shown = terminal.run(*PAYMENT, XDG_STATE_HOME="state")
    assert shown.code == 5
    assert is_as_captured(shown, "unknown"), shown.text
    assert is_as_captured(terminal.run("unresolved", XDG_STATE_HOME="state"), "unresolved")
    settled = terminal.run("settle", XDG_STATE_HOME="state")
    assert settled.code == 0
    assert is_as_captured(settled, "settle"), settled.text
    assert len(emulator.world.transfers) == 1


@pytest.mark.parametrize(("keys", "send"), [(b"\x03", None), (b"", signal.SIGTERM), (b"", signal.SIGHUP)])
def test_a_write_that_is_interrupted_ends_with_5_and_leaves_its_settle_token(
    terminal: Terminal, emulator: Emulator, keys: bytes, send: signal.Signals | None
) -> None:
    emulator.faults.inject(Fault.delay(600.0), operation="transferCreate")
    shown = terminal.run(*PAYMENT, keys=keys, send=send, when=lambda _: bool(emulator.faults.struck))
    assert shown.code == 5, shown.text
    assert "it may have taken effect" in shown.text
    named = re.search(r"settle token in: (.*\.json)", shown.text)
    assert named is not None
    assert named[1] in terminal.run("unresolved", columns=200).text


def test_a_read_that_is_interrupted_ends_with_130(terminal: Terminal, emulator: Emulator) -> None:
    emulator.faults.inject(Fault.delay(600.0), operation="managedCardGet")
    shown = terminal.run("cards", "get", "331", *ACME, keys=b"\x03", when=lambda _: bool(emulator.faults.struck))
    assert (shown.code, "No write was under way." in shown.text) == (130, True)


def test_payouts_draw_a_bar_that_goes_and_go_on_after_an_interruption(terminal: Terminal, emulator: Emulator) -> None:
    file = terminal.folder / "november.csv"
    lines = "".join(f"k{n},7,account:220,card:331,1.00,GBP,t-{n}\n" for n in range(400))
    file.write_text("key,profile_id,source,destination,amount,currency,tag\n" + lines)
    command = ("payouts", "run", "november.csv", *ACME)
    broken = terminal.run(*command, keys=b"\x03", when=lambda shown: "/400" in shown)
    assert broken.code == 5
    assert "run the same command again" in broken.text
    ended = terminal.run(*command)
    assert (ended.code, len(emulator.world.transfers)) == (0, 400)
    bar = next(line for line in ended.text.replace("\r", "\n").splitlines() if "/400" in line)
    for line in (bar, captured("bar")):
        assert re.fullmatch(r"\S payouts [━╸╺ ]+ +\d+/\d+( .*)?", line.strip()), line
    assert ended.text.rstrip().endswith("november.results.csv")


def test_a_bar_is_drawn_on_standard_error_and_only_where_that_is_a_terminal(terminal: Terminal) -> None:
    file = terminal.folder / "one.csv"
    file.write_text("profile_id,source,destination,amount,currency\n7,account:220,card:331,1.00,GBP\n")
    with (terminal.folder / "out").open("w+") as out:
        drawn = terminal.run("payouts", "run", "one.csv", *ACME, out=out.fileno())
        out.seek(0)
        assert "payouts" in drawn.text
        assert [line.split()[0] for line in out] == ["lines", "completed", "failed", "refused_here", "results"]
    with (terminal.folder / "err").open("w+") as err:
        terminal.run("payouts", "run", "one.csv", *ACME, err=err.fileno())
        err.seek(0)
        assert err.read() == ""


@pytest.mark.parametrize(("keys", "code"), [(b"y\n", 0), (b"n\n", 2), (b"\n", 2), (b"\x04", 2), (b"\x03", 130)])
def test_a_write_on_live_asks_and_goes_by_the_answer(
    terminal: Terminal, emulator: Emulator, keys: bytes, code: int
) -> None:
    shown = terminal.run(
        "cards",
        "block",
        "331",
        *ACME,
        keys=keys,
        again=True,
        when=lambda shown: "[y/n]" in shown,
        WEAVR_ENVIRONMENT="live",
    )
    assert (shown.code, "on live, on behalf of CORPORATE 109876" in shown.text) == (code, True), shown.text
    assert (emulator.world.cards["331"].state == "BLOCKED") is (code == 0)
    assert "Traceback" not in shown.text
