"""Faults on demand: what is to go wrong, where, and how often."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final, Generic, Literal, Protocol, TypeVar, get_args

import orjson

from weavr_async.emulator.contract import is_array, is_object

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = ["Fault", "FaultKind", "Faults", "Plan"]

FaultKind = Literal[
    "answer", "delay", "dribble", "cut_before", "cut_after", "cut_mid_answer", "spoil", "dead_token"
]  # fmt: skip
Spoiling = Literal["truncate", "wrong_types", "unknown_enum", "extra_fields", "html"]
_STATUSES: Final = (200, 599)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One way to go wrong; made by the class methods, which say what each does.

    `acted` tells whether the request takes effect although its answer is not the real one.
    """

    kind: FaultKind
    acted: bool = False
    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    seconds: float = 0.0
    spoiling: Spoiling | None = None

    def __post_init__(self) -> None:
        """Refuse what would fail in the middle of an answer."""
        kinds = get_args(FaultKind)
        if self.kind not in kinds:
            raise ValueError(f"there is no fault {self.kind!r}; there are {', '.join(kinds)}")
        if type(self.status) is not int or not _STATUSES[0] <= self.status <= _STATUSES[1]:
            raise ValueError(f"a status is a number from {_STATUSES[0]} to {_STATUSES[1]}, not {self.status!r}")
        if not isinstance(self.body, bytes):
            raise TypeError(f"a body is bytes, such as orjson.dumps(...), not {type(self.body).__name__}")

    @property
    def name(self) -> str:
        """What goes wrong, in one word."""
        return self.spoiling or self.kind

    @classmethod
    def answer(
        cls, status: int, body: bytes = b"", *, headers: Mapping[str, str] | None = None, acted: bool = False
    ) -> Fault:
        """Answer with this status and body instead, e.g. 503 without a body; with `acted`, after taking effect."""
        return cls(kind="answer", status=status, body=body, headers=tuple((headers or {}).items()), acted=acted)

    @classmethod
    def error_code(cls, status: int, code: str) -> Fault:
        """Refuse with a status and an `errorCode`, such as 409 FUNDS_INSUFFICIENT."""
        body = orjson.dumps({"errorCode": code})
        return cls.answer(status, body, headers={"content-type": "application/json"})

    @classmethod
    def rate_limited(cls, *, limit: str = "100, 100;w=60, 1000;w=3600, 10000;w=86400", resets_in: int = 60) -> Fault:
        """Answer 429 with the documented headers."""
        return cls.answer(429, headers={"x-ratelimit-limit": limit, "x-ratelimit-reset": str(resets_in)})

    @classmethod
    def html(cls, status: int = 502, *, acted: bool = False) -> Fault:
        """Answer as a proxy would: an HTML page."""
        page = b"<html><head><title>Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>"
        return cls.answer(status, page, headers={"content-type": "text/html"}, acted=acted)

    @classmethod
    def delay(cls, seconds: float) -> Fault:
        """Wait in real time before acting; a reference is claimed meanwhile."""
        return cls(kind="delay", seconds=seconds, acted=True)

    @classmethod
    def dribble(cls, seconds: float = 0.01) -> Fault:
        """Send the answer byte by byte, with a pause after each."""
        return cls(kind="dribble", seconds=seconds, acted=True)

    @classmethod
    def cut_before(cls) -> Fault:
        """Read the whole request, then hang up without acting."""
        return cls(kind="cut_before")

    @classmethod
    def cut_after(cls) -> Fault:
        """Act, then hang up without an answer."""
        return cls(kind="cut_after", acted=True)

    @classmethod
    def cut_mid_answer(cls) -> Fault:
        """Act, send the head and half of the body, then hang up."""
        return cls(kind="cut_mid_answer", acted=True)

    @classmethod
    def truncated(cls) -> Fault:
        """Act, and answer with the first half of the JSON, as if it were whole."""
        return cls(kind="spoil", spoiling="truncate", acted=True)

    @classmethod
    def wrong_types(cls) -> Fault:
        """Act, and answer with every number turned into a text and every text into a number."""
        return cls(kind="spoil", spoiling="wrong_types", acted=True)

    @classmethod
    def unknown_enum(cls) -> Fault:
        """Act, and answer with a new value wherever one in capitals stood."""
        return cls(kind="spoil", spoiling="unknown_enum", acted=True)

    @classmethod
    def extra_fields(cls) -> Fault:
        """Act, and answer with a field nobody knows in every object."""
        return cls(kind="spoil", spoiling="extra_fields", acted=True)

    @classmethod
    def html_answer(cls) -> Fault:
        """Act, and answer with an HTML page under the status of success."""
        return cls(kind="spoil", spoiling="html", acted=True)

    @classmethod
    def dead_token(cls) -> Fault:
        """End the token that the request brings, before looking at it."""
        return cls(kind="dead_token")


class _Named(Protocol):
    @property
    def name(self) -> str: ...


_Fault = TypeVar("_Fault", bound=_Named)


@dataclass(slots=True)
class Plan(Generic[_Fault]):
    """A fault that waits: for which operation (None: any), how often it strikes (None: always), and how likely."""

    fault: _Fault
    operation: str | None
    times: int | None
    probability: float
    struck: bool = False


class Faults(Generic[_Fault]):
    """The faults that are waiting; the first one that fits a request strikes it.

    Args:
        kind: The class of the faults.
        operations: The operation ids there are; for webhooks, the topics.
        seed: Seeds the chances of `sometimes`.
        what: What those are called.
    """

    def __init__(
        self, kind: type[_Fault], operations: Iterable[str], seed: int = 0, *, what: str = "operation"
    ) -> None:
        self._kind = kind
        self._operations = frozenset(operations)
        self._what = what
        self._random = random.Random(seed)  # noqa: S311 - chances, made to be repeatable
        self._plans: list[Plan[_Fault]] = []
        self.struck: Counter[str] = Counter()

    def inject(self, fault: _Fault, *, operation: str | None = None, times: int | None = 1) -> None:
        """Strike the next requests: as many as `times` (None: all), of one operation id or of any.

        Raises:
            TypeError: It is no fault, but its name or the method that makes it.
            ValueError: There is no such operation, or it would strike nothing.
        """
        if times is not None and (type(times) is not int or times < 1):
            raise ValueError(f"times is a number from 1 on, or None for all, not {times!r}")
        self._plan(Plan(fault, operation, times, 1.0))

    def sometimes(self, fault: _Fault, probability: float, *, operation: str | None = None) -> None:
        """Strike each request with this probability, until `clear`.

        Raises:
            TypeError: It is no fault, but its name or the method that makes it.
            ValueError: There is no such operation, or the probability is not above 0 and at most 1.
        """
        if not 0 < probability <= 1:
            raise ValueError(f"a probability is above 0 and at most 1, not {probability!r}")
        self._plan(Plan(fault, operation, None, probability))

    def _plan(self, plan: Plan[_Fault]) -> None:
        if not isinstance(plan.fault, self._kind):
            raise TypeError(f"a fault is made by a method, such as Fault.cut_after(), and not {plan.fault!r}")
        if plan.operation is not None and plan.operation not in self._operations:
            like = get_close_matches(str(plan.operation), self._operations, n=1)
            hint = f"; did you mean {like[0]!r}?" if like else ""
            raise ValueError(f"the contract has no {self._what} {plan.operation!r}{hint}")
        self._plans.append(plan)

    def clear(self) -> None:
        """Remove all faults; `struck` starts again from nothing."""
        self._plans.clear()
        self.struck.clear()

    def __iter__(self) -> Iterator[Plan[_Fault]]:
        return iter(list(self._plans))

    @property
    def waiting(self) -> int:
        """How many counted faults have not struck yet."""
        return sum(plan.times or 0 for plan in self._plans)

    @property
    def unstruck(self) -> list[_Fault]:
        """The counted faults of which none has struck yet."""
        return [plan.fault for plan in self._plans if plan.times is not None and not plan.struck]

    def pick(self, operation: str) -> _Fault | None:
        """Choose the fault of one request, and count it."""
        for plan in self._plans:
            if plan.operation not in {None, operation} or plan.times == 0:
                continue
            if plan.probability < 1 and self._random.random() >= plan.probability:
                continue
            plan.struck = True
            if plan.times is not None:
                plan.times -= 1
                if not plan.times:
                    self._plans.remove(plan)
            self.struck[plan.fault.name] += 1
            return plan.fault
        return None


def spoil(body: bytes, how: Spoiling) -> tuple[bytes, str]:
    """Spoil a JSON answer; gives the bytes and their content type."""
    if how == "html":
        return b"<html><body>Please log in</body></html>", "text/html"
    if how == "truncate":
        return body[: len(body) // 2], "application/json"
    return orjson.dumps(_spoiled(orjson.loads(body or b"{}"), how)), "application/json"


def _spoiled(value: Any, how: Spoiling) -> Any:  # noqa: ANN401 - any JSON value
    if is_object(value):
        spoiled = {key: _spoiled(one, how) for key, one in value.items()}
        if how == "extra_fields":
            spoiled["fieldNobodyKnows"] = {"nested": [1, "two", None]}
        return spoiled
    if is_array(value):
        return [_spoiled(one, how) for one in value]
    if how == "wrong_types" and not isinstance(value, bool):
        return len(value) if isinstance(value, str) else str(value)
    if how == "unknown_enum" and isinstance(value, str) and _looks_like_enum(value):
        return "VALUE_NOBODY_KNOWS"
    return value


def _looks_like_enum(text: str) -> bool:
    # Longer than a currency's three letters, which are no enumeration in the contract.
    return len(text) > 3 and text.isupper() and text.replace("_", "").isalpha()  # noqa: PLR2004
