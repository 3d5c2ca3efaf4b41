"""Settle tokens kept on this machine: one file for each write whose outcome is unknown, for this user only."""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, cast

from weavr_async.errors import InvalidRequest

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["forget", "keep", "kept", "read", "replace", "state_folder"]


def state_folder() -> Path:
    """Where settle tokens and bulk jobs of the command line are kept."""
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "weavr"


def _folder() -> Path:
    return state_folder() / "unresolved"


def keep(token: Mapping[str, object]) -> Path:
    """Write a settle token down, and give its file."""
    name = hashlib.sha256(json.dumps(token, sort_keys=True, default=str).encode()).hexdigest()[:16]
    path = _folder() / f"{name}.json"
    replace(path, token)
    return path


def kept() -> list[tuple[Path, Mapping[str, object]]]:
    """All that are kept, and their files."""
    return [(path, read(path)) for path in sorted(_folder().glob("*.json"))]


def read(path: Path) -> Mapping[str, object]:
    """Give the settle token in a file.

    Raises:
        InvalidRequest: There is none.
    """
    with suppress(OSError, ValueError):
        found = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(found, dict):
            return cast("dict[str, object]", found)
    raise InvalidRequest(f"{path} is not a file with a settle token.")


def replace(path: Path, token: Mapping[str, object]) -> None:
    """Put a settle token into a file, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    new = path.with_suffix(".new")
    new.touch(mode=0o600)
    new.write_text(json.dumps(token), encoding="utf-8")
    new.replace(path)


def forget(path: Path) -> None:
    """Delete a file that was written here; one that somebody brought stays."""
    if path.parent == _folder():
        path.unlink(missing_ok=True)
