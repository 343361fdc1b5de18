import type { Bytes } from '../base/bytes.ts';
import { isJsonObject } from '../base/json.ts';
import { parseBytes } from '../protocol/byte-reader.ts';
import { MAX_VOLATILE_PAYLOAD } from '../protocol/peer-messages.ts';

/** Whether `payload` is an awareness update (y-protocols) about `client` alone, that no reader will choke on. */
export function inspectAwareness(payload: Bytes, client: number): boolean {
  const parsed = parseBytes(payload, (reader) => {
    reader.require(reader.varUint() === 1);
    reader.require(reader.varUint() === client);
    reader.varUint(); // Awareness's own clock
    return reader.text(MAX_VOLATILE_PAYLOAD);
  });
  if (!parsed.ok) return false;
  try {
    const state: unknown = JSON.parse(parsed.value);
    return state === null || isJsonObject(state);
  } catch {
    return false; // no JSON
  }
}
