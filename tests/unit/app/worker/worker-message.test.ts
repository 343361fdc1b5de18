import { describe, expect, it } from 'vitest';
import {
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
});
