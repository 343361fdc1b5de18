import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SIGNAL_PATH, createServer } from '../../signaling/create-server.ts';
import type { LecternServer, ServerOptions, ServerStats } from '../../signaling/create-server.ts';

const DIST = fileURLToPath(new URL('../../dist', import.meta.url));

/** The real server, in this process, on the loopback interface. Release with `stop`. */
export interface TestServer {
  /** Where a browser opens the application, with a slash at the end. */
  readonly url: string;
  readonly signalingUrl: string;
  readonly port: number;
  stats(): ServerStats;
  /** Ends all connections and frees the port; calling it twice is allowed. */
  stop(): Promise<void>;
  /** Starts again on the same port, empty; stops first if need be. */
  restart(): Promise<void>;
}

/** Starts the server; `appDir` is `dist` unless given, and must be built (null: signalling only). */
export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  const appDir = options.appDir === undefined ? DIST : options.appDir;
  if (appDir !== null && !existsSync(appDir)) {
    throw new Error('The application is not built: run npm run build first');
  }
  const start = (port: number): Promise<LecternServer> =>
    createServer({ host: '127.0.0.1', ...options, appDir, port });
  let running: LecternServer | null = await start(options.port ?? 0);
  const { port } = running;
  let last = running;
  const stop = async (): Promise<void> => {
    const stopping = running;
    running = null;
    await stopping?.close();
  };
  return {
    url: `http://localhost:${port}/`,
    signalingUrl: `ws://localhost:${port}${SIGNAL_PATH}`,
    port,
    stats: () => last.stats(),
    stop,
    async restart() {
      await stop();
      last = await start(port);
      running = last;
    },
  };
}
