"""What every store must keep, whatever it is built on: one suite for each protocol, to run on a store of your own.

A test class inherits a suite, and has a fixture `subject` that gives an empty store of its kind::

    class TestMyStore(TokenStoreSuite):
        @pytest.fixture
        def subject(self) -> Subject[MyStore]:
            clock = ManualClock()
            return Subject(MyStore(clock=clock), clock.advance)

It needs pytest-asyncio. For readable failures, call
``pytest.register_assert_rewrite("weavr_async.testing.stores")`` in your `conftest.py`, before you import the suites.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from weavr_async.stores import DeliveryState, Lease, StoredToken
from weavr_async.testing._intent_stores import IntentStoreSuite
from weavr_async.testing._rate_stores import RateStoreSuite
from weavr_async.testing._store_subjects import ManualClock, Subject

if TYPE_CHECKING:
    from weavr_async.stores import ManifestStore, TokenStore, WebhookStore

__all__ = [
    "IntentStoreSuite",
    "ManifestStoreSuite",
    "ManualClock",
    "RateStoreSuite",
    "Subject",
    "TokenStoreSuite",
    "WebhookStoreSuite",
]

EVERY_BYTE = bytes(range(256))


async def leased(store: TokenStore, key: str = "acme", *, lease: float = 10, replaces: str | None = None) -> Lease:
    """Claim a token where none is stored."""
    claimed = await store.claim_token(key, lease=lease, replaces=replaces)
    assert isinstance(claimed, Lease)
    return claimed


async def save(store: TokenStore, tag: str = "a", *, key: str = "acme", ttl: float = 100, value: bytes = b"t") -> None:
    """Put a token into a store that has none under the key."""
    assert await store.save_token(key, value, tag=tag, lease=await leased(store, key), ttl=ttl) is None


async def stored(store: TokenStore, key: str = "acme", *, replaces: str | None = None) -> StoredToken:
    """Claim a token where one is stored."""
    claimed = await store.claim_token(key, lease=10, replaces=replaces)
    assert isinstance(claimed, StoredToken)
    return claimed


@pytest.mark.asyncio
class TokenStoreSuite:
    """What a `TokenStore` must keep."""

    async def test_a_token_is_given_back_byte_for_byte_with_its_tag(self, subject: Subject[TokenStore]) -> None:
        """To everybody who asks."""
        await save(subject.store, "a", value=EVERY_BYTE)
        for _ in range(2):
            found = await stored(subject.store)
            assert (found.value, found.tag) == (EVERY_BYTE, "a")

    async def test_keys_do_not_mix(self, subject: Subject[TokenStore]) -> None:
        """Neither tokens nor leases."""
        await save(subject.store, "a", key="one")
        await leased(subject.store, "two")
        await leased(subject.store, "three")
        assert (await stored(subject.store, "one")).tag == "a"

    async def test_a_lease_is_given_to_one_at_a_time(self, subject: Subject[TokenStore]) -> None:
        """However many ask at once."""
        claims = await asyncio.gather(*(subject.store.claim_token("acme", lease=10) for _ in range(20)))
        assert sum(isinstance(claim, Lease) for claim in claims) == 1
        assert claims.count(None) == 19

    async def test_a_lease_ends_by_itself(self, subject: Subject[TokenStore]) -> None:
        """Its owner may have died."""
        first = await leased(subject.store, lease=10)
        await subject.advance(9)
        assert await subject.store.claim_token("acme", lease=10) is None
        await subject.advance(2)
        second = await leased(subject.store)
        assert second.fence > first.fence
        assert second.owner != first.owner

    async def test_saving_a_token_ends_the_lease(self, subject: Subject[TokenStore]) -> None:
        """The next lease can be given as soon as the token is to be replaced."""
        await save(subject.store, "a")
        await leased(subject.store, replaces="a")

    async def test_a_released_lease_can_be_given_again_at_once(self, subject: Subject[TokenStore]) -> None:
        """The fetch failed, and the next process tries."""
        await subject.store.release_token("acme", await leased(subject.store))
        await leased(subject.store)

    async def test_only_its_owner_releases_a_lease(self, subject: Subject[TokenStore]) -> None:
        """An owner whose lease ran out leaves the next one's alone."""
        first = await leased(subject.store, lease=10)
        await subject.advance(11)
        await leased(subject.store, lease=10)
        await subject.store.release_token("acme", first)
        assert await subject.store.claim_token("acme", lease=10) is None

    async def test_a_token_to_be_replaced_is_dropped_once(self, subject: Subject[TokenStore]) -> None:
        """A newer one that was stored since is given back instead."""
        await save(subject.store, "a")
        lease = await leased(subject.store, replaces="a")
        assert await subject.store.save_token("acme", b"t", tag="b", lease=lease, ttl=100) is None
        assert (await stored(subject.store, replaces="a")).tag == "b"

    async def test_a_token_that_comes_after_its_lease_gives_way_to_a_later_one(
        self, subject: Subject[TokenStore]
    ) -> None:
        """The later token may have ended the earlier one."""
        late = await leased(subject.store, lease=10)
        await subject.advance(11)
        await save(subject.store, "newer", value=b"newer")
        newer = await subject.store.save_token("acme", b"late", tag="late", lease=late, ttl=100)
        assert newer is not None
        assert (newer.value, newer.tag) == (b"newer", "newer")
        assert (await stored(subject.store)).tag == "newer"

    async def test_a_token_that_comes_after_its_lease_is_not_kept_while_another_lease_is_out(
        self, subject: Subject[TokenStore]
    ) -> None:
        """And that lease goes on."""
        late = await leased(subject.store, lease=10)
        await subject.advance(11)
        await leased(subject.store, lease=10)
        assert await subject.store.save_token("acme", b"late", tag="late", lease=late, ttl=100) is None
        assert await subject.store.claim_token("acme", lease=10) is None

    async def test_a_token_that_comes_after_its_lease_is_kept_when_no_other_was_given(
        self, subject: Subject[TokenStore]
    ) -> None:
        """Nobody else has fetched one."""
        late = await leased(subject.store, lease=10)
        await subject.advance(11)
        assert await subject.store.save_token("acme", b"late", tag="late", lease=late, ttl=100) is None
        assert (await stored(subject.store)).tag == "late"

    async def test_a_token_is_forgotten_after_its_time(self, subject: Subject[TokenStore]) -> None:
        """It says how much of that is left."""
        await save(subject.store, ttl=100)
        await subject.advance(60)
        assert (await stored(subject.store)).ttl == pytest.approx(40, abs=2)
        await subject.advance(41)
        await leased(subject.store)

    async def test_a_token_that_is_used_is_kept_for_longer(self, subject: Subject[TokenStore]) -> None:
        """Its time counts anew."""
        await save(subject.store, "a", ttl=100)
        await subject.advance(60)
        await subject.store.extend_token("acme", tag="a", ttl=100)
        await subject.advance(60)
        assert (await stored(subject.store)).ttl == pytest.approx(40, abs=2)

    async def test_the_use_of_another_token_does_not_count(self, subject: Subject[TokenStore]) -> None:
        """Nor that of one that is not stored at all."""
        await save(subject.store, "a", ttl=100)
        await subject.store.extend_token("acme", tag="b", ttl=1000)
        await subject.store.extend_token("other", tag="a", ttl=1000)
        assert (await stored(subject.store)).ttl <= 100
        await leased(subject.store, "other")


@pytest.mark.asyncio
class WebhookStoreSuite:
    """What a `WebhookStore` must keep."""

    async def test_a_delivery_is_begun_by_one(self, subject: Subject[WebhookStore]) -> None:
        """However often it arrives at once."""
        states = await asyncio.gather(*(subject.store.begin_delivery("a", lease=10) for _ in range(20)))
        assert states.count(DeliveryState.NEW) == 1
        assert states.count(DeliveryState.IN_PROGRESS) == 19

    async def test_deliveries_are_told_apart_by_their_keys(self, subject: Subject[WebhookStore]) -> None:
        """Whatever characters those hold."""
        for key in ("a", "b", "A", "a b", "a:b", "{a}", "\u2603", "x" * 500):
            assert await subject.store.begin_delivery(key, lease=10) is DeliveryState.NEW

    async def test_a_delivery_that_was_handled_stays_handled_for_its_time(self, subject: Subject[WebhookStore]) -> None:
        """The time counts from its end, however short the lease was."""
        await subject.store.begin_delivery("a", lease=10)
        await subject.advance(5)
        await subject.store.finish_delivery("a", ttl=100)
        await subject.advance(95)
        assert await subject.store.begin_delivery("a", lease=10) is DeliveryState.HANDLED
        await subject.advance(6)
        assert await subject.store.begin_delivery("a", lease=10) is DeliveryState.NEW

    async def test_a_delivery_that_nobody_ended_is_accepted_after_its_lease(
        self, subject: Subject[WebhookStore]
    ) -> None:
        """Its handler must have died."""
        await subject.store.begin_delivery("a", lease=10)
        await subject.advance(9)
        assert await subject.store.begin_delivery("a", lease=10) is DeliveryState.IN_PROGRESS
        await subject.advance(2)
        assert await subject.store.begin_delivery("a", lease=10) is DeliveryState.NEW

    async def test_a_delivery_whose_handling_failed_is_new_again(self, subject: Subject[WebhookStore]) -> None:
        """And can be handled then."""
        await subject.store.begin_delivery("a", lease=10)
        await subject.store.abandon_delivery("a")
        assert await subject.store.begin_delivery("a", lease=10) is DeliveryState.NEW
        await subject.store.finish_delivery("a", ttl=10)
        assert await subject.store.begin_delivery("a", lease=10) is DeliveryState.HANDLED

    async def test_what_was_handled_after_its_lease_was_handled(self, subject: Subject[WebhookStore]) -> None:
        """The store has forgotten that it was begun."""
        await subject.store.begin_delivery("a", lease=10)
        await subject.advance(11)
        await subject.store.finish_delivery("a", ttl=10)
        assert await subject.store.begin_delivery("a", lease=10) is DeliveryState.HANDLED

    async def test_abandoning_what_is_not_known_does_nothing(self, subject: Subject[WebhookStore]) -> None:
        """The store may have forgotten it."""
        await subject.store.abandon_delivery("a")
        assert await subject.store.begin_delivery("a", lease=10) is DeliveryState.NEW


@pytest.mark.asyncio
class ManifestStoreSuite:
    """What a `ManifestStore` must keep."""

    async def test_a_part_is_given_back_as_it_was_kept(self, subject: Subject[ManifestStore]) -> None:
        """Byte for byte, by job and name; what was not kept is not there."""
        content = EVERY_BYTE * 1_000
        assert await subject.store.read_part("job", "part") is None
        assert await subject.store.create_part("job", "part", content)
        assert await subject.store.read_part("job", "part") == content
        assert await subject.store.read_part("job", "other") is None
        assert await subject.store.read_part("other", "part") is None

    async def test_an_empty_part_is_a_part(self, subject: Subject[ManifestStore]) -> None:
        """It is not the same as none."""
        assert await subject.store.create_part("job", "part", b"")
        assert await subject.store.read_part("job", "part") == b""
        assert not await subject.store.create_part("job", "part", b"content")

    async def test_a_part_is_kept_once(self, subject: Subject[ManifestStore]) -> None:
        """The second one is refused, and the first one stays."""
        assert await subject.store.create_part("job", "part", b"first")
        assert not await subject.store.create_part("job", "part", b"second")
        assert not await subject.store.create_part("job", "part", b"first")
        assert await subject.store.read_part("job", "part") == b"first"

    async def test_of_many_who_keep_the_same_part_one_succeeds(self, subject: Subject[ManifestStore]) -> None:
        """And its part is the one that is read."""
        contents = [f"{number}".encode() for number in range(20)]
        made = await asyncio.gather(*(subject.store.create_part("job", "part", content) for content in contents))
        assert sum(made) == 1
        assert await subject.store.read_part("job", "part") == contents[made.index(True)]

    async def test_every_allowed_name_is_a_name_of_its_own(self, subject: Subject[ManifestStore]) -> None:
        """Letters, digits, dots, underscores and hyphens, up to 200 of them."""
        names = ["a", "A", "0", "a.b", "a_b", "a-b", "a.", "9" * 200]
        for name in names:
            assert await subject.store.create_part("job", name, name.encode())
            assert await subject.store.create_part(name, "part", name.encode())
        for name in names:
            assert await subject.store.read_part("job", name) == name.encode()
            assert await subject.store.read_part(name, "part") == name.encode()
