import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DebugLog, LOG_LEVELS } from '../../../src/base/debug-log.ts';
import { RefusalCounter, silentLogger, type Logger } from '../../../src/base/logger.ts';
import { SteppedClock } from '../transport/stepped-clock.ts';

const KEY = 'BHk3xQ9_Zb7wLmN2pRsTuVwXyZ0123456789abcdefg';
const LINK = 'https://lectern.example/#join=1.kJ3x9QwZb7';

function open(maxBytes?: number) {
  const passed: unknown[][] = [];
  const next: Logger = { log: (...record) => void passed.push(record) };
  const log = new DebugLog({
    clock: new SteppedClock(),
    next,
    ...(maxBytes === undefined ? {} : { maxBytes }),
  });
  return { log, passed };
}

/** The lines of the exported text: each is an object. */
function linesOf(log: DebugLog): Record<string, unknown>[] {
  return log
    .text()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

function codesOf(log: DebugLog): unknown[] {
  return linesOf(log)
    .slice(1)
    .map(({ code }) => code);
}

describe('[DG3] the debug log', () => {
  it('keeps codes, numbers, the kind of an error and of a document, and numbers peers', () => {
    const { log } = open();
    log.log('warn', 'handshake-late', { peer: 'p1', count: 10 });
    log.log('info', 'link-ended', { peer: 'p2', end: 'lost' });
    log.log('info', 'link-ended', { peer: 'p1', end: 'closed' });
    log.log('error', 'apply-threw', { doc: 'work:abc:Loops', cause: new TypeError('Ana') });
    const at = '1970-01-01T00:16:40.000Z';
    expect(linesOf(log).slice(1)).toEqual([
      { at, level: 'warn', code: 'handshake-late', detail: { peer: '#1', count: 10 } },
      { at, level: 'info', code: 'link-ended', detail: { peer: '#2', end: 'lost' } },
      { at, level: 'info', code: 'link-ended', detail: { peer: '#1', end: 'closed' } },
      { at, level: 'error', code: 'apply-threw', detail: { doc: 'work', cause: 'TypeError' } },
    ]);
  });

  it('lets no name, text, link, address or key in, wherever it stands', () => {
    const { log } = open();
    const secrets = [
      'ana',
      'Ana Kovač',
      'print(1)',
      LINK,
      '192.168.1.20',
      KEY,
      'ws://school.example/',
    ];
    const places = ['name', 'id', 'detail', 'peer', 'author', 'doc', 'cause', 'message', 'error'];
    for (const secret of secrets) {
      for (const place of places) {
        log.log('error', 'some-code', { [place]: secret });
        log.log('error', 'some-code', { [place]: `TypeError: ${secret}` });
        log.log('error', 'some-code', { [place]: { deep: [secret] } });
        log.log('error', 'some-code', { [place]: new Error(secret, { cause: secret }) });
      }
      log.log('warn', `${secret} was here`, { [secret]: 'x', [`${secret}=`]: 7 });
      if (secret !== 'ana')
        for (const place of ['code', 'why', 'end']) log.log('info', 'x', { [place]: secret });
      log.refused(`${secret} refused`);
    }
    const text = log.text();
    for (const secret of secrets.slice(1)) expect(text).not.toContain(secret);
    expect(text).not.toMatch(/\bana\b(?!=)/);
    expect(text).toContain('code-unreadable');
  });

  it('lets no free text in, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.anything(), (text, value) => {
        const { log } = open();
        const marked = `~${text}~`;
        log.log('error', marked, {
          name: marked,
          cause: marked,
          doc: marked,
          why: marked,
          more: value,
        });
        expect(log.text()).not.toContain(marked);
      }),
    );
  });

  it('passes everything on to the console as it came', () => {
    const { log, passed } = open();
    log.log('debug', 'a', { name: 'Ana' });
    log.log('error', 'b');
    expect(passed).toEqual([
      ['debug', 'a', { name: 'Ana' }],
      ['error', 'b', {}],
    ]);
  });

  it('keeps what is as grave as its level or graver, `info` at first', () => {
    const { log } = open();
    const all = (): void => {
      for (const level of LOG_LEVELS) log.log(level, `${level}-${log.level}`);
    };
    all();
    log.level = 'debug';
    all();
    log.level = 'error';
    all();
    expect(codesOf(log)).toEqual([
      ...['error-info', 'warn-info', 'info-info', 'log-level'],
      ...['error-debug', 'warn-debug', 'info-debug', 'debug-debug', 'log-level'],
      'error-error',
    ]);
  });

  it('keeps the last records in order and says how many older ones it dropped', () => {
    const { log } = open(200);
    for (let i = 0; i < 8; i++) log.log('info', `r${i}`);
    expect(linesOf(log)[0]).toMatchObject({ dropped: 5 });
    expect(codesOf(log)).toEqual(['r5', 'r6', 'r7']);
  });

  it('puts above the records what it is told to, the level and the refusals', () => {
    const { log } = open();
    const [head] = log.text({ version: '1' }).split('\n');
    expect(JSON.parse(head ?? '')).toEqual({
      version: '1',
      level: 'info',
      refused: {},
      dropped: 0,
    });
  });

  it('counts every refusal of all counters, also those that are not logged', () => {
    const { log } = open();
    const [one, two] = [new RefusalCounter(log), new RefusalCounter(log)];
    for (let i = 0; i < 25; i++) one.refuse('frame-bad', { peer: 'p' });
    two.refuse('frame-bad');
    expect(linesOf(log)[0]).toMatchObject({ refused: { 'frame-bad': 26 } });
    expect(codesOf(log)).toEqual(['frame-bad', 'frame-bad', 'frame-bad']);
  });

  it('stays small in a flood of peers, codes and facts', () => {
    const log = new DebugLog({ clock: new SteppedClock(), next: silentLogger });
    for (let i = 0; i < 20_000; i++) {
      log.log('warn', `code-${i}`, { peer: `peer ${i}`, count: i });
      log.refused(`code-${i}`);
    }
    const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`fact${i}`, i]));
    log.log('warn', 'many', many);
    expect(log.text().length).toBeLessThan(600_000);
    expect(log.text().split('\n').at(-2)?.length).toBeLessThan(400);
  });
});
