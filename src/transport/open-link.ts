import { toBase64Url } from '../base/bytes.ts';
import type { Bytes } from '../base/bytes.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger, RefusalCounter } from '../base/logger.ts';
import type { RandomBytes } from '../base/random.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type { Digest, Signer, Verifier } from '../crypto/signer.ts';
import type { ClassId, KeyId, PeerId } from '../protocol/ids.ts';
import { MAX_MESSAGE, MAX_UNADMITTED_BYTES } from '../protocol/limits.ts';
import type { Channel, ChannelReceiver } from './channel.ts';
import { FramedLink } from './framed-link.ts';
import type { Link } from './link.ts';
import { controlFrame, FRAME } from './framing.ts';
import { encodeHello, NONCE_BYTES, otherRole, parseHello, proofBytes } from './handshake.ts';
import type { HandshakeSide, LinkRole } from './handshake.ts';

/** How long the handshake may take on an open channel. */
const HANDSHAKE_MS = 10_000;

export interface OpenLinkOptions {
  /** Just opened: nobody has taken frames from it. */
  readonly channel: Channel;
  readonly role: LinkRole;
  readonly classId: ClassId;
  readonly self: PeerId;
  /** The peer that the descriptions were exchanged with. */
  readonly other: PeerId;
  readonly identity: Signer;
  readonly verifier: Verifier;
  readonly digest: Digest;
  readonly random: RandomBytes;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly refusals: RefusalCounter;
  /** Called once where it does not come to that; the channel is closed. */
  readonly failed: () => void;
}

/** What comes of a proved channel. */
export interface ProvedChannel {
  /** Called once, when the other side has proved its key; what comes afterwards goes to what it returns. */
  readonly proved: (remote: Link['remote']) => ChannelReceiver;
}

/**
 * Does the handshake of TR1 on `channel` and makes a link of it. `ready` is called once, when the other side has
 * proved its key; messages follow after it has returned. The returned function gives up.
 */
export function openLink(
  options: OpenLinkOptions & { readonly ready: (link: FramedLink) => void },
): Unsubscribe {
  return proveChannel({
    ...options,
    proved(remote) {
      const link = new FramedLink({ ...options, remote });
      options.ready(link);
      return link;
    },
  });
}

/** Does the handshake of TR1 on `channel`. The returned function gives up. */
export function proveChannel(options: OpenLinkOptions & ProvedChannel): Unsubscribe {
  const { channel, role, classId, clock, refusals } = options;
  const own: HandshakeSide = {
    peer: options.self,
    publicKey: options.identity.publicKey,
    nonce: options.random(NONCE_BYTES),
    fingerprint: channel.fingerprints.local,
  };
  let other: HandshakeSide | null = null;
  let state: 'hello' | 'proof' | 'checking' | 'done' = 'hello';
  /** The other side may be done before us and send messages while we check its proof. */
  const early: (Bytes | null)[] = [];
  let earlyBytes = 0;
  let proved: Promise<void> = Promise.resolve();
  const earlyLimit = role === 'ask' ? MAX_MESSAGE : MAX_UNADMITTED_BYTES;

  const stop = (): void => {
    state = 'done';
    cancelTimeout();
    channel.abort();
  };
  const fail = (code: string): void => {
    if (state === 'done') return;
    refusals.refuse(code, { peer: options.other });
    stop();
    options.failed();
  };
  const cancelTimeout = clock.after(HANDSHAKE_MS, () => fail('handshake-late'));

  const transcript = (of: HandshakeSide, signer: LinkRole): Promise<Bytes> =>
    role === 'ask'
      ? proofBytes(options.digest, classId, own, of, signer)
      : proofBytes(options.digest, classId, of, own, signer);

  const prove = async (of: HandshakeSide): Promise<void> => {
    const proof = await options.identity.sign(await transcript(of, role));
    if (state !== 'done') channel.send(controlFrame(FRAME.proof, proof));
  };

  const check = async (of: HandshakeSide, proof: Bytes): Promise<void> => {
    const signed = await transcript(of, otherRole(role));
    if (!(await options.verifier.verify(of.publicKey, signed, proof))) {
      fail('handshake-proof');
      return;
    }
    // Our own proof goes before anything else that the link sends.
    await proved;
    const keyId = toBase64Url(await options.digest(of.publicKey)) as KeyId;
    if (state === 'done') return;
    state = 'done';
    cancelTimeout();
    const remote = { peer: options.other, publicKey: of.publicKey, keyId };
    const receiver = options.proved(remote);
    channel.receive(receiver);
    for (const frame of early) receiver.frame(frame);
  };

  const settle = (work: Promise<void>): void => {
    work.catch((cause: unknown) => {
      options.logger.log('error', 'handshake-failed', { cause: String(cause) });
      fail('handshake-failed');
    });
  };

  channel.receive({
    frame(bytes) {
      if (state === 'done') return;
      if (state === 'checking') {
        early.push(bytes);
        earlyBytes += 1 + (bytes?.length ?? 0);
        if (earlyBytes > earlyLimit) fail('handshake-flood');
      } else if (bytes !== null && state === 'hello' && bytes[0] === FRAME.hello) {
        const hello = parseHello(bytes.subarray(1), { role: otherRole(role), classId });
        if (!hello.ok) {
          fail(`handshake-${hello.error}`);
          return;
        }
        const { publicKey, nonce } = hello.value;
        other = { peer: options.other, publicKey, nonce, fingerprint: channel.fingerprints.remote };
        state = 'proof';
        proved = prove(other);
        settle(proved);
      } else if (
        bytes !== null &&
        state === 'proof' &&
        other !== null &&
        bytes[0] === FRAME.proof
      ) {
        state = 'checking';
        settle(check(other, bytes.slice(1)));
      } else {
        fail('handshake-order');
      }
    },
    low: () => undefined,
    ended: () => {
      // Their page was closed, or they gave up for another link: nothing that anybody refused.
      if (state === 'done') return;
      options.logger.log('info', 'handshake-lost', { peer: options.other });
      stop();
      options.failed();
    },
  });
  channel.send(
    controlFrame(
      FRAME.hello,
      encodeHello({ role, classId, publicKey: own.publicKey, nonce: own.nonce }),
    ),
  );
  return () => {
    if (state !== 'done') stop();
  };
}
