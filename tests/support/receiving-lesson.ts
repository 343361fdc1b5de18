import * as Y from 'yjs';
import { toBase64Url } from '../../src/base/bytes.ts';
import { ObservableValue } from '../../src/base/observable.ts';
import { secureRandom } from '../../src/base/random.ts';
import { LookedAtCells } from '../../src/classroom/looked-at.ts';
import type { SharedCellItem } from '../../src/classroom/class-state.ts';
import { ClassCopySides } from '../../src/classroom/copy-sides.ts';
import { Notices } from '../../src/classroom/notices.ts';
import { projectItems } from '../../src/classroom/shared-cell-items.ts';
import {
  readAllSharedCells,
  withdrawSharedCell,
  writeOrder,
  writeSharedCell,
  type ParsedCells,
} from '../../src/classroom/shared-cell-records.ts';
import type { SyncAnswer } from '../../src/classroom/sync-question.ts';
import { Syncing } from '../../src/classroom/syncing.ts';
import type { CellContent, NotebookApp } from '../../src/notebook/notebook-app.ts';
import type { ClassId, KeyId } from '../../src/protocol/ids.ts';
import { looseDocument } from './loose-document.ts';
import { MemoryNotebookApp } from './memory-notebook-app.ts';

const classId = toBase64Url(new Uint8Array(32)) as ClassId;
const teacherId = toBase64Url(new Uint8Array(32).fill(1)) as KeyId;

/** The id of the shared cell number `number`. */
export function sharedId(number: number): string {
  return toBase64Url(new Uint8Array(16).fill(number));
}

/** A student with a notebook in memory, beside a document that the test fills as a teacher does. */
export class ReceivingLesson {
  readonly app = new MemoryNotebookApp();
  readonly notebook = new ObservableValue<NotebookApp | null>(this.app);
  readonly notices = new Notices();
  readonly profile = looseDocument('profile:x');
  readonly looked = new LookedAtCells({ current: this.profile, all: [this.profile] });
  readonly syncing: Syncing;
  readonly sides: ClassCopySides;
  readonly #doc = new Y.Doc();
  readonly #parsed: ParsedCells = new WeakMap();

  constructor() {
    this.syncing = new Syncing({
      classId,
      records: () => this.#records(),
      looked: this.looked,
      notebook: this.notebook,
      notices: this.notices,
      random: secureRandom,
    });
    this.sides = new ClassCopySides({
      classId,
      records: () => this.#records(),
      notebook: this.notebook,
      sync: (id, copy) => void this.syncing.sync(id, 'replace', copy),
    });
  }

  /** Shares a version of cell `number`, the next one unless said otherwise. */
  share(number: number, source: string, more: Partial<CellContent> = {}): void {
    const id = sharedId(number);
    const before = this.#records().find((record) => record.id === id);
    writeSharedCell(this.#doc, {
      id,
      content: { cellType: 'code', source, outputs: [], attachments: {}, ...more },
      notebook: 'Lesson',
      version: (before?.version ?? 0) + 1,
      at: 1_000,
      by: teacherId,
      withdrawn: false,
      live: false,
      withOutputs: true,
    });
    writeOrder(this.#doc, new Map([[id, number]]));
  }

  withdraw(number: number): void {
    withdrawSharedCell(this.#doc, sharedId(number), 2_000);
  }

  items(): SharedCellItem[] {
    this.sides.refresh();
    return projectItems({
      records: this.#records(),
      authority: { members: new Map(), waiting: [], removed: [], closed: false, admission: null },
      copies: this.sides.copies,
      looked: this.looked,
    });
  }

  item(number: number): SharedCellItem {
    const item = this.items().find(({ id }) => id === sharedId(number));
    if (item === undefined) throw new Error(`cell ${number} is not in the list`);
    return item;
  }

  /** Syncs cell `number`, and answers what is asked. */
  sync(number: number, answer?: SyncAnswer | null): Promise<void> {
    return this.answering(() => this.syncing.sync(sharedId(number)), answer);
  }

  /** Gives a command, and answers what it asks; throws where no answer was given. */
  async answering(command: () => Promise<void>, answer?: SyncAnswer | null): Promise<void> {
    const end = this.syncing.question.subscribe((question) => {
      if (question === null) return;
      if (answer === undefined) throw new Error(`asked: ${JSON.stringify(question)}`);
      queueMicrotask(() => this.syncing.answer(answer));
    });
    await command();
    end();
  }

  #records() {
    const unreadable = (id: string): never => {
      throw new Error(`cell ${id} cannot be read`);
    };
    return readAllSharedCells([{ doc: this.#doc, group: null }], unreadable, this.#parsed);
  }
}
