"""A fleet under one key: processes that share rate limits through a Redis, before a service that keeps them."""
