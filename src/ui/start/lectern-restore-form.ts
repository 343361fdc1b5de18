import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { Home, HomeState } from '../../classroom/home.ts';
import { classMessages } from '../class-messages.ts';
import { controls } from '../controls.css.ts';
import { messages } from '../messages.ts';
import { Observed } from '../observed.ts';
import { problemNote, problemNoteStyle } from '../problem-note.ts';
import { textField } from '../text-field.ts';
import { formHead, formStyle, submitButton } from './form-parts.ts';

/**
 * The forms "Open a recovery file" and "Restore a backup"; loaded with the classroom, behind the start screen. Fires
 * `lectern-back` (bubbles, composed) when the person turns back.
 */
export class LecternRestoreForm extends LitElement {
  static override styles = [controls, problemNoteStyle, formStyle];
  static override properties = {
    home: { attribute: false },
    kind: { attribute: false },
    tried: { state: true },
  };

  declare home: Home | null;
  declare kind: 'recovery' | 'backup';
  /** What was missing at the last submit. */
  declare tried: readonly string[];

  readonly #state = new Observed<HomeState>(this, () => this.home?.state ?? null);

  constructor() {
    super();
    this.home = null;
    this.kind = 'backup';
    this.tried = [];
  }

  /** Puts the cursor where it starts. */
  override focus(): void {
    this.renderRoot.querySelector('input')?.focus();
  }

  override render(): TemplateResult {
    const { busy, problem } = this.#state.value ?? { busy: 'none', problem: null };
    const words = classMessages[this.kind === 'recovery' ? 'openRecovery' : 'restore'];
    const missing = (id: string, text: string) => (this.tried.includes(id) ? text : null);
    const noFile = missing('file', words.noFile);
    return html`<form novalidate @submit=${this.#submit} aria-labelledby="title">
      ${formHead(words.title, words.hint, busy)}
      ${problemNote(this.tried.length === 0 && busy === 'none' ? problem : null)}
      <div class="field">
        <label for="file">${words.file}</label>
        <input
          id="file"
          type="file"
          aria-invalid=${noFile === null ? 'false' : 'true'}
          aria-describedby=${noFile === null ? nothing : 'file-wrong'}
        />
        ${noFile === null ? nothing : html`<span class="wrong" id="file-wrong">${noFile}</span>`}
      </div>
      ${textField({
        id: 'passphrase',
        label: words.passphrase,
        type: 'password',
        autocomplete: 'current-password',
        hint: words.passphraseHint,
        wrong: missing('passphrase', words.noPassphrase),
      })}
      ${
        this.kind === 'recovery'
          ? textField({
              id: 'name',
              label: messages.teach.yourName,
              autocomplete: 'name',
              hint: messages.teach.yourNameHint,
              wrong: missing('name', messages.teach.noName),
            })
          : nothing
      }
      ${submitButton(words.submit, busy)}
    </form>`;
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault();
    const { home } = this;
    if (home === null || (this.#state.value?.busy ?? 'none') !== 'none') return;
    const file = this.#input('file')?.files?.[0] ?? null;
    const passphrase = this.#input('passphrase')?.value ?? '';
    const name = this.#input('name')?.value.trim() ?? null;
    const tried = [
      ...(file === null ? ['file'] : []),
      ...(passphrase === '' ? ['passphrase'] : []),
      ...(name === '' ? ['name'] : []),
    ];
    this.tried = tried;
    if (file === null || tried.length > 0) {
      this.#input(tried[0] ?? 'file')?.focus();
      return;
    }
    void (name === null ? home.restore(file, passphrase) : home.recover(file, passphrase, name));
  }

  #input(id: string): HTMLInputElement | null {
    return this.renderRoot.querySelector<HTMLInputElement>(`#${id}`);
  }
}

customElements.define('lectern-restore-form', LecternRestoreForm);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-restore-form': LecternRestoreForm;
  }
}
