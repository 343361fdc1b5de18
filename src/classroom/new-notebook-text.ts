import { toHex } from '../base/bytes.ts';
import type { JsonObject } from '../base/json.ts';
import type { RandomBytes } from '../base/random.ts';
import type { CellContent } from '../notebook/notebook-app.ts';

/** A cell of a new notebook. */
export interface NewCell {
  readonly content: CellContent;
  readonly metadata: JsonObject;
}

/** A notebook of these cells for the Python kernel, as the text of its file. Nothing was run in it yet. */
export function newNotebookText(cells: readonly NewCell[], random: RandomBytes): string {
  return JSON.stringify({
    cells: cells.map(({ content, metadata }) => {
      const { cellType, source, outputs, attachments } = content;
      const own =
        cellType === 'code'
          ? { outputs, execution_count: null }
          : Object.keys(attachments).length > 0
            ? { attachments }
            : {};
      return { cell_type: cellType, id: toHex(random(8)), metadata, source, ...own };
    }),
    metadata: {
      kernelspec: { name: 'python', display_name: 'Python', language: 'python' },
      language_info: { name: 'python' },
    },
    nbformat: 4,
    nbformat_minor: 5,
  });
}

/** A shared notebook's name as a file's: without what a path could be made of. */
export function fileNameOf(notebook: string): string {
  const name = notebook
    .replaceAll(/[\p{Cc}\p{Cf}/\\:*?"<>|]+/gu, ' ')
    .replace(/\.ipynb$/i, '')
    .replaceAll(/^[\s.]+|[\s.]+$/g, '');
  return `${name.slice(0, 80).trim() || 'Shared cells'}.ipynb`;
}
