import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { ClassSession } from '../../classroom/class-session.ts';
import type { ClassState } from '../../classroom/class-state.ts';
import { controls, dialogs } from '../controls.css.ts';
import { leadMessages } from '../lead-messages.ts';
import { Observed } from '../observed.ts';
import { textField } from '../text-field.ts';

const words = leadMessages.roster;

/** Asks a student once which name of the roster is theirs. Opens by itself; Escape puts it off until the class is opened again. */
export class LecternPickName extends LitElement {
  static override styles = [
    controls,
    dialogs,
    css`
      ul {
        display: grid;
        gap: 0.15rem;
        max-height: 40dvh;
        overflow: auto;
      }
      li button {
        width: 100%;
        justify-content: flex-start;
        text-align: start;
      }
    `,
  ];
  static override properties = { session: { attribute: false }, search: { state: true } };

  declare session: ClassSession | null;
  declare search: string;

  readonly #state = new Observed<ClassState>(this, () => this.session?.state ?? null);
  #asked = false;

  constructor() {
    super();
    this.session = null;
    this.search = '';
  }

  override render(): TemplateResult {
    const pick = this.#state.value?.pick ?? null;
    const outside = this.#state.value?.rosterOutside ?? true;
    return html`<dialog aria-labelledby="title" aria-describedby="what">
      ${pick === null ? nothing : this.#content(pick, outside)}
    </dialog>`;
  }

  override updated(): void {
    const dialog = this.renderRoot.querySelector('dialog');
    const asks = (this.#state.value?.pick ?? null) !== null;
    if (!asks) dialog?.close();
    else if (!this.#asked) {
      this.#asked = true;
      dialog?.showModal();
    }
  }

  #content(pick: NonNullable<ClassState['pick']>, outside: boolean): TemplateResult {
    const wanted = this.search.trim().toLocaleLowerCase();
    const found = pick.filter(({ name }) => name.toLocaleLowerCase().includes(wanted));
    return html`<div class="body">
      <h2 id="title">${words.pickTitle}</h2>
      <p id="what">${words.pickWhat}</p>
      <div @input=${this.#type}>
        ${textField({ id: 'search', label: words.pickSearch, autocomplete: 'off' })}
      </div>
      <ul role="list" aria-label=${words.pickList}>
        ${found.map(
          ({ id, name }) =>
            html`<li>
              <button class="quiet" @click=${() => void this.session?.pickPlace(id)}>
                ${name}
              </button>
            </li>`,
        )}
      </ul>
      ${found.length === 0 ? html`<p class="muted" role="status">${words.pickNone}</p>` : nothing}
      ${
        outside
          ? html`<footer>
              <button @click=${() => void this.session?.pickPlace(null)}>
                ${words.pickOutside}
              </button>
            </footer>`
          : html`<p class="muted">${words.pickAsk}</p>`
      }
    </div>`;
  }

  #type(event: Event): void {
    if (event.target instanceof HTMLInputElement) this.search = event.target.value;
  }
}

customElements.define('lectern-pick-name', LecternPickName);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-pick-name': LecternPickName;
  }
}
