import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Exchange, LocalMember } from '../../signaling/exchange.ts';
import { DEFAULT_LIMITS } from '../../signaling/server-limits.ts';
import type { ServerLimits } from '../../signaling/server-limits.ts';
import type { RoomMember, ServerMessage } from '../../src/protocol/signaling-messages.ts';

/** Limits small enough to reach. */
export const SUITE_LIMITS: ServerLimits = {
  ...DEFAULT_LIMITS,
  roomMembers: 3,
  codes: 4,
  codesPerRoom: 2,
  wrongCodes: 3,
  claimMs: 100,
  relayBytesPerHour: 200_000,
};

/** Two sides of one exchange: two instances, or twice the same where there is one. */
export interface ExchangePair {
  readonly one: Exchange;
  readonly two: Exchange;
  close(): Promise<void>;
}

/** A member that keeps what it is told. */
export class TestMember implements LocalMember {
  readonly told: string[] = [];
  readonly relayed: string[] = [];
  card = 'card';
  watching = false;
  alive = true;
  readonly peer: string;
  onDead: () => void = () => undefined;
  /** Relayed bytes wait for it. */
  ready: Promise<void> = Promise.resolve();

  constructor(peer: string) {
    this.peer = peer;
  }

  send(message: ServerMessage): void {
    this.told.push(JSON.stringify(message));
  }

  deliver(peer: string, data: string): boolean {
    this.send({ type: 'from', peer, data });
    return true;
  }

  async relay(from: string, payload: Uint8Array): Promise<boolean> {
    await this.ready;
    this.relayed.push(`${from} ${[...payload].join(',')}`);
    return true;
  }

  async proveAlive(): Promise<boolean> {
    if (!this.alive) this.onDead();
    return this.alive;
  }
}

/** Resolves when the condition holds; looks again in each turn of the event loop. */
export async function eventually(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** What every `Exchange` has to do, whichever side a member is on. */
export function exchangeSuite(name: string, open: () => Promise<ExchangePair>): void {
  describe(name, () => {
    let pair: ExchangePair;
    let one: Exchange;
    let two: Exchange;
    let rooms = 0;
    let room = '';

    beforeEach(async () => {
      pair = await open();
      ({ one, two } = pair);
      room = `room${rooms++}`;
    });

    afterEach(() => pair.close());

    async function entered(exchange: Exchange, peer: string): Promise<TestMember> {
      const member = new TestMember(peer);
      expect(await exchange.enter(room, member)).toBe('ok');
      return member;
    }

    test('members are listed longest present first, without the asker, up to a count', async () => {
      const a = await entered(one, 'a');
      await entered(two, 'b');
      await entered(one, 'c');
      const peers = (found: RoomMember[]): string[] => found.map(({ peer }) => peer);
      expect(peers(await one.others(room, a, 0, 10))).toEqual(['b', 'c']);
      expect(peers(await two.others(room, new TestMember('c'), 0, 10))).toContain('a');
      expect(await one.others(room, a, 0, 1)).toEqual([{ peer: 'b', card: 'card' }]);
      expect(peers(await one.others(room, a, 1, 1))).toEqual(['c']);
      expect(await one.others(room, a, 2, 1)).toEqual([]);
      expect(await one.others('another', a, 0, 10)).toEqual([]);
    });

    test('what is sent arrives once, unchanged and in order, and not elsewhere', async () => {
      await entered(one, 'a');
      const b = await entered(two, 'b');
      const c = await entered(two, 'c');
      for (let i = 0; i < 20; i++) {
        expect(await one.send(room, 'a', 'b', `${i} "ä\n\u0000 😀`)).toBe(true);
      }
      const told = b.told.map((text) => (JSON.parse(text) as { data: string }).data);
      expect(told).toEqual(Array.from({ length: 20 }, (_, i) => `${i} "ä\n\u0000 😀`));
      expect(c.told).toEqual([]);
    });

    test('relayed bytes arrive unchanged, and the sender waits until there is room for more', async () => {
      await entered(one, 'a');
      const b = await entered(two, 'b');
      let free: () => void = () => undefined;
      b.ready = new Promise((resolve) => (free = resolve));
      let settled = false;
      const relaying = one
        .relay(room, 'a', 'b', Uint8Array.of(0, 10, 255, 13))
        .finally(() => (settled = true));
      await two.others(room, b, 0, 1); // a turn to the other side and back
      expect(settled).toBe(false);
      free();
      expect(await relaying).toBe(true);
      expect(b.relayed).toEqual(['a 0,10,255,13']);
    });

    test('whoever is not there, or no longer, cannot be reached', async () => {
      const a = await entered(one, 'a');
      const b = await entered(two, 'b');
      expect(await one.send(room, 'a', 'nobody', 'x')).toBe(false);
      expect(await one.send('another', 'a', 'b', 'x')).toBe(false);
      two.leave(room, b);
      expect(await one.send(room, 'a', 'b', 'x')).toBe(false);
      expect(await one.relay(room, 'a', 'b', Uint8Array.of(1))).toBe(false);
      expect(await one.others(room, a, 0, 9)).toEqual([]);
    });

    test('watchers on every side learn once of who enters and of a new card; others do not', async () => {
      const a = await entered(one, 'a');
      const b = await entered(two, 'b');
      await two.send(room, 'b', 'a', 'first'); // the news of b's entering has come before it
      a.told.length = 0;
      a.watching = true;
      const c = await entered(two, 'c');
      await eventually(() => a.told.length > 0);
      c.card = 'new';
      two.announce(room, c);
      await eventually(() => a.told.length > 1);
      await two.send(room, 'c', 'a', 'last');
      expect(a.told.map((text) => JSON.parse(text) as unknown)).toEqual([
        { type: 'member', member: { peer: 'c', card: 'card' } },
        { type: 'member', member: { peer: 'c', card: 'new' } },
        { type: 'from', peer: 'c', data: 'last' },
      ]);
      expect(b.told).toEqual([]);
      const listed = (await one.others(room, a, 0, 9)).find(({ peer }) => peer === 'c');
      expect(listed?.card).toBe('new');
    });

    test('a live holder keeps its id, a dead one gives it up', async () => {
      const holder = await entered(one, 'a');
      expect(await two.enter(room, new TestMember('a'))).toBe('peer-taken');
      expect(await one.enter(room, new TestMember('a'))).toBe('peer-taken');
      holder.alive = false;
      holder.onDead = () => one.leave(room, holder);
      const next = await entered(two, 'a');
      await entered(one, 'b');
      expect(await one.send(room, 'b', 'a', 'x')).toBe(true);
      expect(next.told.length).toBe(1);
      expect(holder.told).toEqual([]);
    });

    test('a room has a limited number of members in all, and a place that was left is free', async () => {
      const a = await entered(one, 'a');
      await entered(two, 'b');
      await entered(one, 'c');
      expect(await two.enter(room, new TestMember('d'))).toBe('room-full');
      expect(await one.enter(room, new TestMember('d'))).toBe('room-full');
      one.leave(room, a);
      await eventually(async () => (await two.enter(room, new TestMember('d'))) === 'ok');
    });

    test('many who want one id at once: one gets it', async () => {
      const tries = [one, two, one, two].map((side) => side.enter(room, new TestMember('a')));
      expect((await Promise.all(tries)).toSorted()).toEqual([
        'ok',
        'peer-taken',
        'peer-taken',
        'peer-taken',
      ]);
    });

    describe('codes', () => {
      const keeper = { id: 'k1', alive: true };
      const other = { id: 'k2', alive: true };

      test('a ticket is found on every side, and never changes hands', async () => {
        const id = `${room}1`;
        expect(await one.codes.put(id, 't', 60, room, keeper)).toBe(true);
        expect(await two.codes.get(id)).toBe('t');
        expect(await two.codes.put(id, 'mine', 60, room, other)).toBe(false);
        expect(await two.codes.put(id, 't', 60, 'another', other)).toBe(false);
        expect(await two.codes.put(id, 't', 60, room, other)).toBe(true); // kept already
        expect(await two.codes.drop(id, room, other)).toBe(false);
        expect(await two.codes.drop(id, 'another', other)).toBe(false);
        expect(await one.codes.get(id)).toBe('t');
        expect(await one.codes.drop(id, room, keeper)).toBe(true);
        expect(await two.codes.get(id)).toBeNull();
        expect(await two.codes.drop(id, room, other)).toBe(true);
      });

      test('who comes after its keeper may withdraw it', async () => {
        const id = `${room}1`;
        const leaving = { id: 'k3', alive: true };
        await one.codes.put(id, 't', 60, room, leaving);
        leaving.alive = false;
        one.codes.release(leaving);
        await eventually(() => two.codes.drop(id, room, other));
        expect(await one.codes.get(id)).toBeNull();
      });

      test('a room has a limited number, and all together', async () => {
        const put = (side: Exchange, id: string, of: string): Promise<boolean> =>
          side.codes.put(room + id, 't', 60, of, keeper);
        expect(await put(one, '1', room)).toBe(true);
        expect(await put(two, '2', room)).toBe(true);
        expect(await put(one, '3', room)).toBe(false);
        expect(await put(two, '4', `${room}x`)).toBe(true);
        expect(await put(one, '5', `${room}y`)).toBe(true);
        expect(await put(two, '6', `${room}z`)).toBe(false);
        await one.codes.drop(`${room}1`, room, keeper);
        expect(await put(two, '6', `${room}z`)).toBe(true);
      });

      test('a ticket dies with its time', async () => {
        await one.codes.put(`${room}1`, 't', 1, room, keeper);
        await eventually(async () => (await two.codes.get(`${room}1`)) === null);
        expect(await two.codes.put(`${room}1`, 'new', 60, `${room}x`, other)).toBe(true);
      });
    });

    test('wrong codes count in all', async () => {
      await one.wrongCodes.count('b1');
      await two.wrongCodes.count('b1');
      expect(await one.wrongCodes.exceeded('b1')).toBe(false);
      await one.wrongCodes.count('b1');
      expect(await one.wrongCodes.exceeded('b1')).toBe(true);
      expect(await two.wrongCodes.exceeded('b1')).toBe(true);
      expect(await two.wrongCodes.exceeded('b2')).toBe(false);
    });

    test("a room's relayed bytes count in all, within what one instance takes ahead", async () => {
      let sum = 0;
      for (const side of [one, two, one, two]) {
        while (await side.relayQuota.spend(room, 1_000)) sum += 1_000;
      }
      expect(sum).toBeGreaterThan(SUITE_LIMITS.relayBytesPerHour * 0.7);
      expect(sum).toBeLessThanOrEqual(SUITE_LIMITS.relayBytesPerHour);
      expect(await one.relayQuota.spend('another', 1_000)).toBe(true);
    });

    test('addresses are counted under one secret', () => {
      expect(two.addressSecret).toEqual(one.addressSecret);
      expect(one.addressSecret.length).toBe(32);
    });
  });
}
