/** What of a record's detail may be kept: codes, numbers, and names that stand for others. */
export type CleanDetail = Readonly<Record<string, string | number | boolean>>;

/** Peers and authors told apart by number in one log; a class has at most 400 people, and some come back. */
const MAX_NAMES = 2_000;
/** Facts of one record; the code gives five at most. */
const MAX_FACTS = 12;

/** Facts whose text is one of our own codes. Any other text may be somebody's: a name in small letters looks like a code. */
const CODE_KEYS: ReadonlySet<string> = new Set([
  'code',
  'why',
  'state',
  'end',
  'path',
  'relation',
  'connection',
  'problem',
]);
const ID_KEYS: ReadonlySet<string> = new Set(['peer', 'author']);
const ERROR_KEYS: ReadonlySet<string> = new Set(['cause', 'message', 'error']);
const DOC_KINDS: ReadonlySet<string> = new Set(['class', 'profile', 'work']);

/** Whether `text` looks like a code of ours: small letters, digits, hyphens. */
export function isLogCode(text: string): boolean {
  return /^[a-z][a-z\d-]{0,49}$/.test(text);
}

/** Gives peers and authors numbers in the order in which they come up: "#1" is the same one throughout a log. */
export class LogNames {
  readonly #numbers = new Map<string, number>();

  nameOf(id: string): string {
    let number = this.#numbers.get(id);
    if (number === undefined) {
      if (this.#numbers.size >= MAX_NAMES) return '#more';
      this.#numbers.set(id, (number = this.#numbers.size + 1));
    }
    return `#${number}`;
  }
}

/**
 * What of `detail` names nobody and holds nothing of anybody: numbers, our own codes, the kind of an error without
 * its message, the kind of a document without its id, and numbers in place of peers. All else is left out.
 */
export function cleanDetail(
  detail: Readonly<Record<string, unknown>>,
  names: LogNames,
): CleanDetail {
  const clean: Record<string, string | number | boolean> = {};
  for (const [key, value] of Object.entries(detail).slice(0, MAX_FACTS)) {
    const kept = cleanValue(key, value, names);
    if (kept !== null && /^[a-z]\w{0,29}$/i.test(key)) clean[key] = kept;
  }
  return clean;
}

function cleanValue(
  key: string,
  value: unknown,
  names: LogNames,
): string | number | boolean | null {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (ERROR_KEYS.has(key)) return errorKind(value);
  if (typeof value !== 'string') return null;
  if (CODE_KEYS.has(key)) return isLogCode(value) ? value : null;
  if (ID_KEYS.has(key)) return names.nameOf(value);
  if (key !== 'doc') return null;
  const kind = value.split(':', 1)[0] ?? '';
  return DOC_KINDS.has(kind) ? kind : 'other';
}

/** "TypeError" of an error or of what `String(error)` gave. */
function errorKind(error: unknown): string {
  const text = error instanceof Error ? error.name : typeof error === 'string' ? error : '';
  return /^(?:[A-Z][A-Za-z]{0,29})?(?:Error|Exception)(?=:|$)/.exec(text)?.[0] ?? 'Error';
}
