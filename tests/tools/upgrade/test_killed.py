"""An upgrade that is ended by a signal leaves the tree as it was or as it will be, and in the end nothing else."""

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.tools.upgrade.conftest import REPOSITORY

if TYPE_CHECKING:
    from tests.tools.upgrade.conftest import Tree


@pytest.mark.timeout(900)  # fifty runs and the fifty after them, on a machine that may be busy
def test_no_signal_at_any_moment_leaves_half_a_tree(tree: "Tree", document: dict[str, Any]) -> None:
    """SIGTERM never does. SIGKILL may strike between two renames: then the next run finishes what was begun."""
    document["components"]["schemas"]["Transfer"]["properties"]["purpose"] = {"type": "string"}
    new = tree.root.with_name("new.json")
    new.write_text(json.dumps(document), encoding="utf-8")
    command = [sys.executable, "-m", "tests.tools.upgrade.killed", str(tree.root), str(new), "50"]
    ran = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout)
    assert len(found) == 50
    assert [run for run in found if run["signal"] == "SIGTERM" and (run["left"] == "half" or run["aside"])] == []
    assert [run for run in found if run["left"] == "half" and not run["aside"]] == []
    assert [run for run in found if run.get("next", "after") != "after" or run.get("aside then")] == []
    assert {run["left"] for run in found} >= {"before", "after"}
