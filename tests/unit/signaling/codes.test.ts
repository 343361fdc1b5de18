import { afterEach, describe, expect, test } from 'vitest';
import type { Clock } from '../../../src/base/clock.ts';
import { CodeShelf } from '../../../signaling/code-shelf.ts';
import { SIGNAL_PATH, createServer } from '../../../signaling/create-server.ts';
import type { LecternServer, ServerOptions } from '../../../signaling/create-server.ts';
import { Probe, makeCodeId, makeRoom } from './probe.ts';

let server: LecternServer | null = null;

afterEach(async () => {
  await server?.close();
  server = null;
});

async function serve(options: ServerOptions = {}): Promise<string> {
  server = await createServer({ host: '127.0.0.1', ...options });
  return `ws://127.0.0.1:${server.port}${SIGNAL_PATH}`;
}

class HandClock implements Clock {
  ms = 1_000_000;
  now(): number {
    return this.ms;
  }
  after(): () => void {
    return () => undefined;
  }
}

describe('codes over the socket', () => {
  test('a ticket kept from within a room is given to anybody who knows its id, without a room', async () => {
    const url = await serve();
    const teacher = await Probe.enter(url, await makeRoom());
    const id = makeCodeId();
    teacher.send({ type: 'put-code', id, ticket: 'sealed', ttl: 60 });
    expect(await teacher.next('code-kept')).toEqual({ type: 'code-kept', id });
    const student = await Probe.open(url);
    student.send({ type: 'get-code', id });
    expect(await student.next('code')).toEqual({ type: 'code', id, ticket: 'sealed' });
  });

  test('the ticket stays when its keeper is gone, and goes when its keeper withdraws it', async () => {
    const url = await serve();
    const room = await makeRoom();
    const id = makeCodeId();
    const teacher = await Probe.enter(url, room);
    teacher.send({ type: 'put-code', id, ticket: 't', ttl: 60 });
    await teacher.next('code-kept');
    await teacher.close();
    const again = await Probe.enter(url, room);
    again.send({ type: 'get-code', id });
    expect((await again.next('code')).ticket).toBe('t');
    again.send({ type: 'drop-code', id });
    again.send({ type: 'get-code', id });
    expect((await again.next('code')).ticket).toBeNull();
  });

  test('a classmate can neither withdraw nor replace the code while its keeper is there', async () => {
    const url = await serve();
    const room = await makeRoom();
    const id = makeCodeId();
    const teacher = await Probe.enter(url, room);
    teacher.send({ type: 'put-code', id, ticket: 'real', ttl: 60 });
    await teacher.next('code-kept');
    const mate = await Probe.enter(url, room);
    mate.send({ type: 'drop-code', id });
    mate.send({ type: 'put-code', id, ticket: 'false', ttl: 60 });
    expect((await mate.next('error')).code).toBe('code-full');
    mate.send({ type: 'get-code', id });
    expect((await mate.next('code')).ticket).toBe('real');
    expect(server?.stats().refusals.get('code-not-yours')).toBe(1);
  });

  test('wrong codes are counted by address, joins are not; then even right ones must wait', async () => {
    const url = await serve({ limits: { wrongCodes: 3 } });
    const teacher = await Probe.enter(url, await makeRoom());
    const id = makeCodeId();
    teacher.send({ type: 'put-code', id, ticket: 't', ttl: 60 });
    await teacher.next('code-kept');
    for (let i = 0; i < 20; i++) {
      const student = await Probe.open(url);
      student.send({ type: 'get-code', id });
      expect((await student.next('code')).ticket).toBe('t');
    }
    for (let i = 0; i < 3; i++) await (await Probe.open(url)).settle();
    const late = await Probe.open(url);
    late.send({ type: 'get-code', id });
    expect((await late.next('error')).code).toBe('code-tries');
  });
});

test('[SV1] an address cannot fill the shelf: new codes are limited, the same one again is free', async () => {
  const url = await serve({ limits: { addressCodes: 3, addressCodesPerSecond: 0.001 } });
  const put = async (probe: Probe, id: string): Promise<void> =>
    probe.send({ type: 'put-code', id, ticket: 't', ttl: 60 });
  const id = makeCodeId();
  const teacher = await Probe.enter(url, await makeRoom());
  for (let i = 0; i < 10; i++) {
    await put(teacher, id);
    await teacher.next('code-kept');
  }
  const flooder = await Probe.enter(url, await makeRoom());
  for (let i = 0; i < 5; i++) await put(flooder, makeCodeId());
  for (let i = 0; i < 2; i++) await flooder.next('code-kept');
  for (let i = 0; i < 3; i++) expect((await flooder.next('error')).code).toBe('code-full');
  await put(teacher, id);
  await teacher.next('code-kept');
});

describe('CodeShelf', () => {
  const keeper = { id: 'k', alive: true };

  test('a ticket dies with its time, and its place becomes free', () => {
    const clock = new HandClock();
    const shelf = new CodeShelf(clock, 1, 1);
    expect(shelf.put('a', 't', 10, 'room', keeper)).toBe(true);
    expect(shelf.put('b', 't', 10, 'other', keeper)).toBe(false);
    clock.ms += 9_999;
    expect(shelf.get('a')).toBe('t');
    clock.ms += 1;
    expect(shelf.get('a')).toBeNull();
    expect(shelf.put('b', 't', 10, 'other', keeper)).toBe(true);
    expect(shelf.size).toBe(1);
  });

  test('the same ticket put again starts its time anew', () => {
    const clock = new HandClock();
    const shelf = new CodeShelf(clock, 1, 1);
    shelf.put('a', 't', 10, 'room', keeper);
    clock.ms += 9_000;
    expect(shelf.put('a', 't', 10, 'room', keeper)).toBe(true);
    clock.ms += 9_000;
    expect(shelf.get('a')).toBe('t');
  });

  test('a room has a limited number of codes', () => {
    const shelf = new CodeShelf(new HandClock(), 10, 2);
    expect(shelf.put('a', 't', 10, 'room', keeper)).toBe(true);
    expect(shelf.put('b', 't', 10, 'room', keeper)).toBe(true);
    expect(shelf.put('c', 't', 10, 'room', keeper)).toBe(false);
    expect(shelf.put('c', 't', 10, 'other', keeper)).toBe(true);
  });

  test('another room can neither replace nor withdraw a ticket, even when its keeper is gone', () => {
    const shelf = new CodeShelf(new HandClock(), 10, 2);
    shelf.put('a', 't', 10, 'room', { id: 'gone', alive: false });
    expect(shelf.put('a', 't', 10, 'other', keeper)).toBe(false);
    expect(shelf.drop('a', 'other', keeper)).toBe(false);
    expect(shelf.get('a')).toBe('t');
  });
});
