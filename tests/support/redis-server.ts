import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findRedis } from '../../scripts/find-redis.mjs';

/** A real Redis of its own, in memory, on the loopback interface. Release with `stop`. */
export interface TestRedis {
  readonly url: string;
  /** Ends it at once, as a crash would: everything in it is lost. Resolves when it is dead. */
  kill(): Promise<void>;
  /** Starts it again on the same port, empty. */
  start(): Promise<void>;
  /** Stops it in the middle of whatever it does, its connections open, until `thaw`. */
  freeze(): void;
  thaw(): void;
  /** Sends a command in plain words and resolves with the raw answer. */
  command(line: string): Promise<string>;
  stop(): Promise<void>;
}

/** Starts Redis on a free port; resolves when it answers. */
export async function startRedis(): Promise<TestRedis> {
  const program = findRedis();
  if (program === null)
    throw new Error('No redis-server here: run npm test, which says what to do');
  const folder = mkdtempSync(join(tmpdir(), 'lectern-redis-'));
  const port = await freePort();
  let child: ChildProcess | null = null;
  const start = async (): Promise<void> => {
    const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder];
    child = spawn(program, args, { stdio: 'ignore' });
    for (;;) {
      const answer = await command('PING').catch(() => '');
      if (answer.startsWith('+PONG')) return;
      if (child.exitCode !== null) throw new Error(`redis-server ended with ${child.exitCode}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const kill = async (): Promise<void> => {
    const dying = child;
    child = null;
    if (dying === null) return;
    const gone = once(dying, 'exit');
    dying.kill('SIGKILL');
    await gone;
  };
  const command = (line: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1');
      let answer = '';
      socket.on('data', (data) => (answer += data.toString()));
      socket.once('error', reject);
      socket.once('close', () => resolve(answer));
      socket.write(`${line}\r\nQUIT\r\n`);
    });
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    kill,
    start,
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    command,
    async stop() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
