"""The environment is said, checked and never guessed."""

from __future__ import annotations

import copy
import pickle
from enum import Enum

import pytest

from weavr_async.errors import ConfigurationError
from weavr_async.values._secret import Secret
from weavr_async.values._settings_from_env import settings_from_env
from weavr_async.values.environments import Environment

SANDBOX_URL = "https://sandbox.weavr.io/multi/backoffice"
LIVE_URL = "https://live.example/multi/backoffice"
KEY = "canary-key-77"


def test_the_sandbox_is_known() -> None:
    """Its address is documented."""
    assert Environment.SANDBOX.name == "sandbox"
    assert Environment.SANDBOX.base_url == SANDBOX_URL


def test_live_is_where_the_user_says() -> None:
    """Weavr hands the address out on request, so it is always given."""
    assert Environment.live(LIVE_URL).name == "live"
    assert Environment.live(LIVE_URL).base_url == LIVE_URL


def test_a_name_from_an_enum_of_strings_is_its_value() -> None:
    """Such a member writes itself as its name, and what is kept under the environment's would not be found again."""

    class Ours(str, Enum):  # noqa: UP042 - a `StrEnum` would write itself as its value
        GATEWAY = "gateway"

    assert str(Environment.at(LIVE_URL, name=Ours.GATEWAY).name) == "gateway"


@pytest.mark.parametrize("nothing", [None, ""])
def test_live_without_an_address_is_refused_with_where_to_get_it(nothing: str | None) -> None:
    """An address of the live service is never guessed."""
    with pytest.raises(ConfigurationError, match="hands it out on request"):
        Environment.live(nothing)
    with pytest.raises(ConfigurationError, match="hands it out on request"):
        Environment.live()


@pytest.mark.parametrize(
    "url",
    [SANDBOX_URL, SANDBOX_URL + "/", "https://SANDBOX.weavr.io:443/multi/backoffice", "https://sandbox.weavr.io/multi"],
)
def test_the_sandbox_does_not_pass_as_live(url: str) -> None:
    """In whatever spelling, and with whatever path."""
    with pytest.raises(ConfigurationError, match="sandbox's"):
        Environment.live(url)


@pytest.mark.parametrize(
    ("given", "normalised"),
    [
        ("https://Gateway.Example/", "https://gateway.example"),
        ("HTTPS://gateway.example:443/a/b///", "https://gateway.example/a/b"),
        ("https://gateway.example:8443/a", "https://gateway.example:8443/a"),
        ("http://127.0.0.1:80/", "http://127.0.0.1"),
        ("http://[::1]:8080/multi", "http://[::1]:8080/multi"),
        ("https://[2001:DB8:0::1]/", "https://[2001:db8::1]"),
    ],
)
def test_an_address_has_one_spelling(given: str, normalised: str) -> None:
    """Two spellings of an address are one environment, so that its tokens and references are shared."""
    assert Environment.at(given).base_url == normalised
    assert Environment.at(given) == Environment.at(normalised)
    assert hash(Environment.at(given)) == hash(Environment.at(normalised))


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.9.10", "[::1]"])
def test_plain_http_is_accepted_to_this_machine(host: str) -> None:
    """An emulator on loopback needs no certificate."""
    assert Environment.at(f"http://{host}:8080").base_url == f"http://{host}:8080"


@pytest.mark.parametrize(
    "host", ["example.com", "127.0.0.1.example.com", "localhost.example.com", "10.0.0.1", "0.0.0.0", "127.1", "[::2]"]
)
def test_plain_http_to_another_machine_has_to_be_said(host: str) -> None:
    """The api key would travel in the clear."""
    with pytest.raises(ConfigurationError, match="in the clear"):
        Environment.at(f"http://{host}")
    with pytest.raises(ConfigurationError, match="in the clear"):
        Environment.live(f"http://{host}")
    assert Environment.at(f"http://{host}", allow_insecure_http=True).base_url == f"http://{host}"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "sandbox",
        "sandbox.weavr.io/multi/backoffice",
        "//sandbox.weavr.io",
        "ftp://sandbox.weavr.io",
        "https://",
        "https:///multi",
        f"https://user:{KEY}@sandbox.weavr.io",
        f"https://{KEY}@sandbox.weavr.io",
        f"https://sandbox.weavr.io/?key={KEY}",
        "https://sandbox.weavr.io?",
        "https://sandbox.weavr.io/#top",
        "https://sandbox.weavr.io/a/../b",
        "https://sandbox.weavr.io/a//b",
        "https://sandbox.weavr.io/%2e%2e/b",
        "https://sandbox.weavr.io/a b",
        "https://sandbox.weavr.io\n/a",
        " https://sandbox.weavr.io",
        "https://sandbox.weavr.io:http/",
        "https://sandbox.weavr.io:99999/",
        "https://sandbox.weavr.io\\evil.example/",
        "https://-/",
        "https://[::1",
        "https://[nonsense::]/",
        "https://bücher.example/",
    ],
)
def test_an_address_that_is_not_plainly_one_is_refused_without_repeating_it(url: str) -> None:
    """What stands in it may be a password."""
    with pytest.raises(ConfigurationError) as refused:
        Environment.at(url)
    assert KEY not in repr(refused.value)


@pytest.mark.parametrize("url", [None, 5, b"https://sandbox.weavr.io"])
def test_an_address_of_another_type_is_refused(url: object) -> None:
    """A base URL is a string."""
    with pytest.raises(ConfigurationError, match="is a string"):
        Environment.at(url)  # type: ignore[arg-type]  # what an untyped caller may pass


def test_an_environment_is_frozen_and_survives_copy_and_pickle() -> None:
    """It is part of cache keys in every process."""
    environment = Environment.live(LIVE_URL)
    assert copy.deepcopy(environment) == pickle.loads(pickle.dumps(environment)) == environment
    with pytest.raises(AttributeError):
        environment.base_url = SANDBOX_URL  # type: ignore[misc]  # the point of the test


@pytest.mark.parametrize(
    ("variables", "environment"),
    [
        ({"WEAVR_ENVIRONMENT": "sandbox"}, Environment.SANDBOX),
        ({"WEAVR_ENVIRONMENT": "sandbox", "WEAVR_BASE_URL": SANDBOX_URL + "/"}, Environment.SANDBOX),
        ({"WEAVR_ENVIRONMENT": "live", "WEAVR_BASE_URL": LIVE_URL}, Environment.live(LIVE_URL)),
        ({"WEAVR_BASE_URL": "http://localhost:8080"}, Environment.at("http://localhost:8080")),
        ({"WEAVR_ENVIRONMENT": "", "WEAVR_BASE_URL": LIVE_URL}, Environment.at(LIVE_URL)),
        ({"WEAVR_ENVIRONMENT": "sandbox", "WEAVR_BASE_URL": ""}, Environment.SANDBOX),
    ],
)
def test_settings_are_read_from_the_variables(variables: dict[str, str], environment: Environment) -> None:
    """An empty variable is one that is not set."""
    assert settings_from_env({"WEAVR_API_KEY": KEY} | variables) == (Secret(KEY), environment)


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({}, "Neither WEAVR_ENVIRONMENT nor WEAVR_BASE_URL is set"),
        ({"WEAVR_ENVIRONMENT": "", "WEAVR_BASE_URL": ""}, "Neither WEAVR_ENVIRONMENT nor WEAVR_BASE_URL is set"),
        ({"WEAVR_ENVIRONMENT": "live"}, "set WEAVR_BASE_URL as well"),
        ({"WEAVR_ENVIRONMENT": "live", "WEAVR_BASE_URL": SANDBOX_URL}, "sandbox's"),
        ({"WEAVR_ENVIRONMENT": "sandbox", "WEAVR_BASE_URL": LIVE_URL}, "unset one of them"),
        ({"WEAVR_ENVIRONMENT": "production", "WEAVR_BASE_URL": LIVE_URL}, "neither sandbox nor live"),
        ({"WEAVR_ENVIRONMENT": "Sandbox"}, "neither sandbox nor live"),
        ({"WEAVR_BASE_URL": "http://weavr.example"}, "in the clear"),
        ({"WEAVR_API_KEY": "", "WEAVR_ENVIRONMENT": "sandbox"}, "WEAVR_API_KEY is not set"),
        ({"WEAVR_API_KEY": KEY + "\n", "WEAVR_ENVIRONMENT": "sandbox"}, "copied along"),
    ],
)
def test_ambiguous_settings_are_refused_with_what_to_do(variables: dict[str, str], sentence: str) -> None:
    """Nobody moves money in an environment that was guessed; and the key is never shown."""
    with pytest.raises(ConfigurationError, match=sentence) as refused:
        settings_from_env({"WEAVR_API_KEY": KEY} | variables)
    assert KEY not in repr(refused.value)


def test_a_missing_key_is_named_by_its_variable() -> None:
    """The sentence says which variable to set."""
    with pytest.raises(ConfigurationError, match="WEAVR_API_KEY is not set"):
        settings_from_env({"WEAVR_ENVIRONMENT": "sandbox"})
