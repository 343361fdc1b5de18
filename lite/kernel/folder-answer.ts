/** What the page tells a worker of the notebook's folder, as bytes: they may cross memory that is shared. */
import { concat, fromUtf8, utf8, type Bytes } from '../../src/base/bytes.ts';
import type { FolderEntry } from './kernel-folder.ts';

/** Why something that Python did to a file could not be done to the stored one. */
export type FolderProblem = 'full' | 'too-many' | 'failed';

/** The answer to a `folder-ask`. */
export interface FolderAnswer {
  /** Paths that are there no more, what is in a folder before the folder. */
  readonly gone: readonly string[];
  /** What is new or has another content since the answer before, folders before what is in them. */
  readonly news: readonly FolderEntry[];
  /** What could not be stored since the answer before. */
  readonly problems: readonly { readonly path: string; readonly problem: FolderProblem }[];
  /** The contents that were asked for; null where none were, or where they cannot be read. */
  readonly bytes: Bytes | null;
}

/** Two numbers (uint32, little endian) before the JSON text and the contents: their lengths. */
const HEAD = 8;
const NONE = 0xffffffff;

/** An answer as bytes of their own, which can be transferred. */
export function encodeAnswer({ bytes, ...told }: FolderAnswer): Bytes {
  const text = utf8(JSON.stringify(told));
  const head = new DataView(new ArrayBuffer(HEAD));
  head.setUint32(0, text.length, true);
  head.setUint32(4, bytes === null ? NONE : bytes.length, true);
  return concat(new Uint8Array(head.buffer), text, bytes ?? new Uint8Array());
}

/** How long an answer is that begins so. */
export function answerLength(begin: Bytes): number {
  const { text, contents } = lengths(begin);
  return HEAD + text + (contents ?? 0);
}

export function decodeAnswer(answer: Bytes): FolderAnswer {
  const { text, contents } = lengths(answer);
  const told = JSON.parse(fromUtf8(answer.subarray(HEAD, HEAD + text))) as Omit<
    FolderAnswer,
    'bytes'
  >;
  return { ...told, bytes: contents === null ? null : answer.subarray(HEAD + text) };
}

function lengths({ buffer, byteOffset }: Bytes): { text: number; contents: number | null } {
  const head = new DataView(buffer, byteOffset, HEAD);
  const contents = head.getUint32(4, true);
  return { text: head.getUint32(0, true), contents: contents === NONE ? null : contents };
}
