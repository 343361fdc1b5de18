import { toBase64Url } from '../../src/base/bytes.ts';
import type { CellContent } from '../../src/notebook/notebook-app.ts';
import {
  readAllSharedCells,
  writeOrder,
  writeSharedCell,
} from '../../src/classroom/shared-cell-records.ts';
import type { NodePeer } from './node-peer.ts';

/** The id of the lesson's cell number `number`. */
function cellId(number: number): string {
  return toBase64Url(new Uint8Array(16).fill(number));
}

/** Shares cell `number` as the teacher's notebook does; resolves when the teacher's store has it. */
export async function shareCell(
  teacher: NodePeer,
  number: number,
  content: Partial<CellContent> = {},
  version = 1,
): Promise<void> {
  const { doc } = teacher.classDoc;
  const cell: CellContent = {
    cellType: 'code',
    source: `print(${number})`,
    outputs: [],
    attachments: {},
    ...content,
  };
  doc.transact(() => {
    const rest = {
      notebook: 'Lesson',
      version,
      at: 1_000 + number,
      by: teacher.replica.self,
      withdrawn: false,
      live: false,
      withOutputs: true,
    };
    writeSharedCell(doc, { id: cellId(number), content: cell, ...rest });
    writeOrder(doc, new Map([[cellId(number), number]]));
  });
  await teacher.classDoc.flush();
}

/** The shared cells as this peer sees them, in their order; throws where one cannot be read. */
export function sharedSources(peer: NodePeer): string[] {
  return sharedContents(peer).map(({ source }) => source);
}

/** The same with outputs and all. */
export function sharedContents(peer: NodePeer): CellContent[] {
  const unreadable = (id: string): never => {
    throw new Error(`cell ${id} cannot be read`);
  };
  const sources = [{ doc: peer.classDoc.doc, group: null }];
  return readAllSharedCells(sources, unreadable).map(({ content }) => content);
}
