import { describe, expect, it, vi } from 'vitest';
import { OutputChannel } from '../../../lite/kernel/worker/output-channel.ts';
import type { WorkerScope } from '../../../lite/kernel/worker/worker-scope.ts';

function channel() {
  const posted: string[] = [];
  const time = { now: 1_000 };
  const scope = { postMessage: (text: string) => posted.push(text) } as unknown as WorkerScope;
  const output = new OutputChannel(scope, () => time.now);
  const texts = (): string[] =>
    posted.map((text) => (JSON.parse(text) as { text?: string }).text ?? text);
  return { output, posted, time, texts };
}

describe('the way out of the worker', () => {
  it('the first line leaves at once, what follows within 30 ms is gathered', () => {
    vi.useFakeTimers();
    const { output, texts } = channel();
    output.print('stdout', 'a\n');
    output.print('stdout', 'b\n');
    output.print('stdout', 'c\n');
    expect(texts()).toEqual(['a\n']);
    vi.advanceTimersByTime(30);
    expect(texts()).toEqual(['a\n', 'b\nc\n']);
    vi.useRealTimers();
  });

  it('text that waits leaves when running Python is polled after 30 ms', () => {
    vi.useFakeTimers();
    const { output, texts, time } = channel();
    output.print('stdout', 'no newline');
    output.poll();
    expect(texts()).toEqual([]);
    time.now += 30;
    output.poll();
    expect(texts()).toEqual(['no newline']);
    vi.useRealTimers();
  });

  it('the order of prints, streams and other messages is kept', () => {
    vi.useFakeTimers();
    const { output, posted } = channel();
    output.attribute(7);
    output.print('stdout', 'a\n');
    output.print('stdout', 'b');
    output.print('stderr', 'c');
    output.send('{"type":"x"}');
    expect(posted.map((text) => JSON.parse(text) as unknown)).toEqual([
      { type: 'stream', id: 7, name: 'stdout', text: 'a\n' },
      { type: 'stream', id: 7, name: 'stdout', text: 'b' },
      { type: 'stream', id: 7, name: 'stderr', text: 'c' },
      { type: 'x' },
    ]);
    vi.useRealTimers();
  });

  it('what is gathered belongs to the cell that printed it', () => {
    vi.useFakeTimers();
    const { output, posted } = channel();
    output.attribute(1);
    output.print('stdout', 'late');
    output.attribute(2);
    expect(JSON.parse(posted[0] ?? '')).toMatchObject({ id: 1, text: 'late' });
    vi.useRealTimers();
  });

  it('[KE4] prints beyond what a page shows stay in the worker, until the output is cleared', () => {
    const { output, texts } = channel();
    const part = 'x'.repeat(1024 * 1024);
    for (let i = 0; i < 20; i++) output.print('stdout', part);
    expect(texts().join('').length).toBe(2 * part.length);
    output.cleared();
    output.print('stdout', part);
    expect(texts().join('').length).toBe(3 * part.length);
    for (let i = 0; i < 20; i++) output.print('stdout', part);
    output.attribute(2);
    output.print('stdout', part);
    expect(texts().join('').length).toBe(5 * part.length);
  });

  it('[KE4] the more there is, the more is gathered: a page lays out all of it at each addition', () => {
    vi.useFakeTimers();
    const { output, posted, time } = channel();
    const line = `${'x'.repeat(99)}\n`;
    for (let i = 0; i < 10_000; i++) {
      time.now += 1;
      output.print('stdout', line);
    }
    // Every 30 ms it would be 333 messages.
    expect(posted.length).toBeLessThan(60);
    vi.useRealTimers();
  });
});
