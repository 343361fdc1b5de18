import * as Y from 'yjs';
import { toBase64Url } from '../../src/base/bytes.ts';
import type { Bytes } from '../../src/base/bytes.ts';
import { AUTHORITY_DOC, CLASS_DOC, profileDoc } from '../../src/protocol/ids.ts';
import type { DocId } from '../../src/protocol/ids.ts';
import { ClassDocuments } from '../../src/sync/class-documents.ts';
import { updatesOf } from '../../src/sync/covered-content.ts';
import type { DocumentHandle } from '../../src/sync/document-handle.ts';
import { canonicalState } from '../../src/sync/yjs-state.ts';
import { fastDigest } from '../support/fake-signer.ts';
import { ClassWorld } from '../support/class-world.ts';
import type { Party } from '../support/class-world.ts';
import { SlowEntryStore } from '../support/slow-entry-store.ts';
import { editNotebook } from './edit-notebook.ts';
import { SeededRandom } from './seeded-random.ts';

/** One random run of a class; throws what went wrong. */
export async function runSchedule(seed: number, real: boolean): Promise<void> {
  const schedule = new Schedule(seed, await ClassWorld.create({ real }));
  await schedule.start();
  const steps = 20 + schedule.random.below(25);
  for (let i = 0; i < steps; i++) await schedule.step();
  await schedule.heal();
  await schedule.compare();
  await schedule.end();
}

class Schedule {
  readonly random: SeededRandom;
  readonly #world: ClassWorld;
  /** Tokens whose write was confirmed as saved: they must be there in the end, once each. */
  readonly #saved = new Map<DocId, Set<string>>();
  readonly #pendingSaves: Promise<void>[] = [];
  #tokens = 0;
  #backedUp: { readonly party: Party; readonly store: SlowEntryStore } | null = null;
  #restored = false;

  constructor(seed: number, world: ClassWorld) {
    this.random = new SeededRandom(seed);
    this.#world = world;
  }

  get #parties(): readonly Party[] {
    return this.#world.parties;
  }

  async start(): Promise<void> {
    // Most classes make checkpoints, some of them all the time.
    if (this.random.chance(0.7)) {
      const entries = this.random.pick([2, 5, 12]);
      const idleMs = this.random.pick([5, 60, 400]);
      this.#world.checkpoints = { entries, bytes: 1_000_000, idleMs };
    }
    const count = 3 + this.random.below(3);
    for (let i = 0; i < count; i++) await this.#add();
    // Most begin with everybody admitted.
    if (this.random.chance(0.8)) {
      const [owner, ...others] = this.#parties;
      for (const other of others) if (owner !== undefined) this.#world.connect(other, owner);
      await this.#world.run(300);
    }
  }

  async step(): Promise<void> {
    const dice = this.random.next();
    if (dice < 0.45) await this.#edit();
    else if (dice < 0.6) this.#deliverSome();
    else if (dice < 0.68) this.#rewire();
    else if (dice < 0.72) await this.#restart();
    else if (dice < 0.76) await this.#role();
    else if (dice < 0.77) await this.#newcomer();
    else if (dice < 0.79) await this.#backup();
    else
      await this.#world.clock.advance(this.random.pick([1, 10, 35, 120, 1500]), this.#world.settle);
    if (this.random.chance(0.5)) await this.#world.settle();
  }

  /** Everything is connected again, as a tree, and gets the time it needs. */
  async heal(): Promise<void> {
    for (const wire of [...this.#world.wires]) this.#world.disconnect(wire);
    this.#parties.forEach((party, i) => {
      const parent = this.#parties[this.random.below(i)];
      if (i > 0 && parent !== undefined) this.#world.connect(party, parent);
    });
    // Everybody wants to see everything, so that all can be compared with all.
    for (const doc of [CLASS_DOC, ...this.#parties.map(({ signer }) => profileDoc(signer.keyId))])
      for (const { replica } of this.#parties) await this.#world.until(replica.open(doc));
    for (let round = 0; round < 12; round++) {
      await this.#world.run(round < 2 ? 500 : 5_000);
      if (this.#settled()) break;
    }
    await this.#world.until(Promise.all(this.#pendingSaves));
    // A last checkpoint may be made when all is quiet.
    await this.#world.run(this.#world.checkpoints === undefined ? 300 : 1_000);
  }

  async compare(): Promise<void> {
    const [first, ...others] = this.#parties;
    if (first === undefined) return;
    for (const party of this.#parties) {
      const { standing, status } = party.replica;
      if (standing.value !== 'member') throw new Error(`${party.name} is ${standing.value}`);
      if (status.value.waiting !== 0 || !status.value.saved) {
        throw new Error(`${party.name} waits: ${JSON.stringify(status.value)}`);
      }
      if (status.value.upToDateWith.length === 0)
        throw new Error(`${party.name} is not up to date with anybody`);
    }
    const docs = new Set(this.#parties.flatMap(({ replica }) => replica.documents()));
    const expected = await this.#stored(first);
    for (const other of others) {
      const found = await this.#stored(other);
      if (found !== expected)
        throw new Error(`stores differ: ${first.name} ${expected}\n${other.name} ${found}`);
    }
    for (const doc of docs) await this.#compareDoc(doc);
    const refusals = [...this.#world.refusals().keys()].filter(
      (code) => code !== 'volatile-author',
    );
    if (refusals.length > 0) throw new Error(`refused: ${refusals.join()}`);
    const errors = this.#world.logged.filter(({ level }) => level === 'error');
    if (errors.length > 0) throw new Error(`logged: ${JSON.stringify(errors)}`);
  }

  async end(): Promise<void> {
    await this.#world.close();
    if (this.#world.clock.pending > 0) {
      // Timers of killed tabs run out by themselves; those of closed replicas must be gone.
      await this.#world.clock.advance(60_000, this.#world.settle);
    }
  }

  #settled(): boolean {
    const links = this.#parties.length - 1;
    const upToDate = this.#parties.reduce(
      (sum, { replica }) => sum + replica.status.value.upToDateWith.length,
      0,
    );
    return (
      upToDate === 2 * links &&
      this.#parties.every(({ replica }) => replica.status.value.waiting === 0)
    );
  }

  async #compareDoc(doc: DocId): Promise<void> {
    const contents: string[] = [];
    const states: string[] = [];
    const forms: string[] = [];
    for (const { replica, signer, name } of this.#parties) {
      // A relay holds what it cannot open.
      const role = replica.authority.value.members.get(signer.keyId)?.role;
      const reads = doc === profileDoc(signer.keyId) || role === 'owner' || role === 'teacher';
      if (doc !== CLASS_DOC && !reads) continue;
      const handle = await this.#world.until(replica.open(doc));
      const { store } = handle.doc;
      if (store.pendingStructs !== null || store.pendingDs !== null)
        throw new Error(`${name}: pending in ${doc}`);
      contents.push(JSON.stringify(contentOf(handle.doc)));
      states.push(
        JSON.stringify(
          [...Y.decodeStateVector(Y.encodeStateVector(handle.doc))].sort((a, b) => a[0] - b[0]),
        ),
      );
      forms.push(formOf(canonicalState([Y.encodeStateAsUpdate(handle.doc) as Bytes])));
      const tokens = handle.doc.getArray<string>('tokens').toArray();
      if (new Set(tokens).size !== tokens.length)
        throw new Error(`${name}: something twice in ${doc}`);
      for (const token of this.#saved.get(doc) ?? []) {
        if (!tokens.includes(token)) throw new Error(`${name}: saved ${token} is lost in ${doc}`);
      }
    }
    if (new Set(contents).size > 1) throw new Error(`${doc} differs:\n${contents.join('\n')}`);
    if (new Set(forms).size > 1) throw new Error(`${doc}: structs differ`);
    if (new Set(states).size > 1)
      throw new Error(`${doc}: state vectors differ:\n${states.join('\n')}`);
  }

  /** What a store says about the documents: ends of chains, and the content that follows from it. */
  async #stored(party: Party): Promise<string> {
    const { classId, logger } = this.#world;
    const documents = new ClassDocuments();
    await documents.load(party.store, classId, fastDigest, logger);
    const lines: string[] = [];
    for (const log of documents.all()) {
      const names = (await party.store.read(classId, log.doc)).map(
        ({ chain, seq }) => `${chain}/${seq}`,
      );
      if (new Set(names).size !== names.length)
        throw new Error(`${party.name}: stored twice in ${log.doc}`);
      if (log.chainCount === 0) continue;
      const heads = log
        .vector()
        .map(({ author, session, seq, hash }) => `${author}/${session}/${seq}/${hash}`);
      lines.push(log.doc, ...heads.sort());
      if (log.doc !== AUTHORITY_DOC) lines.push(formOf(canonicalState(updatesOf(log))));
    }
    return lines.join('\n');
  }

  async #edit(): Promise<void> {
    const party = this.random.pick(this.#parties);
    const own = profileDoc(party.signer.keyId);
    const handle = await this.#world.until(
      party.replica.open(this.random.chance(0.7) ? CLASS_DOC : own),
    );
    const edits = 1 + this.random.below(3);
    for (let i = 0; i < edits; i++) {
      const { doc } = handle;
      const token = `t${this.#tokens++}`;
      doc.transact(() => {
        doc
          .getArray<string>('tokens')
          .insert(this.random.below(doc.getArray('tokens').length + 1), [token]);
        editNotebook(doc, this.random);
      });
      if (handle.writable.value) this.#expectSaved(party, handle, token);
      if (this.random.chance(0.3))
        await this.#world.clock.advance(this.random.below(50), this.#world.settle);
    }
  }

  /** Once the handle says that it is saved, the token counts as promised, unless the write was taken back. */
  #expectSaved(party: Party, handle: DocumentHandle, token: string): void {
    const { replica } = party;
    const saved = handle.flush().then(() => {
      if (
        party.replica !== replica ||
        !handle.doc.getArray<string>('tokens').toArray().includes(token)
      )
        return;
      const tokens = this.#saved.get(handle.id) ?? new Set();
      this.#saved.set(handle.id, tokens.add(token));
    });
    // Of a killed tab nothing is heard again.
    void saved;
    this.#pendingSaves.push(Promise.race([saved, this.#never(party, replica)]));
  }

  #never(party: Party, replica: Party['replica']): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (party.replica === replica) this.#world.clock.after(1_000, look);
        else resolve();
      };
      look();
    });
  }

  #deliverSome(): void {
    const wires = [...this.#world.wires];
    if (wires.length === 0) return;
    const end = this.random.pick(this.random.pick(wires).ends);
    const count = 1 + this.random.below(4);
    for (let i = 0; i < count && end.outgoing.length > 0; i++) {
      // A link keeps order and loses nothing; the engine stands even where it does not.
      const index = this.random.chance(0.1) ? this.random.below(end.outgoing.length) : 0;
      if (this.random.chance(0.03)) end.outgoing.splice(index, 1);
      else end.deliver(index, this.random.chance(0.1));
    }
  }

  #rewire(): void {
    const wires = [...this.#world.wires];
    if (wires.length > 0 && this.random.chance(0.4)) {
      this.#world.disconnect(this.random.pick(wires));
      return;
    }
    const a = this.random.pick(this.#parties);
    const b = this.random.pick(this.#parties);
    if (a !== b && !this.#world.connected(a, b)) this.#world.connect(a, b);
  }

  async #restart(): Promise<void> {
    const party = this.random.pick(this.#parties);
    if (this.random.chance(0.5)) return this.#world.restart(party);
    if (!(party.store instanceof SlowEntryStore)) throw new Error('stores here can be killed');
    party.store = party.store.kill();
    await this.#world.restart(party, false);
  }

  async #add(): Promise<Party> {
    const store = new SlowEntryStore(this.#world.clock, () => this.random.below(3) * 4);
    return this.#world.until(this.#world.add(`peer ${this.#parties.length}`, { store }));
  }

  async #newcomer(): Promise<void> {
    if (this.#parties.length >= 7) return;
    const other = this.random.pick(this.#parties);
    this.#world.connect(await this.#add(), other);
  }

  /** Keeps a copy of one store, or puts it in the place of what came after: once, and nothing that nobody else has. */
  async #backup(): Promise<void> {
    if (this.#backedUp === null) {
      const party = this.random.pick(this.#parties);
      if (!(party.store instanceof SlowEntryStore)) return;
      this.#backedUp = { party, store: await party.store.copy(this.#world.classId) };
    } else if (!this.#restored) {
      const { party, store } = this.#backedUp;
      await this.#world.clock.advance(25, this.#world.settle); // what is shown is that old at most
      const { standing, status } = party.replica;
      if (standing.value !== 'member' || status.value.waiting > 0 || !status.value.saved) return;
      this.#restored = true;
      party.store = store;
      await this.#world.restart(party, false);
    }
  }

  async #role(): Promise<void> {
    const [owner, ...others] = this.#parties;
    const member = this.random.pick(others);
    if (owner === undefined || !owner.replica.authority.value.members.has(member.signer.keyId))
      return;
    // Given, never taken: what a demotion leaves open is another issue's.
    await this.#world.until(owner.replica.setRole(member.signer.keyId, 'teacher'));
  }
}

function formOf(state: Bytes | null): string {
  return state === null ? 'not whole' : toBase64Url(state);
}

/** The document's content, with keys in one order: Yjs keeps them in that of arrival. */
function contentOf(doc: Y.Doc): unknown {
  const cells = doc.getArray<Y.Map<unknown>>('cells');
  return sorted([
    doc.getArray('tokens').toJSON(),
    cells.map((cell) => [cell.toJSON(), (cell.get('source') as Y.Text).toDelta()]),
    doc.getMap('settings').toJSON(),
  ]);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, sorted(inner)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
