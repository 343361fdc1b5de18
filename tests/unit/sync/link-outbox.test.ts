import { expect, test } from 'vitest';
import { utf8 } from '../../../src/base/bytes.ts';
import { AUTHORITY_DOC, CLASS_DOC } from '../../../src/protocol/ids.ts';
import type { ClassId, DocId, EntryHash, SessionId } from '../../../src/protocol/ids.ts';
import { decodePeerMessage } from '../../../src/protocol/peer-messages.ts';
import { chainKey } from '../../../src/sync/entry-record.ts';
import type { EntryRecord } from '../../../src/sync/entry-record.ts';
import { LinkOutbox } from '../../../src/sync/link-outbox.ts';
import { RemoteVectors } from '../../../src/sync/remote-vectors.ts';
import { fakeSigner } from '../../support/fake-signer.ts';
import { linkPair } from '../../support/memory-link.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const mallory = fakeSigner('Mallory');
const ada = fakeSigner('Ada');

function recordOf(by: typeof ada, doc: DocId, seq: number, length: number): EntryRecord {
  const bytes = new Uint8Array(length);
  bytes.set(utf8(`${doc}/${seq}`));
  const session = doc as string as SessionId;
  const entry = {
    classId: 'c' as ClassId,
    doc,
    author: by.keyId,
    session,
    seq,
    prev: null,
    deps: [],
    authority: [],
    at: 0,
    kind: 'plain',
    content: bytes,
    bytes,
    body: bytes,
    signature: bytes,
  } as const;
  return { entry, hash: `${doc}/${seq}` as EntryHash, chain: chainKey(by.keyId, session) };
}

test('[SY3] one person’s flood, in however many documents, holds up what others wrote by no more than a message', async () => {
  const [link, far] = linkPair(ada, mallory);
  const arrived: string[] = [];
  far.admit();
  far.onMessage((bytes) => {
    const message = decodePeerMessage(bytes);
    if (!message.ok || message.value.type !== 'entries') throw new Error('no entries');
    for (const entry of message.value.entries)
      arrived.push(new TextDecoder().decode(entry).replaceAll('\0', ''));
  });
  const outbox = new LinkOutbox(link, new VirtualClock(), new RemoteVectors());
  for (let i = 0; i < 2_000; i++) {
    const doc = `work:${mallory.keyId}:${i}` as DocId;
    outbox.entry(recordOf(mallory, doc, 0, 4_096), false);
  }
  await Promise.resolve();
  const before = link.outgoing.length;
  outbox.entry(recordOf(ada, CLASS_DOC, 0, 300), false);
  outbox.entry(recordOf(ada, AUTHORITY_DOC, 0, 300), false);
  await Promise.resolve();
  for (let i = 0; i <= before; i++) link.deliver();
  expect(arrived.indexOf('authority/0')).toBeGreaterThan(0);
  expect(arrived.indexOf('class/0')).toBeGreaterThan(0);
  while (link.outgoing.length > 0) link.deliver();
  expect(arrived.length).toBe(2_002);
  outbox.close();
});
