import { describe, expect, test } from 'vitest';
import { mayAskToKeep } from '../../../src/classroom/may-ask-to-keep.ts';
import { dayOf, warningOf, type StorageFacts } from '../../../src/classroom/storage-warning.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const now = new Date(2026, 2, 18, 10).getTime();

const calm: StorageFacts = {
  since: now - 30 * DAY,
  usage: 10,
  quota: 100,
  kept: true,
  privateWindow: false,
  sevenDays: false,
  lastBackup: now - HOUR,
  folder: null,
};

function said(change: Partial<StorageFacts>, dismissed: Record<string, string> = {}, at = now) {
  return warningOf({ ...calm, ...change }, dismissed, at);
}

describe('[ST8] what is said about storage', () => {
  test('nothing where all is well, and nothing before there is work to lose', () => {
    expect(said({})).toBeNull();
    expect(said({ since: null, kept: false, sevenDays: true, privateWindow: true })).toBeNull();
    expect(said({ usage: null, quota: null })).toBeNull();
    expect(said({ usage: 0, quota: 0 })).toBeNull();
  });

  test('how full it is from 80 and from 95 per cent of the room, whatever was backed up', () => {
    expect(said({ usage: 79.9 })).toBeNull();
    expect(said({ usage: 80 })).toBe('filling');
    expect(said({ usage: 95 })).toBe('almost-full');
  });

  test('Safari’s seven days: at once, and again three days after a backup', () => {
    const safari = { sevenDays: true, kept: false };
    expect(said({ ...safari, since: now, lastBackup: null })).toBe('seven-days');
    expect(said({ ...safari, lastBackup: now - 2 * DAY })).toBeNull();
    expect(said({ ...safari, lastBackup: now - 3 * DAY })).toBe('seven-days');
  });

  test('a private window: until a backup of the same day', () => {
    const hidden = { privateWindow: true, kept: false, since: now };
    expect(said({ ...hidden, lastBackup: null })).toBe('private-window');
    expect(said({ ...hidden, lastBackup: now - HOUR })).toBeNull();
  });

  test('that the browser promised nothing: from the second day on, and not for a week after a backup', () => {
    const loose = { kept: false, lastBackup: null };
    expect(said({ ...loose, since: now - HOUR })).toBeNull();
    expect(said({ ...loose, since: now - DAY })).toBe('not-kept');
    expect(said({ kept: false, lastBackup: now - 6 * DAY })).toBeNull();
    expect(said({ kept: false, lastBackup: now - 7 * DAY })).toBe('not-kept');
  });

  test('a week without a backup, also where the browser keeps everything', () => {
    expect(said({ lastBackup: null, since: now - 6 * DAY })).toBeNull();
    expect(said({ lastBackup: null, since: now - 7 * DAY })).toBe('backup-due');
    expect(said({ lastBackup: now - 8 * DAY })).toBe('backup-due');
  });

  test('a folder that cannot be written, before everything but a full storage', () => {
    for (const folder of ['paused', 'locked', 'gone', 'full', 'failed'] as const)
      expect(said({ folder, sevenDays: true })).toBe(`folder-${folder}`);
    expect(said({ folder: 'good' })).toBeNull();
    expect(said({ folder: 'gone', usage: 96 })).toBe('almost-full');
  });

  test('what was dismissed comes again the next day, and hides nothing else', () => {
    const safari = { sevenDays: true, kept: false, lastBackup: null };
    const dismissed = { 'seven-days': dayOf(now) };
    expect(said(safari, dismissed)).toBe('not-kept');
    expect(said(safari, { ...dismissed, 'not-kept': dayOf(now), 'backup-due': dayOf(now) })).toBe(
      null,
    );
    expect(said(safari, dismissed, now + DAY)).toBe('seven-days');
  });
});

test('[ST7] the browser is asked when there is work, a person by it once only', () => {
  const fresh = { kept: false, hasWork: true, asked: false, asksPerson: true };
  expect(mayAskToKeep(fresh)).toBe(true);
  expect(mayAskToKeep({ ...fresh, hasWork: false })).toBe(false);
  expect(mayAskToKeep({ ...fresh, asked: true })).toBe(false);
  expect(mayAskToKeep({ ...fresh, asked: true, asksPerson: false })).toBe(true);
  expect(mayAskToKeep({ ...fresh, kept: true, asksPerson: false })).toBe(false);
});
