import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { build } from 'vite';
import { afterEach, describe, expect, it, vi } from 'vitest';

/** What the start screen may cost of the 60 kB that the first screen has in all. */
const MAX_BYTES = 21_000;

describe('the start screen', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('is built from less than 21 kB of JavaScript (brotli), Lit included', async () => {
    vi.stubEnv('NODE_ENV', 'production'); // as it is delivered: without, Lit comes with its checks for developers
    const built = await build({
      configFile: false,
      logLevel: 'silent',
      publicDir: false,
      build: {
        write: false,
        target: 'es2022',
        rolldownOptions: {
          input: fileURLToPath(new URL('../../../src/ui/start-screen.ts', import.meta.url)),
        },
      },
    });
    const outputs = [built].flat().flatMap((result) => ('output' in result ? result.output : []));
    const chunks = outputs.flatMap((file) => (file.type === 'chunk' ? [file] : []));
    // The other chunks are the sentences of other languages; English needs none of them.
    const entries = chunks.filter(({ isEntry }) => isEntry);
    expect(entries.flatMap(({ imports }) => imports)).toEqual([]);
    expect(brotliCompressSync(entries[0]?.code ?? '').length).toBeLessThan(MAX_BYTES);
  });
});
