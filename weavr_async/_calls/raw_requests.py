"""Requests that no method stands for: what the contract does not know yet, sent as every other call is.

Where the contract does know the operation, it is that operation, with its policy and its proofs. Any other is named by
its method and its path, such as ``POST /managed_cards/{id}/limits``: a `GET` only reads, and a write may be sent again
under a reference only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, cast, final

import orjson
from attrs import field, frozen

from weavr_async.errors import InvalidRequest, UnexpectedResponse
from weavr_async.values import _texts
from weavr_async.values._checks import check_choice, check_text, check_type
from weavr_async.values.json_values import JSONValue
from weavr_async.values.money import Money
from weavr_backoffice import operations
from weavr_backoffice.client import Operation, Request, refuse
from weavr_backoffice.operations import OPERATIONS, endpoint_of
from weavr_backoffice.types import Model

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from weavr_backoffice.client import Response
    from weavr_backoffice.operations import Endpoint

__all__ = ["RawResponse", "endpoint_for", "operation_named", "raw_endpoint", "raw_result"]

_OK, _NO_CONTENT = 200, 204
_METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")
_PATH: Final = re.compile(r"(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+", re.ASCII)
_IDS: Final = re.compile(r"/[0-9]+(?=/|$)", re.ASCII)
_NAMED: Final = re.compile(rf"({'|'.join(_METHODS)}) (/\S*)", re.ASCII)
_LOGINS: Final = frozenset({operations.REQUEST_ACCESS_TOKEN.path, operations.IMPERSONATE_IDENTITY_LOGIN.path})


@final
@frozen
class RawResponse(JSONValue):
    """What the service answered to `IdentityView.request`: always a success, for everything else is an error."""

    status: int
    """The HTTP status, 2xx."""
    headers: Mapping[str, str] = field(repr=False)
    """Names in lower case. None of an answer that comes from the journal."""
    content: bytes = field(repr=False)
    """The body, as it came."""

    @property
    def request_ref(self) -> str | None:
        """What Weavr's support asks for."""
        return _texts.request_ref(self.headers)

    def json(self) -> Any:  # noqa: ANN401 - nobody has described it
        """Read the body as JSON; nothing where there is none.

        Raises:
            UnexpectedResponse: It is no JSON.
        """
        if not self.content.strip():
            return None
        try:
            found: object = orjson.loads(self.content)
        except orjson.JSONDecodeError:
            error = UnexpectedResponse(
                "The answer is no JSON.",
                status=self.status,
                headers=self.headers,
                content=self.content,
                request_ref=self.request_ref,
            )
        else:
            return found
        raise error


def raw_endpoint(
    method: str,
    path: str,
    *,
    json: object,
    query: Mapping[str, object] | None,
    accept: str,
    takes_reference: bool,
) -> Endpoint[[], RawResponse]:
    """A request, checked and ready to be sent, as the endpoint that it is of.

    Raises:
        InvalidRequest: An argument cannot be right.
    """
    check_choice(method, _METHODS, "method")
    path = check_text(path, "path")
    if not _PATH.fullmatch(path):
        raise InvalidRequest(
            'A path is relative to the address of the environment, such as "/managed_cards/331": it begins with a '
            "slash, and holds neither dots of its own nor a query, which goes into query=.",
            field="path",
        )
    if path in _LOGINS:
        raise InvalidRequest("Tokens are the client's own business: see TokenSource.", field="path")
    if method == "GET" and json is not None:
        raise InvalidRequest("A GET has no body: use query=.", field="json")
    operation = _known(method, path) or _unknown(method, _IDS.sub("/{id}", path), takes_reference=takes_reference)
    if method == "GET" and takes_reference:
        raise InvalidRequest("A GET only reads, and takes no idempotency reference.", field="idempotency_ref")
    body = None if json is None else _written(json)
    headers = (("accept", check_text(accept, "accept")),) + ((("content-type", "application/json"),) if body else ())
    return _RawEndpoint(operation, Request(operation, path, _pairs(query or {}), headers, body))


async def raw_result(result: Awaitable[RawResponse]) -> RawResponse:
    """The result of a raw request; an odd answer, or one that was settled, comes as the operation's own model."""
    found: object = await result
    if isinstance(found, RawResponse):
        return found
    if isinstance(found, Model):
        return RawResponse(_OK, MappingProxyType({}), orjson.dumps(found.to_dict()))
    return RawResponse(_NO_CONTENT, MappingProxyType({}), b"")


@frozen(eq=False, repr=False)
class _RawEndpoint:
    OPERATION: Operation
    request: Request | None = None

    def prepare(self) -> Request:
        request = self.request
        assert request is not None, "only what was asked for now is sent"  # noqa: S101 - by construction
        return request

    def parse(self, response: Response) -> RawResponse:
        operation = self.OPERATION
        if operation.module:
            endpoint_of(operation).parse(response)  # which refuses what proves nothing
        elif not operation.only_reads and not _is_from_the_service(response):
            raise refuse(operation, response)
        headers = MappingProxyType(dict(response.headers))
        return RawResponse(response.status_code, headers, bytes(response.content))


def _is_from_the_service(response: Response) -> bool:
    """Whether a success can be told from a page of a proxy: it has no body, or JSON."""
    if not response.content.strip():
        return True
    try:
        return isinstance(orjson.loads(response.content), dict | list)
    except orjson.JSONDecodeError:
        return False


# -- operations ----------------------------------------------------------------------------------------


def operation_named(name: str) -> Operation | None:
    """The operation behind an operationId, or behind the name that a raw write was given."""
    known = OPERATIONS.get(name)
    if known is not None:
        return known
    raw = _NAMED.fullmatch(name)
    return None if raw is None else _unknown(raw[1], raw[2], takes_reference=True)


def endpoint_for(operation: Operation) -> Endpoint[..., object]:
    """What reads an operation's answers."""
    return endpoint_of(operation) if operation.module else _RawEndpoint(operation)


def _unknown(method: str, path: str, *, takes_reference: bool) -> Operation:
    return Operation(id=f"{method} {path}", method=method, path=path, module="", takes_reference=takes_reference)


def _known(method: str, path: str) -> Operation | None:
    for operation in OPERATIONS.values():
        template = re.sub(r"\{\w+\}", "[^/]+", operation.path)
        if operation.method == method and re.fullmatch(template, path):
            return operation
    return None


# -- what is sent ------------------------------------------------------------------------------------


def _written(json: object) -> bytes:
    if isinstance(json, str | bytes | bytearray):
        raise InvalidRequest("Give the values: they are written as JSON here.", field="json")
    try:
        return orjson.dumps(json, default=_plain)
    except TypeError as refused:
        reason = str(refused)
    raise InvalidRequest(f"This cannot be written as JSON: {reason}.", field="json")


def _plain(value: object) -> object:
    if isinstance(value, Model):
        return value.to_dict()
    if isinstance(value, Money):  # as the API writes it, in minor units
        return {"currency": value.currency, "amount": value.minor}
    if isinstance(value, Mapping):
        return dict(cast("Mapping[str, object]", value))
    raise TypeError(f"{type(value).__name__} is not JSON serializable")


def _pairs(query: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    given: object = query
    if not isinstance(given, Mapping):
        raise InvalidRequest(f"The parameters are a mapping, not {type(given).__name__}.", field="query")
    pairs: list[tuple[str, str]] = []
    for name, value in query.items():
        many = cast("Sequence[object]", value) if isinstance(value, list | tuple) else [value]
        pairs += [(check_text(name, "query"), _parameter(each)) for each in many if each is not None]
    return tuple(pairs)


def _parameter(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else check_text(check_type(value, str, "query"), "query")
