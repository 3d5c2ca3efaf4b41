"""Idempotency references: what was asked under each, what was answered, and how long that is remembered."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from weavr_async.emulator.rules import Switches

__all__ = ["InProgress", "OtherPayload", "Recorded", "ReferenceKey", "References"]


class ReferenceKey(NamedTuple):
    """What a reference is unique within: its scope (an identity or an api key) and the operation."""

    scope: str
    operation: str
    reference: str


class Recorded(NamedTuple):
    """An answer that is given again, byte for byte."""

    status: int
    content_type: str | None
    body: bytes


class InProgress(Exception):
    """The first call under this reference has not been answered yet."""


class OtherPayload(Exception):
    """The reference was used for something else before."""


@dataclass(slots=True)
class _Record:
    payload: bytes
    first_ms: int
    answer: Recorded | None
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
        if record.answer is None:
            raise InProgress
        return record.answer

    async def answered(self, key: ReferenceKey, payload: bytes) -> None:
        """Wait until the first call under a reference has been answered or given up."""
        record = self._records.get(self._place(key, payload))
        if record is not None and record.answer is None:
            record.waiting = record.waiting or asyncio.Event()
            await record.waiting.wait()

    def end(self, key: ReferenceKey, payload: bytes, answer: Recorded | None) -> None:
        """Store the answer of a claimed reference, or give the claim up when there is none to keep."""
        place = self._place(key, payload)
        record = self._records.get(place)
        if record is None:
            return
        if answer is None:
            del self._records[place]
        else:
            record.answer = answer
        if record.waiting is not None:
            record.waiting.set()

    def save(self) -> list[tuple[ReferenceKey, bytes, int, Recorded]]:
        """Copy every answered reference."""
        return [
            (key, record.payload, record.first_ms, record.answer)
            for (key, _), record in self._records.items()
            if record.answer is not None
        ]

    def load(self, saved: list[tuple[ReferenceKey, bytes, int, Recorded]]) -> None:
        """Come back to what `save` gave."""
        self._records.clear()
        for key, payload, first_ms, answer in saved:
            self._records[self._place(key, payload)] = _Record(payload, first_ms, answer)

    def _place(self, key: ReferenceKey, payload: bytes) -> tuple[ReferenceKey, bytes]:
        return key, payload if self._switches.reference_other_payload == "separate" else b""

    def _forget(self, now_ms: int) -> None:
        oldest = now_ms - self._switches.reference_window_ms
        while self._records:
            place, record = next(iter(self._records.items()))
            if record.first_ms > oldest or record.answer is None:
                return
            del self._records[place]
