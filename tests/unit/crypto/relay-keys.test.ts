import { expect, test } from 'vitest';
import { utf8 } from '../../../src/base/bytes.ts';
import { createRelayKeys } from '../../../src/crypto/relay-keys.ts';
import type { RelayCipher } from '../../../src/crypto/relay-keys.ts';

const CONTEXT = utf8('a class, two peers, an attempt');

async function pair(
  contexts = [CONTEXT, CONTEXT],
): Promise<{ asker: RelayCipher; acceptor: RelayCipher }> {
  const [a, b] = await Promise.all([createRelayKeys(), createRelayKeys()]);
  const asker = await a.agree('ask', b.publicKey, contexts[0] ?? CONTEXT);
  const acceptor = await b.agree('accept', a.publicKey, contexts[1] ?? CONTEXT);
  if (asker === null || acceptor === null) throw new Error('No agreement');
  return { asker, acceptor };
}

test('[TR5] what one side seals the other opens, in order, in both directions', async () => {
  const { asker, acceptor } = await pair();
  for (const text of ['one', '', 'three']) {
    expect(await acceptor.open(await asker.seal(utf8(text)))).toEqual(utf8(text));
    expect(await asker.open(await acceptor.seal(utf8(text)))).toEqual(utf8(text));
  }
});

test('[TR5] equal frames look different, and each direction has its own key', async () => {
  const { asker, acceptor } = await pair();
  const [first, second] = [await asker.seal(utf8('x')), await asker.seal(utf8('x'))];
  expect(first).not.toEqual(second);
  expect(await acceptor.seal(utf8('x'))).not.toEqual(first);
});

test('[TR5] a frame changed, left out, repeated or sent back is not opened', async () => {
  const changed = await pair();
  const sealed = await changed.asker.seal(utf8('x'));
  sealed[0] = (sealed[0] ?? 0) ^ 1;
  expect(await changed.acceptor.open(sealed)).toBe(null);

  const skipped = await pair();
  await skipped.asker.seal(utf8('lost'));
  expect(await skipped.acceptor.open(await skipped.asker.seal(utf8('next')))).toBe(null);

  const repeated = await pair();
  const once = await repeated.asker.seal(utf8('once'));
  expect(await repeated.acceptor.open(once)).toEqual(utf8('once'));
  expect(await repeated.acceptor.open(once)).toBe(null);

  const reflected = await pair();
  expect(await reflected.asker.open(await reflected.asker.seal(utf8('back')))).toBe(null);
});

test('[TR5] keys of another context do not fit', async () => {
  const { asker, acceptor } = await pair([CONTEXT, utf8('another attempt')]);
  expect(await acceptor.open(await asker.seal(utf8('x')))).toBe(null);
});

test('[SE1] what is no point of the curve is refused', async () => {
  const keys = await createRelayKeys();
  const off = keys.publicKey.slice();
  off[64] = (off[64] ?? 0) ^ 1;
  for (const other of [new Uint8Array(0), new Uint8Array(65), off])
    expect(await keys.agree('ask', other, CONTEXT)).toBe(null);
});
