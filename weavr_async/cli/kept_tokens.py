"""Settle tokens kept on this machine: one file for each write whose outcome is unknown, for this user only."""

from __future__ import annotations

import hashlib
import json
import os
import shlex
from collections import deque
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from weavr_async.errors import ConfigurationError, InvalidRequest

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ended", "forget", "interrupted", "keep", "kept", "read", "replace", "state_folder"]

interrupted: Final[list[Mapping[str, object]]] = []
"""What was under way when this run of a command was interrupted, and where it lies."""
ended: Final[deque[Mapping[str, object]]] = deque(maxlen=1)
"""The last write of this run that ended, and was done or may have been."""


def state_folder() -> Path:
    """Where settle tokens and bulk jobs of the command line are kept.

    Raises:
        ConfigurationError: This user has no home.
    """
    try:
        return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "weavr"
    except RuntimeError:
        raise ConfigurationError("This user has no home folder: set XDG_STATE_HOME to a folder that lasts.") from None


def _folder() -> Path:
    return state_folder() / "unresolved"


def keep(token: Mapping[str, object]) -> dict[str, object]:
    """Write a settle token down, and say where it lies and what is next; where no file can be written, give it."""
    name = hashlib.sha256(json.dumps(token, sort_keys=True, default=str).encode()).hexdigest()[:16]
    try:
        path = _folder() / f"{name}.json"
        replace(path, token)
    except (OSError, ConfigurationError) as error:
        then = f"put the settle token into a file, which failed here ({error}), and weavr settle FILE"
        return {"settle_token": json.dumps(token), "next": then}
    return {"settle_token_in": str(path), "next": f"weavr settle {shlex.quote(str(path))}"}


def kept() -> list[Path]:
    """The files of all that are kept."""
    return sorted(_folder().glob("*.json"))


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
