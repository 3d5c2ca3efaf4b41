"""What happens by itself when something planned falls due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weavr_async.emulator.handlers import bulks, cards, transfers
from weavr_async.emulator.handlers.call import Call

if TYPE_CHECKING:
    from collections.abc import Callable

    from weavr_async.emulator.agenda import Due
    from weavr_async.emulator.state import State

__all__ = ["due_actions"]


def due_actions(state: State) -> dict[str, Callable[[Due], None]]:
    """Give the action for each kind of thing that the handlers plan."""

    def expire_card(due: Due) -> None:
        cards.expire(state.world, due)

    def run_transfer(due: Due) -> None:
        transfers.fall_due(state.world, due, state.switches.transfer_pending_ms)

    def run_bulk_item(due: Due) -> None:
        bulks.step(state.world, due, _call(state, due))

    return {
        "card expiry": expire_card,
        "scheduled transfer": run_transfer,
        "pending transfer": run_transfer,
        "bulk": run_bulk_item,
    }


def _call(state: State, due: Due) -> Call:
    bulk = state.world.bulks[due.id]
    return Call(
        operation=state.contract.operations[bulk.operation],
        world=state.world,
        tokens=state.tokens,
        switches=state.switches,
        api_key="",
        identity=bulk.identity,
        path={},
        query={},
        body=None,
    )
