/** What `lite/build/pyodide-kernel.ts` tells the page about the files that it emits. */
declare module 'virtual:lectern-kernel' {
  interface KernelFile {
    /** Address below the application's base, without a leading slash. Its content never changes. */
    readonly path: string;
    /** Subresource integrity: `sha256-<base64>`. */
    readonly integrity: string;
  }

  export const files: Readonly<Record<'worker' | 'wasm' | 'stdlib', KernelFile>>;
  /** CSP hash of the frame's inline script: `sha256-<base64>`. */
  export const scriptHash: string;
  /** Where the frame of a kernel that may use the network is, below the application's base. */
  export const networkFrame: string;
  /** Names these files: another worker or another Pyodide has another. */
  export const kernelVersion: string;
  /** Pyodide's version: `314.0.7`. */
  export const pyodideVersion: string;
  /** Python's version: `3.14.2`. */
  export const pythonVersion: string;
  /** The ABI for which packages must be built: `2026_0`. */
  export const abiVersion: string;
}
