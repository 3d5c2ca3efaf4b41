"""Mistakes made with an emulator: a test that plans nothing by mistake would pass for the wrong reason."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import pytest

from weavr_async.emulator import (
    AsgiApplication,
    Emulator,
    Fault,
    Profile,
    World,
    read_snapshot,
    read_world,
    serve,
    serve_in_thread,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MADE_WRONGLY: Final[dict[str, tuple[type[Exception], str, Callable[[Any], object]]]] = {
    "a world by its file": (TypeError, r"World\.demo\(\) or read_world\(path\)", lambda _: Emulator("world.yaml")),  # type: ignore[arg-type]
    "the class of a world": (TypeError, r"World\.demo\(\)", lambda _: Emulator(World)),  # type: ignore[arg-type]
    "a misspelt profile": (ValueError, "'observd' is not a valid Profile", lambda _: Emulator(profile="observd")),  # type: ignore[arg-type]
    "a misspelt switch": (TypeError, "no switch 'transfer_pending'", lambda _: Emulator(transfer_pending=5)),
    "a switch in words": (ValueError, "transfer_pending_ms takes int", lambda _: Emulator(transfer_pending_ms="5")),
    # Each of these planned nothing, and the test went on without its fault.
    "a fault by its name": (TypeError, r"such as Fault\.cut_after\(\)", lambda at: at.faults.inject("cut_after")),
    "a fault that is not called": (TypeError, "is made by a method", lambda at: at.faults.inject(Fault.cut_after)),
    "a fault of no kind": (ValueError, "there is no fault 'cut'; there are answer,", lambda _: Fault(kind="cut")),  # type: ignore[arg-type]
    "no times": (ValueError, "times is a number from 1 on", lambda at: at.faults.inject(Fault.cut_after(), times=0)),
    "times in words": (ValueError, "times is a number", lambda at: at.faults.inject(Fault.cut_after(), times="2")),
    "a percentage": (ValueError, "at most 1, not 50", lambda at: at.faults.sometimes(Fault.cut_after(), 50)),
    "an operation by the SDK's name": (
        ValueError,
        "no operation 'transfers.create'; did you mean 'transferCreate'",
        lambda at: at.faults.inject(Fault.cut_after(), operation="transfers.create"),
    ),
    # Each of these failed in the middle of an answer, as an error of the service.
    "a code before its status": (ValueError, "a status is a number", lambda _: Fault.error_code("X", 409)),  # type: ignore[arg-type]
    "a body that is not written": (TypeError, "a body is bytes", lambda _: Fault.answer(400, {"a": 1})),  # type: ignore[arg-type]
    "webhooks to an address": (TypeError, "by `post_to`", lambda at: at.webhooks.hand_to("http://localhost")),
    "webhooks to an application": (TypeError, "AsgiApplication", lambda at: at.webhooks.hand_to(at)),
    "an application that is none": (TypeError, "an ASGI application is called", lambda _: AsgiApplication("http://x")),  # type: ignore[arg-type]
    "a token of nobody": (ValueError, "no identity CORPORATE '999'", lambda at: at.mint("999")),
    "a token of a number": (ValueError, "no identity CORPORATE 109876", lambda at: at.mint(109876)),
    "time in words": (TypeError, "a number of seconds, not by '5'", lambda at: at.advance("5")),
    "time that is a difference": (TypeError, "a number of seconds", lambda at: at.advance(timedelta(seconds=5))),
    "an export for a snapshot": (TypeError, r"read_snapshot\(bytes\)", lambda at: at.restore(at.export())),
    "a world that is served": (TypeError, "an Emulator or another", lambda _: serve_in_thread(World()).__enter__()),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("what", MADE_WRONGLY)
def test_what_would_plan_nothing_is_refused(what: str) -> None:
    """Where it is written, and with what to write instead."""
    kind, sentence, make = MADE_WRONGLY[what]
    with pytest.raises(kind, match=sentence):
        make(Emulator())


@pytest.mark.asyncio
async def test_a_world_is_not_served() -> None:
    """An emulator of it is."""
    with pytest.raises(TypeError, match="an Emulator or another ASGI application"):
        async with serve(World()):  # type: ignore[arg-type]
            pass


def test_what_can_be_meant_is_taken(tmp_path: Path) -> None:
    """A profile by its name, files by their names, an export that was read."""
    file = tmp_path / "world.yaml"
    file.write_text("identities: []")
    emulator = Emulator(read_world(str(file)), profile="documented", state_file=str(tmp_path / "state"))  # type: ignore[arg-type]
    emulator.restore(read_snapshot(emulator.export()))
    emulator.close()
    assert emulator.profile is Profile.DOCUMENTED
