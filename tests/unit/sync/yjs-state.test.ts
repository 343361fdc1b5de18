import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { Bytes } from '../../../src/base/bytes.ts';
import { canonicalState, inspectState } from '../../../src/sync/yjs-state.ts';
import { editNotebook } from '../../fuzz/edit-notebook.ts';
import { SeededRandom } from '../../fuzz/seeded-random.ts';

/** Some writers who hear of each other now and then; all updates in an order in which each could be applied. */
function history(seed: number, writers = 3, edits = 60): Bytes[] {
  const random = new SeededRandom(seed);
  const updates: Bytes[] = [];
  const docs = Array.from({ length: writers }, (_, i) => {
    const doc = new Y.Doc();
    doc.clientID = 100 + i;
    doc.on('afterTransaction', (transaction: Y.Transaction) => {
      if (transaction.origin === 'remote') transaction._needFormattingCleanup = false;
    });
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'remote') updates.push(update as Bytes);
    });
    return { doc, seen: 0 };
  });
  for (let i = 0; i < edits; i++) {
    const writer = random.pick(docs);
    if (random.chance(0.5)) {
      for (const update of updates.slice(writer.seen)) Y.applyUpdate(writer.doc, update, 'remote');
      writer.seen = updates.length;
    }
    writer.doc.transact(() => editNotebook(writer.doc, random));
  }
  return updates;
}

/** The same updates, those of each writer in their order, the writers mixed anew as far as what they name allows. */
function reordered(updates: readonly Bytes[], random: SeededRandom): Bytes[] {
  const doc = new Y.Doc();
  const left = [...updates];
  const order: Bytes[] = [];
  while (left.length > 0) {
    const reach = Math.min(left.length, 12);
    for (let tries = 0; ; tries++) {
      const at = tries < 20 ? random.below(reach) : 0;
      const update = left[at] as Bytes;
      const { structs, ds } = Y.decodeUpdate(update);
      const clock = (client: number): number => Y.getState(doc.store, client);
      const first = structs[0];
      const ready =
        (first === undefined || first.id.clock <= clock(first.id.client)) &&
        structs.every(
          (struct) =>
            !(struct instanceof Y.Item) ||
            [struct.origin, struct.rightOrigin, struct.parent as unknown].every(
              (id) =>
                !(id instanceof Y.ID) ||
                id.client === struct.id.client ||
                id.clock < clock(id.client),
            ),
        ) &&
        [...ds.clients].every(([client, ranges]) =>
          ranges.every(
            ({ clock: from, len }) => from + len <= clock(client) || client === first?.id.client,
          ),
        );
      if (!ready && at > 0) continue;
      Y.applyUpdate(doc, update);
      order.push(update);
      left.splice(at, 1);
      break;
    }
  }
  return order;
}

describe('[SY8] the state of a document', () => {
  test('has one form, in whatever order its updates came, one by one or merged', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const updates = history(seed);
      const expected = canonicalState(updates);
      expect(expected).not.toBeNull();
      const random = new SeededRandom(seed);
      const other = new Y.Doc();
      other.on('afterTransaction', (transaction: Y.Transaction) => {
        transaction._needFormattingCleanup = false;
      });
      for (const update of reordered(updates, random)) {
        other.transact(() => Y.applyUpdate(other, update), 'one by one');
      }
      const merged = Y.mergeUpdates([...updates]) as Bytes;
      expect(canonicalState(reordered(updates, random)), `seed ${seed}: order`).toEqual(expected);
      expect(canonicalState([merged]), `seed ${seed}: merged`).toEqual(expected);
      expect(canonicalState([expected as Bytes]), `seed ${seed}: twice`).toEqual(expected);
      expect(canonicalState([Y.encodeStateAsUpdate(other) as Bytes]), `seed ${seed}: live`).toEqual(
        expected,
      );
      for (const part of [10, 30, 50])
        expect(
          canonicalState([...updates.slice(0, part), expected as Bytes]),
          `seed ${seed}: the state on ${part} updates`,
        ).toEqual(expected);
      const half = canonicalState(updates.slice(0, 30)) as Bytes;
      expect(canonicalState([half, ...updates.slice(30)]), `seed ${seed}: on a state`).toEqual(
        expected,
      );
      const clocks = inspectState(expected as Bytes);
      expect(clocks.ok).toBe(true);
    }
  });

  test('is another where anything in it is another', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const updates = history(seed, 3, 30);
      const truth = canonicalState(updates) as Bytes;
      const random = new SeededRandom(seed);
      const doc = new Y.Doc();
      Y.applyUpdate(doc, truth);
      doc.clientID = 100;
      doc.getArray('tokens').push(['more']);
      expect(canonicalState([Y.encodeStateAsUpdate(doc) as Bytes])).not.toEqual(truth);
      const without = random.below(updates.length);
      const less = canonicalState(updates.filter((_, i) => i !== without));
      if (Y.decodeUpdate(updates[without] as Bytes).structs.length > 0)
        expect(less).not.toEqual(truth);
    }
  });

  test('[SE1] is refused with holes, with what it lacks, and as bytes at random; nothing throws', () => {
    const updates = history(7);
    const whole = Y.mergeUpdates([...updates]) as Bytes;
    expect(inspectState(whole).ok).toBe(true);
    expect(inspectState(Y.mergeUpdates(updates.slice(20)) as Bytes).ok).toBe(false);
    const random = new SeededRandom(5);
    for (let i = 0; i < 3_000; i++) {
      const bytes = whole.slice(0, random.chance(0.3) ? random.below(whole.length) : whole.length);
      for (let j = 0; j < 3; j++) bytes[random.below(bytes.length)] = random.below(256);
      if (inspectState(bytes).ok) canonicalState([bytes]);
    }
  });

  test('[SE1] is none where two of its items wait for each other', () => {
    const letter = (client: number, text: number, origin: number): number[] => [
      ...[1, client, 0], // one struct of `client` from clock 0
      ...[0x84, origin, 0, 1, text], // a letter to the right of the first of `origin`
    ];
    const state = new Uint8Array([2, ...letter(2, 97, 1), ...letter(1, 98, 2), 0]);
    expect(inspectState(state).ok).toBe(true);
    expect(canonicalState([state])).toBeNull();
  });
});
