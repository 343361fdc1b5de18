import { execFileSync } from 'node:child_process';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { precompress } from '../../scripts/precompress.mjs';
import { weighFirstVisit } from '../support/first-visit-weight.ts';
import { startServer } from '../support/start-server.ts';
import { FreshBrowser } from './load/fresh-browser.ts';
import { loadTable, type Measured } from './load/load-table.ts';
import { measureProfile } from './load/measure-profile.ts';
import { PROFILES } from './load/profile.ts';
import { ShapedLine } from './load/shaped-line.ts';

const ROOT = join(import.meta.dirname, '../..');
const DIST = join(ROOT, 'node_modules/.cache/lectern/bench-dist');
const FLOORS = `${DIST}-floors`;
const VITE = join(ROOT, 'node_modules/vite/bin/vite.js');
const PAGE = join(ROOT, 'docs/performance.md');
const MARKERS = ['<!-- load -->\n', '\n<!-- end of load -->'] as const;

/**
 * How long the page takes from navigation to start screen, first usable cell and first result, at the first visit,
 * later and without a network, on this machine and as on a slow one; against two floors in the same runs: a page that
 * only loads Pyodide, and the same JupyterLab without our code. Arguments: `--profile NAME` (that one alone), `--runs N`,
 * `--dist FOLDER` (built before, with the floors), `--write` (the table into `docs/performance.md`).
 */
export default async function load(args: readonly string[], log: (line: string) => void) {
  const option = (name: string) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
  const dist = option('--dist') ?? (await buildWithFloors(log));
  const server = await startServer({ appDir: dist });
  const line = new ShapedLine(server.port);
  await line.open();
  const browser = await FreshBrowser.open();
  const bytes = await browser.visit(1, (page) => weighFirstVisit(page, line.url, dist));
  await browser.close();
  const profiles: Partial<Record<'machine' | 'slow', Measured>> = {};
  for (const profile of PROFILES) {
    const wanted = option('--profile') ?? profile.name;
    if (wanted !== profile.name) continue;
    const runs = Number(option('--runs') ?? profile.runs);
    profiles[profile.name] = await measureProfile({ ...profile, runs }, line, log);
  }
  await line.cut();
  await server.stop();
  if (args.includes('--write')) await writeTable(loadTable(profiles, bytes));
  return { ...profiles, bytes };
}

async function writeTable(table: string): Promise<void> {
  const [begin, end] = MARKERS;
  const page = await readFile(PAGE, 'utf8');
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (after === undefined) throw new Error(`${PAGE} has no place for the table`);
  await writeFile(PAGE, `${before}${begin}${table}${end}${after}`);
}

async function buildWithFloors(log: (line: string) => void): Promise<string> {
  log('building the application, and the two floors');
  // Processes of their own: this one serves TypeScript as in development, which a build would take over.
  const { NODE_ENV: _, ...env } = process.env;
  const build = (folder: string, more: Readonly<Record<string, string>>) =>
    execFileSync(
      process.execPath,
      [VITE, 'build', '--outDir', folder, '--emptyOutDir', '--logLevel', 'error'],
      { cwd: ROOT, env: { ...env, ...more }, stdio: ['ignore', 'ignore', 'inherit'] },
    );
  build(DIST, {});
  build(FLOORS, { BENCH: '1' });
  // Beside each other, for the same server and the same headers.
  await cp(FLOORS, DIST, { recursive: true, force: false });
  await precompress(DIST);
  return DIST;
}
