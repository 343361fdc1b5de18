import { expect, test } from 'vitest';
import { err, ok, type Result } from '../../../src/base/result.ts';
import { orFromClass } from '../../../lite/kernel/or-from-class.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

type Way<T> = (signal: AbortSignal) => Promise<T>;

/** A way whose end a test decides; it knows whether it was called off. */
function way<T>(): { go: Way<T>; end: (value: T) => void; asked: number; off: boolean } {
  const state = {
    asked: 0,
    off: false,
    end: (_: T): void => undefined,
    go: (signal: AbortSignal): Promise<T> => {
      state.asked++;
      signal.addEventListener('abort', () => (state.off = true));
      return new Promise<T>((resolve) => (state.end = resolve));
    },
  };
  return state;
}

const never = new AbortController().signal;
const begin = () => {
  const clock = new VirtualClock();
  const network = way<Result<string, string>>();
  const people = way<string | null>();
  const got = orFromClass(network.go, people.go, clock, never);
  return { clock, network, people, got };
};
const settle = async (): Promise<void> => {
  for (let i = 0; i < 20; i++) await Promise.resolve();
};

test('[PW8] while the network brings it nobody is asked', async () => {
  const { network, people, got } = begin();
  network.end(ok('from the network'));
  expect(await got).toEqual(ok('from the network'));
  expect(people.asked).toBe(0);
});

test('[PW8] where the network fails, the class is asked at once', async () => {
  const { network, people, got } = begin();
  network.end(err('unreachable'));
  await settle();
  people.end('from the class');
  expect(await got).toEqual(ok('from the class'));
});

test('[PW8] where nobody has it, the failure of the network stands', async () => {
  const { network, people, got } = begin();
  network.end(err('unreachable'));
  await settle();
  people.end(null);
  expect(await got).toEqual(err('unreachable'));
});

test('[PW8] a slow network is not waited for alone: who is first wins, and the other is called off', async () => {
  const { clock, network, people, got } = begin();
  await clock.advance(9_999);
  expect(people.asked).toBe(0);
  await clock.advance(1);
  expect(people.asked).toBe(1);
  people.end('from the class');
  expect(await got).toEqual(ok('from the class'));
  await settle();
  expect(network.off).toBe(true);
});

test('[PW8] a slow network goes on where nobody has it yet, and they are asked again later', async () => {
  const { clock, network, people, got } = begin();
  await clock.advance(10_000);
  people.end(null);
  await settle();
  await clock.advance(10_000);
  expect(people.asked).toBe(2);
  network.end(ok('from the network'));
  expect(await got).toEqual(ok('from the network'));
  await settle();
  expect(people.off).toBe(true);
  people.end(null);
  await settle();
  expect(clock.pending).toBe(0);
});

test('[PW8] who stops it stops both', async () => {
  const stop = new AbortController();
  const rejects = (signal: AbortSignal): Promise<never> =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  const got = orFromClass(rejects, rejects, new VirtualClock(), stop.signal);
  stop.abort(new Error('enough'));
  await expect(got).rejects.toThrow('enough');
});
