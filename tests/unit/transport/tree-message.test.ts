import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toBase64Url } from '../../../src/base/bytes.ts';
import type { PeerId } from '../../../src/protocol/ids.ts';
import { compareRanks } from '../../../src/transport/rank.ts';
import type { Rank } from '../../../src/transport/rank.ts';
import {
  encodeTreeMessage,
  MAX_CARRIED,
  MAX_HOPS,
  parseTreeMessage,
} from '../../../src/transport/tree-message.ts';
import type { TreeMessage } from '../../../src/transport/tree-message.ts';

const peer = fc
  .uint8Array({ minLength: 16, maxLength: 16 })
  .map((bytes) => toBase64Url(Uint8Array.from(bytes)) as PeerId);
const rank: fc.Arbitrary<Rank> = fc.record({
  owner: fc.boolean(),
  joinedAt: fc.nat({ max: 2 ** 48 - 1 }),
  peer,
});
const path = fc
  .uniqueArray(rank, { minLength: 1, maxLength: MAX_HOPS, selector: (one) => one.peer })
  .map((ranks) => ranks.toSorted(compareRanks));
const peers = (minLength: number, maxLength: number): fc.Arbitrary<PeerId[]> =>
  fc.uniqueArray(peer, { minLength, maxLength });
const way = peers(2, MAX_HOPS + 1).chain((hops) =>
  fc.record({ hops: fc.constant(hops), at: fc.integer({ min: 1, max: hops.length - 1 }) }),
);
const message: fc.Arbitrary<TreeMessage> = fc.oneof(
  path.map((ranks) => ({ kind: 'path', path: ranks }) as const),
  fc.constant({ kind: 'adopt' } as const),
  fc.record({ kind: fc.constant('found' as const), via: peers(1, MAX_HOPS), path }),
  fc
    .tuple(way, fc.uint8Array({ maxLength: 200 }))
    .map(([on, payload]) => ({ kind: 'carry', ...on, payload: Uint8Array.from(payload) }) as const),
  fc.tuple(way, peer).map(([on, target]) => ({ kind: 'stuck', ...on, target }) as const),
);

const id = (byte: number): PeerId => toBase64Url(new Uint8Array(16).fill(byte)) as PeerId;
const at = (joinedAt: number, byte: number): Rank => ({ owner: false, joinedAt, peer: id(byte) });

test('[SE1] every message of the tree comes back as it was', () => {
  fc.assert(
    fc.property(message, (said) => {
      expect(parseTreeMessage(encodeTreeMessage(said))).toEqual(said);
    }),
    { numRuns: 500 },
  );
});

test('[SE1] any bytes are a message that says the same again, or none', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
      const read = parseTreeMessage(bytes);
      if (read !== null) expect(encodeTreeMessage(read)).toEqual(Uint8Array.from(bytes));
    }),
    { numRuns: 2_000 },
  );
});

test('[SE1] a message with bytes changed, cut off or added is read strictly or not at all', () => {
  const change = fc.record({ place: fc.nat(), byte: fc.nat(255), keep: fc.nat(), more: fc.nat(3) });
  fc.assert(
    fc.property(message, change, (said, { place, byte, keep, more }) => {
      const bytes = encodeTreeMessage(said);
      const changed = Uint8Array.from(bytes);
      changed[place % bytes.length] = byte;
      const longer = new Uint8Array(bytes.length + more);
      longer.set(bytes);
      for (const hostile of [changed, bytes.slice(0, keep % (bytes.length + 1)), longer]) {
        const read = parseTreeMessage(hostile);
        if (read !== null) expect(encodeTreeMessage(read)).toEqual(hostile);
      }
    }),
    { numRuns: 1_000 },
  );
});

test('[TR3] a path that does not lead downwards, an empty one and one too long are none', () => {
  const rising = Array.from({ length: MAX_HOPS + 1 }, (_, i) => at(i, i));
  for (const wrong of [[], [at(2, 1), at(1, 2)], [at(1, 1), at(1, 1)], rising]) {
    expect(parseTreeMessage(encodeTreeMessage({ kind: 'path', path: wrong }))).toBe(null);
    const found = { kind: 'found', via: [id(9)], path: wrong } as const;
    expect(parseTreeMessage(encodeTreeMessage(found))).toBe(null);
  }
  expect(parseTreeMessage(encodeTreeMessage({ kind: 'path', path: rising.slice(1) }))).not.toBe(
    null,
  );
});

test('[TR4] a way in a circle, beyond its limits, or with a receiver outside it is none', () => {
  const long = Array.from({ length: MAX_HOPS + 2 }, (_, i) => id(i));
  const payload = new Uint8Array(1);
  for (const [hops, index] of [
    [[id(1), id(2), id(1)], 1],
    [long, 1],
    [[id(1), id(2)], 0],
    [[id(1), id(2)], 2],
    [[], 0],
  ] as const) {
    expect(parseTreeMessage(encodeTreeMessage({ kind: 'carry', hops, at: index, payload }))).toBe(
      null,
    );
    const stuck = { kind: 'stuck', hops, at: index, target: id(7) } as const;
    expect(parseTreeMessage(encodeTreeMessage(stuck))).toBe(null);
  }
  const hops = [id(1), id(2)];
  for (const [length, read] of [
    [MAX_CARRIED, true],
    [MAX_CARRIED + 1, false],
  ] as const) {
    const carry = { kind: 'carry', hops, at: 1, payload: new Uint8Array(length) } as const;
    expect(parseTreeMessage(encodeTreeMessage(carry)) !== null).toBe(read);
  }
});
