"""A real Redis for the memory of deliveries."""

from tests.stores.redis_server import redis_process, redis_server

__all__ = ["redis_process", "redis_server"]
