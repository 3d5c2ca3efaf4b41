"""Commands that are the methods of the resources."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from weavr_async.cli.operations import GROUPS, Command, commands_of
from weavr_async.cli.words import word_of
from weavr_backoffice.operations import OPERATIONS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from weavr_async.emulator import Emulator

ACME = "--corporate 109876"
PAYMENT = f"transfers create {ACME} --profile-id 7 --source account:220 --destination card:331"
ALL = [command for group in GROUPS for command in commands_of(group)]


def test_every_operation_of_the_contract_is_a_command_or_behind_one() -> None:
    behind_others = {"requestAccessToken", "impersonateIdentityLogin"}  # logins: of every command
    behind_others |= {"managedAccountStatement", "managedCardStatement"}  # weavr statement
    assert {command.operation for command in ALL} | behind_others == set(OPERATIONS)


@pytest.mark.parametrize("command", ALL, ids=lambda command: f"{command.group} {command.name}")
def test_every_argument_of_a_method_can_be_written_as_a_word(command: Command) -> None:
    for parameter in command.parameters:
        assert parameter.annotation == "IdempotencyRef" or word_of(parameter.annotation) is not None, parameter


@pytest.mark.parametrize("command", ALL, ids=lambda command: f"{command.group} {command.name}")
def test_the_help_of_a_command_describes_each_of_its_arguments(command: Command, weavr: Callable[..., Any]) -> None:
    shown = weavr(f"{command.group} {command.name} --help")
    assert shown.code == 0
    text = " ".join(shown.out.split())
    assert command.operation in text or command.name == "submit-spend-rules"
    for parameter in command.parameters:
        if parameter.annotation == "IdempotencyRef":
            assert "--ref" in text
        elif parameter.kind is parameter.KEYWORD_ONLY:
            assert f"--{parameter.name.replace('_', '-')}" in text
        else:
            assert parameter.name.upper().replace("_", "-") in text.replace("_", "-")


def test_a_read_shows_a_table_with_amounts_and_times_that_people_can_read(weavr: Callable[..., Any]) -> None:
    shown = weavr(f"accounts get 220 {ACME}")
    assert shown.code == 0
    assert "5000.00 GBP" in shown.out
    assert "Operating account" in shown.out


def test_a_read_as_json_is_what_the_api_sent(weavr: Callable[..., Any]) -> None:
    [account] = weavr(f"accounts get 220 {ACME} --json").objects
    assert account["balances"] == {"availableBalance": 500000, "actualBalance": 500000}


def test_a_write_without_an_answer_of_its_own_says_that_it_is_done(
    weavr: Callable[..., Any], weavr_emulator: Emulator
) -> None:
    shown = weavr(f"cards block 331 {ACME}")
    assert (shown.code, shown.err.strip()) == (0, "Done: cards block.")
    assert weavr_emulator.world.cards["331"].state == "BLOCKED"


def test_a_dry_run_shows_the_request_and_sends_nothing(
    weavr: Callable[..., Any], sent: Callable[[], list[str]], settings: str
) -> None:
    [plan] = weavr(f"{PAYMENT} --ref payout:invoice-1 --dry-run --json", "--amount", "10.00 GBP").objects
    assert plan["method"] == "POST"
    assert plan["url"] == f"{settings}/transfers"
    assert plan["body"]["destinationAmount"] == {"currency": "GBP", "amount": 1000}
    assert plan["idempotency_ref"].startswith("wv2-")
    assert plan["if_its_answer_is_lost"].startswith("with_reference: ")
    assert sent() == []


def test_a_dry_run_of_a_command_that_cannot_be_right_says_so(weavr: Callable[..., Any]) -> None:
    ended = weavr(f"{PAYMENT} --ref payout:invoice-1 --dry-run --json", "--amount", "10.001 GBP")
    assert ended.code == 2
    assert ended.error["outcome"] == "not_sent"


def test_the_same_ref_pays_once_however_often_it_is_asked_for(
    weavr: Callable[..., Any], weavr_emulator: Emulator
) -> None:
    ids = {
        weavr(f"{PAYMENT} --ref payout:invoice-1 --json", "--amount", "10.00 GBP").objects[0]["id"] for _ in range(3)
    }
    assert len(ids) == 1
    assert len(weavr_emulator.world.transfers) == 1


def test_money_needs_a_reference(weavr: Callable[..., Any], sent: Callable[[], list[str]]) -> None:
    ended = weavr(f"{PAYMENT} --json", "--amount", "10.00 GBP")
    assert ended.code == 2
    assert "--ref payout:invoice-1001" in ended.error["message"]
    assert sent() == []


def test_a_list_shows_its_first_items_and_says_that_there_are_more(weavr: Callable[..., Any]) -> None:
    for number in range(3):
        assert weavr(f"{PAYMENT} --ref payout:{number}", "--amount", "1.00 GBP").code == 0
    shown = weavr(f"transfers list {ACME} --limit 2")
    assert "There are more: --limit 0 gives all." in shown.err
    assert len(weavr(f"transfers list {ACME} --json --limit 0").objects) == 3


def test_an_empty_list_says_so(weavr: Callable[..., Any]) -> None:
    assert weavr(f"transfers list {ACME}").err.strip() == "None."


def test_spend_rules_come_from_a_file(weavr: Callable[..., Any], tmp_path: Path) -> None:
    rules = tmp_path / "rules.json"
    rules.write_text(json.dumps({"allowed_merchant_categories": ["5411"], "max_transaction_amount": "50.00 GBP"}))
    assert weavr(f"cards create-spend-rules 331 {rules} {ACME}").code == 0
    [read] = weavr(f"cards get-spend-rules 331 {ACME} --json").objects
    assert read["cardLevelSpendRules"]["allowedMerchantCategories"] == ["5411"]
    assert read["cardLevelSpendRules"]["maxTransactionAmount"] == 5000


@pytest.mark.parametrize("content", ["[]", "{", '{"spend_limits": 3}', '{"unknown": 1}'])
def test_a_file_of_rules_that_are_none_is_refused(weavr: Callable[..., Any], tmp_path: Path, content: str) -> None:
    rules = tmp_path / "rules.json"
    rules.write_text(content)
    assert weavr(f"cards create-spend-rules 331 {rules} {ACME}").code == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("cards get 331", "either --corporate ID or --consumer ID"),
        ("cards get 331 --corporate 1 --consumer 2", "either --corporate ID or --consumer ID"),
        ("cards get ../331 --corporate 109876", "digits"),
        ("cards get 331 --corporate abc", "digits"),
        (f"transfers list {ACME} --created-since 2026-10-01", "zone"),
        (f"transfers list {ACME} --created-since yesterday", "2026-11-30T09:00:00Z"),
        (f"transfers list {ACME} --instrument 220", "account:220"),
        (f"users create {ACME} --name A --surname B --email a@example.com --mobile 356", "+356 79123456"),
        (f"{PAYMENT} --amount 10.00 --ref payout:1", "10.00 GBP"),
        (f"fees charge {ACME} --fee-type MONTHLY_FEE --source account:220 --ref payout", "business key"),
    ],
)
def test_a_word_that_cannot_be_right_is_refused_by_a_sentence(
    weavr: Callable[..., Any], sent: Callable[[], list[str]], words: str, said: str
) -> None:
    ended = weavr(f"{words} --json")
    assert ended.code == 2
    assert said in ended.error["message"]
    assert sent() == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("cards", 0),  # a group alone shows its help
        ("cards get", 2),
        ("cards gett 331", 2),
        ("bulks execute 1 --on-failure perhaps", 2),
    ],
)
def test_a_command_that_is_none_is_refused_before_anything_is_sent(
    weavr: Callable[..., Any], sent: Callable[[], list[str]], words: str, code: int
) -> None:
    assert weavr(words).code == code
    assert sent() == []


def test_a_refusal_ends_with_3_and_names_the_code(weavr: Callable[..., Any]) -> None:
    weavr(f"cards block 331 {ACME}")
    ended = weavr(f"cards block 331 {ACME} --json")
    assert ended.code == 3
    assert ended.error["code"] == "INSTRUMENT_ALREADY_BLOCKED"
    assert ended.error["outcome"] == "refused"


def test_a_service_that_is_not_there_ends_with_4(weavr: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEAVR_BASE_URL", "http://127.0.0.1:9/multi/backoffice")
    assert weavr(f"cards get 331 {ACME}").code == 4


def test_what_a_server_says_cannot_steer_the_terminal(weavr: Callable[..., Any], weavr_emulator: Emulator) -> None:
    weavr_emulator.world.accounts["220"].friendly_name = "\x1b[2J\x1b]0;owned\x07"
    assert "\x1b" not in weavr(f"accounts get 220 {ACME}").out
