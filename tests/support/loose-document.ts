import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { ObservableValue } from '../../src/base/observable.ts';
import type { DocumentHandle } from '../../src/sync/document-handle.ts';
import type { DocId } from '../../src/protocol/ids.ts';

/** A document handle with no class behind it, for what only reads and writes its Y.Doc. */
export function looseDocument(id: string, writable = true, doc = new Y.Doc()): DocumentHandle {
  return {
    id: id as DocId,
    doc,
    awareness: new Awareness(doc),
    writable: new ObservableValue(writable),
    synced: new ObservableValue(false),
    status: new ObservableValue({ saved: true, waiting: 0 }),
    onReset: () => () => undefined,
    onRefused: () => () => undefined,
    flush: () => Promise.resolve(),
  };
}
