"""What the emulator exports, frozen."""

from __future__ import annotations

import ast
from pathlib import Path

from weavr_async import emulator


def test_the_exported_names_are_these() -> None:
    """A change here is a change of the interface."""
    assert emulator.__all__ == [
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
    assert all(hasattr(emulator, name) for name in emulator.__all__)


def test_the_emulator_knows_the_contract_and_never_the_client() -> None:
    """Otherwise it would prove the client by the client's own mistakes."""
    [folder] = emulator.__path__
    imported: set[str] = set()
    for module in Path(folder).rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text())):
            if isinstance(node, ast.ImportFrom):
                imported.add(node.module or "")
            elif isinstance(node, ast.Import):
                imported.update(alias.name for alias in node.names)
    ours = {name for name in imported if name.startswith(("weavr_async", "weavr_backoffice"))}
    assert all(name.split(".")[:2] == ["weavr_async", "emulator"] for name in ours)
