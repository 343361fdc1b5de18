import { isJsonObject } from '../../src/base/json.ts';
import { err, ok, type Result } from '../../src/base/result.ts';
import { MAX_BUFFERS } from '../kernel/limits.ts';
import { MAX_FRAME_BYTES, MAX_FRAME_TEXT } from './limits.ts';
import { parseWidgetData } from './parse-widget-data.ts';
import type { FromWidgetFrame } from './widget-protocol.ts';

/** Why a message of a widget's frame was refused. */
export type FrameMessageError = 'not-text' | 'too-long' | 'not-json' | 'unknown-type' | 'bad-shape';

/**
 * Reads one message of a widget's frame, which shows anybody's content and is not believed: a text of bounded length, then
 * buffers, and every field is looked at before it is used. An `echo_update` is Python's alone to send.
 */
export function parseFrameMessage(posted: unknown): Result<FromWidgetFrame, FrameMessageError> {
  if (!Array.isArray(posted)) return err('not-text');
  const [text, ...beside] = posted as readonly unknown[];
  const buffers: readonly unknown[] = beside;
  if (typeof text !== 'string' || !areBuffers(buffers)) return err('not-text');
  const bytes = buffers.reduce((sum, buffer) => sum + buffer.byteLength, 0);
  if (text.length > MAX_FRAME_TEXT || bytes > MAX_FRAME_BYTES || buffers.length > MAX_BUFFERS)
    return err('too-long');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return err('not-json');
  }
  if (!isJsonObject(value)) return err('bad-shape');
  const { type, px, n, id, detail } = value;
  switch (type) {
    case 'height':
      return isCount(px) ? ok({ type, px }) : err('bad-shape');
    case 'failed':
      return typeof detail === 'string'
        ? ok({ type, detail: detail.slice(0, 500) })
        : err('bad-shape');
    case 'send': {
      const data = parseWidgetData(value['data'], buffers.length);
      if (!isCount(n) || typeof id !== 'string' || id.length > 200) return err('bad-shape');
      if (data === null || data.method === 'echo_update') return err('bad-shape');
      return ok({ type, n, id, data, buffers });
    }
    default:
      return err('unknown-type');
  }
}

function areBuffers(values: readonly unknown[]): values is readonly ArrayBuffer[] {
  return values.every((value) => value instanceof ArrayBuffer);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
