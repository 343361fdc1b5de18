import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { ClassSession } from '../../classroom/class-session.ts';
import type { ClassState } from '../../classroom/class-state.ts';
import type { Problem } from '../../classroom/home.ts';
import { classMessages } from '../class-messages.ts';
import { controls, dialogs } from '../controls.css.ts';
import { icon } from '../icons.ts';
import { messages } from '../messages.ts';
import { Observed } from '../observed.ts';
import { problemNote, problemNoteStyle } from '../problem-note.ts';
import { askStorage } from '../storage/ask-storage.ts';
import { textField } from '../text-field.ts';
import { download } from './download.ts';
import { MIN_PASSPHRASE_UNITS } from './lectern-recovery-form.ts';

const words = classMessages.backup;

/** The dialog "Back up": makes and downloads a file with all of the class. Open with `show`. */
export class LecternBackup extends LitElement {
  static override styles = [
    controls,
    dialogs,
    problemNoteStyle,
    css`
      form {
        display: grid;
        gap: 1rem;
      }
    `,
  ];
  static override properties = {
    session: { attribute: false },
    step: { state: true },
    wrong: { state: true },
    problem: { state: true },
  };

  declare session: ClassSession | null;
  declare step: 'ask' | 'making' | 'made';
  declare wrong: 'short' | 'differs' | null;
  declare problem: Problem | null;

  readonly #state = new Observed<ClassState>(this, () => this.session?.state ?? null);

  constructor() {
    super();
    this.session = null;
    this.step = 'ask';
    this.wrong = null;
    this.problem = null;
  }

  /** Opens the dialog over the page. */
  show(): void {
    if (this.step === 'made') this.step = 'ask';
    this.wrong = null;
    this.problem = null;
    const dialog = this.renderRoot.querySelector('dialog');
    if (dialog?.open === false) dialog.showModal();
  }

  override render(): TemplateResult {
    return html`<dialog aria-labelledby="title">
      <div class="body">
        <h2 id="title">${words.title}</h2>
        ${this.step === 'made' ? this.#made() : this.#form()}
      </div>
    </dialog>`;
  }

  #made(): TemplateResult {
    return html`<p role="status">${words.made}</p>
      <footer><button class="primary" @click=${this.#close}>${messages.close}</button></footer>`;
  }

  #form(): TemplateResult {
    const min = MIN_PASSPHRASE_UNITS;
    const state = this.#state.value;
    const making = this.step === 'making';
    return html`<form novalidate @submit=${this.#submit}>
      <p>${words.what}</p>
      ${
        state?.role === 'owner'
          ? html`<p class="muted">${state.recoveryDue ? words.holdsKey : words.noKey}</p>`
          : nothing
      }
      ${problemNote(this.problem)}
      ${textField({
        id: 'passphrase',
        label: words.passphrase,
        type: 'password',
        autocomplete: 'new-password',
        hint: words.passphraseHint(min),
        wrong: this.wrong === 'short' ? words.passphraseShort(min) : null,
      })}
      ${textField({
        id: 'again',
        label: words.passphraseAgain,
        type: 'password',
        autocomplete: 'new-password',
        wrong: this.wrong === 'differs' ? words.passphraseDiffers : null,
      })}
      <footer>
        <button
          type="button"
          class="quiet"
          @click=${() => {
            this.#close();
            askStorage(this);
          }}
        >
          ${words.everything}
        </button>
        <button type="button" @click=${this.#close}>${messages.cancel}</button>
        <button type="submit" class="primary" aria-disabled=${making ? 'true' : 'false'}>
          ${making ? html`<span class="spinner"></span>` : icon('save')}${words.submit}
        </button>
      </footer>
      <p class="hidden-text" role="status">${making ? words.making : ''}</p>
    </form>`;
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { session } = this;
    if (session === null || this.step === 'making') return;
    const passphrase = this.#input('passphrase')?.value ?? '';
    const again = this.#input('again')?.value ?? '';
    this.wrong =
      passphrase.length < MIN_PASSPHRASE_UNITS ? 'short' : passphrase === again ? null : 'differs';
    if (this.wrong !== null) {
      this.#input(this.wrong === 'short' ? 'passphrase' : 'again')?.focus();
      return;
    }
    this.step = 'making';
    this.problem = null;
    const made = await session.backupFile(passphrase);
    if ('code' in made) {
      this.problem = made;
      this.step = 'ask';
      return;
    }
    this.step = 'made';
    download(made.fileName, made.parts, 'application/octet-stream');
  }

  #close(): void {
    this.renderRoot.querySelector('dialog')?.close();
  }

  #input(id: string): HTMLInputElement | null {
    return this.renderRoot.querySelector<HTMLInputElement>(`#${id}`);
  }
}

customElements.define('lectern-backup', LecternBackup);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-backup': LecternBackup;
  }
}
