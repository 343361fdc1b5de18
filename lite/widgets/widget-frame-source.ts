/**
 * The document of the sandboxed frame in which a widget is shown (KE2). Its inline script must be allowed by hash in a server's
 * Content-Security-Policy, as that of Python's frame: a `srcdoc` document inherits its page's policy.
 */

/**
 * The frame's script, exactly as it stands between its tags: takes one port from its parent, and the bytes of the script that
 * shows widgets. With an origin (somebody framed the document without a sandbox) it does nothing.
 */
export const WIDGET_FRAME_SCRIPT = `'use strict';
addEventListener('message', function open(event) {
  const port = event.ports[0];
  if (origin !== 'null' || event.source !== parent || port === undefined) return;
  removeEventListener('message', open);
  const fail = (detail) => port.postMessage([JSON.stringify({ type: 'failed', detail: String(detail).slice(0, 500) })]);
  const { script, start } = event.data;
  const tag = document.createElement('script');
  tag.src = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
  tag.onload = () => {
    try {
      showWidget(port, start);
    } catch (error) {
      fail(error);
    }
  };
  tag.onerror = () => fail('script');
  document.head.append(tag);
});
`;

/** The frame's own policy: scripts that the page hands in, styles and pictures in place, and no request of any kind. */
export function widgetFramePolicy(scriptHash: string): string {
  return [
    "default-src 'none'",
    `script-src '${scriptHash}' blob:`,
    "style-src 'unsafe-inline'",
    'img-src data: blob:',
    'media-src data: blob:',
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/** The frame's document. `scriptHash` is that of `WIDGET_FRAME_SCRIPT` (`sha256-…`). */
export function widgetFrameDocument(scriptHash: string): string {
  const policy = `<meta http-equiv="Content-Security-Policy" content="${widgetFramePolicy(scriptHash)}">`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8">${policy}<title>Control</title></head><body><script>${WIDGET_FRAME_SCRIPT}</script></body></html>`;
}
