import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'vite';
import { startServer, type TestServer } from '../../support/start-server.ts';

export interface ServedLab {
  /** Address of the harness page. */
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Builds the product's configuration with the harness page beside it and serves it by the real server. `prepare` gets the
 * folder of the build before that.
 */
export async function serveLab(
  prepare: (folder: string) => Promise<void> = () => Promise.resolve(),
): Promise<ServedLab> {
  const folder = await mkdtemp(path.join(tmpdir(), 'lectern-lab-'));
  process.env['HARNESS'] = '1';
  await build({ logLevel: 'error', build: { outDir: folder, emptyOutDir: true } });
  await prepare(folder);
  const server: TestServer = await startServer({ appDir: folder });
  return {
    url: `${server.url}lab-harness.html`,
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
