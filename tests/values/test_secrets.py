"""A secret shows itself only when asked to."""

from __future__ import annotations

import copy
import pickle
import string
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weavr_async import BackOffice, ConfigurationError, Environment
from weavr_async.values._secret import Secret, check_api_key
from weavr_async.values._settings_from_env import settings_from_env
from weavr_async.webhooks import WebhookReceiver

if TYPE_CHECKING:
    from collections.abc import Callable

CANARY = "canary-8f2c1d"


def test_a_secret_is_revealed_on_request_only() -> None:
    """No way of turning it into text gives it away."""
    secret = Secret(CANARY)
    assert secret.reveal() == CANARY
    for text in (repr(secret), str(secret), f"{secret}", f"{secret!r:>40}", repr([secret]), str({"key": secret})):
        assert CANARY not in text
        assert "***" in text
    assert not hasattr(secret, "__dict__")


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_secret_is_not_pickled(protocol: int) -> None:
    """Whoever sends one to another process must do so on purpose."""
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps({"settings": Secret(CANARY)}, protocol)


def test_a_secret_can_be_copied_within_the_process() -> None:
    """Settings that hold one can be copied."""
    secret = Secret(CANARY)
    assert copy.copy(secret) is copy.deepcopy([secret])[0] is secret


@given(st.text(), st.text())
def test_secrets_are_equal_when_their_values_are(one: str, other: str) -> None:
    """Equality and hashes agree with the values; a bare string is never equal to a secret."""
    assert (Secret(one) == Secret(other)) == (one == other)
    assert hash(Secret(one)) == hash(Secret(one))
    assert Secret(one) != one


def test_a_fingerprint_tells_secrets_apart_without_showing_them() -> None:
    """It is short, stable from process to process, and no part of the secret."""
    assert Secret(CANARY).fingerprint() == Secret(CANARY).fingerprint() == "0d64cf8402d4"
    assert Secret(CANARY).fingerprint() != Secret(CANARY + "x").fingerprint()


def test_an_api_key_is_wrapped() -> None:
    """A good key comes back as a secret, also when it was one already."""
    assert check_api_key("k3y-+/=") == check_api_key(Secret("k3y-+/=")) == Secret("k3y-+/=")


@pytest.mark.parametrize("spoiler", [" ", "\t", "\n", "\r", "\0", "\x7f", "\x1b", "é", "\u200b", "\u00a0", "\u0661"])
@pytest.mark.parametrize("place", ["{0}{1}", "{1}{0}", "abc{1}{0}"])
def test_an_api_key_with_foreign_characters_is_refused_without_showing_it(spoiler: str, place: str) -> None:
    """Most often a space or a line end was copied along."""
    with pytest.raises(ConfigurationError, match="copied along") as refused:
        check_api_key(place.format(CANARY, spoiler))
    assert CANARY not in repr(refused.value)


def test_an_empty_api_key_is_refused() -> None:
    """An unset variable is found here, and not by a 401."""
    with pytest.raises(ConfigurationError, match="empty"):
        check_api_key("")
    with pytest.raises(ConfigurationError, match="empty"):
        check_api_key(Secret(""))


@pytest.mark.parametrize("key", [None, b"key", 5])
def test_an_api_key_of_another_type_is_refused(key: object) -> None:
    """A key is a string."""
    with pytest.raises(ConfigurationError, match="is a string"):
        check_api_key(key)  # type: ignore[arg-type]  # what an untyped caller may pass


@given(st.text(string.ascii_letters + string.digits + string.punctuation, min_size=1))
def test_any_visible_ascii_is_accepted_in_an_api_key(key: str) -> None:
    """Nothing else is known about the form of a key, so nothing else is demanded."""
    assert check_api_key(key).reveal() == key


def _locals_of(error: BaseException) -> str:
    """What a report with local variables shows of the frames that are the SDK's."""
    shown = []
    traceback = error.__traceback__
    while traceback is not None:
        if "weavr_async" in traceback.tb_frame.f_globals["__name__"]:
            shown.append(repr(traceback.tb_frame.f_locals))
        traceback = traceback.tb_next
    return "\n".join(shown)


SPOILT: Final[dict[str, Callable[[], object]]] = {
    "the key": lambda: BackOffice(api_key=f"{CANARY}\n", environment=Environment.SANDBOX),
    "the environment": lambda: BackOffice(api_key=CANARY, environment="sandbox"),  # type: ignore[arg-type]
    "the proxy": lambda: BackOffice(api_key=CANARY, environment=Environment.SANDBOX, proxy="nonsense"),
    "the key in the variables": lambda: settings_from_env({"WEAVR_API_KEY": f"{CANARY} "}),
    "the other variables": lambda: settings_from_env({"WEAVR_API_KEY": CANARY, "WEAVR_ENVIRONMENT": "moon"}),
    "the key of a receiver": lambda: WebhookReceiver(f"{CANARY}\n"),
    "a further key of a receiver": lambda: WebhookReceiver("k", more_api_keys=[f"{CANARY}\n"]),
    "the webhooks key": lambda: WebhookReceiver("k", webhooks_key=f"{CANARY}\n"),
    "the bounds of a receiver": lambda: WebhookReceiver(CANARY, webhooks_key=CANARY, max_body_bytes=0),
}


@pytest.mark.parametrize("what", SPOILT)
def test_a_refused_setting_shows_no_key_in_a_traceback_with_local_variables(what: str) -> None:
    """Error reporters collect them, and the key that was copied with a line end is a real one."""
    with pytest.raises(ConfigurationError) as refused:
        SPOILT[what]()
    shown = _locals_of(refused.value)
    assert shown
    assert CANARY not in shown
