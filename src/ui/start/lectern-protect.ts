import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { ClassSummary, Home } from '../../classroom/home.ts';
import { classMessages } from '../class-messages.ts';
import { MIN_PASSPHRASE_UNITS } from '../class/lectern-recovery-form.ts';
import { controls, dialogs } from '../controls.css.ts';
import { messages } from '../messages.ts';
import { textField } from '../text-field.ts';
import { formStyle } from './form-parts.ts';

/** What the dialog is for. */
export type ProtectStep = 'open' | 'protect' | 'unprotect' | 'change';

const words = classMessages.protect;

/** The dialogs about a class that is protected with a passphrase; loaded with the classroom. Open with `show`. */
export class LecternProtect extends LitElement {
  static override styles = [
    controls,
    dialogs,
    formStyle,
    css`
      footer .far {
        order: 1;
        flex-basis: 100%;
      }
    `,
  ];
  static override properties = {
    home: { attribute: false },
    about: { state: true },
    step: { state: true },
    wrong: { state: true },
  };

  declare home: Home | null;
  declare about: ClassSummary | null;
  declare step: ProtectStep;
  declare wrong: 'short' | 'differs' | null;

  constructor() {
    super();
    this.home = null;
    this.about = null;
    this.step = 'open';
    this.wrong = null;
  }

  /** Asks for what the step needs. */
  async show(about: ClassSummary, step: ProtectStep): Promise<void> {
    this.about = about;
    this.step = step;
    this.wrong = null;
    await this.updateComplete;
    for (const input of this.renderRoot.querySelectorAll('input')) input.value = '';
    this.renderRoot.querySelector('dialog')?.showModal();
  }

  override render(): TemplateResult {
    const { title, what, submit } = words[this.step];
    const name = this.about?.name ?? '';
    const making = this.step === 'protect';
    const changing = this.step === 'change';
    return html`<dialog aria-labelledby="title">
      <form class="body" novalidate @submit=${this.#submit}>
        <h2 id="title">${title}</h2>
        <p>${what(name)}</p>
        ${textField({
          id: 'passphrase',
          label: words.passphrase,
          type: 'password',
          autocomplete: making ? 'new-password' : 'current-password',
          ...(making ? { hint: words.hint(MIN_PASSPHRASE_UNITS) } : {}),
          wrong: this.wrong === 'short' && !changing ? words.short(MIN_PASSPHRASE_UNITS) : null,
        })}
        ${
          changing
            ? textField({
                id: 'next',
                label: words.next,
                type: 'password',
                autocomplete: 'new-password',
                hint: words.hint(MIN_PASSPHRASE_UNITS),
                wrong: this.wrong === 'short' ? words.short(MIN_PASSPHRASE_UNITS) : null,
              })
            : nothing
        }
        ${
          making || changing
            ? textField({
                id: 'again',
                label: changing ? words.nextAgain : words.again,
                type: 'password',
                autocomplete: 'new-password',
                wrong: this.wrong === 'differs' ? words.differs : null,
              })
            : nothing
        }
        <footer>
          ${
            this.step === 'unprotect'
              ? html`<button type="button" class="quiet far" @click=${this.#toChange}>
                  ${words.toChange}
                </button>`
              : nothing
          }
          <button type="button" @click=${this.#close}>${messages.cancel}</button>
          <button type="submit" class="primary">${submit}</button>
        </footer>
      </form>
    </dialog>`;
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault();
    const { home, about, step } = this;
    if (home === null || about === null) return;
    const passphrase = this.#input('passphrase')?.value ?? '';
    const field = step === 'change' ? 'next' : 'passphrase';
    const made = this.#input(field)?.value ?? '';
    const making = step === 'protect' || step === 'change';
    const differs = making && this.#input('again')?.value !== made;
    this.wrong =
      made.length < (making ? MIN_PASSPHRASE_UNITS : 1) ? 'short' : differs ? 'differs' : null;
    if (this.wrong !== null) {
      this.#input(this.wrong === 'short' ? field : 'again')?.focus();
      return;
    }
    this.#close();
    if (step === 'open') void home.resume(about.id, passphrase);
    else if (step === 'protect') void home.protect(about.id, passphrase);
    else if (step === 'change') void home.changePassphrase(about.id, passphrase, made);
    else void home.unprotect(about.id, passphrase);
  }

  async #toChange(): Promise<void> {
    this.step = 'change';
    this.wrong = null;
    await this.updateComplete;
    this.#input('passphrase')?.focus();
  }

  #close(): void {
    this.renderRoot.querySelector('dialog')?.close();
  }

  #input(id: string): HTMLInputElement | null {
    return this.renderRoot.querySelector<HTMLInputElement>(`#${id}`);
  }
}

customElements.define('lectern-protect', LecternProtect);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-protect': LecternProtect;
  }
}
