import { setTimeout as pause } from 'node:timers/promises';
import { quantile } from '../../support/bench-browser.ts';
import { buildCrew, CrewMember, startBenchServer } from './crew.ts';
import { newCounters } from './counters.ts';
import type { EngineName, Report } from './crew-messages.ts';
import { packClass } from './pack-class.ts';

/** Peers of one process: a class of 60 then has a process for each core of the smallest machine that this runs on. */
const PEERS_PER_PROCESS = 30;
const MAX_PROCESSES = 8;
const LIMIT_MS = 120_000;
/** Small edits, one after the other, from the first peer and from another one in turn. */
const EDITS = 25;
const EDIT_PAUSE_MS = 1_000;
const WINDOW_MS = 30_000;
const SETTLE_MS = 15_000;
/** Messages of one peer in `SETTLE_MS`. */
const HARDLY_ANY = 2;
/** What has not come by then counts as missing. */
const MISSING_MS = 10_000;

/** What one engine did with one class. Times in ms, sizes in bytes; messages are sends on data channels (or sockets). */
export interface ClassFigures {
  readonly peers: number;
  /** From the order to join, given to all at once with their programs loaded, until all had joined and had the same content. */
  readonly joinMs: number;
  /** Pairs of connected peers. */
  readonly connections: number;
  readonly messagesPerEdit: number;
  readonly bytesPerEdit: number;
  readonly idleMessagesPerMinutePerPeer: number;
  readonly idlePresencePerMinutePerPeer: number;
  readonly idleKeepalivesPerMinutePerPeer: number;
  readonly idleBytesPerMinutePerPeer: number;
  readonly signalingBytes: number;
  readonly signalingMessages: number;
  readonly latencyMs: { readonly p50: number; readonly p95: number; readonly max: number };
  readonly missing: number;
  readonly lateJoinerMs: number;
  readonly cpu: {
    /** CPU time per peer until all had joined. */
    readonly joinMsPerPeer: number;
    /** CPU time per peer and edit, idle time taken off. */
    readonly editMsPerPeer: number;
  };
  readonly rssPerPeer: number;
  readonly errors: number;
}

/** Why there are no figures. */
export interface ClassFailure {
  readonly failed: string;
  readonly convergedPeers: number;
}

/** Runs one class of `peers` participants on `engine`, from an empty room to the late joiner. */
export async function measureClass(
  engine: EngineName,
  peers: number,
  log: (line: string) => void,
): Promise<ClassFigures | ClassFailure> {
  await buildCrew();
  const server = await startBenchServer(engine);
  const count = Math.min(MAX_PROCESSES, Math.ceil(peers / PEERS_PER_PROCESS));
  const crew = Array.from({ length: count }, () => new CrewMember());
  const all = (order: Parameters<CrewMember['ask']>[0]): Promise<Report[]> =>
    Promise.all(crew.map((member) => member.ask(order)));
  const packed = engine === 'ours' ? await packClass() : null;
  const late = new CrewMember();
  try {
    await Promise.all(
      crew.map((member, place) =>
        member.ask({
          kind: 'load',
          engine,
          indexes: Array.from({ length: peers }, (_, index) => index).filter(
            (index) => index % count === place,
          ),
        }),
      ),
    );
    const cpuBefore = cpu(await all({ kind: 'reset' }));
    const start = Date.now();
    const joining = all({ kind: 'join', signalingUrl: server.url, packed });
    joining.catch(() => undefined); // a process that ended fails the next look too
    const joined = await until(
      () => all({ kind: 'look', peers, keys: 0 }),
      (look) => peersOf(look).length === peers && peersOf(look).every((peer) => peer.converged),
      start + LIMIT_MS,
    );
    const look = joined.reports;
    if (!joined.done) {
      return {
        failed: `not converged after ${LIMIT_MS / 1000} s`,
        convergedPeers: peersOf(look).filter((peer) => peer.converged).length,
      };
    }
    await joining;
    const joinMs = Date.now() - start;
    const joinCpu = cpu(look) - cpuBefore;
    const signaling = sum(look);
    log(`${engine}: ${peers} joined in ${joinMs} ms`);

    // Edits come from the first peer and from the last one.
    const second = peers - 1;
    const id = peersOf(look).find(({ index }) => index === second)?.id ?? null;
    if (id !== null) {
      await crew[0]?.ask({ kind: 'promote', id });
      await until(
        () => all({ kind: 'look', peers, keys: 0 }),
        (now) => peersOf(now).some(({ index, mayEdit }) => index === second && mayEdit),
        Date.now() + LIMIT_MS,
      );
    }
    await settled(async () => {
      const { messages, presence } = sum(await all({ kind: 'arrivals' }));
      return (messages + presence) / peers;
    });
    const connections = peersOf(await all({ kind: 'look', peers, keys: 0 })).reduce(
      (total, peer) => total + peer.connections,
      0,
    );
    const idleFrom = await all({ kind: 'reset' });
    await pause(WINDOW_MS);
    const idleTo = await all({ kind: 'arrivals' });
    const idle = sum(idleTo);
    const idleCpu = cpu(idleTo) - cpu(idleFrom);
    const editsFrom = await all({ kind: 'reset' });
    const sent = new Map<string, number>();
    const windowEnd = Date.now() + WINDOW_MS;
    for (let edit = 0; edit < EDITS; edit++) {
      const index = edit % 2 === 0 ? 0 : second;
      const key = `edit ${edit}`;
      const member = crew[index % count];
      if (member === undefined) throw new Error('no process');
      sent.set(key, (await member.ask({ kind: 'edit', index, key })).at);
      await pause(EDIT_PAUSE_MS);
    }
    await pause(Math.max(0, windowEnd - Date.now()));
    const editsTo = await all({ kind: 'arrivals' });
    const edits = sum(editsTo);
    const editCpu = cpu(editsTo) - cpu(editsFrom) - idleCpu;
    await pause(MISSING_MS);
    const latencies: number[] = [];
    let missing = 0;
    for (const { index, arrivals = [] } of peersOf(await all({ kind: 'arrivals' }))) {
      const here = new Map(arrivals);
      for (const [key, at] of sent) {
        if (Number(key.slice(5)) % 2 === 0 ? index === 0 : index === second) continue;
        const arrived = here.get(key);
        if (arrived === undefined) missing += 1;
        else latencies.push(arrived - at);
      }
    }
    log(`${engine}: edits done, ${missing} missing`);

    await late.ask({ kind: 'load', engine, indexes: [peers] });
    const lateStart = Date.now();
    const joiningLate = late.ask({ kind: 'join', signalingUrl: server.url, packed });
    joiningLate.catch(() => undefined);
    const arrived = await until(
      async () => [await late.ask({ kind: 'look', peers, keys: EDITS })],
      (now) => peersOf(now).length === 1 && peersOf(now).every((peer) => peer.complete),
      lateStart + LIMIT_MS,
    );
    const per = (value: number): number => round(value / EDITS);
    const perMinute = (value: number): number => round((value * 60_000) / WINDOW_MS / peers);
    return {
      peers,
      joinMs,
      connections: engine === 'ywebsocket' ? connections : connections / 2,
      messagesPerEdit: per(edits.messages),
      bytesPerEdit: per(edits.bytes),
      idleMessagesPerMinutePerPeer: perMinute(idle.messages),
      idlePresencePerMinutePerPeer: perMinute(idle.presence),
      idleKeepalivesPerMinutePerPeer: perMinute(idle.keepalives),
      idleBytesPerMinutePerPeer: perMinute(idle.bytes),
      signalingBytes: signaling.signalingBytes,
      signalingMessages: signaling.signalingMessages,
      latencyMs: {
        p50: round(quantile(latencies, 0.5)),
        p95: round(quantile(latencies, 0.95)),
        max: round(Math.max(...latencies)),
      },
      missing,
      lateJoinerMs: arrived.done ? Date.now() - lateStart : Number.NaN,
      cpu: { joinMsPerPeer: round(joinCpu / peers), editMsPerPeer: round(editCpu / EDITS / peers) },
      rssPerPeer: Math.round(editsTo.reduce((total, { rss }) => total + rss, 0) / peers),
      errors: editsTo.reduce((total, report) => total + report.errors, 0),
    };
  } finally {
    for (const member of crew) member.end();
    late.end();
    server.end();
  }
}

/**
 * Waits until what joining left behind has settled, spare links included, which two cores make one after the other for two
 * hundred peers: until no fewer messages go than in the window before, or hardly any; at most `LIMIT_MS`. `sent`: messages
 * per peer so far.
 */
async function settled(sent: () => Promise<number>): Promise<void> {
  let soFar = await sent();
  let before = Number.POSITIVE_INFINITY;
  for (let waited = 0; waited < LIMIT_MS; waited += SETTLE_MS) {
    await pause(SETTLE_MS);
    const total = await sent();
    const now = total - soFar;
    if (now <= HARDLY_ANY || now > before * 0.8) return;
    [soFar, before] = [total, now];
  }
}

async function until(
  look: () => Promise<Report[]>,
  done: (reports: Report[]) => boolean,
  deadline: number,
): Promise<{ readonly done: boolean; readonly reports: Report[] }> {
  for (;;) {
    // A baseline may keep its processes so busy that they do not answer.
    const reports = await Promise.race([look(), pause(Math.max(0, deadline - Date.now()), null)]);
    if (reports === null) return { done: false, reports: [] };
    if (done(reports)) return { done: true, reports };
    if (Date.now() >= deadline) return { done: false, reports };
    await pause(20);
  }
}

function peersOf(reports: readonly Report[]) {
  return reports.flatMap((report) => report.peers);
}

function sum(reports: readonly Report[]): Report['counters'] {
  const total = newCounters();
  for (const { counters } of reports)
    for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += counters[key];
  return total;
}

function cpu(reports: readonly Report[]): number {
  return reports.reduce((total, report) => total + report.cpuMs, 0);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
