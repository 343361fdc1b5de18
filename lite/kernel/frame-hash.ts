import { utf8 } from '../../src/base/bytes.ts';
import { FRAME_SCRIPT } from './frame-source.ts';

/**
 * The CSP source of an inline script, without quotes: `sha256-<base64>` (CSP 3, section 2.3.1). For the build and for
 * servers; a page gets those of its frames from virtual modules, because Web Crypto is missing on plain http.
 */
export async function inlineScriptHash(script: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', utf8(script)));
  return `sha256-${btoa(String.fromCharCode(...digest))}`;
}

/** That of the script of Python's frame. */
export function frameScriptHash(): Promise<string> {
  return inlineScriptHash(FRAME_SCRIPT);
}

/**
 * What the kernel needs of a page's Content-Security-Policy, by directive. Everything else may be as strict as the
 * page likes; the frame's own policy is tighter still.
 */
export async function kernelPolicySources(): Promise<
  Readonly<Record<'script-src' | 'worker-src', readonly string[]>>
> {
  return {
    'script-src': [`'${await frameScriptHash()}'`, "'wasm-unsafe-eval'", 'blob:'],
    'worker-src': ['blob:'],
  };
}
