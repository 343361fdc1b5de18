import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { namedBlobs } from '../../../src/classroom/blob-names.ts';
import { readPackageLists, writePackageList } from '../../../src/classroom/package-lists.ts';
import type { BlobId } from '../../../src/protocol/ids.ts';
import { SmallClass, until, type Attendee } from '../../support/small-class.ts';

const BLOB = `${'A'.repeat(42)}E` as BlobId;
const LIST = '{"packages": {}}';
const never = new AbortController().signal;

test('[KE11] [SE1] lists that a class names are read within bounds, and what is none is left out', () => {
  const doc = new Y.Doc();
  const lists = doc.getMap<unknown>('packages');
  lists.set('./packages/', { blob: BLOB });
  lists.set('text', 'no record');
  lists.set('short', { blob: 'AAAA' });
  lists.set('number', { blob: 7 });
  lists.set('x'.repeat(2_001), { blob: BLOB });
  expect([...readPackageLists(doc)]).toEqual([['./packages/', BLOB]]);
  for (let i = 0; i < 40; i++) lists.set(`https://index.example/${i}/`, { blob: BLOB });
  expect(readPackageLists(doc).size).toBe(16);
  expect(writePackageList(doc, 'https://one.more/', BLOB)).toBe(false);
});

test('[SY13] the blob of a list that the class names is kept', () => {
  const doc = new Y.Doc();
  writePackageList(doc, './packages/', BLOB);
  expect([...namedBlobs([{ doc } as never])]).toEqual([BLOB]);
});

let world: SmallClass;
let ada: Attendee;
let ben: Attendee;
let cleo: Attendee;
beforeEach(async () => {
  world = new SmallClass();
  ada = await world.teach('Ada');
  [ben, cleo] = (await world.join(ada, 'Ben', 'Cleo')) as [Attendee, Attendee];
});
afterEach(() => world.close());

const listOf = ({ session }: Attendee): Promise<string | null> =>
  session.files.packageList('./packages/', never);

test('[KE11] what a teacher read of an index counts for the class; a student’s word is not even written', async () => {
  await ben.session.files.vouch('./packages/', '{"evil": 1}', true);
  expect(await listOf(cleo)).toBeNull();
  await ada.session.files.vouch('./packages/', LIST, false);
  let got: string | null = null;
  await until(() => {
    void listOf(cleo).then((list) => (got = list));
    return got === LIST;
  });
});

test('[KE11] a list that is old takes the place of none, one that has just come does', async () => {
  await ada.session.files.vouch('./packages/', LIST, false);
  await ada.session.files.vouch('./packages/', '{"older": 1}', false);
  expect(await listOf(ada)).toBe(LIST);
  await ada.session.files.vouch('./packages/', '{"newer": 1}', true);
  expect(await listOf(ada)).toBe('{"newer": 1}');
});
