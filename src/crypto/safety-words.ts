import { concat, utf8 } from '../base/bytes.ts';
import { SAFETY_WORD_LIST } from './safety-word-list.ts';
import { sha256 } from './sha256.ts';

const LABEL = utf8('lectern/words/1');
/** 40 bits: a false class whose words match takes about 10^12 key pairs to find. */
const WORDS = 5;

/**
 * Five words that stand for a class's root key: teacher and students who see the same ones are in the same class.
 * One word for each of the first bytes of SHA-256(`lectern/words/1` ‖ raw root public key).
 */
export async function safetyWords(rootPublicKey: Uint8Array): Promise<readonly string[]> {
  const hash = await sha256(concat(LABEL, rootPublicKey));
  return [...hash.subarray(0, WORDS)].map((byte) => SAFETY_WORD_LIST[byte] ?? '');
}
