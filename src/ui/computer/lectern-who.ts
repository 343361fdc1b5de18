import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { systemClock } from '../../base/clock.ts';
import type { Computer, ComputerState, PersonHere } from '../../classroom/computer.ts';
import { controls, dialogs } from '../controls.css.ts';
import { icon } from '../icons.ts';
import { messages } from '../messages.ts';
import { Observed } from '../observed.ts';
import { problemNote, problemNoteStyle } from '../problem-note.ts';
import { formStyle } from '../start/form-parts.ts';
import { textField } from '../text-field.ts';
import { computerMessages } from './computer-messages.ts';
import { MIN_PASSPHRASE } from './min-passphrase.ts';

const words = computerMessages.who;

type Step =
  | { readonly kind: 'list' }
  | { readonly kind: 'new' }
  | { readonly kind: 'locked'; readonly person: PersonHere };

/** "Who are you?": the first screen of a shared computer. Nothing of anybody is open behind it. */
export class LecternWho extends LitElement {
  static override styles = [
    controls,
    dialogs,
    problemNoteStyle,
    formStyle,
    css`
      section {
        display: grid;
        gap: 1.1rem;
      }
      ul {
        display: grid;
        gap: 0.5rem;
        max-height: min(26rem, 50vh);
        overflow: auto;
        /* Room for the ring around what has the focus. */
        padding: 4px;
        margin: -4px;
      }
      li {
        position: relative;
        display: flex;
        align-items: center;
        gap: 0.85rem;
        min-height: 3.25rem;
        min-width: 0;
        padding: 0.45rem 0.75rem;
        border: 1px solid var(--lc-line);
        border-radius: 10px;
      }
      li:hover {
        border-color: var(--lc-accent);
        background: var(--lc-sunken);
      }
      li button {
        max-width: 100%;
        justify-self: start;
        font-weight: 600;
      }
      .initial {
        display: grid;
        place-items: center;
        flex: none;
        width: 2.25rem;
        height: 2.25rem;
        border-radius: 50%;
        background: var(--lc-accent-soft);
        color: var(--lc-accent-text);
        font-weight: 650;
      }
      .text {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        flex: 1;
        min-width: 0;
      }
      .facts {
        color: var(--lc-muted);
        font-size: 0.8125rem;
      }
      @media (forced-colors: active) {
        li {
          border-color: ButtonBorder;
        }
      }
    `,
  ];
  static override properties = {
    computer: { attribute: false },
    invited: { attribute: false },
    step: { state: true },
    tried: { state: true },
  };

  declare computer: Computer | null;
  /** Name of the class whose invitation waits; null for none. */
  declare invited: string | null;
  declare step: Step;
  /** What was wrong at the last submit. */
  declare tried: 'name' | 'short' | 'differs' | 'passphrase' | null;

  readonly #state = new Observed<ComputerState>(this, () => this.computer?.state ?? null);
  #moveFocus = false;

  constructor() {
    super();
    this.computer = null;
    this.invited = null;
    this.step = { kind: 'list' };
    this.tried = null;
  }

  override render(): TemplateResult | typeof nothing {
    const state = this.#state.value;
    if (state === null) return nothing;
    if (this.step.kind === 'locked') return this.#lockedForm(state, this.step.person);
    if (this.step.kind === 'new' || state.people.length === 0) return this.#newForm(state);
    return this.#list(state);
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has('step') || !this.#moveFocus) return;
    this.#moveFocus = false;
    this.renderRoot.querySelector<HTMLElement>('input, li button')?.focus();
  }

  #head(title: string, hint: string): TemplateResult {
    const back = this.step.kind !== 'list';
    const invited = this.invited?.trim() ?? '';
    return html`<div class="head">
      ${
        back
          ? html`<button
              type="button"
              class="quiet small"
              @click=${() => this.#go({ kind: 'list' })}
            >
              ${icon('back')}${messages.back}
            </button>`
          : nothing
      }
      <h2 id="title">${title}</h2>
      <p class="muted">${invited === '' || back ? hint : words.invited(invited)}</p>
    </div>`;
  }

  #list(state: ComputerState): TemplateResult {
    const waiting = state.busy !== 'none';
    const now = systemClock.now();
    return html`<section aria-labelledby="title">
      ${this.#head(words.title, words.hint)} ${problemNote(waiting ? null : state.problem)}
      <ul role="list" aria-label=${words.list}>
        ${repeat(
          state.people,
          ({ place }) => place,
          (person, index) =>
            html`<li>
              <span class="initial" aria-hidden="true"
                >${[...person.name][0]?.toUpperCase() ?? '·'}</span
              >
              <span class="text">
                <button
                  class="stretched"
                  aria-describedby="facts-${index}"
                  aria-disabled=${waiting ? 'true' : 'false'}
                  title=${person.name}
                  @click=${() => this.#choose(person, waiting)}
                >
                  <span class="cut" dir="auto">${person.name}</span>
                </button>
                <span class="facts" id="facts-${index}"
                  >${[
                    words.lastHere(person.lastUsed, now),
                    ...(person.protected ? [words.locked] : []),
                  ].join(' · ')}</span
                >
              </span>
            </li>`,
        )}
      </ul>
      <button
        class="primary"
        aria-disabled=${waiting ? 'true' : 'false'}
        @click=${() => this.#go({ kind: 'new' })}
      >
        ${words.isNew}
      </button>
      <p class="hidden-text" role="status">${waiting ? words.busy : ''}</p>
    </section>`;
  }

  #newForm(state: ComputerState): TemplateResult {
    const { tried } = this;
    const first = this.step.kind === 'list';
    return html`<form novalidate @submit=${this.#come} aria-labelledby="title">
      ${this.#head(first ? words.title : words.newTitle, first ? words.hint : words.newHint)}
      ${problemNote(tried === null && state.busy === 'none' ? state.problem : null)}
      ${textField({
        id: 'name',
        label: words.name,
        autocomplete: 'off',
        hint: words.nameHint,
        wrong: tried === 'name' ? words.noName : null,
      })}
      ${textField({
        id: 'passphrase',
        label: words.passphrase,
        type: 'password',
        autocomplete: 'new-password',
        hint: words.passphraseHint(MIN_PASSPHRASE),
        wrong: tried === 'short' ? words.short(MIN_PASSPHRASE) : null,
      })}
      ${textField({
        id: 'again',
        label: words.again,
        type: 'password',
        autocomplete: 'new-password',
        wrong: tried === 'differs' ? words.differs : null,
      })}
      ${this.#submitButton(words.begin, state)}
    </form>`;
  }

  #lockedForm(state: ComputerState, person: PersonHere): TemplateResult {
    return html`<form novalidate @submit=${this.#unlock} aria-labelledby="title">
      ${this.#head(person.name, words.hint)}
      ${problemNote(this.tried === null && state.busy === 'none' ? state.problem : null)}
      ${textField({
        id: 'passphrase',
        label: words.passphrase,
        type: 'password',
        autocomplete: 'off',
        wrong: this.tried === 'passphrase' ? words.noPassphrase : null,
      })}
      ${this.#submitButton(words.open, state)}
      <button type="button" class="quiet small" @click=${() => this.#dialog()?.showModal()}>
        ${words.forgot}
      </button>
      <dialog aria-labelledby="forgot-title">
        <div class="body">
          <h2 id="forgot-title">${words.forgotTitle(person.name)}</h2>
          <p>${words.forgotWhat}</p>
          <footer>
            <button type="button" autofocus @click=${() => this.#dialog()?.close()}>
              ${messages.cancel}
            </button>
            <button
              type="button"
              class="danger"
              @click=${() => void this.computer?.removePerson(person.place)}
            >
              ${words.forgotNow}
            </button>
          </footer>
        </div>
      </dialog>
    </form>`;
  }

  #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector('dialog');
  }

  #submitButton(label: string, { busy }: ComputerState): TemplateResult {
    const waiting = busy !== 'none';
    return html`<div class="submit">
      <button type="submit" class="primary" aria-disabled=${waiting ? 'true' : 'false'}>
        ${waiting ? html`<span class="spinner"></span>` : nothing}${label}
      </button>
      <p role="status">${waiting ? words.busy : ''}</p>
    </div>`;
  }

  #choose(person: PersonHere, waiting: boolean): void {
    if (waiting) return;
    if (person.protected) this.#go({ kind: 'locked', person });
    else void this.computer?.choose(person.place, null);
  }

  #unlock(event: SubmitEvent): void {
    event.preventDefault();
    if (this.step.kind !== 'locked') return;
    const passphrase = this.#read('passphrase');
    this.tried = passphrase === '' ? 'passphrase' : null;
    if (this.tried === null) void this.computer?.choose(this.step.person.place, passphrase);
    else this.#focus('passphrase');
  }

  #come(event: SubmitEvent): void {
    event.preventDefault();
    const name = this.#read('name').trim();
    const passphrase = this.#read('passphrase');
    const short = passphrase !== '' && passphrase.length < MIN_PASSPHRASE;
    this.tried =
      name === ''
        ? 'name'
        : short
          ? 'short'
          : passphrase === this.#read('again')
            ? null
            : 'differs';
    if (this.tried === null) void this.computer?.come(name, passphrase === '' ? null : passphrase);
    else this.#focus({ name: 'name', short: 'passphrase', differs: 'again' }[this.tried] ?? 'name');
  }

  #go(step: Step): void {
    this.tried = null;
    this.#moveFocus = true;
    this.step = step;
    this.computer?.forgive();
  }

  #focus(id: string): void {
    this.renderRoot.querySelector<HTMLInputElement>(`#${id}`)?.focus();
  }

  #read(id: string): string {
    return this.renderRoot.querySelector<HTMLInputElement>(`#${id}`)?.value ?? '';
  }
}

customElements.define('lectern-who', LecternWho);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-who': LecternWho;
  }
}
