import { setTimeout as pause } from 'node:timers/promises';
import { quantile } from '../support/bench-browser.ts';
import { buildBundles, ForkedMember } from './class/forked-member.ts';
import type { Heap, Order, Report } from './lesson/lesson-messages.ts';

const STUDENTS_PER_PROCESS = 30;
const SHARE_EVERY_MS = 1_000;
const MINUTE = 60;
const HOUR = 3_600;
const REHEARSALS = 2;
const REHEARSAL = 1_500;
const REHEARSING_STUDENTS = 9;
const NOTHING: Heap = { bytes: Number.NaN, code: Number.NaN };
/** What has not come by then counts as missing. */
const MISSING_MS = 10_000;

/**
 * A lesson of a teacher and many students in Node, each with the whole classroom over real data channels: one share a
 * second. Arguments: `--students N` (60), `--cells N` (100), `--hour N` (3600: shares of the simulated hour). That hour
 * goes on with new versions of the same cells, each as soon as everybody has the one before, with a pause of a second in
 * each minute; `heapGrowth` is the teacher's heap after it over that after its first minute.
 *
 * `--rehearsals N` (2): smaller classes of 1,500 shares in the teacher's process before all that, which it leaves. V8
 * compiles code that is often used again, for about as long; without them `heapGrowth` says as much of that (2 to 3 MB)
 * as of what the lesson leaves behind. `codeMb` tells both heaps' share of compiled code.
 */
export default async function lesson(args: readonly string[], log: (line: string) => void) {
  const option = (name: string, otherwise: number): number =>
    args.includes(name) ? Number(args[args.indexOf(name) + 1]) : otherwise;
  const students = option('--students', 60);
  const cells = option('--cells', 100);
  const hour = option('--hour', HOUR);
  const rehearsals = option('--rehearsals', REHEARSALS);
  await buildBundles(['lesson/lesson-member']);
  const member = () => new ForkedMember<Order, Report>('lesson/lesson-member');
  const [server, teacher] = [member(), member()];
  const rows = Array.from({ length: Math.ceil(students / STUDENTS_PER_PROCESS) }, member);
  const all = (order: Order): Promise<Report[]> => Promise.all(rows.map((row) => row.ask(order)));
  try {
    const { url: signalingUrl = '' } = await server.ask({ kind: 'serve' });
    const share = async (number: number): Promise<{ source: string; at: number }> => {
      const source = `share = ${number}`;
      const cell = number % cells;
      const { at = Number.NaN } = await teacher.ask({ kind: 'share', cell, source });
      return { source, at };
    };

    for (let turn = 0; turn < rehearsals; turn++) {
      const { link = '' } = await teacher.ask({ kind: 'teach', signalingUrl });
      const few = member();
      await few.ask({ kind: 'join', signalingUrl, link, students: REHEARSING_STUDENTS });
      for (let number = 0; number < REHEARSAL; number++)
        await few.ask({ kind: 'await', source: (await share(number)).source });
      few.end();
      await teacher.ask({ kind: 'leave' });
      log(`rehearsed with ${REHEARSAL} shares`);
    }

    const { link = '' } = await teacher.ask({ kind: 'teach', signalingUrl });
    await Promise.all(
      rows.map((row, place) => {
        const count = Math.floor((students + place) / rows.length);
        return row.ask({ kind: 'join', signalingUrl, link, students: count });
      }),
    );
    log(`${students} students are in the class`);

    const pressed = new Map<string, number>();
    const from = await teacher.ask({ kind: 'look' });
    const start = Date.now();
    for (let number = 0; number < cells; number++) {
      await pause(Math.max(0, start + number * SHARE_EVERY_MS - Date.now()));
      const { source, at } = await share(number);
      pressed.set(source, at);
    }
    await pause(Math.max(0, start + cells * SHARE_EVERY_MS - Date.now()));
    const seconds = (Date.now() - start) / 1000;
    const to = await teacher.ask({ kind: 'look' });
    await pause(MISSING_MS);
    const noticeMs: number[] = [];
    let missing = 0;
    for (const { shown = [] } of await all({ kind: 'look' })) {
      for (const student of shown) {
        const seen = new Map(student);
        for (const [source, at] of pressed) {
          const shownAt = seen.get(source);
          if (shownAt === undefined) missing += 1;
          else noticeMs.push(shownAt - at);
        }
      }
    }
    log(`${cells} cells shared, ${missing} missing`);
    let minuteHeap: Heap = NOTHING;
    for (let number = 1; number <= hour; number++) {
      await all({ kind: 'await', source: (await share(cells + number)).source });
      if (number % MINUTE === 0) await pause(SHARE_EVERY_MS); // a real second has such a pause after each share
      if (number === MINUTE) minuteHeap = await heapOf(teacher);
      if (number % 500 === 0) log(`${number} of ${hour} shares`);
    }
    const hourHeap = await heapOf(teacher);
    const of = (later: number | undefined, earlier: number | undefined): number =>
      (later ?? Number.NaN) - (earlier ?? Number.NaN);
    return {
      noticeMs: { p50: quantile(noticeMs, 0.5), p95: quantile(noticeMs, 0.95) },
      teacher: {
        cpuShare: round(of(to.cpuMs, from.cpuMs) / 1000 / seconds),
        bytesPerSecond: Math.round(of(to.sentBytes, from.sentBytes) / seconds),
        heapGrowth: round(hourHeap.bytes / minuteHeap.bytes),
        minuteHeapMb: round(minuteHeap.bytes / 1e6),
        hourHeapMb: round(hourHeap.bytes / 1e6),
        codeMb: [round(minuteHeap.code / 1e6), round(hourHeap.code / 1e6)],
      },
      missing,
    };
  } finally {
    for (const process of [server, teacher, ...rows]) process.end();
  }
}

async function heapOf(teacher: ForkedMember<Order, Report>): Promise<Heap> {
  return (await teacher.ask({ kind: 'weigh' })).heap ?? NOTHING;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
