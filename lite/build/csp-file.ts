import type { Plugin } from 'vite';

/** What a server must allow beyond `'self'` in the page's content security policy. */
export interface CspNeeds {
  /** `'sha256-…'` sources of inline scripts, quotes included. */
  readonly scriptHashes: readonly string[];
  readonly unsafeEval: boolean;
}

/** Writes `csp.json` beside the built pages, for the server that sends them. */
export function cspFile(scriptHashes: () => readonly string[] = () => []): Plugin {
  return {
    name: 'lectern:csp-file',
    apply: 'build',
    generateBundle() {
      const needs: CspNeeds = { scriptHashes: scriptHashes(), unsafeEval: false };
      this.emitFile({ type: 'asset', fileName: 'csp.json', source: JSON.stringify(needs) });
    },
  };
}
