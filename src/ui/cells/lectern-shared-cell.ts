import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { SharedCellItem } from '../../classroom/class-state.ts';
import { controls } from '../controls.css.ts';
import { icon } from '../icons.ts';
import { classMessages } from '../class-messages.ts';
import { codeStyle, codeView } from './code-view.ts';
import '../lectern-action-menu.ts';
import './lectern-cell-preview.ts';
import { sharedCellStyle } from './shared-cell.css.ts';

const words = classMessages.cells;

/**
 * One item of the list "Shared cells". Fires `look` when the preview opens, `sync`, `withdraw`, `insert` (a further
 * copy) and `take` (into a new notebook) when their buttons are pressed; none of them bubbles.
 */
export class LecternSharedCell extends LitElement {
  static override styles = [controls, codeStyle, sharedCellStyle];
  static override properties = {
    item: { attribute: false },
    number: { attribute: false },
    teaches: { attribute: false },
    busy: { attribute: false },
    open: { state: true },
  };

  declare item: SharedCellItem | null;
  /** Place among the shared cells of its notebook, from 1. */
  declare number: number;
  /** Shows the teacher's buttons. */
  declare teaches: boolean;
  /** A command for this cell is under way. */
  declare busy: boolean;
  declare open: boolean;

  constructor() {
    super();
    this.item = null;
    this.number = 1;
    this.teaches = false;
    this.busy = false;
    this.open = false;
  }

  /** A version that comes in while its preview is open and visible is seen by that. */
  protected override updated(): void {
    if (this.open && this.item?.fresh === true && this.getClientRects().length > 0)
      this.#fire('look');
  }

  override render(): TemplateResult | typeof nothing {
    const { item } = this;
    if (item === null) return nothing;
    const name = words.cellOf(this.number, item.notebook);
    return html`<article class=${item.fresh ? 'fresh' : ''} aria-labelledby="name">
      <div class="line">
        <h3 id="name" class="cut" dir="auto" title=${name}>
          ${words.cell(this.number)} <span class="muted">${item.notebook}</span>
        </h3>
        ${this.#chips(item)}
      </div>
      ${item.withdrawn ? nothing : this.open ? this.#preview(item, name) : codeView(item, 3)}
      ${item.withdrawn ? nothing : this.#buttons(item)}
    </article>`;
  }

  #chips(item: SharedCellItem): TemplateResult {
    const chip = (kind: string, text: string): TemplateResult =>
      html`<span class="chip ${kind}">${text}</span>`;
    const newer = item.state === 'newer' || item.state === 'conflict';
    return html`<span class="chips">
      ${item.withdrawn ? chip('', words.withdrawn) : nothing}
      ${this.teaches && !item.withdrawn ? chip('', words.shared(item.version)) : nothing}
      ${!this.teaches && item.fresh && !newer && !item.withdrawn ? chip('new', words.fresh) : nothing}
      ${newer && !item.withdrawn ? chip('new', words.states.newer) : nothing}
      ${item.state === 'changed' || item.state === 'conflict' ? chip('changed', words.states.changed) : nothing}
      ${item.state === 'current' ? html`<span class="chip done">${icon('check')}${words.states.current}</span>` : nothing}
    </span>`;
  }

  #buttons(item: SharedCellItem): TemplateResult {
    const nothingToDo = item.state === 'current';
    return html`<div class="buttons">
      <button
        class="small quiet"
        aria-expanded=${this.open ? 'true' : 'false'}
        aria-controls="preview"
        aria-describedby="name"
        @click=${this.#toggle}
      >
        ${icon('preview')}${words.preview}
      </button>
      ${
        this.teaches
          ? html`<button
              class="small"
              aria-describedby="name"
              aria-disabled=${this.busy ? 'true' : 'false'}
              @click=${() => this.#fire('withdraw')}
            >
              ${words.withdraw}
            </button>`
          : html`<button
                class="small ${nothingToDo || item.state === 'changed' ? '' : 'primary'}"
                aria-describedby="name"
                aria-disabled=${this.busy || nothingToDo ? 'true' : 'false'}
                title=${nothingToDo ? words.syncCurrent : nothing}
                @click=${() => {
                  if (!nothingToDo) this.#fire('sync');
                }}
              >
                ${this.busy ? html`<span class="spinner"></span>` : icon('sync')}${words.sync}
              </button>
              <lectern-action-menu
                .label=${words.options(words.cellOf(this.number, item.notebook))}
                .actions=${[
                  { label: words.insert, run: () => this.#fire('insert') },
                  { label: words.intoNotebook, run: () => this.#fire('take') },
                ]}
              ></lectern-action-menu>`
      }
    </div>`;
  }

  #preview(item: SharedCellItem, name: string): TemplateResult {
    return html`<section id="preview" aria-label=${words.previewOf(name)}>
      <lectern-cell-preview .item=${item}></lectern-cell-preview>
    </section>`;
  }

  #toggle(): void {
    this.open = !this.open;
    // `updated` looks at what is fresh; the class is told of every look, fresh or not.
    if (this.open && this.item?.fresh === false) this.#fire('look');
  }

  #fire(name: 'look' | 'sync' | 'insert' | 'take' | 'withdraw'): void {
    if (name === 'look' || !this.busy) this.dispatchEvent(new Event(name));
  }
}

customElements.define('lectern-shared-cell', LecternSharedCell);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-shared-cell': LecternSharedCell;
  }
}
