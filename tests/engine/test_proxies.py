"""Where requests go first: the proxy that was given, or the one that the environment names, if that was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from weavr_async import BackOffice, ConfigurationError, Environment, NotSent, Retries
from weavr_async._engine.proxies import proxy_of_environment, read_proxy
from weavr_async.values._secret import Secret

if TYPE_CHECKING:
    from tests.engine.conftest import Bench, Peer

WEAVR = "https://weavr.invalid"


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever this machine says."""
    for name in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.mark.parametrize(
    ("address", "url", "credentials"),
    [
        ("http://proxy:3128", "http://proxy:3128", None),
        ("https://proxy", "https://proxy", None),
        ("http://me:pass@proxy:3128", "http://proxy:3128", "Basic bWU6cGFzcw=="),
        ("http://me:p%40ss%3A@proxy", "http://proxy", "Basic bWU6cEBzczo="),
        ("http://me@proxy", "http://proxy", "Basic bWU6"),
        ("http://:pass@[::1]:8080", "http://[::1]:8080", "Basic OnBhc3M="),
    ],
)
def test_credentials_are_kept_apart_from_the_address(address: str, url: str, credentials: str | None) -> None:
    """The address is shown, they are not."""
    proxy = read_proxy(Secret(address))
    assert proxy.url == url
    assert (None if proxy.authorization is None else proxy.authorization.reveal()) == credentials
    assert "pass" not in repr(proxy)


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy"])
@pytest.mark.parametrize("value", ["http://proxy:3128", "proxy:3128"])
def test_the_environment_names_a_proxy(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """In letters of either size, with or without a scheme, as other programs read it."""
    monkeypatch.setenv(name, value)
    proxy = proxy_of_environment(WEAVR)
    assert proxy is not None
    assert proxy.url == "http://proxy:3128"


@pytest.mark.parametrize("but_for", ["weavr.invalid", ".invalid", "*", "other, weavr.invalid"])
def test_the_environment_names_addresses_without_a_proxy(monkeypatch: pytest.MonkeyPatch, but_for: str) -> None:
    """By name, by ending, or all of them."""
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy")
    monkeypatch.setenv("NO_PROXY", but_for)
    assert proxy_of_environment(WEAVR) is None


@pytest.mark.parametrize("value", ["socks5://me:canary@proxy", "http://", "http://proxy:99999"])
def test_a_variable_that_names_no_http_proxy_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    """By its name, without its value, when the client is made."""
    monkeypatch.setenv("HTTPS_PROXY", value)
    with pytest.raises(ConfigurationError, match="HTTPS_PROXY") as refused:
        BackOffice(api_key="k", environment=Environment.at(WEAVR), trust_env=True)
    assert "canary" not in str(refused.value)


@pytest.mark.asyncio
@pytest.mark.parametrize("trusted", [True, False])
async def test_the_environment_is_asked_only_by_who_wants_that(
    own_bench: Bench, monkeypatch: pytest.MonkeyPatch, *, trusted: bool
) -> None:
    """A variable that was set for something else redirects no money."""
    asked: list[bytes] = []

    async def refuse(peer: Peer) -> None:
        asked.append(await peer.tunnel())
        await peer.answer(status="502 Bad Gateway")

    proxy = await own_bench.serve(refuse)
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    async with BackOffice(
        api_key="k", environment=Environment.at(WEAVR), trust_env=trusted, retries=Retries(max_attempts=1)
    ) as weavr:
        with pytest.raises(NotSent):
            await weavr.corporate("1").managed_cards.get("2")
    assert [line.split()[0] for line in asked] == [b"CONNECT"] * trusted
