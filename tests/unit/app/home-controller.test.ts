import { describe, expect, test } from 'vitest';
import { LecternError, type ErrorCode } from '../../../src/base/lectern-error.ts';
import type { Classroom } from '../../../src/app/classroom.ts';
import { HomeController } from '../../../src/app/home-controller.ts';
import type { ClassSession } from '../../../src/classroom/class-session.ts';
import { createInvitation } from '../../../src/crypto/create-invitation.ts';
import { generateRoot } from '../../../src/crypto/class-root.ts';
import { invitationFragment } from '../../../src/protocol/invitation-link.ts';
import type { ClassId } from '../../../src/protocol/ids.ts';
import type { ClassRecord } from '../../../src/store/key-store.ts';
import { MemoryKeyStore } from '../../../src/store/memory-key-store.ts';
import { newClassRecord } from '../../support/class-record.ts';
import { loneEnvironment } from '../../support/lone-environment.ts';

interface Desk {
  readonly home: HomeController;
  /** What was done, in order. */
  readonly done: string[];
}

/** A start screen over a classroom that opens whatever it is asked for, unless `fail` says otherwise. */
async function desk(
  record: ClassRecord,
  options: { lacks?: ErrorCode[]; fail?: LecternError } = {},
): Promise<Desk> {
  const keys = new MemoryKeyStore();
  await keys.put(record);
  const done: string[] = [];
  const note = async (what: string): Promise<ClassRecord> => {
    done.push(what);
    if (options.fail !== undefined) throw options.fail;
    return record;
  };
  const classroom: Classroom = {
    found: (className, myName) => note(`found ${className} ${myName}`),
    join: (linkOrCode, myName) => note(`join ${linkOrCode} ${myName}`),
    async open({ className }, takeOver) {
      await note(`open ${className}${takeOver ? ' here' : ''}`);
      return {} as ClassSession;
    },
    recover: (file, passphrase, myName) => note(`recover ${file.size} ${passphrase} ${myName}`),
    restore: (file, passphrase) => note(`restore ${file.size} ${passphrase}`),
    pack: async () => ({ fileName: '', parts: [], check: async () => undefined }),
    protect: async () => undefined,
    unprotect: async () => undefined,
    changePassphrase: async () => undefined,
    env: loneEnvironment(),
    forget: (id) => keys.remove(id),
  };
  const home = new HomeController({
    keys: Promise.resolve(keys),
    classroom: () => Promise.resolve(classroom),
    lacks: options.lacks ?? [],
    showClass: async () => void done.push('shown'),
    showAlone: () => void done.push('alone'),
  });
  await home.refresh();
  return { home, done };
}

describe('the start screen', () => {
  test('lists the classes of this device, and goes back into one', async () => {
    const record = await newClassRecord();
    const { home, done } = await desk(record);
    expect(home.state.value.classes?.map(({ name }) => name)).toEqual(['Python 101']);
    await home.resume(record.classId);
    expect(done).toEqual(['open Python 101', 'shown']);
    await home.takeOver(record.classId);
    expect(done.slice(2)).toEqual(['open Python 101 here', 'shown']);
  });

  test.each([['crypto-missing'], ['webrtc-missing']] as const)(
    'founds and joins nothing with %s, and says so',
    async (code) => {
      const { home, done } = await desk(await newClassRecord(), { lacks: [code] });
      await home.teach('Python 101', 'Ada');
      expect(home.state.value.problem?.code).toBe(code);
      await home.join('K7Q-3MP', 'Ben');
      expect(home.state.value.problem?.code).toBe(code);
      expect(done).toEqual([]);
      home.workAlone();
      expect(done).toEqual(['alone']);
    },
  );

  test('opens a class that is here already without WebRTC, but not without Web Crypto', async () => {
    const record = await newClassRecord();
    const mute = await desk(record, { lacks: ['webrtc-missing'] });
    await mute.home.resume(record.classId);
    expect(mute.done).toContain('shown');
    const bare = await desk(record, { lacks: ['crypto-missing'] });
    await bare.home.resume(record.classId);
    expect(bare.done).toEqual([]);
    expect(bare.home.state.value.problem?.code).toBe('crypto-missing');
  });

  test('shows a failure with the class that it is about, and is ready again', async () => {
    const record = await newClassRecord();
    const { home } = await desk(record, { fail: new LecternError('class-open-elsewhere') });
    await home.resume(record.classId);
    expect(home.state.value).toMatchObject({
      busy: 'none',
      problem: { code: 'class-open-elsewhere', detail: { class: record.classId } },
    });
    await home.resume('A'.repeat(43) as ClassId);
    expect(home.state.value.problem?.code).toBe('class-missing');
  });

  test('takes an invitation from the address, tells a damaged one, and leaves other addresses alone', async () => {
    const { home } = await desk(await newClassRecord());
    const options = {
      className: 'Rust 1',
      signalingUrl: '',
      role: 'student',
      expires: Date.now() + 1_000,
    } as const;
    const fragment = invitationFragment(await createInvitation(await generateRoot(), options));
    home.invite('#elsewhere');
    expect(home.state.value).toMatchObject({ invitation: null, problem: null });
    home.invite(fragment.slice(0, -9));
    expect(home.state.value).toMatchObject({ invitation: null, problem: { code: 'link-damaged' } });
    home.invite(fragment);
    expect(home.state.value).toMatchObject({
      invitation: { className: 'Rust 1', link: fragment },
      problem: null,
    });
  });

  test('forgets a class', async () => {
    const record = await newClassRecord();
    const { home } = await desk(record);
    await home.forget(record.classId);
    expect(home.state.value.classes).toEqual([]);
  });
});
