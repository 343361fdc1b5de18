/** Where the address leads once files were shared with the installed application. */
export const SHARED_HASH = '#/shared';

/** Name in `manifest.webmanifest`: path of the form, and of its field. */
const PATH = 'share';
const FIELD = 'files';

/** Another site's page can post here as well: it gets no further than a few new files. */
const MAX_FILES = 20;
const MAX_BYTES = 64 * 1024 * 1024;

/** Whether the request brings files that somebody shared with the installed application. */
export function isShare(request: Request, scope: string): boolean {
  const { origin, pathname } = new URL(request.url);
  return request.method === 'POST' && origin + pathname === scope + PATH;
}

/** Puts the files where the page finds them, and leads to it. What is too much is left out, and the page is told how many. */
export async function receiveShare(
  caches: CacheStorage,
  scope: string,
  request: Request,
): Promise<Response> {
  let left = MAX_BYTES;
  let refused = 0;
  try {
    const cache = await caches.open(cacheName(scope));
    const kept = (await cache.keys()).length;
    const given = (await request.formData()).getAll(FIELD).filter((value) => value instanceof File);
    for (const [index, file] of given.entries()) {
      left -= file.size;
      if (kept + index >= MAX_FILES || left < 0) refused++;
      else {
        const name = encodeURIComponent(file.name);
        await cache.put(`${scope}${PATH}/${kept + index}/${name}`, new Response(file));
      }
    }
  } catch {
    refused++; // no form, or no room for it
  }
  return Response.redirect(`${scope}${SHARED_HASH}${refused === 0 ? '' : `/${refused}`}`, 303);
}

/** Takes what was shared, in its order; it is then nowhere else. */
export async function takeShared(caches: CacheStorage, scope: string): Promise<File[]> {
  const cache = await caches.open(cacheName(scope));
  const files: File[] = [];
  for (const request of await cache.keys()) {
    const response = await cache.match(request);
    const name = decodeURIComponent(request.url.slice(request.url.lastIndexOf('/') + 1));
    if (response !== undefined) files.push(new File([await response.blob()], name));
    await cache.delete(request);
  }
  return files;
}

function cacheName(scope: string): string {
  return `lectern-shared-${scope}`;
}
