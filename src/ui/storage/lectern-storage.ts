import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { Safekeeping, SafekeepingState } from '../../classroom/safekeeping.ts';
import { MIN_PASSPHRASE } from '../computer/min-passphrase.ts';
import { controls, dialogs } from '../controls.css.ts';
import { dialogHead } from '../dialog-head.ts';
import { icon } from '../icons.ts';
import { Observed } from '../observed.ts';
import { problemNote, problemNoteStyle } from '../problem-note.ts';
import { textField } from '../text-field.ts';
import { storageUse } from './storage-use.ts';
import { storageMessages as words } from './storage-messages.ts';
import { storageStyle } from './storage.css.ts';

/** The dialog "Storage and backups". Open with `show`. */
export class LecternStorage extends LitElement {
  static override styles = [controls, dialogs, problemNoteStyle, storageStyle];
  static override properties = {
    safekeeping: { attribute: false },
    typing: { state: true },
    wrong: { state: true },
    asked: { state: true },
  };

  declare safekeeping: Safekeeping | null;
  /** Another passphrase than the one that is known here is being typed. */
  declare typing: boolean;
  declare wrong: 'short' | 'differs' | null;
  /** The browser was asked to keep what is here while the dialog is open. */
  declare asked: boolean;

  readonly #state = new Observed<SafekeepingState>(this, () => this.safekeeping?.state ?? null);

  constructor() {
    super();
    this.safekeeping = null;
    this.typing = false;
    this.wrong = null;
    this.asked = false;
  }

  /** Opens the dialog over the page. */
  show(): void {
    this.typing = false;
    this.wrong = null;
    this.asked = false;
    const dialog = this.renderRoot.querySelector('dialog');
    if (dialog?.open === false) dialog.showModal();
    void this.safekeeping?.measure();
  }

  override render(): TemplateResult {
    const state = this.#state.value;
    return html`<dialog aria-labelledby="title">
      <div class="body" aria-busy=${state?.busy === 'none' ? 'false' : 'true'}>
        ${dialogHead(words.title, () => this.renderRoot.querySelector('dialog')?.close())}
        ${state === null ? nothing : this.#content(state)}
      </div>
    </dialog>`;
  }

  #content(state: SafekeepingState): TemplateResult {
    const { safekeeping } = this;
    return html`${this.#kept(state)} ${this.#outcome(state)}
      <section aria-labelledby="backups">
        <h3 id="backups">${words.backups}</h3>
        <p>
          <strong>${state.lastBackup === null ? words.never : words.last(state.lastBackup)}</strong>
        </p>
        <p class="muted hint">${words.what}</p>
        ${!state.hasPassphrase || this.typing ? this.#passphrase() : nothing}
        <div class="row">
          ${this.#button(state, words.backUp, (passphrase) => safekeeping?.backUp(passphrase), 'primary')}
          ${
            state.hasPassphrase && !this.typing
              ? html`<button class="quiet small" @click=${() => (this.typing = true)}>
                  ${words.other}
                </button>`
              : nothing
          }
        </div>
        ${state.folder === null ? this.#choose(state) : this.#folder(state, state.folder)}
      </section>
      <section aria-labelledby="zip">
        <h3 id="zip">${words.zip}</h3>
        <p class="muted hint">${words.zipHint}</p>
        <div class="row">
          ${this.#plain(state, words.saveZip, () => void safekeeping?.saveZip())}
          ${this.#plain(state, words.putBack, () => this.#input('saved-zip')?.click())}
          <input
            id="saved-zip"
            type="file"
            accept=".zip,application/zip"
            aria-label=${words.putBackLabel}
            tabindex="-1"
            class="hidden-text"
            @change=${this.#putBack}
          />
        </div>
      </section>
      <section aria-labelledby="shares">
        <h3 id="shares">${words.shares}</h3>
        ${storageUse(state.shares)}
        <div class="row">
          ${this.#plain(state, words.removePython, () => void safekeeping?.removePython())}
          <span class="muted hint">${words.removePythonHint}</span>
        </div>
      </section>`;
  }

  #kept({ kept }: SafekeepingState): TemplateResult {
    const again = this.asked && kept === false;
    return html`<div class="row">
        <span class="kept"
          >${icon(kept === true ? 'shield' : 'information')}${
            kept === null ? words.measuring : kept ? words.kept : words.notKept
          }</span
        >
        ${
          kept === false
            ? html`<button class="small" @click=${() => void this.#ask()}>${words.ask}</button>`
            : nothing
        }
      </div>
      <p class="muted" role="status" ?hidden=${!again}>${again ? words.stillNotKept : ''}</p>`;
  }

  #outcome({ busy, progress, problem, done, leftOut }: SafekeepingState): TemplateResult {
    const said = done === null ? '' : words.done(done);
    const now =
      progress === null
        ? words.busy[busy]
        : `${words.busy[busy]} ${words.progress(progress.done, progress.all)}`;
    return html`${problemNote(busy === 'none' ? problem : null)}
      <p
        role="status"
        class=${busy === 'none' && said !== '' ? 'done' : ''}
        ?hidden=${busy === 'none' && said === ''}
      >
        ${busy === 'none' ? said : html`<span class="spinner"></span> ${now}`}
      </p>
      ${
        leftOut.length === 0
          ? nothing
          : html`<div>
              <strong id="left">${words.left}</strong>
              <ul class="left" role="list" tabindex="0" aria-labelledby="left">
                ${leftOut.map((one) => html`<li>${words.leftOut(one)}</li>`)}
              </ul>
            </div>`
      }`;
  }

  #passphrase(): TemplateResult {
    return html`${textField({
      id: 'passphrase',
      label: words.passphrase,
      type: 'password',
      autocomplete: 'new-password',
      hint: this.typing ? words.otherHint : words.passphraseHint(MIN_PASSPHRASE),
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

  #choose(state: SafekeepingState): TemplateResult {
    if (!state.canPickFolder) return html`<p class="muted hint">${words.noFolder}</p>`;
    return html`<div class="row">
        ${this.#button(state, words.choose, (passphrase) => this.safekeeping?.chooseFolder(passphrase))}
      </div>
      <p class="muted hint">${words.chooseHint}</p>`;
  }

  #folder(
    state: SafekeepingState,
    { name, standing, lastAt }: NonNullable<SafekeepingState['folder']>,
  ): TemplateResult {
    const good = standing === 'good';
    return html`<p><strong>${words.folder(name)}</strong> · ${words.folderLast(lastAt)}</p>
      <p class=${good ? 'muted hint' : ''}>${words.folders[standing]}</p>
      <div class="row">
        ${
          good
            ? nothing
            : this.#button(
                state,
                standing === 'paused' ? words.allow : words.retry,
                (passphrase) => this.safekeeping?.resume(passphrase),
                'primary',
              )
        }
        ${this.#button(state, words.chooseOther, (passphrase) => this.safekeeping?.chooseFolder(passphrase))}
        ${this.#plain(state, words.stop, () => void this.safekeeping?.forgetFolder())}
      </div>`;
  }

  /** A button of something that wants the passphrase where none is known. */
  #button(
    state: SafekeepingState,
    label: string,
    run: (passphrase: string | null) => unknown,
    kind = '',
  ): TemplateResult {
    return this.#plain(
      state,
      label,
      () => {
        const passphrase = this.#typed(state);
        if (passphrase === undefined) return;
        this.typing = false;
        void run(passphrase);
      },
      kind,
    );
  }

  #plain(state: SafekeepingState, label: string, run: () => void, kind = ''): TemplateResult {
    const busy = state.busy !== 'none';
    return html`<button
      class="small ${kind}"
      aria-disabled=${busy ? 'true' : 'false'}
      @click=${() => {
        if (!busy) run();
      }}
    >
      ${label}
    </button>`;
  }

  /** What was typed; null where nothing needs to be, undefined where it is not right yet. */
  #typed({ hasPassphrase }: SafekeepingState): string | null | undefined {
    if (hasPassphrase && !this.typing) return null;
    const passphrase = this.#input('passphrase')?.value ?? '';
    const same = passphrase === this.#input('again')?.value;
    this.wrong = passphrase.trim().length < MIN_PASSPHRASE ? 'short' : same ? null : 'differs';
    if (this.wrong === null) return passphrase;
    this.#input(this.wrong === 'short' ? 'passphrase' : 'again')?.focus();
    return undefined;
  }

  async #ask(): Promise<void> {
    await this.safekeeping?.askToKeep();
    this.asked = true;
  }

  #putBack(event: Event): void {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    input.value = '';
    if (file !== undefined) void this.safekeeping?.putBack(file);
  }

  #input(id: string): HTMLInputElement | null {
    return this.renderRoot.querySelector<HTMLInputElement>(`#${id}`);
  }
}

customElements.define('lectern-storage', LecternStorage);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-storage': LecternStorage;
  }
}
