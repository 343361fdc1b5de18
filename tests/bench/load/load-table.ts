import type { measureProfile } from './measure-profile.ts';
import type { FirstVisitWeight } from '../../support/first-visit-weight.ts';

/** What one profile gave. */
export type Measured = Awaited<ReturnType<typeof measureProfile>>;

const TITLES = { machine: 'this machine', slow: 'four times slower, 20 Mbit/s, 40 ms' } as const;

const KINDS = ['cold', 'warm', 'offline'] as const;

/** The outcome as Markdown. */
export function loadTable(
  profiles: Readonly<Partial<Record<keyof typeof TITLES, Measured>>>,
  bytes: FirstVisitWeight,
): string {
  const columns = Object.entries(profiles).map(([name, measured]) => ({
    title: TITLES[name as keyof typeof TITLES],
    measured,
  }));
  const row = (label: string, value: (measured: Measured) => string): string =>
    `| ${[label, ...columns.map(({ measured }) => value(measured))].join(' | ')} |`;
  const times = (key: 'startScreenMs' | 'firstCellMs' | 'firstResultMs') => (measured: Measured) =>
    KINDS.map((kind) => seconds(measured[key][kind])).join(' / ');
  const floor = (key: keyof Measured['floors']) => (measured: Measured) =>
    `${seconds(measured.floors[key].cold)} / ${seconds(measured.floors[key].warm)}`;
  const mb = (count: number): string => `${(count / 1e6).toFixed(2)} MB`;
  return [
    `| | ${columns.map(({ title }) => title).join(' | ')} |`,
    `| --- | ${columns.map(() => '---:').join(' | ')} |`,
    row('start screen, s: cold / warm / offline', times('startScreenMs')),
    row('first cell', times('firstCellMs')),
    row('first result', times('firstResultMs')),
    row('JupyterLab alone, first cell: cold / warm', floor('labFirstCellMs')),
    row('Pyodide alone, first result', floor('pyodideFirstResultMs')),
    row('the same with our compiled library', floor('compiledPyodideFirstResultMs')),
    row('first cell against JupyterLab alone, cold', ({ ratios }) => String(ratios.firstCellVsLab)),
    row('first result against Pyodide alone, cold', ({ ratios }) =>
      String(ratios.firstResultVsPyodide),
    ),
    row('the two, warm', ({ ratios }) =>
      [ratios.warmFirstCellVsLab, ratios.warmFirstResultVsPyodide].join(', '),
    ),
    row('offline against warm', ({ ratios }) => String(ratios.offlineVsWarm)),
    row('layout shift, the most of all visits', ({ cls }) => String(cls)),
    '',
    `Bytes as sent (brotli): start screen ${mb(bytes.startScreenJs)} of scripts, first cell ${mb(bytes.firstCellJs)}, all until the first result ${mb(bytes.firstResultTotal)}.`,
  ].join('\n');
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(2);
}
