"""`weavr doctor`: what of the settings, the network and the service does not work, and what to do."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from time import perf_counter
from typing import TYPE_CHECKING, Final

import httpx
from attrs import frozen

from weavr_async._calls.service_clock import http_date
from weavr_async._version import __version__
from weavr_async.cli.options import IdentityOptions, has_journal
from weavr_async.cli.output import DONE, NOT_SENT, Output
from weavr_async.errors import WeavrError
from weavr_async.stores.protocols import StoreUnavailable, StoreUncertain
from weavr_async.values.json_values import JSONValue

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from weavr_async.client import BackOffice

__all__ = ["doctor"]

_OPTIONS: Final = IdentityOptions()
_PROXIES: Final = ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy")
_CLOCK_SECONDS: Final = 60.0
_TIMEOUT: Final = 10.0
_PACKAGES: Final = ("aiohttp", "httpx", "sqlalchemy", "redis")


@frozen
class _Check(JSONValue):
    what: str
    is_well: bool
    found: str
    do: str = ""


async def doctor(*, options: IdentityOptions = _OPTIONS) -> int:
    """Check key, environment, network, clock, login, journal, proxies and versions; with an identity, its token too."""
    output, checks = Output(options.json), [_versions(), _proxies()]
    try:
        client = options.client()
    except WeavrError as error:
        checks.append(_Check("settings", is_well=False, found=str(error), do="Set what it names, or use --config."))
    else:
        async with client:
            checks += [check async for check in _of_client(client, options)]
    output.results(checks, columns={"is_well": "well", "what": "what", "found": "found", "do": "do"})
    return DONE if all(check.is_well for check in checks) else NOT_SENT


async def _of_client(client: BackOffice, options: IdentityOptions) -> AsyncIterator[_Check]:
    environment = client.environment
    where = f"{environment.name} at {environment.base_url}".removeprefix(f"{environment.base_url} at ")
    yield _Check("settings", is_well=True, found=where)
    address = await _address(environment.base_url)
    for check in address:
        yield check
    if address[0].is_well:
        yield await _login(client, options)
    if has_journal(client):
        yield await _journal(client)


async def _address(base_url: str) -> list[_Check]:
    """Whether anything answers there, and what time it is for it."""
    began = perf_counter()
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=_TIMEOUT) as http_client:
            answer = await http_client.get(base_url)
    except httpx.HTTPError as error:
        advice = "Check the address, the firewall, and whether a proxy is needed; proxies are used only when given."
        return [_Check("network", is_well=False, found=f"nothing answers: {type(error).__name__}", do=advice)]
    milliseconds = (perf_counter() - began) * 1000
    return [_Check("network", is_well=True, found=f"answers in {milliseconds:.0f} ms"), _clock(answer)]


def _clock(answer: httpx.Response) -> _Check:
    date = http_date(answer.headers.get("date", ""))
    if date is None:
        return _Check("clock", is_well=True, found="the service does not say what time it is")
    apart = (datetime.now(UTC) - date).total_seconds()
    is_well = abs(apart) < _CLOCK_SECONDS
    found = f"{abs(apart):.0f} s {'ahead of' if apart > 0 else 'behind'} the service's"
    return _Check("clock", is_well, found, "" if is_well else "Set this clock.")


async def _login(client: BackOffice, options: IdentityOptions) -> _Check:
    named = options.corporate or options.consumer
    try:
        await client.verify(options.identity if named else None)
    except WeavrError as error:
        return _Check("login", is_well=False, found=error.message, do=error.advice)
    return _Check("login", is_well=True, found="the identity's token was given" if named else "the api key is accepted")


async def _journal(client: BackOffice) -> _Check:
    try:
        waiting = [intent async for intent in client.journal.unresolved()]
    except (WeavrError, StoreUnavailable, StoreUncertain) as error:
        return _Check("journal", is_well=False, found=str(error), do="Check its address, and the database.")
    advice = "weavr settle" if waiting else ""
    return _Check("journal", is_well=True, found=f"{len(waiting)} unresolved writes", do=advice)


def _proxies() -> _Check:
    found = [name for name in _PROXIES if os.environ.get(name)]
    advice = "They are not used, for a variable set for something else redirects no money." if found else ""
    return _Check("proxies", is_well=True, found=f"{', '.join(found) or 'none'} in the environment", do=advice)


def _versions() -> _Check:
    found = [f"weavr-async {__version__}", f"Python {platform.python_version()}"]
    for package in _PACKAGES:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    return _Check("versions", is_well=True, found=", ".join(found))
