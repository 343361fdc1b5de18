import { afterAll, beforeAll } from 'vitest';
import { MemoryExchange } from '../../signaling/memory-exchange.ts';
import { RedisExchange } from '../../signaling/redis-exchange.ts';
import { systemClock } from '../../src/base/clock.ts';
import { secureRandom } from '../../src/base/random.ts';
import { startRedis } from '../support/redis-server.ts';
import type { TestRedis } from '../support/redis-server.ts';
import { SUITE_LIMITS, exchangeSuite } from './exchange.suite.ts';

const parts = {
  clock: systemClock,
  random: secureRandom,
  limits: SUITE_LIMITS,
  onRefused: () => undefined,
};

exchangeSuite('MemoryExchange', async () => {
  const exchange = new MemoryExchange(parts);
  return { one: exchange, two: exchange, close: () => exchange.close() };
});

let redis: TestRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());

exchangeSuite('RedisExchange', async () => {
  await redis.command('FLUSHALL');
  const [one, two] = await Promise.all([
    RedisExchange.open(redis.url, parts),
    RedisExchange.open(redis.url, parts),
  ]);
  return {
    one,
    two,
    async close() {
      await one.close();
      await two.close();
    },
  };
});
