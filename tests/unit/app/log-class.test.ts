import { expect, it } from 'vitest';
import { DebugLog } from '../../../src/base/debug-log.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import { ObservableValue } from '../../../src/base/observable.ts';
import { logClass } from '../../../src/app/log-class.ts';
import type { ClassSession } from '../../../src/classroom/class-session.ts';
import type { ClassState } from '../../../src/classroom/class-state.ts';
import type { LinkState } from '../../../src/classroom/link-states.ts';
import type { KeyId } from '../../../src/protocol/ids.ts';
import { SteppedClock } from '../transport/stepped-clock.ts';

it('[DG3] the log tells how a class goes, each change once, and its links in detail only', async () => {
  const log = new DebugLog({ clock: new SteppedClock(), next: silentLogger });
  const begun = { name: 'Secret', standing: 'joining', problem: null } as Partial<ClassState>;
  const state = new ObservableValue({
    ...begun,
    connection: { kind: 'connecting', people: 0, waiting: 0, signaling: false },
  } as ClassState);
  const links = new ObservableValue<ReadonlyMap<KeyId, LinkState>>(new Map());
  let leave = (): void => undefined;
  const left = new Promise<void>((resolve) => {
    leave = resolve;
  });
  const logging = logClass({ state, links, left } as Partial<ClassSession> as ClassSession, log);
  const link: LinkState = { path: 'direct', rttMs: 7, relation: 'parent' };
  links.set(new Map([['ana' as KeyId, link]]));
  state.set({ ...state.value, standing: 'member' });
  state.set({ ...state.value, name: 'Other' });
  log.level = 'debug';
  links.set(new Map([['ana' as KeyId, { ...link, rttMs: 8 }]]));
  leave();
  await logging;
  state.set({ ...state.value, standing: 'removed' });
  const lines = log.text().trimEnd().split('\n').slice(1);
  const told = lines.map((line) => {
    const { code, detail = {} } = JSON.parse(line) as { code: string; detail?: object };
    return [code, ...Object.values(detail)].join(' ');
  });
  expect(told).toEqual([
    'class-opened',
    'class-state joining connecting none 0 0',
    'class-state joining connecting none 1 0',
    'class-state member connecting none 1 0',
    'log-level debug',
    'link-state #1 direct parent 8',
    'class-left',
  ]);
});
