import * as Y from 'yjs';
import type { Bytes } from '../base/bytes.ts';
import { isShallow } from '../base/json.ts';
import { err, ok } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import { MAX_JSON_DEPTH } from '../protocol/limits.ts';

/** What an update adds and what it needs. */
export interface UpdateShape {
  /** Clock of its first struct; equal to `to` where it only deletes. */
  readonly from: number;
  /** Clock after its last struct. */
  readonly to: number;
  /** By client: the clock that the document must have reached before the update may be applied (SY10). */
  readonly needs: ReadonlyMap<number, number>;
}

export type UpdateError =
  | 'update-malformed' // not a Yjs update, or with a hole (Skip) or nothing where a struct should be
  | 'update-client' // structs of another client id (SY7)
  | 'update-future' // names own structs that are not made yet
  | 'update-subdocument'
  | 'update-too-deep';

/** Structs count by their UTF-16 units: far beyond any document that fits the limits. */
export const MAX_CLOCK = 2 ** 40;

/** An update that changes nothing: carries references only. */
export const EMPTY_UPDATE: Bytes = new Uint8Array([0, 0]);

/**
 * Checks an update (Yjs, format 1) by the writer with `client`, from the update alone; the clock where it must
 * begin is for the caller to compare. Never throws.
 */
export function inspectUpdate(update: Bytes, client: number): Result<UpdateShape, UpdateError> {
  let decoded: ReturnType<typeof Y.decodeUpdate>;
  try {
    decoded = Y.decodeUpdate(update);
  } catch {
    return err('update-malformed'); // lib0 and Yjs throw whatever the bytes lead them to
  }
  const needs = new Map<number, number>();
  let from = -1;
  let to = -1;
  for (const struct of decoded.structs) {
    if (struct.id.client !== client) return err('update-client');
    if (struct instanceof Y.Skip || !(struct.length > 0)) return err('update-malformed');
    if (from < 0) from = to = struct.id.clock;
    if (struct.id.clock !== to) return err('update-malformed');
    to += struct.length;
    if (to > MAX_CLOCK) return err('update-malformed');
    if (struct instanceof Y.Item) {
      const error = inspectItem(struct, client, needs);
      if (error !== null) return err(error);
    }
  }
  for (const [owner, ranges] of decoded.ds.clients) {
    for (const { clock, len } of ranges) {
      const end = clock + len;
      if (!(len > 0) || end > MAX_CLOCK) return err('update-malformed');
      if (owner === client && from >= 0 && end > to) return err('update-future');
      need(needs, owner, end);
    }
  }
  // What it makes itself need not be there before.
  const own = needs.get(client);
  if (own !== undefined && from >= 0) needs.set(client, Math.min(own, from));
  return ok({ from: Math.max(from, 0), to: Math.max(to, 0), needs });
}

/** Whether the update holds structs at all, not deletions only. */
export function addsStructs(shape: UpdateShape): boolean {
  return shape.to > shape.from;
}

/** Checks an item of `client`, and adds to `needs` the clocks that it names. */
export function inspectItem(
  item: Y.Item,
  client: number,
  needs: Map<number, number>,
): UpdateError | null {
  // Of a decoded item, `parent` is an id, a root type's name, or null (as that of its neighbours).
  const parent = item.parent as unknown;
  for (const id of [item.origin, item.rightOrigin, parent instanceof Y.ID ? parent : null]) {
    if (id === null) continue;
    if (!(id.clock < MAX_CLOCK)) return 'update-malformed';
    if (id.client === client && id.clock >= item.id.clock) return 'update-future';
    need(needs, id.client, id.clock + 1);
  }
  const { content } = item;
  if (content instanceof Y.ContentDoc) return 'update-subdocument';
  if (content instanceof Y.ContentAny || content instanceof Y.ContentJSON) {
    return content.arr.every((value: unknown) => isShallow(value, MAX_JSON_DEPTH))
      ? null
      : 'update-too-deep';
  }
  if (content instanceof Y.ContentEmbed)
    return isShallow(content.embed, MAX_JSON_DEPTH) ? null : 'update-too-deep';
  if (content instanceof Y.ContentFormat)
    return isShallow(content.value, MAX_JSON_DEPTH) ? null : 'update-too-deep';
  return null;
}

/** Raises the clock needed of `client`. */
export function need(needs: Map<number, number>, client: number, clock: number): void {
  if ((needs.get(client) ?? 0) < clock) needs.set(client, clock);
}
