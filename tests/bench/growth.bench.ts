import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { growthPlot } from './class/growth-plot.ts';
import type { Panel } from './class/growth-plot.ts';
import { measureClass } from './class/measure-class.ts';
import type { ClassFigures } from './class/measure-class.ts';
import simulate from './tree.bench.ts';
import type { TreeFigures } from './tree.bench.ts';

const DOCS = join(import.meta.dirname, '../../docs');
const PAGE = join(DOCS, 'performance.md');
const SIZES = [10, 30, 60, 120, 200];

const MEASURED: readonly Panel<ClassFigures>[] = [
  {
    title: 'Messages per other peer and edit',
    of: ({ messagesPerEdit, peers }) => messagesPerEdit / (peers - 1),
  },
  {
    title: 'Bytes per other peer and edit',
    of: ({ bytesPerEdit, peers }) => bytesPerEdit / (peers - 1),
  },
  { title: 'CPU per peer and edit, ms', of: ({ cpu }) => cpu.editMsPerPeer },
  { title: 'CPU per peer to join, ms', of: ({ cpu }) => cpu.joinMsPerPeer },
  {
    title: 'Idle messages per peer and minute',
    of: (figures) => figures.idleMessagesPerMinutePerPeer,
  },
  {
    title: 'Signalling per peer to join, kB',
    of: ({ signalingBytes, peers }) => signalingBytes / peers / 1000,
  },
];

const SIMULATED: readonly Panel<TreeFigures>[] = [
  {
    title: 'Messages per other peer and edit',
    of: ({ messagesPerEdit, peers }) => (messagesPerEdit ?? Number.NaN) / (peers - 1),
  },
  { title: 'Messages per peer to join', of: ({ joinMessagesPerPeer }) => joinMessagesPerPeer },
  { title: 'Bytes per peer to join, kB', of: ({ joinBytesPerPeer }) => joinBytesPerPeer / 1000 },
  { title: 'Depth of the tree', of: ({ depth }) => depth },
  { title: 'Most links of one peer', of: ({ linksMost }) => linksMost },
  { title: 'Connections made per peer', of: ({ connectionsPerPeer }) => connectionsPerPeer },
];

/**
 * What a class of our engine costs each of its peers as it grows: measured, and beside it the tree in simulation.
 * Arguments: `--sizes 10,30,60`; `--write` puts tables and plots into `docs/`.
 */
export default async function growth(args: readonly string[], log: (line: string) => void) {
  const given = args.includes('--sizes') ? args[args.indexOf('--sizes') + 1] : undefined;
  const sizes = given?.split(',').map(Number) ?? SIZES;
  const classes: ClassFigures[] = [];
  for (const peers of sizes) {
    const figures = await measureClass('ours', peers, log);
    if ('failed' in figures) throw new Error(`${peers} peers: ${figures.failed}`);
    classes.push(figures);
  }
  const { rows } = await simulate([], log);
  if (args.includes('--write')) {
    await writeFile(
      join(DOCS, 'performance-growth.svg'),
      growthPlot('What a class costs each peer, by its size', MEASURED, classes),
    );
    await writeFile(
      join(DOCS, 'performance-simulation.svg'),
      growthPlot('The tree in simulation, by the size of the class', SIMULATED, rows),
    );
    let page = await readFile(PAGE, 'utf8');
    page = replaceBlock(page, 'measured', table(MEASURED, classes));
    page = replaceBlock(page, 'simulated', table(SIMULATED, rows));
    await writeFile(PAGE, page);
  }
  return { classes, simulated: rows };
}

function table<Row extends { readonly peers: number }>(
  panels: readonly Panel<Row>[],
  rows: readonly Row[],
): string {
  const lines = [
    ['peers', ...panels.map(({ title }) => title)],
    ['---:', ...panels.map(() => '---:')],
    ...rows.map((row) => [String(row.peers), ...panels.map(({ of }) => figure(of(row)))]),
  ];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function figure(value: number): string {
  return value >= 100 ? String(Math.round(value)) : String(Math.round(value * 100) / 100);
}

/** Puts `text` between the two comments that name the block. */
function replaceBlock(page: string, name: string, text: string): string {
  const [before, rest] = page.split(`<!-- ${name} -->\n`);
  const after = rest?.split(`\n<!-- end of ${name} -->`)[1];
  if (before === undefined || after === undefined)
    throw new Error(`docs/performance.md has no block "${name}"`);
  return `${before}<!-- ${name} -->\n${text}\n<!-- end of ${name} -->${after}`;
}
