"""Failures that both engines return, in the same words, and the exception that carries them inside an engine."""

from __future__ import annotations

import errno
import socket
import ssl
from typing import Final

from weavr_async._engine.base import Failure, FailureKind, Sent

_NO_CONNECTION_WAS_FREE: Final = (
    "all connections were in use for as long as this call could wait; more are allowed by Limits(max_connections=...)"
)
POOL_TIMEOUT: Final = Failure(FailureKind.POOL_TIMEOUT, Sent.NO, _NO_CONNECTION_WAS_FREE)
DEADLINE_IN_QUEUE: Final = Failure(FailureKind.DEADLINE, Sent.NO, _NO_CONNECTION_WAS_FREE)
CLOSED_BEFORE: Final = Failure(FailureKind.CLOSED, Sent.NO, "the client was closed")
CLOSED_DURING: Final = Failure(FailureKind.CLOSED, Sent.MAYBE, "the client was closed during the exchange")
DEADLINE_BEFORE: Final = Failure(FailureKind.DEADLINE, Sent.NO, "the time allowed was over before anything was sent")
TOO_LATE: Final = Failure(FailureKind.DEADLINE, Sent.NO, "the time in which it may be sent was over")
DEADLINE_DURING: Final = Failure(FailureKind.DEADLINE, Sent.MAYBE, "the time allowed was over before the answer came")
CONNECTION_LOST: Final = Failure(
    FailureKind.CONNECTION_LOST, Sent.MAYBE, "the connection was lost before the answer came"
)
READ_TIMEOUT: Final = Failure(FailureKind.READ_TIMEOUT, Sent.MAYBE, "no answer came in time")
WRITE_TIMEOUT: Final = Failure(FailureKind.WRITE_TIMEOUT, Sent.MAYBE, "the request could not be written in time")
NOT_HTTP: Final = Failure(FailureKind.PROTOCOL, Sent.MAYBE, "what came back is not HTTP")
TRUNCATED: Final = Failure(FailureKind.TRUNCATED, Sent.MAYBE, "the answer's body ended early")
TOO_LARGE: Final = Failure(FailureKind.TOO_LARGE, Sent.MAYBE, "the answer is larger than allowed")
HEADERS_TOO_LARGE: Final = Failure(
    FailureKind.HEADERS_TOO_LARGE,
    Sent.MAYBE,
    "the answer's headers are longer, or more, than allowed: see Limits(max_header_bytes=..., max_headers=...)",
)
CLIENT_HEADERS_TOO_LARGE: Final = Failure(
    FailureKind.HEADERS_TOO_LARGE, Sent.MAYBE, "the answer's headers are longer, or more, than the http_client reads"
)
BAD_ENCODING: Final = Failure(
    FailureKind.PROTOCOL, Sent.MAYBE, "the answer's content encoding was not asked for, or is broken"
)


class FailedError(Exception):
    """Carries a failure from where it is found to where it is returned. It never leaves the engine."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.detail)
        self.failure = failure


def drop_frames(error: BaseException) -> None:
    """Take from an error that leaves an engine what came before: local variables there hold headers and bodies.

    The errors that it came from go with it, for their tracebacks hold the same.
    """
    error.__cause__ = error.__context__ = None
    error.__traceback__ = None


def no_connection(error: OSError) -> Failure:
    """The failure for an error of the operating system or the TLS library, when no connection was made."""
    kind = FailureKind.CONNECT_REFUSED
    if isinstance(error, socket.gaierror):
        return Failure(FailureKind.NAME_RESOLUTION, Sent.NO, "the host name could not be resolved")
    if isinstance(error, ssl.SSLCertVerificationError):
        detail = f"the server's certificate was not accepted: {error.verify_message}"
        return Failure(FailureKind.TLS, Sent.NO, detail)
    if isinstance(error, ssl.SSLError):
        return Failure(FailureKind.TLS, Sent.NO, f"the TLS handshake failed ({error.reason or type(error).__name__})")
    if isinstance(error, TimeoutError):
        kind = FailureKind.CONNECT_TIMEOUT
    elif isinstance(error, (ConnectionResetError, ConnectionAbortedError, BrokenPipeError)):
        kind = FailureKind.CONNECTION_LOST
    elif error.errno in {errno.EMFILE, errno.ENFILE}:
        kind = FailureKind.OTHER
    name = errno.errorcode.get(error.errno or 0, type(error).__name__)
    return Failure(kind, Sent.NO, f"no connection could be made ({name})")
