import assert from 'node:assert/strict';
import * as Y from 'yjs';
import type { Bytes } from '../../src/base/bytes.ts';
import { CLASS_DOC } from '../../src/protocol/ids.ts';
import type { DocId } from '../../src/protocol/ids.ts';
import { ClassWorld } from './class-world.ts';
import type { Party, Wire } from './class-world.ts';
import { Intruder, storedBy } from './intruder.ts';

/**
 * A class under attack, in virtual time. Ada owns it and Tom teaches; Ben, Cleo and Dan learn. Tom and Ben hang below
 * Ada, Dan below Tom, Cleo below Ben; Cleo has Tom as her spare, Dan has Ben. Mallory was admitted, left, and now runs
 * another program over links to whom she likes.
 */
export class HostileClass {
  readonly world: ClassWorld;
  readonly ada: Party;
  readonly tom: Party;
  readonly ben: Party;
  readonly cleo: Party;
  readonly dan: Party;
  readonly mallory: Party;
  #said = 0;

  private constructor(world: ClassWorld, parties: readonly Party[]) {
    this.world = world;
    const [ada, tom, ben, cleo, dan, mallory] = parties;
    if (!ada || !tom || !ben || !cleo || !dan || !mallory) throw new Error('six are needed');
    [this.ada, this.tom, this.ben] = [ada, tom, ben];
    [this.cleo, this.dan, this.mallory] = [cleo, dan, mallory];
  }

  /** All are there and know each other; the class has one word in it. */
  static async begin(options: { real?: boolean } = {}): Promise<HostileClass> {
    const world = await ClassWorld.create(options);
    const parties: Party[] = [];
    for (const name of ['Ada', 'Tom', 'Ben', 'Cleo', 'Dan', 'Mallory'])
      parties.push(await world.add(name));
    const hostile = new HostileClass(world, parties);
    const { ada, tom, ben, cleo, dan, mallory } = hostile;
    world.connect(tom, ada);
    world.connect(ben, ada);
    world.connect(cleo, ben);
    world.connect(dan, tom);
    const wire = world.connect(mallory, ada);
    await world.run(2_000);
    hostile.spare(cleo, tom);
    hostile.spare(dan, ben);
    await world.until(ada.replica.setRole(tom.signer.keyId, 'teacher'));
    await world.run(1_000);
    world.disconnect(wire);
    await hostile.lessonGoesOn();
    return hostile;
  }

  get honest(): readonly Party[] {
    return [this.ada, this.tom, this.ben, this.cleo, this.dan];
  }

  /** Links two peers as each other's spare. */
  spare(a: Party, b: Party): Wire {
    const wire = this.world.connect(a, b);
    for (const end of wire.ends) end.relation.set('spare');
    return wire;
  }

  /** Mallory links to somebody; `as` another party whose key she holds. */
  async intrude(victim: Party, as: Party = this.mallory): Promise<Intruder> {
    const intruder = new Intruder(this.world, as.signer, victim);
    await this.world.run(500);
    return intruder;
  }

  /** Ada and Tom each write a word, and all honest peers have everything, alike, in memory and store. */
  async lessonGoesOn(ms = 1_000): Promise<void> {
    for (const teacher of [this.ada, this.tom]) {
      const { doc } = await this.world.until(teacher.replica.open(CLASS_DOC));
      doc.getMap('words').set(`word ${this.#said++}`, teacher.name);
      await this.world.run(100);
    }
    await this.world.run(ms);
    await this.expectAlike();
  }

  /** What all honest peers have is what was said by honest ones, and the same in their stores. */
  async expectAlike(): Promise<void> {
    const expected = Array.from({ length: this.#said }, (_, i) => `word ${i}`).sort();
    for (const party of this.honest)
      assert.deepEqual([party.name, await this.words(party)], [party.name, expected]);
    const stores = await Promise.all(
      this.honest.map(async (party) => {
        const lines = await storedBy(this.world, party);
        // Others' own documents go only where somebody wants them.
        return lines.split('\n').filter((line) => /^(authority|class)\//.test(line));
      }),
    );
    for (const store of stores) assert.deepEqual(store, stores[0]);
  }

  async words(party: Party): Promise<readonly string[]> {
    const { doc } = await this.world.until(party.replica.open(CLASS_DOC));
    assert.deepEqual([doc.store.pendingDs, doc.store.pendingStructs], [null, null]);
    return [...doc.getMap('words').keys()].sort();
  }

  /** Everything that honest peers hold and show, to compare before and after. */
  async everything(): Promise<unknown> {
    const states: unknown[] = [];
    for (const party of this.honest) {
      const members = [...party.replica.authority.value.members.values()];
      states.push({
        name: party.name,
        words: await this.words(party),
        stored: await storedBy(this.world, party),
        members: members.map(({ id, name, role }) => `${id} ${name} ${role}`).sort(),
        forks: party.replica.forks.value,
      });
    }
    return states;
  }

  /** `attack` changes nothing anywhere, `victim` counts `code` `count` times, and the lesson goes on. */
  async refuses(
    victim: Party,
    code: string,
    attack: () => Promise<void>,
    count = 1,
  ): Promise<void> {
    const before = await this.everything();
    const counted = victim.replica.refusals().get(code) ?? 0;
    await attack();
    await this.world.run(2_000);
    assert.deepEqual([code, (victim.replica.refusals().get(code) ?? 0) - counted], [code, count]);
    assert.deepEqual(await this.everything(), before);
    for (const party of this.honest)
      if (party !== victim) assert.deepEqual([...party.replica.refusals()], []);
    await this.lessonGoesOn();
  }

  /** Refusals so far at `party`, all codes together. */
  refusalsAt(party: Party): number {
    return [...party.replica.refusals().values()].reduce((sum, count) => sum + count, 0);
  }
}

/** What a Y.Doc with `client` makes by `edit`, on top of `base`. */
export function updateBy(client: number, edit: (doc: Y.Doc) => void, base?: Uint8Array): Bytes {
  const doc = new Y.Doc();
  if (base !== undefined) Y.applyUpdate(doc, base);
  const before = Y.encodeStateVector(doc);
  doc.clientID = client;
  edit(doc);
  return Y.encodeStateAsUpdate(doc, before) as Bytes;
}

/** An evil word in `doc`, as the intruder's session has to write it. */
export async function evil(intruder: Intruder, doc: DocId): Promise<Bytes> {
  return updateBy(await intruder.clientId(doc), (made) => made.getMap('words').set('evil', 1));
}
