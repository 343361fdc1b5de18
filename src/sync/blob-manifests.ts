import { concat, toBase64Url } from '../base/bytes.ts';
import type { Bytes } from '../base/bytes.ts';
import type { Digest } from '../crypto/signer.ts';
import { blobIdBytes, chunkCount, encodeBlobManifest } from '../protocol/blob-manifest.ts';
import type { BlobId } from '../protocol/ids.ts';

/** Chunks hashed at a time: they go through the platform's threads. */
const AT_ONCE = 4;

/** The encoded manifest of a blob of `size` bytes whose chunks `read` gives; null where one is missing. */
export async function makeManifest(
  digest: Digest,
  size: number,
  read: (index: number) => Promise<Bytes | null>,
): Promise<Bytes | null> {
  const count = chunkCount(size);
  const hashes: Bytes[] = [];
  for (let at = 0; at < count; at += AT_ONCE) {
    const indexes = Array.from({ length: Math.min(AT_ONCE, count - at) }, (_, i) => at + i);
    const made = await Promise.all(
      indexes.map(async (index) => {
        const chunk = await read(index);
        return chunk === null ? null : digest(chunk);
      }),
    );
    for (const hash of made)
      if (hash === null) return null;
      else hashes.push(hash);
  }
  return encodeBlobManifest({ size, hashes: concat(...hashes) });
}

/** The id of the blob with this encoded manifest. */
export async function blobIdOf(digest: Digest, manifest: Uint8Array): Promise<BlobId> {
  return toBase64Url(await digest(blobIdBytes(manifest))) as BlobId;
}
