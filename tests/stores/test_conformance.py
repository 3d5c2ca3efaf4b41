"""Every store that comes along keeps what its protocols promise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.stores.conformance import ManifestStoreSuite, ManualClock, Subject, TokenStoreSuite, WebhookStoreSuite
from weavr_async.stores import FileStore, MemoryStore

if TYPE_CHECKING:
    from pathlib import Path


class InMemory:
    """Stores in memory."""

    @pytest.fixture
    def subject(self) -> Subject[MemoryStore]:
        """An empty store, with a clock of its own."""
        clock = ManualClock()
        return Subject(MemoryStore(clock=clock), clock.advance)


class InFiles:
    """Stores of files."""

    @pytest.fixture
    def subject(self, tmp_path: Path) -> Subject[FileStore]:
        """A store whose folder is still to be made."""
        return Subject(FileStore(tmp_path / "deep" / "bulks"), ManualClock().advance)


class TestTokensInMemory(InMemory, TokenStoreSuite):
    """Tokens, shared by the clients of one process."""


class TestWebhooksInMemory(InMemory, WebhookStoreSuite):
    """Deliveries to one process."""


class TestManifestsInMemory(InMemory, ManifestStoreSuite):
    """Manifests of jobs that need not survive the process."""


class TestManifestsInFiles(InFiles, ManifestStoreSuite):
    """Manifests on a disk."""
