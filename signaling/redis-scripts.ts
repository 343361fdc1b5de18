/**
 * What has to happen in Redis in one piece. A room is a hash: peer id → "since instance card", `since` in µs by Redis's
 * clock; its members count as long as their instance's heartbeat key exists.
 */

const MEMBERS = `
local function owner(held) return string.match(held, '^%d+ (%S+) ') end
local function lives(instance) return redis.call('EXISTS', ARGV[1] .. instance) == 1 end
`;

/**
 * Enters a member. Keys: room. Arguments: heartbeat prefix, instance, peer, card, member limit, ttl in seconds.
 * Returns "ok", "full", or the instance of a live one who holds the id.
 */
export const ENTER = `${MEMBERS}
local held = redis.call('HGET', KEYS[1], ARGV[3])
if held then
  local holder = owner(held)
  if holder ~= ARGV[2] and lives(holder) then return holder end
  redis.call('HDEL', KEYS[1], ARGV[3])
end
if redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[5]) then
  local all = redis.call('HGETALL', KEYS[1])
  for i = 1, #all, 2 do
    if not lives(owner(all[i + 1])) then redis.call('HDEL', KEYS[1], all[i]) end
  end
  if redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[5]) then return 'full' end
end
local now = redis.call('TIME')
local since = string.format('%d%06d', now[1], now[2])
redis.call('HSET', KEYS[1], ARGV[3], since .. ' ' .. ARGV[2] .. ' ' .. ARGV[4])
redis.call('EXPIRE', KEYS[1], ARGV[6])
return 'ok'`;

/** Takes a member out where the instance holds it. Keys: room. Arguments: heartbeat prefix, instance, peer. */
export const LEAVE = `${MEMBERS}
local held = redis.call('HGET', KEYS[1], ARGV[3])
if held and owner(held) == ARGV[2] then redis.call('HDEL', KEYS[1], ARGV[3]) end
return 1`;

/** Keeps a new card and tells the room. Keys: room. Arguments: heartbeat prefix, instance, peer, card, channel, news. */
export const ANNOUNCE = `${MEMBERS}
local held = redis.call('HGET', KEYS[1], ARGV[3])
if held and owner(held) == ARGV[2] then
  redis.call('HSET', KEYS[1], ARGV[3], string.match(held, '^%d+') .. ' ' .. ARGV[2] .. ' ' .. ARGV[4])
  redis.call('PUBLISH', ARGV[5], ARGV[6])
end
return 1`;

/** The members of living instances, and takes the others out. Keys: room. Arguments: heartbeat prefix. Returns peer, value, … */
export const LIST = `${MEMBERS}
local all = redis.call('HGETALL', KEYS[1])
local known, listed = {}, {}
for i = 1, #all, 2 do
  local holder = owner(all[i + 1])
  if known[holder] == nil then known[holder] = lives(holder) end
  if known[holder] then
    listed[#listed + 1] = all[i]
    listed[#listed + 1] = all[i + 1]
  else
    redis.call('HDEL', KEYS[1], all[i])
  end
end
return listed`;

/**
 * Hands a letter to the instance where a peer is. Keys: room. Arguments: heartbeat prefix, peer, channel prefix, letter.
 * Returns 0 where the peer is in no instance that listens.
 */
export const ROUTE = `${MEMBERS}
local held = redis.call('HGET', KEYS[1], ARGV[2])
if not held then return 0 end
local heard = redis.call('PUBLISH', ARGV[3] .. owner(held), ARGV[4])
if heard == 0 then redis.call('HDEL', KEYS[1], ARGV[2]) end
return heard`;

const KEEPERS = `
local function keeps(keeper)
  if keeper == false or keeper == '' then return false end
  return redis.call('EXISTS', ARGV[1] .. string.match(keeper, '^(%S+) ')) == 1
end
`;

/**
 * Keeps a ticket, by the rules of \`CodeShelf\`. Keys: code, codes of the room, all codes. Arguments: heartbeat prefix,
 * keeper, id, ticket, room, ttl in ms, limit of the room, limit of all, now in ms, longest ttl in ms. Returns 1 or 0.
 */
export const PUT_CODE = `${KEEPERS}
redis.call('ZREMRANGEBYSCORE', KEYS[2], 0, ARGV[9])
redis.call('ZREMRANGEBYSCORE', KEYS[3], 0, ARGV[9])
local kept = redis.call('HMGET', KEYS[1], 'room', 'ticket', 'keeper')
if kept[1] then
  if kept[1] ~= ARGV[5] or kept[2] ~= ARGV[4] then return 0 end
  if kept[3] ~= ARGV[2] and keeps(kept[3]) then return 1 end
elseif redis.call('ZCARD', KEYS[2]) >= tonumber(ARGV[7]) or redis.call('ZCARD', KEYS[3]) >= tonumber(ARGV[8]) then
  return 0
end
redis.call('HSET', KEYS[1], 'room', ARGV[5], 'ticket', ARGV[4], 'keeper', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[6])
local untilMs = tonumber(ARGV[9]) + tonumber(ARGV[6])
for i = 2, 3 do
  redis.call('ZADD', KEYS[i], string.format('%.0f', untilMs), ARGV[3])
  redis.call('PEXPIRE', KEYS[i], ARGV[10])
end
return 1`;

/**
 * Withdraws a code. Keys: as for \`PUT_CODE\`. Arguments: heartbeat prefix, keeper, id, room, channel, news.
 * Returns 0 where it belongs to another room or a live keeper.
 */
export const DROP_CODE = `${KEEPERS}
local kept = redis.call('HMGET', KEYS[1], 'room', 'keeper')
if kept[1] and (kept[1] ~= ARGV[4] or (kept[2] ~= ARGV[2] and keeps(kept[2]))) then return 0 end
redis.call('DEL', KEYS[1])
redis.call('ZREM', KEYS[2], ARGV[3])
redis.call('ZREM', KEYS[3], ARGV[3])
redis.call('PUBLISH', ARGV[5], ARGV[6])
return 1`;

/** Frees a code of its keeper. Keys: code. Arguments: keeper. */
export const RELEASE_CODE = `
if redis.call('HGET', KEYS[1], 'keeper') == ARGV[1] then redis.call('HSET', KEYS[1], 'keeper', '') end
return 1`;

/** Adds to a counter that ends. Keys: counter. Arguments: how much, ttl in ms, counted from the first. Returns the sum. */
export const COUNT = `
local sum = redis.call('INCRBY', KEYS[1], ARGV[1])
if sum == tonumber(ARGV[1]) then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return sum`;
