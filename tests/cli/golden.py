"""One golden output for each operation that a command stands for: what it prints, for people and for programs.

`python -m tests.cli.golden` writes them anew; read the difference before you commit it.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final
from unittest import mock

from weavr_async.cli import main
from weavr_async.emulator import DEMO_API_KEY, Emulator, serve_in_thread

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER: Final = Path(__file__).parent / "golden"
_ACME: Final = "--corporate 109876"
_PAY: Final = (
    f"transfers create {_ACME} --profile-id 7 --source account:220 --destination card:331 --amount '10.00 GBP'"
)
_PAID: Final = f"{_PAY} --tag invoice-1 --ref payout:invoice-1"
_HIRED: Final = f"users create {_ACME} --name Ada --surname Byron --email ada@example.com"
_RULED: Final = f"cards create-spend-rules 331 rules.json {_ACME}"
_SUBMITTED: Final = f"bulks submit-transfers orders.csv {_ACME} --ref payroll:2026-11"
_STARTED: Final = f"bulks execute {{bulk}} {_ACME} --on-failure continue"
_RULES: Final = '{"allowed_merchant_categories": ["5411"], "max_transaction_amount": "50.00 GBP"}'
_FILES: Final = {
    "rules.json": _RULES,
    "updates.json": f'[{{"card_id": "331", "rules": {_RULES}}}]',
    "orders.csv": "profile_id,source,destination,amount,currency,tag\n7,account:220,card:331,1.00,GBP,a-1\n",
}

COMMANDS: Final[Mapping[str, tuple[str, ...]]] = {
    "managedAccountGet": (f"accounts get 220 {_ACME}",),
    "managedAccountStatement": (_PAID, f"statement show 220 {_ACME}"),
    "managedCardGet": (f"cards get 331 {_ACME}",),
    "managedCardStatement": (_PAID, f"statement show 331 --card {_ACME}"),
    "managedCardBlock": (f"cards block 331 {_ACME}",),
    "managedCardUnblock": (f"cards block 331 {_ACME}", f"cards unblock 331 {_ACME}"),
    "managedCardRemove": (f"cards remove 332 {_ACME}",),
    "managedCardRenewalTypeUpdate": (f"cards set-renewal 331 {_ACME} --renew --ref renewal:331",),
    "managedCardSpendRulesGet": (_RULED, f"cards get-spend-rules 331 {_ACME}"),
    "managedCardSpendRulesCreate": (_RULED,),
    "managedCardSpendRulesUpdate": (_RULED, f"cards update-spend-rules 331 rules.json {_ACME}"),
    "managedCardSpendRulesDelete": (_RULED, f"cards delete-spend-rules 331 {_ACME}"),
    "transferCreate": (_PAID,),
    "transferGet": (_PAID, f"transfers get {{id}} {_ACME}"),
    "transfersGet": (_PAID, f"transfers list {_ACME}"),
    "chargeFee": (f"fees charge {_ACME} --fee-type MONTHLY_FEE --source account:220 --ref fee:2026-11",),
    "corporateChargeFee": (f"fees charge-corporate {_ACME} --fee-type MONTHLY_FEE --source account:220 --ref fee:11",),
    "consumerChargeFee": (
        "fees charge-consumer --consumer 209876 --fee-type MONTHLY_FEE --source account:223 --ref fee:11",
    ),
    "userCreate": (_HIRED,),
    "userDeactivate": (_HIRED, f"users deactivate {{id}} {_ACME}"),
    "userInviteSend": (_HIRED, f"users invite {{id}} {_ACME}"),
    "bulksTransferCreate": (_SUBMITTED,),
    "bulksManagedCardSpendRulesUpdate": (f"bulks submit-spend-rules updates.json {_ACME} --ref rules:1",),
    "bulkId": (_SUBMITTED, f"bulks get {{bulk}} {_ACME}"),
    "bulks": (_SUBMITTED, f"bulks list {_ACME}"),
    "bulkIdOperations": (_SUBMITTED, f"bulks operations {{bulk}} {_ACME}"),
    "bulkIdExecute": (_SUBMITTED, _STARTED),
    "bulkIdPause": (_SUBMITTED, _STARTED, f"bulks pause {{bulk}} {_ACME}"),
    "bulkIdResume": (_SUBMITTED, _STARTED, f"bulks pause {{bulk}} {_ACME}", f"bulks resume {{bulk}} {_ACME}"),
    "bulkIdCancel": (_SUBMITTED, f"bulks cancel {{bulk}} {_ACME}"),
}
"""For each operation the commands that lead to it; the output of the last one is kept."""
_DIFFERS: Final = (
    (re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ"), "2026-11-26 09:00:00Z"),
    (re.compile(r'(Timestamp"?:?"? *"?)\d{13}'), r"\g<1>1795683600000"),
    (re.compile(r'(startMmyy"?:?"? *"?)\d{4}'), r"\g<1>1126"),
    (re.compile(r'(expiryMmyy"?:?"? *"?)\d{4}'), r"\g<1>1129"),
)
_ID: Final = re.compile(r'"(?:id|bulkId)":"?([0-9a-f-]+)')


def printed(operation: str) -> tuple[str, str]:
    """What the command of an operation prints for people, and for programs; each with a service of its own."""
    people = _transcript(COMMANDS[operation], [])
    return people, _transcript(COMMANDS[operation], ["--json"])


def text_of(people: str, programs: str, operation: str) -> str:
    """A golden file's text: times are not what it is about."""
    command = COMMANDS[operation][-1]
    text = f"$ weavr {command}\n{people}\n$ weavr {command} --json\n{programs}"
    for what, instead in _DIFFERS:
        text = what.sub(instead, text)
    return text


def _transcript(commands: tuple[str, ...], more: list[str]) -> str:
    *before, last = commands
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        for name, content in _FILES.items():
            Path(name).write_text(content, encoding="utf-8")
        with (
            serve_in_thread(Emulator(bulk_item_ms=600_000)) as url,
            mock.patch.dict(os.environ, _variables(url, folder)),
        ):
            made = ""
            for command in before:
                made = _run(command, ["--json"], made) or made
            return _run(last, more, made)


def _variables(url: str, folder: str) -> dict[str, str]:
    empty = dict.fromkeys(("WEAVR_ENVIRONMENT", "WEAVR_JOURNAL", "WEAVR_CONFIG"), "")
    homes = {"XDG_STATE_HOME": folder, "XDG_CONFIG_HOME": folder}
    return {**empty, **homes, "WEAVR_API_KEY": DEMO_API_KEY, "WEAVR_BASE_URL": url, "COLUMNS": "80"}


def _run(command: str, more: list[str], made: str) -> str:
    """Run a command on what the ones before it made, and give what it printed."""
    found = _ID.search(made)
    named = command.format(id=found[1], bulk=found[1]) if found else command
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main([*shlex.split(named), *more])
    shown = "".join(stream.buffer.getvalue().decode() for stream in (out, err))
    if code != 0:
        raise RuntimeError(f"weavr {named} ended with {code}: {shown}")
    return shown


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.txt"):
        old.unlink()
    for name in COMMANDS:
        (FOLDER / f"{name}.txt").write_text(text_of(*printed(name), name), encoding="utf-8")
