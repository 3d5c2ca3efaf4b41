"""A real Redis for the tests of this folder."""

from tests.stores.redis_server import raw, redis_process, redis_server

__all__ = ["raw", "redis_process", "redis_server"]
