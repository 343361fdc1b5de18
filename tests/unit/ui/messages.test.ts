import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../../src/base/lectern-error.ts';
import { classMessages, noticeWords } from '../../../src/ui/class-messages.ts';
import { messages, problemWords } from '../../../src/ui/messages.ts';

/** A list that the compiler keeps complete. */
const codes = Object.keys({
  'link-malformed': 0,
  'link-damaged': 0,
  'link-newer': 0,
  'link-expired': 0,
  'link-foreign': 0,
  'code-unknown': 0,
  'code-too-many-tries': 0,
  'class-closed': 0,
  'class-missing': 0,
  'class-unreachable': 0,
  'admission-refused': 0,
  'admission-removed': 0,
  'work-lost': 0,
  'not-permitted': 0,
  'name-invalid': 0,
  'name-taken': 0,
  'signaling-unreachable': 0,
  'signaling-refused': 0,
  'webrtc-missing': 0,
  'python-missing': 0,
  'clock-wrong': 0,
  'crypto-missing': 0,
  'storage-missing': 0,
  'storage-full': 0,
  'storage-damaged': 0,
  'storage-newer': 0,
  'notebooks-not-restored': 0,
  'device-taken-off': 0,
  'storage-blocked': 0,
  'place-held': 0,
  'storage-held': 0,
  'storage-broken': 0,
  'class-open-elsewhere': 0,
  'passphrase-wanted': 0,
  'passphrase-wrong': 0,
  'file-missing': 0,
  'file-unsaved': 0,
  'folder-refused': 0,
  'file-damaged': 0,
  'files-too-many': 0,
  'too-large': 0,
  'kernel-failed': 0,
  'app-load-failed': 0,
} satisfies Record<ErrorCode, 0>) as ErrorCode[];

describe('problemWords', () => {
  it.each(codes)(
    'says for %s what happened and what to do, in whole sentences without the code',
    (code) => {
      const { what, todo } = problemWords({ code, detail: {} });
      for (const sentence of [what, todo]) {
        expect(sentence).toMatch(/^[A-Z].*\.$/);
        expect(sentence).not.toMatch(/undefined|NaN|null/);
        expect(sentence).not.toContain(code);
      }
      expect(todo).not.toBe(what);
    },
  );

  it('fills in the facts of the failure', () => {
    expect(problemWords({ code: 'name-invalid', detail: { most: 80 } }).todo).toContain(
      '80 characters',
    );
    expect(problemWords({ code: 'file-damaged', detail: { name: 'A.ipynb' } }).what).toContain(
      'A.ipynb',
    );
  });

  it('cuts long names and takes marks out that would turn the sentence around', () => {
    const { what } = problemWords({
      code: 'file-damaged',
      detail: { name: `\u202E${'n'.repeat(500)}` },
    });
    expect(what.length).toBeLessThan(200);
    expect(what).toContain('…');
    expect(what).not.toContain('\u202E');
  });
});

describe('noticeWords', () => {
  it('tells of one and of many in one sentence', () => {
    expect(noticeWords('person-joined', { name: 'Ana' })).toBe('Ana joined.');
    expect(noticeWords('person-joined', { name: 'Ana' }, 2)).toBe('Ana and 1 other person joined.');
    expect(noticeWords('person-joined', { name: 'Ana' }, 30)).toBe(
      'Ana and 29 other people joined.',
    );
    expect(noticeWords('cell-shared', { by: 'Ms Novak', notebook: 'Loops.ipynb' })).toBe(
      'Ms Novak shared a cell of Loops.ipynb.',
    );
  });

  it('stays a sentence where a fact is missing', () => {
    expect(noticeWords('person-joined', {})).toBe('Somebody joined.');
    expect(noticeWords('cell-shared', { by: ' ' })).toBe(
      'The teacher shared a cell of a notebook.',
    );
  });
});

describe('the status of the class bar', () => {
  const connection = { people: 3, waiting: 0, signaling: true };

  it('says how this device stands to the others', () => {
    expect(classMessages.bar.connection({ ...connection, kind: 'connecting' })).toBe('Connecting…');
    expect(classMessages.bar.connection({ ...connection, kind: 'connected' })).toBe(
      'Connected · 3 people',
    );
    expect(
      classMessages.bar.connection({ ...connection, kind: 'connected', people: 1, waiting: 1 }),
    ).toBe('Connected · 1 person · 1 change waiting');
    expect(classMessages.bar.connection({ ...connection, kind: 'alone', people: 0 })).toMatch(
      /^Alone here · /,
    );
    expect(classMessages.bar.connection({ ...connection, kind: 'offline', waiting: 2 })).toBe(
      'Offline · 2 changes waiting',
    );
  });
});

describe('ago', () => {
  const now = new Date(2026, 10, 21, 15, 0).getTime();
  const before = (minutes: number): string => messages.ago(now - minutes * 60_000, now);

  it('speaks as people do', () => {
    expect(before(0)).toBe('just now');
    expect(before(5)).toBe('5 minutes ago');
    expect(before(120)).toBe('2 hours ago');
    expect(before(24 * 60)).toBe('yesterday');
    expect(before(16 * 60)).toBe('yesterday');
    expect(before(9 * 24 * 60)).toBe('9 days ago');
    expect(before(60 * 24 * 60)).toMatch(/^on Sep/);
  });

  it('takes a clock that runs ahead as now', () => {
    expect(messages.ago(now + 60_000, now)).toBe('just now');
  });
});
