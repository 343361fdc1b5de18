import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { Channel } from './channel.ts';
import type { CreatePeerConnection } from './peer-connection.ts';
import { settleWithin } from './settle-within.ts';
import { WebRtcChannel } from './webrtc-channel.ts';

/** How long the two ends may take to find each other: a link in a class is given less. */
const CONNECT_MS = 8_000;
const ECHO_MS = 5_000;
/** Round trips; the shortest counts, as the page may be busy in between. */
const ROUNDS = 4;

export interface DirectLoopOptions {
  readonly createPeerConnection: CreatePeerConnection;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/**
 * Connects this page with itself by the data channels that a class uses, and releases them: the shortest round trip,
 * ms; null where nothing came back. Never rejects.
 */
export async function directLoop(options: DirectLoopOptions): Promise<number | null> {
  const { clock, logger, signal } = options;
  const ends: WebRtcChannel[] = [];
  const connect = async (asker: WebRtcChannel, answerer: WebRtcChannel): Promise<boolean> => {
    const offer = await asker.offer();
    if (!offer.ok) return false;
    const answer = await answerer.answer(offer.value);
    return answer.ok && (await asker.complete(answer.value)).ok;
  };
  const opened = await settleWithin<boolean>(clock, CONNECT_MS, signal, (settle) => {
    let open = 0;
    const end = (): WebRtcChannel =>
      new WebRtcChannel({
        createPeerConnection: options.createPeerConnection,
        // The page is on both ends: no server may help, so that what works is the direct way.
        iceServers: [],
        clock,
        logger,
        opened() {
          open += 1;
          if (open === 2) settle(true);
        },
        failed: () => settle(false),
      });
    try {
      const asker = end();
      ends.push(asker);
      const answerer = end();
      ends.push(answerer);
      void connect(asker, answerer).then((described) => {
        if (!described) settle(false);
      });
    } catch (cause) {
      logger.log('warn', 'webrtc-unavailable', { cause: String(cause) });
      settle(false);
    }
    return () => undefined;
  });
  const ms = opened === true ? await echo(ends, options) : null;
  for (const channel of ends) channel.abort();
  return ms;
}

/** The shortest of some round trips over two open ends; null where one does not come back. */
async function echo(
  ends: readonly Channel[],
  { clock, signal }: DirectLoopOptions,
): Promise<number | null> {
  const [asker, answerer] = ends;
  if (asker === undefined || answerer === undefined) return null;
  let back: () => void = () => undefined;
  const nothing = { low: () => undefined, ended: () => undefined };
  answerer.receive({ ...nothing, frame: (bytes) => bytes !== null && answerer.send(bytes) });
  asker.receive({ ...nothing, frame: () => back() });
  let best: number | null = null;
  for (let round = 0; round < ROUNDS; round++) {
    const begun = clock.now();
    const ms = await settleWithin<number>(clock, ECHO_MS / ROUNDS, signal, (settle) => {
      back = () => settle(clock.now() - begun);
      asker.send(Uint8Array.of(round));
      return () => undefined;
    });
    if (ms === null) return best;
    best = Math.max(0, Math.min(best ?? ms, ms));
  }
  return best;
}
