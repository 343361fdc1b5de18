import { encode } from 'uqr';

/** Quiet zone around the code in modules, as ISO/IEC 18004 asks for. */
const QUIET = 4;

/** A QR code as one SVG path over a square of `size` units, one unit per module; null where `text` is too long. */
export function qrPath(text: string): { readonly size: number; readonly path: string } | null {
  if (new TextEncoder().encode(text).length > MAX_BYTES) return null;
  const { data, size } = encode(text, { ecc: 'L', boostEcc: true, border: QUIET });
  let path = '';
  for (const [y, row] of data.entries()) {
    let start = -1;
    for (let x = 0; x <= size; x++) {
      const dark = row[x] ?? false;
      if (dark && start < 0) start = x;
      if (dark || start < 0) continue;
      path += `M${start} ${y}h${x - start}v1H${start}z`;
      start = -1;
    }
  }
  return { size, path };
}

/** Capacity of the largest QR code (version 40, level L) in bytes. */
const MAX_BYTES = 2953;
