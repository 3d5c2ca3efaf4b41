"""A tree that may be upgraded, and a document in the manner of the vendor's that agrees with it."""

import copy
import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from ruamel.yaml import YAML

from scripts.renewal.contract import left_over
from scripts.renewal.openapi.conventions import TO_BE_WRITTEN, findings
from scripts.renewal.openapi.document import Document, load_yaml
from scripts.renewal.openapi.overlay import Overlay
from scripts.renewal.openapi.pins import moved
from scripts.renewal.openapi.wording import without_wording
from scripts.renewal.upgrade import CONTRACT, OVERLAY, main
from scripts.renewal.upgrading import roundtrip
from scripts.renewal.upgrading.api import APIS
from scripts.renewal.upgrading.writing import used_components

REPOSITORY = Path(__file__).resolve().parents[3]
READ_BY_THE_TOOL = (
    *("weavr_async/_calls/policies.py", "weavr_async/errors.py", "weavr_async/resources"),
    *("weavr_async/tokens/sources.py", "weavr_async/emulator/handlers/__init__.py", "generated/weavr_backoffice"),
)
SMALL = ("/transfers", "/transfers/{id}", "/fees/charge")
"""The paths of the small tree: enough of everything, and quickly read."""

Json: TypeAlias = dict[str, Any]


class Tree:
    """A copy of what an upgrade reads and writes, with two of our deviations in its overlay."""

    def __init__(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.root, self._capsys = root, capsys
        self._document = root / "vendor.json"

    def upgrade(self, document: object, *options: str, regen: bool = False) -> tuple[int, str]:
        """Run the command upon a document, and give its exit code and what it printed."""
        text = document if isinstance(document, str) else json.dumps(document)
        self._document.write_text(text, encoding="utf-8")
        how = ["--no-tests"] if regen else ["--no-tests", "--no-regen"]
        code = main([str(self._document), "--root", str(self.root), *how, *options])
        printed = self._capsys.readouterr()
        return code, printed.out + printed.err

    def contract(self) -> Json:
        """Give the contract as it is now."""
        return load_yaml(self.root / CONTRACT)

    def files(self) -> dict[str, bytes]:
        """Give every file but the vendor's document, with its bytes."""
        paths = (path for path in self.root.rglob("*") if path.is_file() and path != self._document)
        return {str(path.relative_to(self.root)): path.read_bytes() for path in paths}

    def follows(self, document: Json) -> bool:
        """Tell whether the contract agrees with a document, needs nothing but texts, and a second run finds nothing."""
        ours = Document(self.contract())
        over, stale = left_over(Document(document), Overlay.read(self.root / OVERLAY), ours)
        disorder = [finding for finding in findings(ours) if TO_BE_WRITTEN not in finding.wrong]
        before = self.files()
        again, said = self.upgrade(document)
        return not (over or stale or disorder or again) and "nothing to do" in said and self.files() == before


def _with_two_deviations(root: Path) -> None:
    """Keep the actions of our overlay that `vendor_document` undoes."""
    overlay = load_yaml(REPOSITORY / OVERLAY)
    kept = ("$.components.headers['request-ref']", "$.paths[*][*].responses")
    actions = overlay["actions"]
    assert isinstance(actions, list)
    overlay["actions"] = [action for action in actions if action["target"] in kept]
    YAML().dump(overlay, root / OVERLAY)


def _with_the_vendors_structure(root: Path) -> None:
    """Keep the vendor's structure with the contract, and let each action pin what it stands on there."""
    document = vendor_document(load_yaml(root / CONTRACT))
    kept = root / APIS["backoffice"].vendor
    kept.parent.mkdir(exist_ok=True)
    kept.write_text(json.dumps(without_wording(document)), encoding="utf-8")
    overlay = load_yaml(root / OVERLAY)
    pins = {pin.action.target: pin.fingerprint for pin in moved(Overlay.of(overlay), document)}
    actions = overlay["actions"]
    assert isinstance(actions, list)
    for action in actions:
        action["x-stands-on"] = pins.get(action["target"], action.get("x-stands-on"))
    YAML().dump(overlay, root / OVERLAY)


def _with_few_paths(contract: Path) -> None:
    tree = roundtrip.read(contract)
    for path in [path for path in tree["paths"] if path not in SMALL]:
        roundtrip.remove(tree["paths"], path)
    used = used_components(tree)
    for section in ("parameters", "headers", "responses", "schemas"):
        for name in [name for name in tree["components"][section] if (section, name) not in used]:
            roundtrip.remove(tree["components"][section], name)
    contract.write_text(roundtrip.write(tree), encoding="utf-8")


def vendor_document(contract: Json) -> Json:
    """Undo the two deviations, and write as the vendor does: without prose, and with enums where they are used."""
    document = copy.deepcopy(contract)
    schemas = document["components"]["schemas"]
    for path in document["paths"].values():
        for operation in path.values():
            operation["responses"].pop("429", None)
    document["components"]["headers"]["request-ref"]["required"] = True
    for node in list(_mappings(document)):
        name = str(node.get("$ref", "")).removeprefix("#/components/schemas/")
        if "enum" in schemas.get(name, {}):
            node.update(copy.deepcopy(schemas[name]))
            del node["$ref"]
        if isinstance(node.get("description"), str) and "responses" not in node:
            node["description"] = "-"
    return document


def _mappings(node: object) -> Iterator[Json]:
    if isinstance(node, dict):
        yield node
        for child in node.values():
            yield from _mappings(child)
    elif isinstance(node, list):
        for child in node:
            yield from _mappings(child)


@pytest.fixture(scope="session")
def _whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("whole")
    for name in (*READ_BY_THE_TOOL, str(CONTRACT)):
        source, target = REPOSITORY / name, root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    _with_two_deviations(root)
    _with_the_vendors_structure(root)
    return root


@pytest.fixture(scope="session")
def _small(_whole: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("small") / "tree"
    shutil.copytree(_whole, root, ignore=shutil.ignore_patterns("generated"))
    _with_few_paths(root / CONTRACT)
    _with_the_vendors_structure(root)
    return root


@pytest.fixture(scope="session")
def _small_document(_small: Path) -> Mapping[str, object]:
    return vendor_document(load_yaml(_small / CONTRACT))


@pytest.fixture
def whole_tree(_whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Tree:
    """A tree with all of the contract."""
    return Tree(Path(shutil.copytree(_whole, tmp_path / "tree")), capsys)


@pytest.fixture
def tree(_small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Tree:
    """A tree with a few operations."""
    return Tree(Path(shutil.copytree(_small, tmp_path / "tree")), capsys)


@pytest.fixture
def document(_small_document: Mapping[str, object]) -> Json:
    """The vendor's document that the tree agrees with, to be bent by a test."""
    return copy.deepcopy(dict(_small_document))
