/** Files as bytes, and as JupyterLite keeps them: base64, text or JSON. */
import type { Contents } from '@jupyterlab/services';
import { utf8, type Bytes } from '../../src/base/bytes.ts';

/** The bytes of a file's content; JSON with `indent` blanks a level. */
export function bytesOf(content: unknown, format: Contents.FileFormat, indent = 0): Bytes {
  if (format === 'base64') return fromBase64(String(content));
  return utf8(typeof content === 'string' ? content : JSON.stringify(content, null, indent));
}

/**
 * The bytes of which `text` is the base64, to the letter; null where it is not quite that. (Of an upload that is not whole
 * yet JupyterLite keeps another kind of text and calls it base64 as well.)
 */
export function exactBytes(text: string): Bytes | null {
  if (text === '') return new Uint8Array();
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  try {
    const bytes = fromBase64(text);
    // Decoders skip blanks and bits that are too many.
    if (text.length % 4 !== 0 || bytes.length !== (text.length / 4) * 3 - padding) return null;
    const last = btoa(String.fromCharCode(...bytes.subarray(padding - 3)));
    return text.endsWith(last) ? bytes : null;
  } catch {
    return null; // no base64 at all
  }
}

/** Base64 of bytes, made beside the page's own work. */
export async function toBase64(bytes: Bytes): Promise<string> {
  const reader = new FileReader();
  const url = await new Promise<string>((resolve, reject) => {
    reader.addEventListener('load', () => resolve(reader.result as string));
    reader.addEventListener('error', () => reject(reader.error ?? new Error('not readable')));
    reader.readAsDataURL(new Blob([bytes]));
  });
  return url.slice(url.indexOf(',') + 1);
}

/** By the browser where it can; else not by `Uint8Array.from`, which takes a second for 20 MB. */
function fromBase64(text: string): Bytes {
  const native = Uint8Array as { fromBase64?: (text: string) => Bytes };
  if (native.fromBase64 !== undefined) return native.fromBase64(text);
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}
