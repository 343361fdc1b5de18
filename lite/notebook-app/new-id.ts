import { toHex } from '../../src/base/bytes.ts';
import { secureRandom } from '../../src/base/random.ts';

/** A new cell id: 16 characters, of those that nbformat 4.5 allows. */
export function newId(): string {
  return toHex(secureRandom(8));
}
