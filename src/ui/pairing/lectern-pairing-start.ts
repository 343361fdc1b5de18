import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { PairingFault } from '../../classroom/pairing.ts';
import { controls, dialogs } from '../controls.css.ts';
import { icon } from '../icons.ts';
import { messages } from '../messages.ts';
import './lectern-code-reader.ts';
import { pairingMessages as words } from './pairing-messages.ts';
import { pairingStyle } from './pairing.css.ts';

/** The start screen's dialog "Join without the internet": reads the code of somebody in the class. Open with `show`. */
export class LecternPairingStart extends LitElement {
  static override styles = [controls, dialogs, pairingStyle];
  static override properties = { opened: { state: true }, fault: { state: true } };

  declare opened: boolean;
  declare fault: PairingFault | null;

  /** Takes what was read; returns what is wrong with it, or null where it goes on from there. */
  take: (text: string) => PairingFault | null = () => null;

  constructor() {
    super();
    this.opened = false;
    this.fault = null;
  }

  /** Opens the dialog; `fault` is about a code that was read before. */
  async show(fault: PairingFault | null): Promise<void> {
    this.fault = fault;
    this.opened = true;
    await this.updateComplete;
    const dialog = this.renderRoot.querySelector('dialog');
    if (dialog?.open === false) dialog.showModal();
  }

  override render(): TemplateResult {
    return html`<dialog class="start" aria-labelledby="title" @close=${() => (this.opened = false)}>
      ${
        this.opened
          ? html`<div class="body">
              <header>
                <h2 id="title">${words.titleStart}</h2>
                <button
                  class="quiet square"
                  aria-label=${messages.close}
                  title=${messages.close}
                  @click=${this.#close}
                >
                  ${icon('close')}
                </button>
              </header>
              <p class="muted">${words.introStart}</p>
              <lectern-code-reader
                .fault=${this.fault === null ? null : words.faults[this.fault]}
                @lectern-code-read=${this.#read}
              ></lectern-code-reader>
            </div>`
          : nothing
      }
    </dialog>`;
  }

  #read({ detail }: CustomEvent<string>): void {
    if (!this.opened) return;
    this.fault = this.take(detail);
    if (this.fault === null) this.#close();
  }

  #close(): void {
    this.renderRoot.querySelector('dialog')?.close();
  }
}

customElements.define('lectern-pairing-start', LecternPairingStart);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-pairing-start': LecternPairingStart;
  }
}
