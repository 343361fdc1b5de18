import * as Y from 'yjs';
import type { Bytes } from '../base/bytes.ts';
import { err, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import { inspectItem, MAX_CLOCK, need } from './yjs-update.ts';
import type { UpdateError } from './yjs-update.ts';

/**
 * Checks the state of a whole document (Yjs update, format 1): every client's structs without a hole from clock 0,
 * naming only what is in it. Gives the clock after each client's last struct. Never throws.
 */
export function inspectState(state: Bytes): Result<ReadonlyMap<number, number>, UpdateError> {
  let decoded: ReturnType<typeof Y.decodeUpdate>;
  try {
    decoded = Y.decodeUpdate(state);
  } catch {
    return err('update-malformed'); // lib0 and Yjs throw whatever the bytes lead them to
  }
  const clocks = new Map<number, number>();
  const needs = new Map<number, number>();
  for (const struct of decoded.structs) {
    const { client, clock } = struct.id;
    if (struct instanceof Y.Skip || !(struct.length > 0)) return err('update-malformed');
    if (clock !== (clocks.get(client) ?? 0)) return err('update-malformed');
    const to = clock + struct.length;
    if (!(to <= MAX_CLOCK)) return err('update-malformed');
    clocks.set(client, to);
    if (struct instanceof Y.Item) {
      const error = inspectItem(struct, client, needs);
      if (error !== null) return err(error);
    }
  }
  for (const [owner, ranges] of decoded.ds.clients) {
    for (const { clock, len } of ranges) {
      if (!(len > 0) || !(clock + len <= MAX_CLOCK)) return err('update-malformed');
      need(needs, owner, clock + len);
    }
  }
  for (const [client, clock] of needs)
    if ((clocks.get(client) ?? 0) < clock) return err('update-future');
  return ok(clocks);
}

/**
 * The state that `updates` make together, in the one form that all documents with the same content have: Yjs joins
 * and cuts structs as their history has it, and a document that takes in everything at once has no history.
 * Null where something that they name is missing, or Yjs cannot take it in. The updates must have been inspected.
 */
export function canonicalState(updates: readonly Bytes[]): Bytes | null {
  const made = stateOf(updates);
  return made === null ? null : stateOf([made]);
}

/** Whether Yjs can take in an inspected state. */
export function isWhole(state: Bytes): boolean {
  return stateOf([state]) !== null;
}

function stateOf(updates: readonly Bytes[]): Bytes | null {
  const doc = new Y.Doc({ guid: '' }); // a random one takes longer than the rest, and nobody asks for it
  // Yjs would tidy up formatting marks with deletions of its own.
  doc.on('afterTransaction', (transaction: Y.Transaction) => {
    transaction._needFormattingCleanup = false;
  });
  try {
    doc.transact(() => {
      for (const update of updates) Y.applyUpdate(doc, update);
    });
    const whole = doc.store.pendingStructs === null && doc.store.pendingDs === null;
    return whole ? (Y.encodeStateAsUpdate(doc) as Bytes) : null;
  } catch {
    return null; // a parent that is no type, and whatever else Yjs does not expect
  } finally {
    doc.destroy();
  }
}
