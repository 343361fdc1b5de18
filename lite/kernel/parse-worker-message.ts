import { fromBase64Url } from '../../src/base/bytes.ts';
import { isJsonObject, type Json, type JsonObject } from '../../src/base/json.ts';
import { err, ok, type Result } from '../../src/base/result.ts';
import {
  MAX_BUFFERS,
  MAX_DEPTH,
  MAX_FILE,
  MAX_MATCHES,
  MAX_MESSAGE,
  MAX_MIME_TYPES,
  MAX_PACKAGE_NAMES,
  MAX_TRACEBACK_LINES,
} from './limits.ts';
import { isFolderPath } from './folder-path.ts';
import type { CommMessage, ExecuteReply, MimeData, WorkerMessage } from './protocol.ts';

/** Why a message of a worker was refused. */
export type WorkerMessageError =
  | 'not-text'
  | 'too-long'
  | 'not-json'
  | 'too-deep'
  | 'unknown-type'
  | 'bad-shape';

type Fields = Record<string, unknown>;

/**
 * Reads one message of a worker. The worker runs anybody's code: what it posts can be anything. Only one text per
 * message is taken, its length is checked before it is parsed, and every field before it is believed. The contents of a
 * file come beside their text: `[text, ArrayBuffer]`.
 */
export function parseWorkerMessage(posted: unknown): Result<WorkerMessage, WorkerMessageError> {
  const [data, bytes] = Array.isArray(posted) ? (posted as readonly unknown[]) : [posted];
  if (typeof data !== 'string') return err('not-text');
  if (data.length > MAX_MESSAGE) return err('too-long');
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    return err('not-json');
  }
  if (!isJsonObject(value)) return err('bad-shape');
  if (!isShallow(value, MAX_DEPTH)) return err('too-deep');
  const type = value['type'];
  if (typeof type !== 'string' || !Object.hasOwn(PARSERS, type)) return err('unknown-type');
  const message = PARSERS[type as WorkerMessage['type']](value, bytes);
  return message === null ? err('bad-shape') : ok(message);
}

type Parsers = {
  readonly [T in WorkerMessage['type']]: (
    fields: Fields,
    bytes: unknown,
  ) => Extract<WorkerMessage, { type: T }> | null;
};

const PARSERS: Parsers = {
  ready({ python, interrupt, startMs }) {
    if (!isText(python, 100) || typeof startMs !== 'number') return null;
    if (interrupt !== 'shared' && interrupt !== 'polled' && interrupt !== 'none') return null;
    return { type: 'ready', python, interrupt, startMs };
  },
  fatal({ detail }) {
    return typeof detail === 'string' ? { type: 'fatal', detail: detail.slice(0, 2_000) } : null;
  },
  stream({ id, name, text }) {
    if (!isId(id) || typeof text !== 'string' || (name !== 'stdout' && name !== 'stderr'))
      return null;
    return { type: 'stream', id, name, text };
  },
  display({ id, data, metadata, displayId, update }) {
    const mime = mimeData(data);
    if (!isId(id) || mime === null || !isJsonObject(metadata) || typeof update !== 'boolean')
      return null;
    if (displayId !== null && !isText(displayId, 1_000)) return null;
    return { type: 'display', id, data: mime, metadata: metadata as JsonObject, displayId, update };
  },
  result({ id, data, metadata }) {
    const mime = mimeData(data);
    if (!isId(id) || mime === null || !isJsonObject(metadata)) return null;
    return { type: 'result', id, data: mime, metadata: metadata as JsonObject };
  },
  clear({ id, wait }) {
    return isId(id) && typeof wait === 'boolean' ? { type: 'clear', id, wait } : null;
  },
  comm({ id, comm }) {
    const read = isJsonObject(comm) ? commMessage(comm) : null;
    return isId(id) && read !== null ? { type: 'comm', id, comm: read } : null;
  },
  'input-request'({ id, prompt, password }) {
    if (!isId(id) || typeof prompt !== 'string' || typeof password !== 'boolean') return null;
    return { type: 'input-request', id, prompt: prompt.slice(0, 10_000), password };
  },
  'package-request'({ id, ask, of, names, installed }) {
    if (!isId(id) || !isId(ask) || (of !== 'modules' && of !== 'requirements')) return null;
    if (!isNames(names) || !isNames(installed)) return null;
    return { type: 'package-request', id, ask, of, names, installed };
  },
  executed(fields) {
    const reply = executeReply(fields);
    return isId(fields['id']) && reply !== null
      ? { type: 'executed', id: fields['id'], reply }
      : null;
  },
  completed({ id, matches, start, end, kinds }) {
    if (!isId(id) || !isTexts(matches, MAX_MATCHES) || !isTexts(kinds, MAX_MATCHES)) return null;
    if (!isIndex(start) || !isIndex(end) || start > end) return null;
    return { type: 'completed', id, matches, start, end, kinds };
  },
  inspected({ id, found, text }) {
    if (!isId(id) || typeof found !== 'boolean' || typeof text !== 'string') return null;
    return { type: 'inspected', id, found, text };
  },
  completeness({ id, status, indent }) {
    if (!isId(id) || !isText(indent, 1_000)) return null;
    if (status !== 'complete' && status !== 'incomplete' && status !== 'invalid') return null;
    return { type: 'completeness', id, status, indent };
  },
  'folder-ask'({ path }) {
    return path === null || isFolderPath(path) ? { type: 'folder-ask', path } : null;
  },
  'folder-written'({ path }, bytes) {
    if (!isFolderPath(path) || !(bytes instanceof ArrayBuffer)) return null;
    return bytes.byteLength <= MAX_FILE ? { type: 'folder-written', path, bytes } : null;
  },
  'folder-made'({ path }) {
    return isFolderPath(path) ? { type: 'folder-made', path } : null;
  },
  'folder-removed'({ path }) {
    return isFolderPath(path) ? { type: 'folder-removed', path } : null;
  },
  'folder-moved'({ path, to }) {
    return isFolderPath(path) && isFolderPath(to) ? { type: 'folder-moved', path, to } : null;
  },
  failed({ id, detail }) {
    if (!isId(id) || typeof detail !== 'string') return null;
    return { type: 'failed', id, detail: detail.slice(0, 2_000) };
  },
};

function commMessage({ op, commId, target, data, metadata, buffers }: Fields): CommMessage | null {
  if (op !== 'open' && op !== 'msg' && op !== 'close') return null;
  if (!isText(commId, 200) || !isText(target, 200)) return null;
  if (!isJsonObject(data) || !isJsonObject(metadata)) return null;
  if (!isTexts(buffers, MAX_BUFFERS)) return null;
  if (buffers.some((text) => fromBase64Url(text) === null)) return null;
  const json = { data: data as JsonObject, metadata: metadata as JsonObject };
  return { op, commId, target, ...json, buffers };
}

function executeReply({ status, ename, evalue, traceback }: Fields): ExecuteReply | null {
  if (status === 'ok') return { status };
  if (status !== 'error' || !isText(ename, 1_000) || typeof evalue !== 'string') return null;
  return isTexts(traceback, MAX_TRACEBACK_LINES) ? { status, ename, evalue, traceback } : null;
}

function mimeData(value: unknown): MimeData | null {
  if (!isJsonObject(value)) return null;
  const names = Object.keys(value);
  // `type/subtype` (RFC 6838) with parameters; the pattern also keeps out `__proto__` and its like.
  if (
    names.length > MAX_MIME_TYPES ||
    !names.every((name) => /^[\w.+-]+\/[\w.+;=\s-]{1,200}$/.test(name))
  )
    return null;
  return value as Record<string, Json>;
}

/** Whether no value is nested deeper than `depth`. Walks level by level, so that depth costs no stack. */
function isShallow(value: object, depth: number): boolean {
  let level: object[] = [value];
  for (let left = depth; level.length > 0; left--) {
    if (left === 0) return false;
    level = level.flatMap((parent) =>
      Object.values(parent).filter(
        (child): child is object => typeof child === 'object' && child !== null,
      ),
    );
  }
  return true;
}

function isId(value: unknown): value is number {
  return isIndex(value);
}

function isIndex(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isText(value: unknown, longest: number): value is string {
  return typeof value === 'string' && value.length <= longest;
}

/** Names of packages, or what is written in the place of one. */
function isNames(value: unknown): value is string[] {
  return isTexts(value, MAX_PACKAGE_NAMES) && value.every((name) => name.length <= 200);
}

function isTexts(value: unknown, most: number): value is string[] {
  return (
    Array.isArray(value) && value.length <= most && value.every((item) => typeof item === 'string')
  );
}
