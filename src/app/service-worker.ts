import { AppFiles } from './worker/app-files.ts';
import { GivenFiles } from './worker/given-files.ts';
import { isShare, receiveShare } from './worker/shared-files.ts';
import { parseWorkerRequest, type WorkerRequest } from './worker/worker-message.ts';
import type { WorkerScope } from './worker/worker-scope.ts';

// The application's one service worker: it keeps the application for offline, and answers for nothing else. Signalling,
// `/ice`, `config.json` and packages never pass through it. A new version waits until a person says "restart", or until
// nobody has the old one open.

declare const self: WorkerScope & { readonly __WB_MANIFEST: unknown };

const files = new AppFiles(self, self.__WB_MANIFEST);
const given = new GivenFiles(files);

self.addEventListener('install', (event) => event.waitUntil(files.install()));

self.addEventListener('activate', (event) => {
  // The page of the first visit is served from here at once: it needs no second visit to work offline.
  event.waitUntil(Promise.all([self.clients.claim(), files.tidy()]));
});

self.addEventListener('fetch', (event) => {
  const { scope } = self.registration;
  if (isShare(event.request, scope))
    return event.respondWith(receiveShare(self.caches, scope, event.request));
  const response = files.respond(event);
  if (response !== null) event.respondWith(response);
});

self.addEventListener('message', (event) => {
  const request = parseWorkerRequest(event.data);
  if (request === 'restart') event.waitUntil(self.skipWaiting());
  const answer = request === null || request === 'restart' ? null : answerTo(request);
  if (answer !== null)
    event.waitUntil(answer.then((message: unknown) => event.ports[0]?.postMessage(message)));
});

function answerTo(request: Exclude<WorkerRequest, 'restart'>): Promise<unknown> {
  if (request === 'fill') return files.fill();
  if (request === 'missing') return given.missing();
  return 'find' in request ? given.find(request.find) : given.keep(request.keep);
}
