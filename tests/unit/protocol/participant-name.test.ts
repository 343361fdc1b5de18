import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseClassName } from '../../../src/protocol/class-name.ts';
import { MAX_CLASS_NAME_UNITS, MAX_NAME_UNITS } from '../../../src/protocol/limits.ts';
import { parseParticipantName, participantName } from '../../../src/protocol/participant-name.ts';

function cleaned(text: string): string {
  const name = parseParticipantName(text);
  return name.ok ? name.value : name.error.code;
}

test('a name is trimmed, its white space made single spaces, its letters composed', () => {
  expect(cleaned('  Ada \t\n  Lovelace ')).toBe('Ada Lovelace');
  expect(cleaned('Zoe\u0308')).toBe('Zo\u00eb');
});

test('markup in a name is text like any other', () => {
  expect(cleaned('<img src=x onerror=alert(1)>')).toBe('<img src=x onerror=alert(1)>');
});

test('empty, blank and invisible names are refused as name-invalid', () => {
  for (const text of [
    '',
    '   ',
    '\u200b\u200b',
    '\u202e',
    '\u3164',
    '\u2800 \u00ad',
    '\u0000',
    '\ud800',
  ]) {
    expect(cleaned(text), JSON.stringify(text)).toBe('name-invalid');
  }
});

test('a name of the longest length stands, one of 500 characters is refused with its length', () => {
  expect(cleaned('x'.repeat(MAX_NAME_UNITS))).toHaveLength(MAX_NAME_UNITS);
  expect(parseParticipantName('x'.repeat(500))).toMatchObject({
    ok: false,
    error: {
      code: 'name-invalid',
      detail: { field: 'participant', units: 500, most: MAX_NAME_UNITS },
    },
  });
});

test('a class has a longer name and says which field was wrong', () => {
  expect(parseClassName('x'.repeat(MAX_CLASS_NAME_UNITS)).ok).toBe(true);
  expect(parseClassName(' ')).toMatchObject({ error: { detail: { field: 'class' } } });
});

test('overrides of direction, controls and zero-width marks are left out of a name', () => {
  expect(cleaned('A\u202ennA\u2066\u0007\u200b!')).toBe('AnnA!');
  expect(cleaned('An\u200dna')).toBe('Anna');
});

test('joiners that a script or an emoji needs are kept', () => {
  for (const name of [
    '\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645',
    '\u{1f469}\u200d\u{1f4bb} Kim',
    '\u845b\u{e0100}',
  ]) {
    expect(cleaned(name)).toBe(name);
  }
});

test('cleaning never throws, is stable, and gives what every peer accepts', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 120 }), (text) => {
      const name = parseParticipantName(text);
      if (!name.ok) return;
      expect(participantName(name.value)).toBe(name.value);
      expect(cleaned(name.value)).toBe(name.value);
    }),
    { numRuns: 2_000 },
  );
});

test('a name from a peer with hidden characters, outer space or too many units may not stand', () => {
  for (const text of [
    '',
    ' Ada',
    'A\u202eda',
    'A\nda',
    'x'.repeat(MAX_NAME_UNITS + 1),
    'A\udc00',
  ]) {
    expect(participantName(text), JSON.stringify(text)).not.toBe(text);
  }
  expect(participantName('Ada')).toBe('Ada');
});
