"""Idempotency references: what was asked under each, what was answered, and how long that is remembered."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from weavr_async.emulator.rules import Switches

__all__ = ["InProgress", "KeptReference", "OtherPayload", "Recorded", "ReferenceKey", "References"]


class ReferenceKey(NamedTuple):
    """What a reference is unique within: its scope (an identity or an api key), the operation and the path."""

    scope: str
    operation: str
    path: str
    reference: str


class Recorded(NamedTuple):
    """An answer, and what it is about: what `thing_id` names is shown as it is by then when it is given again."""

    status: int
    content_type: str | None
    body: bytes
    thing_id: str | None = None


class KeptReference(NamedTuple):
    """A reference as a snapshot keeps it; without an answer it only binds its payload."""

    key: ReferenceKey
    payload: bytes
    first_ms: int
    answer: Recorded | None


class InProgress(Exception):
    """The first call under this reference has not been answered yet."""


class OtherPayload(Exception):
    """The reference was used for something else before."""


@dataclass(slots=True)
class _Record:
    payload: bytes
    first_ms: int
    answer: Recorded | None
    running: bool = True
    waiting: asyncio.Event | None = None


class References:
    """All references inside their window, oldest first."""

    def __init__(self, switches: Switches) -> None:
        self._switches = switches
        self._records: OrderedDict[tuple[ReferenceKey, bytes], _Record] = OrderedDict()

    def __len__(self) -> int:
        return len(self._records)

    def begin(self, key: ReferenceKey, payload: bytes, now_ms: int) -> Recorded | None:
        """Claim a reference, or give the answer it has had already.

        Raises:
            OtherPayload: When it was used with another payload.
            InProgress: When its first call still runs.
        """
        self._forget(now_ms)
        place = self._place(key, payload)
        record = self._records.get(place)
        if record is None:
            self._records[place] = _Record(payload, now_ms, None)
            return None
        if record.payload != payload:
            raise OtherPayload
        if record.running:
            raise InProgress
        record.running = record.answer is None
        return record.answer

    async def answered(self, key: ReferenceKey, payload: bytes) -> None:
        """Wait until the first call under a reference has been answered or given up."""
        record = self._records.get(self._place(key, payload))
        if record is not None and record.running:
            record.waiting = record.waiting or asyncio.Event()
            await record.waiting.wait()

    def end(self, key: ReferenceKey, payload: bytes, answer: Recorded | None, *, binds: bool = False) -> None:
        """Store the answer of a claimed reference, or give the claim up when there is none to keep.

        Args:
            key: What the reference is unique within.
            payload: What was asked for.
            answer: The answer to be given again; none after a refusal, which is carried out when asked for again.
            binds: Whether the reference stays bound to this payload even without an answer.
        """
        place = self._place(key, payload)
        record = self._records.get(place)
        if record is None:
            return
        if answer is None and not binds:
            del self._records[place]
        record.answer, record.running = answer, False
        if record.waiting is not None:
            record.waiting.set()
            record.waiting = None

    def save(self) -> list[KeptReference]:
        """Copy every reference but those that are being answered."""
        return [
            KeptReference(key, record.payload, record.first_ms, record.answer)
            for (key, _), record in self._records.items()
            if not record.running
        ]

    def load(self, saved: list[KeptReference]) -> None:
        """Come back to what `save` gave."""
        self._records.clear()
        for key, payload, first_ms, answer in saved:
            self._records[self._place(key, payload)] = _Record(payload, first_ms, answer, running=False)

    def _place(self, key: ReferenceKey, payload: bytes) -> tuple[ReferenceKey, bytes]:
        return key, payload if self._switches.reference_other_payload == "separate" else b""

    def _forget(self, now_ms: int) -> None:
        oldest = now_ms - self._switches.reference_window_ms
        while self._records:
            place, record = next(iter(self._records.items()))
            if record.first_ms > oldest or record.running:
                return
            del self._records[place]
