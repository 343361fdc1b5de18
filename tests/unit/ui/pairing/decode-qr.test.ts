import { expect, test } from 'vitest';
import { toBase64Url } from '../../../../src/base/bytes.ts';
import { qrPath } from '../../../../src/ui/class/qr-path.ts';
import { decodeQr, type Pixels } from '../../../../src/ui/pairing/decode-qr.ts';
import { seededRandom } from '../../transport/stepped-clock.ts';

/** As long as an offer with six addresses is. */
const CODE = `https://lectern.example/class/#/pair/${toBase64Url(seededRandom(5)(540))}`;

/** The drawn picture as a camera of this size sees it: turned a little, grey on grey, with noise. */
function photograph(text: string, width: number, height: number, turned: number): Pixels {
  const drawn = qrPath(text);
  if (drawn === null) throw new Error('too long');
  const { size, path } = drawn;
  const dark = new Uint8Array(size * size);
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)/g))
    dark.fill(1, Number(y) * size + Number(x), Number(y) * size + Number(x) + Number(length));
  const data = new Uint8ClampedArray(width * height * 4);
  const random = seededRandom(width + height);
  const scale = (Math.min(width, height) * 0.94) / size;
  const [cos, sin] = [Math.cos(turned), Math.sin(turned)];
  for (let py = 0; py < height; py++) {
    const noise = random(width);
    for (let px = 0; px < width; px++) {
      let ink = 0;
      // Four rays per pixel: edges blur as they do behind a lens.
      for (const [dx, dy] of [
        [0.25, 0.25],
        [0.75, 0.25],
        [0.25, 0.75],
        [0.75, 0.75],
      ] as const) {
        const [u, v] = [px + dx - width / 2, py + dy - height / 2];
        const x = Math.floor((u * cos + v * sin) / scale + size / 2);
        const y = Math.floor((v * cos - u * sin) / scale + size / 2);
        if (x >= 0 && y >= 0 && x < size && y < size) ink += dark[y * size + x] ?? 0;
      }
      const grey = 200 - ink * 36 + ((noise[px] ?? 0) % 24);
      data.set([grey, grey, grey, 255], (py * width + px) * 4);
    }
  }
  return { width, height, data };
}

test.each([
  ['of a good webcam', 1280, 720, 0.05],
  ['of a poor webcam', 640, 480, 0.08],
  ['of a phone, upside down', 720, 1280, Math.PI - 0.04],
])(
  '[TR6] the picture that one device draws is read by the camera %s',
  (_, width, height, turned) => {
    expect(decodeQr(photograph(CODE, width, height, turned))).toBe(CODE);
  },
);

test('[TR6] a picture without a code is none', () => {
  const data = new Uint8ClampedArray(640 * 480 * 4).fill(180);
  expect(decodeQr({ width: 640, height: 480, data })).toBe(null);
});
