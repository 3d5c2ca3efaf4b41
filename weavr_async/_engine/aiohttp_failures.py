"""What aiohttp's errors mean: one reading for both engines, because a handed-in client may stand on aiohttp too.

httpx-aiohttp maps these errors to httpx's so coarsely that a refused connection and a server that read
the whole request and hung up become the same: so the original is read, never the mapped one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import aiohttp

from weavr_async._engine.base import Failure, FailureKind, Sent
from weavr_async._engine.failures import CONNECTION_LOST, NOT_HTTP, READ_TIMEOUT, TRUNCATED, no_connection

if TYPE_CHECKING:
    from collections.abc import Mapping


def before_connection(error: BaseException) -> bool:
    """Whether aiohttp raises this only while it has no connection to send on, in the attempt that raised it."""
    return isinstance(
        error, (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.ClientHttpProxyError)
    )


def why_not_connected(error: BaseException) -> Failure:
    """For what came out of aiohttp's connector, which never writes a byte of the request."""
    if isinstance(error, aiohttp.ClientHttpProxyError):
        return Failure(FailureKind.PROXY, Sent.NO, f"the proxy refused the connection with status {error.status}")
    for kind_of_error, failure in _NOT_CONNECTED.items():
        if isinstance(error, kind_of_error):
            return failure
    if isinstance(error.__cause__, OSError):
        return no_connection(error.__cause__)
    return Failure(FailureKind.OTHER, Sent.NO, f"no connection could be made ({type(error).__name__})")


_NOT_CONNECTED: Final[Mapping[type[BaseException], Failure]] = {
    aiohttp.ClientProxyConnectionError: Failure(FailureKind.PROXY, Sent.NO, "no connection to the proxy could be made"),
    aiohttp.ClientConnectorDNSError: Failure(
        FailureKind.NAME_RESOLUTION, Sent.NO, "the host name could not be resolved"
    ),
    TimeoutError: Failure(FailureKind.CONNECT_TIMEOUT, Sent.NO, "no connection was made in time"),
    # Nobody else can hang up before the request: a direct connection has not been spoken on yet.
    aiohttp.ServerDisconnectedError: Failure(FailureKind.PROXY, Sent.NO, "the proxy broke off the connection"),
}


def why_lost(error: BaseException) -> Failure:
    """For what went wrong once a connection stood."""
    if isinstance(error, aiohttp.ClientPayloadError):
        return TRUNCATED
    if isinstance(error, aiohttp.ServerTimeoutError):
        return READ_TIMEOUT
    if isinstance(error, aiohttp.ClientResponseError):
        return NOT_HTTP
    if isinstance(error, (OSError, aiohttp.ClientConnectionError)):
        return CONNECTION_LOST
    return Failure(FailureKind.OTHER, Sent.MAYBE, f"the exchange failed ({type(error).__name__})")
