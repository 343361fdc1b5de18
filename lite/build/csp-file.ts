import type { Plugin } from 'vite';
import { frameScriptHash } from '../kernel/frame-hash.ts';

/** What a server must allow beyond `'self'` in the page's content security policy. */
export interface CspNeeds {
  /** `sha256-…` of inline scripts, without quotes. */
  readonly scriptHashes: readonly string[];
  readonly unsafeEval: boolean;
}

/** Writes `csp.json` beside the built pages, for the server that sends them. */
export function cspFile(): Plugin {
  return {
    name: 'lectern:csp-file',
    apply: 'build',
    async generateBundle() {
      const needs: CspNeeds = { scriptHashes: [await frameScriptHash()], unsafeEval: false };
      this.emitFile({ type: 'asset', fileName: 'csp.json', source: JSON.stringify(needs) });
    },
  };
}
