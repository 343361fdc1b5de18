import { AUTHORITY_DOC, CLASS_DOC, profileDoc } from '../../src/protocol/ids.ts';
import type { DocId, KeyId } from '../../src/protocol/ids.ts';
import type { ClassReplica } from '../../src/sync/class-replica.ts';
import type { DocumentHandle } from '../../src/sync/document-handle.ts';
import { ClassWorld } from '../support/class-world.ts';
import type { Party } from '../support/class-world.ts';
import { SkewedClock } from '../support/skewed-clock.ts';
import { SlowEntryStore } from '../support/slow-entry-store.ts';
import { editNotebook } from './edit-notebook.ts';
import { SeededRandom } from './seeded-random.ts';

const DAY_MS = 86_400_000;

/** A document that everybody but observers writes. */
export const NOTES_DOC = 'notes:1' as DocId;

/**
 * What goes wrong besides links, tabs and clocks. Not both: what only a store had that goes back in time can be with
 * somebody who is removed, and then it is nowhere.
 */
export type Theme = 'stores' | 'people';

/** A class under a random schedule, with what was promised to its people. */
export class FuzzClass {
  readonly random: SeededRandom;
  readonly world: ClassWorld;
  readonly theme: Theme;
  /** Who lost a right at some time, spoke with two tongues or met a shut door: of theirs not everything stands. */
  readonly touched = new Set<Party>();
  /** Documents in which somebody spoke with two tongues: what others built on the losing branch does not stand. */
  readonly forked = new Set<DocId>();
  /** Every key that writes. */
  readonly keys = new Set<KeyId>();
  /** How often each thing was done. */
  readonly done = new Map<string, number>();
  /** Tokens whose write was confirmed as saved: they must be there in the end, once each. */
  readonly saved: { readonly party: Party; readonly doc: DocId; readonly token: string }[] = [];
  readonly #pendingSaves: Promise<void>[] = [];
  readonly #opened = new WeakMap<ClassReplica, Set<DocId>>();
  #tokens = 0;

  static async create(seed: number, real: boolean): Promise<FuzzClass> {
    const made = new FuzzClass(seed, await ClassWorld.create({ real }));
    await made.#start();
    return made;
  }

  private constructor(seed: number, world: ClassWorld) {
    this.random = new SeededRandom(seed);
    this.world = world;
    this.theme = this.random.chance(0.5) ? 'stores' : 'people';
  }

  get parties(): readonly Party[] {
    return this.world.parties;
  }

  get owner(): Party {
    const [owner] = this.parties;
    if (owner === undefined) throw new Error('no owner');
    return owner;
  }

  count(what: string): void {
    this.done.set(what, (this.done.get(what) ?? 0) + 1);
  }

  /** Lets time pass without anything being delivered. */
  pass(ms: number): Promise<void> {
    return this.world.clock.advance(ms, this.world.settle);
  }

  /** Who is a member as the owner knows the class. */
  members(): readonly Party[] {
    const { members } = this.owner.replica.authority.value;
    return this.parties.filter(({ signer }) => members.has(signer.keyId));
  }

  documents(): readonly DocId[] {
    const known = this.parties.flatMap(({ replica }) => replica.documents());
    const own = [...this.keys].map((key) => profileDoc(key));
    return [...new Set([CLASS_DOC, NOTES_DOC, ...own, ...known])].filter(
      (doc) => doc !== AUTHORITY_DOC,
    );
  }

  async add(): Promise<Party> {
    const { random, world } = this;
    const store = new SlowEntryStore(world.clock, () => random.below(3) * 4);
    // Most people's clocks are about right.
    const offset = random.chance(0.6) ? random.below(2_000) : this.#wrong();
    const drift = random.chance(0.7) ? 0 : (random.next() - 0.5) / 50;
    if (Math.abs(offset) > 10_000 || drift !== 0) this.count('clock skew');
    const clock = new SkewedClock(world.clock, offset, drift);
    const name = `peer ${this.parties.length}`;
    const party = await world.until(world.add(name, { store, clock }));
    this.keys.add(party.signer.keyId);
    // Who comes in by somebody who does not know of a new key waits later on.
    if (this.done.has('renewal')) this.touched.add(party);
    return party;
  }

  setClock(party: Party): void {
    if (!(party.clock instanceof SkewedClock)) throw new Error('every device here has its clock');
    party.clock.set(this.random.chance(0.5) ? 0 : this.#wrong());
    this.count('clock set anew');
  }

  async edit(party = this.random.pick(this.parties)): Promise<void> {
    const { random } = this;
    const dice = random.next();
    const own = profileDoc(party.signer.keyId);
    const work = `work:${party.signer.keyId}:a1` as DocId;
    const doc = dice < 0.4 ? CLASS_DOC : dice < 0.6 ? own : dice < 0.75 ? work : NOTES_DOC;
    const handle = await this.open(party, doc);
    const edits = 1 + random.below(3);
    for (let i = 0; i < edits; i++) {
      const token = `t${this.#tokens++}`;
      handle.doc.transact(() => {
        const tokens = handle.doc.getArray<string>('tokens');
        tokens.insert(random.below(tokens.length + 1), [token]);
        editNotebook(handle.doc, random);
      });
      if (handle.writable.value) this.#expectSaved(party, handle, token);
      if (random.chance(0.3)) await this.pass(random.below(50));
    }
  }

  open(party: Party, doc: DocId): Promise<DocumentHandle> {
    const { replica } = party;
    const opened = this.#opened.get(replica) ?? new Set();
    this.#opened.set(replica, opened.add(doc));
    return this.world.until(replica.open(doc));
  }

  /** Whether a member wants a document, as the owner knows the class (TR3). */
  wants({ replica, signer }: Party, doc: DocId): boolean {
    const role = this.owner.replica.authority.value.members.get(signer.keyId)?.role;
    if (role === 'owner' || role === 'teacher' || doc === CLASS_DOC || doc === AUTHORITY_DOC)
      return true;
    return doc.split(':')[1] === signer.keyId || this.#opened.get(replica)?.has(doc) === true;
  }

  /** Resolves once every save that was waited for is known, or its tab was killed. */
  settleSaves(): Promise<unknown> {
    return this.world.until(Promise.all(this.#pendingSaves));
  }

  async #start(): Promise<void> {
    const { random, world } = this;
    // Most classes make checkpoints, some of them all the time.
    if (random.chance(0.6)) {
      const entries = random.pick([2, 5, 12]);
      const idleMs = random.pick([5, 60, 400]);
      world.checkpoints = { entries, bytes: 1_000_000, idleMs };
    }
    const count = 3 + random.below(3);
    for (let i = 0; i < count; i++) await this.add();
    if (random.chance(0.6)) {
      const audience = {
        roles: ['owner', 'teacher', 'assistant', 'student'],
        members: [],
      } as const;
      const rule = {
        writers: audience,
        readers: audience,
        sealed: false,
        keeper: 'owner',
      } as const;
      await world.until(this.owner.replica.makeDocument(NOTES_DOC, rule));
    }
    // Most begin with everybody admitted.
    if (random.chance(0.8)) {
      for (const other of this.parties) if (other !== this.owner) world.connect(other, this.owner);
      await world.run(300);
    }
  }

  #wrong(): number {
    return (this.random.next() - 0.5) * 4 * DAY_MS;
  }

  /** Once the handle says that it is saved, the token counts as promised, unless the write was taken back. */
  #expectSaved(party: Party, handle: DocumentHandle, token: string): void {
    const { replica } = party;
    const saved = handle.flush().then(() => {
      const there = handle.doc.getArray<string>('tokens').toArray().includes(token);
      if (party.replica === replica && there) this.saved.push({ party, doc: handle.id, token });
    });
    // Of a killed tab nothing is heard again.
    this.#pendingSaves.push(Promise.race([saved, this.#killed(party)]));
  }

  #killed(party: Party): Promise<void> {
    const { replica } = party;
    return new Promise((resolve) => {
      const look = (): void => {
        if (party.replica === replica) this.world.clock.after(1_000, look);
        else resolve();
      };
      look();
    });
  }
}
