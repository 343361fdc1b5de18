import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  MAX_BUFFERS,
  MAX_DEPTH,
  MAX_FILE,
  MAX_MESSAGE,
  MAX_MIME_TYPES,
} from '../../../lite/kernel/limits.ts';
import { parseWorkerMessage } from '../../../lite/kernel/parse-worker-message.ts';
import type { WorkerMessage } from '../../../lite/kernel/protocol.ts';

const VALID: readonly WorkerMessage[] = [
  { type: 'ready', python: '3.14.2', interrupt: 'shared', startMs: 1.5 },
  { type: 'fatal', detail: 'RangeError' },
  { type: 'stream', id: 1, name: 'stderr', text: '\ud800 🐍' },
  {
    type: 'display',
    id: 1,
    data: { 'text/html': '<b>' },
    metadata: {},
    displayId: 'a',
    update: true,
  },
  {
    type: 'result',
    id: 1,
    data: { 'application/vnd.x+json': { a: [1] } },
    metadata: { 'text/plain': {} },
  },
  { type: 'clear', id: 1, wait: false },
  {
    type: 'comm',
    id: 1,
    comm: {
      op: 'open',
      commId: 'c',
      target: 'jupyter.widget',
      data: { state: {} },
      metadata: { version: '2.1.0' },
      buffers: ['', 'AP8'],
    },
  },
  { type: 'input-request', id: 1, prompt: '?', password: true },
  { type: 'executed', id: 1, reply: { status: 'ok' } },
  { type: 'executed', id: 1, reply: { status: 'error', ename: 'E', evalue: '', traceback: ['a'] } },
  { type: 'completed', id: 1, matches: ['a'], start: 0, end: 1, kinds: ['function'] },
  { type: 'inspected', id: 1, found: true, text: 'x' },
  { type: 'completeness', id: 1, status: 'incomplete', indent: '    ' },
  { type: 'failed', id: 1, detail: 'x' },
  { type: 'folder-ask', path: null },
  { type: 'folder-ask', path: 'data/über 100%.csv' },
  { type: 'folder-made', path: 'a' },
  { type: 'folder-removed', path: 'a/b' },
  { type: 'folder-moved', path: 'a', to: 'b' },
  {
    type: 'package-request',
    id: 1,
    ask: 2,
    of: 'requirements',
    names: ['numpy>=2'],
    installed: ['six'],
  },
];

/** As the worker writes it: replies to executions have their fields at the top. */
function encode(message: WorkerMessage): string {
  const { reply, ...rest } = { reply: {}, ...message } as { reply: object };
  return JSON.stringify({ ...rest, ...reply });
}

function errorOf(data: unknown): string | null {
  const parsed = parseWorkerMessage(data);
  return parsed.ok ? null : parsed.error;
}

describe('messages of a worker', () => {
  it.each(VALID)('[KE1] a valid $type is read as it was written', (message) => {
    expect(parseWorkerMessage(encode(message))).toEqual({ ok: true, value: message });
  });

  it('[KE1] only texts within the limit are even parsed', () => {
    for (const data of [null, undefined, 1, {}, [], VALID[0], new ArrayBuffer(1)])
      expect(errorOf(data)).toBe('not-text');
    expect(errorOf(' '.repeat(MAX_MESSAGE + 1))).toBe('too-long');
    expect(errorOf('{')).toBe('not-json');
    expect(errorOf('[]')).toBe('bad-shape');
    expect(errorOf('null')).toBe('bad-shape');
  });

  it('[KE1] unknown types are refused, also those that every object has', () => {
    for (const type of ['', 'nothing', '__proto__', 'constructor', 'toString', 5, null]) {
      expect(errorOf(JSON.stringify({ type, id: 1 }))).toBe('unknown-type');
    }
  });

  it('[KE1] nesting beyond the limit is refused without overflowing the stack', () => {
    const nested = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
    const result = (json: string): string =>
      `{"type":"result","id":1,"metadata":{},"data":{"application/json":${json}}}`;
    expect(errorOf(result(nested(MAX_DEPTH - 2)))).toBeNull();
    expect(errorOf(result(nested(MAX_DEPTH - 1)))).toBe('too-deep');
    expect(errorOf(result(nested(200_000)))).toBe('too-deep');
  });

  it('[KE1] wide values cost no more than their size', () => {
    const json = JSON.stringify(Array.from({ length: 500_000 }, () => []));
    expect(
      errorOf(`{"type":"result","id":1,"metadata":{},"data":{"application/json":${json}}}`),
    ).toBeNull();
  });

  it('[KE1] keys that are no MIME types are refused, and too many of them', () => {
    const result = (data: string): string =>
      `{"type":"result","id":1,"metadata":{},"data":${data}}`;
    expect(errorOf(result('{"__proto__":{"polluted":1}}'))).toBe('bad-shape');
    expect(errorOf(result('{"html":"x"}'))).toBe('bad-shape');
    const many = Object.fromEntries(
      Array.from({ length: MAX_MIME_TYPES + 1 }, (_, i) => [`text/x${i}`, '']),
    );
    expect(errorOf(result(JSON.stringify(many)))).toBe('bad-shape');
  });

  it('[KE1] a message with any one field changed to junk is refused or still of its type, never an exception', () => {
    const junk = fc.oneof(fc.anything(), fc.constantFrom(-1, 1.5, NaN, '', null, [], {}, 2 ** 60));
    fc.assert(
      fc.property(fc.constantFrom(...VALID), fc.nat(), junk, (message, at, value) => {
        const fields = JSON.parse(encode(message)) as Record<string, unknown>;
        const names = Object.keys(fields).filter((name) => name !== 'type');
        fields[names[at % names.length] ?? ''] = value;
        let text: string | undefined;
        try {
          text = JSON.stringify(fields);
        } catch {
          return; // what JSON cannot hold cannot arrive
        }
        const parsed = parseWorkerMessage(text);
        if (parsed.ok) expect(parsed.value.type).toBe(message.type);
      }),
      { numRuns: 2_000 },
    );
  });

  it('[KE5] the contents of a file come beside their text, and no file is longer than the limit', () => {
    const written = JSON.stringify({ type: 'folder-written', path: 'a.bin' });
    const bytes = new ArrayBuffer(3);
    expect(parseWorkerMessage([written, bytes])).toEqual({
      ok: true,
      value: { type: 'folder-written', path: 'a.bin', bytes },
    });
    const beside = [undefined, null, 'text', new Uint8Array(3), [bytes]];
    for (const data of [written, ...beside.map((each) => [written, each])])
      expect(errorOf(data)).toBe('bad-shape');
    expect(errorOf([written, new ArrayBuffer(MAX_FILE + 1)])).toBe('bad-shape');
    expect(errorOf([bytes, written])).toBe('not-text');
  });

  it('[KE5] paths that could lead out of the folder are refused', () => {
    const bad = [
      '',
      '.',
      '..',
      '/a',
      'a/',
      'a//b',
      '../a',
      'a/../b',
      './a',
      'a\u0000',
      'a\n',
      '\ud800',
    ];
    for (const path of [
      ...bad,
      'x'.repeat(256),
      'ü'.repeat(128),
      'a/'.repeat(32) + 'a',
      5,
      ['a'],
      {},
    ])
      for (const type of ['folder-ask', 'folder-made', 'folder-removed', 'folder-moved'])
        expect(errorOf(JSON.stringify({ type, path, to: 'a' }))).toBe('bad-shape');
    for (const path of ['a', 'ü', '...', '.hidden', 'a b/c:d', 'a\\b', 'x'.repeat(255)])
      expect(errorOf(JSON.stringify({ type: 'folder-moved', path: 'a', to: path }))).toBeNull();
  });

  it('[KE10] a message on a comm is refused unless all of it is what it should be', () => {
    const comm = { op: 'msg', commId: 'c', target: '', data: {}, metadata: {}, buffers: ['AA'] };
    const error = (changed: object): string | null =>
      errorOf(JSON.stringify({ type: 'comm', id: 1, comm: { ...comm, ...changed } }));
    expect(error({})).toBeNull();
    for (const changed of [
      { op: 'run' },
      { commId: 5 },
      { commId: 'c'.repeat(201) },
      { target: null },
      { data: [] },
      { metadata: 'x' },
      { buffers: ['A'] },
      { buffers: ['A+'] },
      { buffers: [[]] },
      { buffers: Array.from({ length: MAX_BUFFERS + 1 }, () => '') },
    ])
      expect(error(changed)).toBe('bad-shape');
    expect(errorOf(JSON.stringify({ type: 'comm', id: 1, comm: null }))).toBe('bad-shape');
  });

  it('[KE1] any text gives a result, never an exception', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => void parseWorkerMessage(text)),
      { numRuns: 2_000 },
    );
  });
});
