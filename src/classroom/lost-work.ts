import * as Y from 'yjs';
import { toBase64Url } from '../base/bytes.ts';
import type { LostWork } from '../sync/class-replica.ts';

/** Own work that does not count any more, as a file's text: what was written, and all of it for a program to read. */
export function lostWorkText(className: string, lost: readonly LostWork[]): string {
  const pieces = lost.map(({ doc, at, content }) => ({
    document: doc,
    written: new Date(at).toISOString(),
    text: textOf(content),
    update: toBase64Url(content),
  }));
  return JSON.stringify({ class: className, lost: pieces }, null, 2);
}

/** Whatever was put in, in the order of writing; an update alone does not tell where it belongs. */
export function textOf(update: Uint8Array): readonly unknown[] {
  const pieces: unknown[] = [];
  for (const struct of Y.decodeUpdate(update).structs) {
    if (!(struct instanceof Y.Item)) continue;
    const { content } = struct;
    if (content instanceof Y.ContentString) pieces.push(content.str);
    else if (content instanceof Y.ContentAny || content instanceof Y.ContentJSON)
      pieces.push(...content.arr);
  }
  return pieces;
}
