import { encode } from 'uqr';
import { describe, expect, it } from 'vitest';
import { qrPath } from '../../../../src/ui/class/qr-path.ts';

describe('qrPath', () => {
  it('draws exactly the dark modules of the code, with a quiet zone of four', () => {
    const text = `https://lectern.example/#1.${'aB3-_'.repeat(60)}`;
    const code = qrPath(text);
    const { data, size } = encode(text, { ecc: 'L', boostEcc: true, border: 4 });
    expect(code?.size).toBe(size);
    const drawn = new Set<string>();
    for (const [, x, y, length] of (code?.path ?? '').matchAll(/M(\d+) (\d+)h(\d+)v1H\d+z/g)) {
      for (let i = 0; i < Number(length); i++) drawn.add(`${Number(x) + i} ${y}`);
    }
    const dark = data.flatMap((row, y) => row.flatMap((on, x) => (on ? [`${x} ${y}`] : [])));
    expect([...drawn].sort()).toEqual(dark.sort());
    expect(Math.min(...dark.map((module) => Number(module.split(' ')[0])))).toBe(4);
  });

  it('gives up on a text that no code holds, instead of throwing', () => {
    expect(qrPath('x'.repeat(2953))).not.toBeNull();
    expect(qrPath('x'.repeat(2954))).toBeNull();
    expect(qrPath('é'.repeat(1500))).toBeNull();
  });
});
