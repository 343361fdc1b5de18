import { css, html, LitElement, type TemplateResult } from 'lit';
import { controls } from '../controls.css.ts';
import { accessMessages as words } from './access-messages.ts';

/**
 * The first stop of the Tab key in a class: past the class bar into the notebook. Seen while it has the focus. Fires
 * `lectern-to-notebook` (bubbles, composed) when pressed.
 */
export class LecternSkipLink extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        position: fixed;
        z-index: 2500;
        inset-block-start: 0.25rem;
        inset-inline-start: 0.25rem;
      }
      button {
        background: var(--lc-surface);
        box-shadow: var(--lc-shadow-high);
      }
      :host(:not(:focus-within)) button {
        position: absolute;
        width: 1px;
        min-height: 1px;
        height: 1px;
        padding: 0;
        border: 0;
        overflow: hidden;
        clip-path: inset(50%);
        white-space: nowrap;
      }
    `,
  ];

  override render(): TemplateResult {
    return html`<button aria-describedby="hint" @click=${this.#go}>${words.toNotebook}</button>
      <span hidden id="hint">${words.toNotebookHint}</span>`;
  }

  #go(): void {
    this.dispatchEvent(new CustomEvent('lectern-to-notebook', { bubbles: true, composed: true }));
  }
}

customElements.define('lectern-skip-link', LecternSkipLink);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-skip-link': LecternSkipLink;
  }
  interface HTMLElementEventMap {
    'lectern-to-notebook': CustomEvent;
  }
}
