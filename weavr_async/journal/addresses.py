"""One name of an environment is one service: the journal remembers the address that a name was first used with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, final

from weavr_async.errors import ConfigurationError

if TYPE_CHECKING:
    from weavr_async.stores.intents import IntentStore
    from weavr_async.values.environments import Environment

__all__ = ["KnownAddress"]


@final
class KnownAddress:
    """Compares an environment's address with the one that a journal knows under its name, once.

    Args:
        store: The journal's.
        environment: The client's.
    """

    __slots__ = ("_environment", "_is_known", "_store")

    def __init__(self, store: IntentStore, environment: Environment) -> None:
        self._store: Final = store
        self._environment: Final = environment
        self._is_known = environment.name == environment.home  # one without a name is its address

    async def check(self, connection: object | None = None) -> None:
        """Refuse an address that is another service's, for all that is known.

        Args:
            connection: A transaction of the user's that is under way.

        Raises:
            ConfigurationError: The name belongs to another address. Nothing was sent.
            StoreUnavailable: The journal cannot be used.
            StoreUncertain: The same.
        """
        if self._is_known:
            return
        mine = self._environment
        known = await self._store.keep_address(mine.name, mine.home, connection=connection)
        if known != mine.home:
            raise ConfigurationError(
                f'This journal knows the environment "{mine.name}" at {known}, not at {mine.home}: what was asked for '
                "there would be taken for done here. Nothing was sent. If it is the same service, give the environment "
                "its first address and reach it by .via(...); if it is another one, give it another name or journal."
            )
        self._is_known = connection is None  # else it may be rolled back
