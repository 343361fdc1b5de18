import type { Plugin } from 'vite';
import { frameScriptHash, inlineScriptHash } from '../kernel/frame-hash.ts';
import { WIDGET_FRAME_SCRIPT } from '../widgets/widget-frame-source.ts';

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
      const scriptHashes = [await frameScriptHash(), await inlineScriptHash(WIDGET_FRAME_SCRIPT)];
      const needs: CspNeeds = { scriptHashes, unsafeEval: false };
      this.emitFile({ type: 'asset', fileName: 'csp.json', source: JSON.stringify(needs) });
    },
  };
}
