import * as Y from 'yjs';
import { toBase64Url } from '../../src/base/bytes.ts';
import type { Bytes } from '../../src/base/bytes.ts';
import { AUTHORITY_DOC } from '../../src/protocol/ids.ts';
import type { DocId } from '../../src/protocol/ids.ts';
import { ClassDocuments } from '../../src/sync/class-documents.ts';
import { updatesOf } from '../../src/sync/covered-content.ts';
import { isSealed, mayRead } from '../../src/sync/permissions.ts';
import { canonicalState } from '../../src/sync/yjs-state.ts';
import type { Party } from '../support/class-world.ts';
import { fastDigest } from '../support/fake-signer.ts';
import type { FuzzClass } from './fuzz-class.ts';

/** The owner lets in who waits, from this round on. */
const WELCOME_ROUND = 2;
const ROUNDS = 16;
/** What was said before somebody was known, or restarted, may arrive after that. */
const VOLATILE: ReadonlySet<string> = new Set(['volatile-author', 'volatile-past']);
const NOT_WHOLE = 'not whole';

/** Everything is connected again, as a tree, and gets the time it needs. */
export async function heal(fuzz: FuzzClass): Promise<void> {
  const { world } = fuzz;
  // In every other class each wants what they want; in the others everybody opens everything.
  const everything = fuzz.random.chance(0.5);
  if (!everything) fuzz.count('unequal wants');
  for (let round = 0; round < ROUNDS; round++) {
    if (round >= WELCOME_ROUND) await welcome(fuzz);
    connect(fuzz);
    for (const party of everything ? fuzz.parties : [])
      for (const doc of fuzz.documents()) await fuzz.open(party, doc);
    await world.run(round < WELCOME_ROUND ? 500 : 5_000);
    if (!(await isHealed(fuzz))) continue;
    await fuzz.settleSaves();
    // A last checkpoint may be made when all is quiet, or a key be given in place of its maker: that needs its time too.
    // Where one was, it may be on its way to others still, and what is shown is older than that.
    const before = await storedBy(fuzz);
    await world.run(world.checkpoints === undefined ? 300 : 1_000);
    if ((await isHealed(fuzz)) && (await storedBy(fuzz)) === before) return;
  }
  await fuzz.settleSaves();
}

/** What the members' stores hold. */
async function storedBy(fuzz: FuzzClass): Promise<string> {
  const { classId } = fuzz.world;
  const hashes: string[] = [];
  for (const { name, store } of fuzz.members())
    for (const doc of await store.documents(classId))
      for (const { hash } of await store.read(classId, doc)) hashes.push(`${name} ${hash}`);
  return hashes.join();
}

async function isHealed(fuzz: FuzzClass): Promise<boolean> {
  return isSettled(fuzz) && (await allRead(fuzz));
}

async function welcome({ owner, world, done }: FuzzClass): Promise<void> {
  const { admission } = owner.replica.authority.value;
  // Damage took the invitation, and every member who could bring it back: a teacher makes one anew.
  if (admission === null && done.has('torn store')) await world.until(world.openDoor(owner));
  for (const { id } of owner.replica.authority.value.waiting)
    await world.until(owner.replica.welcome(id));
}

/** Links all members in a tree, and who is none as far as the owner knows below them; what holds is left. */
function connect(fuzz: FuzzClass): void {
  const { world, random } = fuzz;
  const members = new Set(fuzz.members());
  const holds = [...world.wires].every(
    ({ ends, slow, a, b }) =>
      ends.every((end) => end.ended === null && end.relation.value !== 'spare') &&
      slow !== true &&
      members.has(a) &&
      members.has(b),
  );
  if (holds && world.wires.size === fuzz.parties.length - 1 && fuzz.done.has('healing')) return;
  fuzz.count('healing');
  for (const wire of [...world.wires]) world.disconnect(wire);
  const others = fuzz.parties.filter((party) => !members.has(party));
  const inner = [...members];
  inner.forEach((party, i) => {
    const parent = inner[random.below(i)];
    if (i > 0 && parent !== undefined) world.connect(party, parent);
  });
  for (const other of others) world.connect(other, random.pick(inner));
}

function isSettled(fuzz: FuzzClass): boolean {
  const members = new Set(fuzz.members());
  const both = [...fuzz.world.wires].filter(({ a, b }) => members.has(a) && members.has(b));
  return (
    strangers(fuzz).length === 0 &&
    both.length === members.size - 1 &&
    both.every(({ a, b }) => isUpToDate(a, b) && isUpToDate(b, a)) &&
    fuzz.owner.replica.authority.value.waiting.length === 0 &&
    [...members].every((party) => seesAll(fuzz, party)) &&
    // What waits for something that its bringer did not bring is asked for after a second.
    (fuzz.touched.size > 0 || [...members].every(({ replica }) => replica.aside().waiting === 0)) &&
    (members.size === 1 || [...members].every(({ replica }) => replica.status.value.waiting === 0))
  );
}

/** Who was never wronged and nobody let in: everybody has the invitation, and who came to another door was welcomed. */
function strangers(fuzz: FuzzClass): readonly Party[] {
  const members = new Set(fuzz.members());
  return fuzz.parties.filter((party) => !members.has(party) && !fuzz.touched.has(party));
}

/** Whether a party sees exactly those as present who are linked. */
function seesAll(fuzz: FuzzClass, { replica }: Party): boolean {
  const present = replica.present.value;
  const here = fuzz.members().map(({ signer }) => signer.keyId);
  // What an old store does not know of, its device cannot take back: that it vouched for somebody.
  const exact = !fuzz.done.has('backup on the same device');
  return here.every((id) => present.has(id)) && (!exact || present.size === here.length);
}

/** Whether all who may read a document see the same in it: keys come a little later than entries. */
async function allRead(fuzz: FuzzClass): Promise<boolean> {
  const stored = await documentsOf(fuzz, fuzz.owner);
  for (const doc of fuzz.documents()) {
    const seen = new Set<string>();
    for (const { replica } of readers(fuzz, stored, doc)) {
      const handle = await fuzz.world.until(replica.open(doc)); // it is wanted already
      seen.add(JSON.stringify(contentOf(handle.doc)));
    }
    if (seen.size > 1) return false;
  }
  return true;
}

function isUpToDate({ replica }: Party, other: Party): boolean {
  return replica.status.value.upToDateWith.includes(other.signer.keyId);
}

/** Compares all members with each other, and with what was promised. */
export async function compare(fuzz: FuzzClass): Promise<void> {
  const members = fuzz.members();
  for (const { name } of strangers(fuzz)) throw new Error(`${name} did not come in`);
  const expected = await contentOfStore(fuzz, fuzz.owner);
  const view = viewOf(fuzz.owner);
  for (const party of members) {
    const { name, replica } = party;
    const { standing, status, lost } = replica;
    if (standing.value !== 'member') throw new Error(`${name} is ${standing.value}`);
    // Who is alone waits for somebody to come.
    if ((status.value.waiting !== 0 && members.length > 1) || !status.value.saved)
      throw new Error(`${name} waits: ${JSON.stringify(status.value)}`);
    if (status.value.upToDateWith.length === 0 && members.length > 1)
      throw new Error(`${name} is not up to date with anybody`);
    if (viewOf(party) !== view) throw new Error(`${name} sees ${viewOf(party)}, the owner ${view}`);
    if (!seesAll(fuzz, party))
      throw new Error(`${name} sees as present: ${[...replica.present.value].join()}`);
    const { waiting, fallen } = replica.aside();
    // What was built on a losing branch, or by who is not heard any more, may wait for ever.
    if (waiting + fallen > (fuzz.touched.size === 0 ? 0 : 100))
      throw new Error(`${name} keeps ${waiting} waiting and ${fallen} fallen entries`);
    if (!fuzz.touched.has(party) && lost.value.some(({ doc }) => !fuzz.forked.has(doc)))
      throw new Error(`${name} lost work: ${lost.value.map(({ doc }) => doc).join()}`);
    for (const [doc, found] of await contentOfStore(fuzz, party)) {
      const wanted = expected.get(doc) ?? [];
      if (fuzz.wants(party, doc) && found.join() !== wanted.join())
        throw new Error(`stores differ: ${differences(wanted, found)} at ${name}`);
    }
  }
  const stored = await documentsOf(fuzz, fuzz.owner);
  for (const doc of fuzz.documents()) await compareDocument(fuzz, doc, readers(fuzz, stored, doc));
  for (const party of fuzz.parties) {
    if (fuzz.touched.has(party)) continue;
    const codes = [...party.replica.refusals().keys()].filter((code) => !VOLATILE.has(code));
    if (codes.length > 0) throw new Error(`${party.name} refused: ${codes.join()}`);
  }
  const errors = fuzz.world.logged.filter(({ level, code }) => {
    return level === 'error' && !(code === 'stored-damaged' && fuzz.done.has('torn store'));
  });
  if (errors.length > 0) throw new Error(`logged: ${JSON.stringify(errors)}`);
}

/** The members that want a document and may read it; others carry what they cannot open. */
function readers(fuzz: FuzzClass, { authority }: ClassDocuments, doc: DocId): readonly Party[] {
  const state = authority.present();
  const isOpen = !isSealed(state, doc);
  return fuzz
    .members()
    .filter((party) => isOpen || mayRead(state, doc, party.signer.keyId))
    .filter((party) => fuzz.wants(party, doc));
}

async function compareDocument(
  fuzz: FuzzClass,
  doc: DocId,
  parties: readonly Party[],
): Promise<void> {
  const seen = { content: new Set<string>(), form: new Set<string>(), clocks: new Set<string>() };
  for (const { replica, name } of parties) {
    const handle = await fuzz.world.until(replica.open(doc));
    const { store } = handle.doc;
    if (store.pendingStructs !== null || store.pendingDs !== null)
      throw new Error(`${name}: pending in ${doc}`);
    seen.content.add(JSON.stringify(contentOf(handle.doc)));
    const clocks = [...Y.decodeStateVector(Y.encodeStateVector(handle.doc))];
    seen.clocks.add(JSON.stringify(clocks.sort((a, b) => a[0] - b[0])));
    seen.form.add(formOf(canonicalState([Y.encodeStateAsUpdate(handle.doc) as Bytes])));
    const tokens = handle.doc.getArray<string>('tokens').toArray();
    if (new Set(tokens).size !== tokens.length)
      throw new Error(`${name}: something twice in ${doc}`);
    if (fuzz.forked.has(doc)) continue;
    for (const promised of fuzz.saved) {
      if (promised.doc !== doc || fuzz.touched.has(promised.party)) continue;
      if (!tokens.includes(promised.token))
        throw new Error(
          `${name}: ${promised.token} that ${promised.party.name} saved is lost in ${doc}`,
        );
    }
  }
  for (const [what, different] of Object.entries(seen))
    if (different.size > 1)
      throw new Error(`${doc}: ${what} differ:\n${[...different].join('\n')}`);
}

/** The class as a party sees it. */
function viewOf({ replica }: Party): string {
  const { members, waiting, removed, closed } = replica.authority.value;
  const people = [...members.values()].map(({ id, name, role }) => `${id} ${name} ${role}`).sort();
  return JSON.stringify([
    people,
    waiting.map(({ id }) => id).sort(),
    removed.map(({ id }) => id).sort(),
    closed,
  ]);
}

/** What a store says about each document: ends of chains, and the content that follows from it. */
async function contentOfStore(
  fuzz: FuzzClass,
  party: Party,
): Promise<ReadonlyMap<DocId, readonly string[]>> {
  const { classId } = fuzz.world;
  const documents = await documentsOf(fuzz, party);
  const contents = new Map<DocId, readonly string[]>();
  for (const doc of [AUTHORITY_DOC, ...fuzz.documents()]) {
    const stored = await party.store.read(classId, doc);
    const names = stored.map(({ chain, seq }) => `${chain}/${seq}`);
    if (new Set(names).size !== names.length) throw new Error(`${party.name}: twice in ${doc}`);
    const log = documents.logOrNew(doc);
    const heads = log
      .vector()
      .map(({ author, session, seq, hash }) => `${doc} ${author}/${session}/${seq}/${hash}`)
      .sort();
    const form = doc === AUTHORITY_DOC ? '' : formOf(canonicalState(updatesOf(log)));
    if (form === NOT_WHOLE) throw new Error(`${party.name}: ${doc} is not whole`);
    contents.set(doc, log.chainCount === 0 ? [] : [...heads, `${doc} ${form}`]);
  }
  return contents;
}

/** What a store says, as the engine reads it. */
export async function documentsOf(
  { world }: FuzzClass,
  { store }: Pick<Party, 'store'>,
): Promise<ClassDocuments> {
  const documents = new ClassDocuments();
  await documents.load(store, world.classId, fastDigest, world.logger);
  return documents;
}

function differences(one: readonly string[], other: readonly string[]): string {
  const only = (lines: readonly string[], others: readonly string[]): string =>
    lines
      .filter((line) => !others.includes(line))
      .map((line) => line.slice(0, 130))
      .join('\n');
  return `only at the owner\n${only(one, other)}\nonly at the other\n${only(other, one)}`;
}

function formOf(state: Bytes | null): string {
  return state === null ? NOT_WHOLE : toBase64Url(state);
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
