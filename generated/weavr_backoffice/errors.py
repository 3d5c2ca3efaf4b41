"""An argument beyond the contract's limits, and an answer that does not fit it; no error shows a value in its text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .client import Operation

__all__ = ("DecodeError", "InvalidArgument", "UnexpectedAnswer")


class DecodeError(ValueError):
    """JSON that does not fit the contract.

    Attributes:
        reason: What was expected and which kind of JSON value was found; never the value itself.
        path: Where, as a JSON path such as ``$.entry[3].transactionAmount.amount``.
    """

    def __init__(self, reason: str, path: str = "$") -> None:
        super().__init__(reason, path)
        self.reason = reason
        self.path = path

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"

    def inside(self, step: str) -> DecodeError:
        """Give the same error as seen from one level further out; `step` is ``.field`` or ``[index]``."""
        return DecodeError(self.reason, f"${step}{self.path[1:]}")


class InvalidArgument(ValueError):  # noqa: N818
    """An argument that is beyond a limit of the contract. Nothing was sent.

    Attributes:
        reason: What it has to be, as the end of a sentence that begins with its name; the value is not shown.
        path: Which argument, and where in it, such as ``body.mobile.countryCode``; indexes are in brackets.
    """

    def __init__(self, reason: str, path: str = "") -> None:
        super().__init__(reason, path)
        self.reason = reason
        self.path = path

    def __str__(self) -> str:
        return f"{self.path} {self.reason}"

    def inside(self, step: str) -> InvalidArgument:
        """Give the same error as seen from one level further out; `step` is a name or an index in brackets."""
        separator = "" if not self.path or self.path.startswith("[") else "."
        return InvalidArgument(self.reason, f"{step}{separator}{self.path}")


class UnexpectedAnswer(Exception):  # noqa: N818
    """An answer that the contract does not foresee as this operation's success.

    Every status but the documented success ends here, and so does a success whose body cannot be read. The whole
    answer is kept for whoever handles it; the message shows status and reason only.

    Attributes:
        operation: The operation that was asked for.
        status_code: The answer's HTTP status.
        headers: The answer's headers, names in lower case.
        content: The answer's body, as received.
        reason: Why the answer was not taken, in words.
        path: The JSON path at which decoding stopped; None when it was not a matter of decoding.
    """

    def __init__(
        self,
        operation: Operation,
        status_code: int,
        headers: Mapping[str, str],
        content: bytes,
        reason: str,
        path: str | None = None,
    ) -> None:
        super().__init__(reason)
        self.operation = operation
        self.status_code = status_code
        self.headers = {name.lower(): value for name, value in headers.items()}
        self.content = content
        self.reason = reason
        self.path = path

    def __str__(self) -> str:
        where = f" at {self.path}" if self.path else ""
        return f"{self.operation.id} was answered with status {self.status_code}{where}: {self.reason}"

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self}>"

    def __reduce__(
        self,
    ) -> tuple[type[UnexpectedAnswer], tuple[Operation, int, dict[str, str], bytes, str, str | None]]:
        return type(self), (self.operation, self.status_code, self.headers, self.content, self.reason, self.path)
