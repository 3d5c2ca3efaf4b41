"""The control API under `/__emulator__`: what tests in other processes and languages do to the world."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Router

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from weavr_async.emulator.emulator import Emulator

__all__ = ["control_api"]


def control_api(emulator: Emulator) -> ASGIApp:
    return Router()
