import { isJsonObject } from '../../src/base/json.ts';

/**
 * A notebook without the mark `trusted` in its cells' metadata. JupyterLab sets it in memory for cells that were
 * run; a Jupyter server keeps it out of files, so that no file can call itself trusted.
 */
export function withoutTrust(notebook: unknown): unknown {
  if (!isJsonObject(notebook) || !Array.isArray(notebook['cells'])) return notebook;
  return { ...notebook, cells: notebook['cells'].map(withoutMark) };
}

function withoutMark(cell: unknown): unknown {
  if (!isJsonObject(cell) || !isJsonObject(cell['metadata']) || !('trusted' in cell['metadata']))
    return cell;
  const { trusted: _mark, ...metadata } = cell['metadata'];
  return { ...cell, metadata };
}
