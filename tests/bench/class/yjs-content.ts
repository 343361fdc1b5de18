import type * as Y from 'yjs';

/** The benchmark's content of a plain Y.Doc: who joined, and small edits. */
export class YjsContent {
  readonly arrivals = new Map<string, number>();
  readonly #doc: Y.Doc;

  constructor(doc: Y.Doc, index: number) {
    this.#doc = doc;
    doc.getMap('edits').observe((event) => {
      for (const key of event.keysChanged) this.arrivals.set(key as string, Date.now());
    });
    doc.getMap('joined').set(`peer ${index}`, index);
  }

  joined(): number {
    return this.#doc.getMap('joined').size;
  }

  edits(): number {
    return this.#doc.getMap('edits').size;
  }

  edit(key: string): void {
    this.#doc.getMap('edits').set(key, 1);
  }
}
