import { afterEach, expect, test } from 'vitest';
import { sharedContents, shareCell, sharedSources } from '../../support/lesson.ts';
import { NodePeer, newNodeClass } from '../../support/node-peer.ts';
import type { NodeClass } from '../../support/node-peer.ts';
import { startServer } from '../../support/start-server.ts';
import type { TestServer } from '../../support/start-server.ts';

/** Ten cells in order; the tenth stands for a picture in an output. */
const SOURCES = Array.from({ length: 10 }, (_, i) => `print(${i + 1})`);

const peers: NodePeer[] = [];
let server: TestServer | null = null;

afterEach(async () => {
  await Promise.all(peers.splice(0).map((peer) => peer.close()));
  await server?.stop();
});

async function join(
  lesson: NodeClass,
  names: readonly string[],
  owner = false,
): Promise<NodePeer[]> {
  const signalingUrl = server?.signalingUrl ?? '';
  const joined = await Promise.all(
    names.map((name) => NodePeer.join(lesson, { signalingUrl, name, owner })),
  );
  peers.push(...joined);
  return joined;
}

/** Waits until all peers hold exactly the same entries and know it of whom they are linked to (SY6). */
async function allEqual(): Promise<void> {
  const different = async (): Promise<string[]> => {
    const [first, ...others] = await Promise.all(peers.map((peer) => peer.stored()));
    const names = others.flatMap((stored, i) =>
      String(stored) === String(first) ? [] : [peers[i + 1]?.name ?? ''],
    );
    for (const { name, replica, network } of peers) {
      if (replica.status.value.upToDateWith.length < network.links.value.length) names.push(name);
      if (replica.authority.value.members.size !== peers.length + gone) names.push(name);
    }
    return names;
  };
  await expect.poll(different, { timeout: 60_000 }).toEqual([]);
}

/** Members who are not here any more. */
let gone = 0;

test('[TR3] [SY6] thirty peers join at once and all get the shared cells, a megabyte whole; with the owner gone ten more do', async () => {
  server = await startServer({ appDir: null });
  const lesson = await newNodeClass();
  const [owner] = await join(lesson, ['Ada'], true);
  if (owner === undefined) throw new Error('no owner');
  for (let number = 1; number <= 10; number++) await shareCell(owner, number);

  const students = await join(
    lesson,
    Array.from({ length: 30 }, (_, i) => `Student ${i + 1}`),
  );
  await allEqual();
  for (const student of students) {
    expect(student.replica.standing.value).toBe('member');
    expect(sharedSources(student)).toEqual(SOURCES);
  }

  // Not a repeated character: compression anywhere must not make it small.
  const image = Buffer.from(
    Array.from({ length: 750_000 }, (_, i) => (i * 2_654_435_761) >>> 24),
  ).toString('base64');
  const outputs = [{ output_type: 'display_data', data: { 'image/png': image }, metadata: {} }];
  const isWhole = (peer: NodePeer): boolean =>
    JSON.stringify(sharedContents(peer)[9]?.outputs) === JSON.stringify(outputs);
  await shareCell(owner, 10, { outputs }, 2);
  await allEqual();
  expect(students.filter(isWhole).length).toBe(30);

  peers.splice(peers.indexOf(owner), 1);
  gone = 1;
  await owner.close();
  const late = await join(
    lesson,
    Array.from({ length: 10 }, (_, i) => `Late ${i + 1}`),
  );
  await allEqual();
  for (const student of late) expect(sharedSources(student)).toEqual(SOURCES);
  expect(late.filter(isWhole).length).toBe(10);
  for (const peer of peers) expect([...peer.replica.refusals()]).toEqual([]);
}, 180_000);
