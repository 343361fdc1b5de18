import { AUTHORITY_DOC, CLASS_DOC } from '../protocol/ids.ts';
import { MAX_HEADS, MAX_VECTORS } from '../protocol/peer-messages.ts';
import type { DocumentVector } from '../protocol/peer-messages.ts';

/**
 * Those of `vectors` that one message takes. Where they are too many, each participant's documents count from the
 * cheapest on: who fills theirs with chains without end is the one whose documents are left out.
 */
export function comparable(vectors: readonly DocumentVector[]): readonly DocumentVector[] {
  const heads = vectors.reduce((sum, vector) => sum + vector.heads.length, 0);
  if (vectors.length <= MAX_VECTORS && heads <= MAX_HEADS) return vectors;
  const spent = new Map<string, number>();
  const priced = [...vectors]
    .sort((a, b) => a.heads.length - b.heads.length)
    .map((vector) => {
      if (vector.doc === AUTHORITY_DOC || vector.doc === CLASS_DOC) return { vector, price: 0 };
      const owner = vector.doc.split(':')[1] ?? vector.doc;
      const price = (spent.get(owner) ?? 0) + 1 + vector.heads.length;
      spent.set(owner, price);
      return { vector, price };
    })
    .sort((a, b) => a.price - b.price);
  const taken: DocumentVector[] = [];
  let left = MAX_HEADS;
  for (const { vector } of priced) {
    if (taken.length === MAX_VECTORS) break;
    if (vector.heads.length > left) continue;
    left -= vector.heads.length;
    taken.push(vector);
  }
  return taken;
}
