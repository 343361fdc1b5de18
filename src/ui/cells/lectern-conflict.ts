import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { SharedCellItem, SyncChoice } from '../../classroom/class-state.ts';
import { controls, dialogs } from '../controls.css.ts';
import { classMessages } from '../class-messages.ts';
import './lectern-difference.ts';

const words = classMessages.conflict;

/** The dialog that asks what to do where a person changed their copy of a shared cell. */
export class LecternConflict extends LitElement {
  static override styles = [
    controls,
    dialogs,
    css`
      dialog {
        --dialog-width: 42rem;
      }
      .body {
        min-width: 0;
      }
    `,
  ];
  static override properties = { item: { state: true } };

  declare item: SharedCellItem | null;
  #answer: ((choice: SyncChoice | null) => void) | null = null;

  constructor() {
    super();
    this.item = null;
  }

  /** Opens the dialog and resolves with the choice, or null where the person turned away from it. */
  async ask(item: SharedCellItem): Promise<SyncChoice | null> {
    this.#settle(null);
    this.item = item;
    await this.updateComplete;
    this.#dialog()?.showModal();
    return new Promise((resolve) => {
      this.#answer = resolve;
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#settle(null);
  }

  override render(): TemplateResult {
    const { item } = this;
    return html`<dialog aria-labelledby="title" @close=${() => this.#settle(null)}>
      <div class="body">
        <h2 id="title">${words.title}</h2>
        <p class="muted">${words.what}</p>
        ${
          item === null
            ? nothing
            : html`<lectern-difference
                .mine=${item.copy?.source ?? null}
                .shared=${item}
              ></lectern-difference>`
        }
        <footer>
          <button @click=${() => this.#settle('replace')}>${words.replace}</button>
          <button @click=${() => this.#settle('insert')}>${words.insert}</button>
          <button class="primary" autofocus @click=${() => this.#settle('keep')}>
            ${words.keep}
          </button>
        </footer>
      </div>
    </dialog>`;
  }

  #settle(choice: SyncChoice | null): void {
    const answer = this.#answer;
    this.#answer = null;
    if (this.#dialog()?.open === true) this.#dialog()?.close();
    this.item = null;
    answer?.(choice);
  }

  #dialog(): HTMLDialogElement | null {
    return this.renderRoot?.querySelector('dialog') ?? null;
  }
}

customElements.define('lectern-conflict', LecternConflict);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-conflict': LecternConflict;
  }
}
