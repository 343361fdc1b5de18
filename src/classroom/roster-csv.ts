import { MAX_ROSTER_FIELD_UNITS, MAX_ROSTER_ROWS, MAX_ROSTER_TEXT } from '../protocol/limits.ts';
import { cleanName } from '../protocol/name-text.ts';
import { parseParticipantName } from '../protocol/participant-name.ts';

/** Somebody who belongs to the class, as the school's list has them. */
export interface RosterRow {
  readonly name: string;
  /** The school's number for them, '' where it gave none. */
  readonly number: string;
  /** Name of their group, '' for none. */
  readonly group: string;
}

/** Why a line of the file was left out, or the file read in part only. */
export interface RosterProblem {
  /** Counts from 1. */
  readonly line: number;
  readonly why:
    | 'no-name'
    | 'name-invalid' // too long, or nothing of it can be shown
    | 'field-long' // number or group
    | 'twice' // the same number, or the same name without a number, stands above
    | 'quote-open' // a quoted field does not end
    | 'too-many' // from here on the file was not read
    | 'too-large'; // the file was not read
}

/**
 * Reads a roster from the text of a CSV file: comma, semicolon or tab between fields, quoted fields (RFC 4180), a byte
 * order mark. The first line may name the columns "name", "id" (or "number") and "group", in any order; else they are
 * in this order. Whatever is wrong with a line concerns that line alone.
 */
export function parseRoster(text: string): {
  readonly rows: readonly RosterRow[];
  readonly problems: readonly RosterProblem[];
} {
  if (text.length > MAX_ROSTER_TEXT) return { rows: [], problems: [{ line: 1, why: 'too-large' }] };
  const problems: RosterProblem[] = [];
  const records = split(text.replace(/^\ufeff/, ''), problems);
  const columns = columnsOf(records[0]?.fields ?? []);
  if (columns !== null) records.shift();
  const { name: at, number, group } = columns ?? { name: 0, number: 1, group: 2 };
  const rows: RosterRow[] = [];
  const known = new Set<string>();
  for (const { line, fields } of records) {
    if (fields.every((field) => field.trim() === '')) continue;
    if (rows.length >= MAX_ROSTER_ROWS) {
      problems.push({ line, why: 'too-many' });
      break;
    }
    const row = rowOf(fields[at] ?? '', fields[number] ?? '', fields[group] ?? '');
    if (typeof row === 'string') {
      problems.push({ line, why: row });
      continue;
    }
    const key = row.number === '' ? `name ${row.name}` : `number ${row.number}`;
    if (known.has(key)) problems.push({ line, why: 'twice' });
    else rows.push(row);
    known.add(key);
  }
  return { rows, problems: problems.sort((a, b) => a.line - b.line) };
}

function rowOf(name: string, number: string, group: string): RosterRow | RosterProblem['why'] {
  if (cleanName(name.slice(0, 1_000)) === '') return 'no-name';
  const parsed = parseParticipantName(name);
  if (!parsed.ok) return 'name-invalid';
  const [plainNumber, plainGroup] = [cleanName(number), cleanName(group)];
  if (plainNumber.length > MAX_ROSTER_FIELD_UNITS || plainGroup.length > MAX_ROSTER_FIELD_UNITS)
    return 'field-long';
  return { name: parsed.value, number: plainNumber, group: plainGroup };
}

/** Where the columns are, where the first line names them; null where it is somebody. */
function columnsOf(fields: readonly string[]): Record<keyof RosterRow, number> | null {
  const titles = fields.map((field) => field.trim().toLowerCase());
  const find = (...names: readonly string[]) => titles.findIndex((title) => names.includes(title));
  const name = find('name', 'student', 'full name');
  if (name === -1) return null;
  return { name, number: find('id', 'number', 'student id'), group: find('group', 'table', 'set') };
}

interface CsvRecord {
  readonly line: number;
  readonly fields: readonly string[];
}

function split(text: string, problems: RosterProblem[]): CsvRecord[] {
  const separator = separatorOf(text);
  const records: CsvRecord[] = [];
  let fields: string[] = [];
  let field = '';
  let quotedAt = 0; // the line in which the open quote stands
  let line = 1;
  let start = 1;
  const endField = () => {
    fields.push(field);
    field = '';
  };
  const endRecord = () => {
    endField();
    records.push({ line: start, fields });
    fields = [];
    start = line + 1;
  };
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (quotedAt > 0) {
      if (char === '"' && text.charAt(i + 1) === '"') {
        field += '"';
        i++;
      } else if (char === '"') quotedAt = 0;
      else field += char;
    } else if (char === '"' && field.trim() === '') {
      field = '';
      quotedAt = line;
    } else if (char === separator) endField();
    else if (char === '\n' || char === '\r') {
      if (char === '\r' && text.charAt(i + 1) === '\n') i++;
      endRecord();
      line++;
      continue;
    } else field += char;
    if (char === '\n') line++;
  }
  if (quotedAt > 0) problems.push({ line: quotedAt, why: 'quote-open' });
  else if (field !== '' || fields.length > 0) endRecord();
  return records;
}

/** What separates fields: that which stands most often in the first line, outside quotes. */
function separatorOf(text: string): string {
  const first = /^(?:"(?:[^"]|"")*"|[^\r\n"])*/.exec(text.slice(0, 10_000))?.[0] ?? '';
  const plain = first.replaceAll(/"(?:[^"]|"")*"/g, '');
  const count = (char: string) => plain.split(char).length;
  return [',', ';', '\t'].reduce((best, char) => (count(char) > count(best) ? char : best));
}
