"""The base of all errors, and what is refused before anything is sent."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Final, TypedDict, TypeVar

from weavr_async.values._texts import one_line

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Unpack

__all__ = ["ConfigurationError", "Facts", "InvalidRequest", "Outcome", "WeavrError"]


class Outcome(StrEnum):
    """What is known about the effect of a call that ended in an error."""

    NOT_SENT = "not_sent"
    """Nothing of this call left this machine."""
    REFUSED = "refused"
    """The call was declined, and did nothing. An earlier one under the same reference may have been carried out: where
    there can have been one (before a restart, say), ask again, or settle it, before you make it anew."""
    UNKNOWN = "unknown"
    """The service may have acted. For a write: do not repeat it under another reference."""

    @property
    def severity(self) -> int:
        """How bad it is for a caller who wants to repeat: the worst outcome of all attempts is the call's."""
        return _SEVERITY[self]


_SEVERITY: Final = {Outcome.NOT_SENT: 0, Outcome.REFUSED: 1, Outcome.UNKNOWN: 2}


class Facts(TypedDict, total=False):
    """What every error can say about its call; the attributes of `WeavrError` say what each one means."""

    operation: str | None
    request_ref: str | None
    idempotency_ref: str | None
    outcome: Outcome
    attempts: int


_E = TypeVar("_E", bound="WeavrError")
_LONGEST_MESSAGE: Final = 4_000
"""A server may be quoted in it."""
_LONGEST_DETAIL: Final = 500


def _rebuild(cls: type[_E], message: str, state: dict[str, object]) -> _E:
    error = cls.__new__(cls, message)
    error.__setstate__({"message": message, **state})
    return error


class WeavrError(Exception):
    """Base of every error raised by this SDK."""

    advice: str = ""
    """What a caller can do next; the last sentence of `str(error)`."""
    _stays_here: ClassVar[frozenset[str]] = frozenset()

    operation: str | None = None
    """The contract's operationId, for example `transferCreate`."""
    request_ref: str | None = None
    """The service's `request-ref`: what Weavr's support asks for. Absent when no answer carried one."""
    idempotency_ref: str | None = None
    """The reference the call was sent under, when it had one."""
    outcome: Outcome = Outcome.NOT_SENT
    """The worst that is known over all attempts."""
    attempts: int = 0
    """How many times the call was tried."""
    checkpoint: str | None = None
    """How far a statement was read before reading it failed, as `Checkpoint.to_json()` gives it.

    Pass it as the `checkpoint` of the same statement to go on from there. Absent for everything else.
    """

    def __init__(self, message: str, **facts: Unpack[Facts]) -> None:
        message = one_line(message, _LONGEST_MESSAGE)
        super().__init__(message)
        self.message = message
        self.__dict__.update(facts)

    def __str__(self) -> str:
        """What happened, whether it may have taken effect, what to do next."""
        details = [
            f"{name} {one_line(str(value), _LONGEST_DETAIL)}" for name, value in self._details() if value is not None
        ]
        text = self.message if not details else f"{self.message} [{', '.join(details)}]"
        return f"{text} {self.advice}" if self.advice else text

    def _details(self) -> list[tuple[str, object]]:
        """What stands in brackets after the sentence."""
        return [
            ("operation", self.operation),
            ("request-ref", self.request_ref),
            ("idempotency-ref", self.idempotency_ref),
            ("attempts", self.attempts if self.attempts > 1 else None),
        ]

    def __repr__(self) -> str:
        """The class and the sentence."""
        return f"{type(self).__name__}({str(self)!r})"

    def __setstate__(self, state: dict[str, object] | None) -> None:
        """Restore plain attributes."""
        self.__dict__.update(state or {})

    def __reduce__(self) -> tuple[Callable[..., WeavrError], tuple[type[WeavrError], str, dict[str, object]]]:
        """Pickle and copy by plain data, without what must stay in this process."""
        state = {name: value for name, value in self.__dict__.items() if name not in self._stays_here}
        return _rebuild, (type(self), self.message, state)


class ConfigurationError(WeavrError):
    """The client was set up in a way that cannot work. Nothing was sent."""


class InvalidRequest(WeavrError):
    """An argument was refused before anything was sent."""

    def __init__(self, message: str, *, field: str | None = None, operation: str | None = None) -> None:
        super().__init__(message, operation=operation)
        self.field = field
        """Name of the argument, when one is to blame; `str(error)` begins with it."""

    def __str__(self) -> str:
        """The argument, and what is wrong with it."""
        text = super().__str__()
        return text if self.field is None else f"{self.field}: {text}"
