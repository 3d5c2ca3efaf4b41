"""What a job remembers: facts, each written once, as JSON of a stated version.

===================  ============================================================================================
`job`                whose job it is, what it does, how it is cut into chunks
`chunk-00001`        a chunk: its reference, the caller's keys, and the exact bytes that are sent
`size`               how many chunks and items there are in all; nothing is sent before this is written
`sent-00001-1`       the chunk is about to be sent, for the first time
`refused-00001-1`    that sending was refused: it left nothing at the service
`bulk-00001`         the id of the chunk's bulk
`execution`          the job is about to be started, in this mode
`halted`             no chunk may be submitted or started any more
===================  ============================================================================================
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, TypeVar

import orjson
from attrs import asdict, evolve, field, frozen

from weavr_async.bulk_jobs.errors import ManifestError
from weavr_async.values._times import from_epoch_ms
from weavr_async.values.references import fingerprint

if TYPE_CHECKING:
    from weavr_async.stores.protocols import ManifestStore
    from weavr_backoffice.types import JSON, JSONObject

__all__ = ["Chunk", "JobRecord", "JobSize", "Manifest"]

T = TypeVar("T", str, int)

_VERSION: Final = 1
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@frozen
class JobRecord:
    """Whose job it is, and of what."""

    name: str
    round_number: int
    operation: str
    environment: str
    identity: str
    chunk_size: int


@frozen
class JobSize:
    """How many chunks and items a job has in all."""

    chunks: int
    items: int


@frozen
class Chunk:
    """Items that are submitted together, as they are sent."""

    number: int
    reference: str
    keys: tuple[str, ...] = field(repr=False)
    currencies: tuple[str | None, ...] = field(repr=False)
    """For each item, the currency that its order has and its payload leaves out; see `OrderFormat.currency`."""
    body: bytes = field(repr=False)

    def items(self) -> list[JSONObject]:
        """The items as they are sent."""
        items: list[JSONObject] = orjson.loads(self.body)
        return items


class Manifest:
    """The facts of one job in a store.

    A fact that was read is not read again, because it cannot change.
    """

    __slots__ = ("_job", "_known", "_store")

    def __init__(self, store: ManifestStore, job: str) -> None:
        self._store: Final = store
        self._job: Final = job
        self._known: Final[dict[str, JSONObject]] = {}

    # -- what the job is -------------------------------------------------------------------------------

    async def record(self, job: JobRecord) -> JobRecord:
        """Write what the job is, or check that it is the same job; gives it as it was first written.

        Raises:
            ManifestError: There is another job under this name. Only the chunk size may differ; the first one stays.
        """
        facts: dict[str, str | int] = asdict(job)
        kept = await self._fact("job", {**facts})
        for name, mine in facts.items():
            first = kept.get(name)
            if type(first) is not type(mine):
                raise self._damaged("job")
            if first != mine and name != "chunk_size":
                raise ManifestError(
                    f"The store has another job under this name: its {name} is {first}, not {mine}. "
                    "Nothing was sent. Choose another name or another store.",
                    part="job",
                )
        return evolve(job, chunk_size=self._value("job", kept, "chunk_size", int))

    async def add_size(self, size: JobSize) -> JobSize:
        """Write that there are no further items; gives the size that was first written."""
        return self._size(await self._fact("size", {"chunks": size.chunks, "items": size.items}))

    async def size(self) -> JobSize | None:
        """How large the job is, once all of its items are in the manifest."""
        kept = await self._read("size")
        return None if kept is None else self._size(kept)

    def _size(self, kept: JSONObject) -> JobSize:
        return JobSize(self._value("size", kept, "chunks", int), self._value("size", kept, "items", int))

    # -- chunks ----------------------------------------------------------------------------------------

    async def add_chunk(self, chunk: Chunk) -> bool:
        """Write a chunk; false when there is one of this number already."""
        head: JSONObject = {
            "version": _VERSION,
            "reference": chunk.reference,
            "fingerprint": fingerprint(chunk.body),
            "keys": list(chunk.keys),
        }
        if any(currency is not None for currency in chunk.currencies):
            head["currencies"] = list(chunk.currencies)
        # orjson writes no line end, and escapes those inside of texts: the first one ends the head.
        return await self._store.create_part(self._job, _chunk(chunk.number), orjson.dumps(head) + b"\n" + chunk.body)

    async def chunk(self, number: int) -> Chunk | None:
        """A chunk as it was written.

        Raises:
            ManifestError: It is damaged.
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
        currencies = data.get("currencies")
        if not isinstance(currencies, list):
            currencies = [None] * len(keys)
        return Chunk(
            number=number,
            reference=self._value(part, data, "reference", str),
            keys=tuple(str(key) for key in keys),
            currencies=tuple(None if currency is None else str(currency) for currency in currencies),
            body=body,
        )

    # -- submissions -----------------------------------------------------------------------------------

    async def begin(self, number: int, now: datetime) -> int:
        """Write that a chunk is about to be sent; gives the number of this sending."""
        sending = 1
        while not await self._store.create_part(
            self._job,
            _sending("sent", number, sending),
            _encoded({"at_ms": (now - _EPOCH) // timedelta(milliseconds=1)}),
        ):
            sending += 1
        return sending

    async def refused(self, number: int, sending: int) -> None:
        """Write that a sending was refused and left nothing at the service."""
        await self._store.create_part(self._job, _sending("refused", number, sending), _encoded({}))

    async def undecided_since(self, number: int) -> datetime | None:
        """When a chunk was first sent in a sending whose result is not known."""
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
        """Write the id of a chunk's bulk; gives the one that was first written, the only one that may be started."""
        part = f"bulk-{number:05}"
        return self._value(part, await self._fact(part, {"bulk_id": bulk_id}), "bulk_id", str)

    # -- steps -----------------------------------------------------------------------------------------

    async def execution(self, on_failure: str) -> str:
        """Write that the job is about to be started; gives the mode that was first written."""
        return self._value("execution", await self._fact("execution", {"on_failure": on_failure}), "on_failure", str)

    async def halt(self, why: str) -> str:
        """Write that no chunk may be submitted or started any more; gives the reason that was first written."""
        return self._value("halted", await self._fact("halted", {"why": why}), "why", str)

    async def halted(self) -> str | None:
        """Why no chunk may be submitted or started any more, if that is so."""
        kept = await self._read("halted")
        return None if kept is None else self._value("halted", kept, "why", str)

    # -- reading and writing ---------------------------------------------------------------------------

    async def _fact(self, part: str, data: JSONObject) -> JSONObject:
        """Write a fact unless it was written before; gives the one that was first written."""
        kept = await self._read(part)
        if kept is None:
            await self._store.create_part(self._job, part, _encoded(data))
            kept = await self._read(part)
        if kept is None:
            raise ManifestError(f"The manifest store took {part} of this job and does not give it back.", part=part)
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
                "cannot read. Continue the job with the release that started it.",
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
            f"{part} of this job's manifest is damaged. Restore it from a backup. Do not start the job again under "
            "another name before you have looked at its bulks.",
            part=part,
        )


def _chunk(number: int) -> str:
    return f"chunk-{number:05}"


def _sending(what: str, number: int, sending: int) -> str:
    return f"{what}-{number:05}-{sending}"


def _encoded(data: JSONObject) -> bytes:
    return orjson.dumps({"version": _VERSION, **data})
