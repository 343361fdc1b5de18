import { AUTHORITY_DOC, CLASS_DOC, profileDoc } from '../protocol/ids.ts';
import type { DocId, KeyId } from '../protocol/ids.ts';
import type { Role } from './class-replica.ts';

/** Whether entries of `doc` are Yjs updates and this version knows who may write them. */
export function isYjsDoc(doc: DocId): boolean {
  return doc !== AUTHORITY_DOC && (doc === CLASS_DOC || doc.startsWith('profile:'));
}

/** Whether `author` with `role` may write the Y.Doc `doc`. */
export function mayWrite(doc: DocId, author: KeyId, role: Role): boolean {
  if (doc === CLASS_DOC) return role === 'owner' || role === 'teacher';
  return doc === profileDoc(author);
}
