"""The emulator answers as the service was seen to: each fact in `facts`, by raw HTTP, in process and on a socket.

`python -m scripts.proofs.emulator_facts` prints what differs, by cause, for both profiles.
"""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from scripts.proofs.emulator_facts import fresh_emulator, judge, load_facts
from tests.properties import sampled
from weavr_async.emulator import Profile, serve

FACTS = load_facts()
EXPRESSIBLE = [fact for facts in FACTS.values() for fact in facts if "inexpressible" not in fact]


@pytest.mark.asyncio
@pytest.mark.parametrize("fact", EXPRESSIBLE, ids=lambda fact: fact["id"])
async def test_the_emulator_answers_as_the_service_was_seen_to(fact: dict[str, Any]) -> None:
    """Status, code and the parts of the body that are known."""
    emulator = fresh_emulator(Profile.OBSERVED)
    async with httpx.AsyncClient(transport=emulator.transport(), base_url="http://emulator") as client:
        verdict = await judge(emulator, client, fact)
    emulator.check()
    assert (verdict.kind, verdict.why) == ("same", "")


@pytest.mark.asyncio
@pytest.mark.parametrize("topic", FACTS)
async def test_a_socket_changes_nothing(topic: str) -> None:
    """The same facts, over one connection."""
    emulator = fresh_emulator(Profile.OBSERVED)
    async with serve(emulator) as url, httpx.AsyncClient(base_url=url.removesuffix("/multi/backoffice")) as client:
        verdicts = [await judge(emulator, client, fact) for fact in sampled(FACTS[topic])]
    assert [verdict for verdict in verdicts if verdict.kind == "different"] == []


def test_what_the_world_cannot_express_is_written_down_with_its_reason() -> None:
    """And is little."""
    reasons = [fact["inexpressible"] for facts in FACTS.values() for fact in facts if "inexpressible" in fact]
    assert len(reasons) <= 20
    assert all(reasons)
