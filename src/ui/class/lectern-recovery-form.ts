import { css, html, LitElement, type TemplateResult } from 'lit';
import type { ClassSession } from '../../classroom/class-session.ts';
import type { ClassState } from '../../classroom/class-state.ts';
import type { Problem } from '../../classroom/home.ts';
import { controls } from '../controls.css.ts';
import { icon } from '../icons.ts';
import { classMessages } from '../class-messages.ts';
import { Observed } from '../observed.ts';
import { problemNote, problemNoteStyle } from '../problem-note.ts';
import { textField } from '../text-field.ts';
import { download } from './download.ts';

const words = classMessages.invite;

/** Shortest passphrase of a recovery file, in UTF-16 units: Argon2id makes each guess dear, length makes them many. */
export const MIN_PASSPHRASE_UNITS = 8;

const TYPE = 'application/json';

/** The owner's form that makes and downloads the recovery file of a class. */
export class LecternRecoveryForm extends LitElement {
  static override styles = [
    controls,
    problemNoteStyle,
    css`
      form {
        display: grid;
        gap: 0.8rem;
      }
      .pair {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr));
        gap: 0.8rem;
        align-items: start;
      }
      button {
        justify-self: start;
      }
      .saved {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.6rem;
      }
      .saved .icon {
        color: var(--lc-accent-text);
      }
    `,
  ];
  static override properties = {
    session: { attribute: false },
    busy: { state: true },
    wrong: { state: true },
    problem: { state: true },
    file: { state: true },
  };

  declare session: ClassSession | null;
  declare busy: boolean;
  declare wrong: 'short' | 'differs' | null;
  declare problem: Problem | null;
  /** The file once it was made: it can be downloaded again, not made again. */
  declare file: { readonly fileName: string; readonly text: string } | null;

  readonly #state = new Observed<ClassState>(this, () => this.session?.state ?? null);

  constructor() {
    super();
    this.session = null;
    this.busy = false;
    this.wrong = null;
    this.problem = null;
    this.file = null;
  }

  override render(): TemplateResult {
    const { file } = this;
    if (file !== null) {
      return html`<div class="saved">
        <p role="status">${icon('check')} ${words.saved}</p>
        <button class="small" @click=${() => download(file.fileName, [file.text], TYPE)}>
          ${icon('save')}${words.downloadAgain}
        </button>
      </div>`;
    }
    if (this.#state.value?.recoveryDue === false) {
      return html`<p class="saved muted">${icon('check')} ${words.recoverySaved}</p>`;
    }
    const min = MIN_PASSPHRASE_UNITS;
    return html`<form novalidate @submit=${this.#submit}>
      <p class="muted">${words.recoveryDue}</p>
      ${problemNote(this.problem)}
      <div class="pair">
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
      </div>
      <button type="submit" aria-disabled=${this.busy ? 'true' : 'false'}>
        ${this.busy ? html`<span class="spinner"></span>` : icon('save')}${words.saveRecovery}
      </button>
      <p class="hidden-text" role="status">${this.busy ? words.saving : ''}</p>
    </form>`;
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { session } = this;
    if (session === null || this.busy) return;
    const passphrase = this.#input('passphrase')?.value ?? '';
    const again = this.#input('again')?.value ?? '';
    this.wrong =
      passphrase.length < MIN_PASSPHRASE_UNITS ? 'short' : passphrase === again ? null : 'differs';
    if (this.wrong !== null) {
      this.#input(this.wrong === 'short' ? 'passphrase' : 'again')?.focus();
      return;
    }
    this.busy = true;
    this.problem = null;
    const made = await session.recoveryFile(passphrase);
    this.busy = false;
    if ('code' in made) {
      this.problem = made;
      return;
    }
    this.file = made;
    download(made.fileName, [made.text], TYPE);
  }

  #input(id: string): HTMLInputElement | null {
    return this.renderRoot.querySelector<HTMLInputElement>(`#${id}`);
  }
}

customElements.define('lectern-recovery-form', LecternRecoveryForm);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-recovery-form': LecternRecoveryForm;
  }
}
