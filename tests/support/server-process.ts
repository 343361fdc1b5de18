import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildServer } from '../../scripts/build-server.mjs';
import { SIGNAL_PATH } from '../../signaling/create-server.ts';

/** The built server in a process of its own, as a host runs it. */
export interface ServerProcess {
  readonly signalingUrl: string;
  readonly url: string;
  /** Everything it has written so far. */
  output(): string;
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>;
  /** Asks it to end; resolves with its exit code. */
  terminate(): Promise<number | null>;
}

/** Builds the server into a folder of its own; `remove` takes that away. */
export async function buildServerOnce(): Promise<{ main: string; remove: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-server-'));
  await buildServer(folder);
  return {
    main: join(folder, 'main.js'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Starts `main` on a free port of the loopback interface with `env`; resolves when it listens. */
export async function startServerProcess(
  main: string,
  env: Record<string, string> = {},
): Promise<ServerProcess> {
  const child = spawn(process.execPath, [main], {
    env: { PATH: process.env['PATH'] ?? '', PORT: '0', HOST: '127.0.0.1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  let output = '';
  const listening = new Promise<string>((resolve, reject) => {
    const read = (data: Buffer): void => {
      output += data.toString();
      const port = /localhost:(\d+)/.exec(output)?.[1];
      if (port !== undefined) resolve(port);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', () => reject(new Error(`The server ended: ${output}`)));
  });
  const port = await listening;
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill(signal);
      await exited;
    }
    return child.exitCode;
  };
  return {
    url: `http://127.0.0.1:${port}/`,
    signalingUrl: `ws://127.0.0.1:${port}${SIGNAL_PATH}`,
    output: () => output,
    async kill() {
      await end('SIGKILL');
    },
    terminate: () => end('SIGTERM'),
  };
}
