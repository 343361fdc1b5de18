import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { frameScriptHash } from '../../../lite/kernel/frame-hash.ts';
import { frameDocument, FRAME_SCRIPT } from '../../../lite/kernel/frame-source.ts';

describe('the sandboxed frame', () => {
  it('[KE1] its document holds exactly the script that the policy allows, and nothing after it', async () => {
    const hash = await frameScriptHash();
    const html = frameDocument(hash);
    const scripts = [...html.matchAll(/<script>([^]*?)<\/script>/g)].map(([, text]) => text);
    expect(scripts).toEqual([FRAME_SCRIPT]);
    expect(hash).toBe(`sha256-${createHash('sha256').update(FRAME_SCRIPT).digest('base64')}`);
    expect(html).toContain(`script-src '${hash}' 'wasm-unsafe-eval' blob:;`);
  });

  it('[KE1] its policy allows no request, no eval and no other inline script', async () => {
    const html = frameDocument(await frameScriptHash());
    expect(html).toContain("default-src 'none'");
    expect(html).toContain("connect-src 'none'");
    expect(html).not.toMatch(/'unsafe-(inline|eval)'/);
  });

  it('[KE1] with the network on it allows secure requests, and nothing else more', async () => {
    const hash = await frameScriptHash();
    expect(frameDocument(hash, true)).toBe(
      frameDocument(hash).replace("connect-src 'none'", 'connect-src https: wss:'),
    );
  });
});
