import { Signal } from '@lumino/signaling';
import { describe, expect, test } from 'vitest';
import { Autosave, type SavedContext } from '../../../lite/files/autosave.ts';
import type { Clock } from '../../../src/base/clock.ts';

/** Time that moves only when told to. */
class HandClock implements Clock {
  #now = 0;
  #tasks: { at: number; task: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, task: () => void): () => void {
    const entry = { at: this.#now + ms, task };
    this.#tasks.push(entry);
    return () => {
      this.#tasks = this.#tasks.filter((other) => other !== entry);
    };
  }

  async advance(ms: number): Promise<void> {
    const until = this.#now + ms;
    for (;;) {
      const next = this.#tasks.filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#tasks = this.#tasks.filter((entry) => entry !== next);
      this.#now = next.at;
      next.task();
      await settle();
    }
    this.#now = until;
  }
}

const settle = async (): Promise<void> => {
  for (let i = 0; i < 10; i++) await Promise.resolve();
};

/** An open file whose writes end when the test says so. */
class OpenFile {
  readonly path = 'a.txt';
  readonly isReady = true;
  readonly isDisposed = false;
  readonly ready = Promise.resolve();
  readonly disposed = new Signal<this, void>(this);
  readonly model = {
    contentChanged: new Signal<object, void>(this),
    readOnly: false,
    dirty: false,
  };
  /** Times of writes. */
  readonly saves: number[] = [];
  /** Ends the write that runs. */
  finish: (failed?: boolean) => void = () => undefined;
  slow = false;
  reverts = 0;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  save(): Promise<void> {
    this.saves.push(this.#clock.now());
    if (!this.slow) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.finish = (failed = false) => (failed ? reject(new Error('full')) : resolve());
    });
  }

  type(): void {
    this.model.contentChanged.emit();
  }

  /** Content from storage takes the place of what is shown. */
  async revert(): Promise<void> {
    this.reverts++;
    this.model.contentChanged.emit();
  }
}

async function open(): Promise<{ clock: HandClock; file: OpenFile; autosave: Autosave }> {
  const clock = new HandClock();
  const file = new OpenFile(clock);
  const autosave = new Autosave(clock);
  autosave.watch(file as unknown as SavedContext);
  await settle();
  return { clock, file, autosave };
}

describe('autosave', () => {
  test('a file is written within 2 s of a pause in typing, once', async () => {
    const { clock, file, autosave } = await open();
    for (let i = 0; i < 5; i++) {
      file.type();
      await clock.advance(200);
    }
    expect(file.saves).toEqual([]);
    await clock.advance(2000);
    expect(file.saves).toHaveLength(1);
    expect(autosave.pending).toBe(false);
  });

  test('[KE5] what somebody else wrote is shown and not written back; own changes stay', async () => {
    const { clock, file, autosave } = await open();
    await autosave.reload('other.txt');
    await autosave.reload(file.path);
    await clock.advance(5000);
    expect(file.reverts).toBe(1);
    expect(file.saves).toEqual([]);
    expect(autosave.pending).toBe(false);
    file.type();
    await autosave.reload(file.path);
    expect(file.reverts).toBe(1);
    await clock.advance(2000);
    expect(file.saves).toHaveLength(1);
  });

  test('changes without a pause are written every few seconds', async () => {
    const { clock, file } = await open();
    for (let i = 0; i < 60; i++) {
      file.type();
      await clock.advance(100);
    }
    expect(file.saves.length).toBeGreaterThanOrEqual(1);
    expect(file.saves[0]).toBeLessThanOrEqual(3000);
  });

  test('[ST1] what was typed during a write is written too, and never at the same time', async () => {
    const { clock, file, autosave } = await open();
    file.slow = true;
    file.type();
    await clock.advance(1000);
    file.type();
    await clock.advance(5000);
    expect(file.saves).toHaveLength(1);
    expect(autosave.pending).toBe(true);
    file.finish();
    await settle();
    expect(file.model.dirty).toBe(true);
    file.slow = false;
    await clock.advance(1000);
    expect(file.saves).toHaveLength(2);
    expect(autosave.pending).toBe(false);
  });

  test('[ST1] a write that fails is tried again, and counts as not written until it succeeds', async () => {
    const { clock, file, autosave } = await open();
    file.slow = true;
    file.type();
    await clock.advance(1000);
    file.finish(true);
    await settle();
    expect(autosave.pending).toBe(true);
    file.slow = false;
    await clock.advance(10_000);
    expect(file.saves).toHaveLength(2);
    expect(autosave.pending).toBe(false);
  });

  test('flush writes at once and waits for a write that runs', async () => {
    const { clock, file, autosave } = await open();
    file.type();
    await autosave.flush();
    expect(file.saves).toEqual([0]);
    file.slow = true;
    file.type();
    await clock.advance(1000);
    file.type();
    let done = false;
    const flushing = autosave.flush().then(() => (done = true));
    await settle();
    expect(done).toBe(false);
    file.slow = false;
    file.finish();
    await flushing;
    expect(file.saves).toHaveLength(3);
  });

  test('a file that nobody changed is not written', async () => {
    const { clock, file, autosave } = await open();
    await clock.advance(60_000);
    await autosave.flush();
    expect(file.saves).toEqual([]);
  });
});
