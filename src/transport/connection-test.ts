import type { Clock } from '../base/clock.ts';
import type {
  StepResult,
  TestFacts,
  TestReason,
  TestStep,
  Verdict,
} from '../base/connection-report.ts';
import type { Logger } from '../base/logger.ts';
import type { RandomBytes } from '../base/random.ts';
import type { Signer } from '../crypto/signer.ts';
import type { IceServer } from '../base/ice-server.ts';
import { parseIce } from '../protocol/parse-ice.ts';
import type { CandidateCounts } from './candidate-counts.ts';
import { directLoop } from './direct-loop.ts';
import { findCandidates } from './find-candidates.ts';
import { iceUrl, NO_ICE, type IceSettings } from './ice-source.ts';
import type { LinkPath } from './link.ts';
import type { CreatePeerConnection } from './peer-connection.ts';
import type { Signaling } from './signaling.ts';
import { settleWithin } from './settle-within.ts';
import { TestRoom } from './test-room.ts';

/** How long `/ice` may take. */
const ICE_MS = 10_000;
/** Round trips above which people notice, ms: to the server, to a neighbour, and twice through the server. */
const SLOW_SERVER_MS = 500;
const SLOW_DIRECT_MS = 250;
const SLOW_RELAY_MS = 1_000;

export interface ConnectionTestOptions {
  /** WebSocket address of the signalling server; its `/ice` is asked too. */
  readonly signalingUrl: string;
  /** Servers that are known without asking. */
  readonly knownIce: readonly IceServer[];
  /** A new connection to it each time. */
  readonly dial: () => Signaling;
  /** As `fetchIceText`. */
  readonly fetchText: (url: string, signal: AbortSignal) => Promise<string>;
  /** Null where the browser has no WebRTC. */
  readonly createPeerConnection: CreatePeerConnection | null;
  /** The key of a room that nobody else knows. */
  readonly signer: Signer;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly logger: Logger;
  /** Whether the device has any network, as far as it knows. */
  readonly online: () => boolean;
  /** In a class: the paths of the links to neighbours. */
  readonly neighbours: readonly LinkPath[];
  /** Ends the test early; nothing is told afterwards. */
  readonly signal: AbortSignal;
  /** Told of each step in order, as soon as it is known. */
  readonly tell: (result: StepResult) => void;
}

/** Tries all that a class needs of the network, within half a minute, and releases it. Never rejects for what it finds. */
export async function testConnection(options: ConnectionTestOptions): Promise<void> {
  const { clock, random, signal } = options;
  const tell = (
    step: TestStep,
    verdict: Verdict,
    reason: TestReason,
    facts: TestFacts = {},
  ): void => {
    if (signal.aborted) return;
    options.logger.log('info', `test-${step}`, { code: reason, state: verdict, ...facts });
    options.tell({ step, verdict, reason, facts });
  };
  const room = new TestRoom({ dial: options.dial, signer: options.signer, clock, random, signal });
  try {
    const asking = askIce(options);
    const reached = await room.reach();
    const { answered, ice: said } = await asking;
    const known = options.knownIce;
    const ice =
      said === null && known.length === 0
        ? null
        : { relay: said?.relay ?? false, servers: [...known, ...(said?.servers ?? [])] };
    if (reached !== null)
      tell('server', pace(reached, SLOW_SERVER_MS), 'server-reached', { ms: reached });
    else tell('server', 'fails', whyAway(options, answered, said));

    const found = await candidates(options, ice ?? NO_ICE);
    tell('ice', ...judgeIce(ice, found));
    tell('direct', ...(await judgeDirect(options, found)));
    tell('relay', ...(await judgeRelay(room, reached !== null, ice)));
  } finally {
    room.close();
  }
}

type Judgement = readonly [verdict: Verdict, reason: TestReason, facts?: TestFacts];

function pace(ms: number, slow: number): Verdict {
  return ms > slow ? 'slow' : 'works';
}

function whyAway(
  options: ConnectionTestOptions,
  answered: boolean,
  said: IceSettings | null,
): TestReason {
  if (answered) return said === null ? 'server-other' : 'websocket-blocked';
  return options.online() ? 'server-away' : 'device-offline';
}

/** Whether the server answered at all, and what it offers where that can be read. */
async function askIce({
  signalingUrl,
  fetchText,
  clock,
  logger,
  signal,
}: ConnectionTestOptions): Promise<{ answered: boolean; ice: IceSettings | null }> {
  const abort = new AbortController();
  const text = await settleWithin<string | null>(clock, ICE_MS, signal, (settle) => {
    fetchText(iceUrl(signalingUrl), abort.signal).then(settle, (cause: unknown) => {
      logger.log('info', 'ice-unavailable', { cause: String(cause) });
      settle(null);
    });
    return () => abort.abort();
  });
  if (text === null) return { answered: false, ice: null };
  const parsed = parseIce(text);
  if (!parsed.ok) logger.log('warn', parsed.error);
  return { answered: true, ice: parsed.ok ? parsed.value : null };
}

async function candidates(
  { createPeerConnection, clock, logger }: ConnectionTestOptions,
  ice: IceSettings,
): Promise<CandidateCounts | null> {
  if (createPeerConnection === null) return null;
  return findCandidates({ createPeerConnection, iceServers: ice.servers, clock, logger });
}

function judgeIce(ice: IceSettings | null, found: CandidateCounts | null): Judgement {
  if (found === null) return ['fails', 'webrtc-missing'];
  const facts = { ...found };
  if (ice === null) return ['fails', 'ice-unanswered', facts];
  if (found.host + found.reflexive + found.relayed === 0)
    return ['fails', 'ice-no-candidates', facts];
  const offers = (kind: RegExp): boolean =>
    ice.servers.some(({ urls }) => urls.some((url) => kind.test(url)));
  const turn = offers(/^turns?:/i);
  if (turn && found.relayed === 0) return ['fails', 'turn-silent', facts];
  if (!turn && !offers(/^stuns?:/i)) return ['not-offered', 'ice-none-offered', facts];
  // TURN servers answer as STUN servers too; whoever has a relayed address is reached in any case.
  if (!turn && found.reflexive === 0) return ['fails', 'stun-silent', facts];
  return ['works', 'ice-found', facts];
}

async function judgeDirect(
  { createPeerConnection, clock, logger, signal, neighbours }: ConnectionTestOptions,
  found: CandidateCounts | null,
): Promise<Judgement> {
  if (createPeerConnection === null || found === null) return ['fails', 'webrtc-missing'];
  const ms = await directLoop({ createPeerConnection, clock, logger, signal });
  const neighboursDirect = neighbours.filter((path) => path === 'direct').length;
  const neighboursByServer = neighbours.length - neighboursDirect;
  const facts = neighbours.length === 0 ? {} : { neighboursDirect, neighboursByServer };
  if (ms === null) return ['fails', 'direct-blocked', facts];
  if (neighboursDirect === 0 && neighboursByServer > 0)
    return ['fails', 'direct-not-to-others', { ms, ...facts }];
  return [pace(ms, SLOW_DIRECT_MS), 'direct-works', { ms, ...facts }];
}

async function judgeRelay(
  room: TestRoom,
  reached: boolean,
  ice: IceSettings | null,
): Promise<Judgement> {
  if (!reached) return ['fails', 'relay-no-server'];
  if (ice?.relay === false) return ['not-offered', 'relay-off'];
  const back = await room.relay();
  if (back === 'relay-off') return ['not-offered', 'relay-off'];
  if (back === 'relay-quota') return ['fails', 'relay-quota'];
  if (typeof back !== 'number') return ['fails', 'relay-silent'];
  return [pace(back, SLOW_RELAY_MS), 'relay-works', { ms: back }];
}
