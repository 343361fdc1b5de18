import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ClassSession } from '../../classroom/class-session.ts';
import type { ClassState, Outsider, Person } from '../../classroom/class-state.ts';
import { controls } from '../controls.css.ts';
import { askConnectionTest } from '../diagnostics/ask-connection-test.ts';
import { icon } from '../icons.ts';
import { classMessages } from '../class-messages.ts';
import { leadMessages } from '../lead-messages.ts';
import { messages } from '../messages.ts';
import { Observed } from '../observed.ts';
import { askPairing } from '../pairing/ask-pairing.ts';
import { pairingOpenMessages } from '../pairing/pairing-open-messages.ts';
import { face, rowStyle } from './face.ts';
import './lectern-class-log.ts';
import './lectern-devices.ts';
import './lectern-groups.ts';
import './lectern-link-quality.ts';
import './lectern-lobby.ts';
import './lectern-name-person.ts';
import './lectern-person-menu.ts';
import './lectern-remove-person.ts';
import './lectern-roster.ts';
import './lectern-two-versions.ts';
import { inOrder } from './people-order.ts';

const words = classMessages.people;
const lead = leadMessages.people;

/** The tab "People": who waits, who is in the class, in which role, who is here, who was removed; and what teachers do about it. */
export class LecternPeople extends LitElement {
  static override styles = [
    controls,
    rowStyle,
    css`
      .count {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: end;
        padding-block: 0.5rem 0.35rem;
        padding-inline: 0.85rem 0.35rem;
        font-size: 0.8125rem;
      }
      .count p {
        flex: 1;
      }
      .mark {
        color: var(--lc-accent-text);
        display: inline-flex;
      }
      .twice {
        display: block;
        color: var(--lc-warn-text);
      }
      details {
        margin-top: 0.5rem;
        border-top: 1px solid var(--lc-line);
      }
      summary {
        padding: 0.6rem 0.85rem;
        font-size: 0.8125rem;
        cursor: pointer;
      }
      summary:focus-visible {
        outline-offset: -2px;
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
    const state = this.#state.value;
    if (state === null) return nothing;
    const { blocked, people, removed } = state;
    const present = people.filter((person) => person.present).length;
    return html`<lectern-lobby .session=${this.session}></lectern-lobby>
      <lectern-two-versions .session=${this.session}></lectern-two-versions>
      <div class="count muted">
        <p>${words.count(present, people.length)}</p>
        <button class="small quiet" @click=${() => askConnectionTest(this)}>
          ${messages.testConnection}
        </button>
        <button class="small quiet" @click=${() => askPairing(this)}>
          ${pairingOpenMessages.inClass}
        </button>
      </div>
      <ul
        role="list"
        aria-label=${words.list}
        @lectern-remove-person=${(event: CustomEvent<Person>) =>
          void this.renderRoot.querySelector('lectern-remove-person')?.show(event.detail)}
        @lectern-block-person=${(event: CustomEvent<Person>) =>
          void this.renderRoot.querySelector('lectern-remove-person')?.show(event.detail, true)}
        @lectern-name-person=${(event: CustomEvent<Person>) =>
          void this.renderRoot.querySelector('lectern-name-person')?.show(event.detail)}
      >
        ${repeat(
          inOrder(people),
          ({ id }) => id,
          (person) => one(person, this.session),
        )}
      </ul>
      <lectern-groups .session=${this.session}></lectern-groups>
      ${removed.length === 0 ? nothing : this.#removed(removed, teaches(state))}
      ${blocked.length === 0 ? nothing : this.#blocked(blocked)}
      ${teaches(state) || state.roster !== null ? html`<lectern-roster .session=${this.session}></lectern-roster>` : nothing}
      ${teaches(state) ? html`<lectern-class-log .session=${this.session}></lectern-class-log>` : nothing}
      <lectern-name-person .session=${this.session}></lectern-name-person>
      <lectern-remove-person .session=${this.session}></lectern-remove-person>`;
  }

  #blocked(blocked: ClassState['blocked']): TemplateResult {
    return html`<details>
      <summary>${lead.blocked(blocked.length)}</summary>
      <ul role="list" aria-label=${lead.blockedList}>
        ${repeat(
          blocked,
          ({ id }) => id,
          ({ id, name }) =>
            html`<li>
              ${face(name)}
              <span class="who"
                ><span class="cut" dir="auto" id="name-${id}" title=${name}>${name}</span></span
              >
              <button
                class="small"
                aria-describedby="name-${id}"
                @click=${() => void this.session?.unblockPerson(id)}
              >
                ${lead.unblock}
              </button>
            </li>`,
        )}
      </ul>
    </details>`;
  }

  #removed(removed: readonly Outsider[], blocks: boolean): TemplateResult {
    return html`<details>
      <summary>${words.removed(removed.length)}</summary>
      <ul role="list" aria-label=${words.removedList}>
        ${repeat(
          removed,
          ({ id }) => id,
          ({ id, name }) =>
            html`<li>
              ${face(name)}
              <span class="who"
                ><span class="cut" dir="auto" id="name-${id}" title=${name}>${name}</span></span
              >
              <span class="does">
                ${
                  blocks
                    ? html`<button
                        class="small quiet"
                        aria-label=${lead.blockRemoved(name)}
                        @click=${() => void this.session?.blockPerson(id)}
                      >
                        ${lead.blockSubmit}
                      </button>`
                    : nothing
                }
                <button
                  class="small"
                  aria-describedby="name-${id}"
                  @click=${() => void this.session?.admit(id)}
                >
                  ${words.admitAgain}
                </button>
              </span>
            </li>`,
        )}
      </ul>
    </details>`;
  }
}

function teaches({ closed, role }: ClassState): boolean {
  return !closed && (role === 'owner' || role === 'teacher');
}

function one(person: Person, session: ClassSession | null): TemplateResult {
  const presence = person.present ? words.here : words.away;
  return html`<li>
    ${face(person.name, person.present)}
    <span>
      <span class="who">
        <span class="cut" dir="auto" title=${person.name}>${person.name}</span>
        ${person.self ? html`<span class="muted">${words.you}</span>` : nothing}
      </span>
      <span class="facts muted"
        >${messages.roles[person.role]} · ${presence}
        <lectern-link-quality .session=${session} .person=${person}></lectern-link-quality
      ></span>
      ${person.nameTwice ? html`<span class="facts twice">${lead.nameTwice}</span>` : nothing}
    </span>
    <span class="does">
      ${
        person.upToDate && !person.self
          ? html`<span class="mark" title=${words.upToDateHint}>
              ${icon('check')}<span class="hidden-text">${words.upToDate}</span>
            </span>`
          : nothing
      }
      <lectern-devices .session=${session} .who=${person.id}></lectern-devices>
      <lectern-person-menu .session=${session} .person=${person}></lectern-person-menu>
    </span>
  </li>`;
}

customElements.define('lectern-people', LecternPeople);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-people': LecternPeople;
  }
}
