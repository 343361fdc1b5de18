/**
 * The floor of the benchmark `load`: a page that does nothing but load Pyodide in a plain module worker and print 1+1.
 * Marks `floor-result` when the result stands in `#result`.
 */
import { pyodideVersion } from 'virtual:lectern-kernel';

const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
worker.onmessage = ({ data }: MessageEvent<unknown>) => {
  const result = document.querySelector('#result');
  if (result !== null) result.textContent = String(data);
  performance.mark('floor-result');
};
worker.onerror = (event) => {
  throw new Error(event.message);
};
worker.postMessage(
  new URL(`${import.meta.env.BASE_URL}pyodide/${pyodideVersion}/`, document.baseURI).href,
  [],
);
