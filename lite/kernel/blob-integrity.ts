import { toHex } from '../../src/base/bytes.ts';

/**
 * The SHA-256 of a blob, as in subresource integrity: `sha256-<base64>`. The browser computes it beside the page's own
 * work; its own check in `fetch` computes in the page, for 10 MB in one task of 50 ms. Null on plain http, where nothing can be
 * checked.
 */
export async function integrityOf(blob: Blob): Promise<string | null> {
  const subtle: SubtleCrypto | undefined = crypto.subtle;
  if (subtle === undefined) return null;
  const digest = await subtle.digest('SHA-256', await blob.arrayBuffer());
  return `sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}`;
}

/** The digits of the SHA-256 in `sha256-<base64>`: 64 hexadecimal ones. */
export function sha256In(integrity: string): string {
  return toHex(Uint8Array.from(atob(integrity.slice('sha256-'.length)), (c) => c.charCodeAt(0)));
}
