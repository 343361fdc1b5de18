import type { CarriedKey } from '../../src/protocol/carried-key.ts';
import type { StoredEntry } from '../../src/store/entry-store.ts';
import type { ClassReplica } from '../../src/sync/class-replica.ts';
import type { Party } from '../support/class-world.ts';
import { SlowEntryStore } from '../support/slow-entry-store.ts';
import type { FuzzClass } from './fuzz-class.ts';
import { documentsOf } from './healed.ts';

/** What a backup of somebody's device holds: its store, and the document keys that the device has (ST4). */
interface Kept {
  readonly party: Party;
  readonly store: SlowEntryStore;
  readonly keys: readonly CarriedKey[];
}

/** A tab is closed or killed, idle or in the middle of a transaction. */
export async function restart(fuzz: FuzzClass): Promise<void> {
  const { random, world } = fuzz;
  const party = random.pick(fuzz.parties);
  if (random.chance(0.3)) return world.restart(party);
  if (random.chance(0.7)) {
    await fuzz.edit(party);
    for (let i = random.below(3); i >= 0; i--) await Promise.resolve();
    if (random.chance(0.5)) await world.settle();
  }
  const after = random.chance(0.5);
  if (storeOf(party).busy) fuzz.count(after ? 'crash after commit' : 'crash before commit');
  party.store = storeOf(party).kill(after);
  await world.restart(party, false);
}

/** Keeps a copy of somebody's store, for later. */
export class Backup {
  #kept: Kept | null = null;

  /** Makes the copy; or puts it in the place of what came after, on the same device or on another one. */
  async step(fuzz: FuzzClass): Promise<void> {
    const { random, world } = fuzz;
    if (this.#kept === null) {
      const party = random.pick(fuzz.parties);
      // Of what is damaged its person is told; a backup holds the rest (ST1), without the keys that are in it.
      if (party.replica.damaged.value === 0) this.#kept = await keep(fuzz, party);
      return;
    }
    const { party, store, keys } = this.#kept;
    this.#kept = null;
    await fuzz.pass(25); // what is shown is that old at most
    const { standing, status, damaged } = party.replica;
    if (damaged.value > 0) return;
    if (standing.value !== 'member' || status.value.waiting > 0 || !status.value.saved) return;
    // What nobody else has is lost with a device: nothing can be said about it.
    const left = await hashes(fuzz, store);
    const gone = [...(await hashes(fuzz, party.store))].filter((hash) => !left.has(hash));
    if (!(await areElsewhere(fuzz, party, gone))) return;
    const anew = random.chance(0.5);
    if (anew && !(await keysSurvive(fuzz, party, keys))) return;
    storeOf(party).kill();
    party.store = store;
    if (anew) {
      party.signer = await world.signer(`${party.name} anew ${fuzz.keys.size}`);
      fuzz.keys.add(party.signer.keyId);
      fuzz.count('backup on another device');
    } else fuzz.count('backup on the same device');
    await world.restart(party, false);
    if (anew) await world.until(party.replica.takeKeys(keys));
  }
}

async function keep(fuzz: FuzzClass, party: Party): Promise<Kept> {
  const { world } = fuzz;
  const keys = await keysOf(fuzz, party.replica);
  const store = await storeOf(party).copy(world.classId);
  // Memory is a little ahead of the store.
  const { epochs } = await documentsOf(fuzz, { store });
  return { party, store, keys: keys.filter(({ doc, epoch }) => epochs.find(doc, epoch) !== null) };
}

/**
 * Whether no document key is lost with a device: what nobody else can open, and no backup either, is lost with it. The
 * key of somebody new, as a restored device is here unless it is the owner's, gives no right to read (SY4, SY11).
 */
async function keysSurvive(
  fuzz: FuzzClass,
  party: Party,
  kept: readonly CarriedKey[],
): Promise<boolean> {
  const left = new Set(party === fuzz.owner ? kept.map(nameOf) : []);
  for (const { replica } of fuzz.parties)
    if (replica !== party.replica)
      for (const key of await keysOf(fuzz, replica)) left.add(nameOf(key));
  return (await keysOf(fuzz, party.replica)).every((key) => left.has(nameOf(key)));
}

function keysOf({ world }: FuzzClass, replica: ClassReplica): Promise<readonly CarriedKey[]> {
  const collect = async (): Promise<readonly CarriedKey[]> => {
    const keys: CarriedKey[] = [];
    for await (const key of replica.documentKeys()) keys.push(key);
    return keys;
  };
  return world.until(collect());
}

function nameOf({ doc, epoch }: CarriedKey): string {
  return `${doc}/${epoch.number}/${epoch.commitment}`;
}

/** A few stored entries cannot be read any more, wherever they are in their chains. */
export async function tear(fuzz: FuzzClass): Promise<void> {
  const { random, world } = fuzz;
  const party = random.pick(fuzz.parties);
  const stored = await all(fuzz, party.store);
  if (stored.length === 0) return;
  const lost = new Set(Array.from({ length: 1 + random.below(2) }, () => random.pick(stored).hash));
  if (!(await areElsewhere(fuzz, party, [...lost]))) return;
  const store = storeOf(party);
  party.store = await store.copy(world.classId, ({ hash }) => lost.has(hash));
  store.kill();
  await world.restart(party, false);
  fuzz.count('torn store');
}

/** Whether others have these entries in their stores, in all. */
async function areElsewhere(
  fuzz: FuzzClass,
  party: Party,
  gone: readonly string[],
): Promise<boolean> {
  const others = new Set<string>();
  for (const other of fuzz.parties)
    if (other !== party) for (const hash of await hashes(fuzz, other.store)) others.add(hash);
  return gone.every((hash) => others.has(hash));
}

async function hashes(fuzz: FuzzClass, store: Party['store']): Promise<ReadonlySet<string>> {
  return new Set((await all(fuzz, store)).map(({ hash }) => hash));
}

async function all({ world }: FuzzClass, store: Party['store']): Promise<readonly StoredEntry[]> {
  const entries: StoredEntry[] = [];
  for (const doc of await store.documents(world.classId))
    entries.push(...(await store.read(world.classId, doc)));
  return entries;
}

/** Somebody's store, which can be killed. */
export function storeOf({ store }: Party): SlowEntryStore {
  if (!(store instanceof SlowEntryStore)) throw new Error('stores here can be killed');
  return store;
}
