"""The two logins of the API as a token source.

The logins differ only in their path: they take the same request and give the same answer. Weavr has deprecated the
older one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, final

from weavr_async.errors import UnexpectedResponse
from weavr_async.tokens.token import Token
from weavr_async.values._texts import request_ref
from weavr_backoffice import api, models
from weavr_backoffice.errors import UnexpectedAnswer
from weavr_backoffice.types import UNSET

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from weavr_async.values.identities import Identity
    from weavr_async.values.settings import Login
    from weavr_backoffice.client import Client

__all__ = ["LoginSource"]


@final
class LoginSource:
    """Mints tokens by one of Weavr's logins.

    Args:
        client: Sends the request, with the api key and without a token.
        login: The operation: ``access_token`` is `requestAccessToken` (``POST /access_token``),
            ``impersonate_identity_login`` is `impersonateIdentityLogin` (``POST /impersonate_identity_login``), which
            Weavr has deprecated.
    """

    def __init__(self, client: Client, login: Login = "access_token") -> None:
        self._client = client
        access_tokens = api.access_tokens
        self._login = (
            access_tokens.request_access_token.request_access_token
            if login == "access_token"
            else access_tokens.impersonate_identity_login.impersonate_identity_login
        )

    async def mint(self, identity: Identity, /) -> Token:
        """Log in on the identity's behalf.

        Raises:
            UnexpectedResponse: The answer is not a success, or holds no token of this identity.
        """
        return await _token(identity, self._login(self._client, body=_request(identity)))


def _request(identity: Identity) -> models.AccessTokenRequest:
    whose = models.IdentityId(type_=models.IdentityType(identity.type.value), id=identity.id)
    return models.AccessTokenRequest(identity=whose)


async def _token(identity: Identity, login: Awaitable[models.AccessTokenGrant]) -> Token:
    try:
        grant = await login
    except UnexpectedAnswer as answer:
        # What was answered may hold a token, wherever it stands: none of it is kept.
        error = UnexpectedResponse(
            f"The login was answered in a way that gives no token: {answer.reason}.",
            status=answer.status_code,
            path=answer.path,
            operation=answer.operation.id,
            request_ref=request_ref(answer.headers),
        )
    else:
        whose = grant.identity
        if whose is not UNSET and (str(whose.type_), whose.id) != (str(identity.type), identity.id):
            # Using it would be acting for somebody else.
            error = UnexpectedResponse("The login gave the token of another identity.", status=200, path="$.identity")
        elif grant.token is UNSET or grant.token.token is UNSET or not grant.token.token:
            error = UnexpectedResponse("The login's answer holds no token.", status=200, path="$.token.token")
        else:
            return Token(grant.token.token)
    raise error
