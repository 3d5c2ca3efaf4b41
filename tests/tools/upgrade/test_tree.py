"""The tree is changed as a whole or not at all, and all that is not meant stays byte for byte."""

import difflib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from scripts.renewal.upgrade import CONTRACT, GENERATED, TO_WRITE
from scripts.renewal.upgrading import roundtrip
from scripts.renewal.upgrading.workshop import WorkshopError, regenerate, run_tests, swap, workshop
from tests.tools.upgrade.conftest import REPOSITORY, vendor_document
from tests.tools.upgrade.mutations import FIELD_TYPES

if TYPE_CHECKING:
    from tests.tools.upgrade.conftest import Tree


def _lines(tree: "Tree") -> list[str]:
    return (tree.root / CONTRACT).read_text(encoding="utf-8").splitlines()


@pytest.mark.timeout(600)  # the generator runs, on a machine that may be busy
def test_the_whole_contract_follows_and_is_emitted_anew(whole_tree: "Tree") -> None:
    """A field that all kinds of card share, a value and a code: written once each, and there in the generated code."""
    document = vendor_document(whole_tree.contract())
    schemas = document["components"]["schemas"]
    schemas["ManagedCard"]["properties"]["issuerName"] = {"type": "string"}
    schemas["CardBlockConflict"]["properties"]["errorCode"]["enum"].append("CARD_EXPIRED")
    before = _lines(whole_tree)
    code, printed = whole_tree.upgrade(document, regen=True)
    assert code == TO_WRITE, printed
    assert "new optional field ManagedCard.issuerName in answers" in printed
    changed = [line for line in difflib.ndiff(before, _lines(whole_tree)) if line[:2] in {"+ ", "- "}]
    codes = "INSTRUMENT_ALREADY_BLOCKED, INSTRUMENT_DESTROYED, INSTRUMENT_MARKED_LOST_STOLEN"
    assert changed == [
        "+         issuerName:",
        "+           description: 'TO BE WRITTEN: ManagedCard.issuerName.'",
        "+           type: string",
        f"-       enum: [{codes}]",
        f"+       enum: [{codes}, CARD_EXPIRED]",
    ]
    assert "models: ManagedCard" in printed
    models = whole_tree.root / GENERATED / "models"
    for card in ("debit_mode_card", "prepaid_mode_card", "managed_card"):
        assert "issuer_name" in (models / f"{card}.py").read_text(encoding="utf-8")
    error_codes = (whole_tree.root / GENERATED / "error_codes.py").read_text(encoding="utf-8")
    assert 'CARD_EXPIRED = "CARD_EXPIRED"' in error_codes
    assert sorted(path.name for path in whole_tree.root.iterdir()) == [
        "generated",
        "openapi",
        "vendor.json",
        "weavr_async",
    ]
    assert whole_tree.follows(document)


def test_our_contract_is_read_and_written_without_a_change() -> None:
    """Comments, anchors, quotes, line breaks and empty lines are all in their place."""
    contract = REPOSITORY / CONTRACT
    assert roundtrip.write(roundtrip.read(contract)) == contract.read_text(encoding="utf-8")


def test_what_was_emitted_for_a_broken_contract_is_nothing(tmp_path: Path) -> None:
    """The reason is told, and nothing lies about."""
    contract = tmp_path / "contract.yaml"
    contract.write_text(
        "openapi: 3.1.0\ninfo: {title: Empty, version: '1'}\npaths: {/a: {get: {}}}\n", encoding="utf-8"
    )
    with pytest.raises(WorkshopError, match="could not be emitted"):
        regenerate({"backoffice": contract}, tmp_path / "generated" / "weavr_backoffice")
    assert list((tmp_path / "generated").iterdir()) == []


def test_a_swap_that_fails_puts_everything_back(tmp_path: Path) -> None:
    """The first file had its new place already when the second failed."""
    kept, package = tmp_path / "kept.txt", tmp_path / "package"
    kept.write_text("old", encoding="utf-8")
    package.mkdir()
    (package / "module.py").write_text("old", encoding="utf-8")
    with workshop(tmp_path) as folder:
        (folder / "kept.txt").write_text("new", encoding="utf-8")
        with pytest.raises(FileNotFoundError):
            swap({kept: folder / "kept.txt", package: folder / "never prepared"})
    assert kept.read_text(encoding="utf-8") == "old"
    assert (package / "module.py").read_text(encoding="utf-8") == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept.txt", "package"]


@pytest.mark.parametrize(("asserted", "passed"), [("True", True), ("False", False)])
def test_the_tests_of_the_tree_have_the_last_word(asserted: str, passed: bool, tmp_path: Path) -> None:
    """They run where the tree is."""
    (tmp_path / "test_it.py").write_text(f"def test_it() -> None:\n    assert {asserted}\n", encoding="utf-8")
    assert (run_tests(tmp_path) == 0) is passed


FILE = """\
# A heading of the file.
groups:
  first:
    text: &text >-
      Folded
      here.
    again: *text

  # ---- the second group ----

  second: { like: this }   # said of it
  third:
    - one
    - 'two'

other: [1, 2]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with all that is easily lost."""
    path = tmp_path / "file.yaml"
    path.write_text(FILE, encoding="utf-8")
    return path


def test_a_new_entry_leaves_the_heading_of_the_next_group_where_it_is(file: Path) -> None:
    """It belongs to what stands below."""
    tree = roundtrip.read(file)
    roundtrip.insert(tree["groups"], "new", roundtrip.block({"a": 1}), after="first", apart=True)
    heading = "  # ---- the second group ----"
    assert roundtrip.write(tree) == FILE.replace(heading, f"  new:\n    a: 1\n\n{heading}")


def test_an_entry_that_goes_leaves_the_heading_of_the_next_group(file: Path) -> None:
    """Even when it stood right below."""
    tree = roundtrip.read(file)
    roundtrip.insert(tree["groups"], "new", roundtrip.block({"a": 1}), after="first", apart=True)
    roundtrip.remove(tree["groups"], "new")
    assert roundtrip.write(tree) == FILE


def test_a_value_at_the_end_of_a_list_stands_before_the_empty_line(file: Path) -> None:
    """The empty line parts the list from what follows it."""
    tree = roundtrip.read(file)
    roundtrip.append(tree["groups"], "third", "three")
    assert roundtrip.write(tree) == FILE.replace("    - 'two'\n", "    - 'two'\n    - three\n")
    roundtrip.discard(tree["groups"], "third", "three")
    assert roundtrip.write(tree) == FILE


def test_a_list_that_would_be_too_long_for_a_line_is_broken(file: Path) -> None:
    """One value on each line, as lists in the contract are that do not fit."""
    tree = roundtrip.read(file)
    roundtrip.append(tree, "other", "A" * 120)
    assert roundtrip.write(tree) == FILE.replace("other: [1, 2]\n", f"other:\n  - 1\n  - 2\n  - {'A' * 120}\n")


def test_another_key_keeps_place_and_comment(file: Path) -> None:
    """Only the key is another one."""
    tree = roundtrip.read(file)
    roundtrip.rename(tree["groups"], "second", "moment")
    assert roundtrip.write(tree) == FILE.replace("  second:", "  moment:")


def test_a_document_changed_meanwhile_is_not_overwritten(
    tree: "Tree", document: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever edits the contract while an upgrade is under way keeps the edit."""
    document["components"]["schemas"]["Transfer"]["properties"]["purpose"] = {"type": "string"}
    contract = tree.root / CONTRACT

    def edit(_: object, target: Path) -> None:
        target.mkdir()
        contract.write_text(contract.read_text(encoding="utf-8") + "# edited\n", encoding="utf-8")

    monkeypatch.setattr("scripts.renewal.upgrade.regenerate", edit)
    code, printed = tree.upgrade(document, regen=True)
    assert code == 5
    assert "was changed by somebody else meanwhile" in printed
    assert "purpose" not in contract.read_text(encoding="utf-8")


@pytest.mark.timeout(600)  # the generator runs, on a machine that may be busy
def test_a_field_of_every_kind_is_typed_and_comes_out_as_it_came(whole_tree: "Tree") -> None:
    """The generated code of a document with all of them reads an answer and writes it again."""
    document = vendor_document(whole_tree.contract())
    document["components"]["schemas"]["Transfer"]["properties"] |= FIELD_TYPES
    code, printed = whole_tree.upgrade(document, regen=True)
    assert code == TO_WRITE, printed
    money = {"currency": "GBP", "amount": 1}
    answer = {
        "dateTime": "2026-11-26T10:20:30.123456+00:00",
        "date": "2026-11-26",
        "uuid": "6f2c1a0e-7d1c-4b43-9d0e-2f6c1d1f9a11",
        "number": 1.5,
        "nullableInteger": 7,
        "nullableEnum": "SOME_DAY",
        "nullableReference": money,
        "listOfLists": [["a"], []],
        "listOfListsOfObjects": [[money]],
        "listOfDates": ["2026-11-26"],
        "integerEnum": 99,
        "listOfEnums": ["LOW", "SOME_DAY"],
        "constant": "ANOTHER",
        "freeObject": {"a": [1]},
        "mapOfDates": {"a": "2026-11-26T10:20:30+00:00"},
        "anything": [None, 1],
        "textOrNumber": 5,
        "textOrNumberByType": 5,
        "objectsToldByAField": {"kind": "B"},
        "objectsToldByTheirFields": {"name": "a"},
        "listOfUnions": [{"place": "a"}, money],
    }
    script = f"""
import json, datetime, uuid
from weavr_backoffice.models import Transfer, TransferIntegerEnum
answer = json.loads({json.dumps(json.dumps(answer))})
whole = json.loads({json.dumps(json.dumps(_transfer(document)))}) | answer
read = Transfer.from_dict(whole)
assert isinstance(read.date_time, datetime.datetime) and isinstance(read.date, datetime.date)
assert isinstance(read.uuid, uuid.UUID) and not read.integer_enum.is_known
assert type(read.objects_told_by_a_field).__name__ == "TransferObjectsToldByAFieldOption2"
assert type(read.list_of_unions[1]).__name__ == "CurrencyAmount"
assert Transfer.from_dict(whole | {{"nullableText": None, "dateTime": None}}).date_time == Transfer.from_dict({{
    name: value for name, value in whole.items() if name != "dateTime"}}).date_time
assert read.to_dict() == whole, (read.to_dict(), whole)
"""
    paths = {**os.environ, "PYTHONPATH": str((whole_tree.root / GENERATED).parent)}
    ran = subprocess.run([sys.executable, "-c", script], env=paths, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr


def _transfer(document: dict[str, Any]) -> dict[str, Any]:
    """Give a transfer with what is required only."""
    schema = document["components"]["schemas"]["Transfer"]
    values: dict[str, Any] = {
        "object": {"id": "1", "type": "managed_cards", "currency": "GBP", "amount": 1},
        "integer": 1,
        "string": "1",
    }
    found = {}
    for name in schema["required"]:
        node = schema["properties"][name]
        while "$ref" in node:
            node = document["components"]["schemas"][node["$ref"].rpartition("/")[2]]
        kind = node.get("type", "object")
        fields = list(node.get("properties", {}))
        found[name] = {key: values["object"][key] for key in fields} if kind == "object" else values[kind]
    return found
