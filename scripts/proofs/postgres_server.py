"""A real PostgreSQL on a free loopback port, for proofs and tests."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, final

from sqlalchemy import create_engine, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["PostgresServer", "found", "running"]


@final
class PostgresServer:
    """A cluster in a folder of its own. As root it runs as the user `postgres`, for it refuses root.

    Args:
        binaries: Where its programs are.
        folder: Where it keeps its data.
        settings: Those that are not PostgreSQL's own defaults, such as `fsync=off`.
    """

    def __init__(self, binaries: Path, folder: Path, settings: Sequence[str] = ()) -> None:
        self._binaries = binaries
        self._settings = settings
        self._data = folder / "data"
        self._as = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        if self._as:
            shutil.chown(folder, "postgres")
        self._run("initdb", "-D", str(self._data), "-U", "weavr", "-A", "trust", "--no-sync")
        self._folder = folder

    def _run(self, program: str, *arguments: str) -> None:
        command = [*self._as, str(self._binaries / program), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd="/", timeout=120)

    def start(self) -> None:
        """Start it, and wait until it takes connections."""
        settings = ("listen_addresses=127.0.0.1", f"unix_socket_directories={self._folder}", *self._settings)
        options = " ".join([f"-p {self.port}", *(f"-c {setting}" for setting in settings)])
        log = str(self._folder / "log")
        self._run("pg_ctl", "-D", str(self._data), "-l", log, "-w", "-o", options, "start")

    def stop(self) -> None:
        """End it at once, as a crash would."""
        self._run("pg_ctl", "-D", str(self._data), "-m", "immediate", "stop")

    def url(self, database: str = "postgres") -> str:
        """Where a database of it is."""
        return f"postgresql://weavr@127.0.0.1:{self.port}/{database}"

    def make_database(self, name: str) -> str:
        """Make an empty database, and say where it is."""
        engine = create_engine(
            f"postgresql+psycopg://weavr@127.0.0.1:{self.port}/postgres", isolation_level="AUTOCOMMIT"
        )
        with engine.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}"'))
        engine.dispose()
        return self.url(name)


def found() -> Path | None:
    """Where its programs are, if it is installed."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if versions:
        return versions[-1].parent
    program = shutil.which("initdb")
    return Path(program).parent if program else None


@contextmanager
def running(binaries: Path, settings: Sequence[str] = ()) -> Iterator[PostgresServer]:
    """A server with these settings, for as long as the block lasts."""
    # Not in a folder of the caller's, which nobody else may enter.
    with tempfile.TemporaryDirectory(prefix="weavr-postgres-") as folder:
        server = PostgresServer(binaries, Path(folder), settings)
        server.start()
        try:
            yield server
        finally:
            server.stop()
