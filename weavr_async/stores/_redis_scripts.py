"""What `RedisStore` runs inside Redis: each script is one atomic step.

A token has three keys, alike between braces so that a cluster keeps them together:

``token``
    A hash of the encrypted value and the token's tag. It expires with the token.
``lease``
    Who is minting a token. It expires when its owner died; only its owner ends it earlier.
``fence``
    The number of the latest lease. Numbers only grow, even in a Redis that lost its data, so a process that was away
    for longer than its lease cannot put an older token over a newer one.
"""

from __future__ import annotations

from typing import Final

__all__ = ["CLAIM_TOKEN", "EXTEND_TOKEN", "RELEASE_TOKEN", "SAVE_TOKEN"]

# What is not ours counts as empty, and is replaced: a key of another type, and one that would never expire.
# The number of the last lease counts however long it is kept: a number that is too high does no harm.
_TYPED: Final = """
local function is(key, kind) return redis.call('TYPE', key)['ok'] == kind and redis.call('PTTL', key) ~= -1 end
local function number_at(key)
  return redis.call('TYPE', key)['ok'] == 'string' and tonumber(redis.call('GET', key)) or 0
end
"""
CLAIM_TOKEN: Final = (
    _TYPED
    + """
if is(KEYS[1], 'hash') then
  local token = redis.call('HMGET', KEYS[1], 'value', 'tag')
  if token[1] and token[2] and token[2] ~= ARGV[3] then
    return {'token', token[1], token[2], redis.call('PTTL', KEYS[1])}
  end
end
redis.call('DEL', KEYS[1])
if not is(KEYS[2], 'string') then redis.call('DEL', KEYS[2]) end
if not redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[2]) then return {'wait'} end
local time = redis.call('TIME')
local fence = time[1] * 1000000 + time[2]
local last = number_at(KEYS[3])
if fence <= last then fence = last + 1 end
fence = string.format('%.0f', fence)
redis.call('SET', KEYS[3], fence, 'PX', ARGV[4])
return {'lease', fence}
"""
)
"""Arguments: the owner of a new lease, its milliseconds, an unwanted tag or nothing, milliseconds to keep the fence."""
SAVE_TOKEN: Final = (
    _TYPED
    + """
if is(KEYS[2], 'string') and redis.call('GET', KEYS[2]) == ARGV[1] then redis.call('DEL', KEYS[2]) end
local last = number_at(KEYS[3])
if last > tonumber(ARGV[2]) then
  if not is(KEYS[1], 'hash') then return {'late'} end
  local newer = redis.call('HMGET', KEYS[1], 'value', 'tag')
  if not newer[1] or not newer[2] then return {'late'} end
  return {'token', newer[1], newer[2], redis.call('PTTL', KEYS[1])}
end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'value', ARGV[3], 'tag', ARGV[4])
redis.call('PEXPIRE', KEYS[1], ARGV[5])
return {'saved'}
"""
)
"""Arguments: the lease's owner and fence, the value, its tag, milliseconds to keep it."""
RELEASE_TOKEN: Final = (
    _TYPED
    + """
if is(KEYS[2], 'string') and redis.call('GET', KEYS[2]) == ARGV[1] then redis.call('DEL', KEYS[2]) end
return {'released'}
"""
)
"""Argument: the lease's owner."""
EXTEND_TOKEN: Final = (
    _TYPED
    + """
if is(KEYS[1], 'hash') and redis.call('HGET', KEYS[1], 'tag') == ARGV[1] then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return {'extended'}
"""
)
"""Arguments: the tag of the token that was used, milliseconds to keep it."""
BEGIN_DELIVERY: Final = """
if redis.call('SET', KEYS[1], 'in_progress', 'NX', 'PX', ARGV[1]) then return {'new'} end
return {redis.call('GET', KEYS[1])}
"""
"""Argument: milliseconds after which somebody else may begin."""
FINISH_DELIVERY: Final = """
redis.call('SET', KEYS[1], 'handled', 'PX', ARGV[1])
return {'handled'}
"""
"""Argument: milliseconds to remember it."""
ABANDON_DELIVERY: Final = """
redis.call('DEL', KEYS[1])
return {'new'}
"""
