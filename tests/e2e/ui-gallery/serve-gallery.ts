import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, preview } from 'vite';

/** The built gallery on a free port of the loopback interface. Release with `stop`. */
export interface Gallery {
  /** Without query; add `?state=<name>`. */
  readonly url: string;
  /** Folder that holds the built files. */
  readonly folder: string;
  stop(): Promise<void>;
}

/** Builds the gallery into a folder of its own and serves it. */
export async function serveGallery(): Promise<Gallery> {
  const root = fileURLToPath(new URL('.', import.meta.url));
  const folder = await mkdtemp(join(tmpdir(), 'lectern-gallery-'));
  const options = {
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    build: { outDir: folder, emptyOutDir: true, target: 'es2022' },
  } as const;
  await build(options);
  const server = await preview({ ...options, preview: { port: 0, host: '127.0.0.1' } });
  const url = server.resolvedUrls?.local[0];
  if (url === undefined) throw new Error('The gallery has no address');
  return {
    url,
    folder,
    async stop() {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
