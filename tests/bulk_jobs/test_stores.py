"""Where manifests are kept: once, whole, and for this user's eyes only."""

from __future__ import annotations

import asyncio
import os
import stat
from typing import TYPE_CHECKING

import pytest

from tests.bulk_jobs.house import House, carry_out, orders
from weavr_async import ConfigurationError
from weavr_async.bulk_jobs import FileManifestStore, ManifestStore, MemoryManifestStore

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(params=["files", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> ManifestStore:
    """Each store that comes with the package."""
    return FileManifestStore(tmp_path / "deep" / "bulks") if request.param == "files" else MemoryManifestStore()


def files(folder: Path) -> dict[str, Path]:
    """All files below a folder, by name."""
    return {path.name: path for path in folder.rglob("*") if path.is_file()}


@pytest.mark.asyncio
async def test_a_part_is_given_back_as_it_was_kept(store: ManifestStore) -> None:
    """Byte for byte, by job and name; what was not kept is not there."""
    content = bytes(range(256)) * 1_000
    assert await store.read("job", "part") is None
    assert await store.create("job", "part", content)
    assert await store.read("job", "part") == content
    assert await store.read("job", "other") is None
    assert await store.read("other", "part") is None


@pytest.mark.asyncio
async def test_a_part_is_kept_once(store: ManifestStore) -> None:
    """The second one is refused, and the first one stays."""
    assert await store.create("job", "part", b"first")
    assert not await store.create("job", "part", b"second")
    assert not await store.create("job", "part", b"first")
    assert await store.read("job", "part") == b"first"


@pytest.mark.asyncio
async def test_of_many_who_keep_the_same_part_one_succeeds(store: ManifestStore) -> None:
    """And its part is the one that is read."""
    contents = [f"{number}".encode() for number in range(20)]
    made = await asyncio.gather(*(store.create("job", "part", content) for content in contents))
    assert sum(made) == 1
    assert await store.read("job", "part") == contents[made.index(True)]


@pytest.mark.asyncio
async def test_files_are_for_this_user_only(tmp_path: Path) -> None:
    """Payloads are business data, whatever the umask."""
    before = os.umask(0)
    try:
        await FileManifestStore(tmp_path / "bulks").create("job", "part", b"payroll")
    finally:
        os.umask(before)
    made = {"": 0o700, "job": 0o700, "job/part": 0o600}
    assert {name: stat.S_IMODE((tmp_path / "bulks" / name).stat().st_mode) for name in made} == made


@pytest.mark.asyncio
async def test_a_part_that_was_not_written_to_its_end_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk fails before the part has its name; it can be kept afterwards."""
    store = FileManifestStore(tmp_path)

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            await store.create("job", "part", b"payroll")
    assert await store.read("job", "part") is None
    assert files(tmp_path) == {}
    assert await store.create("job", "part", b"payroll")


@pytest.mark.asyncio
@pytest.mark.parametrize("name", ["", ".", "..", "../job", "a/b", "a\\b", "a\n", ".hidden", "a" * 201, "café"])
async def test_names_that_could_leave_the_folder_are_refused(tmp_path: Path, name: str) -> None:
    """As the name of a job and as that of a part."""
    store = FileManifestStore(tmp_path)
    with pytest.raises(ConfigurationError):
        await store.create(name, "part", b"")
    with pytest.raises(ConfigurationError):
        await store.read("job", name)


@pytest.mark.asyncio
async def test_a_manifest_holds_no_secret(house: House, tmp_path: Path) -> None:
    """Neither the api key nor a token is in any of its files."""
    await carry_out(house.job(store=FileManifestStore(tmp_path)), orders(5))
    kept = b"".join(path.read_bytes() for path in files(tmp_path).values())
    assert b"line-5" in kept
    headers = [request.headers for request in house.emulator.requests]
    secrets = {sent["api-key"] for sent in headers} | {sent.get("authorization", "")[7:] for sent in headers} - {""}
    assert len(secrets) == 2
    assert not any(secret.encode() in kept for secret in secrets)
