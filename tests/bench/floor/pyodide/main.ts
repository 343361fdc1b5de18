/**
 * The floor of the benchmark `load`: a page that does nothing but load Pyodide in a plain module worker and print 1+1.
 * With `?ours` its library is the one that we have compiled. Marks `floor-result` when the result stands in `#result`.
 */
import { files } from 'virtual:lectern-kernel';

const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
worker.onmessage = ({ data }: MessageEvent<unknown>) => {
  const result = document.querySelector('#result');
  if (result !== null) result.textContent = String(data);
  performance.mark('floor-result');
};
worker.onerror = (event) => {
  throw new Error(event.message);
};
const base = new URL(import.meta.env.BASE_URL, document.baseURI).href;
const ours = location.search === '?ours';
worker.postMessage(
  {
    folder: `${base}assets/floor-pyodide/`,
    library: base + (ours ? files.stdlib.path : 'assets/floor-pyodide/python_stdlib.zip'),
  },
  [],
);
