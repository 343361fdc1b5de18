import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { basename, join } from 'node:path';
import { build } from 'vite';

const ROOT = join(import.meta.dirname, '../../..');
const BUILT = join(ROOT, 'node_modules/.cache/lectern/bench-crew');

/**
 * Bundles programs for processes of a benchmark (`class/crew-member`: without ending, seen from `tests/bench`), each
 * with its libraries and apart from the others.
 */
export async function buildBundles(programs: readonly string[]): Promise<void> {
  for (const program of programs) {
    const name = basename(program);
    await build({
      root: ROOT,
      configFile: false,
      logLevel: 'warn',
      ssr: { noExternal: true, external: ['node-datachannel', 'node-datachannel/polyfill', 'ws'] },
      build: {
        ssr: true,
        outDir: join(BUILT, name),
        emptyOutDir: true,
        minify: false,
        rolldownOptions: {
          input: { [name]: join(ROOT, 'tests/bench', `${program}.ts`) },
          output: { entryFileNames: '[name].js' },
        },
      },
    });
  }
}

interface Waiting<Report> {
  readonly resolve: (report: Report) => void;
  readonly reject: (cause: Error) => void;
}

/** A process of a benchmark that carries out orders and reports on each. */
export class ForkedMember<Order, Report> {
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, Waiting<Report>>();
  #count = 0;
  /** How it ended; null while it runs. */
  #end: Error | null = null;

  /** Runs a program that was bundled. */
  constructor(program: string) {
    const name = basename(program);
    this.#process = fork(join(BUILT, name, `${name}.js`), {
      execArgv: ['--expose-gc'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#process.on('message', ({ id, report }: { id: number; report: Report }) => {
      this.#waiting.get(id)?.resolve(report);
      this.#waiting.delete(id);
    });
    this.#process.on('exit', (code, signal) => {
      this.#end = new Error(`${name} ended: ${signal ?? code}`);
      for (const { reject } of this.#waiting.values()) reject(this.#end);
      this.#waiting.clear();
    });
  }

  /** Resolves with the program's report; rejects when its process ends before. */
  ask(order: Order): Promise<Report> {
    const id = ++this.#count;
    return new Promise((resolve, reject) => {
      if (this.#end !== null) return reject(this.#end);
      this.#waiting.set(id, { resolve, reject });
      this.#process.send({ id, order });
    });
  }

  end(): void {
    this.#waiting.clear();
    this.#process.kill('SIGKILL');
  }
}
