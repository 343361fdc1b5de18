import { createEncoder, toUint8Array, writeVarString, writeVarUint } from 'lib0/encoding';
import type { Bytes } from '../base/bytes.ts';
import type { Result } from '../base/result.ts';
import { parseBytes } from './byte-reader.ts';
import { MAX_CARRIED_FILE, MAX_CARRIED_NOTEBOOK } from './limits.ts';

/** What a backup says of a notebook, or in a person's file of any file, before its pieces. */
export interface CarriedFile {
  /** Path in the file browser: at most 16 names, none of which leads elsewhere. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

const MAX_NAMES = 16;

export function encodeCarriedFile({ path, size }: CarriedFile): Bytes {
  const encoder = createEncoder();
  writeVarString(encoder, path);
  writeVarUint(encoder, size);
  return toUint8Array(encoder);
}

/** Reads what a backup says of a notebook; in a person's file, `any`, of any file. Never throws. */
export function decodeCarriedFile(bytes: Bytes, any = false): Result<CarriedFile, 'malformed'> {
  return parseBytes(bytes, (reader) => {
    const path = reader.text(2_000);
    reader.require(any ? isFilePath(path) : isNotebookPath(path));
    return { path, size: reader.varUint(any ? MAX_CARRIED_FILE : MAX_CARRIED_NOTEBOOK) };
  });
}

/** Whether a path names a notebook in the file browser, plainly. */
export function isNotebookPath(path: string): boolean {
  return path.endsWith('.ipynb') && isFilePath(path);
}

/** Whether a path names a file in the file browser, plainly. */
export function isFilePath(path: string): boolean {
  const names = path.split('/');
  return (
    names.length <= MAX_NAMES &&
    path.length <= 2_000 &&
    names.every((name) => name !== '' && name !== '.' && name !== '..') &&
    !/[\p{Cc}:\\]/u.test(path)
  );
}
