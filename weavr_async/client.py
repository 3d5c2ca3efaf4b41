"""The client: one for each api key and process, and the views of identities made from it."""

from __future__ import annotations

import base64
import hmac
import os
import platform
from typing import TYPE_CHECKING, Final, TypedDict, TypeVar, final

from attrs import evolve

from weavr_async import journal as journals
from weavr_async import resources
from weavr_async._calls.client_state import ClientState
from weavr_async._calls.errors_from_answers import looks_foreign
from weavr_async._calls.identity_calls import AnonymousCalls, IdentityCalls
from weavr_async._calls.rate_gate import NO_LIMITS, LimitsInForce, make_gate
from weavr_async._calls.raw_requests import raw_endpoint, raw_result
from weavr_async._calls.retry_budget import RetryBudget
from weavr_async._calls.settle import settle
from weavr_async._calls.token_trials import TokenTrials
from weavr_async._engine.choice import HttpClient, make_engine
from weavr_async._version import __version__
from weavr_async.errors import ConfigurationError, IdentityNotFound, InvalidRequest, UnresolvedIdentity
from weavr_async.hooks import checked_hooks
from weavr_async.stores.addresses import journal_at, shared_at
from weavr_async.stores.protocols import StoreUnavailable, StoreUncertain
from weavr_async.tokens.manager import TokenManager
from weavr_async.tokens.sources import LoginSource
from weavr_async.tokens.token import checked_source, checked_store
from weavr_async.values._checks import check_type, has_methods, is_duration, kind_of
from weavr_async.values._secret import Secret, check_api_key, wrapped, wrapped_all
from weavr_async.values._settings_from_env import NamedVariables, settings_of
from weavr_async.values.environments import Environment
from weavr_async.values.identities import Identity
from weavr_async.values.settings import Limits, RateLimit, Retries, Timeouts, TokenSettings, check_settings

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping, Sequence
    from types import TracebackType
    from typing import Never, Self, Unpack

    from weavr_async._calls.raw_requests import RawResponse
    from weavr_async._calls.settle import Settlement
    from weavr_async.hooks import Hook
    from weavr_async.stores.intents import IntentStore
    from weavr_async.stores.protocols import TokenStore
    from weavr_async.stores.redis import RedisStore
    from weavr_async.stores.sql import SqlStore
    from weavr_async.tokens import Token, TokenSource, TokenStatistics
    from weavr_async.values.references import IdempotencyRef
    from weavr_async.values.settings import Login

__all__: list[str] = ["BackOffice", "ClientOptions", "HttpClient", "IdentityView"]


class ClientOptions(TypedDict, total=False):
    """What `BackOffice` takes in addition to the api key and the environment."""

    token_source: TokenSource | None
    shared: TokenStore | str | Secret | None
    journal: IntentStore | str | Secret | None
    tokens: TokenSettings
    timeouts: Timeouts
    limits: Limits
    retries: Retries
    rate_limit: RateLimit | None
    hooks: Sequence[Hook]
    http_client: HttpClient | None
    proxy: str | Secret | None
    trust_env: bool
    ssl_context: ssl.SSLContext | None
    former_api_keys: Sequence[str | Secret]


_NOBODY: Final = Identity.corporate("0")
_LOGINS_SHARE: Final = 4
_NEEDED_OF_A_JOURNAL: Final = ("open_intent", "claim_intents", "close_intent", "find_intent")
_Store = TypeVar("_Store")
_USER_AGENT: Final = f"weavr-async/{__version__} python/{platform.python_version()}"


@final
class BackOffice:
    """A client of the Multi Back-Office API for one api key in one environment.

    Make one for the life of your process and share it between tasks. It opens connections when they
    are first needed; close it by `async with` or `aclose()`.

    Args:
        api_key: The innovator's key of this environment.
        environment: `Environment.SANDBOX`, `Environment.live(base_url)` or `Environment.at(base_url)`; through a
            gateway of yours, `Environment.SANDBOX.via(base_url)`.
        token_source: Where tokens come from, if not from Weavr's login operations.
        shared: Where tokens and rate limits are shared with other processes: the address of a Redis,
            ``redis://host:6379/0``, or a store such as `RedisStore`. Tokens at an address are encrypted with a key made
            of the api key. No call needs the store to succeed.
        journal: Where writes are remembered before they are sent, so that they are finished whatever happens to this
            process: ``sqlite:///weavr.db``, ``postgresql://…``, or a store such as `SqlStore`. See `journal`.
        tokens: How tokens are requested and kept.
        timeouts: How long things may take; the total is for a whole call, logins and retries included.
        limits: How much may be open at once, and how large an answer may be.
        retries: How often a call is retried, and with what pauses, where retrying is safe.
        rate_limit: How calls wait for their turn instead of running into a rate limit; `None` turns that off.
        hooks: Functions that are called with what happens inside calls, see `weavr_async.hooks`.
        http_client: An `httpx.AsyncClient` (or httpx2's) of yours to send through; it stays yours to close.
        proxy: URL of a proxy for the built-in engine, ``http://`` or ``https://``; it may hold a user and a password.
        trust_env: Let the built-in engine use the proxy that the environment names (``HTTPS_PROXY``, ``NO_PROXY``) when
            `proxy` is not given. Off by default: a variable that was set for something else redirects no money.
        ssl_context: Which certificates the built-in engine trusts; those of the system when absent.
        former_api_keys: Keys that this one has replaced, so that settle tokens made under them can be settled. What was
            first sent with one of them is never sent again, only read back.

    Raises:
        ConfigurationError: An argument is of another type than it should be, or the settings cannot work together.
            Nothing was sent.
    """

    __slots__ = ("_client_state", "_engine", "_environment", "_gate", "_journal", "_own_stores", "_tokens")

    def __init__(
        self,
        *,
        api_key: str | Secret,
        environment: Environment,
        token_source: TokenSource | None = None,
        shared: TokenStore | str | Secret | None = None,
        journal: IntentStore | str | Secret | None = None,
        tokens: TokenSettings = TokenSettings(),
        timeouts: Timeouts = Timeouts(),
        limits: Limits = Limits(),
        retries: Retries = Retries(),
        rate_limit: RateLimit | None = RateLimit(),
        hooks: Sequence[Hook] = (),
        http_client: HttpClient | None = None,
        proxy: str | Secret | None = None,
        trust_env: bool = False,
        ssl_context: ssl.SSLContext | None = None,
        former_api_keys: Sequence[str | Secret] = (),
    ) -> None:
        # Rebound under their own names, so that no variable of this frame holds a secret if something raises below.
        api_key, proxy = wrapped(api_key), None if proxy is None else wrapped(proxy)
        former = wrapped_all(former_api_keys)
        del former_api_keys
        shared, journal = _address_wrapped(shared), _address_wrapped(journal)
        if former is None:
            raise ConfigurationError("former_api_keys is a list of keys, not a single one.")
        _check_environment(environment)
        check_settings(tokens=tokens, timeouts=timeouts, limits=limits, retries=retries, rate_limit=rate_limit)
        hooks = checked_hooks(hooks)
        self._environment: Final = environment
        key = check_api_key(api_key)
        self._own_stores: Final = _OwnStores()
        shared_store, journal_store = self._own_stores.shared(shared, key), self._own_stores.journal(journal)
        self._engine: Final = make_engine(
            environment,
            timeouts,
            limits,
            http_client=http_client,
            proxy=proxy,
            trust_env=trust_env,
            ssl_context=ssl_context,
        )
        self._gate: Final = make_gate(
            rate_limit,
            store=shared_store,
            environment=environment.name,
            api_key_fingerprint=key.fingerprint(),
            hooks=hooks,
        )
        without_tokens = ClientState(
            engine=self._engine,
            environment=environment,
            api_key=key,
            user_agent=_USER_AGENT,
            retries=retries,
            total_timeout=timeouts.total,
            budget=RetryBudget(retries.budget, retries.budget_refill),
            token_trials=TokenTrials(retries.budget),
            gate=self._gate,
            in_transit=timeouts.in_transit,
            former_api_keys=tuple(check_api_key(each, "former api key") for each in former),
            hooks=hooks,
        )
        self._tokens: Final = TokenManager(
            _LoginSource(tokens.login, AnonymousCalls(without_tokens))
            if token_source is None
            else checked_source(token_source),
            tokens,
            base_url=environment.base_url,
            api_key_fingerprint=key.fingerprint(),
            store=shared_store,
            hooks=hooks,
            # The logins go through the client's own connections: most of those stay free for calls that have a token.
            most_at_once=max(1, limits.max_connections // _LOGINS_SHARE) if token_source is None else None,
        )
        state = evolve(without_tokens, tokens=self._tokens)
        self._journal, self._client_state = _remembered(journal_store, state)

    @classmethod
    def from_env(cls, variables: Mapping[str, str] | None = None, **options: Unpack[ClientOptions]) -> Self:
        """Make a client from `WEAVR_API_KEY`, `WEAVR_ENVIRONMENT` (`sandbox` or `live`) and `WEAVR_BASE_URL`.

        Args:
            variables: Read instead of the process's environment variables.
            options: What the client takes in addition to the api key and the environment.

        Raises:
            ConfigurationError: A variable is missing, or two contradict each other; the text says what to do.
        """
        named = NamedVariables.of(os.environ if variables is None else variables)
        del variables  # no frame that raises shows the process's variables, or a proxy's password
        if (proxy := options.pop("proxy", None)) is not None:
            options["proxy"] = proxy = wrapped(proxy)
        options["shared"] = _address_wrapped(options.get("shared"))
        options["journal"] = _address_wrapped(options.get("journal"))
        former = wrapped_all(options.pop("former_api_keys", ()))
        if former is None:
            raise ConfigurationError("former_api_keys is a list of keys, not a single one.")
        options["former_api_keys"] = former
        key, environment = settings_of(named)
        return cls(api_key=key, environment=environment, **options)

    @property
    def environment(self) -> Environment:
        """Where calls go."""
        return self._environment

    @property
    def journal(self) -> journals.Journal:
        """The writes that this client remembers: those that are unresolved, and what resolves them.

        Raises:
            ConfigurationError: The client has no journal.
        """
        if self._journal is None:
            raise ConfigurationError(
                'This client has no journal: give it one, BackOffice(journal="sqlite:///weavr.db").'
            )
        return self._journal

    @property
    def token_statistics(self) -> TokenStatistics:
        """What the token manager has done so far."""
        return self._tokens.cache.statistics

    @property
    def limits(self) -> LimitsInForce:
        """The rate limits of the api key as this client knows them, and how many calls wait because of them.

        Nothing is sent by this, and no store is asked: `used` is what was known when a call last asked for its turn.
        With `rate_limit=None` nothing is known.
        """
        return NO_LIMITS if self._gate is None else self._gate.limits()

    def corporate(self, identity_id: str, *, timeout: float | None = None) -> IdentityView:
        """A view of a company; see `on_behalf_of`."""
        return self.on_behalf_of(Identity.corporate(identity_id), timeout=timeout)

    def consumer(self, identity_id: str, *, timeout: float | None = None) -> IdentityView:
        """A view of a person; see `on_behalf_of`."""
        return self.on_behalf_of(Identity.consumer(identity_id), timeout=timeout)

    def on_behalf_of(self, identity: Identity, *, timeout: float | None = None) -> IdentityView:
        """What can be done on behalf of an identity. Nothing is sent by this.

        Args:
            identity: The company or person.
            timeout: Seconds for a whole call, logins and retries included, instead of `Timeouts.total`.

        Raises:
            InvalidRequest: The identity is not an `Identity`, or the timeout is not a number of seconds above 0.
        """
        check_type(identity, Identity, "identity")
        if timeout is not None and not is_duration(timeout):
            raise InvalidRequest("A timeout is a number of seconds above 0.", field="timeout")
        return IdentityView(IdentityCalls(self._client_state, identity, timeout))

    async def settle(self, settle_token: Mapping[str, object]) -> Settlement:
        """Find out what became of a write whose outcome is unknown.

        Under a reference that is still kept (`Environment.reference_window`, less a margin), the frozen request is
        sent again: the service answers with the first result, or carries it out now if it never arrived. Otherwise
        nothing is sent that could act, and the state is read back.

        `NOT_DONE` is given only when nothing that was sent can still be on its way: not before `Timeouts.in_transit`
        (ten minutes) after the last sending that nobody answered. Until then the verdict is `STILL_UNKNOWN`, with the
        time from which settling again can tell more, and a new settle token.

        Args:
            settle_token: What `OutcomeUnknown.settle_token()`, `Settlement.settle_token` or a `WriteAbandoned` gave,
                in this process or another.

        Raises:
            InvalidRequest: It is not a settle token, or it belongs to another environment or api key.
        """
        if self._journal is not None:
            return await self._journal.settle_token(settle_token)
        return await settle(self._client_state, settle_token)

    async def verify(self, identity: Identity | None = None) -> None:
        """Find out at the start whether this client can work: address, api key, journal and shared store.

        The service is asked for a token, as the first call would: of `identity`, or else of one that cannot exist, to
        which a service that accepts the api key answers that it knows no such identity (observed). An answer that does
        not look like one of the service ends in `IdentityNotFound` as well: the address is wrong. Nothing is changed.

        Args:
            identity: A company or person to log in for, which proves more.

        Raises:
            ConfigurationError: The journal or the shared store cannot be used.
            Unauthorized: The api key is refused.
            IdentityNotFound: There is no such identity for this api key, or the service is not at this address.
            WeavrError: Whatever else a call can end in, such as `TransportError` where nothing answers.
        """
        await self._own_stores.verify()
        if identity is not None:
            await IdentityCalls(self._client_state, check_type(identity, Identity, "identity")).log_in()
            return
        login = LoginSource(AnonymousCalls(evolve(self._client_state, tokens=None)))
        try:
            await login.mint(_NOBODY)
        except UnresolvedIdentity:
            return
        except IdentityNotFound as missing:
            if looks_foreign(missing.code, missing.request_ref, missing.body):
                raise

    async def aclose(self) -> None:
        """Close the connections that the client opened, but not an `http_client` of yours. May be called twice."""
        await self._tokens.aclose()
        await self._engine.aclose()
        if self._gate is not None:  # after the engine, which refuses the calls that are let go
            await self._gate.aclose()
        await self._own_stores.aclose()

    async def __aenter__(self) -> Self:
        """Load what the first call needs, in a thread, so that the event loop does not stand still in it."""
        await resources.load_all()
        await self._engine.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close."""
        await self.aclose()

    def __reduce__(self) -> Never:
        """Refuse to be pickled or copied: connections belong to one process."""
        raise TypeError("A BackOffice is not pickled or copied: make one in each process.")

    def __repr__(self) -> str:
        """The environment; never the key."""
        # A client whose making failed has none, and may still be shown in a report of the failure.
        environment: Environment | None = getattr(self, "_environment", None)
        return f"<BackOffice {'not made' if environment is None else environment.name}>"


@final
class IdentityView:
    """What can be done on behalf of one identity. Cheap to make: keep it, or make one for each use."""

    __slots__ = ("_calls",)

    def __init__(self, calls: IdentityCalls) -> None:
        self._calls: Final = calls

    @property
    def identity(self) -> Identity:
        """The company or person."""
        return self._calls.identity

    async def request(
        self,
        method: str,
        path: str,
        *,
        json: object = None,
        query: Mapping[str, object] | None = None,
        accept: str = "application/json",
        idempotency_ref: IdempotencyRef | None = None,
    ) -> RawResponse:
        """Send what no method of the SDK stands for, as every other call: with token, limits, retries and errors.

        Where the contract knows the operation, it is that operation. Any other is judged by its method: a `GET` only
        reads, and is sent again when its answer is lost. A write is sent again only under a reference, and then the
        journal remembers it, if there is one; without a reference its outcome is unknown when the answer is lost.

        Args:
            method: ``GET``, ``POST``, ``PUT``, ``PATCH`` or ``DELETE``.
            path: Relative to the environment's address, ids included: ``/managed_cards/331``.
            json: The body: plain values, models, and `Money`, which is written in minor units as the API has it.
            query: Parameters. A list repeats its name; what is None is left out.
            accept: The media type to ask for.
            idempotency_ref: The reference to make a write under, for an operation that takes one.

        Raises:
            InvalidRequest: An argument cannot be right; nothing was sent.
            OutcomeUnknown: A write may have been carried out.
            WeavrError: Whatever else a call can end in. Only a success is returned.
        """
        endpoint = raw_endpoint(
            method, path, json=json, query=query, accept=accept, takes_reference=idempotency_ref is not None
        )
        if idempotency_ref is None:
            return await raw_result(self._calls.run(endpoint))
        return await raw_result(self._calls.run_once(idempotency_ref, endpoint))

    @property
    def managed_accounts(self) -> resources.ManagedAccounts:
        """Accounts and their statements."""
        return resources.ManagedAccounts(self._calls)

    @property
    def managed_cards(self) -> resources.ManagedCards:
        """Cards, their spend rules and statements."""
        return resources.ManagedCards(self._calls)

    @property
    def transfers(self) -> resources.Transfers:
        """Money moved between the identity's instruments."""
        return resources.Transfers(self._calls)

    @property
    def fees(self) -> resources.Fees:
        """Fees charged to the identity."""
        return resources.Fees(self._calls)

    @property
    def users(self) -> resources.Users:
        """People who act for the identity."""
        return resources.Users(self._calls)

    @property
    def bulks(self) -> resources.Bulks:
        """Many operations at once."""
        return resources.Bulks(self._calls)

    def __repr__(self) -> str:
        """The identity."""
        return f"<IdentityView {self._calls.identity}>"


class _LoginSource:
    """Weavr's own logins as a source of tokens; the generated code behind them is loaded by the first mint."""

    __slots__ = ("_calls", "_login")

    def __init__(self, login: Login, calls: AnonymousCalls) -> None:
        self._login: Final = login
        self._calls: Final = calls

    async def mint(self, identity: Identity, /) -> Token:
        """Log in by the operation the settings name."""
        return await LoginSource(self._calls, self._login).mint(identity)


class _OwnStores:
    """The client's stores; those that it made of addresses it closes."""

    def __init__(self) -> None:
        self._made: Final[list[RedisStore | SqlStore]] = []
        self._shared: TokenStore | None = None
        self._journal: IntentStore | None = None

    def shared(self, given: TokenStore | Secret | None, api_key: Secret) -> TokenStore | None:
        """The store that processes share."""
        if not isinstance(given, Secret):
            self._shared = None if given is None else checked_store(given)
            return self._shared
        self._shared = store = shared_at(given, secret=_key_for_shared(api_key))
        self._made.append(store)
        return store

    def journal(self, given: IntentStore | Secret | None) -> IntentStore | None:
        """The store of the journal."""
        if not isinstance(given, Secret):
            self._journal = None if given is None else _checked_journal(given)
            return self._journal
        self._journal = store = journal_at(given)
        self._made.append(store)
        return store

    async def verify(self) -> None:
        """Use each of them once, for a name that nothing has.

        Raises:
            ConfigurationError: One cannot be used.
        """
        try:
            if self._shared is not None:
                await self._shared.extend_token("verify", tag="", ttl=1.0)
            if self._journal is not None:
                await self._journal.find_intent("verify")
        except (StoreUnavailable, StoreUncertain) as error:
            refused = ConfigurationError(f"A store of this client cannot be used: {error}")
        else:
            return
        raise refused

    async def aclose(self) -> None:
        """Close them. May be called twice."""
        while self._made:
            await self._made.pop().aclose()


def _address_wrapped(store: _Store | str | Secret | None) -> _Store | Secret | None:
    """The address of a store may hold a password."""
    return Secret(store) if isinstance(store, str) else store


def _remembered(store: IntentStore | None, state: ClientState) -> tuple[journals.Journal | None, ClientState]:
    """The journal over this store, and the state with which calls are remembered there."""
    return (None, state) if store is None else journals.open_journal(store, state)


def _checked_journal(store: IntentStore) -> IntentStore:
    if not has_methods(store, *_NEEDED_OF_A_JOURNAL):
        raise ConfigurationError(
            "journal is the address of a database, sqlite:///weavr.db, or a store such as SqlStore, not "
            f"{kind_of(store)}."
        )
    return store


def _key_for_shared(api_key: Secret) -> Secret:
    digest = hmac.digest(api_key.reveal().encode("ascii"), b"weavr_async shared", "sha256")
    return Secret(base64.urlsafe_b64encode(digest).decode("ascii"))


def _check_environment(environment: object) -> None:
    # Nothing checks an annotation at run time, and a name or a URL is what people try first.
    if not isinstance(environment, Environment):
        raise ConfigurationError(
            f"The environment is Environment.SANDBOX, Environment.live(base_url) or Environment.at(base_url), not "
            f"{type(environment).__name__}."
        )
