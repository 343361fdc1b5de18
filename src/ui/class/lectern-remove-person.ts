import { css, html, LitElement, type TemplateResult } from 'lit';
import type { ClassSession } from '../../classroom/class-session.ts';
import type { Person } from '../../classroom/class-state.ts';
import { classMessages } from '../class-messages.ts';
import { controls, dialogs } from '../controls.css.ts';
import { leadMessages } from '../lead-messages.ts';
import { messages } from '../messages.ts';

const words = classMessages.people;
const lead = leadMessages.people;

/** The question before somebody is removed, with what happens then. Open with `show`. */
export class LecternRemovePerson extends LitElement {
  static override styles = [
    controls,
    dialogs,
    css`
      ul {
        display: grid;
        gap: 0.5rem;
        padding-inline-start: 1.1rem;
        list-style: disc;
      }
    `,
  ];
  static override properties = {
    session: { attribute: false },
    person: { state: true },
    blocks: { state: true },
  };

  declare session: ClassSession | null;
  declare person: Person | null;
  /** They are blocked too. */
  declare blocks: boolean;

  constructor() {
    super();
    this.session = null;
    this.person = null;
    this.blocks = false;
  }

  /** Opens the dialog over the page; `blocks`: to block them too. */
  async show(person: Person, blocks = false): Promise<void> {
    this.blocks = blocks;
    this.person = person;
    await this.updateComplete;
    this.#dialog()?.showModal();
  }

  override render(): TemplateResult {
    const owner = this.session?.state.value.role === 'owner';
    return html`<dialog aria-labelledby="title" aria-describedby="what">
      <div class="body">
        <h2 id="title">
          ${(this.blocks ? lead.blockTitle : words.removeTitle)(this.person?.name ?? '')}
        </h2>
        <ul id="what">
          <li>${words.removeWhat}</li>
          <li>${owner ? words.removeRenews : words.removeShuts}</li>
          <li>${this.blocks ? lead.blockWhat : words.removeBack}</li>
        </ul>
        <footer>
          <button autofocus @click=${() => this.#dialog()?.close()}>${messages.cancel}</button>
          <button class="danger" @click=${this.#remove}>
            ${this.blocks ? lead.blockSubmit : words.removeSubmit}
          </button>
        </footer>
      </div>
    </dialog>`;
  }

  #remove(): void {
    this.#dialog()?.close();
    if (this.person === null) return;
    if (this.blocks) void this.session?.blockPerson(this.person.id);
    else void this.session?.removePerson(this.person.id);
  }

  #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector('dialog');
  }
}

customElements.define('lectern-remove-person', LecternRemovePerson);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-remove-person': LecternRemovePerson;
  }
}
