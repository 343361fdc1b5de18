import { isJsonObject } from '../src/base/json.ts';

/**
 * What one instance tells another through Redis: a line of JSON, then bytes. `back` is the instance that waits for
 * the answer under `question`.
 */
export type Letter =
  | {
      readonly kind: 'to' | 'relay' | 'claim';
      readonly room: string;
      readonly from: string;
      readonly to: string;
      readonly back: string;
      readonly question: string;
      readonly body: Uint8Array;
    }
  | { readonly kind: 'answer'; readonly question: string; readonly yes: boolean };

/** Bytes of a letter. */
export function encodeLetter(letter: Letter): Buffer {
  if (letter.kind === 'answer') return Buffer.from(`${JSON.stringify(letter)}\n`);
  const { body, ...head } = letter;
  return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), body]);
}

/** Reads a letter; null where it is none. Never throws. */
export function parseLetter(bytes: Uint8Array): Letter | null {
  const end = bytes.indexOf(0x0a);
  if (end < 0) return null;
  let head: unknown;
  try {
    head = JSON.parse(Buffer.from(bytes.subarray(0, end)).toString('utf8'));
  } catch {
    return null; // the only way JSON.parse has to say no
  }
  if (!isJsonObject(head)) return null;
  const { kind, question, yes, room, from, to, back } = head;
  if (typeof question !== 'string') return null;
  if (kind === 'answer') return typeof yes === 'boolean' ? { kind, question, yes } : null;
  if (kind !== 'to' && kind !== 'relay' && kind !== 'claim') return null;
  if (typeof room !== 'string' || typeof from !== 'string') return null;
  if (typeof to !== 'string' || typeof back !== 'string') return null;
  return { kind, question, room, from, to, back, body: bytes.subarray(end + 1) };
}
