import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { ClassSession } from '../../classroom/class-session.ts';
import { controls, dialogs } from '../controls.css.ts';
import { classMessages } from '../class-messages.ts';
import { messages } from '../messages.ts';

const words = classMessages.end;

/** The dialogs behind "End lesson": ending the lesson, and for the owner closing the class for ever. Open with `show`. */
export class LecternEndLesson extends LitElement {
  static override styles = [
    controls,
    dialogs,
    css`
      footer .far {
        margin-inline-end: auto;
      }
      @media (max-width: 28rem) {
        footer .far {
          order: 1;
          flex-basis: 100%;
        }
      }
      .never {
        color: var(--lc-danger-text);
      }
    `,
  ];
  static override properties = { session: { attribute: false }, step: { state: true } };

  declare session: ClassSession | null;
  declare step: 'end' | 'close';

  constructor() {
    super();
    this.session = null;
    this.step = 'end';
  }

  /** Opens the dialog at its first question. */
  show(): void {
    this.step = 'end';
    this.#dialog()?.showModal();
  }

  override render(): TemplateResult {
    return html`<dialog aria-labelledby="title">
      <div class="body">${this.step === 'end' ? this.#end() : this.#closeForEver()}</div>
    </dialog>`;
  }

  #end(): TemplateResult {
    return html`<h2 id="title">${words.title}</h2>
      <p>${words.what}</p>
      <p>${words.stays}</p>
      <footer>
        ${
          this.session?.state.value.role === 'owner'
            ? html`<button class="quiet far" @click=${this.#askAgain}>${words.forEver}</button>`
            : nothing
        }
        <button @click=${this.#cancel}>${messages.cancel}</button>
        <button
          class="primary"
          autofocus
          @click=${() => this.#run((session) => session.endLesson())}
        >
          ${words.submit}
        </button>
      </footer>`;
  }

  #closeForEver(): TemplateResult {
    return html`<h2 id="title">${words.closeTitle}</h2>
      <p>${words.closeWhat(this.session?.state.value.name ?? '')}</p>
      <p class="never"><strong>${words.closeNoUndo}</strong></p>
      <footer>
        <button id="cancel" @click=${this.#cancel}>${messages.cancel}</button>
        <button class="danger" @click=${() => this.#run((session) => session.closeClass())}>
          ${words.closeSubmit}
        </button>
      </footer>`;
  }

  async #askAgain(): Promise<void> {
    this.step = 'close';
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('#cancel')?.focus();
  }

  #cancel(): void {
    this.#dialog()?.close();
  }

  #run(command: (session: ClassSession) => Promise<void>): void {
    this.#dialog()?.close();
    if (this.session !== null) void command(this.session);
  }

  #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector('dialog');
  }
}

customElements.define('lectern-end-lesson', LecternEndLesson);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-end-lesson': LecternEndLesson;
  }
}
