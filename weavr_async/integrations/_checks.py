"""What applications hand to the integrations, checked when the application is made and not at its first request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weavr_async.client import BackOffice
from weavr_async.errors import ConfigurationError
from weavr_async.webhooks import WebhookReceiver

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["checked_maker", "checked_receiver"]


def checked_maker(make: Callable[[], BackOffice]) -> Callable[[], BackOffice]:
    """What makes the application's client when it starts.

    Raises:
        ConfigurationError: It is no function; or, when it is called, it gives no client.
    """
    if not callable(make):
        raise ConfigurationError(_sentence(make))

    def made() -> BackOffice:
        client: object = make()
        if not isinstance(client, BackOffice):
            raise ConfigurationError(_sentence(client, "one that gives "))
        return client

    return made


def _sentence(given: object, how: str = "") -> str:
    return (
        f"The application's client is made by a plain function, such as BackOffice.from_env, and not by {how}"
        f"{type(given).__name__}."
    )


def checked_receiver(receiver: WebhookReceiver) -> WebhookReceiver:
    """What checks deliveries.

    Raises:
        ConfigurationError: It is something else, such as a key.
    """
    if not isinstance(receiver, WebhookReceiver):
        raise ConfigurationError(
            f"Webhooks are checked by a WebhookReceiver(api_key), not by {type(receiver).__name__}."
        )
    return receiver
