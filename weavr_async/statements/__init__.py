"""Statements: read them while the account lives on, resume them, check that they add up, keep them as files."""

from weavr_async.statements._reading import StatementPage, StatementReading
from weavr_async.statements._sources import Order
from weavr_async.statements.checkpoint import Checkpoint

__all__ = ["Checkpoint", "Order", "StatementPage", "StatementReading"]
