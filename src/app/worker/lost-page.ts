import { appMessages } from '../../ui/app/app-messages.ts';

/** What stands in the place of the page where neither this device nor the network has it. */
export function lostPage(): Response {
  const { title, what, todo } = appMessages.lost;
  const page =
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">' +
    `<title>${title}</title><style>body{font:1.1rem/1.5 system-ui,sans-serif;margin:4rem auto;max-width:36rem;padding:0 1rem}` +
    `@media(prefers-color-scheme:dark){body{background:#111;color:#eee}}</style><h1>${title}</h1><p>${what}</p><p>${todo}</p>`;
  return new Response(page, {
    status: 503,
    headers: { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' },
  });
}
