"""Manifests in files: complete or absent, and readable by this user only."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from weavr_async import ConfigurationError
from weavr_async.stores import FileStore

if TYPE_CHECKING:
    from pathlib import Path


def files(folder: Path) -> dict[str, Path]:
    """All files below a folder, by name."""
    return {path.name: path for path in folder.rglob("*") if path.is_file()}


@pytest.mark.asyncio
async def test_files_are_for_this_user_only(tmp_path: Path) -> None:
    """Payloads are business data, whatever the umask."""
    before = os.umask(0)
    try:
        await FileStore(tmp_path / "bulks").create_part("job", "part", b"payroll")
    finally:
        os.umask(before)
    made = {"": 0o700, "job": 0o700, "job/part": 0o600}
    assert {name: stat.S_IMODE((tmp_path / "bulks" / name).stat().st_mode) for name in made} == made


@pytest.mark.asyncio
async def test_a_part_that_was_not_written_to_its_end_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk fails before the part has its name; it can be kept afterwards."""
    store = FileStore(tmp_path)

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            await store.create_part("job", "part", b"payroll")
    assert await store.read_part("job", "part") is None
    assert files(tmp_path) == {}
    assert await store.create_part("job", "part", b"payroll")


@pytest.mark.asyncio
@pytest.mark.parametrize("name", ["", ".", "..", "../job", "a/b", "a\\b", "a\n", ".hidden", "a" * 201, "café"])
async def test_names_that_could_leave_the_folder_are_refused(tmp_path: Path, name: str) -> None:
    """As the name of a job and as that of a part."""
    store = FileStore(tmp_path)
    with pytest.raises(ConfigurationError):
        await store.create_part(name, "part", b"")
    with pytest.raises(ConfigurationError):
        await store.read_part("job", name)


@pytest.mark.asyncio
async def test_a_link_that_was_made_counts_whatever_was_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A network file system loses the answer, asks again, and is told that the name is taken: by the link itself."""
    link = os.link

    def made_twice(source: Path, target: Path) -> None:
        link(source, target)
        link(source, target)

    monkeypatch.setattr(os, "link", made_twice)
    assert await FileStore(tmp_path).create_part("job", "part", b"payroll")
    assert await FileStore(tmp_path).read_part("job", "part") == b"payroll"
    assert not await FileStore(tmp_path).create_part("job", "part", b"another")
    assert files(tmp_path).keys() == {"part"}
