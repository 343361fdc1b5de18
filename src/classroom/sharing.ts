import { toBase64Url } from '../base/bytes.ts';
import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import type { Observable } from '../base/observable.ts';
import type { RandomBytes } from '../base/random.ts';
import type { Unsubscribe } from '../base/unsubscribe.ts';
import type {
  CellActions,
  CellRef,
  CellSharing,
  CellSnapshot,
  NotebookApp,
  ShareGroup,
  SharingChoices,
} from '../notebook/notebook-app.ts';
import type { ClassId, KeyId } from '../protocol/ids.ts';
import { cellDigest } from './cell-content.ts';
import { MARK_KEY } from './cell-mark.ts';
import type { CellPlaces } from './cell-places.ts';
import { readSettings } from './class-settings.ts';
import { DeletedCells } from './deleted-cells.ts';
import { LiveSharing } from './live-sharing.ts';
import type { Notices } from './notices.ts';
import { OriginalCells, type Original } from './original-cells.ts';
import { withOriginalMark, type OriginalMark } from './original-mark.ts';
import { ShareWriter, type ShareWrite } from './share-writer.ts';
import type { PlacedCell } from './shared-cell-records.ts';
import { sameSharedContent, sharedContent } from './shared-content.ts';

export interface SharingOptions {
  readonly classId: ClassId;
  readonly self: KeyId;
  readonly places: CellPlaces;
  readonly notebook: Observable<NotebookApp | null>;
  readonly notices: Notices;
  readonly clock: Clock;
  readonly random: RandomBytes;
}

/** The teacher's side: shares cells of the open notebooks and keeps their order. Acts only while everybody's document is writable. */
export class Sharing implements CellActions {
  readonly #options: SharingOptions;
  readonly #originals: OriginalCells;
  readonly #writer: ShareWriter;
  readonly #live: LiveSharing;
  readonly #deleted: DeletedCells;
  readonly #changed = new Emitter<void>();
  readonly #ends: Unsubscribe[] = [];
  /** By cell as it is: what was found out about it and its record. Looking at hundreds of cells costs nothing then. */
  readonly #stale = new WeakMap<
    CellSnapshot,
    { readonly record: object; readonly stale: boolean }
  >();
  /** By shared cell: path of its notebook. */
  readonly #paths = new Map<string, string>();
  #endApp: Unsubscribe = () => undefined;

  constructor(options: SharingOptions) {
    const { classId, notebook, places, clock } = options;
    this.#options = options;
    this.#originals = new OriginalCells(classId, notebook);
    this.#writer = new ShareWriter(options);
    this.#live = new LiveSharing(clock, (id) => this.#shareById(id));
    this.#deleted = new DeletedCells(clock, {
      gone: (id) => this.#withdrawDeleted(id),
      back: ({ ref }) => this.share([ref]),
    });
    this.#ends.push(
      notebook.subscribe((app) => this.#attach(app)),
      places.everybody.writable.subscribe(() => this.#attach(notebook.value)),
    );
    this.#attach(notebook.value);
  }

  /** Tells the cell buttons to look again, after the documents changed. */
  refresh(): void {
    this.#changed.emit();
  }

  state(ref: CellRef): CellSharing | null {
    if (!this.#acts()) return null;
    const original = this.#originals.at(ref);
    const record = original && this.#options.places.find(original.mark.cell);
    const choices = this.#choices(original?.mark);
    if (!original || !record || record.withdrawn)
      return { shared: false, stale: false, ...choices };
    return { shared: true, stale: this.#isStale(original.cell, record), ...choices };
  }

  groups(): readonly ShareGroup[] {
    return this.#options.places.groups();
  }

  onChanged(listener: () => void): Unsubscribe {
    return this.#changed.on(listener);
  }

  toggleShare(ref: CellRef): void {
    if (this.state(ref)?.shared === true) this.withdraw([ref]);
    else this.share([ref]);
  }

  share(refs: readonly CellRef[], choices: Partial<SharingChoices> = {}): void {
    const app = this.#options.notebook.value;
    if (app === null || !this.#acts()) return;
    this.#originals.forget();
    const writes: ShareWrite[] = [];
    for (const ref of refs) {
      const cell = app.cell(ref);
      if (cell === null) continue;
      const mark = this.#originals.at(ref)?.mark;
      const chosen = { ...this.#choices(mark), ...choices };
      const content = sharedContent(cell, chosen.withOutputs);
      writes.push({ ref, mark: this.#mark(cell, mark, chosen), content, metadata: cell.metadata });
    }
    this.#write(app, writes);
  }

  withdraw(refs: readonly CellRef[]): void {
    this.#withdrawAll(refs.flatMap((ref) => this.#originals.at(ref)?.mark.cell ?? []));
  }

  choose(refs: readonly CellRef[], choices: Partial<SharingChoices>): void {
    const { notebook, places } = this.#options;
    const app = notebook.value;
    if (app === null || !this.#acts()) return;
    this.#originals.forget();
    const writes: ShareWrite[] = [];
    for (const ref of refs) {
      const cell = app.cell(ref);
      if (cell === null) continue;
      const before = this.#originals.at(ref)?.mark;
      const chosen = { ...this.#choices(before), ...choices };
      const mark = this.#mark(cell, before, chosen);
      const record = places.find(mark.cell);
      if (record === null || record.withdrawn) {
        app.setMetadata(
          ref,
          MARK_KEY,
          withOriginalMark(cell.metadata, this.#options.classId, mark),
        );
        continue;
      }
      // What was typed since stays here; the outputs of what is shared may be added.
      const now = sharedContent(cell, chosen.withOutputs);
      const same = now.source === record.content.source && now.cellType === record.content.cellType;
      const outputs = same ? now.outputs : chosen.withOutputs ? record.content.outputs : [];
      const content = choices.live === true ? now : { ...record.content, outputs };
      writes.push({ ref, mark, content, metadata: cell.metadata });
    }
    this.#write(app, writes);
  }

  /** Takes a shared cell back from the class; copies that students took stay theirs. */
  withdrawById(id: string): void {
    this.#withdrawAll([id]);
  }

  /** Takes back everything that is shared, of whatever notebook. */
  withdrawEverything(): void {
    this.#withdrawAll(this.#options.places.ids());
  }

  close(): void {
    for (const end of this.#ends) end();
    this.#deleted.close();
    this.#live.close();
    this.#endApp();
    this.#options.notebook.value?.setCellActions(null);
  }

  #attach(app: NotebookApp | null): void {
    this.#endApp();
    this.#endApp = () => undefined;
    this.#originals.forget();
    if (app === null) return;
    if (!this.#acts()) {
      this.#live.close();
      app.setCellActions(null);
      return;
    }
    app.setCellActions(this);
    const ends = [
      app.onCellsChanged(() => this.#look(app)),
      app.current.subscribe(() => this.#look(app)),
      app.onExecuted((cell) => this.#shareAfterRun(cell)),
    ];
    this.#endApp = () => {
      for (const end of ends) end();
    };
    this.#look(app);
  }

  #look(app: NotebookApp): void {
    this.#originals.forget();
    const originals = this.#originals.all();
    this.#deleted.look(app, originals);
    this.#writer.rename(originals.filter((original) => this.#moved(original)));
    this.#writer.keepOrder(originals);
    for (const { mark, cell } of originals) this.#followLive(mark, cell);
    this.#changed.emit();
  }

  /** Whether the cell was in another notebook, or its notebook had another name. */
  #moved({ mark, ref }: Original): boolean {
    const before = this.#paths.get(mark.cell);
    this.#paths.set(mark.cell, ref.path);
    return before !== undefined && before !== ref.path;
  }

  #followLive(mark: OriginalMark, cell: CellSnapshot): void {
    if (mark.choices.live !== true) return this.#live.ended(mark.cell);
    const record = this.#options.places.find(mark.cell);
    if (record === null || record.withdrawn) return this.#live.ended(mark.cell);
    const { cellType, source, attachments } = cell;
    const typed = { ...record.content, cellType, source, attachments };
    if (!sameSharedContent(typed, record.content)) this.#live.typed(mark.cell, source);
  }

  #shareAfterRun(cell: CellSnapshot): void {
    this.#originals.forget();
    const state = this.state(cell);
    if (state?.shared === true && (state.onRun || state.live)) this.share([cell]);
  }

  #shareById(id: string): void {
    this.#originals.forget();
    const original = this.#originals.all().find(({ mark }) => mark.cell === id);
    if (original !== undefined && this.state(original.ref)?.shared === true)
      this.share([original.ref]);
  }

  #withdrawDeleted(id: string): boolean {
    const record = this.#options.places.find(id);
    if (record === null || record.withdrawn || !this.#acts()) return false;
    this.#withdrawAll([id]);
    this.#options.notices.add('deleted-withdrawn', { notebook: record.notebook });
    return true;
  }

  #withdrawAll(ids: readonly string[]): void {
    if (!this.#acts()) return;
    for (const id of ids) this.#live.ended(id);
    this.#writer.withdraw(ids);
    this.#changed.emit();
  }

  #write(app: NotebookApp, writes: readonly ShareWrite[]): void {
    const { classId, notices } = this.#options;
    const plan = this.#writer.plan(writes);
    for (const { write, record, bytes } of plan.fit) {
      const mark = { ...write.mark, version: record.version };
      app.setMetadata(write.ref, MARK_KEY, withOriginalMark(write.metadata, classId, mark));
      if (record.live) this.#live.sent(record.id, record.content.source, bytes);
    }
    this.#originals.forget();
    // The place goes first: a cell is never seen in a wrong one.
    this.#writer.keepOrder(this.#originals.all(), plan);
    this.#writer.write(plan);
    if (plan.tooLarge > 0) notices.add('share-too-large');
    if (plan.homeless > 0) notices.add('share-group-gone');
    this.#changed.emit();
  }

  #mark(
    cell: CellSnapshot,
    before: OriginalMark | undefined,
    choices: SharingChoices,
  ): ShareWrite['mark'] {
    return {
      cell: before?.cell ?? toBase64Url(this.#options.random(16)),
      version: before?.version ?? 0,
      digest: cellDigest(cell),
      choices,
    };
  }

  #choices(mark: OriginalMark | undefined): SharingChoices {
    const { withOutputs, onRun } = readSettings(this.#options.places.everybody.doc).sharing;
    return { withOutputs, onRun, live: false, group: null, ...mark?.choices };
  }

  #isStale(cell: CellSnapshot, record: PlacedCell): boolean {
    const known = this.#stale.get(cell);
    if (known?.record === record.content) return known.stale;
    const stale = !sameSharedContent(sharedContent(cell, record.withOutputs), record.content);
    this.#stale.set(cell, { record: record.content, stale });
    return stale;
  }

  #acts(): boolean {
    return this.#options.places.everybody.writable.value;
  }
}
