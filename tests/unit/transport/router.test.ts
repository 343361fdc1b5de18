import { expect, test } from 'vitest';
import { utf8 } from '../../../src/base/bytes.ts';
import type { Bytes } from '../../../src/base/bytes.ts';
import type { PeerId } from '../../../src/protocol/ids.ts';
import { Router } from '../../../src/transport/router.ts';
import { MAX_CARRIED, MAX_HOPS } from '../../../src/transport/tree-message.ts';
import type { TreeMessage } from '../../../src/transport/tree-message.ts';
import { SteppedClock } from './stepped-clock.ts';

type Carried = Extract<TreeMessage, { kind: 'carry' | 'stuck' }>;

const peers = (...names: string[]): PeerId[] => names as PeerId[];

/** Routers in a row or any other shape: `links` are pairs that have a link. */
class Net {
  readonly clock = new SteppedClock();
  readonly routers = new Map<string, Router>();
  readonly heard: string[] = [];
  readonly #links = new Set<string>();

  constructor(...links: readonly (readonly [string, string])[]) {
    for (const [a, b] of links) {
      this.#links.add(`${a} ${b}`).add(`${b} ${a}`);
      for (const name of [a, b]) if (!this.routers.has(name)) this.#add(name);
    }
  }

  of(name: string): Router {
    const router = this.routers.get(name);
    if (router === undefined) throw new Error('Nobody of that name');
    return router;
  }

  cut(a: string, b: string): void {
    this.#links.delete(`${a} ${b}`);
    this.#links.delete(`${b} ${a}`);
  }

  #add(name: string): void {
    const port = {
      tell: (neighbour: PeerId, message: TreeMessage): boolean => {
        if (!this.#links.has(`${name} ${neighbour}`)) return false;
        this.clock.after(1, () => this.of(neighbour).take(name as PeerId, message as Carried));
        return true;
      },
      arrived: (origin: PeerId, payload: Bytes) =>
        this.heard.push(`${name} from ${origin}: ${new TextDecoder().decode(payload)}`),
      stuck: (target: PeerId) => this.heard.push(`${name}: ${target} is gone`),
      refuse: (code: string, neighbour: PeerId) =>
        this.heard.push(`${name} refuses ${neighbour}: ${code}`),
    };
    this.routers.set(name, new Router(name as PeerId, port, this.clock));
  }
}

const row = (): Net => new Net(['a', 'b'], ['b', 'c'], ['c', 'd']);

test('[TR4] a payload goes along its way, and the answer back without anybody having told the way', () => {
  const net = row();
  net.of('a').learn(peers('b', 'c', 'd'));
  expect(net.of('a').send('d' as PeerId, utf8('ask'))).toBe(true);
  net.clock.advance(10);
  expect(net.of('d').send('a' as PeerId, utf8('answer'))).toBe(true);
  net.clock.advance(10);
  expect(net.heard).toEqual(['d from a: ask', 'a from d: answer']);
});

test('[TR4] nothing is sent where no way is known, or its first hop is no neighbour', () => {
  const net = row();
  expect(net.of('a').send('d' as PeerId, utf8('x'))).toBe(false);
  net.of('a').learn(peers('c', 'd'));
  expect(net.of('a').send('d' as PeerId, utf8('x'))).toBe(false);
  expect(net.of('a').route('d' as PeerId)).toBe(null);
});

test('[TR4] where a link on the way is gone its first sender hears of it, and forgets the way', () => {
  const net = row();
  net.of('a').learn(peers('b', 'c', 'd'));
  net.cut('c', 'd');
  net.of('a').send('d' as PeerId, utf8('x'));
  net.clock.advance(10);
  expect(net.heard).toEqual(['a: d is gone']);
  expect(net.of('a').route('d' as PeerId)).toBe(null);
});

test('[TR4] ways through a lost neighbour are forgotten; circles and ways that are too long are none', () => {
  const net = row();
  const router = net.of('a');
  router.learn(peers('b', 'c', 'd'));
  router.learn(peers('x', 'y'));
  router.neighbourEnded('b' as PeerId);
  expect(router.route('d' as PeerId)).toBe(null);
  expect(router.route('y' as PeerId)).toEqual(['x', 'y']);
  router.learn(peers('b', 'a', 'z'));
  router.learn(peers('b', 'c', 'b', 'z'));
  router.learn([...Array.from({ length: MAX_HOPS }, (_, i) => `h${i}`), 'z'] as PeerId[]);
  router.learn([]);
  expect(router.route('z' as PeerId)).toBe(null);
});

test('[SE1] ways that are remembered are bounded, the oldest go', () => {
  const router = row().of('a');
  for (let i = 0; i < 600; i++) router.learn(peers('b', `p${i}`));
  expect(router.route('p0' as PeerId)).toBe(null);
  expect(router.route('p599' as PeerId)).toEqual(['b', 'p599']);
  const known = Array.from({ length: 600 }, (_, i) => router.route(`p${i}` as PeerId));
  expect(known.filter((route) => route !== null)).toHaveLength(512);
});

test('[SE1] who is not the one before on the way, or sends what is for somebody else, is refused', () => {
  const net = row();
  const payload = utf8('x');
  const take = (hops: PeerId[], at: number): void =>
    net.of('b').take('a' as PeerId, { kind: 'carry', hops, at, payload });
  take(peers('x', 'b'), 1);
  take(peers('a', 'c'), 1);
  take(peers('c', 'a', 'b'), 1);
  expect(net.heard).toEqual(Array.from({ length: 3 }, () => 'b refuses a: carry-way'));
});

test('[SE1] a neighbour that has more carried than its allowance is refused, others are not, and later it is not', () => {
  const net = new Net(['a', 'b'], ['c', 'b']);
  const payload = new Uint8Array(MAX_CARRIED);
  const flood = (from: string): number => {
    net.heard.length = 0;
    for (let i = 0; i < 300; i++)
      net.of('b').take(from as PeerId, { kind: 'carry', hops: peers(from, 'b'), at: 1, payload });
    return net.heard.filter((line) => line.includes('carry-flood')).length;
  };
  const refused = flood('a');
  expect(refused).toBeGreaterThan(50);
  expect(flood('c')).toBe(refused);
  net.clock.advance(60_000);
  expect(flood('a')).toBe(refused);
});
