import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../src/base/clock.ts';
import { createServer } from './create-server.ts';
import type { LecternServer, Tls } from './create-server.ts';
import { listenAddresses } from './listen-addresses.ts';
import { readEnvironment } from './read-environment.ts';
import { startFailure } from './start-failure.ts';
import { streamLogger } from './stream-logger.ts';

/** Where the build puts the application, seen from `dist-server/main.js`. */
const BESIDE = join(dirname(fileURLToPath(import.meta.url)), '..', 'dist');

/**
 * Serves until SIGINT, or until SIGTERM and the time that peers are given to go elsewhere, and prints where. Where the server cannot start, prints a plain
 * sentence and sets the process's exit code to 1.
 */
export async function main(): Promise<void> {
  const options = readEnvironment(process.env);
  if (!options.ok) return fail(options.error);
  const { port, host, appDir = BESIDE, log, drainMs, tlsFiles } = options.value;
  const logger = streamLogger(process.stderr, log, systemClock);
  let server: LecternServer;
  let tls: Tls | null;
  try {
    tls = tlsFiles && readTls(tlsFiles);
  } catch (error) {
    return fail(`TLS_KEY and TLS_CERT must name files that can be read: ${String(error)}`);
  }
  try {
    server = await createServer({
      ...options.value,
      tls,
      appDir: appDir !== null && existsSync(appDir) ? appDir : null,
      logger,
    });
  } catch (error) {
    return fail(startFailure(error, port));
  }
  process.stdout.write(`${listenAddresses(server.port, host, tls !== null).join('\n')}\n`);
  logger.log('info', 'started', { port: server.port });
  const stop = (): void => {
    void server.close().then(() => process.exit(0));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', () => {
    process.once('SIGTERM', stop); // whoever asks twice does not want to wait
    logger.log('info', 'draining', { connections: server.stats().connections });
    void server.drain(drainMs).then(stop);
  });
}

function readTls(files: Tls): Tls {
  return { key: readFileSync(files.key, 'utf8'), cert: readFileSync(files.cert, 'utf8') };
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
