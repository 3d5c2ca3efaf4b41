"""New tokens are tried by a few calls at a time while nobody knows whether they help."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from attrs import evolve

from tests.calls.gates import own_gate
from tests.calls.scripted import LOST, Desk, ScriptedEngine, answer, card, desk, header, limited
from weavr_async import Forbidden, Identity, IdentityView, NotSent, RateLimited, Token, Unauthorized
from weavr_async._calls.identity_calls import IdentityCalls
from weavr_async._calls.token_trials import TokenTrials

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.calls.scripted import Step
    from weavr_async import TokenSource
    from weavr_async._calls.rate_gate import RateGate
    from weavr_async._engine.base import Answer, EngineRequest, Failure
    from weavr_async.errors import WeavrError

FAR = 60.0


class JudgingEngine(ScriptedEngine):
    """Answers by the token."""

    def __init__(self, judge: Callable[[str], Answer]) -> None:
        super().__init__()
        self.judge = judge

    async def exchange(self, request: EngineRequest, *, deadline: float) -> Answer | Failure:
        """A card for who may see it."""
        self.sent.append(request)
        await asyncio.sleep(0)
        return self.judge(header(request, "authorization") or "")


def a_desk(judge: Callable[[str], Answer]) -> tuple[Desk, JudgingEngine]:
    """A client of a service that goes by the token."""
    at, engine = desk(), JudgingEngine(judge)
    at.client_state = evolve(at.client_state, engine=engine)
    return at, engine


async def crowd(at: Desk, identities: int) -> list[object]:
    """A card read on behalf of each of so many identities, all at once."""
    views = [IdentityView(IdentityCalls(at.client_state, Identity.corporate(str(n + 1)))) for n in range(identities)]
    return list(await asyncio.gather(*(view.managed_cards.get("331") for view in views), return_exceptions=True))


@pytest.mark.asyncio
@pytest.mark.parametrize(("status", "error"), [(401, Unauthorized), (403, Forbidden)])
async def test_where_new_tokens_help_nobody_few_are_asked_for(status: int, error: type[WeavrError]) -> None:
    """Of a thousand identities under an api key that was rejected, a hundred try a second token."""
    at, engine = a_desk(lambda _: answer(status))

    ends = await crowd(at, 1000)

    assert {type(end) for end in ends} == {error}
    assert at.source.minted <= 1000 + 110
    assert len(engine.sent) <= 1000 + 110


@pytest.mark.asyncio
async def test_tokens_that_all_died_at_once_cost_no_call() -> None:
    """Far more than may be tried at a time: each that helps lets the next one try."""
    oldest = 1
    at, engine = a_desk(lambda token: card() if int(token.rpartition("-")[2]) >= oldest else answer(401))
    await crowd(at, 500)
    oldest = 501

    ends = await crowd(at, 500)

    assert not [end for end in ends if isinstance(end, BaseException)]
    assert len(engine.sent) == 500 + 1000


@pytest.mark.asyncio
async def test_a_dead_token_is_dropped_though_no_other_may_be_tried() -> None:
    """So the identity's next call is made with a new one: a fault that is over holds nobody up."""
    at, _ = a_desk(lambda token: card() if token == "Bearer token-2" else answer(401))
    while await at.client_state.token_trials.begin(0.0):
        at.client_state.token_trials.end(lost=True)
    at.clock.now += 1
    with pytest.raises(Unauthorized):
        await at.acme.managed_cards.get("331")
    at.clock.now += 10
    with pytest.raises(Unauthorized):
        await at.acme.managed_cards.get("331")

    assert (await at.acme.managed_cards.get("331")).id == "331"
    assert at.source.minted == 2


def one_trial(*script: Step, source: TokenSource | None = None, gate: RateGate | None = None) -> Desk:
    """A client that may try one new token."""
    at = desk(*script, source=source, gate=gate)
    at.client_state = evolve(at.client_state, token_trials=TokenTrials(1))
    return at


class SecondFails:
    """A source that gives one token, and then an error."""

    def __init__(self, error: WeavrError) -> None:
        self.error = error
        self.minted = 0

    async def mint(self, identity: Identity, /) -> Token:
        """The first token, or what comes after it."""
        self.minted += 1
        if self.minted == 1:
            return Token("token-1")
        raise self.error


@pytest.mark.asyncio
@pytest.mark.parametrize("nothing", [limited("1"), answer(503), LOST], ids=["429", "503", "lost"])
async def test_what_says_nothing_of_the_token_does_not_end_its_trial(nothing: Answer | Failure) -> None:
    """The new token was refused in the end: a limit that came first has not made it a good one."""
    at = one_trial(answer(401), nothing, answer(401))

    with pytest.raises(Unauthorized):
        await at.acme.managed_cards.get("331")

    assert not await at.client_state.token_trials.begin(0.0)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "error", [RateLimited("limited", status=429), NotSent("late", kind="deadline")], ids=["429", "no time"]
)
async def test_a_token_that_was_not_had_for_want_of_time_is_no_bad_one(error: WeavrError) -> None:
    """The login was held back: whether a new token would have helped, nobody knows."""
    at = one_trial(answer(401), source=SecondFails(error))

    with pytest.raises((RateLimited, NotSent)):
        await at.acme.managed_cards.get("331")

    assert await at.client_state.token_trials.begin(0.0)


@pytest.mark.asyncio
async def test_a_login_that_is_refused_loses_the_trial() -> None:
    """As a new token does that is refused."""
    at = one_trial(answer(401), source=SecondFails(Unauthorized("refused", status=401)))

    with pytest.raises(Unauthorized):
        await at.acme.managed_cards.get("331")

    assert not await at.client_state.token_trials.begin(0.0)


@pytest.mark.asyncio
async def test_a_call_that_is_held_back_at_the_gate_gives_its_trial_back() -> None:
    """It was neither helped by the new token nor refused with it."""
    at = one_trial(answer(401), gate=own_gate([(1, 90)]))

    with pytest.raises(RateLimited):
        await at.acme.managed_cards.get("331")

    assert at.source.minted == 2
    assert await at.client_state.token_trials.begin(0.0)


class TestTrials:
    """What is handed out, given back and lost."""

    @pytest.mark.asyncio
    async def test_who_comes_when_all_are_out_waits_for_one_that_is_given_back(self) -> None:
        """In their order."""
        trials, deadline = TokenTrials(1), asyncio.get_running_loop().time() + FAR
        assert await trials.begin(deadline)
        second = asyncio.create_task(trials.begin(deadline))
        third = asyncio.create_task(trials.begin(deadline))
        await asyncio.sleep(0)
        assert not second.done()

        trials.end(lost=False)

        assert await second
        assert not third.done()
        trials.end(lost=False)
        assert await third

    @pytest.mark.asyncio
    async def test_nobody_waits_for_what_is_lost(self) -> None:
        """When none is out any more, all are told at once."""
        trials, deadline = TokenTrials(1), asyncio.get_running_loop().time() + FAR
        assert await trials.begin(deadline)
        waiting = [asyncio.create_task(trials.begin(deadline)) for _ in range(3)]
        await asyncio.sleep(0)

        trials.end(lost=True)

        assert await asyncio.gather(*waiting) == [False] * 3

    @pytest.mark.asyncio
    async def test_one_who_leaves_while_it_is_his_turn_passes_it_on(self) -> None:
        """Cancelled after it was woken, before it ran."""
        trials, deadline = TokenTrials(1), asyncio.get_running_loop().time() + FAR
        assert await trials.begin(deadline)
        leaves = asyncio.create_task(trials.begin(deadline))
        stays = asyncio.create_task(trials.begin(deadline))
        await asyncio.sleep(0)

        trials.end(lost=False)
        leaves.cancel()

        assert await stays

    @pytest.mark.asyncio
    async def test_nobody_waits_longer_than_the_call_has_time(self) -> None:
        """It ends as what the service said of the token that it had."""
        trials, now = TokenTrials(1), asyncio.get_running_loop().time()
        assert await trials.begin(now + FAR)

        assert not await trials.begin(now)

    @pytest.mark.asyncio
    async def test_what_was_lost_comes_back_with_time(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """One a second, so that a fault that is over is noticed."""
        loop = asyncio.get_running_loop()
        now = loop.time()
        trials = TokenTrials(1)
        assert await trials.begin(now)
        trials.end(lost=True)
        assert not await trials.begin(now)

        monkeypatch.setattr(loop, "time", lambda: now + 2)

        assert await trials.begin(now)
