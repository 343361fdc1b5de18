import './no-import-scripts.ts';
import type { PyodideAPI } from 'pyodide';
import { loadPyodide } from 'pyodide';
import createPyodideModule from 'pyodide/pyodide.asm.mjs';
import type { WorkerStart } from '../protocol.ts';
import { giveLibrary } from './library-file.ts';
import { PackedSnapshot } from './memory-pages.ts';
import { scope } from './worker-scope.ts';

type LoadOptions = NonNullable<Parameters<typeof loadPyodide>[0]>;
type Bytes = WorkerStart['bytes'];

/** An address that names nothing: all bytes are passed in, and the frame's policy allows no request anyway. */
const NOWHERE = 'https://pyodide.invalid/';

/** Starts Pyodide from nothing. */
export function bootPyodide({ bytes, wasm, purpose }: WorkerStart): Promise<PyodideAPI> {
  return load(wasm, bytes.stdlib, {
    createPyodideModule,
    ...(purpose === 'snapshot' && { _makeSnapshot: true }),
  });
}

/** What Pyodide's module has, as far as a snapshot needs it. */
interface PyodideParts {
  readonly FS: PyodideAPI['FS'];
  readonly HEAPU8: Uint8Array;
  _sbrk(bytes: number): number;
}

interface Given {
  readonly snapshot: PackedSnapshot;
  readonly library: Bytes['stdlib'];
}

/**
 * Pyodide that begins as a snapshot: linked as soon as this is made, still without Python's memory. Files, streams and all
 * that is JavaScript's are new.
 */
export class RestoredPyodide {
  #give!: (memory: Given) => void;
  readonly #loaded: Promise<PyodideAPI>;

  constructor(wasm: WorkerStart['wasm']) {
    const given = new Promise<Given>((resolve) => (this.#give = resolve));
    this.#loaded = load(wasm, undefined, {
      _loadSnapshot: new Uint8Array(), // stands for the one that is given later
      createPyodideModule: async (settings) => {
        const module = await createPyodideModule(settings);
        const { snapshot, library } = await given;
        const parts = module as unknown as PyodideParts;
        snapshot.restore(parts.HEAPU8, parts._sbrk(0));
        giveLibrary(parts.FS, library);
        const { API } = settings as unknown as {
          API: { restoreSnapshot: (snapshot: Uint8Array) => unknown };
        };
        const restore = API.restoreSnapshot;
        API.restoreSnapshot = () => restore(snapshot.head);
        return module;
      },
    });
    this.#loaded.catch(() => undefined); // told by `begin`
  }

  /** Gives Python its memory and library. */
  begin(snapshot: ArrayBuffer, library: Bytes['stdlib']): Promise<PyodideAPI> {
    this.#give({ snapshot: new PackedSnapshot(snapshot), library });
    return this.#loaded;
  }
}

/** Loads Pyodide from bytes alone, in a classic worker. */
async function load(
  wasm: WorkerStart['wasm'],
  library: BodyInit | undefined,
  options: LoadOptions,
): Promise<PyodideAPI> {
  const { fetch: plainFetch } = scope;
  const { instantiateStreaming } = WebAssembly;
  scope.fetch = async (input) => {
    const url = input instanceof Request ? input.url : String(input);
    if (url === `${NOWHERE}pyodide.asm.wasm`) return new Response(); // stands for `wasm`, below
    if (url === `${NOWHERE}python_stdlib.zip`) return new Response(library);
    return Response.error();
  };
  WebAssembly.instantiateStreaming = async (_source, imports) => {
    const module = wasm instanceof ArrayBuffer ? await WebAssembly.compile(wasm) : wasm;
    return { module, instance: await WebAssembly.instantiate(module, imports) };
  };
  try {
    return await loadPyodide({
      indexURL: NOWHERE,
      packageBaseUrl: NOWHERE,
      lockFileContents: EMPTY_LOCK,
      ...options,
    });
  } finally {
    scope.fetch = plainFetch;
    WebAssembly.instantiateStreaming = instantiateStreaming;
  }
}

/** A lock file without packages, which saves a request. */
const EMPTY_LOCK: NonNullable<LoadOptions['lockFileContents']> = {
  info: { abi_version: '2026_0', arch: 'wasm32', platform: 'emscripten_5_0_3', python: '3.14.2' },
  packages: {},
} as unknown as NonNullable<LoadOptions['lockFileContents']>;
