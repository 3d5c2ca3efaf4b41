"""What an operation hands over (`Request`), what it takes back (`Response`), and the `Client` between the two."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import TYPE_CHECKING, Final, Protocol, final

from attrs import define, field, frozen
from orjson import JSONDecodeError

from .errors import DecodeError, UnexpectedAnswer
from .types import JSON

if TYPE_CHECKING:
    import httpx

__all__ = (
    "Client",
    "HttpxClient",
    "Operation",
    "OwnId",
    "Request",
    "Response",
    "UNREADABLE",
    "media_type",
    "refuse",
    "unreadable",
)

_CAPITAL: Final = re.compile("[A-Z]")


@final
@frozen
class OwnId:
    """Where a success names what it is about: the thing that was made, or the one that was read."""

    path: str
    """The names of the fields that lead there, such as ``transactionId.id``."""
    of: Callable[[object], object] = field(init=False, repr=False, eq=False)
    """Takes the id out of a model; gives `UNSET` where a success came without it."""

    @of.default
    def _of(self) -> Callable[[object], object]:
        return attrgetter(_CAPITAL.sub(r"_\g<0>", self.path).lower())

    def in_json(self, shown: JSON) -> str | None:
        """Take the id out of an answer's JSON; nothing when there is none that says anything."""
        for name in self.path.split("."):
            shown = shown.get(name) if isinstance(shown, dict) else None
        return shown if isinstance(shown, str) and shown.strip() else None


@final
@frozen(kw_only=True)
class Operation:
    """One operation of the contract."""

    id: str
    """The contract's ``operationId``, such as ``transferCreate``."""
    method: str
    """The HTTP method, in capitals."""
    path: str
    """The path's template, such as ``/transfers/{id}``."""
    module: str
    """Its module under `api`, such as ``transfers.transfer_create``."""
    takes_reference: bool
    """Whether the contract gives it an ``idempotency-ref``: under the same one, the service acts once."""
    success: int = 200
    """The HTTP status of its success."""
    own_id: OwnId | None = None
    """Where the success names what it is about; absent where it has no body, or is about many things or none."""

    only_reads: bool = field(init=False, repr=False, eq=False)
    """Whether it changes nothing, by its method: it may be sent as often as one likes."""

    @only_reads.default
    def _only_reads(self) -> bool:
        return self.method == "GET"


@final
@define(weakref_slot=False)
class Request:
    """One request as the contract describes it, ready to be sent; credentials are the client's part."""

    operation: Operation
    """Which operation this is."""
    path: str
    """The path with its ids filled in and percent-encoded, relative to the service's base URL."""
    query: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """Query parameters, not yet encoded; an array repeats its name."""
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """The contract's header parameters, ``accept`` and ``content-type``; names in lower case."""
    body: bytes | None = field(default=None, repr=False)
    """The JSON body."""


class Response(Protocol):
    """What an operation reads of an answer; an `httpx.Response` is one as it stands."""

    @property
    def status_code(self) -> int:
        """The HTTP status."""

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers; names in lower case, or a mapping that ignores case."""

    @property
    def content(self) -> bytes:
        """The whole body."""


class Client(Protocol):
    """Sends requests: adds base URL and credentials, and hands back whatever was answered."""

    async def send(self, request: Request, /) -> Response:
        """Send `request` and give the answer, whatever its status."""


@final
class HttpxClient:
    """The plainest client: an `httpx.AsyncClient` of yours with a base URL and credentials.

    It neither repeats nor judges anything. Redirects are not followed: they would carry ``api-key`` to another host.
    Cookies are not sent: httpx would replay one identity's cookie under another identity's token.
    """

    __slots__ = ("_api_key", "_base_url", "_client", "_token")

    def __init__(self, client: httpx.AsyncClient, *, base_url: str, api_key: str, token: str | None = None) -> None:
        """Wrap `client`; the caller closes it.

        Args:
            client: Sends the requests.
            base_url: Where the service is, such as ``https://sandbox.weavr.io/multi/backoffice``.
            api_key: The innovator's key, sent as ``api-key``.
            token: The access token of one identity, sent as bearer; the two token operations go without.
        """
        self._client = client
        self._base_url = base_url.rstrip("/")
        self._api_key = api_key
        self._token = token

    def __repr__(self) -> str:
        return f"<HttpxClient {self._base_url}>"

    async def send(self, request: Request, /) -> Response:
        """Send `request` and give the answer, whatever its status."""
        credentials = [("api-key", self._api_key)]
        if self._token is not None:
            credentials.append(("authorization", f"Bearer {self._token}"))
        built = self._client.build_request(
            request.operation.method,
            self._base_url + request.path,
            params=request.query or None,
            headers=[*request.headers, *credentials],
            content=request.body,
        )
        built.headers.pop("cookie", None)
        return await self._client.send(built, follow_redirects=False)


def refuse(operation: Operation, response: Response) -> UnexpectedAnswer:
    """Make the error for a status that is not the operation's success."""
    return UnexpectedAnswer(
        operation, response.status_code, response.headers, response.content, "not the documented success"
    )


def unreadable(operation: Operation, response: Response, error: ValueError) -> UnexpectedAnswer:
    """Make the error for a success whose body cannot be read.

    Args:
        operation: What was asked for.
        response: The answer.
        error: One of `UNREADABLE`, which says why.
    """
    if isinstance(error, DecodeError):
        reason, path = error.reason, error.path
    else:
        reason, path = "the body is not JSON" if response.content else "the body is empty", "$"
    if path == "$":
        reason = f"{reason} (content type: {media_type(response) or 'none'})"
    return UnexpectedAnswer(operation, response.status_code, response.headers, response.content, reason, path)


UNREADABLE: Final = (JSONDecodeError, DecodeError)
"""What reading a body ends in when it is no JSON, or does not fit the contract."""


def media_type(response: Response) -> str:
    """Give the media type that an answer is labelled with, in lower case; empty without a label."""
    return response.headers.get("content-type", "").partition(";")[0].strip().lower()
