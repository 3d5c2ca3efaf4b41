"""The proxy that requests go through, with its credentials apart from its address.

Addresses are shown in errors and in the local variables of tracebacks; credentials never are.
"""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, final
from urllib.parse import unquote, urlsplit

from attrs import frozen

from weavr_async.errors import ConfigurationError
from weavr_async.values._secret import Secret

if TYPE_CHECKING:
    from urllib.parse import SplitResult

__all__ = ["Proxy", "proxy_of_environment", "read_proxy"]


@final
@frozen(eq=False)
class Proxy:
    """A proxy of HTTP."""

    url: str
    """Its address, without credentials."""
    authorization: Secret | None = None
    """The value of a ``proxy-authorization`` header."""


def read_proxy(address: Secret) -> Proxy:
    """The proxy at a URL, which may hold a user and a password.

    Raises:
        ConfigurationError: It is no such URL. Neither the message nor a frame of the traceback shows it.
    """
    proxy = _read(address)
    if proxy is None:
        raise ConfigurationError(
            'A proxy is a URL that begins with "http://" or "https://" and a host; a user and a password may stand '
            "before the host, with their special characters percent-encoded."
        )
    return proxy


def _read(address: Secret) -> Proxy | None:
    try:
        parts = urlsplit(address.reveal())
        port = parts.port
    except (ValueError, AttributeError, TypeError):
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname or port == 0:
        return None
    host = parts.netloc.rpartition("@")[2]
    return Proxy(f"{parts.scheme}://{host}", _authorization(parts))


def _authorization(parts: SplitResult) -> Secret | None:
    if parts.username is None and parts.password is None:
        return None
    credentials = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}"
    return Secret(f"Basic {b64encode(credentials.encode()).decode()}")


def proxy_of_environment(base_url: str) -> Proxy | None:
    """The proxy that the environment names for an address: ``HTTPS_PROXY`` or ``HTTP_PROXY``, unless ``NO_PROXY`` does.

    Names may be in small letters. Where the operating system has settings for proxies, they count as well.

    Raises:
        ConfigurationError: The variable holds no URL of a proxy; the text names the variable.
    """
    from urllib.request import getproxies, proxy_bypass  # noqa: PLC0415 - as slow as the rest of the client to load

    parts = urlsplit(base_url)
    address = _with_scheme(getproxies().get(parts.scheme))
    if address is None or proxy_bypass(parts.netloc):
        return None
    proxy = _read(address)
    if proxy is None:
        raise ConfigurationError(
            f"{parts.scheme.upper()}_PROXY is not the URL of an HTTP proxy: correct it, or make the client without "
            "trust_env."
        )
    return proxy


def _with_scheme(address: str | None) -> Secret | None:
    if not address:
        return None
    return Secret(address if "://" in address else f"http://{address}")
