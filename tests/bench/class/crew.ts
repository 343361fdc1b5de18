import { fork } from 'node:child_process';
import { createServer as createNetServer } from 'node:net';
import { join } from 'node:path';
import { buildBundles, ForkedMember } from './forked-member.ts';
import type { EngineName, Order, Report } from './crew-messages.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** What the benchmark's processes run. y-webrtc's peer stands alone: each evaluation brings its own libraries. */
const PROGRAMS = ['class/crew-member', 'class/y-webrtc-peer'];

export const buildCrew = (): Promise<void> => buildBundles(PROGRAMS);

/** One process of the benchmark. */
export class CrewMember extends ForkedMember<Order, Report> {
  constructor() {
    super('class/crew-member');
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
