import { isJsonObject, isShallow, type Json, type JsonObject } from '../../src/base/json.ts';
import { MAX_BUFFERS } from '../kernel/limits.ts';
import { MAX_WIDGET_DEPTH } from './limits.ts';
import type { BufferPath, WidgetData, WidgetState } from './widget-protocol.ts';

/** What a message on a widget's comm says; null where it is none of Jupyter's protocol for widgets, from whomever it comes. */
export function parseWidgetData(data: unknown, buffers: number): WidgetData | null {
  if (!isJsonObject(data) || buffers > MAX_BUFFERS || !isShallow(data, MAX_WIDGET_DEPTH))
    return null;
  const { method } = data;
  switch (method) {
    case 'update':
    case 'echo_update': {
      const paths = bufferPaths(data['buffer_paths'] ?? [], buffers);
      if (!isJsonObject(data['state']) || paths === null) return null;
      return { method, state: data['state'] as JsonObject, buffer_paths: paths };
    }
    case 'custom':
      return { method, content: (data['content'] ?? null) as Json };
    case 'request_state':
      return { method };
    default:
      return null;
  }
}

/** The state with which a widget begins; null where it has none. */
export function parseWidgetState(
  data: unknown,
  buffers: readonly ArrayBuffer[],
): WidgetState | null {
  if (!isJsonObject(data)) return null;
  const read = parseWidgetData({ ...data, method: 'update' }, buffers.length);
  if (read?.method !== 'update') return null;
  return { state: read.state, paths: read.buffer_paths, buffers };
}

function bufferPaths(value: unknown, count: number): readonly BufferPath[] | null {
  if (!Array.isArray(value) || value.length !== count) return null;
  return value.every(isPath) ? value : null;
}

function isPath(value: unknown): value is BufferPath {
  if (!Array.isArray(value) || typeof value[0] !== 'string' || value.length > MAX_WIDGET_DEPTH)
    return false;
  return value.every(
    (step) =>
      (typeof step === 'string' && step !== '__proto__') ||
      (Number.isSafeInteger(step) && (step as number) >= 0),
  );
}
