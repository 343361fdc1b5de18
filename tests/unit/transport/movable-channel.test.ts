import { describe, expect, it } from 'vitest';
import type { Bytes } from '../../../src/base/bytes.ts';
import type { Channel } from '../../../src/transport/channel.ts';
import { controlFrame, FRAME } from '../../../src/transport/framing.ts';
import { MovableChannel } from '../../../src/transport/movable-channel.ts';
import { SendQueue } from '../../../src/transport/send-queue.ts';
import { SteppedClock } from './stepped-clock.ts';

const ID = new Uint8Array(16).fill(7);

/** A channel that writes down the kinds of frames sent over it, and its end. */
function channel(): Channel & { readonly did: (number | string)[] } {
  const did: (number | string)[] = [];
  return {
    did,
    path: 'direct',
    fingerprints: { local: new Uint8Array(32), remote: new Uint8Array(32) },
    restart: null,
    bufferedAmount: 0,
    receive: () => undefined,
    send: (frame) => did.push(frame[0] ?? -1) > 0,
    close: () => void did.push('close'),
    abort: () => void did.push('abort'),
  };
}

function open() {
  const clock = new SteppedClock();
  const [old, next] = [channel(), channel()];
  const queue = new SendQueue(old, () => undefined);
  const frames: (Bytes | null)[] = [];
  const told: string[] = [];
  const movable = new MovableChannel(old, {
    queue,
    clock,
    receiver: {
      frame: (bytes) => void frames.push(bytes),
      low: () => void told.push('low'),
      troubled: () => void told.push('troubled'),
    },
    lost: () => void told.push('lost'),
    moved: () => void told.push('moved'),
  });
  return { clock, old, next, queue, frames, told, movable };
}

const MOVED = controlFrame(FRAME.moved);

describe('[TR5] a channel that moves', () => {
  it('takes its leave on the old one, and that one’s end is no loss as soon as the other side has left it', () => {
    const { old, next, queue, told, movable } = open();
    const receiver = movable.moveTo(next, ID);
    queue.push(Uint8Array.of(1), 'entries');
    expect(old.did).toEqual([FRAME.move]);
    expect(movable.leaving).toBe(false);
    expect(movable.read(ID)).toBe(true);
    expect(next.did).toEqual([FRAME.moved]);
    expect(movable.leaving).toBe(true);
    expect(movable.current).toBe(old);
    receiver.frame(MOVED);
    expect(movable.current).toBe(next);
    expect(movable.leaving).toBe(false);
    expect(told).toEqual(['moved']);
    expect(old.did).toEqual([FRAME.move, 'close']);
    expect(next.did).toHaveLength(2); // what waited goes here
    receiver.ended();
    expect(told).toEqual(['moved', 'lost']);
  });

  it('stays where it is when the other side does not move in time, or the new one ends', () => {
    for (const fail of ['late', 'ended', 'troubled'] as const) {
      const { clock, old, next, queue, told, movable } = open();
      const receiver = movable.moveTo(next, ID);
      queue.push(Uint8Array.of(1), 'entries');
      if (fail === 'late') clock.advance(5_000);
      else receiver[fail]?.();
      expect(movable.current).toBe(old);
      expect(next.did).toEqual(['abort']);
      expect(old.did).toHaveLength(2); // the move, then what waited
      expect(told).toEqual([]);
    }
  });

  it('moves also where the other side began first, and to one channel at a time', () => {
    const { next, movable } = open();
    expect(movable.read(new Uint8Array(15))).toBe(false);
    expect(movable.read(ID)).toBe(true);
    const receiver = movable.moveTo(next, ID);
    const another = channel();
    movable.moveTo(another, ID);
    expect(another.did).toEqual(['abort']);
    receiver.frame(MOVED);
    expect(movable.current).toBe(next);
  });

  it('passes on what comes over either, and lets both go at the end', () => {
    const { clock, old, next, frames, movable } = open();
    const receiver = movable.moveTo(next, ID);
    receiver.frame(Uint8Array.of(200));
    expect(frames).toEqual([Uint8Array.of(200)]);
    movable.end(true);
    expect(old.did).toEqual([FRAME.move, 'close']);
    expect(next.did).toEqual(['abort']);
    expect(clock.pending).toBe(0);
  });
});
