import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { growthPlot } from './class/growth-plot.ts';
import { measureClass } from './class/measure-class.ts';
import type { ClassFigures } from './class/measure-class.ts';

const DOCS = join(import.meta.dirname, '../../docs');
const SIZES = [10, 30, 60, 120, 200];

/**
 * What a class of our engine costs each of its peers as it grows. Arguments: `--sizes 10,30,60`; `--write` puts table
 * data and plot into `docs/`.
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
  if (args.includes('--write')) {
    await writeFile(join(DOCS, 'performance-growth.json'), `${JSON.stringify(classes, null, 2)}\n`);
    await writeFile(join(DOCS, 'performance-growth.svg'), growthPlot(classes));
  }
  return classes;
}
