"""Emitting the tree anew: the same bytes each time, and all or nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
CONTRACT = ROOT / "openapi" / "backoffice.yaml"
PACKAGE = ROOT / "generated" / "weavr_backoffice"


def regen(contract: Path, target: Path, seed: str = "random") -> subprocess.CompletedProcess[str]:
    command = [str(ROOT / "scripts" / "regen.sh"), str(contract), str(target)]
    environment = os.environ | {"PYTHONHASHSEED": seed}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def contents(tree: Path) -> dict[str, bytes]:
    paths = (path for path in tree.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {str(path.relative_to(tree)): path.read_bytes() for path in paths}


@pytest.mark.timeout(600)  # the generator runs twice, on a machine that may be busy
@pytest.mark.parametrize("seed", ["1", "4242"])
def test_what_is_emitted_is_what_is_committed_whatever_the_hash_seed(tmp_path: Path, seed: str) -> None:
    """Two runs under different hash seeds give the tree that stands in the repository, byte for byte."""
    done = regen(CONTRACT, tmp_path / "weavr_backoffice", seed)

    assert done.returncode == 0, done.stderr
    assert contents(tmp_path / "weavr_backoffice") == contents(PACKAGE)


BREAKAGES = {
    "a syntax error": ("      operationId: transferCreate\n", "      operationId: [transferCreate\n", 1),
    "a reference to nothing": ("schemas/BulkTransferItem'", "schemas/BulkTransferItm'", 0),
    "a value that OpenAPI does not allow": ("      operationId: transferCreate\n", "      operationId: 7\n", 0),
    "a schema that the generator cannot use": (
        "    ScaledAmount:\n",
        "    ScaledAmount:\n      allOf: [{ $ref: '#/components/schemas/TransactionState' }, { type: object }]\n",
        0,
    ),
}


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("old", "new", "later"), BREAKAGES.values(), ids=BREAKAGES)
def test_a_broken_contract_changes_nothing_and_names_the_line(tmp_path: Path, old: str, new: str, later: int) -> None:
    """The tree that was there stays as it was, nothing is left beside it, and the message says where to look."""
    text = CONTRACT.read_text(encoding="utf-8")
    assert text.count(old) == 1
    contract = tmp_path / "broken.yaml"
    contract.write_text(text.replace(old, new), encoding="utf-8")
    target = tmp_path / "emitted" / "weavr_backoffice"
    target.mkdir(parents=True)
    (target / "old.py").write_text("OLD = True\n", encoding="utf-8")

    done = regen(contract, target)

    line = text[: text.index(old)].count("\n") + 1 + later
    assert done.returncode != 0
    assert f"{contract}:{line}:" in done.stderr
    assert contents(target.parent) == {"weavr_backoffice/old.py": b"OLD = True\n"}


@pytest.mark.parametrize(
    ("pins", "message"),
    [
        (["openapi-python-client==0.0.1", "ruff==0.0.1"], "openapi-python-client==0.0.1 is pinned"),
        (["openapi-python-client>=0.1", "ruff"], "openapi-python-client is not pinned by =="),
    ],
)
def test_another_generator_than_the_pinned_one_is_refused(tmp_path: Path, pins: list[str], message: str) -> None:
    """The templates fit one version of the generator, and the bytes one version of the formatter."""
    pyproject = tmp_path / "pyproject.toml"
    pyproject.write_text(f"[dependency-groups]\ndev = {json.dumps(pins)}\n", encoding="utf-8")
    command = [sys.executable, "-m", "scripts.renewal.regen_support", "tools", str(pyproject)]

    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)

    assert done.returncode != 0
    assert message in done.stderr
