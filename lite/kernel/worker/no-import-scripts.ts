import { scope } from './worker-scope.ts';

// Pyodide refuses classic workers unless `importScripts` throws, and module workers of blobs do not start in an opaque
// origin: so it throws here, for ever. Loaded before Pyodide, which may look at it at any moment.
scope.importScripts = () => {
  throw new TypeError('importScripts is not available here');
};
