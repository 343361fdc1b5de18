import { CLASS_DOC, profileDoc } from '../../src/protocol/ids.ts';
import type { DocId } from '../../src/protocol/ids.ts';
import type { Bytes } from '../../src/base/bytes.ts';
import { LecternError } from '../../src/base/lectern-error.ts';
import * as Y from 'yjs';
import { memberOf } from '../../src/sync/member-of.ts';
import { ClassWorld } from '../support/class-world.ts';
import type { Party } from '../support/class-world.ts';
import { Intruder, storedBy } from '../support/intruder.ts';
import { SeededRandom } from './seeded-random.ts';

/** One random run of a class whose people are removed, welcomed, raised, lowered, lose and change devices, and lie; throws what went wrong. */
export async function runRemovalSchedule(seed: number): Promise<void> {
  const schedule = new RemovalSchedule(seed, await ClassWorld.create());
  await schedule.start();
  const steps = 25 + schedule.random.below(25);
  for (let i = 0; i < steps; i++) await schedule.step();
  await schedule.heal();
  await schedule.compare();
}

class RemovalSchedule {
  readonly random: SeededRandom;
  readonly #world: ClassWorld;
  /** What the owner wrote: nothing may take it out. */
  readonly #ownersTokens: string[] = [];
  /** What of that was shown to the owner as lost. */
  readonly #lost = new Set<unknown>();
  /** Documents in which somebody lied. */
  readonly #forked = new Set<DocId>();
  #tokens = 0;

  constructor(seed: number, world: ClassWorld) {
    this.random = new SeededRandom(seed);
    this.#world = world;
  }

  get #owner(): Party {
    const [owner] = this.#world.parties;
    if (owner === undefined) throw new Error('no owner');
    return owner;
  }

  async start(): Promise<void> {
    for (let i = 0; i < 5; i++) await this.#world.add(`peer ${i}`);
    const [owner, ...others] = this.#world.parties;
    for (const other of others) if (owner !== undefined) this.#world.connect(other, owner);
    await this.#world.run(300);
    for (const other of others.slice(0, 2))
      await this.#world.until(this.#owner.replica.setRole(other.signer.keyId, 'teacher'));
    await this.#world.run(300);
  }

  async step(): Promise<void> {
    const dice = this.random.next();
    if (dice < 0.4) await this.#edit();
    else if (dice < 0.55) this.#deliverSome();
    else if (dice < 0.68) this.#rewire();
    else if (dice < 0.72) await this.#world.restart(this.random.pick(this.#world.parties));
    else if (dice < 0.82) await this.#state();
    else if (dice < 0.84) await this.#fork();
    else await this.#world.clock.advance(this.random.pick([1, 35, 120, 1500]), this.#world.settle);
    if (this.random.chance(0.5)) await this.#world.settle();
    this.#noteLost();
  }

  /** All are linked with the owner, as often as it takes. */
  async heal(): Promise<void> {
    for (const wire of [...this.#world.wires]) this.#world.disconnect(wire);
    for (let round = 0; round < 12; round++) {
      for (const wire of [...this.#world.wires])
        if (wire.ends.some(({ ended }) => ended !== null)) this.#world.disconnect(wire);
      for (const party of this.#world.parties.slice(1))
        if (!this.#world.connected(party, this.#owner)) this.#world.connect(party, this.#owner);
      await this.#world.run(round < 3 ? 1_500 : 16_000);
      if (round > 3 && this.#members().every((party) => this.#isUpToDate(party))) break;
    }
  }

  async compare(): Promise<void> {
    this.#noteLost();
    const members = this.#members();
    const expected = await this.#stored(this.#owner);
    for (const party of members) {
      if (party.replica.standing.value !== 'member')
        throw new Error(`${party.name} is ${party.replica.standing.value}`);
      if (!this.#isUpToDate(party)) throw new Error(`${party.name} is not up to date`);
      const stored = await this.#stored(party);
      if (stored !== expected) throw new Error(`${party.name} has\n${stored}\nnot\n${expected}`);
    }
    for (const party of this.#world.parties) {
      const { value } = party.replica.standing;
      if (!members.includes(party) && value === 'member') throw new Error(`${party.name} goes on`);
      const liars = party.replica.forks.value;
      if (this.#forked.size === 0 && liars.length > 0)
        throw new Error(`${party.name} sees a fork: ${JSON.stringify(liars)}`);
    }
    await this.#compareDoc(CLASS_DOC, members);
    const errors = this.#world.logged.filter(({ level }) => level === 'error');
    if (errors.length > 0) throw new Error(`logged: ${JSON.stringify(errors)}`);
  }

  /** What all want. */
  async #stored(party: Party): Promise<string> {
    const lines = (await storedBy(this.#world, party)).split('\n');
    return lines.filter((line) => /^(authority|class)\//.test(line)).join('\n');
  }

  async #compareDoc(doc: DocId, members: readonly Party[]): Promise<void> {
    const contents = new Set<string>();
    for (const { replica, name } of members) {
      const { doc: made } = await this.#world.until(replica.open(doc));
      const { pendingStructs, pendingDs } = made.store;
      if (pendingStructs !== null || pendingDs !== null) throw new Error(`${name}: pending`);
      const tokens = made.getArray<string>('tokens').toArray();
      if (new Set(tokens).size !== tokens.length) throw new Error(`${name}: twice in ${doc}`);
      for (const token of doc === CLASS_DOC ? this.#ownersTokens : [])
        if (!tokens.includes(token) && !this.#isGivenUp(token))
          throw new Error(`${name}: the owner's ${token} is lost`);
      contents.add(JSON.stringify(tokens));
    }
    if (contents.size > 1) throw new Error(`${doc} differs:\n${[...contents].join('\n')}`);
  }

  /** What the owner built on a losing branch does not stand (SY2), and was shown to them (SY5). */
  #isGivenUp(token: string): boolean {
    return this.#forked.has(CLASS_DOC) && this.#lost.has(token);
  }

  #noteLost(): void {
    for (const { content } of this.#owner.replica.lost.value)
      for (const { content: made } of Y.decodeUpdate(content).structs.filter(isItem))
        if (made instanceof Y.ContentAny) for (const token of made.arr) this.#lost.add(token);
  }

  #members(): readonly Party[] {
    const view = this.#owner.replica.authority.value;
    return this.#world.parties.filter(({ signer: { keyId } }) => {
      const member = memberOf(view, keyId);
      return member !== null && !member.lost.includes(keyId);
    });
  }

  #isUpToDate(party: Party): boolean {
    if (party === this.#owner) return true;
    const { value } = party.replica.status;
    return value.upToDateWith.includes(this.#owner.signer.keyId) && value.saved;
  }

  async #edit(): Promise<void> {
    const party = this.random.pick(this.#world.parties);
    const name = this.random.chance(0.75) ? CLASS_DOC : profileDoc(party.signer.keyId);
    const handle = await this.#world.until(party.replica.open(name));
    const token = `t${this.#tokens++}`;
    const tokens = handle.doc.getArray<string>('tokens');
    const writable = handle.writable.value;
    handle.doc.transact(() => {
      tokens.insert(this.random.below(tokens.length + 1), [token]);
      if (tokens.length > 3 && this.random.chance(0.2)) this.#deleteOther(tokens);
    });
    if (party !== this.#owner || name !== CLASS_DOC || !writable) return;
    await this.#world.until(handle.flush());
    if (handle.doc.getArray<string>('tokens').toArray().includes(token))
      this.#ownersTokens.push(token);
  }

  #deleteOther(tokens: Y.Array<string>): void {
    const index = this.random.below(tokens.length);
    const token = tokens.get(index);
    if (this.#ownersTokens.includes(token) || token === `t${this.#tokens - 1}`) return;
    tokens.delete(index, 1);
  }

  #deliverSome(): void {
    const wires = [...this.#world.wires];
    if (wires.length === 0) return;
    const end = this.random.pick(this.random.pick(wires).ends);
    for (let i = 1 + this.random.below(4); i > 0 && end.outgoing.length > 0; i--) end.deliver(0);
  }

  #rewire(): void {
    const wires = [...this.#world.wires];
    if (wires.length > 0 && this.random.chance(0.5)) {
      this.#world.disconnect(this.random.pick(wires));
      return;
    }
    const a = this.random.pick(this.#world.parties);
    const b = this.random.pick(this.#world.parties);
    if (a !== b && !this.#world.connected(a, b)) this.#world.connect(a, b);
  }

  /** The owner or a teacher says something about somebody, as far as they may. */
  async #state(): Promise<void> {
    const by = this.random.chance(0.6) ? this.#owner : this.random.pick(this.#world.parties);
    const about = this.random.pick(this.#world.parties.slice(1)).signer.keyId;
    const dice = this.random.next();
    const other = this.random.pick(this.#world.parties.slice(1)).signer.keyId;
    const said =
      dice < 0.3
        ? by.replica.setRole(about, this.random.pick(['teacher', 'student', 'assistant'] as const))
        : dice < 0.55
          ? by.replica.remove(about, null)
          : dice < 0.75
            ? by.replica.welcome(about)
            : dice < 0.92
              ? by.replica.linkDevice(about, other)
              : by.replica.loseDevice(about);
    await this.#world.until(
      said.catch((cause: unknown) => {
        const denied = cause instanceof LecternError && cause.code === 'not-permitted';
        if (!denied && !String(cause).includes('statement refused')) throw cause;
      }),
    );
  }

  /** A student signs two different things for one place, and tells each to somebody else. */
  async #fork(): Promise<void> {
    const liar = this.random.pick(this.#world.parties.slice(1));
    const doc = this.random.chance(0.5) ? CLASS_DOC : profileDoc(liar.signer.keyId);
    this.#forked.add(doc);
    for (const what of ['one', 'two']) {
      const victim = this.random.pick(this.#world.parties);
      const intruder = new Intruder(this.#world, liar.signer, victim);
      const made = new Y.Doc();
      made.clientID = await intruder.clientId(doc);
      made.getArray('tokens').push([`${what} ${this.#tokens++}`]);
      const entry = await intruder.forge(doc, Y.encodeStateAsUpdate(made) as Bytes);
      intruder.say({ type: 'entries', entries: [entry.bytes] });
    }
  }
}

function isItem(struct: object): struct is Y.Item {
  return struct instanceof Y.Item;
}
