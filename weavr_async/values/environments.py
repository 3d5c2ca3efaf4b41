"""Which Weavr a client talks to: the sandbox, the live service, or any other address you name.

An api key belongs to one environment, and nothing in its form tells which: the environment is always said,
never guessed.
"""

from __future__ import annotations

import ipaddress
import re
from typing import ClassVar, Final, final
from urllib.parse import urlsplit

from attrs import field, frozen

from weavr_async.values._checks import is_visible_ascii
from weavr_async.values._refusals import ConfigurationError

__all__ = ["Environment"]

_HOST_NAME: Final = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?", re.ASCII)
_PATH: Final = re.compile(r"(/[A-Za-z0-9._~-]+)*", re.ASCII)
_DEFAULT_PORTS: Final = {"https": 443, "http": 80}


def _normalised(base_url: str) -> str:
    """The one spelling of an address: lower-case host, no default port, no slash at the end."""
    _refuse_what_is_no_text(base_url)
    try:
        parts = urlsplit(base_url)
        port = parts.port
    except ValueError:
        raise ConfigurationError("The base URL has a host or a port that cannot be read.") from None
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        raise ConfigurationError('A base URL begins with "https://" and a host.')
    if "@" in parts.netloc:
        raise ConfigurationError("A base URL carries no user name and no password.")
    if "?" in base_url or "#" in base_url:
        raise ConfigurationError("A base URL has no query and no fragment.")
    path = parts.path.rstrip("/")
    if not _PATH.fullmatch(path) or {".", ".."} & set(path.split("/")):
        raise ConfigurationError("The path of a base URL is plain: no dot segments, empty segments or escapes.")
    host = _host(parts.hostname)
    explicit_port = "" if port in (None, _DEFAULT_PORTS[parts.scheme]) else f":{port}"
    return f"{parts.scheme}://{host}{explicit_port}{path}"


def _refuse_what_is_no_text(base_url: object) -> None:
    # Spaces and line ends first of all: urlsplit drops some of them silently.
    if not is_visible_ascii(base_url):
        raise ConfigurationError("A base URL is a string of visible ASCII characters, without spaces.")


def _host(name: str) -> str:
    if ":" in name:
        try:
            return f"[{ipaddress.IPv6Address(name)}]"
        except ValueError:
            raise ConfigurationError("The base URL has a host or a port that cannot be read.") from None
    if not _HOST_NAME.fullmatch(name):
        raise ConfigurationError("The base URL has a host or a port that cannot be read.")
    return name


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@final
@frozen
class Environment:
    """An address of the Multi Back-Office API, with a name for logs.

    Use `Environment.SANDBOX`, `Environment.live` or `Environment.at`.

    Raises:
        ConfigurationError: The address is none: it has a user name, query, fragment or odd path, or it is not
            https. Plain http is accepted to the machine itself (``localhost``, ``127.0.0.0/8``, ``::1``), and
            elsewhere only where `allow_insecure_http` says so: everything sent, the api key included, can then
            be read and changed on the way.
    """

    SANDBOX: ClassVar[Environment]
    """Weavr's own test environment, where no real money moves."""

    name: str
    base_url: str = field(converter=_normalised)
    """Normalised: lower-case host, no default port, no slash at the end."""
    allow_insecure_http: bool = field(default=False, kw_only=True, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Insist on https."""
        parts = urlsplit(self.base_url)
        if parts.scheme != "https" and not self.allow_insecure_http and not _is_loopback(parts.hostname or ""):
            raise ConfigurationError(
                "The base URL is http, so the api key would travel in the clear: use https. Plain http is for this "
                "machine only, or said explicitly by Environment.at(..., allow_insecure_http=True)."
            )

    @classmethod
    def live(cls, base_url: str | None = None) -> Environment:
        """The live service, at the address that Weavr gave you.

        Raises:
            ConfigurationError: The address is missing, is the sandbox's, or is no address.
        """
        if not base_url:
            raise ConfigurationError(
                "The live environment needs its base URL: Weavr hands it out on request, together with the live key."
            )
        environment = cls("live", base_url)
        # By its host: with a slip in the path it would be no other service.
        if urlsplit(environment.base_url).hostname == urlsplit(cls.SANDBOX.base_url).hostname:
            raise ConfigurationError("This base URL is the sandbox's, not that of a live environment.")
        return environment

    @classmethod
    def at(cls, base_url: str, *, name: str = "custom", allow_insecure_http: bool = False) -> Environment:
        """Any other address: an emulator, a proxy, a gateway of your own.

        Raises:
            ConfigurationError: It is no address, or plain http to another machine without `allow_insecure_http`.
        """
        return cls(name, base_url, allow_insecure_http=allow_insecure_http)


Environment.SANDBOX = Environment("sandbox", "https://sandbox.weavr.io/multi/backoffice")
