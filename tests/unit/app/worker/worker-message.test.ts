import { describe, expect, it } from 'vitest';
import {
  parseMissingFiles,
  parseOfflineProgress,
  parseWorkerRequest,
} from '../../../../src/app/worker/worker-message.ts';

describe('messages between page and service worker', () => {
  it('[PW3] a worker takes over at one word only', () => {
    expect(parseWorkerRequest('restart')).toBe('restart');
    expect(parseWorkerRequest('fill')).toBe('fill');
    for (const other of ['Restart', { type: 'SKIP_WAITING' }, null, undefined, 1, ['restart']])
      expect(parseWorkerRequest(other)).toBeNull();
  });

  it('[PW2] progress that cannot be is none', () => {
    const good = { done: 1, total: 2, failed: null };
    expect(parseOfflineProgress(good)).toEqual(good);
    for (const bad of [
      null,
      'fill',
      { ...good, done: 3 },
      { ...good, done: -1 },
      { ...good, total: Number.NaN },
      { ...good, failed: 'other' },
      { done: 1, total: 2 },
    ])
      expect(parseOfflineProgress(bad)).toBeNull();
  });

  it('[PW8] [SE1] files are asked for by a text, and handed over as files only', () => {
    const keep = new Blob(['x']);
    expect(parseWorkerRequest('missing')).toBe('missing');
    expect(parseWorkerRequest({ find: 'sha256-x' })).toEqual({ find: 'sha256-x' });
    expect(parseWorkerRequest({ keep })).toEqual({ keep });
    for (const other of [{ find: 1 }, { keep: 'x' }, { keep: new Uint8Array(1) }, {}, []])
      expect(parseWorkerRequest(other)).toBeNull();
  });

  it('[PW8] a list of missing files with one that cannot be is none', () => {
    const good = { integrity: `sha256-${'A'.repeat(43)}=`, bytes: 7 };
    expect(parseMissingFiles([good])).toEqual([good]);
    for (const bad of [
      null,
      'none',
      [null],
      [{ ...good, bytes: -1 }],
      [{ ...good, integrity: 'sha384-A' }],
      [good, { bytes: 1 }],
    ])
      expect(parseMissingFiles(bad)).toBeNull();
  });
});
