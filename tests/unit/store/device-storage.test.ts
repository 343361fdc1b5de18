import { expect, test } from 'vitest';
import { silentLogger } from '../../../src/base/logger.ts';
import { DeviceStorage } from '../../../src/store/device-storage.ts';
import type { StorageManagerLike } from '../../../src/store/device-storage.ts';

function manager(persisted: boolean, granted: boolean) {
  const asked: string[] = [];
  const like: StorageManagerLike = {
    persisted: async () => persisted,
    persist: async () => asked.push('persist') > 0 && granted,
    estimate: async () => ({ usage: 5, quota: 9 }),
  };
  return { like, asked };
}

test('asks the browser to keep what is stored, unless it does already', async () => {
  const fresh = manager(false, true);
  expect(await new DeviceStorage(fresh.like, silentLogger).keep()).toBe(true);
  expect(fresh.asked).toEqual(['persist']);
  const kept = manager(true, false);
  expect(await new DeviceStorage(kept.like, silentLogger).keep()).toBe(true);
  expect(kept.asked).toEqual([]);
  expect(await new DeviceStorage(manager(false, false).like, silentLogger).keep()).toBe(false);
});

test('tells use and quota, and goes on where the browser tells nothing or fails', async () => {
  expect(await new DeviceStorage(manager(true, true).like, silentLogger).use()).toEqual({
    usage: 5,
    quota: 9,
  });
  const nothing = new DeviceStorage(undefined, silentLogger);
  expect(await nothing.use()).toEqual({ usage: null, quota: null });
  expect(await nothing.keep()).toBe(false);
  const fail = () => Promise.reject(new DOMException('no', 'SecurityError'));
  const failing = new DeviceStorage(
    { persisted: fail, persist: fail, estimate: fail },
    silentLogger,
  );
  expect(await failing.use()).toEqual({ usage: null, quota: null });
  expect(await failing.keep()).toBe(false);
  expect(await failing.kept()).toBe(false);
});
