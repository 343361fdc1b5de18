import type { Bytes } from '../base/bytes.ts';
import type { Digest } from '../crypto/signer.ts';
import { decodeSealedUpdate, sealedUpdateContext } from '../protocol/sealed-update.ts';
import { clientIdOf } from './client-id.ts';
import type { DocumentKeys } from './document-keys.ts';
import type { EntryRecord } from './entry-record.ts';
import { inspectUpdate } from './yjs-update.ts';

/**
 * The update in a sealed entry of this device, in a log or just being taken out of it: the entries that hold its key may
 * be forgotten as soon as this returns. Resolves with null where the key cannot be had, or it is no update of its session.
 */
export async function readOwnSealed(
  { entry }: EntryRecord,
  keys: DocumentKeys,
  digest: Digest,
): Promise<Bytes | null> {
  const decoded = decodeSealedUpdate(entry.content);
  if (!decoded.ok) throw new Error('an accepted sealed entry has its form');
  const { epoch, nonce, box } = decoded.value;
  const { author, doc, session } = entry;
  const key = await keys.getBeforeForgotten(doc, epoch);
  const update = (await key?.cipher.open(nonce, sealedUpdateContext(entry, epoch), box)) ?? null;
  if (update === null) return null;
  return inspectUpdate(update, await clientIdOf(digest, author, doc, session)).ok ? update : null;
}
