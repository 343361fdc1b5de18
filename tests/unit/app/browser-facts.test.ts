import { expect, test } from 'vitest';
import { browserFacts, type BrowserView } from '../../../src/app/browser-facts.ts';

const chrome: BrowserView = {
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36',
  vendor: 'Google Inc.',
  installed: false,
  originFiles: async () => undefined,
};
const safari: BrowserView = {
  ...chrome,
  userAgent: 'Mozilla/5.0 (iPad) AppleWebKit/605.1.15 Version/17.4 Mobile/15E148 Safari/604.1',
  vendor: 'Apple Computer, Inc.',
};

test('[ST8] seven days are Safari’s outside an installed app, on iOS those of every browser', () => {
  expect(browserFacts(chrome).sevenDays).toBe(false);
  expect(browserFacts(safari).sevenDays).toBe(true);
  expect(browserFacts({ ...safari, installed: true }).sevenDays).toBe(false);
  expect(browserFacts({ ...safari, userAgent: 'iPhone CriOS/140.0' }).sevenDays).toBe(true);
});

test('[ST8] a private window shows where the origin’s files are refused; a browser without them proves nothing', async () => {
  const refuse = () => Promise.reject(new DOMException('no', 'SecurityError'));
  expect(await browserFacts({ ...safari, originFiles: refuse }).isPrivate()).toBe(true);
  expect(await browserFacts(safari).isPrivate()).toBe(false);
  expect(await browserFacts({ ...safari, originFiles: undefined }).isPrivate()).toBe(false);
});

test('[ST7] Firefox alone passes the question on to the person', () => {
  const firefox = {
    ...chrome,
    userAgent: 'Mozilla/5.0 (X11; rv:140.0) Gecko/20100101 Firefox/140.0',
  };
  expect(browserFacts(firefox).asksPerson).toBe(true);
  expect(browserFacts(chrome).asksPerson).toBe(false);
});
