"""The api key and the environment from environment variables, or a sentence that says what to set."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from weavr_async.values._refusals import ConfigurationError
from weavr_async.values._secret import Secret, check_api_key, wrapped
from weavr_async.values.environments import Environment

__all__ = ["NamedVariables", "settings_from_env", "settings_of"]


@frozen(eq=False)
class NamedVariables:
    """The variables that are read, taken out of all others: a traceback with local variables shows those as well."""

    api_key: Secret
    environment: str
    base_url: str

    @classmethod
    def of(cls, variables: Mapping[str, str]) -> NamedVariables | None:
        """Take them out; one that is empty counts as not set. Nothing comes of what is no mapping."""
        if not isinstance(variables, Mapping):
            return None
        return cls(
            wrapped(variables.get("WEAVR_API_KEY", "")),
            variables.get("WEAVR_ENVIRONMENT", ""),
            variables.get("WEAVR_BASE_URL", ""),
        )


def settings_from_env(variables: Mapping[str, str]) -> tuple[Secret, Environment]:
    """Read them from these variables; errors are those of `settings_of`."""
    named = NamedVariables.of(variables)
    del variables  # no frame that raises shows all of the process's variables
    return settings_of(named)


def settings_of(variables: NamedVariables | None) -> tuple[Secret, Environment]:
    """Read ``WEAVR_API_KEY``, ``WEAVR_ENVIRONMENT`` and ``WEAVR_BASE_URL``.

    The environment is ``sandbox``, or ``live`` together with a base URL; or a base URL alone.

    Raises:
        ConfigurationError: Something is missing, unknown, or contradicts something else. The message says what
            to set, and never shows the key.
    """
    if variables is None:
        raise ConfigurationError("The variables are a mapping of names to values, such as os.environ.")
    if not variables.api_key.reveal():
        raise ConfigurationError("WEAVR_API_KEY is not set: set it to the api key of your Weavr account.")
    return check_api_key(variables.api_key), _environment(variables.environment, variables.base_url)


def _environment(name: str, base_url: str) -> Environment:
    match name, base_url:
        case "", "":
            raise ConfigurationError(
                "Neither WEAVR_ENVIRONMENT nor WEAVR_BASE_URL is set: set WEAVR_ENVIRONMENT=sandbox, or "
                "WEAVR_ENVIRONMENT=live together with WEAVR_BASE_URL, or WEAVR_BASE_URL alone."
            )
        case "sandbox", "":
            return Environment.SANDBOX
        case "sandbox", _:
            if Environment.at(base_url).base_url != Environment.SANDBOX.base_url:
                raise ConfigurationError(
                    "WEAVR_ENVIRONMENT says sandbox, and WEAVR_BASE_URL is another address: unset one of them."
                )
            return Environment.SANDBOX
        case "live", "":
            raise ConfigurationError(
                "WEAVR_ENVIRONMENT says live: set WEAVR_BASE_URL as well, to the address that Weavr hands out on "
                "request together with the live key."
            )
        case "live", _:
            return Environment.live(base_url)
        case "", _:
            return Environment.at(base_url)
        case _:
            raise ConfigurationError(
                "WEAVR_ENVIRONMENT is neither sandbox nor live. For any other address, unset it and set WEAVR_BASE_URL."
            )
