"""What a job remembers: facts, each kept once, as JSON of a stated version.

===================  ============================================================================================
`job`                whose job it is, what it repeats, how it is cut into chunks
`chunk-00001`        a chunk: its reference, the caller's keys, and the very bytes that are sent
`sealed`             there are so many chunks and no more; nothing is sent before this is kept
`sent-00001-1`       the chunk is about to be sent, for the first time
`refused-00001-1`    all that was sent then was refused: it left nothing behind
`bulk-00001`         the id of the chunk's bulk
`execution`          the job is about to be started, in this mode
`halted`             no chunk may be submitted or started any more
===================  ============================================================================================
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, TypeVar

import orjson
from attrs import field, frozen

from weavr_async.bulk_jobs._errors import ManifestError
from weavr_async.values._times import from_epoch_ms
from weavr_async.values.references import fingerprint

if TYPE_CHECKING:
    from weavr_async.stores.protocols import ManifestStore
    from weavr_backoffice.types import JSON, JSONObject

__all__ = ["Chunk", "Head", "Manifest", "Seal"]

T = TypeVar("T", str, int)

_VERSION: Final = 1
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@frozen
class Head:
    """Whose job it is, and of what."""

    name: str
    round_number: int
    operation: str
    base_url: str
    identity: str
    chunk_size: int


@frozen
class Seal:
    """How much the job is in all."""

    chunks: int
    items: int


@frozen
class Chunk:
    """Items that are submitted together, frozen."""

    number: int
    reference: str
    keys: tuple[str, ...] = field(repr=False)
    notes: tuple[str | None, ...] = field(repr=False)
    """What the items do not say of the orders they were made from; see `Kind.note`."""
    body: bytes = field(repr=False)

    def items(self) -> list[JSONObject]:
        """The items as they are sent."""
        items: list[JSONObject] = orjson.loads(self.body)
        return items


class Manifest:
    """The facts of one job in a store.

    A fact that was read is not read again: it cannot change.
    """

    __slots__ = ("_job", "_known", "_store")

    def __init__(self, store: ManifestStore, job: str) -> None:
        self._store: Final = store
        self._job: Final = job
        self._known: Final[dict[str, JSONObject]] = {}

    # -- what the job is -------------------------------------------------------------------------------

    async def head(self, head: Head) -> Head:
        """Keep what the job is, or check that it is the same job; gives it as it is kept.

        Raises:
            ManifestError: Another job is kept under this name. Only its chunk size may differ, which stays as it is.
        """
        kept = await self._fact(
            "job",
            {
                "name": head.name,
                "round": head.round_number,
                "operation": head.operation,
                "base_url": head.base_url,
                "identity": head.identity,
                "chunk_size": head.chunk_size,
            },
        )
        found = Head(
            name=self._value("job", kept, "name", str),
            round_number=self._value("job", kept, "round", int),
            operation=self._value("job", kept, "operation", str),
            base_url=self._value("job", kept, "base_url", str),
            identity=self._value("job", kept, "identity", str),
            chunk_size=self._value("job", kept, "chunk_size", int),
        )
        for what, mine, theirs in (
            ("name", head.name, found.name),
            ("round", head.round_number, found.round_number),
            ("operation", head.operation, found.operation),
            ("base URL", head.base_url, found.base_url),
            ("identity", head.identity, found.identity),
        ):
            if mine != theirs:
                raise ManifestError(
                    f"The store holds another job under this name: its {what} is {theirs}, not {mine}. "
                    "Nothing was sent. Choose another name or another store.",
                    part="job",
                )
        return found

    async def seal(self, seal: Seal) -> Seal:
        """Keep that there are no further items; gives what is kept."""
        return self._seal(await self._fact("sealed", {"chunks": seal.chunks, "items": seal.items}))

    async def sealed(self) -> Seal | None:
        """How much the job is, once all of it is kept."""
        kept = await self._read("sealed")
        return None if kept is None else self._seal(kept)

    def _seal(self, kept: JSONObject) -> Seal:
        return Seal(self._value("sealed", kept, "chunks", int), self._value("sealed", kept, "items", int))

    # -- chunks ----------------------------------------------------------------------------------------

    async def freeze(self, chunk: Chunk) -> bool:
        """Keep a chunk; false when there is one of this number already."""
        head: JSONObject = {
            "version": _VERSION,
            "reference": chunk.reference,
            "fingerprint": fingerprint(chunk.body),
            "keys": list(chunk.keys),
        }
        if any(note is not None for note in chunk.notes):
            head["notes"] = list(chunk.notes)
        # JSON has no line end outside of its texts, and writes those inside as \n: the first one ends the head.
        return await self._store.create_part(self._job, _chunk(chunk.number), orjson.dumps(head) + b"\n" + chunk.body)

    async def chunk(self, number: int) -> Chunk | None:
        """A chunk as it was frozen.

        Raises:
            ManifestError: It is not whole.
        """
        part = _chunk(number)
        content = await self._store.read_part(self._job, part)
        if content is None:
            return None
        head, _, body = content.partition(b"\n")
        data = self._decoded(part, head)
        if self._value(part, data, "fingerprint", str) != fingerprint(body):
            raise self._damaged(part)
        keys = data.get("keys")
        if not isinstance(keys, list):
            raise self._damaged(part)
        notes = data.get("notes")
        return Chunk(
            number=number,
            reference=self._value(part, data, "reference", str),
            keys=tuple(str(key) for key in keys),
            notes=tuple(None if note is None else str(note) for note in notes)
            if isinstance(notes, list)
            else (None,) * len(keys),
            body=body,
        )

    # -- submissions -----------------------------------------------------------------------------------

    async def begin(self, number: int, now: datetime) -> int:
        """Keep that a chunk is about to be sent; gives the number of this sending."""
        sending = 1
        while not await self._store.create_part(
            self._job,
            _sending("sent", number, sending),
            _encoded({"at_ms": (now - _EPOCH) // timedelta(milliseconds=1)}),
        ):
            sending += 1
        return sending

    async def refused(self, number: int, sending: int) -> None:
        """Keep that a sending left nothing behind."""
        await self._store.create_part(self._job, _sending("refused", number, sending), _encoded({}))

    async def undecided_since(self, number: int) -> datetime | None:
        """When a chunk was first sent without it being known what became of that."""
        sending = 1
        while (sent := await self._read(_sending("sent", number, sending))) is not None:
            if await self._read(_sending("refused", number, sending)) is None:
                return from_epoch_ms(self._value(_sending("sent", number, sending), sent, "at_ms", int))
            sending += 1
        return None

    async def bulk_id(self, number: int) -> str | None:
        """The id of a chunk's bulk, once it is known."""
        part = f"bulk-{number:05}"
        kept = await self._read(part)
        return None if kept is None else self._value(part, kept, "bulk_id", str)

    async def submitted(self, number: int, bulk_id: str) -> str:
        """Keep the id of a chunk's bulk; gives the one that is kept, which is the only one to be started."""
        part = f"bulk-{number:05}"
        return self._value(part, await self._fact(part, {"bulk_id": bulk_id}), "bulk_id", str)

    # -- steps -----------------------------------------------------------------------------------------

    async def execution(self, on_failure: str) -> str:
        """Keep that the job is about to be started; gives the mode that is kept."""
        return self._value("execution", await self._fact("execution", {"on_failure": on_failure}), "on_failure", str)

    async def halt(self, why: str) -> str:
        """Keep that no chunk may be submitted or started any more; gives the reason that is kept."""
        return self._value("halted", await self._fact("halted", {"why": why}), "why", str)

    async def halted(self) -> str | None:
        """Why no chunk may be submitted or started any more, if so."""
        kept = await self._read("halted")
        return None if kept is None else self._value("halted", kept, "why", str)

    # -- reading and writing ---------------------------------------------------------------------------

    async def _fact(self, part: str, data: JSONObject) -> JSONObject:
        """Keep a fact unless there is one; gives what is kept."""
        kept = await self._read(part)
        if kept is None:
            await self._store.create_part(self._job, part, _encoded(data))
            kept = await self._read(part)
        if kept is None:
            raise ManifestError(
                f"The manifest store does not give back {part} of this job, which it has taken.", part=part
            )
        return kept

    async def _read(self, part: str) -> JSONObject | None:
        known = self._known.get(part)
        if known is not None:
            return known
        content = await self._store.read_part(self._job, part)
        if content is None:
            return None
        data = self._known[part] = self._decoded(part, content)
        return data

    def _decoded(self, part: str, content: bytes) -> JSONObject:
        try:
            data: JSON = orjson.loads(content)
        except orjson.JSONDecodeError:
            raise self._damaged(part) from None
        if not isinstance(data, dict):
            raise self._damaged(part)
        if data.get("version") != _VERSION:
            raise ManifestError(
                f"{part} of this job's manifest has version {data.get('version')!r}, which this release of the SDK "
                "cannot read. Continue the job with the release that began it.",
                part=part,
            )
        return data

    def _value(self, part: str, data: JSONObject, name: str, kind: type[T]) -> T:
        value = data.get(name)
        if not isinstance(value, kind):
            raise self._damaged(part)
        return value

    def _damaged(self, part: str) -> ManifestError:
        return ManifestError(
            f"{part} of this job's manifest is not as it was kept. Restore it from a backup; do not begin the job anew "
            "under another name before its bulks have been looked at.",
            part=part,
        )


def _chunk(number: int) -> str:
    return f"chunk-{number:05}"


def _sending(what: str, number: int, sending: int) -> str:
    return f"{what}-{number:05}-{sending}"


def _encoded(data: JSONObject) -> bytes:
    return orjson.dumps({"version": _VERSION, **data})
