import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { ClassSession } from '../../classroom/class-session.ts';
import type { ClassState } from '../../classroom/class-state.ts';
import { classMessages } from '../class-messages.ts';
import { controls } from '../controls.css.ts';
import { Observed } from '../observed.ts';

const words = classMessages.waiting;

/** The page of who waits at the door, over the notebook; not there in any other standing. */
export class LecternWaiting extends LitElement {
  static override styles = [
    controls,
    css`
      .page {
        position: fixed;
        inset: var(--lectern-bar-height, 2.5rem) 0 0;
        z-index: 1001;
        display: grid;
        place-items: center;
        padding: 1rem;
        overflow: auto;
        background: var(--lc-page);
      }
      section {
        display: grid;
        justify-items: center;
        gap: 0.75rem;
        max-width: 30rem;
        padding: 2rem 1.75rem;
        text-align: center;
        background: var(--lc-surface);
        border: 1px solid var(--lc-line);
        border-radius: var(--lc-radius-large);
        box-shadow: var(--lc-shadow);
        overflow-wrap: anywhere;
      }
      h1 {
        font-size: 1.375rem;
        line-height: 1.3;
        font-weight: 650;
      }
      .spinner {
        width: 2rem;
        height: 2rem;
        border-width: 3px;
        color: var(--lc-accent-text);
      }
      .words {
        margin-top: 0.5rem;
        padding-top: 0.75rem;
        border-top: 1px solid var(--lc-line);
        font-size: 0.8125rem;
      }
      strong {
        font-weight: 600;
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
    if (state?.standing !== 'waiting') return nothing;
    return html`<div class="page">
      <main>
        <section aria-labelledby="title">
          <span class="spinner" aria-hidden="true"></span>
          <h1 id="title">${words.title}</h1>
          <p>${words.what(state.name)} ${words.as(state.myName)}</p>
          <p>${words.todo}</p>
          <p class="words muted">
            ${classMessages.invite.words}: <strong>${state.safetyWords.join(' · ')}</strong>
          </p>
        </section>
      </main>
    </div>`;
  }
}

customElements.define('lectern-waiting', LecternWaiting);

declare global {
  interface HTMLElementTagNameMap {
    'lectern-waiting': LecternWaiting;
  }
}
