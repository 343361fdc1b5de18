import * as Y from 'yjs';
import { sameJson } from '../base/json.ts';
import { textChange } from '../base/text-change.ts';
import type { MirrorCell } from '../notebook/notebook-app.ts';
import type { KeyId } from '../protocol/ids.ts';
import type { FollowedCells } from './followed-cells.ts';

/** Name of the map, and of its one key, in the document `follow`. */
export const FOLLOW_MAP = 'follow';
export const SHOWN = 'shown';

/** The notebook that a teacher shows, as it goes into the document `follow`. */
export interface ShownNotebook extends FollowedCells {
  readonly by: KeyId;
  /** Yjs client id of the session that writes it. */
  readonly client: number;
  /** Its name; empty where none is open. */
  readonly notebook: string;
}

/** What was written. */
export interface Written {
  /** Sources, in UTF-16 units. */
  readonly units: number;
  /** Outputs as JSON, in UTF-16 units. */
  readonly outputUnits: number;
  /** Outputs differ from what is written, as they were not to go out yet. */
  readonly outputsWait: boolean;
}

/**
 * Brings the document `follow` to what is shown, in one transaction that changes as little as it can: a keystroke is a
 * small edit of one text. Another notebook, or another writer's, is replaced as a whole, so that nothing of it but a
 * number stays in the document. Without `withOutputs` outputs stay as they are written, those of new cells empty.
 */
export function writeFollowed(doc: Y.Doc, shown: ShownNotebook, withOutputs: boolean): Written {
  const writing = new Writing(withOutputs);
  doc.transact(() => {
    const root = doc.getMap<unknown>(FOLLOW_MAP);
    const present = root.get(SHOWN);
    if (present instanceof Y.Map && isSame(present, shown)) writing.update(present, shown);
    else root.set(SHOWN, writing.create(shown));
  });
  return writing.written;
}

/** Takes what this device shows out of the document; what another one shows stays. */
export function clearFollowed(doc: Y.Doc, by: KeyId): void {
  const root = doc.getMap<unknown>(FOLLOW_MAP);
  const present = root.get(SHOWN);
  if (present instanceof Y.Map && present.get('by') === by) root.delete(SHOWN);
}

function isSame(present: Y.Map<unknown>, { by, client, notebook }: ShownNotebook): boolean {
  return (
    present.get('by') === by &&
    present.get('client') === client &&
    present.get('notebook') === notebook &&
    present.get('cells') instanceof Y.Array
  );
}

class Writing {
  readonly #withOutputs: boolean;
  #units = 0;
  #outputUnits = 0;
  #outputsWait = false;

  constructor(withOutputs: boolean) {
    this.#withOutputs = withOutputs;
  }

  get written(): Written {
    return {
      units: this.#units,
      outputUnits: this.#outputUnits,
      outputsWait: this.#outputsWait,
    };
  }

  create({ by, client, notebook, cells, cellsLeft }: ShownNotebook): Y.Map<unknown> {
    const list = new Y.Array<Y.Map<unknown>>();
    list.push(cells.map((cell) => this.#create(cell)));
    const parts: [string, unknown][] = [
      ['by', by],
      ['client', client],
      ['notebook', notebook],
      ['left', cellsLeft],
      ['cells', list],
    ];
    return new Y.Map(parts);
  }

  update(present: Y.Map<unknown>, { cells, cellsLeft }: ShownNotebook): void {
    if (present.get('left') !== cellsLeft) present.set('left', cellsLeft);
    const list = present.get('cells') as Y.Array<unknown>;
    const wanted = new Set<unknown>(cells.map(({ id }) => id));
    for (let at = list.length - 1; at >= 0; at--)
      if (!wanted.has(idOf(list.get(at)))) list.delete(at);
    for (const [at, cell] of cells.entries()) {
      const there = indexFrom(list, at, cell.id);
      if (there === at && this.#update(list.get(at), cell)) continue;
      // Yjs moves nothing: a cell that was moved, or is of another kind now, is written anew.
      if (there >= 0) list.delete(there);
      list.insert(at, [this.#create(cell)]);
    }
    if (list.length > cells.length) list.delete(cells.length, list.length - cells.length);
  }

  #create({ id, cellType, source, outputs, outputsLeft }: MirrorCell): Y.Map<unknown> {
    this.#units += source.length;
    const parts: [string, unknown][] = [
      ['id', id],
      ['type', cellType],
      ['source', new Y.Text(source)],
    ];
    const more = outputs.length > 0 || outputsLeft;
    if (more && this.#withOutputs) parts.push(['outputs', this.#measured(outputs, outputsLeft)]);
    else if (more) this.#outputsWait = true;
    return new Y.Map(parts);
  }

  /** False where what is there is of another kind. */
  #update(map: unknown, { cellType, source, outputs, outputsLeft }: MirrorCell): boolean {
    const text: unknown = map instanceof Y.Map ? map.get('source') : null;
    if (!(map instanceof Y.Map && text instanceof Y.Text) || map.get('type') !== cellType)
      return false;
    const change = textChange(text.toJSON(), source);
    if (change !== null) {
      if (change.removed > 0) text.delete(change.at, change.removed);
      if (change.inserted !== '') text.insert(change.at, change.inserted);
      this.#units += change.inserted.length;
    }
    const next = outputsLeft ? null : outputs;
    const present: unknown = map.get('outputs');
    if (present === undefined ? next?.length === 0 : sameJson(present, next)) return true;
    if (this.#withOutputs) map.set('outputs', this.#measured(outputs, outputsLeft));
    else this.#outputsWait = true;
    return true;
  }

  /** Outputs as they are written: null where they are too large. */
  #measured(outputs: MirrorCell['outputs'], outputsLeft: boolean): MirrorCell['outputs'] | null {
    if (outputsLeft) return null;
    this.#outputUnits += JSON.stringify(outputs).length;
    return outputs;
  }
}

/** The first place from `from` on where the cell of this id stands; -1 for none. */
function indexFrom(list: Y.Array<unknown>, from: number, id: string): number {
  for (let at = from; at < list.length; at++) if (idOf(list.get(at)) === id) return at;
  return -1;
}

/** Null for what another teacher's program put there. */
function idOf(value: unknown): unknown {
  return value instanceof Y.Map ? value.get('id') : null;
}
