import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ClassSession } from '../../classroom/class-session.ts';
import type { ClassState } from '../../classroom/class-state.ts';
import { controls } from '../controls.css.ts';
import { classMessages } from '../class-messages.ts';
import { Observed } from '../observed.ts';
import { numberWithinNotebooks } from './cell-numbers.ts';
import './lectern-shared-cell.ts';

const words = classMessages.cells;

/** The list "Shared cells": what the teacher shares, and how the own copies stand to it. */
export class LecternSharedCells extends LitElement {
  static override styles = [
    controls,
    css`
      li {
        border-bottom: 1px solid var(--lc-line);
      }
      .empty {
        display: grid;
        gap: 0.35rem;
        padding: 2.5rem 1.5rem;
        text-align: center;
        text-wrap: balance;
      }
      .empty strong {
        font-weight: 600;
      }
    `,
  ];
  static override properties = { session: { attribute: false }, busy: { state: true } };

  declare session: ClassSession | null;
  /** Ids of cells whose command is under way. */
  declare busy: ReadonlySet<string>;

  readonly #state = new Observed<ClassState>(this, () => this.session?.state ?? null);

  constructor() {
    super();
    this.session = null;
    this.busy = new Set();
  }

  override render(): TemplateResult | typeof nothing {
    const state = this.#state.value;
    if (state === null) return nothing;
    const teaches = (state.role === 'owner' || state.role === 'teacher') && !state.closed;
    const numbers = numberWithinNotebooks(state.cells);
    return html`${
        state.cells.length === 0
          ? html`<div class="empty">
              <strong>${teaches ? words.emptyTeacher : words.emptyStudent}</strong>
              <span class="muted"
                >${teaches ? words.emptyTeacherHint : words.emptyStudentHint}</span
              >
            </div>`
          : nothing
      }
      <ul role="list" aria-label=${words.list} ?hidden=${state.cells.length === 0}>
        ${repeat(
          state.cells,
          ({ id }) => id,
          (item, index) =>
            html`<li>
              <lectern-shared-cell
                .item=${item}
                .number=${numbers[index] ?? index + 1}
                .teaches=${teaches}
                .busy=${this.busy.has(item.id)}
                @look=${() => this.session?.look(item.id)}
                @sync=${() => this.#sync(item.id)}
                @withdraw=${() => this.#during(item.id, () => this.session?.withdraw(item.id))}
              ></lectern-shared-cell>
            </li>`,
        )}
      </ul>`;
  }

  async #sync(id: string): Promise<void> {
    await this.#during(id, () => this.session?.sync(id));
  }

  async #during(id: string, task: () => Promise<unknown> | undefined): Promise<void> {
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
