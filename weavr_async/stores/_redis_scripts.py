"""What `RedisStore` runs inside Redis: each script is one atomic step.

A token has three keys, alike between braces so that a cluster keeps them together:

``token``
    A hash of the encrypted value and the token's tag. It expires with the token.
``lease``
    Who is minting a token. It expires when its owner died; only its owner ends it earlier.
``fence``
    The number of the latest lease. Numbers only grow, even in a Redis that lost its data, so a process that was away
    for longer than its lease cannot put an older token over a newer one.

The rate limits of an api key have three keys as well. Their times are microseconds since 1970, by Redis's clock:

``places``
    A sorted set: when each place was used or, where that lies ahead, is booked. A member is a process and a number.
``gate``
    A hash: until when no place is given, the note about the limits, and the epoch of this data.
``waiting``
    A sorted set: the processes that have a booked place, and until when they count as waiting.
"""

from __future__ import annotations

from typing import Final

__all__ = [
    "ABANDON_DELIVERY",
    "BEGIN_DELIVERY",
    "CLAIM_TOKEN",
    "CLOSE_PLACES",
    "EXTEND_TOKEN",
    "FINISH_DELIVERY",
    "RELEASE_TOKEN",
    "REPORT_PLACES",
    "RETURN_PLACES",
    "SAVE_TOKEN",
    "TAKE_PLACES",
]

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

_PLACES: Final = (
    _TYPED
    + """
if not is(KEYS[1], 'zset') then redis.call('DEL', KEYS[1]) end
if not is(KEYS[2], 'hash') then redis.call('DEL', KEYS[2]) end
if not is(KEYS[3], 'zset') then redis.call('DEL', KEYS[3]) end
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local function text(number) return string.format('%.0f', number) end
local function keep(key, microseconds) redis.call('PEXPIRE', key, text(math.ceil(microseconds / 1000) + 1000)) end
local forty_days = 3456000000000
"""
)
TAKE_PLACES: Final = (
    _PLACES
    + """
local process, first, count, booked = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
local limits, spans, longest = {}, {}, 0
for i = 8, #ARGV, 2 do
  limits[#limits + 1], spans[#spans + 1] = tonumber(ARGV[i]), tonumber(ARGV[i + 1])
  longest = math.max(longest, spans[#spans])
end
local gate = redis.call('HMGET', KEYS[2], 'epoch', 'note', 'closed')
local epoch, note, closed = gate[1], gate[2] or '', tonumber(gate[3] or 0) or 0
if not epoch then
  epoch = ARGV[7]
  redis.call('HSET', KEYS[2], 'epoch', epoch)
  keep(KEYS[2], forty_days)
end
local given, due, held_by = 0, now, 0
local function taken(span, to) return redis.call('ZCOUNT', KEYS[1], text(now - span + 1), to) end
local function free(to, most)
  for i, span in ipairs(spans) do most = math.min(most, limits[i] - taken(span, to)) end
  return most
end
local function add(at) redis.call('ZADD', KEYS[1], text(at), process .. ':' .. text(first + given)) end
local function reply()
  local used = {given, due - now, held_by, math.max(closed - now, 0), note, epoch}
  for _, span in ipairs(spans) do used[#used + 1] = taken(span, text(now)) end
  return used
end
if note ~= ARGV[5] or epoch ~= ARGV[6] then return reply() end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', text(now - longest))
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', text(now))
redis.call('ZREM', KEYS[3], process)
local others = redis.call('ZCARD', KEYS[3])
if booked ~= '' and redis.call('ZREM', KEYS[1], process .. ':' .. booked) == 1 then
  if now >= closed and free(text(now), 1) >= 1 then
    add(now)
    given = 1
  end
end
if now >= closed then
  local share = math.ceil(free('+inf', count * (others + 1)) / (others + 1))
  for _ = 1, math.min(count - given, share) do
    add(now)
    given = given + 1
  end
end
if given < count then
  due = math.max(now, closed)
  for i, limit in ipairs(limits) do
    local last = redis.call('ZREVRANGE', KEYS[1], limit - 1, limit - 1, 'WITHSCORES')
    if last[2] and last[2] + spans[i] > due then due, held_by = last[2] + spans[i], i end
  end
  if due <= now then due = now + 20000 end
  add(due)
  redis.call('ZADD', KEYS[3], text(due + 1000000), process)
  keep(KEYS[3], due - now + 1000000)
end
if redis.call('EXISTS', KEYS[1]) == 1 then keep(KEYS[1], due - now + longest) end
return reply()
"""
)
"""Arguments: the process, the number of its first place, how many it wants, the number of a booked place or nothing,
the note and the epoch that it knows, a new epoch, and for each window its limit and its microseconds."""
RETURN_PLACES: Final = (
    _PLACES
    + """
for i = 2, #ARGV do redis.call('ZREM', KEYS[1], ARGV[1] .. ':' .. ARGV[i]) end
redis.call('ZREM', KEYS[3], ARGV[1])
return {'returned'}
"""
)
"""Arguments: the process, and the numbers of its places."""
REPORT_PLACES: Final = (
    _PLACES
    + """
local longest = tonumber(ARGV[2])
for i = 3, #ARGV, 2 do
  redis.call('ZADD', KEYS[1], 'NX', text(now - tonumber(ARGV[i + 1])), ARGV[1] .. ':' .. ARGV[i])
end
if redis.call('EXISTS', KEYS[1]) == 1 then keep(KEYS[1], math.max(longest, redis.call('PTTL', KEYS[1]) * 1000)) end
return {'reported'}
"""
)
"""Arguments: the process, microseconds to keep the places, and for each its number and how long ago it was used."""
CLOSE_PLACES: Final = (
    _PLACES
    + """
local seconds = tonumber(ARGV[1])
redis.call('HSET', KEYS[2], 'note', ARGV[2])
if seconds > 0 then
  local closed = tonumber(redis.call('HGET', KEYS[2], 'closed') or 0) or 0
  redis.call('HSET', KEYS[2], 'closed', text(math.max(closed, now + seconds)))
  redis.call('ZREMRANGEBYSCORE', KEYS[1], text(now + 1), '+inf')
end
keep(KEYS[2], forty_days)
return {'closed'}
"""
)
"""Arguments: for how many microseconds, and the note about the limits."""
