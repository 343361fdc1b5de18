/** Pyodide's glue between Python and JavaScript, for which its package has no types. */
declare module 'pyodide/pyodide.asm.mjs' {
  import type { loadPyodide } from 'pyodide';

  const createPyodideModule: NonNullable<
    NonNullable<Parameters<typeof loadPyodide>[0]>['createPyodideModule']
  >;
  export default createPyodideModule;
}
