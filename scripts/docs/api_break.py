"""Says what of the public API is not what it was at the last tag: `make api-break`.

Uses griffe, which the documentation's environment brings along. A finding fails it, unless the version in the tree
already says that the next release breaks (Semantic Versioning: another major, or before 1.0 another minor number).
"""

from __future__ import annotations

import runpy
import subprocess
import sys
from pathlib import Path
from typing import Final

import griffe  # type: ignore[import-not-found, unused-ignore]  # lives in the environment of the documentation

ROOT: Final = Path(__file__).parents[2]
PACKAGE: Final = "weavr_async"


def last_tag() -> str | None:
    """The newest release that is an ancestor of what is checked out."""
    found = subprocess.run(
        ["git", "describe", "--tags", "--abbrev=0", "--match=v*"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return found.stdout.strip() or None


def breakages(tag: str) -> list[str]:
    """What changed since then that a caller would notice, where it stands now or stood before."""
    before = griffe.load_git(PACKAGE, ref=tag, repo=ROOT, search_paths=["."], resolve_aliases=True)
    now = griffe.load(PACKAGE, search_paths=[ROOT], resolve_aliases=True)
    return [found.explain(griffe.ExplanationStyle.ONE_LINE) for found in griffe.find_breaking_changes(before, now)]


def says_that_it_breaks(tag: str) -> bool:
    """Whether the version in the tree is one that may break what the tag's offered."""
    # Read, not imported: the dependencies of the SDK are not in this environment.
    version = runpy.run_path(str(ROOT / PACKAGE / "_version.py"))["__version__"]
    return _promise(version) > _promise(tag.removeprefix("v"))


def _promise(version: str) -> tuple[int, int]:
    major, minor = (int(number) for number in version.split(".")[:2])
    return (major, 0 if major else minor)


def main() -> int:
    """Compare and tell."""
    tag = last_tag()
    if tag is None:
        print("There is no tag yet, so there is nothing that could be broken.")
        return 0
    found = breakages(tag)
    print(*found, sep="\n", end="\n" if found else "")
    print(f"{len(found)} breaking changes of the public API since {tag}")
    return 1 if found and not says_that_it_breaks(tag) else 0


if __name__ == "__main__":
    sys.exit(main())
