"""Every mutation of the vendor's document is told, and gets the verdict that it deserves."""

import json
import os
import pickle
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

from scripts.renewal.upgrade import CONTRACT, DONE, REFUSED, TO_DECIDE, TO_WRITE, main
from scripts.renewal.upgrading import roundtrip
from scripts.renewal.upgrading.api import APIS
from tests.properties import EVERY_EXAMPLE
from tests.tools.upgrade.conftest import READ_BY_THE_TOOL, REPOSITORY
from tests.tools.upgrade.mutations import Mutation, Verdict, mutations

pytestmark = pytest.mark.timeout(600)  # each reads and compares whole documents, on a machine that may be busy
VENDOR = json.loads((REPOSITORY / APIS["backoffice"].vendor).read_text(encoding="utf-8"))
MUTATIONS = list(mutations(VENDOR))
EVERY = bool(os.environ.get("EVERY_MUTATION"))


def one_of_each_kind(some: Iterable[Mutation]) -> list[Mutation]:
    """The last of each kind and verdict."""
    return list({(mutation.kind, mutation.verdict): mutation for mutation in some}.values())


WRITTEN = [mutation for mutation in MUTATIONS if mutation.verdict is Verdict.WRITTEN]
# `make mutations` writes all of them; to see that a dry run is no other run, one of each kind is enough.
REALLY_WRITTEN = WRITTEN if EVERY else one_of_each_kind(WRITTEN)
# Each takes seconds: a run by hand follows some of them, CI and `make check` all.
FOLLOWED = MUTATIONS if EVERY or EVERY_EXAMPLE else one_of_each_kind(MUTATIONS)
CODES = {
    Verdict.NOTHING: {DONE},
    Verdict.WRITTEN: {DONE, TO_WRITE},
    Verdict.DECIDE: {TO_DECIDE},
    Verdict.REFUSED: {REFUSED},
}


@pytest.fixture(scope="session")
def real_tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what an upgrade reads of this very tree."""
    root = tmp_path_factory.mktemp("real")
    for name in (*READ_BY_THE_TOOL, "openapi"):
        source, target = REPOSITORY / name, root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    return root


@pytest.fixture(scope="session")
def _contract(real_tree: Path) -> bytes:
    return pickle.dumps(roundtrip.read(real_tree / CONTRACT))


@pytest.fixture(autouse=True)
def _read_once(_contract: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading the contract takes most of a run, and no run here changes it."""
    monkeypatch.setattr(roundtrip, "read", lambda _: pickle.loads(_contract))


def test_there_are_at_least_sixty_mutations_of_fifteen_kinds() -> None:
    """A generator that finds no places any more would pass every other test here."""
    assert len(MUTATIONS) >= 60
    assert len({mutation.kind for mutation in MUTATIONS}) >= 15


def test_each_mutation_changes_the_document() -> None:
    """A mutation that does nothing shows nothing."""
    unchanged = json.dumps(VENDOR)
    assert [mutation.name for mutation in MUTATIONS if json.dumps(mutation.of(VENDOR)) == unchanged] == []


@pytest.mark.parametrize("mutation", FOLLOWED, ids=[mutation.name for mutation in FOLLOWED])
def test_a_changed_document_gets_its_verdict(
    mutation: Mutation, real_tree: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is swallowed, nothing ends in a traceback, and what differs is named."""
    code, said = _followed(mutation, tmp_path, real_tree, capsys, "--dry-run")
    assert code in CODES[mutation.verdict], said
    assert mutation.about.lower() in said.lower()
    assert ("nothing to do" in said) is (mutation.verdict is Verdict.NOTHING)


@pytest.mark.parametrize("mutation", REALLY_WRITTEN, ids=[mutation.name for mutation in REALLY_WRITTEN])
def test_a_dry_run_is_the_real_run(
    mutation: Mutation, real_tree: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It does and says the same; where nothing is to be written, the two take the very same way."""
    code, said = _followed(mutation, tmp_path, real_tree, capsys, "--dry-run")
    copied = Path(shutil.copytree(real_tree, tmp_path / "copied", copy_function=os.link))
    assert _followed(mutation, tmp_path, copied, capsys) == (code, said.replace("Would be written", "Written"))


def _followed(
    mutation: Mutation, folder: Path, root: Path, capsys: pytest.CaptureFixture[str], *options: str
) -> tuple[int, str]:
    document = folder / "vendor.json"
    document.write_text(json.dumps(mutation.of(VENDOR)), encoding="utf-8")
    code = main([str(document), "--root", str(root), "--no-regen", "--no-tests", *options])
    return code, "".join(capsys.readouterr())
