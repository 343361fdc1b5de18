import { expect, test } from 'vitest';
import { parseJoinText } from '../../../src/protocol/join-text.ts';

test('six symbols are a code, in whatever way they were typed', () => {
  expect(parseJoinText(' abc-l23 ')).toEqual({ ok: true, value: { kind: 'code', code: 'ABC123' } });
});

test('what is neither code nor link is link-malformed, what is a broken link is link-damaged', () => {
  expect(parseJoinText('hello world')).toMatchObject({
    ok: false,
    error: { code: 'link-malformed' },
  });
  expect(parseJoinText('')).toMatchObject({ ok: false, error: { code: 'link-malformed' } });
  expect(parseJoinText('https://x.example/#/join/AAAA')).toMatchObject({
    error: { code: 'link-damaged' },
  });
});
