import { expect, test } from 'vitest';
import { LecternError } from '../../../src/base/lectern-error.ts';
import {
  changeClassPassphrase,
  openUnlocked,
  protectClass,
  unprotectClass,
} from '../../../src/app/class-protection.ts';
import { createOwnClass } from '../../../src/classroom/new-class-record.ts';
import { openClass } from '../../../src/classroom/open-class.ts';
import { CLASS_DOC } from '../../../src/protocol/ids.ts';
import { MemoryEntryStore } from '../../../src/store/memory-entry-store.ts';
import { sealedPlace } from '../../../src/store/sealed-entry-store.ts';
import { storedEntry } from '../../contract/entry-store.suite.ts';
import { loneEnvironment } from '../../support/lone-environment.ts';

const PASSPHRASE = 'correct horse';

async function founded(entries = new MemoryEntryStore()) {
  const env = loneEnvironment({ entries });
  const record = await createOwnClass(env, 'Python 101', 'Ada');
  const session = await openClass(env, record, false, () => undefined);
  await session.leave();
  const kept = async () => {
    const now = await env.keys.get(record.classId);
    if (now === null) throw new Error('the record is gone');
    return now;
  };
  const reopen = async (passphrase: string | null) => {
    const now = await kept();
    return openUnlocked(env, now, passphrase, (own, record) =>
      openClass(own, record, false, () => undefined),
    );
  };
  return { env, id: record.classId, kept, reopen };
}

test('[ST6] a protected class opens with its passphrase only, and nothing of it stays in the clear', async () => {
  const { env, id, reopen } = await founded();
  const before = await env.entries.read(id, CLASS_DOC);
  expect(before.length).toBeGreaterThan(0);
  await protectClass(env, id, PASSPHRASE);
  expect(await env.entries.documents(id)).toEqual([]);
  expect((await env.entries.documents(sealedPlace(id))).length).toBeGreaterThan(0);
  await expect(reopen(null)).rejects.toMatchObject({
    code: 'passphrase-wanted',
    detail: { class: id },
  });
  await expect(reopen('wrong horse')).rejects.toMatchObject({
    code: 'passphrase-wrong',
  });
  const session = await reopen(PASSPHRASE);
  expect(session.state.value).toMatchObject({ role: 'owner', standing: 'member' });
  await session.endLesson();
  await session.leave();
  expect(await env.entries.documents(id)).toEqual([]);
});

test('[ST6] protection is taken away again with the passphrase', async () => {
  const { env, id, kept } = await founded();
  const before = await env.entries.read(id, CLASS_DOC);
  await protectClass(env, id, PASSPHRASE);
  await expect(unprotectClass(env, id, 'wrong horse')).rejects.toMatchObject({
    code: 'passphrase-wrong',
  });
  await unprotectClass(env, id, PASSPHRASE);
  expect(await env.entries.read(id, CLASS_DOC)).toEqual(before);
  expect(await env.entries.documents(sealedPlace(id))).toEqual([]);
  expect((await kept()).protection).toBeNull();
});

test('[ST6] a page that ends in the middle of protecting loses nothing, and leaves nothing in the clear once protected', async () => {
  class Failing extends MemoryEntryStore {
    failing = false;
    override async change(...given: Parameters<MemoryEntryStore['change']>) {
      if (this.failing) throw new LecternError('storage-full');
      return super.change(...given);
    }
  }
  const entries = new Failing();
  const { env, id, kept, reopen } = await founded(entries);
  const before = await env.entries.read(id, CLASS_DOC);
  entries.failing = true;
  await expect(protectClass(env, id, PASSPHRASE)).rejects.toMatchObject({ code: 'storage-full' });
  entries.failing = false;
  expect((await kept()).protection ?? null).toBeNull();
  expect(await env.entries.read(id, CLASS_DOC)).toEqual(before);
  await protectClass(env, id, PASSPHRASE);
  // As if the page had ended before the open copy was removed.
  await env.entries.append(id, [storedEntry('left over', 'a', 0)]);
  const session = await reopen(PASSPHRASE);
  await session.leave();
  expect(await env.entries.documents(id)).toEqual([]);
});

test('[ST6] a class that is open elsewhere is neither protected nor freed', async () => {
  const { env, id } = await founded();
  await env.lock.acquire(id, false, () => undefined);
  await expect(protectClass(env, id, PASSPHRASE)).rejects.toMatchObject({
    code: 'class-open-elsewhere',
  });
});

test('[ST6] a class that another tab freed before the lock was ours is not opened in the wrong place', async () => {
  const { env, id, kept } = await founded();
  await protectClass(env, id, PASSPHRASE);
  const stale = await kept();
  await expect(
    openUnlocked(env, stale, PASSPHRASE, async (own, record) => {
      await unprotectClass(env, id, PASSPHRASE);
      return openClass(own, record, false, () => undefined);
    }),
  ).rejects.toMatchObject({ code: 'class-open-elsewhere' });
  expect((await env.entries.read(id, CLASS_DOC)).length).toBeGreaterThan(0);
});

test('[ST6] another passphrase opens the same data, the old one does not', async () => {
  const { env, id, reopen } = await founded();
  await protectClass(env, id, PASSPHRASE);
  const sealed = await env.entries.documents(sealedPlace(id));
  await expect(
    changeClassPassphrase(env, id, 'wrong horse', 'battery staple'),
  ).rejects.toMatchObject({ code: 'passphrase-wrong' });
  await changeClassPassphrase(env, id, PASSPHRASE, 'battery staple');
  expect(await env.entries.documents(sealedPlace(id))).toEqual(sealed);
  await expect(reopen(PASSPHRASE)).rejects.toMatchObject({ code: 'passphrase-wrong' });
  const session = await reopen('battery staple');
  expect(session.state.value.standing).toBe('member');
  await session.leave();
});

test('[ST6] the class link, with which anybody could join, and the code are under the passphrase too', async () => {
  const { env, id, kept, reopen } = await founded();
  const { link } = await kept();
  await env.keys.patch(id, { code: { code: 'ABCDEF', expires: 1 } });
  await protectClass(env, id, PASSPHRASE);
  expect(await kept()).toMatchObject({ link: '', code: null });
  const session = await reopen(PASSPHRASE);
  expect(session.state.value.lesson.link).toContain(link);
  await session.leave();
  // A renewed link that came while the class was locked is newer, and goes under the passphrase with the next opening.
  await env.keys.patch(id, { link });
  await (await reopen(PASSPHRASE)).leave();
  expect((await kept()).link).toBe('');
  await unprotectClass(env, id, PASSPHRASE);
  expect(await kept()).toMatchObject({ link, sealedLink: null, protection: null });
});
