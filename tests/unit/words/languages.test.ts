import { describe, expect, it } from 'vitest';
import { chooseLanguage, formatTag } from '../../../src/words/languages.ts';

describe('[LA1] chooseLanguage', () => {
  it('takes what was chosen on this device before anything that the browser wants', () => {
    expect(chooseLanguage('fr', ['ar-EG', 'en']).id).toBe('fr');
  });

  it('takes the first language of the browser that there is, in any country', () => {
    expect(chooseLanguage(null, ['de-AT', 'AR-eg', 'fr']).id).toBe('ar');
    expect(chooseLanguage(null, ['fr-CA', 'en-US']).id).toBe('fr');
  });

  it('speaks English where it has none of them, or what was kept is nonsense', () => {
    expect(chooseLanguage(null, ['de', 'cs']).id).toBe('en');
    expect(chooseLanguage(null, []).id).toBe('en');
    expect(chooseLanguage('<script>', ['xx']).id).toBe('en');
  });

  it('knows which language runs from right to left', () => {
    expect(chooseLanguage('ar', []).dir).toBe('rtl');
    expect(chooseLanguage('fr', []).dir).toBe('ltr');
  });
});

describe('formatTag', () => {
  it('writes dates and numbers as in the person’s own country', () => {
    expect(formatTag(chooseLanguage('en', []), ['fr', 'en-GB', 'en-US'])).toBe('en-GB');
    expect(formatTag(chooseLanguage('fr', []), ['en-GB'])).toBe('fr');
  });

  it('writes Arabic with the digits that Python and class codes have', () => {
    const tag = formatTag(chooseLanguage('ar', []), ['ar-EG']);
    expect(new Intl.NumberFormat(tag).format(25)).toBe('25');
    expect(new Intl.DateTimeFormat(tag, { dateStyle: 'medium' }).format(0)).toMatch(/1970/);
  });
});
