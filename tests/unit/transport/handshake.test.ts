import { expect, test } from 'vitest';
import type { Bytes } from '../../../src/base/bytes.ts';
import { toBase64Url } from '../../../src/base/bytes.ts';
import { RefusalCounter, silentLogger } from '../../../src/base/logger.ts';
import { secureRandom } from '../../../src/base/random.ts';
import type { Signer } from '../../../src/crypto/signer.ts';
import type { ClassId, PeerId } from '../../../src/protocol/ids.ts';
import type { Channel, ChannelReceiver } from '../../../src/transport/channel.ts';
import { FRAME } from '../../../src/transport/framing.ts';
import { encodeHello, parseHello } from '../../../src/transport/handshake.ts';
import { openLink } from '../../../src/transport/open-link.ts';
import { digest, makeSigner, verifier } from './test-identity.ts';
import { SteppedClock } from './stepped-clock.ts';

const id = <T>(fill: number, length: number): T =>
  toBase64Url(new Uint8Array(length).fill(fill)) as T;
const CLASS = id<ClassId>(7, 32);

/** Frames go through `change`; null swallows one. */
class Wire implements Channel {
  readonly path = 'direct';
  readonly restart = null;
  readonly fingerprints: { readonly local: Bytes; readonly remote: Bytes };
  readonly bufferedAmount = 0;
  readonly sent: Bytes[] = [];
  other: Wire | null = null;
  change: (frame: Bytes) => Bytes | null = (frame) => frame;
  ended = false;
  #receiver: ChannelReceiver | null = null;
  #waiting: Bytes[] = [];

  constructor(local: number, remote: number) {
    this.fingerprints = {
      local: new Uint8Array(32).fill(local),
      remote: new Uint8Array(32).fill(remote),
    };
  }

  receive(receiver: ChannelReceiver): void {
    this.#receiver = receiver;
    for (const frame of this.#waiting.splice(0)) receiver.frame(frame);
  }

  send(frame: Bytes): boolean {
    const changed = this.change(frame.slice());
    this.sent.push(frame.slice());
    if (changed !== null) this.other?.take(changed);
    return true;
  }

  take(frame: Bytes): void {
    if (this.#receiver === null) this.#waiting.push(frame);
    else if (!this.ended) this.#receiver.frame(frame);
  }

  close(): void {
    this.abort();
  }

  abort(): void {
    if (this.ended) return;
    this.ended = true;
    this.other?.end();
  }

  end(): void {
    if (!this.ended) this.#receiver?.ended();
    this.ended = true;
  }
}

interface Setup {
  readonly asker: Wire;
  readonly acceptor: Wire;
  readonly classes?: { readonly ask?: ClassId; readonly accept?: ClassId };
  readonly peers?: { readonly askerSees?: PeerId; readonly acceptorSees?: PeerId };
  readonly signers?: { readonly ask?: Signer; readonly accept?: Signer };
  readonly roles?: { readonly accept: 'ask' | 'accept' };
  /** Neither side hears anything: ten seconds pass. */
  readonly silent?: boolean;
}

function wires(): Pick<Setup, 'asker' | 'acceptor'> {
  const asker = new Wire(1, 2);
  const acceptor = new Wire(2, 1);
  asker.other = acceptor;
  acceptor.other = asker;
  return { asker, acceptor };
}

/** Whether each side came to a link. */
async function outcome(
  setup: Setup,
): Promise<{ ask: string; accept: string; refusals: RefusalCounter }> {
  const refusals = new RefusalCounter(silentLogger);
  const clock = new SteppedClock();
  const signers = {
    ask: setup.signers?.ask ?? (await makeSigner()),
    accept: setup.signers?.accept ?? (await makeSigner()),
  };
  const result = { ask: 'open', accept: 'open', refusals };
  const start = (side: 'ask' | 'accept'): void => {
    openLink({
      channel: side === 'ask' ? setup.asker : setup.acceptor,
      role: side === 'accept' ? (setup.roles?.accept ?? side) : side,
      classId: setup.classes?.[side] ?? CLASS,
      self: side === 'ask' ? id(11, 16) : id(12, 16),
      other:
        side === 'ask'
          ? (setup.peers?.askerSees ?? id(12, 16))
          : (setup.peers?.acceptorSees ?? id(11, 16)),
      identity: signers[side],
      verifier,
      digest,
      random: secureRandom,
      clock,
      logger: silentLogger,
      refusals,
      ready: () => {
        result[side] = 'linked';
      },
      failed: () => {
        result[side] = 'refused';
      },
    });
  };
  start('ask');
  start('accept');
  if (setup.silent === true) clock.advance(10_000);
  await expect.poll(() => result.ask !== 'open' && result.accept !== 'open').toBe(true);
  return result;
}

test('[TR1] two honest sides come to a link', async () => {
  expect(await outcome(wires())).toMatchObject({ ask: 'linked', accept: 'linked' });
});

test('[TR1] a side that is slow to sign still comes to a link', async () => {
  const quick = await makeSigner();
  const slow: Signer = {
    ...quick,
    async sign(message) {
      for (let i = 0; i < 20; i++) await digest(message);
      return quick.sign(message);
    },
  };
  expect(await outcome({ ...wires(), signers: { ask: slow } })).toMatchObject({
    ask: 'linked',
    accept: 'linked',
  });
  expect(await outcome({ ...wires(), signers: { accept: slow } })).toMatchObject({
    ask: 'linked',
    accept: 'linked',
  });
});

test('[TR1] fingerprints that a server in the middle has changed are refused by both sides', async () => {
  const asker = new Wire(1, 66);
  const acceptor = new Wire(2, 66);
  asker.other = acceptor;
  acceptor.other = asker;
  expect(await outcome({ asker, acceptor })).toMatchObject({ ask: 'refused', accept: 'refused' });
});

test('[TR1] one changed fingerprint on one side is enough', async () => {
  const asker = new Wire(1, 2);
  const acceptor = new Wire(2, 66);
  asker.other = acceptor;
  acceptor.other = asker;
  const { ask, accept } = await outcome({ asker, acceptor });
  expect([ask, accept]).toEqual(['refused', 'refused']);
});

test('[TR1] peers that were told other ids of each other are refused', async () => {
  expect(await outcome({ ...wires(), peers: { askerSees: id(99, 16) } })).toMatchObject({
    ask: 'refused',
    accept: 'refused',
  });
  expect(await outcome({ ...wires(), peers: { acceptorSees: id(99, 16) } })).toMatchObject({
    ask: 'refused',
    accept: 'refused',
  });
});

test('[TR1] another class and a wrong role are refused', async () => {
  const { refusals } = await outcome({ ...wires(), classes: { accept: id(8, 32) } });
  expect(refusals.counts().get('handshake-hello-class')).toBe(1);
  const roles = await outcome({ ...wires(), roles: { accept: 'ask' } });
  expect(roles.refusals.counts().get('handshake-hello-role')).toBe(1);
});

test('[TR1] no byte of a hello or proof can be changed on the way', async () => {
  for (const kind of [FRAME.hello, FRAME.proof]) {
    const length = kind === FRAME.hello ? 116 : 65;
    for (let at = 1; at < length; at += kind === FRAME.hello ? 5 : 7) {
      const { asker, acceptor } = wires();
      asker.change = (frame) => {
        if (frame[0] === kind) frame[at] = (frame[at] ?? 0) ^ 1;
        return frame;
      };
      expect((await outcome({ asker, acceptor })).accept, `kind ${kind} byte ${at}`).toBe(
        'refused',
      );
    }
  }
});

test('[TR1] a side that sends our own hello and proof back proves nothing', async () => {
  const { asker, acceptor } = wires();
  // The acceptor's own words are swallowed; the asker hears an echo of itself.
  acceptor.change = () => null;
  asker.change = (frame) => {
    const echo = frame.slice();
    if (frame[0] === FRAME.hello) echo[2] = 1; // the other role
    setImmediate(() => asker.take(echo));
    return null;
  };
  const { ask, refusals } = await outcome({ asker, acceptor });
  expect(ask).toBe('refused');
  expect(refusals.counts().get('handshake-proof')).toBe(1);
});

test('[TR1] a proof of an earlier link is worth nothing in a later one', async () => {
  const signers = { ask: await makeSigner(), accept: await makeSigner() };
  const first = wires();
  await outcome({ ...first, signers });
  const old = first.asker.sent.find((frame) => frame[0] === FRAME.proof);
  const second = wires();
  second.asker.change = (frame) =>
    frame[0] === FRAME.proof && old !== undefined ? old.slice() : frame;
  expect((await outcome({ ...second, signers })).accept).toBe('refused');
});

test('[TR1] messages before the handshake is done, and silence, end the attempt', async () => {
  const early = wires();
  early.asker.change = (frame) => (frame[0] === FRAME.hello ? Uint8Array.of(FRAME.last, 1) : frame);
  expect((await outcome(early)).accept).toBe('refused');
  const silent = wires();
  silent.asker.change = () => null;
  const { accept, refusals } = await outcome({ ...silent, silent: true });
  expect(accept).toBe('refused');
  expect(refusals.counts().get('handshake-late')).toBe(1);
});

test('[SE1] a hello is read only in its exact form', async () => {
  const { publicKey } = await makeSigner();
  const hello = { role: 'ask', classId: CLASS, publicKey, nonce: new Uint8Array(16) } as const;
  const bytes = encodeHello(hello);
  const expected = { role: 'ask', classId: CLASS } as const;
  expect(parseHello(bytes, expected)).toEqual({ ok: true, value: hello });
  for (let length = 0; length < bytes.length; length++) {
    expect(parseHello(bytes.subarray(0, length), expected).ok).toBe(false);
  }
  expect(parseHello(Uint8Array.of(...bytes, 0), expected).ok).toBe(false);
});
