import type { KernelShell } from '../protocol.ts';

/** IPython's shell, as the Python that connects it with our worker. IPython itself comes from the package index. */
export const ipythonShell: KernelShell = {
  files: Object.fromEntries(
    Object.entries(
      import.meta.glob<string>('./python/**/*.py', {
        query: '?raw',
        import: 'default',
        eager: true,
      }),
    ).map(([path, text]) => [path.replace('./python/', ''), text]),
  ),
  module: '_lectern_ipython.start',
};
