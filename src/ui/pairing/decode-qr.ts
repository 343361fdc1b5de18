import { decodeQR } from 'qr/decode.js';

/** Pixels as a canvas gives them: four bytes each, row by row. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

/** The text of the QR code in a picture; null where there is none that can be read. */
export function decodeQr({ width, height, data }: Pixels): string | null {
  try {
    return decodeQR({ width, height, data });
  } catch {
    return null; // the decoder's way to say so: most frames of a camera hold none
  }
}
