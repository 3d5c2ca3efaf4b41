"""What every command takes, and the client that is made of it."""

from __future__ import annotations

import os
import stat
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, cast

from attrs import frozen
from cyclopts import Parameter

from weavr_async._calls.policies import POLICIES
from weavr_async.cli.kept_tokens import ended, interrupted, keep
from weavr_async.client import BackOffice
from weavr_async.errors import ConfigurationError, InvalidRequest, Outcome
from weavr_async.hooks import CallEnded, WriteAbandoned
from weavr_async.values.identities import Identity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from weavr_async.client import ClientOptions
    from weavr_async.hooks import Event, Hook

__all__ = ["IdentityOptions", "Options", "WriteOptions", "has_journal"]

_FROM_FILE: Final = {
    "api_key": "WEAVR_API_KEY",
    "environment": "WEAVR_ENVIRONMENT",
    "base_url": "WEAVR_BASE_URL",
    "journal": "WEAVR_JOURNAL",
}
_MAY_BE_DONE: Final = (None, Outcome.UNKNOWN)
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


def _flag(text: str) -> Parameter:
    return Parameter(negative="", show_default=False, help=text)


@Parameter(name="*")
@frozen(kw_only=True)
class Options:
    """What every command takes."""

    json: Annotated[bool, _flag("Write JSON, one object a line, for programs.")] = False
    config: Annotated[
        Path | None,
        Parameter(help="A TOML file of settings; ~/.config/weavr/config.toml when absent."),
    ] = None
    journal: Annotated[
        str | None, Parameter(help="Where writes are remembered, such as sqlite:///weavr.db. WEAVR_JOURNAL otherwise.")
    ] = None

    def client(self, *, hooks: Sequence[Hook] = (), **options: object) -> BackOffice:
        """The client of the settings: environment variables, and a file's for those that are not set.

        Raises:
            ConfigurationError: A setting is missing or wrong.
        """
        variables = _read_file(self.config) | {name: value for name, value in os.environ.items() if value}
        journal = self.journal or variables.get("WEAVR_JOURNAL")
        named = {"hooks": [*hooks, _note_write], "journal": journal, **options}
        return BackOffice.from_env(variables, **cast("ClientOptions", named))


@Parameter(name="*")
@frozen(kw_only=True)
class IdentityOptions(Options):
    """What commands on behalf of an identity take."""

    corporate: Annotated[str | None, Parameter(help="On behalf of the company with this id.")] = None
    consumer: Annotated[str | None, Parameter(help="On behalf of the person with this id.")] = None

    @property
    def identity(self) -> Identity:
        """On whose behalf.

        Raises:
            InvalidRequest: None is named, or two are.
        """
        match self.corporate, self.consumer:
            case str(corporate), None:
                return Identity.corporate(corporate)
            case None, str(consumer):
                return Identity.consumer(consumer)
            case _:
                raise InvalidRequest("Say on whose behalf: either --corporate ID or --consumer ID.")


@Parameter(name="*")
@frozen(kw_only=True)
class WriteOptions(IdentityOptions):
    """What commands that change something take."""

    dry_run: Annotated[bool, _flag("Show what would be sent, and send nothing.")] = False
    yes: Annotated[bool, _flag("Do not ask before acting on live.")] = False


def has_journal(client: BackOffice) -> bool:
    """Whether writes are remembered."""
    try:
        return bool(client.journal)
    except ConfigurationError:
        return False


def _note_write(event: Event) -> None:
    """Keep what an interruption has to tell: of a write under way its settle token, and of one before that it ended."""
    if isinstance(event, WriteAbandoned):
        interrupted.append({"operation": event.operation, **keep(event.settle_token)})
    elif isinstance(event, CallEnded) and event.outcome in _MAY_BE_DONE and POLICIES[event.operation].is_write:
        ended.append({"operation": event.operation, "reference": event.idempotency_ref})


def _read_file(given: Path | None) -> dict[str, str]:
    """Read the settings of a file, under the names of the environment variables."""
    named = given or (Path(os.environ["WEAVR_CONFIG"]) if os.environ.get("WEAVR_CONFIG") else None)
    try:
        path = named or Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "weavr" / "config.toml"
    except RuntimeError:  # a user without a home
        return {}
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
        mode = path.stat().st_mode
    except FileNotFoundError:
        if named is None:
            return {}
        raise ConfigurationError(f"There is no settings file {path}.") from None
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"The settings file {path} cannot be read: {type(error).__name__}.") from None
    if "api_key" in found and os.name == "posix" and mode & _OTHERS:
        raise ConfigurationError(f"The settings file {path} holds a key and others may read it: chmod 600 {path}")
    return _by_variables(found, path)


def _by_variables(found: Mapping[str, object], path: Path) -> dict[str, str]:
    for name, value in found.items():
        if name not in _FROM_FILE or not isinstance(value, str):
            raise ConfigurationError(f"The settings file {path} has {', '.join(_FROM_FILE)}, all texts; not {name}.")
    return {_FROM_FILE[name]: str(value) for name, value in found.items()}
