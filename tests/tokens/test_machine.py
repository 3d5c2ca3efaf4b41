"""The table of tokens and flights, without tasks and with made-up times, against a model that is slow and plain."""

from __future__ import annotations

from math import inf

from attrs import define
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule

from weavr_async.errors import NotSent
from weavr_async.tokens import HeldToken, Token
from weavr_async.tokens.cache import Flight, Join, Renew, Start, TokenCache, Use
from weavr_async.values.identities import Identity

IDLE = 270.0
AHEAD = 30.0
TRUST = 5.0
ROOM = 3

ALICE = Identity.consumer("1")
ACME = Identity.corporate("1")
IDENTITIES = [ALICE, ACME, Identity.corporate("2"), Identity.corporate("3"), Identity.corporate("4")]


def a_table(*, max_cached: int = ROOM) -> TokenCache:
    return TokenCache(idle=IDLE, renew_ahead=AHEAD, trust=TRUST, max_cached=max_cached)


def started(table: TokenCache, identity: Identity, now: float) -> Flight:
    decision = table.ask(identity, now)
    assert isinstance(decision, Start)
    return decision.flight


def minted(table: TokenCache, identity: Identity, now: float, *, lifetime: float = inf) -> HeldToken:
    flight = started(table, identity, now)
    return table.landed(flight, Token("t"), now, lifetime=lifetime, unused=None)


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


class TableAgainstModel(RuleBasedStateMachine):
    """Whatever happens in whatever order, the table hands out what the model says."""

    flights = Bundle[Flight]("flights")
    tokens = Bundle[ModelToken]("tokens")

    def __init__(self) -> None:
        super().__init__()
        self.now = 1000.0
        self.table = a_table()
        self.cached: dict[Identity, ModelToken] = {}
        self.in_flight: dict[Identity, Flight] = {}
        self.refusals = 0

    @rule(seconds=st.sampled_from([0.5, 4.0, 20.0, 100.0, 280.0]))
    def time_passes(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds

    @rule(target=flights, identity=st.sampled_from(IDENTITIES))
    def a_call_asks(self, identity: Identity) -> Flight:
        """A call gets the living token, or one flight that all share; a living token is never minted over."""
        self.now += 0.001  # no two events at one instant: the model's order of use is strict
        token = self.cached.get(identity)
        decision = self.table.ask(identity, self.now)
        if token is not None and token.lives(self.now):
            assert isinstance(decision, Use | Renew)
            assert decision.held is token.held
            token.handed_out_at = self.now
            if isinstance(decision, Renew):
                assert token.ends_at - self.now <= AHEAD
                assert identity not in self.in_flight
                self.in_flight[identity] = decision.flight
                return decision.flight
            return multiple()  # type: ignore[return-value]  # hypothesis: adds nothing to the bundle
        if identity in self.in_flight:
            assert isinstance(decision, Join)
            assert decision.flight is self.in_flight[identity]
            return multiple()  # type: ignore[return-value]  # hypothesis: adds nothing to the bundle
        assert isinstance(decision, Start)
        assert decision.flight.replaces is (
            token.held if token and (token.refused or token.ends_at <= self.now) else None
        )
        self.in_flight[identity] = decision.flight
        return decision.flight

    @rule(identity=st.sampled_from(IDENTITIES))
    def a_call_peeks(self, identity: Identity) -> None:
        """A peek never gives what asking would not give."""
        self.now += 0.001
        held = self.table.peek(identity, self.now)
        if held is not None:
            token = self.cached[identity]
            assert held is token.held
            assert token.lives(self.now)
            token.handed_out_at = self.now

    @rule(target=tokens, flight=consumes(flights), lifetime=st.sampled_from([inf, inf, 10.0, 400.0, -5.0]))
    def a_flight_lands(self, flight: Flight, lifetime: float) -> ModelToken:
        """The new token takes the place of the old one; if there is no room, the one unused for longest goes."""
        self.now += 0.001
        held = self.table.landed(flight, Token("t"), self.now, lifetime=lifetime, unused=None)
        assert flight.outcome is held
        del self.in_flight[flight.identity]
        if flight.identity not in self.cached and len(self.cached) == ROOM:
            del self.cached[min(self.cached, key=lambda one: self.cached[one].handed_out_at)]
        token = ModelToken(held, self.now, self.now + lifetime if lifetime > 0 else inf, self.now)
        self.cached[flight.identity] = token
        return token

    @rule(flight=consumes(flights))
    def a_flight_fails(self, flight: Flight) -> None:
        """Nothing is kept of a failure."""
        self.table.failed(flight, NotSent("no", kind="token_source"), self.now)
        del self.in_flight[flight.identity]

    @rule(token=tokens)
    def an_answer_accepts(self, token: ModelToken) -> None:
        """A token that was used counts its idle time anew, unless it was refused."""
        self.table.accepted(token.held, self.now)
        if not token.refused:
            token.used_at = self.now

    @rule(token=tokens)
    def an_answer_refuses(self, token: ModelToken) -> None:
        """A refusal is about that very token, and is counted once."""
        self.table.refused(token.held)
        self.refusals += not token.refused
        token.refused = True

    @invariant()
    def the_counts_agree(self) -> None:
        """The statistics tell what the model saw."""
        assert self.table.statistics.cached == len(self.cached) <= ROOM
        assert self.table.statistics.refusals == self.refusals


TestTableAgainstModel = TableAgainstModel.TestCase
TestTableAgainstModel.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)


def test_a_consumer_and_a_corporate_of_one_id_have_a_token_each() -> None:
    """The kind of identity is part of the key."""
    table = a_table()
    theirs, ours = minted(table, ALICE, 0), minted(table, ACME, 0)
    assert table.peek(ALICE, 1) is theirs
    assert table.peek(ACME, 1) is ours


def test_a_token_that_is_used_never_idles_out() -> None:
    """Idle time counts from the last acceptance, not from the mint."""
    table = a_table()
    held = minted(table, ALICE, 0)
    for now in range(200, 2000, 200):
        assert table.peek(ALICE, now) is held
        table.accepted(held, now)
    assert table.statistics.idle_outs == 0


def test_a_token_that_idled_out_is_minted_anew_and_counted() -> None:
    """After the idle time a token is taken for dead, and the store may still know better."""
    table = a_table()
    minted(table, ALICE, 0)
    assert table.peek(ALICE, IDLE) is None
    assert started(table, ALICE, IDLE).replaces is None
    assert table.statistics.idle_outs == 1


def test_a_token_without_a_stated_end_is_never_renewed_ahead() -> None:
    """A new token may end the older one, so none is fetched that is not needed."""
    table = a_table()
    held = minted(table, ALICE, 0)
    table.accepted(held, 10_000)
    assert isinstance(table.ask(ALICE, 10_001), Use)


def test_a_token_with_a_stated_end_is_renewed_beside_the_calls() -> None:
    """Calls go on with the token that still lives while its successor is fetched once."""
    table = a_table()
    held = minted(table, ALICE, 0, lifetime=200)
    assert table.peek(ALICE, 169) is held
    decision = table.ask(ALICE, 171)
    assert isinstance(decision, Renew)
    assert decision.held is held
    assert isinstance(table.ask(ALICE, 172), Use)
    successor = table.landed(decision.flight, Token("t"), 173, lifetime=200, unused=None)
    assert table.peek(ALICE, 174) is successor


def test_a_renewal_that_failed_is_tried_again_later_while_the_token_lives() -> None:
    """A failing source is not asked by every call."""
    table = a_table()
    held = minted(table, ALICE, 0, lifetime=200)
    decision = table.ask(ALICE, 180)
    assert isinstance(decision, Renew)
    table.failed(decision.flight, NotSent("no", kind="token_source"), 180)
    assert table.peek(ALICE, 189) is held
    assert isinstance(table.ask(ALICE, 191), Renew)


def test_a_short_lived_token_is_used_for_most_of_its_life() -> None:
    """A life shorter than the time of renewal does not mean a mint for each call."""
    table = a_table()
    held = minted(table, ALICE, 0, lifetime=10)
    assert table.peek(ALICE, 7.9) is held


def test_an_end_that_is_already_over_is_not_believed() -> None:
    """Clocks that differ would otherwise mean a mint for each call."""
    table = a_table()
    held = minted(table, ALICE, 0, lifetime=-3600)
    assert table.peek(ALICE, 1) is held


def test_refusing_an_old_token_leaves_its_successor_alone() -> None:
    """A late answer about the old token says nothing about the new one."""
    table = a_table()
    old = minted(table, ALICE, 0)
    table.refused(old)
    new = minted(table, ALICE, 1)
    table.refused(old)
    assert table.peek(ALICE, 2) is new
    assert table.statistics.refusals == 1


def test_an_answer_that_comes_late_does_not_revive_a_refused_token() -> None:
    """A refusal is final."""
    table = a_table()
    held = minted(table, ALICE, 0)
    table.refused(held)
    table.accepted(held, 1)
    assert table.peek(ALICE, 2) is None


def test_what_a_new_token_did_not_help_is_believed_to_be_forbidden_for_a_while() -> None:
    """To that operation; a token that another one finds refused may be dead."""
    table = a_table()
    held = minted(table, ALICE, 0)
    assert not table.is_forbidden(held, "block", 0)
    table.forbidden(held, "block", 0)
    assert table.is_forbidden(held, "block", TRUST - 1)
    assert not table.is_forbidden(held, "get", TRUST - 1)
    assert not table.is_forbidden(held, "block", TRUST)


def test_what_is_forbidden_is_remembered_beyond_the_token() -> None:
    """It is not about the token, so the next one changes nothing; to another identity it says nothing."""
    table = a_table()
    held = minted(table, ALICE, 0)
    table.forbidden(held, "block", 0)
    table.refused(held)
    assert table.is_forbidden(minted(table, ALICE, 1), "block", 2)
    assert not table.is_forbidden(minted(table, ACME, 1), "block", 2)


def polled(table: TokenCache, seconds: int) -> int:
    """How many tokens it costs to ask each second for what is forbidden."""
    mints = 0
    held = minted(table, ALICE, 0)
    for now in range(seconds):
        table.accepted(held, now)  # whatever else the identity does
        if not table.is_forbidden(held, "block", now):
            table.refused(held)
            held = minted(table, ALICE, now)
            table.forbidden(held, "block", now)
            mints += 1
    return mints


def test_who_keeps_asking_for_the_forbidden_is_believed_longer_each_time() -> None:
    """Polling what is forbidden mints less and less often, down to once a minute."""
    assert polled(a_table(), 600) < 15


def test_what_was_forbidden_long_ago_is_doubted_as_soon_as_at_first() -> None:
    """It may have been allowed meanwhile, and forbidden anew."""
    table = a_table()
    held = minted(table, ALICE, 0)
    for now in (0.0, TRUST, TRUST * 3):
        table.forbidden(held, "block", now)
    assert table.is_forbidden(held, "block", TRUST * 4)
    table.forbidden(held, "block", 1000)
    assert not table.is_forbidden(held, "block", 1000 + TRUST)


def test_flights_of_an_abandoned_loop_land_nowhere() -> None:
    """What another loop began is not handed to this one's calls."""
    table = a_table()
    stale = started(table, ALICE, 0)
    table.abandon_flights()
    held = minted(table, ALICE, 1)
    table.landed(stale, Token("stale"), 2, lifetime=inf, unused=None)
    assert table.peek(ALICE, 3) is held


def test_the_token_unused_for_longest_makes_room() -> None:
    """Bounded, and fair to those in use."""
    table = a_table(max_cached=2)
    minted(table, IDENTITIES[0], 0)
    minted(table, IDENTITIES[1], 1)
    assert table.peek(IDENTITIES[0], 2) is not None
    minted(table, IDENTITIES[2], 3)
    assert table.peek(IDENTITIES[1], 4) is None
    assert table.peek(IDENTITIES[0], 4) is not None
    assert table.statistics.evictions == 1
