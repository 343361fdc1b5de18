import { expect, test } from 'vitest';
import { toBase64Url } from '../../../src/base/bytes.ts';
import { ObservableValue } from '../../../src/base/observable.ts';
import { secureRandom } from '../../../src/base/random.ts';
import { LivePairing } from '../../../src/classroom/live-pairing.ts';
import { generateRoot } from '../../../src/crypto/class-root.ts';
import { createInvitation } from '../../../src/crypto/create-invitation.ts';
import type { PeerId } from '../../../src/protocol/ids.ts';
import { encodeInvitationLink } from '../../../src/protocol/invitation-link.ts';
import type { Invitation } from '../../../src/protocol/invitation.ts';
import { pairingText, readPairingText } from '../../../src/protocol/pairing-code.ts';
import type { PairingSide } from '../../../src/protocol/pairing-code.ts';
import type { Link } from '../../../src/transport/link.ts';
import type { Pairing, PairingAttempt } from '../../../src/transport/network.ts';

const PAGE = 'https://lectern.example/class/';

const invite = async (className: string): Promise<Invitation> =>
  createInvitation(await generateRoot(), {
    className,
    signalingUrl: '',
    role: 'student',
    expires: Date.parse('2099-01-01'),
  });

const [python, chess] = await Promise.all([invite('Python 101'), invite('Chess')]);

/** A room of devices whose connections come about as soon as both codes were read. */
class Room {
  readonly #answers = new Map<string, { peer: PeerId; settle: (link: Link | null) => void }>();
  readonly #linked = new Set<string>();
  /** Packets go through. */
  connects = true;
  /** WebRTC works. */
  works = true;
  addresses: PairingSide['ice']['addresses'] = [
    { kind: 'ipv4', bytes: Uint8Array.of(10, 0, 0, 1), port: 5_000 },
  ];

  come(invitation = python, refuses: () => 'hidden-class' | 'closed' | null = () => null) {
    const peer = toBase64Url(secureRandom(16)) as PeerId;
    const attempts: { readonly side: PairingSide; ended: boolean; complete: number }[] = [];
    const begin = (complete: (other: PairingSide) => Link | null): PairingAttempt | null => {
      if (!this.works) return null;
      let settle: (link: Link | null) => void = () => undefined;
      const link = new Promise<Link | null>((resolve) => {
        settle = resolve;
      });
      const ice = { ufrag: 'aaaa', pwd: 'b'.repeat(22), fingerprint: secureRandom(32) };
      const side: PairingSide = {
        peer,
        rank: new Uint8Array(7),
        seeks: 'parent',
        ice: { ...ice, addresses: this.addresses },
      };
      const known = { side, ended: false, complete: 0 };
      attempts.push(known);
      return {
        side,
        hidden: false,
        link,
        complete: (other) => {
          known.complete += 1;
          settle(complete(other));
        },
        abort: () => {
          known.ended = true;
          settle(null);
        },
      };
    };
    const pairing: Pairing = {
      has: (other) => other === peer || this.#linked.has([peer, other].toSorted().join(' ')),
      offer: async (id) =>
        begin((other) => {
          const answer = this.#answers.get(`${id} ${other.peer}`);
          if (answer === undefined || !this.connects) {
            answer?.settle(null);
            return null;
          }
          this.#linked.add([peer, other.peer].toSorted().join(' '));
          answer.settle(linkTo(peer));
          return linkTo(other.peer);
        }),
      answer: async (id) => {
        const attempt = begin(() => null);
        if (attempt === null) return null;
        let settle: (link: Link | null) => void = () => undefined;
        const link = new Promise<Link | null>((resolve) => {
          settle = resolve;
        });
        this.#answers.set(`${id} ${peer}`, { peer, settle });
        return {
          ...attempt,
          link,
          abort: () => {
            attempt.abort();
            settle(null);
          },
        };
      },
    };
    const pair = new LivePairing({
      classId: invitation.classId,
      network: {
        signaling: new ObservableValue('offline' as const),
        links: new ObservableValue<readonly Link[]>([]),
        alone: new ObservableValue(false),
        pairing,
        onLink: () => () => undefined,
        close: () => undefined,
      },
      link: () => encodeInvitationLink(invitation, PAGE),
      random: secureRandom,
      refuses,
    });
    return { pair, attempts, peer };
  }
}

/** Of a link only the other end matters here. */
const linkTo = (peer: PeerId): Link => ({ remote: { peer, keyId: peer } }) as unknown as Link;

type Device = ReturnType<Room['come']>;

const code = ({ pair }: Device): string => pair.state.value.code;
const step = ({ pair }: Device): string => pair.state.value.step;
const fault = ({ pair }: Device): string | null => pair.state.value.fault;

/** Two devices, of which one has shown its code. */
async function two(room = new Room()): Promise<[Device, Device]> {
  const [ada, ben] = [room.come(), room.come()];
  await ada.pair.offer();
  return [ada, ben];
}

test('[TR6] a code, its answer, and both are connected', async () => {
  const [ada, ben] = await two();
  expect(step(ada)).toBe('offering');
  expect(code(ada).startsWith(`${PAGE}#/pair/`)).toBe(true);
  await ben.pair.read(code(ada));
  expect(step(ben)).toBe('answering');
  await ada.pair.read(code(ben));
  await expect.poll(() => [step(ada), step(ben)]).toEqual(['linked', 'linked']);
  expect(ada.pair.state.value.linked).toBe(ben.peer);
});

test('[TR6] a camera sees the same code many times: it counts once', async () => {
  const [ada, ben] = await two();
  const seen = code(ada);
  await ben.pair.read(seen);
  const answer = code(ben);
  await Promise.all([ben.pair.read(seen), ben.pair.read(seen)]);
  expect(code(ben)).toBe(answer);
  expect(fault(ben)).toBe(null);
  await Promise.all([ada.pair.read(answer), ada.pair.read(answer), ada.pair.read(answer)]);
  expect(ada.attempts[0]?.complete).toBe(1);
  await expect.poll(() => step(ada)).toBe('linked');
  expect(fault(ada)).toBe(null);
});

test('[TR6] both show their first code and read the other’s: they come together all the same', async () => {
  const room = new Room();
  const [ada, ben] = [room.come(), room.come()];
  await Promise.all([ada.pair.offer(), ben.pair.offer()]);
  const [first, second] = [code(ada), code(ben)];
  await Promise.all([ada.pair.read(second), ben.pair.read(first)]);
  await ada.pair.read(code(ben));
  await expect.poll(() => step(ada)).toBe('linked');
});

test('[TR6] one’s own code, and one’s own answer, are said to be one’s own', async () => {
  const [ada, ben] = await two();
  await ada.pair.read(code(ada));
  expect(fault(ada)).toBe('own');
  expect(step(ada)).toBe('offering');
  await ben.pair.read(code(ada));
  await ben.pair.read(code(ben));
  expect(fault(ben)).toBe('own');
  expect(step(ben)).toBe('answering');
});

test('[TR6] a code of another class is said to be one', async () => {
  const room = new Room();
  const [ada, ben] = [room.come(), room.come(chess)];
  await ada.pair.offer();
  await ben.pair.read(code(ada));
  expect(fault(ben)).toBe('other-class');
});

test('[TR6] an answer where nobody asked is said to belong to the other side', async () => {
  const room = new Room();
  const [ada, ben, cleo] = [room.come(), room.come(), room.come()];
  await ada.pair.offer();
  await ben.pair.read(code(ada));
  await cleo.pair.read(code(ben));
  expect(fault(cleo)).toBe('answer-first');
});

test('[TR6] an answer to a code that was given up is old, and one that was read already is used', async () => {
  const [ada, ben] = await two();
  await ben.pair.read(code(ada));
  const answer = code(ben);
  ada.pair.end();
  await ada.pair.offer();
  await ada.pair.read(answer);
  expect(fault(ada)).toBe('old');
  await ben.pair.read(code(ada));
  const second = code(ben);
  await ada.pair.read(second);
  await expect.poll(() => step(ada)).toBe('linked');
  await ada.pair.offer();
  await ada.pair.read(second);
  expect(fault(ada)).toBe('used');
});

test('[TR6] a code that another one took the place of is still good, for who read it before', async () => {
  const [ada, ben] = await two();
  await ben.pair.read(code(ada));
  await ada.pair.offer();
  await ada.pair.read(code(ben));
  await expect.poll(() => step(ada)).toBe('linked');
});

test('[TR6] an answer that was not sealed for this code does not fit', async () => {
  const room = new Room();
  const ada = room.come();
  await ada.pair.offer();
  const offer = readPairingText(code(ada));
  if (!offer.ok) throw new Error(offer.error);
  const sealed = new Uint8Array(150).fill(3);
  await ada.pair.read(pairingText({ kind: 'answer', id: offer.value.id, sealed }, PAGE));
  expect(fault(ada)).toBe('not-ours');
  expect(step(ada)).toBe('offering');
});

test('[TR6] who is connected already is told so', async () => {
  const [ada, ben] = await two();
  await ben.pair.read(code(ada));
  await ada.pair.read(code(ben));
  await expect.poll(() => step(ben)).toBe('linked');
  await ada.pair.offer();
  await ben.pair.read(code(ada));
  expect(fault(ben)).toBe('linked');
});

test('[TR6] where no connection comes about both are told, and can begin again', async () => {
  const room = new Room();
  const [ada, ben] = await two(room);
  room.connects = false;
  await ben.pair.read(code(ada));
  await ada.pair.read(code(ben));
  await expect.poll(() => [fault(ada), fault(ben)]).toEqual(['failed', 'failed']);
  room.connects = true;
  await ada.pair.offer();
  await ben.pair.read(code(ada));
  await ada.pair.read(code(ben));
  await expect.poll(() => step(ben)).toBe('linked');
});

test.each([
  ['hidden-class', () => new Room().come(python, () => 'hidden-class' as const)],
  ['closed', () => new Room().come(python, () => 'closed' as const)],
  ['no-webrtc', () => Object.assign(new Room(), { works: false }).come()],
  ['no-network', () => Object.assign(new Room(), { addresses: [] }).come()],
])('[TR6] %s is said before anybody carries a code', async (expected, come) => {
  const device = come();
  await device.pair.offer();
  expect(fault(device)).toBe(expected);
});

test('[TR6] when the dialog is closed what is waited for is given up', async () => {
  const [ada, ben] = await two();
  await ben.pair.read(code(ada));
  ada.pair.end();
  ben.pair.end();
  expect([step(ada), step(ben), code(ada), code(ben)]).toEqual(['off', 'off', '', '']);
  expect(ada.attempts.every(({ ended }) => ended)).toBe(true);
  expect(ben.attempts.every(({ ended }) => ended)).toBe(true);
});

test('[TR6] a code that is ready after the dialog was closed is not shown', async () => {
  const device = new Room().come();
  const offering = device.pair.offer();
  device.pair.end();
  await offering;
  expect(code(device)).toBe('');
});

test('[TR6] any text can be read at any time', async () => {
  const [ada] = await two();
  for (const text of ['', '#/pair/', 'x'.repeat(30_000), '#/pair/AAAA']) await ada.pair.read(text);
  expect(step(ada)).toBe('offering');
});
