import './no-import-scripts.ts';
import type { PyodideAPI } from 'pyodide';
import { loadPyodide } from 'pyodide';
import createPyodideModule from 'pyodide/pyodide.asm.mjs';
import type { WorkerStart } from '../protocol.ts';
import { unpackMemory } from './memory-pages.ts';
import { scope } from './worker-scope.ts';

type LoadOptions = NonNullable<Parameters<typeof loadPyodide>[0]>;

/** An address that names nothing: all bytes are passed in, and the frame's policy allows no request anyway. */
const NOWHERE = 'https://pyodide.invalid/';

/**
 * Starts Pyodide from bytes alone, in a classic worker. With a snapshot among the bytes Python's memory is that of the
 * snapshot; files, streams and all that is JavaScript's begin anew.
 */
export async function bootPyodide({ bytes, purpose }: WorkerStart): Promise<PyodideAPI> {
  const compiled = contentOf(bytes.wasm).then((wasm) => WebAssembly.compile(wasm));
  const memory = bytes.snapshot && contentOf(bytes.snapshot).then(unpackMemory);
  const { fetch: plainFetch } = scope;
  const { instantiateStreaming } = WebAssembly;
  scope.fetch = async (input) => {
    const url = input instanceof Request ? input.url : String(input);
    if (url === `${NOWHERE}pyodide.asm.wasm`) return new Response(); // stands for `compiled`, below
    if (url === `${NOWHERE}python_stdlib.zip`) return new Response(bytes.stdlib);
    return Response.error();
  };
  // Compiling begins with the first byte's arrival here, not when Pyodide comes to it.
  WebAssembly.instantiateStreaming = async (_source, imports) => {
    const module = await compiled;
    return { module, instance: await WebAssembly.instantiate(module, imports) };
  };
  try {
    return await loadPyodide({
      indexURL: NOWHERE,
      packageBaseUrl: NOWHERE,
      createPyodideModule,
      lockFileContents: EMPTY_LOCK,
      ...(purpose === 'snapshot' && { _makeSnapshot: true }),
      ...(memory !== undefined && { _loadSnapshot: memory }),
    });
  } finally {
    scope.fetch = plainFetch;
    WebAssembly.instantiateStreaming = instantiateStreaming;
  }
}

async function contentOf(bytes: Blob | ArrayBuffer): Promise<ArrayBuffer> {
  return bytes instanceof ArrayBuffer ? bytes : bytes.arrayBuffer();
}

/** A lock file without packages, which saves a request. */
const EMPTY_LOCK: NonNullable<LoadOptions['lockFileContents']> = {
  info: { abi_version: '2026_0', arch: 'wasm32', platform: 'emscripten_5_0_3', python: '3.14.2' },
  packages: {},
} as unknown as NonNullable<LoadOptions['lockFileContents']>;
