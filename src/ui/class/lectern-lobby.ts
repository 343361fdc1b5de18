import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ClassSession } from '../../classroom/class-session.ts';
import type { ClassState, Outsider } from '../../classroom/class-state.ts';
import { classMessages } from '../class-messages.ts';
import { controls } from '../controls.css.ts';
import { leadMessages } from '../lead-messages.ts';
import { Observed } from '../observed.ts';
import { face, rowStyle } from './face.ts';
import './lectern-devices.ts';

const words = classMessages.people;
const lead = leadMessages.people;

/** Who waits to be let in, above all others, for those who may decide. Shows nothing while nobody waits. */
export class LecternLobby extends LitElement {
  static override styles = [
    controls,
    rowStyle,
    css`
      section {
        margin: 0.6rem;
        border: 1px solid var(--lc-accent);
        border-radius: var(--lc-radius);
        background: var(--lc-accent-soft);
      }
      header {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: 0.5rem;
        padding-block: 0.5rem 0.15rem;
        padding-inline: 0.7rem 0.5rem;
      }
      h2 {
        font-size: 0.8125rem;
        font-weight: 650;
        color: var(--lc-accent-text);
      }
      h2:focus-visible {
        border-radius: 3px;
      }
      li {
        display: flex;
        flex-wrap: wrap;
        justify-content: flex-end;
        padding-block: 0.35rem 0.45rem;
        padding-inline: 0.7rem 0.5rem;
      }
      /* Buttons with long words stand below what is said of somebody. */
      li > span:nth-child(2) {
        flex: 1 1 6.5rem;
        min-width: 0;
      }
      .face {
        background: var(--lc-surface);
      }
      .name {
        display: -webkit-box;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 2;
        overflow: hidden;
        overflow-wrap: anywhere;
        line-height: 1.3;
        unicode-bidi: isolate;
      }
      .facts {
        display: block;
        line-height: 1.35;
        overflow-wrap: anywhere;
      }
      .does {
        gap: 0;
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
    if (state === null || state.waiting.length === 0) return nothing;
    const turnsAway = state.role === 'owner' || state.role === 'teacher';
    const { waiting } = state;
    return html`<section aria-labelledby="title">
      <header>
        <h2 id="title" tabindex="-1">${words.waiting} · ${waiting.length}</h2>
        ${
          waiting.filter(({ oldLink, blockedName }) => !oldLink && !blockedName).length > 1
            ? html`<button class="small primary" @click=${() => void this.session?.admitAll()}>
                ${words.admitAll}
              </button>`
            : nothing
        }
      </header>
      <ul role="list" aria-labelledby="title">
        ${repeat(
          waiting,
          ({ id }) => id,
          (one) => this.#one(one, waiting.length === 1, turnsAway),
        )}
      </ul>
    </section>`;
  }

  #one(one: Outsider, only: boolean, turnsAway: boolean): TemplateResult {
    const name = `name-${one.id}`;
    return html`<li>
      ${face(one.name)}
      <span>
        <span class="who"
          ><span class="name" dir="auto" id=${name} title=${one.name}>${one.name}</span></span
        >
        <span class="facts muted"
          >${this.#doubt(one)}${one.deviceOf === null ? words.askedAt(one.since) : words.deviceOf(one.deviceOf)}</span
        >
      </span>
      <span class="does">
        <lectern-devices .session=${this.session} .who=${one.id}></lectern-devices>
        ${
          turnsAway
            ? html`<button
                class="small quiet"
                aria-describedby=${name}
                @click=${() => this.#decide((session) => session.refuse(one.id))}
              >
                ${words.refuse}
              </button>`
            : nothing
        }
        <button
          class="small ${only ? 'primary' : ''} admit"
          aria-describedby=${name}
          @click=${() => this.#decide((session) => session.admit(one.id))}
        >
          ${words.admit}
        </button>
      </span>
    </li>`;
  }

  /** Why somebody is to be looked at before they are let in. */
  #doubt({ blockedName, oldLink }: Outsider): TemplateResult | typeof nothing {
    const why = blockedName ? lead.blockedName : oldLink ? lead.oldLink : null;
    return why === null ? nothing : html`<strong>${why}</strong> · `;
  }

  /** Whoever decides by keyboard goes on with the next one. */
  async #decide(command: (session: ClassSession) => Promise<void>): Promise<void> {
    if (this.session === null) return;
    await command(this.session);
    await this.updateComplete;
    if (this.shadowRoot?.activeElement === null)
      (
        this.renderRoot.querySelector<HTMLElement>('.admit') ??
        this.renderRoot.querySelector<HTMLElement>('h2')
      )?.focus();
  }
}

customElements.define('lectern-lobby', LecternLobby);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-lobby': LecternLobby;
  }
}
