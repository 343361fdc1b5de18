/**
 * Files of JupyterLite as they are stored. JupyterLab deals in base64 where a file is no text; stored are its bytes, which
 * take less room and a fraction of the time. Files that were stored as base64 stay readable.
 */
import type { Bytes } from '../../src/base/bytes.ts';
import { exactBytes, toBase64 } from './file-bytes.ts';

/** With bytes in the place of base64. What is no such file comes back as it is. */
export function asStored<T>(file: T): T {
  const content = contentOf(file);
  const bytes = typeof content === 'string' ? exactBytes(content) : null;
  return bytes === null ? file : { ...file, content: bytes };
}

/** With base64 in the place of bytes. */
export async function asModel<T>(file: T): Promise<T> {
  const content = contentOf(file);
  return content instanceof Uint8Array
    ? { ...file, content: await toBase64(content as Bytes) }
    : file;
}

/** The content of a binary file, in either form; null for everything else. */
function contentOf(file: unknown): unknown {
  const { format, content } = (file ?? {}) as { readonly format?: unknown; content?: unknown };
  return format === 'base64' ? content : null;
}
