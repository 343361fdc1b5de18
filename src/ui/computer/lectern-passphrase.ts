import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { Computer, ComputerState } from '../../classroom/computer.ts';
import { controls, dialogs } from '../controls.css.ts';
import { messages } from '../messages.ts';
import { Observed } from '../observed.ts';
import { problemNote, problemNoteStyle } from '../problem-note.ts';
import { textField } from '../text-field.ts';
import { computerMessages } from './computer-messages.ts';
import { MIN_PASSPHRASE } from './min-passphrase.ts';

type Step = 'protect' | 'unprotect' | 'change';

const words = computerMessages.protect;

/** The dialogs about a person's passphrase on this computer. Open with `show`. */
export class LecternPassphrase extends LitElement {
  static override styles = [
    controls,
    dialogs,
    problemNoteStyle,
    css`
      footer .far {
        order: 1;
        flex-basis: 100%;
      }
    `,
  ];
  static override properties = {
    computer: { attribute: false },
    step: { state: true },
    wrong: { state: true },
  };

  declare computer: Computer | null;
  declare step: Step;
  declare wrong: 'none' | 'short' | 'differs' | null;

  readonly #state = new Observed<ComputerState>(this, () => this.computer?.state ?? null);

  constructor() {
    super();
    this.computer = null;
    this.step = 'protect';
    this.wrong = null;
  }

  /** Opens the dialog over the page. */
  async show(step: Step): Promise<void> {
    this.step = step;
    this.wrong = null;
    this.computer?.forgive();
    await this.updateComplete;
    for (const input of this.renderRoot.querySelectorAll('input')) input.value = '';
    const dialog = this.renderRoot.querySelector('dialog');
    if (dialog?.open === false) dialog.showModal();
    // Another step of the open dialog: the button that led here is gone.
    else this.renderRoot.querySelector('input')?.focus();
  }

  override render(): TemplateResult {
    const { title, what, submit } = words[this.step];
    const { busy, problem } = this.#state.value ?? { busy: 'none', problem: null };
    const waiting = busy !== 'none';
    const making = this.step !== 'unprotect';
    const changing = this.step === 'change';
    return html`<dialog aria-labelledby="title">
      <form class="body" novalidate @submit=${this.#submit}>
        <h2 id="title">${title}</h2>
        <p>${what}</p>
        ${problemNote(waiting || this.wrong !== null ? null : problem)}
        ${this.step === 'protect' ? nothing : this.#field('passphrase', words.passphrase, 'none')}
        ${making ? this.#field('next', changing ? words.next : words.passphrase, 'short') : nothing}
        ${making ? this.#field('again', changing ? words.nextAgain : words.again, 'differs') : nothing}
        <footer>
          ${
            this.step === 'unprotect'
              ? html`<button
                  type="button"
                  class="quiet far"
                  @click=${() => void this.show('change')}
                >
                  ${words.toChange}
                </button>`
              : nothing
          }
          <button type="button" @click=${this.#close}>${messages.cancel}</button>
          <button type="submit" class="primary" aria-disabled=${waiting ? 'true' : 'false'}>
            ${waiting ? html`<span class="spinner"></span>` : nothing}${submit}
          </button>
        </footer>
        <p class="hidden-text" role="status">${waiting ? words.working : ''}</p>
      </form>
    </dialog>`;
  }

  #field(id: string, label: string, fault: 'none' | 'short' | 'differs'): TemplateResult {
    const text = {
      none: words.none,
      short: words.short(MIN_PASSPHRASE),
      differs: words.differs,
    }[fault];
    return textField({
      id,
      label,
      type: 'password',
      autocomplete: id === 'passphrase' ? 'current-password' : 'new-password',
      ...(id === 'next' ? { hint: words.hint(MIN_PASSPHRASE) } : {}),
      wrong: this.wrong === fault ? text : null,
    });
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { computer, step } = this;
    if (computer === null) return;
    const [passphrase, next] = [this.#read('passphrase'), this.#read('next')];
    this.wrong =
      step !== 'protect' && passphrase === ''
        ? 'none'
        : step !== 'unprotect' && next.length < MIN_PASSPHRASE
          ? 'short'
          : step !== 'unprotect' && next !== this.#read('again')
            ? 'differs'
            : null;
    if (this.wrong !== null) {
      const field = { none: 'passphrase', short: 'next', differs: 'again' }[this.wrong];
      this.renderRoot.querySelector<HTMLInputElement>(`#${field}`)?.focus();
      return;
    }
    if (step === 'protect') await computer.protect(next);
    else if (step === 'unprotect') await computer.unprotect(passphrase);
    else if (await computer.changePassphrase(passphrase, next)) this.#close();
  }

  #close(): void {
    this.renderRoot.querySelector('dialog')?.close();
  }

  #read(id: string): string {
    return this.renderRoot.querySelector<HTMLInputElement>(`#${id}`)?.value ?? '';
  }
}

customElements.define('lectern-passphrase', LecternPassphrase);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-passphrase': LecternPassphrase;
  }
}
