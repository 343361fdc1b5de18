import { isJsonObject, type Json } from '../../src/base/json.ts';
import { MAX_LEDGER } from './limits.ts';
import type { BufferPath, WidgetModel, WidgetState } from './widget-protocol.ts';

const MODEL = 'IPY_MODEL_';
const VIEW = 'application/vnd.jupyter.widget-view+json';

/** One key of a widget's state: its value, and the buffers in it. */
interface Part {
  readonly value: Json | undefined;
  readonly buffers: readonly { readonly path: BufferPath; readonly bytes: ArrayBuffer }[];
  readonly weight: number;
}

/**
 * What Python has said of each widget of a kernel: frames come and go, and Python may be busy when one comes. Keeps at most
 * `MAX_LEDGER` in all.
 */
export class WidgetLedger {
  readonly #widgets = new Map<string, Map<string, Part>>();
  #weight = 0;

  /** Begins a widget, or begins it anew. False where there is no room for it. */
  open(id: string, state: WidgetState): boolean {
    this.close(id);
    this.#widgets.set(id, new Map());
    if (this.merge(id, state)) return true;
    this.close(id);
    return false;
  }

  /** Takes in what has changed, key by key. False where the widget is not known or there is no room. */
  merge(id: string, { state, paths, buffers }: WidgetState): boolean {
    const parts = this.#widgets.get(id);
    if (parts === undefined) return false;
    const keys = new Set([...Object.keys(state), ...paths.map(([key]) => String(key))]);
    const next = [...keys].map((key) => [key, partOf(key, state[key], paths, buffers)] as const);
    const more = next.reduce(
      (sum, [key, part]) => sum + part.weight - (parts.get(key)?.weight ?? 0),
      0,
    );
    if (this.#weight + more > MAX_LEDGER) return false;
    for (const [key, part] of next) parts.set(key, part);
    this.#weight += more;
    return true;
  }

  close(id: string): void {
    for (const part of this.#widgets.get(id)?.values() ?? []) this.#weight -= part.weight;
    this.#widgets.delete(id);
  }

  clear(): void {
    this.#widgets.clear();
    this.#weight = 0;
  }

  has(id: string): boolean {
    return this.#widgets.has(id);
  }

  /** A value of a widget's state. */
  value(id: string, key: string): Json | undefined {
    return this.#widgets.get(id)?.get(key)?.value;
  }

  /** The whole of a widget as it is now; null where it is not known. */
  model(id: string): WidgetModel | null {
    const parts = this.#widgets.get(id);
    if (parts === undefined) return null;
    const given = [...parts].flatMap(([key, { value }]) =>
      value === undefined ? [] : [[key, value] as const],
    );
    const buffers = [...parts.values()].flatMap((part) => part.buffers);
    return {
      id,
      state: Object.fromEntries(given),
      paths: buffers.map(({ path }) => path),
      buffers: buffers.map(({ bytes }) => bytes),
    };
  }

  /**
   * The widgets that a frame needs which shows these: what they refer to, before what refers to it, and what links any of
   * them with others (`jslink`), which nothing refers to.
   */
  reach(roots: readonly string[]): readonly string[] {
    const found = new Set<string>();
    const visiting = new Set<string>();
    const visit = (id: string): void => {
      if (found.has(id) || visiting.has(id) || !this.has(id)) return;
      visiting.add(id);
      for (const other of this.#references(id)) visit(other);
      found.add(id);
    };
    for (const id of roots) visit(id);
    for (let size = -1; size !== found.size;) {
      size = found.size;
      for (const id of this.#widgets.keys())
        if (
          this.value(id, '_view_name') === null &&
          this.#references(id).some((other) => found.has(other))
        )
          visit(id);
    }
    return [...found];
  }

  /** Whether a widget refers to others. */
  refers(id: string): boolean {
    return this.#references(id).length > 0;
  }

  #references(id: string): readonly string[] {
    const ids: string[] = [];
    for (const { value } of this.#widgets.get(id)?.values() ?? []) collect(value, ids);
    return ids;
  }
}

function partOf(
  key: string,
  value: Json | undefined,
  paths: readonly BufferPath[],
  buffers: readonly ArrayBuffer[],
): Part {
  const own = paths.flatMap((path, i) => {
    const bytes = buffers[i];
    return path[0] === key && bytes !== undefined ? [{ path, bytes }] : [];
  });
  const bytes = own.reduce((sum, each) => sum + each.bytes.byteLength, 0);
  return { value, buffers: own, weight: key.length + (JSON.stringify(value)?.length ?? 0) + bytes };
}

/** Adds the widgets that stand in a value: as references, or shown among outputs. */
function collect(value: Json | undefined, ids: string[]): void {
  if (typeof value === 'string') {
    if (value.startsWith(MODEL)) ids.push(value.slice(MODEL.length));
  } else if (Array.isArray(value)) {
    for (const inner of value as readonly Json[]) collect(inner, ids);
  } else if (isJsonObject(value)) {
    const shown = value[VIEW];
    if (isJsonObject(shown) && typeof shown['model_id'] === 'string') ids.push(shown['model_id']);
    for (const inner of Object.values(value)) collect(inner, ids);
  }
}
