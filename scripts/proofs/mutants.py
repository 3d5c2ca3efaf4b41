"""Runs the mutation tester over the code that decides about money, and fails on a survivor nobody explained.

    python -m scripts.proofs.mutants [--no-run]

`[tool.mutmut]` in pyproject.toml names the modules and the tests. A mutant that survives is either a test that is
missing or a change that makes no difference; the latter stand in `survivors.toml` beside this file, each with its
reason. An entry that does not survive any more fails as well, so that the list stays true.

A mutant that only changes the wording of a message is counted apart: tests do not freeze sentences.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import Final

from attrs import frozen

SURVIVORS: Final = Path(__file__).with_name("survivors.toml")
LEAST_KILLED: Final = 0.95

_RESULT: Final = re.compile(r"^\s+(?P<name>\S+?)__mutmut_(?P<number>\d+): (?P<status>.+)$", re.MULTILINE)
_LITERAL: Final = re.compile(r"""f?"[^"]*"|None""")
_SENTENCE: Final = re.compile(r"""f?"[^"]*\w,? \w[^"]*\"""")
_DEAD: Final = frozenset({"killed", "timeout", "caught by type check", "segfault"})


@frozen
class Mutant:
    """One change that was made to the code."""

    function: str
    before: str
    after: str

    @property
    def is_wording(self) -> bool:
        """Whether only the text of a message is another one."""
        same_code = _LITERAL.sub("…", self.before) == _LITERAL.sub("…", self.after)
        return same_code and bool(_SENTENCE.search(self.before))


def results() -> tuple[Counter[str], list[str]]:
    """How many mutants ended how, and the names of those that are alive."""
    printed = _mutmut("results", "--all", "true")
    counts = Counter(match["status"] for match in _RESULT.finditer(printed))
    alive = [match for match in _RESULT.finditer(printed) if match["status"] not in _DEAD]
    return counts, [f"{match['name']}__mutmut_{match['number']}" for match in alive]


def look_up(name: str) -> Mutant:
    """What a mutant changes."""
    lines = _mutmut("show", name).splitlines()
    removed = [line[1:].strip() for line in lines if line.startswith("-") and not line.startswith("---")]
    added = [line[1:].strip() for line in lines if line.startswith("+") and not line.startswith("+++")]
    return Mutant(name.rpartition("__mutmut_")[0], "\n".join(removed), "\n".join(added))


def explained() -> dict[Mutant, str]:
    """The survivors that are known, with their reasons."""
    entries = tomllib.loads(SURVIVORS.read_text(encoding="utf-8")).get("survivor", [])
    return {Mutant(entry["function"], entry["before"], entry["after"]): entry["reason"] for entry in entries}


def _mutmut(*arguments: str) -> str:
    return subprocess.run(["mutmut", *arguments], capture_output=True, text=True, check=True).stdout


def main() -> int:
    """Run, count, compare."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--no-run", action="store_true", help="only look at the results of the last run")
    if not parser.parse_args().no_run:
        # mutmut believes the results of its last run, though tests have come and gone since.
        shutil.rmtree("mutants", ignore_errors=True)
        subprocess.run(["mutmut", "run"], check=True, stdout=subprocess.DEVNULL)
    counts, names = results()
    alive = [look_up(name) for name in names]
    survivors = {mutant for mutant in alive if not mutant.is_wording}
    known = explained()
    killed = sum(count for status, count in counts.items() if status in _DEAD)
    share = killed / max(killed + len(survivors), 1)
    print(f"{killed} killed, {len(survivors)} survived ({share:.1%} killed), wording: {len(alive) - len(survivors)}")
    for mutant in sorted(survivors - known.keys(), key=lambda one: one.function):
        print(f"\nnot explained: {mutant.function}\n- {mutant.before}\n+ {mutant.after}")
    for mutant in known.keys() - survivors:
        print(f"\nin {SURVIVORS.name}, but does not survive: {mutant.function}\n- {mutant.before}\n+ {mutant.after}")
    return 0 if survivors == known.keys() and share >= LEAST_KILLED else 1


if __name__ == "__main__":
    sys.exit(main())
