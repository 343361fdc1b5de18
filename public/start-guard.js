// Shows the way out where the page's own script could not be loaded or read: a host that was in the middle of an update,
// or a damaged copy on this device. Stands alone, as nothing else may be there.
(() => {
  const says = {
    fr: [
      'Lectern n’a pas pu être chargé',
      'Une partie manque ou est endommagée. « Réparer » la télécharge de nouveau ; cela nécessite Internet. Vos classes et vos notebooks restent.',
      'Réparer',
    ],
    ar: [
      'تعذّر تحميل Lectern',
      'جزء منه مفقود أو تالف. يجلبه «إصلاح» من جديد، وهذا يحتاج إلى الإنترنت. تبقى صفوفك ودفاترك كما هي.',
      'إصلاح',
    ],
  };
  const chosen = () => {
    try {
      return [localStorage.getItem('lectern-language') ?? '', ...navigator.languages];
    } catch {
      return navigator.languages; // no storage here
    }
  };
  // The page has it in English.
  const speak = (note) => {
    const lang = chosen()
      .map((tag) => tag.split('-')[0])
      .find((tag) => tag === 'en' || tag in says);
    if (lang === undefined || lang === 'en') return;
    note.lang = lang;
    note.dir = lang === 'ar' ? 'rtl' : 'ltr';
    for (const [at, part] of ['h1', 'p', 'button'].entries())
      note.querySelector(part).textContent = says[lang][at];
  };
  const base = new URL('.', document.currentScript.src).href;
  /** Whether it is ours that answers, and no sign-in page of the network. */
  const isReachable = async () => {
    try {
      const { ok, headers } = await fetch(`${base}service-worker.js`, { cache: 'no-store' });
      return ok && /javascript/.test(headers.get('Content-Type'));
    } catch {
      return false; // no connection
    }
  };
  const repair = async (note) => {
    // Without the internet it would take away what is there and bring nothing.
    const reachable = await isReachable();
    note.querySelector('.unreachable').hidden = reachable;
    if (!reachable) return;
    const worker = await navigator.serviceWorker?.getRegistration(base);
    await worker?.unregister();
    for (const name of (await globalThis.caches?.keys()) ?? []) {
      if (!/^(?:workbox-|lectern-)/.test(name)) continue;
      const cache = await caches.open(name);
      for (const request of await cache.keys())
        if (request.url.startsWith(base)) await cache.delete(request);
    }
    location.reload();
  };
  // By then all scripts that the page names have run or failed.
  addEventListener('load', () => {
    const note = document.querySelector('#broken');
    if (note === null || customElements.get('lectern-start') !== undefined) return;
    // Only its sentences are still on their way (src/words/words.ts).
    if (document.documentElement.dataset.words === 'coming') return;
    speak(note);
    note.hidden = false;
    note.querySelector('button').addEventListener('click', () => void repair(note));
  });
})();
