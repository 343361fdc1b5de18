import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { concat, toBase64Url, type Bytes } from '../../../src/base/bytes.ts';
import { sha256 } from '../../../src/crypto/sha256.ts';
import { CLASS_DOC, profileDoc, type SessionId } from '../../../src/protocol/ids.ts';
import { parseInvitationLink } from '../../../src/protocol/invitation-link.ts';
import { encodeVolatileBody, volatileSigningBytes } from '../../../src/protocol/peer-messages.ts';
import { clientIdOf } from '../../../src/sync/client-id.ts';
import { EMPTY_UPDATE } from '../../../src/sync/yjs-update.ts';
import { ModifiedPeer } from '../../support/modified-peer.ts';
import { NodeClassroom } from '../../support/node-classroom.ts';
import { startServer, type TestServer } from '../../support/start-server.ts';

const NAMES = ['Ben', 'Cleo', 'Dan', 'Eve', 'Fay', 'Gus'];
/** What Mallory says of each kind: many seconds of work for who checks it. */
const FLOOD = 6_000;

let server: TestServer;
let ada: NodeClassroom;
let students: NodeClassroom[];
let mallory: ModifiedPeer;
const ends: (() => void | Promise<void>)[] = [];

beforeEach(async () => {
  server = await startServer({ appDir: null });
  ends.push(() => server.stop());
  const { signalingUrl } = server;
  ada = await NodeClassroom.teach('Python 101', 'Ada', { signalingUrl });
  ends.push(() => ada.session.leave());
  await until(() => ada.session.state.value.lesson.door === 'open');
  const { link } = ada.session.state.value.lesson;
  students = [];
  for (const name of NAMES) {
    const student = await NodeClassroom.join(link, name, { signalingUrl });
    ends.push(() => student.session.leave());
    students.push(student);
  }
  const parsed = parseInvitationLink(link);
  if (!parsed.ok) throw parsed.error;
  mallory = await ModifiedPeer.join(
    { invitation: parsed.value.invitation, root: null },
    { signalingUrl, name: 'Mallory', first: false, joinedAt: Date.now() },
  );
  ends.push(() => mallory.honest.close());
  await until(() => ada.session.state.value.connection.people === 7);
  await until(() => mallory.honest.replica.standing.value === 'member');
}, 60_000);

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
}, 60_000);

const PATIENCE = { timeout: 60_000, interval: 5 };

const until = (isSo: () => boolean): Promise<void> =>
  vi.waitFor(() => expect(isSo(), String(isSo)).toBe(true), PATIENCE);

function sessionOf(number: number): SessionId {
  const bytes = new Uint8Array(16);
  new DataView(bytes.buffer).setUint32(4, number + 1);
  return toBase64Url(bytes) as SessionId;
}

/** Writes in Mallory's own document, as many as they may make. */
async function ownWrites(): Promise<Bytes[]> {
  const doc = profileDoc(mallory.honest.identity.keyId);
  const writes: Bytes[] = [];
  for (let i = 0; i < FLOOD; i++)
    writes.push(await mallory.forge(doc, EMPTY_UPDATE, { session: sessionOf(i) }));
  return writes;
}

/** Where a cursor is, again and again. */
async function cursors(): Promise<Bytes[]> {
  const { identity, replica } = mallory.honest;
  const said: Bytes[] = [];
  const doc = new Y.Doc();
  doc.clientID = await clientIdOf(sha256, identity.keyId, CLASS_DOC, sessionOf(0));
  const awareness = new Awareness(doc);
  for (let i = 0; i < FLOOD; i++) {
    awareness.setLocalState({ cursor: i });
    const payload = encodeAwarenessUpdate(awareness, [doc.clientID]) as Bytes;
    const body = encodeVolatileBody({
      classId: replica.classId,
      author: identity.keyId,
      session: sessionOf(0),
      counter: 1_000_000 + i,
      at: Date.now(),
      topic: CLASS_DOC,
      payload,
    });
    said.push(concat(body, await identity.sign(volatileSigningBytes(body))));
  }
  awareness.destroy();
  return said;
}

/** How much of the flood the teacher's device has taken in. */
async function takenIn(): Promise<number> {
  const doc = profileDoc(mallory.honest.identity.keyId);
  return (await ada.env.entries.read(ada.session.state.value.id, doc)).length;
}

test('[LM1] whatever one student writes without end within their rights, what the teacher shares arrives with the other six meanwhile', async () => {
  const writes = await ownWrites();
  const volatile = await cursors();
  let updates = 0;
  ends.push(ada.session.state.subscribe(() => updates++));
  for (let at = 0; at < FLOOD; at += 100) {
    mallory.say({ type: 'entries', entries: writes.slice(at, at + 100) });
    mallory.say({ type: 'volatile', messages: volatile.slice(at, at + 100) });
  }
  await until(() =>
    mallory.honest.network.links.value.some(({ queuedBytes }) => queuedBytes === 0),
  );
  // While it goes in, a cell is shared now and then: how much of it goes before the cell is there?
  const before: number[] = [];
  for (let i = 0; i < 8; i++) {
    await vi.waitFor(async () => expect(await takenIn()).toBeGreaterThan(i * 300), PATIENCE);
    const at = await takenIn();
    await ada.session.toggleShare(ada.notebook.type(`cell ${i}`));
    await until(() =>
      students.every(({ session }) =>
        session.state.value.cells.some(({ source }) => source === `cell ${i}`),
      ),
    );
    before.push((await takenIn()) - at);
  }
  expect(Math.max(...before)).toBeLessThan(FLOOD / 10);
  expect(await takenIn(), 'it went on all the time').toBeLessThan(FLOOD);
  // Students hear nothing of it, and the teacher's screen does not follow every word.
  expect(updates).toBeLessThan(FLOOD / 10);
  for (const { session } of [ada, ...students]) expect(session.state.value.problem).toBeNull();
}, 120_000);
