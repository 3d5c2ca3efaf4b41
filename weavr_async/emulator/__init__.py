"""A local stand-in for Weavr's Back-Office service. It keeps state, says what is assumed, and fails on demand.

In process it is an ASGI application; `serve` puts it on a loopback socket; `python -m weavr_async.emulator` runs it
for other processes. It knows the contract and nothing about the client.
"""

from __future__ import annotations

try:
    import jsonschema_rs
    import starlette
    import uvicorn
    import yaml
except ImportError as _missing:
    raise ImportError("the emulator needs its extra: pip install 'weavr-async[emulator]'") from _missing
else:
    del jsonschema_rs, starlette, uvicorn, yaml

from weavr_async.emulator.clock import Clock
from weavr_async.emulator.deliveries import Attempt, Delivery, DeliveryFault
from weavr_async.emulator.emulator import Emulator
from weavr_async.emulator.errors import ConnectionCut
from weavr_async.emulator.faults import Fault, Faults
from weavr_async.emulator.ledger import LedgerError
from weavr_async.emulator.purchases import CardDeclined
from weavr_async.emulator.receivers import AiohttpApplication, AsgiApplication, Receiver
from weavr_async.emulator.request_log import LoggedRequest, RequestLog
from weavr_async.emulator.rules import RULES, Profile, Rule, Switches, explain
from weavr_async.emulator.saved import SavedStateError
from weavr_async.emulator.saved import read as read_snapshot
from weavr_async.emulator.server import serve, serve_in_thread
from weavr_async.emulator.state import Snapshot
from weavr_async.emulator.webhooks import Webhooks
from weavr_async.emulator.world import DEMO_API_KEY, DEMO_WEBHOOKS_KEY, World
from weavr_async.emulator.world_file import WorldFileError, read_world

__all__ = [
    "DEMO_API_KEY",
    "DEMO_WEBHOOKS_KEY",
    "RULES",
    "AiohttpApplication",
    "AsgiApplication",
    "Attempt",
    "CardDeclined",
    "Clock",
    "ConnectionCut",
    "Delivery",
    "DeliveryFault",
    "Emulator",
    "Fault",
    "Faults",
    "LedgerError",
    "LoggedRequest",
    "Profile",
    "Receiver",
    "RequestLog",
    "Rule",
    "SavedStateError",
    "Snapshot",
    "Switches",
    "Webhooks",
    "World",
    "WorldFileError",
    "explain",
    "read_snapshot",
    "read_world",
    "serve",
    "serve_in_thread",
]
