import { lostWords } from './lost-words.ts';

/**
 * What stands in the place of the page where neither this device nor the network has it, in the first of the `wanted`
 * languages (BCP 47) that there is.
 */
export function lostPage(wanted: readonly string[]): Response {
  const lang = wanted.map((tag) => tag.split('-', 1)[0]).find(hasWords) ?? 'en';
  const { dir, title, what, todo } = lostWords[lang];
  const page =
    `<!doctype html><html lang="${lang}" dir="${dir}">` +
    '<meta charset="utf-8"><meta name="viewport" content="width=device-width">' +
    `<title>${title}</title><style>body{font:1.1rem/1.5 system-ui,sans-serif;margin:4rem auto;max-width:36rem;padding:0 1rem}` +
    `@media(prefers-color-scheme:dark){body{background:#111;color:#eee}}</style><h1>${title}</h1><p>${what}</p><p>${todo}</p>`;
  return new Response(page, {
    status: 503,
    headers: { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' },
  });
}

function hasWords(lang: string | undefined): lang is keyof typeof lostWords {
  return lang !== undefined && Object.hasOwn(lostWords, lang);
}
