import * as Y from 'yjs';
import type { Bytes } from '../../src/base/bytes.ts';
import { CLASS_DOC, profileDoc } from '../../src/protocol/ids.ts';
import { encodePeerMessage } from '../../src/protocol/peer-messages.ts';
import { clientIdOf } from '../../src/sync/client-id.ts';
import type { Party } from '../support/class-world.ts';
import { fakeSigner, fastDigest } from '../support/fake-signer.ts';
import { forge } from '../support/intruder.ts';
import type { Forged } from '../support/intruder.ts';
import { linkPair } from '../support/memory-link.ts';
import { newSession } from '../support/new-session.ts';
import type { FuzzClass } from './fuzz-class.ts';
import { NOTES_DOC } from './fuzz-class.ts';
import { storeOf } from './store-faults.ts';

/** The owner gives or takes a role. */
export async function giveRole(fuzz: FuzzClass): Promise<void> {
  const { random, owner } = fuzz;
  const member = pickMember(fuzz, owner);
  if (member === null) return;
  const { role } = owner.replica.authority.value.members.get(member.signer.keyId) ?? {};
  const taken = role === 'teacher' && fuzz.theme === 'people' && random.chance(0.6);
  if (taken) {
    fuzz.touched.add(member);
    fuzz.count('role taken');
    const lower = random.pick(['assistant', 'student', 'observer'] as const);
    await fuzz.world.until(owner.replica.setRole(member.signer.keyId, lower));
  } else await fuzz.world.until(owner.replica.setRole(member.signer.keyId, 'teacher'));
}

/** Somebody who may removes somebody, perhaps with the old link; or lets somebody in again. */
export async function remove(fuzz: FuzzClass): Promise<void> {
  const { random, world, owner } = fuzz;
  const teachers = fuzz.parties.filter(({ replica, signer }) => {
    const me = replica.authority.value.members.get(signer.keyId);
    return me?.role === 'teacher' && replica.standing.value === 'member';
  });
  const by = teachers.length > 0 && random.chance(0.4) ? random.pick(teachers) : owner;
  const { authority } = by.replica;
  if (authority.value.removed.length > 0 && random.chance(0.5)) {
    fuzz.count('welcomed again');
    await world.until(by.replica.welcome(random.pick(authority.value.removed).id));
    return;
  }
  const member = pickMember(fuzz, by);
  if (member === null) return;
  const role = authority.value.members.get(member.signer.keyId)?.role;
  if (by !== owner && (role === 'teacher' || role === 'owner')) return;
  fuzz.touched.add(member);
  fuzz.count(by === owner ? 'removal' : 'removal by a teacher');
  const renewed = by === owner && random.chance(0.3);
  if (renewed) {
    // Who came in unseen waits for a person from then on.
    for (const each of fuzz.parties)
      if (!authority.value.members.has(each.signer.keyId)) fuzz.touched.add(each);
    fuzz.count('renewal');
  }
  const key = fakeSigner(`link ${fuzz.done.get('renewal') ?? 0}`).publicKey;
  const expires = world.clock.now() + 30 * 86_400_000;
  const renewal = renewed ? ({ publicKey: key, expires, door: 'open' } as const) : null;
  await world.until(by.replica.remove(member.signer.keyId, renewal));
}

/** Somebody's program says two things in one place, each to another peer. */
export async function equivocate(fuzz: FuzzClass): Promise<void> {
  const { random, world, owner } = fuzz;
  const liar = random.pick(fuzz.parties);
  if (hearersOf(fuzz, liar).length === 0) return;
  if (liar === owner || liar.replica.standing.value !== 'member') return;
  const own = profileDoc(liar.signer.keyId);
  // What was given up for a checkpoint before the fork was known is not agreed upon yet (SY2).
  const isPruned = world.checkpoints !== undefined;
  const doc = isPruned ? own : random.pick([own, CLASS_DOC, NOTES_DOC]);
  const handle = await fuzz.open(liar, doc);
  if (!handle.writable.value) return;
  // It names what its store has of the statements: those too that give it the right.
  while (storeOf(liar).busy) await fuzz.pass(5);
  const session = newSession(world.random);
  const client = await clientIdOf(fastDigest, liar.signer.keyId, doc, session);
  const say = (text: string, seq: number, prev: Forged | null): Promise<Forged> => {
    const content = updateBy(client, text, seq);
    return world.until(
      forge(world, liar, doc, content, { session, seq, prev: prev?.hash ?? null }),
    );
  };
  const one = await say('one', 0, null);
  const other = await say('other', 0, null);
  const next = await say('next', 1, other);
  const brought = [[one], random.chance(0.5) ? [other, next] : [other]];
  fuzz.touched.add(liar);
  fuzz.forked.add(doc);
  fuzz.count('equivocation');
  for (const entries of brought) {
    // Meanwhile somebody may have learned that the liar was removed.
    const hearers = hearersOf(fuzz, liar);
    if (hearers.length === 0) return;
    const hearer = random.pick(hearers);
    const [mine, theirs] = linkPair(liar.signer, hearer.signer);
    hearer.replica.addLink(theirs);
    mine.send(encodePeerMessage({ type: 'entries', entries: entries.map(({ bytes }) => bytes) }));
    mine.deliver();
    await world.settle();
    mine.cut();
  }
}

/** To others somebody is nobody: what they bring is refused unheard. */
function hearersOf({ parties }: FuzzClass, { replica: own, signer }: Party): readonly Party[] {
  return parties.filter(({ replica }) => {
    const { members } = replica.authority.value;
    return replica !== own && members.has(signer.keyId);
  });
}

/** The owner says which branch of a fork stands. */
export async function resolveFork(fuzz: FuzzClass): Promise<void> {
  const { random, world, owner } = fuzz;
  const forks = owner.replica.forks.value;
  if (forks.length === 0) return;
  const fork = random.pick(forks);
  fuzz.count('fork resolved');
  await world.until(owner.replica.resolveFork(fork, random.pick(fork.hashes)));
}

function updateBy(client: number, text: string, seq: number): Bytes {
  const doc = new Y.Doc();
  doc.clientID = client;
  const settings = doc.getMap('settings');
  if (seq > 0) settings.set('p', 'other'); // as the entry before has it
  const before = Y.encodeStateVector(doc);
  settings.set('p', text);
  return Y.encodeStateAsUpdate(doc, seq > 0 ? before : undefined) as Bytes;
}

/** A member, as `by` knows the class, who is not the owner nor `by`. */
function pickMember(fuzz: FuzzClass, by: Party): Party | null {
  const { members } = by.replica.authority.value;
  const others = fuzz.parties.filter(
    (party) => party !== fuzz.owner && party !== by && members.has(party.signer.keyId),
  );
  return others.length === 0 ? null : fuzz.random.pick(others);
}
