import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts';

/** What the preview shows of one nbformat output. Nothing of it is trusted. */
export type OutputView =
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly wrong: boolean;
      readonly shortened: boolean;
    }
  | { readonly kind: 'image'; readonly url: string; readonly alt: string }
  | { readonly kind: 'html'; readonly html: string }
  | { readonly kind: 'other' };

/** A preview is for a look: longer text (UTF-16 units) is cut. */
const MAX_TEXT_UNITS = 20_000;
/** Formatted outputs beyond this are named, not drawn (UTF-16 units). */
const MAX_HTML_UNITS = 1_000_000;

const IMAGES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];

/** Chooses the richest form that is safe to show. */
export function viewOutput(output: JsonObject): OutputView {
  const type = output['output_type'];
  if (type === 'stream') return text(joined(output['text']), output['name'] === 'stderr');
  if (type === 'error') return errorText(output);
  const data = output['data'];
  if (!isJsonObject(data)) return { kind: 'other' };
  return viewData(data);
}

function viewData(data: JsonObject): OutputView {
  const plain = joined(data['text/plain']);
  for (const type of IMAGES) {
    const base64 = joined(data[type]).replaceAll(/\s/g, '');
    if (/^[\w+/]+={0,2}$/.test(base64))
      return { kind: 'image', url: `data:${type};base64,${base64}`, alt: plain };
  }
  const drawing = joined(data['image/svg+xml']);
  if (drawing !== '') {
    return {
      kind: 'image',
      url: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(wellFormed(drawing))}`,
      alt: plain,
    };
  }
  const page = joined(data['text/html']);
  if (page !== '' && page.length <= MAX_HTML_UNITS) return { kind: 'html', html: page };
  return plain === '' ? { kind: 'other' } : text(plain, false);
}

function errorText(output: JsonObject): OutputView {
  const traceback = joined(output['traceback'], '\n');
  const summary = `${joined(output['ename'])}: ${joined(output['evalue'])}`;
  return text(traceback === '' ? summary : traceback, true);
}

function text(content: string, wrong: boolean): OutputView {
  const clean = withoutEscapes(content);
  return {
    kind: 'text',
    text: clean.slice(0, MAX_TEXT_UNITS),
    wrong,
    shortened: clean.length > MAX_TEXT_UNITS,
  };
}

/** nbformat writes long strings as arrays of pieces. */
function joined(value: Json | undefined, between = ''): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.filter((piece) => typeof piece === 'string').join(between);
  return '';
}

/** Terminal colours (ECMA-48 control sequences) are not shown in a preview. */
function withoutEscapes(content: string): string {
  // oxlint-disable-next-line no-control-regex -- the escape character is what is looked for
  return content.replaceAll(/\u001B\[[\d;?]*[A-Za-z]/g, '');
}

/** `encodeURIComponent` throws on half a surrogate pair. */
function wellFormed(content: string): string {
  return content.replaceAll(/\p{Surrogate}/gu, '\uFFFD');
}

/**
 * A document for an opaque-origin frame without scripts: no network, no forms, only inline style and
 * embedded images (KE2).
 */
export function frameDocument(content: string): string {
  const policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:";
  return `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="color-scheme" content="light"><style>body{font:13px system-ui,sans-serif;margin:8px;background:#fff;color:#111}table{border-collapse:collapse}td,th{padding:2px 8px;text-align:right}tr:nth-child(even){background:#f4f4f4}</style>${content}`;
}
