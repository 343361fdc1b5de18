import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Computer, ComputerState } from '../../classroom/computer.ts';
import { download } from '../class/download.ts';
import { controls, dialogs } from '../controls.css.ts';
import { icon } from '../icons.ts';
import { messages } from '../messages.ts';
import { Observed } from '../observed.ts';
import { problemNote, problemNoteStyle } from '../problem-note.ts';
import { textField } from '../text-field.ts';
import { computerMessages } from './computer-messages.ts';
import { MIN_PASSPHRASE } from './min-passphrase.ts';

/** One after the other: the file is asked for, saved, read back; only then anything is removed. Or without a file. */
type Step = 'ask' | 'saved' | 'whole' | 'without';

const words = computerMessages.leave;

/** The dialog "Leave this computer". Open with `show`. */
export class LecternLeave extends LitElement {
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
  declare wrong: 'short' | 'differs' | 'file' | null;

  readonly #state = new Observed<ComputerState>(this, () => this.computer?.state ?? null);

  constructor() {
    super();
    this.computer = null;
    this.step = 'ask';
    this.wrong = null;
  }

  /** Opens the dialog over the page. */
  show(): void {
    this.#go('ask');
    const dialog = this.renderRoot.querySelector('dialog');
    if (dialog?.open === false) dialog.showModal();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has('step') || this.renderRoot.querySelector('dialog')?.open !== true) return;
    this.renderRoot.querySelector<HTMLElement>('input, footer button')?.focus();
  }

  override render(): TemplateResult {
    const { busy, problem } = this.#state.value ?? { busy: 'none', problem: null };
    const waiting = busy !== 'none';
    const note = problemNote(waiting || this.wrong !== null ? null : problem);
    return html`<dialog aria-labelledby="title">
      <form class="body" novalidate @submit=${this.#submit}>
        <h2 id="title">${this.step === 'without' ? words.withoutTitle : words.title}</h2>
        ${this.#content(note)}
        <footer>${this.#buttons(waiting)}</footer>
        <p class="hidden-text" role="status">${this.#status(busy)}</p>
      </form>
    </dialog>`;
  }

  #content(note: TemplateResult | typeof nothing): TemplateResult {
    if (this.step === 'without')
      return html`<p>${words.withoutWhat}</p>
        ${note}`;
    if (this.step === 'whole')
      return html`<p><strong>${words.whole}</strong> ${words.wholeWhat}</p>
        ${note}`;
    if (this.step === 'saved') {
      const wrong = this.wrong === 'file';
      return html`<p>${words.saved}</p>
        <p>${words.checkWhat}</p>
        ${note}
        <div class="field">
          <label for="file">${words.file}</label>
          <input
            id="file"
            type="file"
            aria-invalid=${wrong ? 'true' : 'false'}
            aria-describedby=${wrong ? 'file-wrong' : nothing}
          />
          ${wrong ? html`<span class="wrong" id="file-wrong">${words.noFile}</span>` : nothing}
        </div>`;
    }
    return html`<p>${words.what}</p>
      <p class="muted">${words.owner}</p>
      ${note}
      ${textField({
        id: 'passphrase',
        label: words.passphrase,
        type: 'password',
        autocomplete: 'new-password',
        hint: words.passphraseHint(MIN_PASSPHRASE),
        wrong: this.wrong === 'short' ? words.short(MIN_PASSPHRASE) : null,
      })}
      ${textField({
        id: 'again',
        label: words.again,
        type: 'password',
        autocomplete: 'new-password',
        wrong: this.wrong === 'differs' ? words.differs : null,
      })}`;
  }

  #buttons(waiting: boolean): TemplateResult {
    const { step } = this;
    const ends = step === 'whole' || step === 'without';
    const label = {
      ask: words.save,
      saved: words.check,
      whole: words.now,
      without: words.withoutNow,
    }[step];
    return html`${
        step === 'ask'
          ? html`<button type="button" class="quiet far" @click=${() => this.#go('without')}>
              ${words.without}
            </button>`
          : step === 'saved'
            ? html`<button type="button" class="quiet far" @click=${() => this.#go('ask')}>
                ${words.again2}
              </button>`
            : nothing
      }
      <button type="button" @click=${this.#close}>${messages.cancel}</button>
      <button
        type="submit"
        class=${ends ? 'danger' : 'primary'}
        aria-disabled=${waiting ? 'true' : 'false'}
      >
        ${waiting ? html`<span class="spinner"></span>` : step === 'ask' ? icon('save') : nothing}
        ${label}
      </button>`;
  }

  #status(busy: ComputerState['busy']): string {
    if (busy === 'packing') return words.packing;
    if (busy === 'checking') return words.checking;
    if (busy === 'leaving') return words.leaving;
    return this.step === 'whole' ? words.whole : '';
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { computer, step } = this;
    if (computer === null || computer.state.value.busy !== 'none') return;
    if (step === 'ask') await this.#save(computer);
    else if (step === 'saved') await this.#check(computer);
    else await computer.leave();
  }

  async #save(computer: Computer): Promise<void> {
    const passphrase = this.#input('passphrase')?.value ?? '';
    const again = this.#input('again')?.value ?? '';
    this.wrong =
      passphrase.length < MIN_PASSPHRASE ? 'short' : passphrase === again ? null : 'differs';
    if (this.wrong !== null) {
      this.#input(this.wrong === 'short' ? 'passphrase' : 'again')?.focus();
      return;
    }
    const file = await computer.pack(passphrase);
    if (file === null) return;
    download(file.fileName, file.parts, 'application/octet-stream');
    this.#go('saved');
  }

  async #check(computer: Computer): Promise<void> {
    const file = this.#input('file')?.files?.[0] ?? null;
    this.wrong = file === null ? 'file' : null;
    if (file === null) this.#input('file')?.focus();
    else if (await computer.check(file)) this.#go('whole');
  }

  #go(step: Step): void {
    this.step = step;
    this.wrong = null;
    this.computer?.forgive();
    for (const input of this.renderRoot.querySelectorAll('input')) input.value = '';
  }

  #close(): void {
    this.renderRoot.querySelector('dialog')?.close();
  }

  #input(id: string): HTMLInputElement | null {
    return this.renderRoot.querySelector<HTMLInputElement>(`#${id}`);
  }
}

customElements.define('lectern-leave', LecternLeave);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-leave': LecternLeave;
  }
}
