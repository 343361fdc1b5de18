import { beforeEach, describe, expect, it } from 'vitest';
import { InstalledApp, type InstalledAppOptions } from '../../../src/app/installed-app.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

/** A service worker as its page sees it. */
class FakeWorker extends EventTarget {
  state = 'activated';
  readonly heard: unknown[] = [];
  answers: unknown[] = [];

  postMessage(data: unknown, [port]: MessagePort[] = []): void {
    this.heard.push(data);
    const answer = this.answers.shift();
    if (answer !== undefined) port?.postMessage(answer);
  }

  become(state: string): void {
    this.state = state;
    this.dispatchEvent(new Event('statechange'));
  }
}

class FakeRegistration extends EventTarget {
  active: FakeWorker | null = null;
  waiting: FakeWorker | null = null;
  installing: FakeWorker | null = null;
  removed = false;

  async unregister(): Promise<boolean> {
    return (this.removed = true);
  }
}

const whole = { done: 10, total: 10, failed: null };
const half = { done: 5, total: 10, failed: null };

describe('InstalledApp', () => {
  let clock: VirtualClock;
  let registration: FakeRegistration;
  let container: EventTarget & { controller: object | null; register: () => Promise<unknown> };
  let did: string[];
  let online: boolean;

  beforeEach(() => {
    clock = new VirtualClock();
    registration = new FakeRegistration();
    registration.active = new FakeWorker();
    container = Object.assign(new EventTarget(), {
      controller: {},
      register: async (): Promise<unknown> => registration,
    });
    did = [];
    online = true;
  });

  const app = (changes: Partial<InstalledAppOptions> = {}): InstalledApp =>
    new InstalledApp({
      container: container as unknown as ServiceWorkerContainer,
      base: 'https://school.example/',
      version: '1.0.0',
      clock,
      logger: silentLogger,
      saveAll: async () => void did.push('save'),
      reload: () => void did.push('reload'),
      isReachable: async () => online,
      clear: async () => void did.push('clear'),
      onSeen: () => undefined,
      ...changes,
    });

  it('[PW2] it asks until everything is here, and tells how far it is', async () => {
    const installed = app();
    const seen: number[] = [];
    installed.state.subscribe(({ done }) => seen.push(done));
    registration.active?.answers.push(half, whole);
    await installed.begin();
    expect(installed.state.value.offline).toBe('ready');
    expect(seen).toContain(5);
  });

  it.each([
    ['interrupted', { done: 5, total: 10, failed: 'network' }],
    ['full', { done: 5, total: 10, failed: 'storage' }],
    ['interrupted', 'what another version says'],
  ])('[PW2] it is %s where the worker says so, and no longer asks', async (offline, answer) => {
    const installed = app();
    registration.active?.answers.push(answer);
    await installed.begin();
    expect(installed.state.value.offline).toBe(offline);
    expect(registration.active?.heard).toEqual(['fill']);
  });

  it('[PW2] a worker that brings nothing more is not asked for ever', async () => {
    const installed = app();
    registration.active?.answers.push(half, half);
    await installed.begin();
    expect(installed.state.value.offline).toBe('interrupted');
  });

  it.each([
    ['missing', { container: undefined }],
    ['refused', { register: async () => Promise.reject(new Error('refused')) }],
    ['blocked without a word', { register: async () => undefined }],
  ])(
    '[PW6] the page goes on where workers are %s',
    async (
      _,
      {
        register,
        ...changes
      }: { register?: () => Promise<unknown> } & Partial<InstalledAppOptions>,
    ) => {
      if (register !== undefined) container.register = register;
      const installed = app(changes);
      await installed.begin();
      expect(installed.state.value.offline).toBe('impossible');
      expect(did).toEqual([]);
    },
  );

  it('[PW3] a new version is told and waits; at "Restart" all is written first', async () => {
    const installed = app();
    registration.active?.answers.push(whole);
    await installed.begin();
    const next = new FakeWorker();
    registration.installing = next;
    registration.dispatchEvent(new Event('updatefound'));
    registration.waiting = next;
    next.become('installed');
    expect(installed.state.value.update).toBe('waiting');
    expect(next.heard).toEqual([]);
    await installed.restart();
    expect([did, next.heard]).toEqual([['save'], ['restart']]);
    next.become('activated');
    next.become('redundant');
    expect(did).toEqual(['save', 'reload']);
  });

  it('[PW3] a tab that did not ask for the new version is not loaded anew by it', async () => {
    const installed = app();
    registration.active?.answers.push(whole);
    await installed.begin();
    container.dispatchEvent(new Event('controllerchange'));
    expect(installed.state.value.update).toBe('elsewhere');
    expect(did).toEqual([]);
  });

  it('[PW3] the first worker of all is no update', async () => {
    container.controller = null;
    const installed = app();
    registration.active?.answers.push(whole);
    await installed.begin();
    container.dispatchEvent(new Event('controllerchange'));
    expect(installed.state.value.update).toBe('none');
  });

  it('[PW7] repair removes nothing while the application cannot be fetched', async () => {
    online = false;
    const installed = app();
    registration.active?.answers.push(whole);
    await installed.begin();
    await installed.repair();
    expect(installed.state.value.repairNeedsNetwork).toBe(true);
    expect([did, registration.removed]).toEqual([[], false]);
    online = true;
    await installed.repair();
    expect([did, registration.removed]).toEqual([['save', 'clear', 'reload'], true]);
  });

  it('[PW3] what cannot be written in time does not hold up a restart for ever', async () => {
    const installed = app({ saveAll: () => new Promise(() => undefined) });
    registration.active?.answers.push(whole);
    await installed.begin();
    const restarting = installed.restart();
    await clock.advance(5_000);
    await restarting;
    expect(did).toEqual(['reload']);
  });
});
