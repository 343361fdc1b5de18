import { html, LitElement, type TemplateResult } from 'lit';
import type { Home, HomeState } from '../../classroom/home.ts';
import { controls } from '../controls.css.ts';
import { messages } from '../messages.ts';
import { Observed } from '../observed.ts';
import { problemNote, problemNoteStyle } from '../problem-note.ts';
import { formHead, formStyle, submitButton } from './form-parts.ts';
import { textField } from '../text-field.ts';

const words = messages.teach;

/** The form that founds a class. Fires `lectern-back` (bubbles, composed) when the person turns back. */
export class LecternTeachForm extends LitElement {
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
  declare tried: { readonly className: string; readonly name: string } | null;

  readonly #state = new Observed<HomeState>(this, () => this.home?.state ?? null);

  constructor() {
    super();
    this.home = null;
    this.myName = '';
    this.tried = null;
  }

  /** Puts the cursor where typing starts. */
  override focus(): void {
    this.renderRoot.querySelector('input')?.focus();
  }

  override render(): TemplateResult {
    const busy = this.#state.value?.busy ?? 'none';
    const problem =
      this.tried === null && busy === 'none' ? (this.#state.value?.problem ?? null) : null;
    return html`<form novalidate @submit=${this.#submit} aria-labelledby="title">
      ${formHead(words.title, words.hint, busy)} ${problemNote(problem)}
      ${textField({
        id: 'class-name',
        label: words.className,
        autocomplete: 'off',
        placeholder: words.classNameExample,
        wrong: this.tried !== null && this.tried.className === '' ? words.noClassName : null,
      })}
      ${textField({
        id: 'name',
        label: words.yourName,
        autocomplete: 'name',
        value: this.myName,
        hint: words.yourNameHint,
        wrong: this.tried !== null && this.tried.name === '' ? words.noName : null,
      })}
      ${submitButton(words.submit, busy)}
    </form>`;
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault();
    if (this.home === null || (this.#state.value?.busy ?? 'none') !== 'none') return;
    const className = this.#read('class-name');
    const name = this.#read('name');
    if (className === '' || name === '') {
      this.tried = { className, name };
      this.renderRoot
        .querySelector<HTMLInputElement>(className === '' ? '#class-name' : '#name')
        ?.focus();
      return;
    }
    this.tried = null;
    void this.home.teach(className, name);
  }

  #read(id: string): string {
    return this.renderRoot.querySelector<HTMLInputElement>(`#${id}`)?.value.trim() ?? '';
  }
}

customElements.define('lectern-teach-form', LecternTeachForm);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-teach-form': LecternTeachForm;
  }
}
