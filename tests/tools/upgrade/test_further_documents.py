"""The documents of the webhooks and of the Simulator are followed like that of the Back-Office."""

import copy
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from scripts.renewal.contract import main as contract_main
from scripts.renewal.upgrade import DONE, TO_DECIDE, TO_WRITE, main
from scripts.renewal.upgrading.api import APIS
from tests.tools.upgrade.conftest import REPOSITORY

Json: TypeAlias = dict[str, Any]

pytestmark = pytest.mark.timeout(600)  # each reads and compares whole documents, on a machine that may be busy


def _nothing(_document: Json) -> None:
    pass


def _new_field(document: Json) -> None:
    event = document["components"]["schemas"]["TransferEvent"]
    event["properties"]["purpose"] = {"type": "string"}
    event["required"].append("purpose")


def _value_gone(document: Json) -> None:
    document["components"]["schemas"]["TransferState"]["enum"].remove("CANCELLED")


def _new_topic(document: Json) -> None:
    topic = copy.deepcopy(document["webhooks"]["/transfers/watch"])
    topic["post"]["operationId"] = "orders_watch"
    document["webhooks"]["/orders/watch"] = topic


def _new_code(document: Json) -> None:
    document["components"]["schemas"]["PurchaseResponsePurchaseResponseCode"]["enum"].append("DENIED_BY_WEATHER")


@pytest.mark.parametrize(
    ("api", "bend", "ends"),
    [
        ("webhooks", _nothing, (DONE, "nothing to do")),
        ("webhooks", _new_field, (TO_WRITE, "harmless  field added: new required field TransferEvent.purpose")),
        ("webhooks", _value_gone, (TO_DECIDE, "accept it as enum-value-removed:TransferState=CANCELLED")),
        ("webhooks", _new_topic, (TO_WRITE, "harmless  operation added: new operation POST webhook /orders/watch")),
        ("simulator", _nothing, (DONE, "nothing to do")),
        ("simulator", _new_code, (DONE, "harmless  enum value added: PurchaseCode: new value DENIED_BY_WEATHER")),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_what_is_posted_is_read_and_so_a_new_field_harms_nobody(
    api: str, bend: Callable[[Json], None], ends: tuple[int, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is gone waits for a person."""
    root = tmp_path / "tree"
    for name in ("openapi", "weavr_async"):
        shutil.copytree(REPOSITORY / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    document = json.loads((root / APIS[api].vendor).read_text(encoding="utf-8"))
    bend(document)
    changed = tmp_path / "changed.json"
    changed.write_text(json.dumps(document), encoding="utf-8")
    code = main([str(changed), "--api", api, "--root", str(root), "--dry-run", "--no-regen"])
    said = "".join(capsys.readouterr())
    assert code == ends[0], said
    assert ends[1] in said


@pytest.mark.parametrize("api", APIS)
def test_our_document_says_what_the_vendors_structure_says(api: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is left over, but for what an overlay says and why."""
    assert contract_main(["--api", api]) == 0
    assert "leave nothing over" in capsys.readouterr().out
