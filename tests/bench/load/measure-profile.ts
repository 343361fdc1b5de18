import { median } from '../../support/bench-browser.ts';
import { FreshBrowser } from './fresh-browser.ts';
import type { Profile } from './profile.ts';
import type { ShapedLine } from './shaped-line.ts';
import { floor, readyForOffline, workAlone, type Visit } from '../../support/visits.ts';

type Kind = 'cold' | 'warm' | 'offline';

/** All that was measured under one profile, before medians are taken. */
interface Samples {
  readonly visits: Readonly<Record<Kind, Visit[]>>;
  readonly pyodide: Readonly<Record<'cold' | 'warm', number[]>>;
  /** Pyodide with the library that our build has compiled: what that gives, beside the floor. */
  readonly compiled: Readonly<Record<'cold' | 'warm', number[]>>;
  readonly lab: Readonly<Record<'cold' | 'warm', number[]>>;
}

const FULL_SPEED = { bytesPerSecond: Number.POSITIVE_INFINITY, roundTripMs: 0 };

/**
 * Medians under `profile` of a first visit (`cold`), a later one (`warm`) and one with the network cut after the first
 * (`offline`), and in the same runs of the two floors, each in a browser of its own.
 */
export async function measureProfile(
  profile: Profile,
  line: ShapedLine,
  log: (text: string) => void,
) {
  const samples: Samples = {
    visits: { cold: [], warm: [], offline: [] },
    pyodide: { cold: [], warm: [] },
    compiled: { cold: [], warm: [] },
    lab: { cold: [], warm: [] },
  };
  for (let run = 0; run < profile.runs; run++) {
    await measureProduct(profile, line, samples, run % 2 === 1);
    await measureFloors(profile, line, samples);
    const last = Object.entries(samples.visits).map(([kind, visits]) => {
      const { startScreenMs, firstCellMs, firstResultMs } = visits.at(-1) ?? NOTHING;
      return `${kind} ${[startScreenMs, firstCellMs, firstResultMs].map(Math.round).join('/')}`;
    });
    const floors = [samples.lab, samples.pyodide, samples.compiled].map(
      ({ cold, warm }) => `${Math.round(cold.at(-1) ?? 0)}/${Math.round(warm.at(-1) ?? 0)}`,
    );
    log(
      `${profile.name}, run ${run + 1} of ${profile.runs}: ${last.join(', ')}; floors ${floors.join(', ')} ms`,
    );
  }
  return inMedians(samples);
}

const NOTHING: Visit = { startScreenMs: 0, firstCellMs: 0, firstResultMs: 0, cls: 0 };

/** `offlineFirst`: runs take turns, so that neither is always the later visit, for which the browser has compiled more. */
async function measureProduct(
  profile: Profile,
  line: ShapedLine,
  { visits }: Samples,
  offlineFirst: boolean,
): Promise<void> {
  const browser = await FreshBrowser.open();
  const { slower } = profile;
  const visit = async (kind: Kind): Promise<void> => {
    if (kind === 'offline') await line.cut();
    line.set(profile);
    visits[kind].push(
      await browser.visit(
        slower,
        (page) => workAlone(page, line.url),
        async (page) => {
          line.set(FULL_SPEED);
          if (kind === 'cold') await readyForOffline(page);
        },
      ),
    );
    await line.open();
  };
  const later: readonly Kind[] = offlineFirst ? ['offline', 'warm'] : ['warm', 'offline'];
  for (const kind of ['cold', ...later] as const) await visit(kind);
  await browser.close();
}

async function measureFloors(
  profile: Profile,
  line: ShapedLine,
  { pyodide, compiled, lab }: Samples,
): Promise<void> {
  line.set(profile);
  const floors = [
    { page: 'floor-pyodide.html', mark: 'floor-result', into: pyodide },
    { page: 'floor-pyodide.html?ours', mark: 'floor-result', into: compiled },
    { page: 'floor-lab.html', mark: 'lectern:first-cell', into: lab },
  ];
  for (const { page: name, mark, into } of floors) {
    const browser = await FreshBrowser.open();
    for (const kind of ['cold', 'warm'] as const)
      into[kind].push(
        await browser.visit(profile.slower, (page) => floor(page, line.url + name, mark)),
      );
    await browser.close();
  }
}

function inMedians({ visits, pyodide, compiled, lab }: Samples) {
  const of = (kind: Kind, key: keyof Visit) => median(visits[kind].map((visit) => visit[key]));
  const times = (key: 'startScreenMs' | 'firstCellMs' | 'firstResultMs') => ({
    cold: Math.round(of('cold', key)),
    warm: Math.round(of('warm', key)),
    offline: Math.round(of('offline', key)),
  });
  const both = ({ cold, warm }: Samples['lab']) => ({
    cold: Math.round(median(cold)),
    warm: Math.round(median(warm)),
  });
  const floors = {
    labFirstCellMs: both(lab),
    pyodideFirstResultMs: both(pyodide),
    compiledPyodideFirstResultMs: both(compiled),
  };
  const [startScreenMs, firstCellMs, firstResultMs] = [
    times('startScreenMs'),
    times('firstCellMs'),
    times('firstResultMs'),
  ];
  const { labFirstCellMs, pyodideFirstResultMs } = floors;
  const all = Object.values(visits).flat();
  return {
    startScreenMs,
    firstCellMs,
    firstResultMs,
    cls: Number(Math.max(...all.map(({ cls }) => cls)).toFixed(4)),
    floors,
    ratios: {
      firstCellVsLab: ratio(firstCellMs.cold, labFirstCellMs.cold),
      firstResultVsPyodide: ratio(firstResultMs.cold, pyodideFirstResultMs.cold),
      warmFirstCellVsLab: ratio(firstCellMs.warm, labFirstCellMs.warm),
      warmFirstResultVsPyodide: ratio(firstResultMs.warm, pyodideFirstResultMs.warm),
      offlineVsWarm: ratio(firstResultMs.offline, firstResultMs.warm),
    },
  };
}

function ratio(a: number, b: number): number {
  return Math.round((a / b) * 100) / 100;
}
