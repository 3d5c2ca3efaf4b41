"""Weavr's Multi Back-Office API as its contract describes it: one module per operation under `api`, attrs `models`,
and under `webhooks` the payloads of what Weavr posts to a service.

Everything in this package is generated and carries no policy: no retries, no tokens, no error classes per status.
"""

from typing import Literal

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


def contract_bytes(name: Literal["contract", "webhooks", "simulator"] = "contract") -> bytes:
    """Give an OpenAPI document as JSON: the contract, that of the webhooks, or that of Weavr's Simulator."""
    from importlib.resources import files

    return files(__name__).joinpath(f"{name}.json").read_bytes()
