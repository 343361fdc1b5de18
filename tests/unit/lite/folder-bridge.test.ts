import { expect, test } from 'vitest';
import { decodeAnswer, type FolderAnswer } from '../../../lite/kernel/folder-answer.ts';
import { FolderBridge } from '../../../lite/kernel/folder-bridge.ts';
import { MAX_ENTRIES } from '../../../lite/kernel/limits.ts';
import type { FolderMessage, ToWorker } from '../../../lite/kernel/protocol.ts';
import { RefusalCounter, silentLogger } from '../../../src/base/logger.ts';
import { MemoryFolder } from '../../e2e/kernel-harness/memory-folder.ts';

/** A bridge whose worker is the test. */
class Worker {
  readonly folder = new MemoryFolder();
  readonly refusals = new RefusalCounter(silentLogger);
  readonly posted: ToWorker[] = [];
  #arrived = (): void => undefined;
  readonly #bridge = new FolderBridge(
    this.folder,
    (message) => {
      this.posted.push(message);
      this.#arrived();
    },
    this.refusals,
  );

  post(...messages: readonly FolderMessage[]): void {
    for (const message of messages) this.#bridge.receive(message);
  }

  write(path: string, text: string): void {
    this.post({ type: 'folder-written', path, bytes: new TextEncoder().encode(text).buffer });
  }

  async ask(path: string | null = null): Promise<FolderAnswer> {
    const arrived = new Promise<void>((resolve) => (this.#arrived = resolve));
    this.posted.length = 0;
    this.post({ type: 'folder-ask', path });
    await arrived;
    const answer = this.posted.find(({ type }) => type === 'folder-answer');
    if (answer?.type !== 'folder-answer') throw new Error('no answer');
    return decodeAnswer(new Uint8Array(answer.bytes));
  }
}

test('[KE5] a worker hears of each change of others once, and of none of its own', async () => {
  const worker = new Worker();
  worker.folder.put('a.txt', 'one');
  const first = await worker.ask('a.txt');
  expect(first.news.map(({ path, size }) => [path, size])).toEqual([['a.txt', 3]]);
  expect(new TextDecoder().decode(first.bytes ?? new Uint8Array())).toBe('one');
  worker.write('own.txt', 'own');
  worker.post(
    { type: 'folder-made', path: 'sub' },
    { type: 'folder-moved', path: 'own.txt', to: 'sub/own.txt' },
  );
  expect(await worker.ask()).toEqual({ gone: [], news: [], problems: [], bytes: null });
  worker.folder.put('a.txt', 'four');
  await worker.folder.remove('sub');
  const later = await worker.ask('missing');
  expect(later.news.map(({ path, size }) => [path, size])).toEqual([['a.txt', 4]]);
  expect(later.gone).toEqual(['sub/own.txt', 'sub']);
  expect(later.bytes).toBeNull();
});

test('[KE5] what others change is announced to a worker that runs, its own changes are not', async () => {
  const worker = new Worker();
  worker.folder.put('before.txt', 'nobody listens yet');
  expect(worker.posted).toEqual([]);
  await worker.ask();
  worker.write('own.txt', 'own');
  await worker.ask();
  expect(worker.posted.map(({ type }) => type)).toEqual(['folder-answer']);
  worker.folder.put('b.txt', 'b');
  expect(worker.posted.at(-1)).toEqual({ type: 'folder-changed' });
});

test('[KE5] what does not fit is refused, counted and told, and the rest is stored', async () => {
  const worker = new Worker();
  for (let each = 0; each < MAX_ENTRIES; each++) worker.folder.put(`${each}`, '');
  await worker.ask();
  worker.write('one-more', 'x');
  worker.post({ type: 'folder-made', path: 'folder' });
  worker.write('0', 'x');
  const { problems } = await worker.ask();
  expect(problems).toEqual([
    { path: 'one-more', problem: 'too-many' },
    { path: 'folder', problem: 'too-many' },
  ]);
  expect(worker.refusals.counts().get('kernel-folder-too-many')).toBe(2);
  worker.folder.room = 5;
  worker.write('1', 'longer than the room');
  expect((await worker.ask()).problems).toEqual([{ path: '1', problem: 'full' }]);
  expect(worker.folder.texts()['0']).toBe('x');
});

test('[KE5] a flood of changes is cut before it fills the memory', async () => {
  const worker = new Worker();
  const bytes = new ArrayBuffer(100 * 1024 * 1024);
  for (let each = 0; each < 3; each++)
    worker.post({ type: 'folder-written', path: `${each}`, bytes });
  expect(worker.refusals.counts().get('kernel-folder-too-much')).toBe(1);
});
