import { beforeEach, expect, test } from 'vitest';
import { utf8 } from '../../../src/base/bytes.ts';
import type { BlobId } from '../../../src/protocol/ids.ts';
import { UNNAMED_BLOB_MS } from '../../../src/protocol/limits.ts';
import { ClassWorld, type Party } from '../../support/class-world.ts';

let world: ClassWorld;
let ada: Party;

beforeEach(async () => {
  world = await ClassWorld.create();
  ada = await world.add('Ada');
});

const add = (text: string, { replica } = ada): Promise<BlobId> =>
  world.until(replica.blobs.add(utf8(text)));
const keepNamed = ({ replica }: Party, ...named: BlobId[]): Promise<void> =>
  world.until(replica.blobs.keepNamed(new Set(named)));
const stored = async (name: string): Promise<string[]> =>
  (await world.blobsOf(name).list()).map(({ id }) => id);

test('[SY13] what no document names for a week is given up, over restarts; what is named stays', async () => {
  const [named, unnamed] = [await add('named'), await add('unnamed')];
  await keepNamed(ada, named);
  await world.clock.advance(UNNAMED_BLOB_MS - 1_000);
  await keepNamed(ada, named);
  expect(ada.replica.blobs.has(unnamed)).toBe(true);
  await world.restart(ada);
  await world.clock.advance(1_000);
  await keepNamed(ada, named);
  expect(ada.replica.blobs.has(unnamed)).toBe(false);
  expect(await stored('Ada')).toEqual([named]);
});

test('[SY13] who names it again, adds it again or gets it starts the week anew', async () => {
  const texts = ['named again', 'added again', 'got again'];
  const [namedAgain, addedAgain, gotAgain] = (await Promise.all(
    texts.map((text) => add(text)),
  )) as [BlobId, BlobId, BlobId];
  await keepNamed(ada);
  await world.clock.advance(UNNAMED_BLOB_MS);
  await keepNamedWhile(namedAgain, async () => {
    await Promise.all([add('added again'), world.until(ada.replica.blobs.get(gotAgain))]);
  });
  await keepNamed(ada);
  expect(await stored('Ada')).toHaveLength(3);
  await world.clock.advance(UNNAMED_BLOB_MS - 1_000);
  await keepNamed(ada);
  expect(await stored('Ada')).toHaveLength(3);
  await world.clock.advance(1_000);
  await keepNamed(ada);
  expect(await stored('Ada')).toEqual([]);
  // And it can come back.
  expect(await add('added again')).toBe(addedAgain);
  expect(await stored('Ada')).toEqual([addedAgain]);
});

/** Both at the same time: who wants one while others are being given up gets it. */
async function keepNamedWhile(named: BlobId, action: () => Promise<void>): Promise<void> {
  await Promise.all([ada.replica.blobs.keepNamed(new Set([named])), action()]);
}

test('[SY13] what is kept for neighbours only is not looked at: it has a bound of its own', async () => {
  const ben = await world.add('Ben');
  const cleo = await world.add('Cleo');
  world.connect(ben, ada);
  world.connect(cleo, ben);
  await world.run(3_000);
  const id = await add('for Cleo');
  const got = cleo.replica.blobs.get(id);
  await world.run(3_000);
  await got;
  expect(await stored('Ben')).toEqual([id]);
  for (const party of [cleo, ada, ben]) await world.restart(party); // a week of a linked class takes a while
  await keepNamed(ben);
  await world.clock.advance(UNNAMED_BLOB_MS);
  await keepNamed(ben);
  expect(await stored('Ben')).toEqual([id]);
});

test('[SY13] a clock that was set back keeps blobs for longer, never shorter', async () => {
  const id = await add('unnamed');
  await ada.store.putMeta(
    world.classId,
    'unnamed-blobs',
    utf8(`${id} ${world.clock.now() + UNNAMED_BLOB_MS}\nnot an id\n${id}x 7`),
  );
  await world.restart(ada);
  await keepNamed(ada);
  await world.clock.advance(UNNAMED_BLOB_MS - 1_000);
  await keepNamed(ada);
  expect(await stored('Ada')).toEqual([id]);
});
