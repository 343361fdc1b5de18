import { css, html, nothing, type TemplateResult } from 'lit';
import type { ClassSession } from '../../classroom/class-session.ts';
import type { Person } from '../../classroom/class-state.ts';
import { classMessages } from '../class-messages.ts';
import { icon } from '../icons.ts';
import { leadMessages } from '../lead-messages.ts';
import { MenuElement } from '../menu-element.ts';
import { messages } from '../messages.ts';

const words = classMessages.people;
const lead = leadMessages.people;

type GivenRole = Person['roles'][number];

/**
 * The menu of one person: their role, their name, and removing them. Fires `lectern-remove-person`,
 * `lectern-block-person` and `lectern-name-person` (bubbles, composed; detail: the person) to have that asked. Shows nothing to who may do none of it.
 */
export class LecternPersonMenu extends MenuElement {
  static override styles = [
    ...MenuElement.menuStyles,
    css`
      :host {
        display: contents;
      }
      [popover] {
        width: 17rem;
      }
      .title {
        padding: 0.3rem 0.6rem;
        font-size: 0.75rem;
        font-weight: 650;
      }
      [role^='menuitem'] {
        display: grid;
        grid-template-columns: 1.125rem minmax(0, 1fr);
        align-items: center;
        gap: 0 0.55rem;
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
  };

  declare session: ClassSession | null;
  declare person: Person | null;

  constructor() {
    super();
    this.session = null;
    this.person = null;
  }

  override render(): TemplateResult | typeof nothing {
    const { person } = this;
    if (person === null || (person.roles.length === 0 && !person.removable && !person.namable))
      return nothing;
    return this.menu({
      label: words.options(person.name),
      icon: icon('more'),
      items: html`${
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
      }`,
    });
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
    this.closeMenu();
    if (this.person !== null && this.person.role !== role)
      void this.session?.setRole(this.person.id, role);
  }

  #ask(question: 'lectern-remove-person' | 'lectern-block-person' | 'lectern-name-person'): void {
    this.closeMenu();
    if (this.person === null) return;
    this.dispatchEvent(
      new CustomEvent<Person>(question, {
        bubbles: true,
        composed: true,
        detail: this.person,
      }),
    );
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
