import type { loadPyodide } from 'pyodide';

type Options = NonNullable<Parameters<typeof loadPyodide>[0]>;

onmessage = async ({
  data: { folder, library },
}: MessageEvent<Readonly<Record<'folder' | 'library', string>>>) => {
  const module = (await import(/* @vite-ignore */ `${folder}pyodide.mjs`)) as {
    loadPyodide: typeof loadPyodide;
  };
  const pyodide = await module.loadPyodide({
    indexURL: folder,
    packageBaseUrl: folder,
    stdLibURL: library,
    // Without packages: their list would be one more request, which the kernel does not make either.
    lockFileContents: {
      info: {
        abi_version: '2026_0',
        arch: 'wasm32',
        platform: 'emscripten_5_0_3',
        python: '3.14.2',
      },
      packages: {},
    } as unknown as NonNullable<Options['lockFileContents']>,
  });
  postMessage(pyodide.runPython('1+1'));
};
