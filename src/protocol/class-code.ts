import type { RandomBytes } from '../base/random.ts';

/** Six symbols of Crockford's base32 (no I, L, O, U), upper case: 30 random bits. */
export type ClassCode = string & { readonly __brand: 'ClassCode' };

const SYMBOLS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 6;

/** A new random code. */
export function generateClassCode(random: RandomBytes): ClassCode {
  let code = '';
  for (const byte of random(LENGTH)) code += SYMBOLS.charAt(byte & 31); // 256 is a multiple of 32: no bias
  return code as ClassCode;
}

/**
 * The code that somebody typed or pasted, as Crockford's base32 wants it read: any case, O as 0, I and L as 1,
 * white space and dashes ignored. Null where that gives no code (U is no symbol).
 */
export function parseClassCode(text: string): ClassCode | null {
  if (text.length > 64) return null;
  const code = text
    .normalize('NFKC') // full-width letters and digits of East Asian keyboards
    .replaceAll(/[\s\p{Pd}_.\u200b\u2060\ufeff]/gu, '')
    .toUpperCase()
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1');
  return /^[0-9A-HJKMNP-TV-Z]{6}$/.test(code) ? (code as ClassCode) : null;
}

/** The code in two groups, as people read it aloud: `ABC-123`. */
export function formatClassCode(code: ClassCode): string {
  return `${code.slice(0, 3)}-${code.slice(3)}`;
}
