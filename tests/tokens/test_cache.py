"""The cache of tokens and refreshes, without tasks and with made-up times, against a model that is slow and plain."""

from __future__ import annotations

from math import inf

from attrs import define
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule

from tests.properties import examples
from weavr_async.errors import NotSent
from weavr_async.tokens import HeldToken, Token
from weavr_async.tokens.cache import Refresh, TokenCache, Use, Wait
from weavr_async.values.identities import Identity

IDLE = 270.0
AHEAD = 30.0
FORBIDDEN_FOR = 5.0
ROOM = 3

ALICE = Identity.consumer("1")
ACME = Identity.corporate("1")
IDENTITIES = [ALICE, ACME, Identity.corporate("2"), Identity.corporate("3"), Identity.corporate("4")]


def a_cache(*, max_cached: int = ROOM) -> TokenCache:
    return TokenCache(idle=IDLE, refresh_ahead=AHEAD, forbidden_for=FORBIDDEN_FOR, max_cached=max_cached)


def started(cache: TokenCache, identity: Identity, now: float) -> Refresh:
    step = cache.next_step(identity, now)
    assert isinstance(step, Wait)
    assert step.start
    return step.refresh


def started_ahead(cache: TokenCache, identity: Identity, now: float) -> tuple[HeldToken, Refresh]:
    step = cache.next_step(identity, now)
    assert isinstance(step, Use)
    assert step.start is not None
    return step.held, step.start


def used(cache: TokenCache, identity: Identity, now: float) -> HeldToken:
    step = cache.next_step(identity, now)
    assert isinstance(step, Use)
    assert step.start is None
    return step.held


def minted(cache: TokenCache, identity: Identity, now: float, *, lifetime: float = inf) -> HeldToken:
    refresh = started(cache, identity, now)
    return cache.succeeded(refresh, Token("t"), now, lifetime=lifetime, unused_for=None)


@define(eq=False)
class ModelToken:
    """What the model knows of a token."""

    held: HeldToken
    used_at: float
    ends_at: float
    handed_out_at: float
    refused: bool = False

    def lives(self, now: float) -> bool:
        """Whether calls may use it."""
        return not self.refused and now < self.used_at + IDLE and now < self.ends_at


class CacheAgainstModel(RuleBasedStateMachine):
    """Whatever happens in whatever order, the cache hands out what the model says."""

    refreshes = Bundle[Refresh]("refreshes")
    tokens = Bundle[ModelToken]("tokens")

    def __init__(self) -> None:
        super().__init__()
        self.now = 1000.0
        self.cache = a_cache()
        self.cached: dict[Identity, ModelToken] = {}
        self.refreshing: dict[Identity, Refresh] = {}
        self.refusals = 0

    @rule(seconds=st.sampled_from([0.5, 4.0, 20.0, 100.0, 280.0]))
    def time_passes(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds

    @rule(target=refreshes, identity=st.sampled_from(IDENTITIES))
    def a_call_asks(self, identity: Identity) -> Refresh:
        """A call gets the living token, or one refresh that all share; a living token is never minted over."""
        self.now += 0.001  # no two events at one instant: the model's order of use is strict
        token = self.cached.get(identity)
        step = self.cache.next_step(identity, self.now)
        if token is not None and token.lives(self.now):
            assert isinstance(step, Use)
            assert step.held is token.held
            token.handed_out_at = self.now
            if step.start is not None:
                assert token.ends_at - self.now <= AHEAD
                assert identity not in self.refreshing
                self.refreshing[identity] = step.start
                return step.start
            return multiple()  # type: ignore[return-value]  # hypothesis: adds nothing to the bundle
        if identity in self.refreshing:
            assert isinstance(step, Wait)
            assert not step.start
            assert step.refresh is self.refreshing[identity]
            return multiple()  # type: ignore[return-value]  # hypothesis: adds nothing to the bundle
        assert isinstance(step, Wait)
        assert step.start
        assert step.refresh.replaces is (token.held if token and (token.refused or token.ends_at <= self.now) else None)
        self.refreshing[identity] = step.refresh
        return step.refresh

    @rule(identity=st.sampled_from(IDENTITIES))
    def a_call_peeks(self, identity: Identity) -> None:
        """A peek never gives what asking would not give."""
        self.now += 0.001
        held = self.cache.peek(identity, self.now)
        if held is not None:
            token = self.cached[identity]
            assert held is token.held
            assert token.lives(self.now)
            token.handed_out_at = self.now

    @rule(target=tokens, refresh=consumes(refreshes), lifetime=st.sampled_from([inf, inf, 10.0, 400.0, -5.0]))
    def a_refresh_succeeds(self, refresh: Refresh, lifetime: float) -> ModelToken:
        """The new token takes the place of the old one; if there is no room, the one unused for longest goes."""
        self.now += 0.001
        held = self.cache.succeeded(refresh, Token("t"), self.now, lifetime=lifetime, unused_for=None)
        assert refresh.outcome is held
        del self.refreshing[refresh.identity]
        if refresh.identity not in self.cached and len(self.cached) == ROOM:
            del self.cached[min(self.cached, key=lambda one: self.cached[one].handed_out_at)]
        token = ModelToken(held, self.now, self.now + lifetime if lifetime > 0 else inf, self.now)
        self.cached[refresh.identity] = token
        return token

    @rule(refresh=consumes(refreshes))
    def a_refresh_fails(self, refresh: Refresh) -> None:
        """Nothing is kept of a failure."""
        self.cache.failed(refresh, NotSent("no", kind="token_source"), self.now)
        del self.refreshing[refresh.identity]

    @rule(token=tokens)
    def an_answer_accepts(self, token: ModelToken) -> None:
        """A token that was used counts its idle time anew, unless it was refused."""
        self.cache.accepted(token.held, self.now)
        if not token.refused:
            token.used_at = self.now

    @rule(token=tokens)
    def an_answer_refuses(self, token: ModelToken) -> None:
        """A refusal is about that very token, and is counted once."""
        self.cache.refused(token.held)
        self.refusals += not token.refused
        token.refused = True

    @invariant()
    def the_counts_agree(self) -> None:
        """The statistics tell what the model saw."""
        assert self.cache.statistics.cached == len(self.cached) <= ROOM
        assert self.cache.statistics.refusals == self.refusals


TestCacheAgainstModel = CacheAgainstModel.TestCase
TestCacheAgainstModel.settings = settings(max_examples=examples(60), stateful_step_count=40, deadline=None)


def test_a_consumer_and_a_corporate_of_one_id_have_a_token_each() -> None:
    """The kind of identity is part of the key."""
    cache = a_cache()
    theirs, ours = minted(cache, ALICE, 0), minted(cache, ACME, 0)
    assert cache.peek(ALICE, 1) is theirs
    assert cache.peek(ACME, 1) is ours


def test_a_token_that_is_used_never_idles_out() -> None:
    """Idle time counts from the last acceptance, not from the mint."""
    cache = a_cache()
    held = minted(cache, ALICE, 0)
    for now in range(200, 2000, 200):
        assert cache.peek(ALICE, now) is held
        cache.accepted(held, now)
    assert cache.statistics.idle_outs == 0


def test_a_token_that_idled_out_is_minted_anew_and_counted() -> None:
    """After the idle time a token is taken for dead, and the store may still know better."""
    cache = a_cache()
    minted(cache, ALICE, 0)
    assert cache.peek(ALICE, IDLE) is None
    assert started(cache, ALICE, IDLE).replaces is None
    assert cache.statistics.idle_outs == 1


def test_a_token_without_a_stated_end_is_never_refreshed_ahead() -> None:
    """A new token may end the older one, so none is fetched that is not needed."""
    cache = a_cache()
    held = minted(cache, ALICE, 0)
    cache.accepted(held, 10_000)
    assert used(cache, ALICE, 10_001) is held


def test_a_token_with_a_stated_end_is_refreshed_in_the_background() -> None:
    """Calls go on with the token that still lives while its successor is fetched once."""
    cache = a_cache()
    held = minted(cache, ALICE, 0, lifetime=200)
    assert cache.peek(ALICE, 169) is held
    now_held, refresh = started_ahead(cache, ALICE, 171)
    assert now_held is held
    assert used(cache, ALICE, 172) is held
    successor = cache.succeeded(refresh, Token("t"), 173, lifetime=200, unused_for=None)
    assert cache.peek(ALICE, 174) is successor


def test_a_refresh_that_failed_is_tried_again_later_while_the_token_lives() -> None:
    """A failing source is not asked by every call."""
    cache = a_cache()
    held = minted(cache, ALICE, 0, lifetime=200)
    _, refresh = started_ahead(cache, ALICE, 180)
    cache.failed(refresh, NotSent("no", kind="token_source"), 180)
    assert cache.peek(ALICE, 189) is held
    assert started_ahead(cache, ALICE, 191)[0] is held


def test_a_short_lived_token_is_used_for_most_of_its_life() -> None:
    """A life shorter than the time of a refresh ahead does not mean a mint for each call."""
    cache = a_cache()
    held = minted(cache, ALICE, 0, lifetime=10)
    assert cache.peek(ALICE, 7.9) is held


def test_an_end_that_is_already_over_is_not_believed() -> None:
    """Clocks that differ would otherwise mean a mint for each call."""
    cache = a_cache()
    held = minted(cache, ALICE, 0, lifetime=-3600)
    assert cache.peek(ALICE, 1) is held


def test_refusing_an_old_token_leaves_its_successor_alone() -> None:
    """A late answer about the old token says nothing about the new one."""
    cache = a_cache()
    old = minted(cache, ALICE, 0)
    cache.refused(old)
    new = minted(cache, ALICE, 1)
    cache.refused(old)
    assert cache.peek(ALICE, 2) is new
    assert cache.statistics.refusals == 1


def test_an_answer_that_comes_late_does_not_revive_a_refused_token() -> None:
    """A refusal is final."""
    cache = a_cache()
    held = minted(cache, ALICE, 0)
    cache.refused(held)
    cache.accepted(held, 1)
    assert cache.peek(ALICE, 2) is None


def test_what_a_new_token_did_not_help_counts_as_forbidden_for_a_while() -> None:
    """To that operation; a token that another one finds refused may be dead."""
    cache = a_cache()
    held = minted(cache, ALICE, 0)
    assert not cache.is_forbidden(held, "block", 0)
    cache.forbidden(held, "block", 0)
    assert cache.is_forbidden(held, "block", FORBIDDEN_FOR - 1)
    assert not cache.is_forbidden(held, "get", FORBIDDEN_FOR - 1)
    assert not cache.is_forbidden(held, "block", FORBIDDEN_FOR)


def test_what_is_forbidden_is_remembered_beyond_the_token() -> None:
    """It is not about the token, so the next one changes nothing; to another identity it says nothing."""
    cache = a_cache()
    held = minted(cache, ALICE, 0)
    cache.forbidden(held, "block", 0)
    cache.refused(held)
    assert cache.is_forbidden(minted(cache, ALICE, 1), "block", 2)
    assert not cache.is_forbidden(minted(cache, ACME, 1), "block", 2)


def polled(cache: TokenCache, seconds: int) -> int:
    """How many tokens it costs to ask each second for what is forbidden."""
    mints = 0
    held = minted(cache, ALICE, 0)
    for now in range(seconds):
        cache.accepted(held, now)  # whatever else the identity does
        if not cache.is_forbidden(held, "block", now):
            cache.refused(held)
            held = minted(cache, ALICE, now)
            cache.forbidden(held, "block", now)
            mints += 1
    return mints


def test_what_is_asked_for_again_and_again_counts_as_forbidden_for_longer_each_time() -> None:
    """Polling what is forbidden mints less and less often, down to once a minute."""
    assert polled(a_cache(), 600) < 15


def test_what_was_forbidden_long_ago_is_doubted_as_soon_as_at_first() -> None:
    """It may have been allowed meanwhile, and forbidden anew."""
    cache = a_cache()
    held = minted(cache, ALICE, 0)
    for now in (0.0, FORBIDDEN_FOR, FORBIDDEN_FOR * 3):
        cache.forbidden(held, "block", now)
    assert cache.is_forbidden(held, "block", FORBIDDEN_FOR * 4)
    cache.forbidden(held, "block", 1000)
    assert not cache.is_forbidden(held, "block", 1000 + FORBIDDEN_FOR)


def test_refreshes_of_a_loop_that_ended_bring_nothing() -> None:
    """What another loop began is not handed to this one's calls."""
    cache = a_cache()
    stale = started(cache, ALICE, 0)
    cache.forget_refreshes()
    held = minted(cache, ALICE, 1)
    cache.succeeded(stale, Token("stale"), 2, lifetime=inf, unused_for=None)
    assert cache.peek(ALICE, 3) is held


def test_the_token_unused_for_longest_makes_room() -> None:
    """Bounded, and fair to those in use."""
    cache = a_cache(max_cached=2)
    minted(cache, IDENTITIES[0], 0)
    minted(cache, IDENTITIES[1], 1)
    assert cache.peek(IDENTITIES[0], 2) is not None
    minted(cache, IDENTITIES[2], 3)
    assert cache.peek(IDENTITIES[1], 4) is None
    assert cache.peek(IDENTITIES[0], 4) is not None
    assert cache.statistics.evictions == 1


def test_of_tokens_handed_out_at_the_same_time_the_oldest_makes_room() -> None:
    """Whatever their names are."""
    cache = a_cache()
    first, *others = Identity.corporate("4"), Identity.corporate("2"), Identity.corporate("3")
    for identity in (first, *others, ACME):
        minted(cache, identity, 0)
    assert cache.peek(first, 0) is None
    assert [cache.peek(identity, 0) is not None for identity in others] == [True, True]


def test_every_refresh_ahead_and_every_token_that_idled_out_is_counted() -> None:
    """Not only that there was one."""
    cache = a_cache()
    for identity in (ACME, ALICE):
        minted(cache, identity, 0, lifetime=250)
        started_ahead(cache, identity, 225)
    for identity in (Identity.corporate("2"), Identity.corporate("3")):
        minted(cache, identity, 100)
        started(cache, identity, 100 + IDLE)
    assert (cache.statistics.refreshes_ahead, cache.statistics.idle_outs) == (2, 2)


def test_a_refresh_starts_at_the_time_at_which_it_is_due() -> None:
    """Thirty seconds before the end."""
    cache = a_cache()
    minted(cache, ACME, 0, lifetime=250)
    started_ahead(cache, ACME, 250 - AHEAD)


def test_a_token_that_was_shared_and_is_in_use_lives_as_long_as_a_minted_one() -> None:
    """Its time without use begins now."""
    cache = a_cache()
    cache.succeeded(started(cache, ACME, 0), Token("t"), 0, lifetime=inf, unused_for=0.0)
    minted(cache, ALICE, 0)
    for identity in (ACME, ALICE):
        used(cache, identity, IDLE - 0.5)


def test_every_use_and_every_failure_is_counted_once() -> None:
    """Whether the token was handed out at a glance or at a second look."""
    cache = a_cache()
    for _ in range(2):
        cache.failed(started(cache, ALICE, 0), NotSent("no", kind="token_source"), 0)
    held = minted(cache, ALICE, 0)
    assert [cache.peek(ALICE, 1), cache.peek(ALICE, 2), used(cache, ALICE, 3)] == [held] * 3
    assert (cache.statistics.hits, cache.statistics.failures, cache.statistics.mints) == (3, 2, 1)
    assert held.identity is ALICE
    for identity in IDENTITIES[1:3]:
        minted(cache, identity, 4)
    for identity in IDENTITIES[3:]:
        cache.succeeded(started(cache, identity, 5), Token("t"), 5, lifetime=inf, unused_for=0)
    assert (cache.statistics.mints, cache.statistics.shared) == (3, 2)


def test_an_end_that_is_now_is_over_and_any_later_one_is_believed() -> None:
    """Half of a second is a life too."""
    assert minted(a_cache(), ALICE, 5, lifetime=0).expires_at == inf
    assert minted(a_cache(), ALICE, 5, lifetime=0.5).expires_at == 5.5


def test_a_token_is_dead_at_its_end() -> None:
    """And not only after it."""
    cache = a_cache()
    held = minted(cache, ALICE, 0, lifetime=100)
    assert started(cache, ALICE, 100).replaces is held


def test_a_token_is_untried_until_it_was_accepted_or_is_not_new_any_more() -> None:
    """For as long as an operation counts as forbidden at first."""
    cache = a_cache()
    held = minted(cache, ALICE, 0)
    assert cache.is_untried(held, FORBIDDEN_FOR - 0.5)
    assert not cache.is_untried(held, FORBIDDEN_FOR)


def test_a_period_doubles_when_it_is_met_again_within_twice_its_length() -> None:
    """Later, it starts anew."""
    cache = a_cache()
    held = minted(cache, ALICE, 0)
    cache.forbidden(held, "block", 0)
    cache.forbidden(held, "block", FORBIDDEN_FOR)
    assert held.forbidden["block"].seconds == FORBIDDEN_FOR * 2
    cache.forbidden(held, "block", held.forbidden["block"].until + FORBIDDEN_FOR * 2)
    assert held.forbidden["block"].seconds == FORBIDDEN_FOR
