import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { ClassSession } from '../../classroom/class-session.ts';
import type { Person } from '../../classroom/class-state.ts';
import { classMessages } from '../class-messages.ts';
import { controls } from '../controls.css.ts';
import { icon } from '../icons.ts';
import { leadMessages } from '../lead-messages.ts';
import { menuKeys } from '../menu-keys.ts';
import { messages } from '../messages.ts';

const words = classMessages.people;
const lead = leadMessages.people;

type GivenRole = Person['roles'][number];
/** Between menu and the edges of the window, px. */
const EDGE = 8;

/**
 * The menu of one person: their role, their name, and removing them. Fires `lectern-remove-person`,
 * `lectern-block-person` and `lectern-name-person` (bubbles, composed; detail: the person) to have that asked. Shows nothing to who may do none of it.
 */
export class LecternPersonMenu extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: contents;
      }
      [popover] {
        position: fixed;
        inset: auto;
        margin: 0;
        width: 17rem;
        max-width: calc(100vw - 1rem);
        padding: 0.35rem;
        color: var(--lc-text);
        background: var(--lc-surface);
        border: 1px solid var(--lc-line);
        border-radius: var(--lc-radius);
        box-shadow: var(--lc-shadow-high);
      }
      .title {
        padding: 0.3rem 0.6rem;
        font-size: 0.75rem;
        font-weight: 650;
      }
      [role^='menuitem'] {
        display: grid;
        grid-template-columns: 1.125rem minmax(0, 1fr);
        justify-content: start;
        align-items: center;
        gap: 0 0.55rem;
        width: 100%;
        padding: 0.35rem 0.6rem;
        border: 0;
        border-radius: 6px;
        text-align: start;
      }
      [role^='menuitem']:focus-visible {
        background: var(--lc-sunken);
        outline-offset: -2px;
      }
      .says {
        grid-column: 2;
        font-size: 0.75rem;
        font-weight: 400;
        line-height: 1.3;
      }
      .icon {
        color: var(--lc-accent-text);
      }
      hr {
        margin: 0.35rem 0;
        border: 0;
        border-top: 1px solid var(--lc-line);
      }
      .remove .icon {
        color: inherit;
      }
      .remove {
        color: var(--lc-danger-text);
      }
    `,
  ];
  static override properties = {
    session: { attribute: false },
    person: { attribute: false },
    open: { state: true },
  };

  declare session: ClassSession | null;
  declare person: Person | null;
  declare open: boolean;

  constructor() {
    super();
    this.session = null;
    this.person = null;
    this.open = false;
  }

  override render(): TemplateResult | typeof nothing {
    const { person } = this;
    if (person === null || (person.roles.length === 0 && !person.removable && !person.namable))
      return nothing;
    return html`<button
        class="small quiet square"
        aria-haspopup="menu"
        aria-expanded=${this.open ? 'true' : 'false'}
        aria-label=${words.options(person.name)}
        title=${words.options(person.name)}
        @click=${this.#toggle}
        @keydown=${this.#opens}
      >
        ${icon('more')}
      </button>
      <div
        popover
        role="menu"
        aria-label=${words.options(person.name)}
        @toggle=${this.#toggled}
        @keydown=${this.#keys}
      >
        ${
          person.roles.length === 0
            ? nothing
            : html`<div role="group" aria-labelledby="role">
                <p class="title muted" id="role">${words.role}</p>
                ${person.roles.map((role) => this.#role(person, role))}
              </div>`
        }
        ${
          person.namable
            ? html`${person.roles.length > 0 ? html`<hr />` : nothing}
                <button
                  role="menuitem"
                  tabindex="-1"
                  @click=${() => this.#ask('lectern-name-person')}
                >
                  <span></span><span>${lead.name}</span>
                </button>`
            : nothing
        }
        ${
          person.removable
            ? html`${person.roles.length > 0 ? html`<hr />` : nothing}
                <button
                  role="menuitem"
                  class="remove"
                  tabindex="-1"
                  @click=${() => this.#ask('lectern-block-person')}
                >
                  ${icon('stop')}<span>${lead.block}</span>
                </button>
                <button
                  role="menuitem"
                  class="remove"
                  tabindex="-1"
                  @click=${() => this.#ask('lectern-remove-person')}
                >
                  ${icon('close')}<span>${words.removeAsk}</span>
                </button>`
            : nothing
        }
      </div>`;
  }

  #role(person: Person, role: GivenRole): TemplateResult {
    const chosen = person.role === role;
    return html`<button
      role="menuitemradio"
      aria-checked=${chosen ? 'true' : 'false'}
      aria-label=${messages.roles[role]}
      aria-describedby="says-${role}"
      tabindex="-1"
      @click=${() => this.#give(role)}
    >
      ${chosen ? icon('check') : html`<span></span>`}
      <span>${messages.roles[role]}</span>
      <span class="says muted" id="says-${role}">${words.roleSays[role]}</span>
    </button>`;
  }

  #give(role: GivenRole): void {
    this.#close();
    if (this.person !== null && this.person.role !== role)
      void this.session?.setRole(this.person.id, role);
  }

  #ask(question: 'lectern-remove-person' | 'lectern-block-person' | 'lectern-name-person'): void {
    this.#close();
    if (this.person === null) return;
    this.dispatchEvent(
      new CustomEvent<Person>(question, {
        bubbles: true,
        composed: true,
        detail: this.person,
      }),
    );
  }

  #toggle(): void {
    if (this.open) this.#close();
    else this.#show();
  }

  #show(): void {
    const menu = this.#menu();
    const button = this.#button();
    if (menu === null || button === null || this.open) return;
    menu.showPopover();
    const at = button.getBoundingClientRect();
    const { width, height } = menu.getBoundingClientRect();
    const below = at.bottom + height + EDGE <= innerHeight;
    menu.style.top = `${Math.max(EDGE, below ? at.bottom + 2 : at.top - height - 2)}px`;
    menu.style.left = `${Math.max(EDGE, at.right - width)}px`;
    (menu.querySelector<HTMLElement>('[aria-checked=true]') ?? this.#items()[0])?.focus();
  }

  #close(): void {
    this.#menu()?.hidePopover();
    this.#button()?.focus();
  }

  #toggled(event: ToggleEvent): void {
    this.open = event.newState === 'open';
  }

  #opens(event: KeyboardEvent): void {
    if (event.key !== 'ArrowDown' || this.open) return;
    event.preventDefault();
    this.#show();
  }

  #keys(event: KeyboardEvent): void {
    menuKeys(event, this.#items(), () => this.#close());
  }

  #items(): HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>('[role^=menuitem]')];
  }

  #menu(): HTMLElement | null {
    return this.renderRoot.querySelector('[popover]');
  }

  #button(): HTMLElement | null {
    return this.renderRoot.querySelector('[aria-haspopup]');
  }
}

customElements.define('lectern-person-menu', LecternPersonMenu);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-person-menu': LecternPersonMenu;
  }
  interface HTMLElementEventMap {
    'lectern-remove-person': CustomEvent<Person>;
    'lectern-block-person': CustomEvent<Person>;
    'lectern-name-person': CustomEvent<Person>;
  }
}
