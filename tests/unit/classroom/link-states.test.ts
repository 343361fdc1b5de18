import { describe, expect, it } from 'vitest';
import { ObservableValue } from '../../../src/base/observable.ts';
import { LinkStates } from '../../../src/classroom/link-states.ts';
import type { KeyId } from '../../../src/protocol/ids.ts';
import type { Link } from '../../../src/transport/link.ts';
import { MemoryLink } from '../../support/memory-link.ts';
import { SteppedClock } from '../transport/stepped-clock.ts';
import { noPairing } from '../../support/no-pairing.ts';

function linkTo(keyId: string): MemoryLink {
  const publicKey = new Uint8Array(65).fill(keyId.codePointAt(0) ?? 0);
  return new MemoryLink({ publicKey, keyId: keyId as KeyId }, 'child');
}

function open() {
  const clock = new SteppedClock();
  const links = new ObservableValue<readonly Link[]>([]);
  const network = {
    links,
    signaling: new ObservableValue('connected' as const),
    alone: new ObservableValue(false),
    pairing: noPairing,
    onLink: () => () => undefined,
    close: () => undefined,
  };
  // Devices "ana", "ana-2" are of "ana".
  const states = new LinkStates(network, clock, (device) => device.split('-')[0] as KeyId);
  const seen: string[] = [];
  const read = () =>
    [...states.states.value].map(([id, { path, rttMs, relation }]) =>
      [id, path, rttMs, relation].join(' '),
    );
  states.states.subscribe(() => seen.push(read().join(', ')));
  return { clock, links, states, read, seen };
}

describe('[DG2] the links by person', () => {
  it('come and go at once', () => {
    const { links, read } = open();
    const [ana, ben] = [linkTo('ana'), linkTo('ben')];
    links.set([ana, ben]);
    expect(read()).toEqual(['ana direct  child', 'ben direct  child']);
    links.set([ben]);
    expect(read()).toEqual(['ben direct  child']);
  });

  it('tell their quality and relation once a second at most', () => {
    const { clock, links, seen } = open();
    const ana = linkTo('ana');
    links.set([ana]);
    for (let i = 1; i <= 30; i++) {
      ana.quality.set({ rttMs: i, path: i < 25 ? 'direct' : 'relay' });
      if (i === 15) ana.relation.set('parent');
      clock.advance(100);
    }
    expect(seen).toEqual([
      'ana direct  child',
      'ana direct 10 child',
      'ana direct 20 parent',
      'ana relay 30 parent',
    ]);
  });

  it('take the direct one of several devices', () => {
    const { clock, links, read } = open();
    const devices = [linkTo('ana'), linkTo('ana-2'), linkTo('ana-3')];
    links.set(devices);
    const [one, two, three] = devices;
    one?.quality.set({ rttMs: 90, path: 'relay' });
    two?.quality.set({ rttMs: 5, path: 'direct' });
    three?.quality.set({ rttMs: 80, path: 'relay' });
    clock.advance(1_000);
    expect(read()).toEqual(['ana direct 5 child']);
  });

  it('are left alone after the end', () => {
    const { clock, links, states, seen } = open();
    const ana = linkTo('ana');
    links.set([ana]);
    ana.quality.set({ rttMs: 1, path: 'direct' });
    states.close();
    ana.quality.set({ rttMs: 2, path: 'direct' });
    links.set([]);
    expect(clock.pending).toBe(0);
    expect(seen).toEqual(['ana direct  child']);
  });
});
