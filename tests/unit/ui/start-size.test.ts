import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { build } from 'vite';
import { describe, expect, it } from 'vitest';

/** What the start screen may cost of the 60 kB that the first screen has in all. */
const MAX_BYTES = 20_000;

describe('the start screen', () => {
  it('is built from less than 20 kB of JavaScript (brotli), Lit included', async () => {
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
    expect(chunks).toHaveLength(1);
    expect(brotliCompressSync(chunks[0]?.code ?? '').length).toBeLessThan(MAX_BYTES);
  });
});
