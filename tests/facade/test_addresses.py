"""An address at which the service is not: what was not found is the address."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.facade.raw_service import RawService, raw_answer
from weavr_async import BackOffice, Environment, IdentityNotFound, NotFound
from weavr_async.emulator import DEMO_API_KEY, serve

if TYPE_CHECKING:
    from weavr_async import ClientOptions
    from weavr_async.emulator import Emulator

pytestmark = pytest.mark.asyncio

NO_SUCH_PAGE = raw_answer(b"<html>Not Found</html>", 404)
NO_SUCH_IDENTITY = raw_answer({"code": "NOT_FOUND", "message": "identity not found"}, 404)


async def login(answer: bytes, path: str, options: ClientOptions) -> NotFound:
    """What a call ends in whose login was answered so."""
    async with (
        RawService(lambda *_: b"", lambda _: answer) as service,
        BackOffice(api_key="k", environment=Environment.at(service.url + path), **options) as weavr,
    ):
        with pytest.raises(NotFound) as missing:
            await weavr.corporate("1").managed_accounts.get("220")
    return missing.value


async def test_a_base_url_without_its_path_is_told_as_that(options: ClientOptions) -> None:
    """Not as an identity that does not exist: nobody was there to look for it."""
    error = await login(NO_SUCH_PAGE, "", options)

    assert type(error) is NotFound
    assert "The base URL of this environment has no path" in str(error)


async def test_the_emulator_without_its_path_is_told_as_that(emulator: Emulator, options: ClientOptions) -> None:
    """The address that it prints has one, and is easily shortened."""
    async with serve(emulator) as url:
        root = url.removesuffix(urlsplit(url).path)
        async with BackOffice(api_key=DEMO_API_KEY, environment=Environment.at(root), **options) as weavr:
            with pytest.raises(NotFound, match="has no path") as missing:
                await weavr.corporate("109876").managed_accounts.get("220")

    assert type(missing.value) is NotFound


@pytest.mark.parametrize(("answer", "path"), [(NO_SUCH_IDENTITY, ""), (NO_SUCH_PAGE, "/multi/backoffice")])
async def test_an_identity_that_is_not_there_is_told_as_that(answer: bytes, path: str, options: ClientOptions) -> None:
    """By the service's own answer, or at an address that looks right."""
    assert type(await login(answer, path, options)) is IdentityNotFound
