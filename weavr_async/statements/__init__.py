"""Statements: read them while the account lives on, resume them, check that they add up, keep them as files.

A `Statement` is made by `managed_accounts.statement(…)` and `managed_cards.statement(…)`.
"""

from weavr_async.statements.accounting import ACCOUNTING_COLUMNS
from weavr_async.statements.checkpoint import Checkpoint
from weavr_async.statements.destination import Destination, Sink
from weavr_async.statements.download import Download, FileFormat, Progress
from weavr_async.statements.export import CSV_COLUMNS, Export, ExportFormat, ExportProfile, export_entries
from weavr_async.statements.options import EntryOptions, StatementOptions
from weavr_async.statements.query import Order
from weavr_async.statements.reading import StatementPage
from weavr_async.statements.reconcile import (
    Discrepancy,
    Reconciler,
    Reconciliation,
    ReconciliationVerdict,
)
from weavr_async.statements.statement import Statement
from weavr_async.statements.transactions import StatementTransaction, sum_transactions

__all__ = [
    "ACCOUNTING_COLUMNS",
    "CSV_COLUMNS",
    "Checkpoint",
    "Destination",
    "Discrepancy",
    "Download",
    "EntryOptions",
    "Export",
    "ExportFormat",
    "ExportProfile",
    "FileFormat",
    "Order",
    "Progress",
    "Reconciler",
    "Reconciliation",
    "ReconciliationVerdict",
    "Sink",
    "Statement",
    "StatementOptions",
    "StatementPage",
    "StatementTransaction",
    "export_entries",
    "sum_transactions",
]
