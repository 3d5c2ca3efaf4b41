"""The tables of `SqlStore`. They are made on demand, or by your own migrations from `SqlStore.metadata`."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

__all__ = ["DELIVERIES", "ENVIRONMENTS", "INTENTS", "METADATA", "PARTS", "TABLES", "VERSION", "VERSIONS"]

VERSION: Final = 1
"""Of these tables. A store refuses a database with a higher one."""
METADATA: Final = MetaData()

VERSIONS: Final = Table("weavr_version", METADATA, Column("version", Integer, primary_key=True, autoincrement=False))
INTENTS: Final = Table(
    "weavr_intents",
    METADATA,
    Column("namespace", String(64), nullable=False),
    Column("id", String(64), nullable=False),
    Column("environment", Text, nullable=False),
    Column("identity", Text, nullable=False),
    Column("operation", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("request", LargeBinary, nullable=False),
    Column("state", String(16), nullable=False),
    Column("owner", String(64), nullable=False),
    Column("fence", BigInteger, nullable=False),
    # By the database's clock.
    Column("lease_until", Float(53), nullable=False),
    Column("due_at", Float(53), nullable=False),
    Column("created_at", Float(53), nullable=False),
    Column("changed_at", Float(53), nullable=False),
    Column("handled_at", Float(53)),
    # Of what was planned: from when on its end may be given to a handler; absent when there is nothing to give.
    Column("handle_after", Float(53)),
    # By the service's clock. `sends_until` is the end of the lease that is held.
    Column("first_sent_at", Float(53), nullable=False),
    Column("last_sent_at", Float(53), nullable=False),
    Column("sends_until", Float(53), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("result", LargeBinary),
    Column("result_id", Text),
    Column("note", Text),
    PrimaryKeyConstraint("namespace", "id"),
    Index("weavr_intents_result", "namespace", "environment", "operation", "result_id", unique=True),
    Index("weavr_intents_due", "namespace", "environment", "state", "due_at"),
)
Index(
    "weavr_intents_unhandled",
    INTENTS.c.namespace,
    INTENTS.c.environment,
    INTENTS.c.handle_after,
    sqlite_where=INTENTS.c.handle_after.is_not(None),
    postgresql_where=INTENTS.c.handle_after.is_not(None),
)
ENVIRONMENTS: Final = Table(
    "weavr_environments",
    METADATA,
    Column("namespace", String(64), nullable=False),
    Column("name", Text, nullable=False),
    Column("address", Text, nullable=False),
    PrimaryKeyConstraint("namespace", "name"),
)
DELIVERIES: Final = Table(
    "weavr_deliveries",
    METADATA,
    Column("namespace", String(64), nullable=False),
    Column("key", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("expires_at", Float(53), nullable=False),
    PrimaryKeyConstraint("namespace", "key"),
    Index("weavr_deliveries_expiry", "namespace", "expires_at"),
)
PARTS: Final = Table(
    "weavr_manifest_parts",
    METADATA,
    Column("namespace", String(64), nullable=False),
    Column("job", String(200), nullable=False),
    Column("part", String(200), nullable=False),
    Column("content", LargeBinary, nullable=False),
    PrimaryKeyConstraint("namespace", "job", "part"),
)
TABLES: Final = tuple(METADATA.sorted_tables)
"""Those of the store: users may keep their own in its metadata, too."""
