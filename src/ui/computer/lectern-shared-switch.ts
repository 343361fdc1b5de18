import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { Computer, ComputerState } from '../../classroom/computer.ts';
import type { Home, HomeState } from '../../classroom/home.ts';
import { controls, dialogs } from '../controls.css.ts';
import { messages } from '../messages.ts';
import { Observed } from '../observed.ts';
import { problemNote, problemNoteStyle } from '../problem-note.ts';
import { textField } from '../text-field.ts';
import { computerMessages } from './computer-messages.ts';

const words = computerMessages.switch;

/** The switch "This is a shared computer", which says what it means before it is switched. */
export class LecternSharedSwitch extends LitElement {
  static override styles = [
    controls,
    dialogs,
    problemNoteStyle,
    css`
      .track {
        width: 1.75rem;
        height: 1rem;
        padding: 2px;
        border: 1px solid var(--lc-line-strong);
        border-radius: 1rem;
        flex: none;
      }
      .track::before {
        content: '';
        display: block;
        width: 0.625rem;
        height: 0.625rem;
        border-radius: 50%;
        background: var(--lc-line-strong);
      }
      [aria-checked='true'] .track {
        background: var(--lc-accent);
        border-color: var(--lc-accent);
      }
      [aria-checked='true'] .track::before {
        background: var(--lc-on-accent);
        margin-inline-start: 0.75rem;
      }
    `,
  ];
  static override properties = {
    computer: { attribute: false },
    home: { attribute: false },
    missing: { state: true },
  };

  declare computer: Computer | null;
  /** Says whose classes are here. */
  declare home: Home | null;
  declare missing: boolean;

  readonly #state = new Observed<ComputerState>(this, () => this.computer?.state ?? null);
  readonly #home = new Observed<HomeState>(this, () => this.home?.state ?? null);

  constructor() {
    super();
    this.computer = null;
    this.home = null;
    this.missing = false;
  }

  override render(): TemplateResult | typeof nothing {
    const state = this.#state.value;
    if (state === null || state.shared === null) return nothing;
    return html`<button
        class="quiet small"
        role="switch"
        aria-checked=${state.shared ? 'true' : 'false'}
        aria-haspopup="dialog"
        @click=${() => void this.#ask()}
      >
        <span class="track" aria-hidden="true"></span>${words.label}
      </button>
      <dialog aria-labelledby="title">
        ${state.shared ? this.#off(state) : this.#on(state)}
      </dialog>`;
  }

  #on(state: ComputerState): TemplateResult {
    const classes = this.#home.value?.classes ?? [];
    // Somebody's place from when it was shared before.
    const [known] = state.people;
    return html`<form class="body" novalidate @submit=${this.#share}>
      <h2 id="title">${words.on.title}</h2>
      <p>${words.on.what}</p>
      ${problemNote(state.problem)}
      ${
        known === undefined
          ? textField({
              id: 'name',
              label: words.on.name,
              autocomplete: 'off',
              value: classes[0]?.myName ?? '',
              hint: classes.length > 0 ? words.on.nameHint : words.on.nameOptional,
              wrong: this.missing ? words.on.noName : null,
            })
          : nothing
      }
      ${this.#footer(words.on.submit)}
    </form>`;
  }

  #off(state: ComputerState): TemplateResult {
    const { people } = state;
    const [only = null] = people;
    const several = people.length > 1;
    const locked = only?.protected === true;
    return html`<form class="body" novalidate @submit=${this.#unshare}>
      <h2 id="title">${words.off.title}</h2>
      <p>
        ${
          several
            ? words.off.several(people.length)
            : locked
              ? words.off.locked
              : words.off.what(only?.name ?? null)
        }
      </p>
      ${problemNote(state.problem)} ${this.#footer(several || locked ? null : words.off.submit)}
    </form>`;
  }

  #footer(submit: string | null): TemplateResult {
    const close = (): void => this.renderRoot.querySelector('dialog')?.close();
    return html`<footer>
      <button type="button" @click=${close}>
        ${submit === null ? messages.close : messages.cancel}
      </button>
      ${submit === null ? nothing : html`<button type="submit" class="primary">${submit}</button>`}
    </footer>`;
  }

  async #ask(): Promise<void> {
    this.missing = false;
    this.computer?.forgive();
    await this.updateComplete;
    const dialog = this.renderRoot.querySelector('dialog');
    if (dialog?.open === false) dialog.showModal();
  }

  #share(event: SubmitEvent): void {
    event.preventDefault();
    const name = this.renderRoot.querySelector<HTMLInputElement>('#name')?.value.trim() ?? '';
    this.missing =
      name === '' &&
      (this.#home.value?.classes ?? []).length > 0 &&
      this.#state.value?.people.length === 0;
    if (!this.missing) void this.computer?.share(name === '' ? null : name);
  }

  #unshare(event: SubmitEvent): void {
    event.preventDefault();
    void this.computer?.unshare();
  }
}

customElements.define('lectern-shared-switch', LecternSharedSwitch);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-shared-switch': LecternSharedSwitch;
  }
}
