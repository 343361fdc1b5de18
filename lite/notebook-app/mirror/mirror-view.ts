import { Widget } from '@lumino/widgets';
import type { Unsubscribe } from '../../../src/base/unsubscribe.ts';
import type { Mirror } from '../../../src/notebook/notebook-app.ts';
import { newId } from '../new-id.ts';
import { MirrorCellView, type MirrorParts } from './mirror-cell-view.ts';
import { speaks } from '../../../src/words/speaks.ts';
import { mirrorWords } from './mirror-words.ts';
import { TeacherScroll } from './teacher-scroll.ts';
import './mirror.css';

/** Cells that are made in one frame: a long notebook comes up from its beginning, and the page stays quick. */
const cellsPerFrame = 25;

/** A teacher's notebook beside the own one, as it is written. Ends with `dispose`, or when its tab is closed. */
export class MirrorView extends Widget {
  readonly #mirror: Mirror;
  readonly #parts: MirrorParts;
  readonly #views = new Map<string, MirrorCellView>();
  readonly #name = make('span', 'lectern-Mirror-name');
  readonly #standing = make('span', 'lectern-Mirror-standing');
  readonly #back = button(mirrorWords.back, () => this.#scroll.back());
  readonly #region = make('div', 'lectern-Mirror-region');
  readonly #cells = make('div', 'lectern-Mirror-cells');
  readonly #note = make('p', 'lectern-Mirror-note');
  readonly #scroll: TeacherScroll;
  readonly #ends: readonly Unsubscribe[];
  #frame = 0;

  constructor(mirror: Mirror, parts: MirrorParts) {
    super();
    this.#mirror = mirror;
    this.#parts = parts;
    this.id = `lectern-mirror-${newId()}`;
    this.addClass('lectern-Mirror');
    this.title.closable = true;
    const bar = make('div', 'lectern-Mirror-bar');
    speaks(bar);
    speaks(this.#note);
    this.#name.title = mirrorWords.hint;
    this.#standing.setAttribute('role', 'status');
    this.#back.hidden = true;
    bar.append(
      this.#name,
      this.#standing,
      this.#back,
      button(mirrorWords.stop, () => mirror.stop()),
    );
    this.#region.setAttribute('role', 'region');
    this.#region.tabIndex = 0;
    this.#region.append(this.#cells, this.#note);
    this.node.append(bar, this.#region);
    this.#scroll = new TeacherScroll(
      this.#region,
      () => this.#teacherCell()?.focus ?? null,
      (away) => {
        this.#back.hidden = !away;
      },
    );
    this.#ends = [
      mirror.state.subscribe(() => this.#draw()),
      mirror.place.subscribe(() => this.#enter()),
    ];
    this.#draw();
  }

  override dispose(): void {
    if (this.isDisposed) return;
    cancelAnimationFrame(this.#frame);
    for (const end of this.#ends) end();
    for (const view of this.#views.values()) view.dispose();
    this.#scroll.dispose();
    super.dispose();
  }

  protected override onAfterAttach(): void {
    this.#draw(); // what is drawn needs a place in the document
  }

  protected override onActivateRequest(): void {
    this.#region.focus();
  }

  protected override onCloseRequest(): void {
    this.dispose();
  }

  #draw(): void {
    const state = this.#mirror.state.value;
    const title = mirrorWords.title(state);
    this.title.label = title;
    this.title.caption = mirrorWords.hint;
    this.#region.ariaLabel = title;
    setText(this.#name, title);
    setText(this.#standing, mirrorWords.standing(state));
    this.node.dataset['standing'] = state.standing;
    const { cells, cellsLeft, standing, notebook } = state;
    const empty =
      standing === 'live' ? (notebook === '' ? mirrorWords.none : '') : mirrorWords[standing];
    const note = cells.length === 0 ? empty : cellsLeft > 0 ? mirrorWords.cellsLeft(cellsLeft) : '';
    setText(this.#note, note);
    this.#note.hidden = note === '';
    if (this.isAttached) this.#drawCells();
  }

  #drawCells(): void {
    cancelAnimationFrame(this.#frame);
    const { cells } = this.#mirror.state.value;
    const wanted = new Map(cells.map((cell) => [cell.id, cell]));
    for (const [id, view] of this.#views) {
      if (wanted.get(id)?.cellType === view.cellType) continue;
      view.dispose();
      this.#views.delete(id);
    }
    let made = 0;
    let before: ChildNode | null = this.#cells.firstChild;
    for (const [at, cell] of cells.entries()) {
      const known = this.#views.get(cell.id);
      if (known === undefined && ++made > cellsPerFrame) {
        this.#frame = requestAnimationFrame(() => this.#drawCells());
        break;
      }
      const view = known ?? new MirrorCellView(cell, this.#parts);
      if (view.node === before) before = before.nextSibling;
      else this.#cells.insertBefore(view.node, before);
      view.place(at + 1);
      if (known === undefined) {
        this.#views.set(cell.id, view);
        view.draw();
      } else view.update(cell);
    }
    this.#enter();
  }

  #enter(): void {
    const place = this.#mirror.place.value;
    for (const [id, view] of this.#views)
      view.enter(id === place?.cell ? place.selection : undefined);
    this.#scroll.follow();
  }

  #teacherCell(): MirrorCellView | null {
    return this.#views.get(this.#mirror.place.value?.cell ?? '') ?? null;
  }
}

function make(tag: string, className: string): HTMLElement {
  const node = document.createElement(tag);
  node.className = className;
  return node;
}

function button(label: string, press: () => void): HTMLButtonElement {
  const made = document.createElement('button');
  made.type = 'button';
  made.textContent = label;
  made.addEventListener('click', press);
  return made;
}

/** A status that says the same again is read out again: only what changed is written. */
function setText(node: HTMLElement, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}
