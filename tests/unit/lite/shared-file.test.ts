import { expect, test } from 'vitest';
import { SharedFile } from '../../../lite/kernel/shared-file.ts';

/** A file whose fetch is ended by hand. */
function begun() {
  let end!: { resolve(file: Blob): void; reject(error: Error): void };
  let signal!: AbortSignal;
  const file = new SharedFile((own) => {
    signal = own;
    return new Promise((resolve, reject) => (end = { resolve, reject }));
  });
  return { file, end, signal };
}

test('all who wait for a file get the one that was fetched, also later', async () => {
  const { file, end } = begun();
  const waiting = [
    file.wait(new AbortController().signal),
    file.wait(new AbortController().signal),
  ];
  const blob = new Blob(['x']);
  end.resolve(blob);
  expect(await Promise.all(waiting)).toEqual([blob, blob]);
  expect(await file.wait(new AbortController().signal)).toBe(blob);
});

test('who waits no more is told at once, and the fetch goes on for the others and ends with the last', async () => {
  const { file, signal } = begun();
  const [first, second] = [new AbortController(), new AbortController()];
  const waiting = [first, second].map(({ signal: each }) => file.wait(each));
  first.abort(new Error('restarted'));
  await expect(waiting[0]).rejects.toThrow('restarted');
  expect(signal.aborted).toBe(false);
  second.abort(new Error('closed'));
  await expect(waiting[1]).rejects.toThrow('closed');
  expect(signal.aborted).toBe(true);
  await file.failed;
});

test('a fetch that fails is told to all who wait', async () => {
  const { file, end } = begun();
  const waiting = [
    file.wait(new AbortController().signal),
    file.wait(new AbortController().signal),
  ];
  end.reject(new Error('no network'));
  for (const each of waiting) await expect(each).rejects.toThrow('no network');
  await file.failed;
});
