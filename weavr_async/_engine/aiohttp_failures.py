"""What aiohttp's errors mean: whether they came before the request, and what they are called.

For both engines, because a client that was handed in may use aiohttp too. httpx-aiohttp maps these errors to httpx's so
coarsely that a refused connection and a server that read the whole request and hung up become the same. So the original
error is read, never the mapped one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import aiohttp
from aiohttp.http_exceptions import BadHttpMessage, LineTooLong

from weavr_async._engine import failures
from weavr_async._engine.base import Failure, FailureKind, Sent

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["before_connection", "why_lost", "why_not_connected"]


def before_connection(error: BaseException) -> bool:
    """Whether aiohttp raises this only while it has no connection to send on, in the attempt that raised it."""
    return isinstance(
        error, (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.ClientHttpProxyError)
    )


def why_not_connected(error: BaseException) -> Failure:
    """The failure for an error of aiohttp's connector, which never writes a byte of the request."""
    if isinstance(error, aiohttp.ClientHttpProxyError):
        return Failure(FailureKind.PROXY, Sent.NO, f"the proxy refused the connection with status {error.status}")
    for kind_of_error, failure in _NOT_CONNECTED.items():
        if isinstance(error, kind_of_error):
            return failure
    if isinstance(error.__cause__, OSError):
        return failures.no_connection(error.__cause__)
    return Failure(FailureKind.OTHER, Sent.NO, f"no connection could be made ({type(error).__name__})")


_PROXY_HUNG_UP: Final = Failure(FailureKind.PROXY, Sent.NO, "the proxy broke off the connection")
_NOT_CONNECTED: Final[Mapping[type[BaseException], Failure]] = {
    aiohttp.ClientProxyConnectionError: Failure(FailureKind.PROXY, Sent.NO, "no connection to the proxy could be made"),
    aiohttp.ClientConnectorDNSError: Failure(
        FailureKind.NAME_RESOLUTION, Sent.NO, "the host name could not be resolved"
    ),
    TimeoutError: Failure(FailureKind.CONNECT_TIMEOUT, Sent.NO, "no connection was made in time"),
    # Only a proxy can hang up before the request: nothing was said on a direct connection yet.
    aiohttp.ServerDisconnectedError: _PROXY_HUNG_UP,
    failures.FailedError: _PROXY_HUNG_UP,  # as our own connections call it
}


def _has_large_headers(error: BaseException) -> bool:
    """Whether it came of the limits on headers; aiohttp hides its own error behind a general one."""
    reason: BaseException | None = error
    while reason is not None:
        if isinstance(reason, LineTooLong) or (
            isinstance(reason, BadHttpMessage) and reason.message.startswith("Too many headers")
        ):
            return True
        reason = reason.__cause__
    return False


def why_lost(error: BaseException) -> Failure:
    """The failure for an error after the connection was made."""
    if isinstance(error, aiohttp.ClientPayloadError):
        return failures.TRUNCATED
    if isinstance(error, aiohttp.ServerTimeoutError):
        return failures.READ_TIMEOUT
    if isinstance(error, aiohttp.ClientResponseError):
        return failures.HEADERS_TOO_LARGE if _has_large_headers(error) else failures.NOT_HTTP
    if isinstance(error, (OSError, aiohttp.ClientConnectionError)):
        return failures.CONNECTION_LOST
    return Failure(FailureKind.OTHER, Sent.MAYBE, f"the exchange failed ({type(error).__name__})")
