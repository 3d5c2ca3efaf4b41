"""Weavr's Multi Back-Office API as its contract describes it: one module per operation under `api`, attrs `models`.

Everything in this package is generated and carries no policy: no retries, no tokens, no error classes per status.
"""

from .client import Client, HttpxClient, Operation, Request, Response
from .error_codes import ErrorCode
from .errors import DecodeError, InvalidArgument, UnexpectedAnswer
from .types import UNSET, Unset

__all__ = (
    "UNSET",
    "Client",
    "DecodeError",
    "ErrorCode",
    "HttpxClient",
    "InvalidArgument",
    "Operation",
    "Request",
    "Response",
    "UnexpectedAnswer",
    "Unset",
    "contract_bytes",
)


def contract_bytes() -> bytes:
    """Give the OpenAPI document that this package was generated from, as JSON."""
    from importlib.resources import files

    return files(__name__).joinpath("contract.json").read_bytes()
