import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createServer as createNetServer } from 'node:net';
import { join } from 'node:path';
import { build } from 'vite';
import type { EngineName, Order, Report } from './crew-messages.ts';

const ROOT = join(import.meta.dirname, '../../..');
const BUILT = join(ROOT, 'node_modules/.cache/lectern/bench-crew');

/** Bundles what the benchmark's processes run. y-webrtc's peer stands alone: each evaluation brings its own libraries. */
export async function buildCrew(): Promise<void> {
  for (const name of ['crew-member', 'y-webrtc-peer']) {
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
          input: { [name]: join(import.meta.dirname, `${name}.ts`) },
          output: { entryFileNames: '[name].js' },
        },
      },
    });
  }
}

/** One process of the benchmark. */
export class CrewMember {
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, (report: Report) => void>();
  #count = 0;

  constructor() {
    this.#process = fork(join(BUILT, 'crew-member/crew-member.js'), {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#process.on('message', ({ id, report }: { id: number; report: Report }) => {
      this.#waiting.get(id)?.(report);
      this.#waiting.delete(id);
    });
  }

  ask(order: Order): Promise<Report> {
    const id = ++this.#count;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#process.send({ id, order });
    });
  }

  end(): void {
    this.#process.kill('SIGKILL');
  }
}

/** Starts the server that peers of `engine` meet on, in a process of its own. */
export async function startBenchServer(engine: EngineName): Promise<{
  readonly url: string;
  readonly end: () => void;
  readonly cpuMs: () => Promise<number>;
}> {
  if (engine === 'ours' || engine === 'ywebsocket') {
    const member = new CrewMember();
    const { url } = await member.ask({ kind: 'server', engine });
    if (url === undefined) throw new Error('the server did not say where it is');
    return {
      url,
      end: () => member.end(),
      cpuMs: async () => (await member.ask({ kind: 'arrivals' })).cpuMs,
    };
  }
  const port = await freePort();
  const server = fork(join(ROOT, 'node_modules/y-webrtc/bin/server.js'), {
    env: { ...process.env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  await new Promise((resolve) => server.stdout?.once('data', resolve)); // says that it runs
  return {
    url: `ws://127.0.0.1:${port}`,
    end: () => void server.kill('SIGKILL'),
    cpuMs: async () => Number.NaN,
  };
}

async function freePort(): Promise<number> {
  const probe = createNetServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
