import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createServer } from './create-server.ts';
import type { LecternServer } from './create-server.ts';
import { listenAddresses } from './listen-addresses.ts';
import { readEnvironment } from './read-environment.ts';
import { startFailure } from './start-failure.ts';
import { streamLogger } from './stream-logger.ts';

/** Where the build puts the application, seen from `dist-server/main.js`. */
const BESIDE = join(dirname(fileURLToPath(import.meta.url)), '..', 'dist');

/**
 * Serves until SIGTERM or SIGINT and prints where. Where the server cannot start, prints a plain
 * sentence and sets the process's exit code to 1.
 */
export async function main(): Promise<void> {
  const options = readEnvironment(process.env);
  if (!options.ok) return fail(options.error);
  const { port, host, appDir = BESIDE } = options.value;
  let server: LecternServer;
  try {
    server = await createServer({
      ...options.value,
      appDir: appDir !== null && existsSync(appDir) ? appDir : null,
      logger: streamLogger(process.stderr),
    });
  } catch (error) {
    return fail(startFailure(error, port));
  }
  process.stdout.write(`${listenAddresses(server.port, host).join('\n')}\n`);
  const stop = (): void => {
    void server.close().then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

function fail(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}

// Run by itself (`node dist-server/main.js`), not only through `npm start`.
const started = process.argv[1];
if (started !== undefined && isThisFile(started)) await main();

function isThisFile(path: string): boolean {
  return existsSync(path) && realpathSync(path) === realpathSync(fileURLToPath(import.meta.url));
}
