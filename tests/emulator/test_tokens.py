"""Keys and tokens: who may call, and for how long."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from weavr_async.emulator import Emulator, Profile, World

if TYPE_CHECKING:
    from tests.emulator.conftest import Api
    from weavr_async.emulator import Clock

IDENTITY = {"identity": {"type": "CORPORATE", "id": "109876"}}


@pytest.mark.asyncio
@pytest.mark.parametrize("login", ["requestAccessToken", "impersonateIdentityLogin"])
async def test_both_logins_give_a_token_that_works(api: Api, login: str) -> None:
    """The token is nested twice, and opens the identity's accounts."""
    given = await api.read(login, body=IDENTITY)
    assert given["identity"] == IDENTITY["identity"]
    assert given["credentials"]["type"] == "ROOT"
    account = await api.read("managedAccountGet", id="220", token=given["token"]["token"])
    assert account["balances"] == {"availableBalance": 500_000, "actualBalance": 500_000}


@pytest.mark.asyncio
async def test_access_token_needs_the_api_key_only(api: Api) -> None:
    """No bearer is asked for."""
    answer = await api("requestAccessToken", body=IDENTITY, headers={"authorization": ""})
    assert answer.status_code == 200


@pytest.mark.asyncio
async def test_impersonation_asks_for_a_bearer_in_the_documented_profile_only(api: Api) -> None:
    """The contract wants one; the service was seen to do without."""
    answer = await api("impersonateIdentityLogin", body=IDENTITY, headers={"authorization": ""})
    assert answer.status_code == (401 if api.emulator.profile is Profile.DOCUMENTED else 200)


@pytest.mark.asyncio
async def test_an_unknown_api_key_is_401(api: Api) -> None:
    """Without a body."""
    answer = await api("managedAccountGet", id="220", headers={"api-key": "wrong"})
    assert (answer.status_code, answer.content) == (401, b"")


@pytest.mark.asyncio
async def test_a_missing_api_key_is_told_apart_by_profile(api: Api) -> None:
    """401 as documented, or the 400 that was observed."""
    answer = await api("managedAccountGet", id="220", headers={"api-key": ""})
    if api.emulator.profile is Profile.DOCUMENTED:
        assert answer.status_code == 401
    else:
        assert answer.status_code == 400
        [row] = answer.json()["validationErrors"]
        assert (row["fieldName"], row["error"]) == ("api-key", "REQUIRED")


@pytest.mark.asyncio
async def test_a_token_dies_five_minutes_after_its_last_use(api: Api) -> None:
    """Each use buys another five minutes."""
    token = api.emulator.mint("109876")
    for _ in range(3):
        api.emulator.advance(299)
        assert (await api("managedAccountGet", id="220", token=token)).status_code == 200
    api.emulator.advance(300)
    dead = await api("managedAccountGet", id="220", token=token)
    assert dead.status_code == (401 if api.emulator.profile is Profile.DOCUMENTED else 403)
    assert dead.content == b""


@pytest.mark.asyncio
async def test_another_keys_token_is_dead(api: Api) -> None:
    """A token belongs to the api-key it was minted with."""
    api.emulator.world.api_keys.append("second-key")
    answer = await api("managedAccountGet", id="220", headers={"api-key": "second-key"})
    assert answer.status_code in {401, 403}


@pytest.mark.asyncio
async def test_an_unknown_identity_gets_no_token(api: Api) -> None:
    """409 UNRESOLVED_IDENTITY as documented, or the 404 that was observed."""
    answer = await api("requestAccessToken", body={"identity": {"type": "CORPORATE", "id": "1"}})
    if api.emulator.profile is Profile.DOCUMENTED:
        assert (answer.status_code, answer.json()) == (409, {"errorCode": "UNRESOLVED_IDENTITY"})
    else:
        assert answer.status_code == 404


@pytest.mark.asyncio
@pytest.mark.parametrize("ends", [True, False])
async def test_whether_a_new_token_ends_the_old_is_a_switch(clock: Clock, ends: bool) -> None:
    """It is not known which the service does."""
    emulator = Emulator(World.demo(clock), new_token_ends_older=ends)
    old = emulator.mint("109876")
    emulator.mint("109876")
    assert (emulator.tokens.use(old, emulator.world.api_keys[0], clock.now_ms()) is None) is ends


@pytest.mark.asyncio
async def test_an_absolute_lifetime_is_a_switch(clock: Clock) -> None:
    """Use does not prolong it."""
    emulator = Emulator(World.demo(clock), token_idle_ms=None, token_lifetime_ms=10_000, jwt_tokens=True)
    token, key = emulator.mint("109876"), emulator.world.api_keys[0]
    assert token.count(".") == 2
    clock.advance(9)
    assert emulator.tokens.use(token, key, clock.now_ms()) is not None
    clock.advance(1)
    assert emulator.tokens.use(token, key, clock.now_ms()) is None


def test_minted_tokens_are_counted_by_identity(clock: Clock) -> None:
    """So that a test can tell a stampede."""
    emulator = Emulator(World.demo(clock))
    for _ in range(3):
        emulator.mint("109876")
    assert list(emulator.tokens.minted.values()) == [3]


@pytest.mark.asyncio
@pytest.mark.switches(already_impersonated=True)
async def test_whether_a_living_token_stands_in_the_way_is_a_switch(api: Api) -> None:
    """409 ALREADY_IMPERSONATED, until the token idled out."""
    first = await api("requestAccessToken", body=IDENTITY, headers={"authorization": ""}, token="none")
    second = await api("requestAccessToken", body=IDENTITY, headers={"authorization": ""}, token="none")
    assert (first.status_code, second.json()) == (200, {"errorCode": "ALREADY_IMPERSONATED"})
    api.emulator.advance(300)
    third = await api("requestAccessToken", body=IDENTITY, headers={"authorization": ""}, token="none")
    assert third.status_code == 200


@pytest.mark.asyncio
async def test_an_identity_that_is_not_active_gets_no_token(api: Api) -> None:
    """409 UNRESOLVED_IDENTITY, in both profiles."""
    api.emulator.world.corporate("109876").deactivate()
    answer = await api("requestAccessToken", body=IDENTITY)
    assert answer.json() == {"errorCode": "UNRESOLVED_IDENTITY"}
