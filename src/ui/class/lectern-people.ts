import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ClassSession, ClassState, Person } from '../../classroom/class-session.ts';
import { controls } from '../controls.css.ts';
import { askConnectionTest } from '../diagnostics/ask-connection-test.ts';
import { icon } from '../icons.ts';
import { classMessages } from '../class-messages.ts';
import { messages } from '../messages.ts';
import { Observed } from '../observed.ts';
import './lectern-devices.ts';
import './lectern-link-quality.ts';
import { inOrder } from './people-order.ts';

const words = classMessages.people;

/** The list "People": who is in the class, in which role, who is here, who has everything. */
export class LecternPeople extends LitElement {
  static override styles = [
    controls,
    css`
      .count {
        display: flex;
        align-items: center;
        justify-content: space-between;
        padding: 0.5rem 0.35rem 0.35rem 0.85rem;
        font-size: 0.8125rem;
      }
      li {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        align-items: center;
        gap: 0.1rem 0.65rem;
        padding: 0.4rem 0.85rem;
      }
      .face {
        position: relative;
        display: grid;
        place-items: center;
        width: 2rem;
        height: 2rem;
        border-radius: 50%;
        background: var(--lc-sunken);
        color: var(--lc-muted);
        font-size: 0.8125rem;
        font-weight: 650;
      }
      .face.here {
        background: var(--lc-accent-soft);
        color: var(--lc-accent-text);
      }
      .face.here::after {
        content: '';
        position: absolute;
        right: -1px;
        bottom: -1px;
        width: 0.6rem;
        height: 0.6rem;
        border-radius: 50%;
        border: 2px solid var(--lc-surface);
        background: var(--lc-accent);
      }
      .who {
        display: flex;
        gap: 0.3rem;
        min-width: 0;
        font-weight: 550;
      }
      .facts {
        font-size: 0.8125rem;
      }
      .end {
        display: flex;
        align-items: center;
        gap: 0.4rem;
      }
      .mark {
        color: var(--lc-accent-text);
        display: inline-flex;
      }
      @media (forced-colors: active) {
        .face {
          border: 1px solid CanvasText;
        }
      }
    `,
  ];
  static override properties = { session: { attribute: false } };

  declare session: ClassSession | null;

  readonly #state = new Observed<ClassState>(this, () => this.session?.state ?? null);

  constructor() {
    super();
    this.session = null;
  }

  override render(): TemplateResult | typeof nothing {
    const people = this.#state.value?.people;
    if (people === undefined) return nothing;
    const present = people.filter((person) => person.present).length;
    return html`<div class="count muted">
        <p>${words.count(present, people.length)}</p>
        <button class="small quiet" @click=${() => askConnectionTest(this)}>
          ${messages.testConnection}
        </button>
      </div>
      <ul role="list" aria-label=${words.list}>
        ${repeat(
          inOrder(people),
          ({ id }) => id,
          (person) => one(person, this.session),
        )}
      </ul>`;
  }
}

function one(person: Person, session: ClassSession | null): TemplateResult {
  const presence = person.present ? words.here : words.away;
  return html`<li>
    <span class="face ${person.present ? 'here' : ''}" aria-hidden="true"
      >${initials(person.name)}</span
    >
    <span>
      <span class="who">
        <span class="cut" title=${person.name}>${person.name}</span>
        ${person.self ? html`<span class="muted">${words.you}</span>` : nothing}
      </span>
      <span class="facts muted"
        >${messages.roles[person.role]} · ${presence}
        <lectern-link-quality .session=${session} .person=${person}></lectern-link-quality
      ></span>
    </span>
    <span class="end">
      <lectern-devices .session=${session} .who=${person.id}></lectern-devices>
      ${
        person.upToDate && !person.self
          ? html`<span class="mark" title=${words.upToDateHint}>
              ${icon('check')}<span class="hidden-text">${words.upToDate}</span>
            </span>`
          : nothing
      }
    </span>
  </li>`;
}

/** First letters of the first and the last word. */
function initials(name: string): string {
  const parts = name.trim().split(/\s+/);
  const first = [...(parts[0] ?? '')][0] ?? '·';
  const last = parts.length > 1 ? ([...(parts.at(-1) ?? '')][0] ?? '') : '';
  return (first + last).toUpperCase();
}

customElements.define('lectern-people', LecternPeople);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-people': LecternPeople;
  }
}
