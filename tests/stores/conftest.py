"""A real Redis and a real PostgreSQL for the tests of this folder."""

from tests.stores.postgres_server import postgres_server, postgres_url
from tests.stores.redis_server import raw, redis_process, redis_server

__all__ = ["postgres_server", "postgres_url", "raw", "redis_process", "redis_server"]
