"""Which engine a client sends through: the built-in one, or one around an HTTP client that was handed in."""

from __future__ import annotations

import sys
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Final, Protocol

from weavr_async._engine.base import Engine
from weavr_async._engine.proxies import proxy_of_environment, read_proxy
from weavr_async.errors import ConfigurationError

if TYPE_CHECKING:
    import ssl

    from weavr_async._engine.proxies import Proxy
    from weavr_async.values._secret import Secret
    from weavr_async.values.environments import Environment
    from weavr_async.values.settings import Limits, Timeouts

__all__ = ["ClientEngine", "HttpClient", "make_engine"]

_NEEDED_OF_A_CLIENT: Final = ("aclose", "send", "build_request", "is_closed")


class HttpClient(Protocol):
    """What the `AsyncClient` of httpx and the one of httpx2 have in common; they share no class."""

    @property
    def is_closed(self) -> bool:
        """Whether it has been closed."""
        ...

    async def aclose(self) -> None:
        """Close it. The SDK never does: that is up to whoever made it."""
        ...


class ClientEngine(Engine, Protocol):
    """An engine that a client starts."""

    async def start(self) -> None:
        """Load what the first exchange needs, without stopping the event loop."""
        ...


def make_engine(
    environment: Environment,
    timeouts: Timeouts,
    limits: Limits,
    *,
    http_client: HttpClient | None,
    proxy: Secret | None,
    trust_env: bool,
    ssl_context: ssl.SSLContext | None,
) -> ClientEngine:
    """The engine that the client's arguments ask for.

    Raises:
        ConfigurationError: One of them is of another type than it should be, or they contradict each other.
    """
    if http_client is not None:
        if proxy is not None or trust_env or ssl_context is not None:
            raise ConfigurationError(
                "proxy, trust_env and ssl_context are settings of the built-in engine: set them on the http_client "
                "you hand in."
            )
        _check_client(http_client)
        from weavr_async._engine.httpx_engine import HttpxEngine  # noqa: PLC0415 - one engine is loaded

        return HttpxEngine(http_client, base_url=environment.base_url, timeouts=timeouts, limits=limits)
    _check_tls(ssl_context)
    from weavr_async._engine.aiohttp_engine import AiohttpEngine  # noqa: PLC0415 - one engine is loaded

    return AiohttpEngine(
        base_url=environment.base_url,
        timeouts=timeouts,
        limits=limits,
        proxy=_proxy(environment.base_url, proxy, trust_env=trust_env),
        verify=ssl_context,
    )


def _proxy(base_url: str, proxy: Secret | None, *, trust_env: bool) -> Proxy | None:
    if not isinstance(trust_env, bool):
        raise ConfigurationError(f"trust_env is True or False, not {type(trust_env).__name__}.")
    if proxy is not None:
        return read_proxy(proxy)
    return proxy_of_environment(base_url) if trust_env else None


def _check_client(http_client: object) -> None:
    # A client without await would send at once, and stop the event loop.
    usable = all(hasattr(http_client, name) for name in _NEEDED_OF_A_CLIENT)
    if isinstance(http_client, type) or not usable or not iscoroutinefunction(getattr(http_client, "send", None)):
        raise ConfigurationError("The http_client is an AsyncClient of httpx or of httpx2.")


def _check_tls(ssl_context: object) -> None:
    # Whoever has a context has loaded the module; nobody else needs it here.
    known = sys.modules.get("ssl")
    if ssl_context is not None and (known is None or not isinstance(ssl_context, known.SSLContext)):
        raise ConfigurationError(
            f"The ssl_context is an ssl.SSLContext, such as ssl.create_default_context(cafile=...), not "
            f"{type(ssl_context).__name__}."
        )
