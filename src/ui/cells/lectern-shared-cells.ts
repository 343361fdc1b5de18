import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ClassSession } from '../../classroom/class-session.ts';
import type { ClassState, SharedCellItem } from '../../classroom/class-state.ts';
import { isToTake } from '../../classroom/to-take.ts';
import { controls } from '../controls.css.ts';
import { classMessages } from '../class-messages.ts';
import { icon } from '../icons.ts';
import '../lectern-action-menu.ts';
import { Observed } from '../observed.ts';
import { listedCells, type ListedCell } from './cell-sections.ts';
import './lectern-hover-card.ts';
import './lectern-shared-cell.ts';
import './lectern-python-rules.ts';
import './lectern-sharing-defaults.ts';
import { sharedCellsStyle } from './shared-cells.css.ts';

const words = classMessages.cells;

/** Name under which all of "Sync all new" is busy; no shared cell has it. */
const ALL = 'all';

/** The list "Shared cells": what the teacher shares, and how the own copies stand to it. */
export class LecternSharedCells extends LitElement {
  static override styles = [controls, sharedCellsStyle];
  static override properties = {
    session: { attribute: false },
    busy: { state: true },
    search: { state: true },
  };

  declare session: ClassSession | null;
  /** Ids of cells whose command is under way. */
  declare busy: ReadonlySet<string>;
  declare search: string;

  readonly #state = new Observed<ClassState>(this, () => this.session?.state ?? null);

  constructor() {
    super();
    this.session = null;
    this.busy = new Set();
    this.search = '';
  }

  override render(): TemplateResult | typeof nothing {
    const state = this.#state.value;
    if (state === null) return nothing;
    const teaches = (state.role === 'owner' || state.role === 'teacher') && !state.closed;
    const empty = state.cells.length === 0;
    const listed = listedCells(state.cells, this.search);
    return html`${
        teaches
          ? html`<lectern-sharing-defaults .session=${this.session}></lectern-sharing-defaults>`
          : nothing
      }
      <lectern-python-rules .session=${this.session}></lectern-python-rules>
      ${empty ? this.#empty(teaches) : this.#tools(state, listed, teaches)}
      <p class="hidden-text" role="status">
        ${this.search.trim() === '' || empty ? '' : listed.length === 0 ? words.nothingFound : words.found(listed.length)}
      </p>
      ${
        listed.length === 0 && !empty
          ? html`<p class="empty muted" aria-hidden="true">${words.nothingFound}</p>`
          : nothing
      }
      <ul role="list" aria-label=${words.list} ?hidden=${listed.length === 0}>
        ${repeat(
          listed,
          ({ item }) => item.id,
          (cell) => this.#cell(cell, listed, teaches),
        )}
      </ul>
      <lectern-hover-card></lectern-hover-card>`;
  }

  #empty(teaches: boolean): TemplateResult {
    return html`<div class="empty">
      <strong>${teaches ? words.emptyTeacher : words.emptyStudent}</strong>
      <span class="muted">${teaches ? words.emptyTeacherHint : words.emptyStudentHint}</span>
    </div>`;
  }

  #tools(state: ClassState, listed: readonly ListedCell[], teaches: boolean): TemplateResult {
    const fresh = state.cells.filter(isToTake).length;
    return html`<div class="tools">
      <input
        type="search"
        aria-label=${words.search}
        placeholder=${words.search}
        .value=${this.search}
        @input=${(event: InputEvent) => {
          this.search = (event.target as HTMLInputElement).value;
        }}
      />
      ${
        teaches
          ? nothing
          : html`<div class="all">
              <button
                class="small ${fresh > 0 ? 'primary' : ''}"
                aria-disabled=${fresh === 0 || this.busy.has(ALL) ? 'true' : 'false'}
                title=${fresh === 0 ? words.syncAllNone : nothing}
                @click=${() => fresh > 0 && this.#syncAll()}
              >
                ${this.busy.has(ALL) ? html`<span class="spinner"></span>` : icon('sync')}
                ${words.syncAll}${fresh > 0 ? html` <span class="count">${fresh}</span>` : nothing}
              </button>
              <lectern-action-menu
                .label=${words.moreSync}
                .actions=${[
                  {
                    label: words.insertAll,
                    run: () => this.#during(ALL, () => this.session?.syncAll('insert')),
                  },
                  {
                    label: words.allIntoNotebook,
                    run: () => this.#take(listed.map(({ item }) => item)),
                  },
                ]}
              ></lectern-action-menu>
            </div>`
      }
    </div>`;
  }

  #cell(
    { item, number, heads }: ListedCell,
    listed: readonly ListedCell[],
    teaches: boolean,
  ): TemplateResult {
    return html`<li
      @pointerenter=${(event: PointerEvent) => this.#rest(event, item)}
      @pointerleave=${() => this.#card()?.leave()}
      @focusin=${(event: FocusEvent) => this.#rest(event, item)}
      @click=${() => this.#card()?.hide()}
      @focusout=${() => this.#card()?.leave()}
      @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && this.#card()?.hide()}
    >
      ${heads > 0 ? this.#heading(item, heads, listed, teaches) : nothing}
      <lectern-shared-cell
        .item=${item}
        .number=${number}
        .teaches=${teaches}
        .busy=${this.busy.has(item.id)}
        @look=${() => this.session?.look(item.id)}
        @sync=${() => this.#during(item.id, () => this.session?.sync(item.id))}
        @insert=${() => this.#during(item.id, () => this.session?.sync(item.id, 'insert'))}
        @take=${() => this.#take([item])}
        @withdraw=${() => this.#during(item.id, () => this.session?.withdraw(item.id))}
      ></lectern-shared-cell>
    </li>`;
  }

  #heading(
    { notebook, group }: SharedCellItem,
    count: number,
    listed: readonly ListedCell[],
    teaches: boolean,
  ): TemplateResult {
    const own = listed
      .map(({ item }) => item)
      .filter((item) => item.notebook === notebook && item.group?.id === group?.id);
    return html`<div class="heading">
      <h2 class="cut" dir="auto" title=${notebook}>${notebook}</h2>
      ${group === null ? nothing : html`<span class="group cut">${words.forGroup(group.name)}</span>`}
      <span class="muted">${words.found(count)}</span>
      ${
        teaches
          ? nothing
          : html`<lectern-action-menu
              .label=${words.notebookOptions(notebook)}
              .actions=${[{ label: words.intoNotebook, run: () => this.#take(own) }]}
            ></lectern-action-menu>`
      }
    </div>`;
  }

  #syncAll(): void {
    void this.#during(ALL, () => this.session?.syncAll());
  }

  #take(items: readonly SharedCellItem[]): void {
    const ids = items.map(({ id }) => id);
    void this.#during(ALL, () => this.session?.takeIntoNotebook(ids));
  }

  /** Shows the card of a cell whose own preview is closed: for the pointer, and for the focus where it is seen. */
  #rest(event: Event, item: SharedCellItem): void {
    const place = event.currentTarget;
    if (!(place instanceof HTMLElement) || item.withdrawn) return;
    const [focused] = event.composedPath();
    if (
      event.type === 'focusin' &&
      !(focused instanceof Element && focused.matches(':focus-visible'))
    )
      return;
    if (place.querySelector('lectern-shared-cell')?.open === true) return this.#card()?.hide();
    this.#card()?.rest(item, place);
  }

  #card() {
    return this.renderRoot.querySelector('lectern-hover-card');
  }

  async #during(id: string, task: () => Promise<unknown> | undefined): Promise<void> {
    if (this.busy.has(id)) return;
    this.#card()?.hide();
    this.busy = new Set([...this.busy, id]);
    try {
      await task();
    } finally {
      this.busy = new Set([...this.busy].filter((other) => other !== id));
    }
  }
}

customElements.define('lectern-shared-cells', LecternSharedCells);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-shared-cells': LecternSharedCells;
  }
}
