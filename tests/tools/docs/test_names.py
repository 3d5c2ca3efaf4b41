"""Names of modules, classes, functions and files that the docs and docstrings mention exist."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).resolve().parents[3]
NAME: Final = re.compile(r"\b(?:weavr_async|weavr_backoffice)(?:\.\w+)+")
PATH: Final = re.compile(r"\b(?:scripts|tests|benchmarks|examples|openapi|weavr_async)/[\w/.-]+\.\w+")
FILE_IN_PACKAGE: Final = re.compile(
    r"`((?:_calls|_engine|statements|tokens|values|stores|resources|bulk_jobs)/\w+\.py)`"
)
NO_MODULES: Final = {"weavr_async.calls", "weavr_async.rate_limits", "weavr_async.call"}
"""The names of loggers, and of an extension of a request."""


def pages() -> Iterator[Path]:
    """The docs, and every module whose docstrings may name others."""
    yield from (ROOT / name for name in ("README.md", "CONTRIBUTING.md", "mkdocs.yml"))
    for folder, pattern in (("docs", "*.md"), ("weavr_async", "*.py"), ("examples", "*.py"), ("scripts", "*.py")):
        yield from (ROOT / folder).rglob(pattern)


def exists(name: str) -> bool:
    """Whether the longest part of the name that is a module has the rest as attributes."""
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        try:
            found: object = import_module(".".join(parts[:end]))
        except ModuleNotFoundError:
            continue
        for attribute in parts[end:]:
            if not hasattr(found, attribute):
                return False
            found = getattr(found, attribute)
        return True
    return False


@pytest.mark.parametrize("page", list(pages()), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_name_that_is_mentioned_exists(page: Path) -> None:
    """So that a module that moves takes its mentions along."""
    text = page.read_text(encoding="utf-8")

    missing = {name for name in set(NAME.findall(text)) - NO_MODULES if not exists(name)}
    missing |= {path for path in PATH.findall(text) if not (ROOT / path).exists()}
    missing |= {path for path in FILE_IN_PACKAGE.findall(text) if not (ROOT / "weavr_async" / path).exists()}

    assert not missing
