import { concat, utf8 } from '../base/bytes.ts';
import type { Digest } from '../crypto/signer.ts';
import { idBytes } from '../protocol/entry.ts';
import type { DocId, KeyId, SessionId } from '../protocol/ids.ts';

/** The Yjs client id of a session in a document: the first 53 bits of SHA-256(author ‖ doc ‖ session) (SY7). */
export async function clientIdOf(
  digest: Digest,
  author: KeyId,
  doc: DocId,
  session: SessionId,
): Promise<number> {
  const hash = await digest(concat(idBytes(author), utf8(doc), idBytes(session)));
  let id = 0;
  for (let i = 0; i < 6; i++) id = id * 256 + (hash[i] ?? 0);
  return id * 32 + ((hash[6] ?? 0) >> 3);
}
