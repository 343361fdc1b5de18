import { html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import type { Home, HomeState } from '../../classroom/home.ts';
import { controls } from '../controls.css.ts';
import { messages } from '../messages.ts';
import { Observed } from '../observed.ts';
import { problemNote, problemNoteStyle } from '../problem-note.ts';
import { askPairing } from '../pairing/ask-pairing.ts';
import { pairingOpenMessages } from '../pairing/pairing-open-messages.ts';
import { formHead, formStyle, submitButton } from './form-parts.ts';
import { textField } from '../text-field.ts';

const words = messages.join;

/** The form that joins a class by link or code. Fires `lectern-back` (bubbles, composed). */
export class LecternJoinForm extends LitElement {
  static override styles = [controls, problemNoteStyle, formStyle];
  static override properties = {
    home: { attribute: false },
    myName: { attribute: false },
    tried: { state: true },
  };

  declare home: Home | null;
  /** Stands in "Your name" to begin with. */
  declare myName: string;
  /** Values of the last submit, while something in them is missing. */
  declare tried: { readonly link: string; readonly name: string } | null;

  readonly #state = new Observed<HomeState>(this, () => this.home?.state ?? null);
  #shownLink = '';

  constructor() {
    super();
    this.home = null;
    this.myName = '';
    this.tried = null;
  }

  /** Puts the cursor where typing starts: at the name where the link is known. */
  override focus(): void {
    const empty = [...this.renderRoot.querySelectorAll('input')].find(
      (input) => input.value === '',
    );
    (empty ?? this.renderRoot.querySelector('input'))?.focus();
  }

  override render(): TemplateResult {
    const { busy, invitation, problem } = this.#state.value ?? {
      busy: 'none',
      invitation: null,
      problem: null,
    };
    const className = invitation?.className.trim() ?? '';
    const { tried } = this;
    return html`<form novalidate @submit=${this.#submit} aria-labelledby="title">
      ${formHead(className === '' ? words.title : words.titleOf(className), null, busy)}
      ${problemNote(tried === null && busy === 'none' ? problem : null)}
      ${textField({
        id: 'link',
        label: words.linkOrCode,
        autocomplete: 'off',
        hint: words.linkOrCodeHint,
        wrong: tried !== null && tried.link === '' ? words.noLink : null,
      })}
      ${textField({
        id: 'name',
        label: messages.teach.yourName,
        autocomplete: 'name',
        value: this.myName,
        hint: messages.teach.yourNameHint,
        wrong: tried !== null && tried.name === '' ? messages.teach.noName : null,
      })}
      ${submitButton(words.submit, busy)}
      <button type="button" class="quiet small" @click=${() => askPairing(this)}>
        ${pairingOpenMessages.atStart}
      </button>
    </form>`;
  }

  /** The link of an invitation is filled in once, so that what a person types afterwards stays. */
  protected override updated(_changed: PropertyValues): void {
    const link = this.#state.value?.invitation?.link ?? '';
    const input = this.renderRoot.querySelector<HTMLInputElement>('#link');
    if (input === null || link === '' || link === this.#shownLink) return;
    this.#shownLink = link;
    input.value = link;
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault();
    if (this.home === null || (this.#state.value?.busy ?? 'none') !== 'none') return;
    const link = this.#read('link');
    const name = this.#read('name');
    if (link === '' || name === '') {
      this.tried = { link, name };
      this.renderRoot.querySelector<HTMLInputElement>(link === '' ? '#link' : '#name')?.focus();
      return;
    }
    this.tried = null;
    void this.home.join(link, name);
  }

  #read(id: string): string {
    return this.renderRoot.querySelector<HTMLInputElement>(`#${id}`)?.value.trim() ?? '';
  }
}

customElements.define('lectern-join-form', LecternJoinForm);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-join-form': LecternJoinForm;
  }
}
