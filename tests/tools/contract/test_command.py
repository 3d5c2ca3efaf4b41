"""`make contract`: says nothing is left over, or what is, and leaves with an exit code that a script can go by."""

import copy
import json
from pathlib import Path

import jsonpath_rfc9535
import pytest

from scripts.renewal.contract import main

OVERLAY = {
    "overlay": "1.0.0",
    "info": {"title": "Ours", "version": "1"},
    "actions": [
        {
            "target": "$.paths[*][*].responses",
            "description": "Repair: any may be late.",
            "update": {"429": {"description": "Later."}},
        }
    ],
}


@pytest.fixture
def vendor(ledger: dict[str, object]) -> dict[str, object]:
    """The small document as its vendor gives it out: without prose, under other names."""
    text = json.dumps(ledger).replace("BookConflictCode", "ConflictResponse409ErrorCode")
    changed = json.loads(text)
    assert isinstance(changed, dict)
    for node in jsonpath_rfc9535.find("$..properties[*]", changed):
        assert isinstance(node.value, dict)
        node.value.pop("description", None)
    return changed


@pytest.fixture
def ours(ledger: dict[str, object]) -> dict[str, object]:
    """The small document with the deviation that the overlay adds."""
    for node in jsonpath_rfc9535.find("$.paths[*][*].responses", ledger):
        assert isinstance(node.value, dict)
        node.value["429"] = {"description": "Too many at once."}
    return ledger


class Run:
    """Runs the command upon documents that are written to files."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys

    def __call__(self, ours: object, vendor: object = None, overlay: object = OVERLAY) -> tuple[int, str]:
        """Give the exit code and what was printed."""
        arguments = []
        for option, document in {"--contract": ours, "--overlay": overlay, "--spec": vendor}.items():
            if document is not None:
                path = self.folder / f"{option[2:]}.yaml"
                path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
                arguments += [option, str(path)]
        code = main(arguments)
        printed = self.capsys.readouterr()
        return code, printed.out + printed.err


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command."""
    return Run(tmp_path, capsys)


def test_nothing_left_over_is_one_line_and_success(run: Run, ours: object, vendor: object) -> None:
    """The vendor's structure and the overlay make up ours."""
    code, printed = run(ours, vendor)
    assert (code, printed.count("\n")) == (0, 1)
    assert "nothing over" in printed


def test_a_field_missing_in_ours_is_named(run: Run, ours: dict[str, object], vendor: object) -> None:
    """The line says which component, which field, and which operations show it."""
    properties = jsonpath_rfc9535.find("$.components.schemas.Page.properties", ours)[0].value
    assert isinstance(properties, dict)
    del properties["number"]
    code, printed = run(ours, vendor)
    assert code == 1
    assert "missing  schemas > Page > property number  (GET /books/{id}, PATCH /books/{id})" in printed


def test_a_deviation_that_the_overlay_does_not_name_is_left_over(
    run: Run, ours: object, vendor: dict[str, object]
) -> None:
    """Nothing may differ without a reason."""
    bent = copy.deepcopy(vendor)
    jsonpath_rfc9535.find("$.components.schemas.Book.required", bent)[0].value = []
    code, printed = run(ours, bent)
    assert code == 1
    assert "extra    schemas > Book > required: title" in printed


def test_an_action_that_finds_nothing_fails_the_check(run: Run, ours: object, vendor: object) -> None:
    """Even when the structures agree, a stale action has to go."""
    action = {"target": "$.paths['/gone']", "description": "Repair: it was there once.", "remove": True}
    overlay = {**OVERLAY, "actions": [*json.loads(json.dumps(OVERLAY["actions"])), action]}
    code, printed = run(ours, vendor, overlay)
    assert code == 1
    assert "$.paths['/gone']: finds nothing" in printed


def test_alone_the_conventions_are_checked(run: Run, ours: dict[str, object]) -> None:
    """Without a vendor document, what can be known without one is checked."""
    assert run(ours)[0] == 0
    book = jsonpath_rfc9535.find("$.components.schemas.Book", ours)[0].value
    assert isinstance(book, dict)
    del book["description"]
    assert run(ours) == (1, "schemas > Book: has no description\n")


@pytest.mark.parametrize("text", ["a: [", "- a\n- b", "swagger: '2.0'", "openapi: 3.1.0\nopenapi: 3.1.0"])
def test_a_file_that_is_no_such_document_is_named(run: Run, ours: object, text: str) -> None:
    """A document that cannot be read is neither equal nor different."""
    code, printed = run(ours, text)
    assert code == 2
    assert "spec.yaml" in printed


def test_the_contract_in_the_repository_passes(capsys: pytest.CaptureFixture[str]) -> None:
    """What is committed keeps its own rules."""
    assert main([]) == 0
    assert "32 operations" in capsys.readouterr().out
