import { afterEach, describe, expect, it, vi } from 'vitest';

/** The catalogues as a page of this language has them. */
async function pageIn(locale: string) {
  const page = Object.assign(new EventTarget(), {
    documentElement: { dataset: {} },
    body: {},
  });
  vi.stubGlobal('window', page);
  vi.stubGlobal('document', page);
  vi.stubGlobal('navigator', { languages: [locale] });
  vi.stubGlobal('localStorage', { getItem: () => null });
  vi.resetModules();
  const { classMessages, noticeWords } = await import('../../../src/ui/class-messages.ts');
  const { messages } = await import('../../../src/ui/messages.ts');
  const { sizeWords } = await import('../../../src/words/size.ts');
  const { language } = await import('../../../src/words/words.ts');
  return { classMessages, noticeWords, messages, sizeWords, language };
}

/** Without the marks that isolate names. */
function bare(text: string): string {
  return text.replaceAll(/[\u2068\u2069]/g, '');
}

afterEach(() => vi.unstubAllGlobals());

describe('[LA2] a page in another language', () => {
  it('has its constants, sentences with names, dates and sizes in French', async () => {
    const { messages, noticeWords, sizeWords, language } = await pageIn('fr-FR');
    expect(language.id).toBe('fr');
    expect(messages.start.join).toBe('Rejoindre une classe');
    expect(noticeWords('person-joined', { name: 'Ana' })).toBe('Ana a rejoint la classe.');
    expect(noticeWords('person-joined', { name: 'Ana' }, 3)).toBe(
      'Ana et 2 autres personnes ont rejoint la classe.',
    );
    expect(messages.ago(0, 7_200_000)).toBe('il y a 2 heures');
    expect(sizeWords(3_100).replaceAll(/\s/g, ' ')).toBe('3,1 ko');
    expect(sizeWords(5)).toMatch(/^5\soctets$/);
  });

  it('says a count in each of the six forms of Arabic', async () => {
    const { classMessages } = await pageIn('ar');
    const found = (count: number): string => classMessages.cells.found(count);
    expect([0, 1, 2, 3, 11, 100].map(found)).toEqual([
      'لا خلايا',
      'خلية واحدة',
      'خليتان',
      '3 خلايا',
      '11 خلية',
      '100 خلية',
    ]);
  });

  it('isolates names, so that they leave the order of an Arabic sentence alone', async () => {
    const { noticeWords } = await pageIn('ar');
    const said = noticeWords('cell-shared', { by: 'Ms Novak', notebook: 'Loops.ipynb' });
    expect(said).toContain('\u2068Ms Novak\u2069');
    expect(said).toContain('\u2068Loops.ipynb\u2069');
    expect(bare(said)).toBe('شارك Ms Novak خلية من Loops.ipynb.');
  });

  it('isolates an Arabic name in a sentence from left to right', async () => {
    const { noticeWords } = await pageIn('en');
    expect(noticeWords('person-joined', { name: 'أحمد' })).toBe('\u2068أحمد\u2069 joined.');
    expect(noticeWords('person-joined', { name: 'Ana' })).toBe('Ana joined.');
  });

  it('puts values together where a space alone stands between them', async () => {
    const { classMessages } = await pageIn('fr');
    expect(classMessages.cells.sharedBy('Ana', 'hier')).toBe('Partagé par Ana hier');
  });

  it('takes nothing in a name for the form of a count', async () => {
    const { noticeWords } = await pageIn('ar');
    const forged = '\uFDD0few\uFDD1x';
    const said = bare(noticeWords('person-joined', { name: forged }, 4));
    expect(said).toBe('انضم fewx و3 أشخاص آخرين.');
  });
});
