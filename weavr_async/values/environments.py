"""Which Weavr a client talks to: the sandbox, the live service, or any other address you name.

An api key belongs to one environment, and nothing in its form tells which: the environment is always said,
never guessed.

An environment is known by its name, wherever it is reached: idempotency references, settle tokens and the manifests of
bulk jobs name it. The same service through a gateway is the same service (`Environment.via`). One without a name is
known by its address.
"""

from __future__ import annotations

import ipaddress
import re
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Final, final
from urllib.parse import unquote, urlsplit

from attrs import Factory, evolve, field, frozen

from weavr_async.values._checks import as_text, is_duration, is_visible_ascii
from weavr_async.values._refusals import ConfigurationError
from weavr_async.values._secret import Secret, wrapped

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["Environment"]

_HOST_NAME: Final = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?", re.ASCII)
_PATH: Final = re.compile(r"(/([A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})+)*", re.ASCII)
"""What RFC 3986 lets stand in a path, without empty segments."""
_DEFAULT_PORTS: Final = {"https": 443, "http": 80}
_NAME: Final = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)
_OURS: Final = frozenset({"sandbox", "live"})
_DAY: Final = 86_400.0
_MARGIN: Final = 1 / 24
"""The share of a reference's window in which it is not trusted any more: clocks differ, and a call takes time."""
_MOST_IN_TRANSIT: Final = 1 / 2
"""The share of the window that a request may be under way. Where the window is shorter than what `Timeouts.in_transit`
allows, nothing could be sent again otherwise."""
_AHEAD: Final = 1 / 144
"""How far a sending may lie in the future, as a share of the window: ten minutes of a day."""


def _normalised(base_url: str | Secret) -> str:
    """The one spelling of an address: lower-case host, no default port, no slash at the end."""
    base_url = wrapped(base_url)
    if _has_credentials(base_url):
        raise ConfigurationError("A base URL carries no user name and no password.")
    return _spelling(base_url.reveal())


def _has_credentials(base_url: Secret) -> bool:
    """Whether it holds what no frame of a traceback may show. What cannot be read at all is judged by its text."""
    text: object = base_url.reveal()
    return isinstance(text, str) and "@" in re.split("[/?#]", text.partition("//")[2], maxsplit=1)[0]


def _spelling(base_url: str) -> str:
    _refuse_what_is_no_text(base_url)
    try:
        parts = urlsplit(base_url)
        port = parts.port
    except ValueError:
        raise ConfigurationError("The base URL has a host or a port that cannot be read.") from None
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        raise ConfigurationError('A base URL begins with "https://" and a host.')
    if "?" in base_url or "#" in base_url:
        raise ConfigurationError("A base URL has no query and no fragment.")
    path = parts.path.rstrip("/")
    if not _PATH.fullmatch(path) or {".", ".."} & set(map(unquote, path.split("/"))):
        raise ConfigurationError(
            "The path of a base URL has no dot segments and no empty segments, and what no path may hold is "
            "percent-encoded."
        )
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


def _refuse_what_is_no_name(name: object) -> None:
    if not (isinstance(name, str) and _NAME.fullmatch(name)):
        raise ConfigurationError("The name of an environment is 1 to 64 letters, digits, '.', '_' and '-'.")


def _address_of(environment: Environment) -> str:
    return environment.base_url


def _permission(value: bool) -> bool:
    if not isinstance(value, bool):
        raise ConfigurationError("allow_insecure_http is True or False.")
    return value


def _window(value: float) -> float:
    if not is_duration(value):
        raise ConfigurationError("The reference_window of an environment is a number of seconds above 0.")
    return value


@final
@frozen
class Environment:
    """A name, and an address of the Multi Back-Office API.

    Use `Environment.SANDBOX`, `Environment.live` or `Environment.at`.

    Raises:
        ConfigurationError: It is not an address: it has a user name, query, fragment or odd path, or it is not
            https. Plain http is accepted to the machine itself (``localhost``, ``127.0.0.0/8``, ``::1``), and
            elsewhere only where `allow_insecure_http` says so: everything sent, the api key included, can then
            be read and changed on the way.
    """

    SANDBOX: ClassVar[Environment]
    """Weavr's own test environment, where no real money moves."""

    name: str
    """What references, settle tokens and manifests know it by: the same for every address of the same service."""
    base_url: str = field(converter=_normalised)
    """Normalised: lower-case host, no default port, no slash at the end."""
    allow_insecure_http: bool = field(default=False, kw_only=True, eq=False, repr=False, converter=_permission)
    reference_window: float = field(default=_DAY, kw_only=True, eq=False, repr=False, converter=_window)
    """Seconds for which the service keeps an idempotency reference. Documented are 24 hours; a test environment has
    been seen to forget after 18 seconds. The SDK trusts a reference for 23 of 24 parts of it."""
    home: str = field(default=Factory(_address_of, takes_self=True), kw_only=True, eq=False, repr=False)
    """The service's own address: that of the environment which `via` was called on."""

    def __attrs_post_init__(self) -> None:
        """Insist on https."""
        parts = urlsplit(self.base_url)
        if parts.scheme != "https" and not self.allow_insecure_http and not _is_loopback(parts.hostname or ""):
            raise ConfigurationError(
                "The base URL is http, so the api key would travel in the clear: use https. Plain http is for this "
                "machine only, or said explicitly by Environment.at(..., allow_insecure_http=True)."
            )

    @classmethod
    def live(cls, base_url: str | None = None, *, reference_window: float = _DAY) -> Environment:
        """The live service, at the address that Weavr gave you.

        Raises:
            ConfigurationError: The address is missing, is the sandbox's, or is not an address.
        """
        if not base_url:
            raise ConfigurationError(
                "The live environment needs its base URL: Weavr hands it out on request, together with the live key."
            )
        address = wrapped(base_url)
        del base_url  # as in `at`
        environment = cls("live", address, reference_window=reference_window)
        # By its host: with a slip in the path it would be no other service.
        if urlsplit(environment.base_url).hostname == urlsplit(cls.SANDBOX.base_url).hostname:
            raise ConfigurationError("This base URL is the sandbox's, not that of a live environment.")
        return environment

    @classmethod
    def at(
        cls,
        base_url: str,
        *,
        name: str | None = None,
        allow_insecure_http: bool = False,
        reference_window: float = _DAY,
    ) -> Environment:
        """Any other address, such as an emulator. For a gateway to the sandbox or to live, see `via`.

        Args:
            base_url: The address.
            name: What to know the service by, so that it can move to another address: 1 to 64 letters, digits, `.`,
                `_` and `-`. Without one, another address is another service.
            allow_insecure_http: Whether to accept plain http to another machine.
            reference_window: Seconds for which the service keeps an idempotency reference.

        Raises:
            ConfigurationError: It is not an address, or plain http to another machine without `allow_insecure_http`, or
                the name cannot be used, or is the sandbox's or live's.
        """
        given = wrapped(base_url)
        del base_url  # it may hold a password by mistake, and what is raised below shows this frame
        address = _normalised(given)
        if name in _OURS:
            raise ConfigurationError(
                f'"{name}" is the name of Weavr\'s own environment. For a gateway to it, write '
                "Environment.SANDBOX.via(base_url) or Environment.live(...).via(base_url)."
            )
        if name is not None:
            _refuse_what_is_no_name(name)
        return cls(
            address if name is None else as_text(name),
            address,
            allow_insecure_http=allow_insecure_http,
            reference_window=reference_window,
        )

    def via(self, base_url: str, *, allow_insecure_http: bool = False) -> Environment:
        """The same service, reached through another address: a gateway or a proxy of yours.

        References, settle tokens and manifests stay the same, because they name the environment, not its address.

        Raises:
            ConfigurationError: It is not an address, or plain http to another machine without `allow_insecure_http`.
        """
        address = wrapped(base_url)
        del base_url  # as in `at`
        return evolve(self, base_url=address, allow_insecure_http=allow_insecure_http)

    def keeps_reference(self, first_sent_at: datetime, now: datetime, *, in_transit: float = 0.0) -> bool:
        """Whether what was first sent then can be sent again under its reference without acting twice.

        What is sent now has to arrive before the reference is forgotten, and not only to leave before. A sending that
        lies in the future shows that clocks differ: then nobody knows how old the reference is.

        Args:
            first_sent_at: When the reference was first used (aware).
            now: The time at the service (aware).
            in_transit: Seconds for which a request may be under way (`Timeouts.in_transit`); at most half of the
                window counts.
        """
        window = timedelta(seconds=self.reference_window)
        margin = max(window * _MARGIN, min(timedelta(seconds=in_transit), window * _MOST_IN_TRANSIT))
        return -window * _AHEAD < now - first_sent_at < window - margin


Environment.SANDBOX = Environment("sandbox", "https://sandbox.weavr.io/multi/backoffice")
