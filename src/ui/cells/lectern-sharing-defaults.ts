import { css, html, LitElement, type TemplateResult } from 'lit';
import type { ClassSession } from '../../classroom/class-session.ts';
import type { ClassState } from '../../classroom/class-state.ts';
import { classMessages } from '../class-messages.ts';
import { controls } from '../controls.css.ts';
import { Observed } from '../observed.ts';

const words = classMessages.sharing;

/** For teachers, above the list "Shared cells": how new cells are shared, and "Withdraw all". */
export class LecternSharingDefaults extends LitElement {
  static override styles = [
    controls,
    css`
      fieldset {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.35rem 0.9rem;
        margin: 0;
        padding: 0.5rem 0.85rem;
        border: 0;
        border-bottom: 1px solid var(--lc-line);
        font-size: 0.8125rem;
      }
      legend {
        float: inline-start;
        width: 100%;
        padding: 0;
        font-weight: 650;
      }
      label {
        display: inline-flex;
        align-items: center;
        gap: 0.35rem;
        min-height: 1.5rem;
      }
      input {
        width: 1rem;
        min-height: 1rem;
        margin: 0;
        accent-color: var(--lc-accent);
      }
      button {
        margin-inline-start: auto;
      }
    `,
  ];
  static override properties = {
    session: { attribute: false },
    asks: { state: true },
  };

  declare session: ClassSession | null;
  /** "Withdraw all" was pressed once. */
  declare asks: boolean;

  readonly #state = new Observed<ClassState>(this, () => this.session?.state ?? null);

  constructor() {
    super();
    this.session = null;
    this.asks = false;
  }

  override render(): TemplateResult {
    const state = this.#state.value;
    const sharing = state?.sharing ?? { withOutputs: true, onRun: true };
    const box = (name: 'withOutputs' | 'onRun'): TemplateResult =>
      html`<label>
        <input
          type="checkbox"
          .checked=${sharing[name]}
          @change=${(event: Event) =>
            void this.session?.setSharingDefaults({
              ...sharing,
              [name]: (event.target as HTMLInputElement).checked,
            })}
        />${words[name]}
      </label>`;
    return html`<fieldset>
      <legend>${words.legend}</legend>
      ${box('withOutputs')} ${box('onRun')}
      ${
        (state?.cells.length ?? 0) === 0
          ? ''
          : html`<button
              class="small"
              @click=${this.#withdraw}
              @blur=${() => {
                this.asks = false;
              }}
            >
              ${this.asks ? words.withdrawSure(state?.cells.length ?? 0) : words.withdrawAll}
            </button>`
      }
    </fieldset>`;
  }

  #withdraw(): void {
    if (this.asks) void this.session?.withdrawEverything();
    this.asks = !this.asks;
  }
}

customElements.define('lectern-sharing-defaults', LecternSharingDefaults);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-sharing-defaults': LecternSharingDefaults;
  }
}
