import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { ClassSession } from '../../classroom/class-session.ts';
import type { Person } from '../../classroom/class-state.ts';
import { controls, dialogs } from '../controls.css.ts';
import { leadMessages } from '../lead-messages.ts';
import { messages } from '../messages.ts';
import { textField } from '../text-field.ts';

const words = leadMessages.people;

/** The dialog in which a teacher gives somebody another name, for everybody. Open with `show`. */
export class LecternNamePerson extends LitElement {
  static override styles = [controls, dialogs];
  static override properties = {
    session: { attribute: false },
    person: { state: true },
    wrong: { state: true },
  };

  declare session: ClassSession | null;
  declare person: Person | null;
  declare wrong: string | null;

  constructor() {
    super();
    this.session = null;
    this.person = null;
    this.wrong = null;
  }

  /** Opens the dialog over the page. */
  async show(person: Person): Promise<void> {
    this.person = person;
    this.wrong = null;
    await this.updateComplete;
    this.#dialog()?.showModal();
    this.renderRoot.querySelector<HTMLInputElement>('#name')?.select();
  }

  override render(): TemplateResult {
    const { person } = this;
    return html`<dialog aria-labelledby="title" @close=${() => (this.person = null)}>
      ${
        person === null
          ? nothing
          : html`<form class="body" @submit=${this.#save}>
              <h2 id="title">${words.nameOf(person.name)}</h2>
              ${textField({
                id: 'name',
                label: words.nameField,
                autocomplete: 'off',
                value: person.name,
                hint: words.nameHint,
                wrong: this.wrong,
              })}
              <footer>
                <button type="button" @click=${() => this.#dialog()?.close()}>
                  ${messages.cancel}
                </button>
                <button type="submit" class="primary">${words.saveName}</button>
              </footer>
            </form>`
      }
    </dialog>`;
  }

  #save(event: SubmitEvent): void {
    event.preventDefault();
    const { person } = this;
    const name = this.renderRoot.querySelector<HTMLInputElement>('#name')?.value.trim() ?? '';
    if (name === '') {
      this.wrong = words.nameless;
      return;
    }
    this.#dialog()?.close();
    if (person !== null) void this.session?.giveName(person.id, name);
  }

  #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector('dialog');
  }
}

customElements.define('lectern-name-person', LecternNamePerson);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-name-person': LecternNamePerson;
  }
}
