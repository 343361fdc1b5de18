import { expect } from '@playwright/test';
import { journey } from '../support/journey.ts';

/** Shows a picture of random colours, of which no compression makes less than a megabyte. */
const NOISE = `import os, struct, zlib
class Noise:
    def _repr_png_(self):
        def chunk(kind, data):
            return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))
        rows = b''.join(b'\\0' + os.urandom(600 * 3) for _ in range(600))
        head = struct.pack('>IIBBBBB', 600, 600, 8, 2, 0, 0, 0)
        return (b'\\x89PNG\\r\\n\\x1a\\n' + chunk(b'IHDR', head) + chunk(b'IDAT', zlib.compress(rows)) + chunk(b'IEND', b''))
Noise()`;

journey('[TR2] a shared cell with a picture of a megabyte arrives whole', async ({ people }) => {
  const ada = await people.come();
  await ada.teach('Python 101', 'Ada');
  const { link } = await ada.invitation();
  const ben = await people.come(link);
  await ben.join('Ben');
  const original = ada.cells.first();
  await ada.type(original, NOISE);
  await ada.runToPicture(original);
  await ada.pressShare(original);

  const preview = await ben.openPreview(ben.sharedCells.first());
  const seen = preview.getByRole('img');
  await expect(seen).toBeVisible();
  await expect(seen).toHaveJSProperty('naturalWidth', 600);
  await ben.sync(ben.sharedCells.first());
  const sent = await ada.pictureBytes(original);
  expect(sent.byteLength).toBeGreaterThan(1_000_000);
  expect(sent.equals(await ben.pictureBytes(ben.cells.nth(1)))).toBe(true);
});
