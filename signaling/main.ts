import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isJsonObject } from '../src/base/json.ts';
import { createServer } from './create-server.ts';
import type { LecternServer, ServerOptions } from './create-server.ts';
import { listenAddresses } from './listen-addresses.ts';
import { streamLogger } from './stream-logger.ts';

/** What the environment may set; `docs` and the README name these variables. */
interface Environment {
  readonly PORT?: string;
  readonly HOST?: string;
  /** Folder of the built application; `dist` beside the server's own folder unless set. */
  readonly APP_DIR?: string;
  /** Origins, separated by commas, whose pages may open the socket. */
  readonly ALLOWED_ORIGINS?: string;
  /** Further origins, separated by commas, that the page may connect to. */
  readonly CONNECT_ORIGINS?: string;
  /** Number of reverse proxies in front whose `X-Forwarded-For` is believed. */
  readonly TRUSTED_PROXIES?: string;
}

/**
 * Serves until SIGTERM or SIGINT and prints where. Resolves with the server, or with null where it
 * could not start; then a plain sentence was printed and the process's exit code is 1.
 */
export async function main(env: Environment = process.env): Promise<LecternServer | null> {
  const port = wholeNumber(env.PORT, 8080);
  const proxies = wholeNumber(env.TRUSTED_PROXIES, 0);
  if (port === null || port > 65_535)
    return fail(`PORT must be a number up to 65535, not "${env.PORT}".`);
  if (proxies === null)
    return fail(`TRUSTED_PROXIES must be a number, not "${env.TRUSTED_PROXIES}".`);
  const besides = join(dirname(fileURLToPath(import.meta.url)), '..', 'dist');
  const appDir = env.APP_DIR ?? besides;
  const options: ServerOptions = {
    port,
    proxies,
    ...(env.HOST === undefined ? {} : { host: env.HOST }),
    appDir: existsSync(appDir) ? appDir : null,
    logger: streamLogger(process.stderr),
    allowedOrigins: env.ALLOWED_ORIGINS === undefined ? null : list(env.ALLOWED_ORIGINS),
    connect: list(env.CONNECT_ORIGINS ?? ''),
  };
  let server: LecternServer;
  try {
    server = await createServer(options);
  } catch (error) {
    return fail(startSentence(error, port));
  }
  say(`${listenAddresses(server.port, env.HOST).join('\n')}\n`);
  const stop = (): void => {
    void server.close().then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  return server;
}

function startSentence(error: unknown, port: number): string {
  const code = isJsonObject(error) ? error['code'] : undefined;
  if (code === 'EADDRINUSE') {
    const other = port === 8080 ? 8081 : 8080;
    return `Port ${port} is in use: stop the other program or run PORT=${other} npm start`;
  }
  if (code === 'EACCES') return `Port ${port} needs more rights: run PORT=8080 npm start`;
  return `The server could not start: ${String(error)}`;
}

function wholeNumber(text: string | undefined, otherwise: number): number | null {
  if (text === undefined || text === '') return otherwise;
  return /^\d{1,6}$/.test(text) ? Number(text) : null;
}

function list(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function fail(sentence: string): null {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
  return null;
}

function say(text: string): void {
  process.stdout.write(text);
}
