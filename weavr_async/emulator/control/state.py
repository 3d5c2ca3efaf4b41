"""Commands on the whole: time, snapshots, export and import."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import orjson

from weavr_async.emulator.control.command import (
    COUNT,
    MOMENT,
    NOTHING,
    OBJECT,
    SAVED,
    TEXT,
    WORD,
    Command,
    CommandRefused,
    ControlRequest,
    array_of,
    object_schema,
)
from weavr_async.emulator.saved import dump, dump_snapshot, read_json

if TYPE_CHECKING:
    from weavr_async.emulator.contract import JsonObject
    from weavr_async.emulator.state import Snapshot

__all__ = ["STATE_COMMANDS"]


def _about(request: ControlRequest) -> JsonObject:
    state = request.state
    return {
        "profile": state.profile.value,
        "nowMs": state.clock.now_ms(),
        "switches": asdict(state.switches),
        "requests": state.requests.total,
    }


def _advance(request: ControlRequest) -> JsonObject:
    request.state.advance(request.body["advanceSeconds"])
    return _clock(request)


def _clock(request: ControlRequest) -> JsonObject:
    return {"nowMs": request.state.clock.now_ms()}


def _save(request: ControlRequest) -> JsonObject:
    request.snapshots[request.path["name"]] = request.state.snapshot()
    return {"saved": request.path["name"]}


def _restore(request: ControlRequest) -> JsonObject:
    request.state.restore(_snapshot(request))
    return {"restored": request.path["name"]}


def _export(request: ControlRequest) -> JsonObject:
    exported: JsonObject = orjson.loads(dump(request.state))
    return exported


def _import(request: ControlRequest) -> JsonObject:
    request.state.restore(read_json(request.body))
    return _about(request)


def _share(request: ControlRequest) -> JsonObject:
    shared: JsonObject = orjson.loads(dump_snapshot(_snapshot(request)))
    return shared


def _take_in(request: ControlRequest) -> JsonObject:
    request.snapshots[request.path["name"]] = read_json(request.body)
    return {"saved": request.path["name"]}


def _names(request: ControlRequest) -> JsonObject:
    return {"snapshots": list(request.snapshots)}


def _forget_snapshot(request: ControlRequest) -> JsonObject:
    _snapshot(request)
    del request.snapshots[request.path["name"]]
    return _names(request)


def _snapshot(request: ControlRequest) -> Snapshot:
    snapshot = request.snapshots.get(request.path["name"])
    if snapshot is None:
        raise CommandRefused(404, f"there is no snapshot {request.path['name']}")
    return snapshot


def _reset(request: ControlRequest) -> JsonObject:
    request.state.reset()
    return _about(request)


_ABOUT = object_schema(
    "profile", "nowMs", "switches", "requests", profile=TEXT, nowMs=MOMENT, switches=OBJECT, requests=COUNT
)
_CLOCK = object_schema("nowMs", nowMs=MOMENT)
_NAMES = object_schema("snapshots", snapshots=array_of(WORD))
_SAVED_AS = object_schema("saved", saved=WORD)
STATE_COMMANDS = (
    Command("GET", "/", "about", "Profile, switches, moment, and how many requests came.", NOTHING, _about, _ABOUT),
    Command("POST", "/reset", "reset", "Back to the start, faults and log included.", NOTHING, _reset, _ABOUT),
    Command("GET", "/clock", "clock", "The moment.", NOTHING, _clock, _CLOCK),
    Command(
        "POST", "/clock", "moveClock", "Move on, and let what falls due happen.",
        object_schema("advanceSeconds", advanceSeconds={"type": "number", "minimum": 0, "maximum": 10**9}), _advance,
        _CLOCK,
    ),
    Command("GET", "/state", "exportState", "Everything but faults and log, as JSON.", NOTHING, _export, SAVED),
    Command(
        "PUT", "/state", "importState", "Put what was exported in the place of everything.", SAVED, _import, _ABOUT,
        (409,),
    ),
    Command("GET", "/snapshots", "snapshots", "The names of the snapshots.", NOTHING, _names, _NAMES),
    Command("POST", "/snapshots/{name}", "keepSnapshot", "Keep how things are.", NOTHING, _save, _SAVED_AS),
    Command(
        "GET", "/snapshots/{name}", "shareSnapshot", "A snapshot as JSON, to be handed on.", NOTHING, _share, SAVED,
        (404,),
    ),
    Command(
        "PUT", "/snapshots/{name}", "takeSnapshot", "Take in a snapshot that was handed on.", SAVED, _take_in,
        _SAVED_AS, (409,),
    ),
    Command(
        "DELETE", "/snapshots/{name}", "forgetSnapshot", "Forget a snapshot.", NOTHING, _forget_snapshot, _NAMES, (404,)
    ),
    Command(
        "POST", "/snapshots/{name}/restore", "restoreSnapshot", "Come back to a snapshot.", NOTHING, _restore,
        object_schema("restored", restored=WORD), (404,),
    ),
)  # fmt: skip
